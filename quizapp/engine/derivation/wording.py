"""The words of questions: what can be compared, quoted and shown."""

import re
import unicodedata
from functools import lru_cache

from quizapp.engine.derivation.words import collapsed, word_set

GAP = "_____"
"""What stands for the words that are asked for; in Markdown, too, it is shown as it is."""

_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
# A dollar sign before a digit neither opens nor closes a formula beside others like it.
_MARK = re.compile(r"([\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|&(?=#?\w+;)|\$(?![0-9]))")
# What begins a list, a heading or a quotation, or is a line across the page.
_OPENING = re.compile(
    r"\A(?:([0-9]{1,9})(?=[.)](?:\s|\Z))|(?=(?:#{1,6}|[-+])(?:\s|\Z)|>|[-\s]+\Z|_+\Z))"
)
_YEAR = re.compile(r"(?<![0-9])[0-9]{3,4}(?![0-9])")
_QUOTED = re.compile(r"[\"“„«‘'].*[\"”“»’']")
_COMMON = word_set(
    "a about after all also an and any are as at be been before began begin begins between both "
    "but by can could did do does during each end ended ends even every few first for from had "
    "has have he her his how in into is it its last later less made many may might more most "
    "much must new no nor not of off on one only or other our out over own part same she should "
    "since so some such than that the their them then there these they this those three through "
    "to too two under until up upon us used very was we were what when where which while who "
    "whom whose why will with within without would year years you your"
)


@lru_cache(maxsize=65_536)
def content_words(text: str) -> frozenset[str]:
    """Return the words that say what a text is of, in a form that is equal for singular and plural.

    Numbers are among them; words as common as `the` and `after` are not.
    """
    words = (word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", text)))
    return frozenset(_stem(word) for word in words if word not in _COMMON)


def _stem(word: str) -> str:
    word = word.removesuffix("'s").removesuffix("’s")
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def same_words(text: str) -> str:
    """Return a form that is equal for texts that differ in case, space, quotes and final stop."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN)
    return collapsed(plain).strip(" .\"'")


_PLAIN = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "’": "'", "‘": "'", "“": '"', "”": '"'}
)


def names_a_year(text: str) -> bool:
    """Tell whether there is a number in the text that may be a year."""
    return _YEAR.search(text) is not None


def in_quotes(text: str) -> str:
    """Return Markdown that is shown as the text in quotation marks."""
    return as_markdown(quoted(text))


def quoted(text: str) -> str:
    """Return the text in quotation marks; one that has its own keeps these."""
    return text if _QUOTED.fullmatch(text) else f"“{text}”"


def as_markdown(text: str) -> str:
    """Return Markdown that is shown as `text`."""
    parts = text.split(GAP)
    if len(parts) > 2:
        # Two gaps could be taken for the ends of an emphasis.
        parts = [text]
    return _OPENING.sub(r"\1\\", GAP.join(_MARK.sub(r"\\\1", part) for part in parts))


def sentence(text: str) -> str:
    """Return the text with a full stop, unless it ends one already."""
    return text if text.endswith((".", "!", "?", "…", '."', ".”")) else f"{text}."
