"""Usernames: which there can be, and one made from a person's name."""

import re
import unicodedata
from collections.abc import Container

MIN_USERNAME = 3
MAX_USERNAME = 30

_USERNAME = re.compile(rf"[a-z0-9._-]{{{MIN_USERNAME},{MAX_USERNAME}}}")
_NO_NAME = "student"
_LETTERS = (
    "аa бb вv гg дd еe ёe жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ "
    "ыy ь эe юyu яya іi їyi єye ґg ўu "
    "αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo "
    "ßss æae œoe øo łl đd ðd þth ıi"
)
_PLAIN = str.maketrans({pair[0]: pair[1:] for pair in _LETTERS.split(" ")})


def is_username(text: str) -> bool:
    """Return whether an account can have this username; in small letters, as it is stored."""
    return _USERNAME.fullmatch(text) is not None


def plain_letters(text: str) -> str:
    """Return small letters a to z and digits for a name, words joined by dots; "" for none."""
    apart = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN)).translate(_PLAIN)
    letters = "".join(char for char in apart if not unicodedata.combining(char))
    return ".".join(re.findall(r"[a-z0-9]+", letters.replace("'", "").replace("’", "")))


def username_of(name: str) -> str:
    """Return a username for a name; people of the same name get the same one."""
    made = plain_letters(name)[:MAX_USERNAME].strip(".")
    if not made:
        return _NO_NAME
    return made if len(made) >= MIN_USERNAME else f"{made}.{_NO_NAME}"


def free_username(wanted: str, taken: Container[str]) -> str:
    """Return the wanted username, else the first with a number behind it that isn't taken."""
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted[: MAX_USERNAME - len(str(number))]}{number}"
    return found
