"""Pictures of questions: known by their content, kept under a name made of it."""

import hashlib
import re
import secrets
from pathlib import Path

from quizapp.banks.files import MAX_IMAGE

_NAME = re.compile(r"[0-9a-f]{40}\.(?:png|jpe?g|gif|webp)")
_BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"GIF87a": ".gif",
    b"GIF89a": ".gif",
}


class PictureError(Exception):
    """A file that can't be taken as a picture; the message is a sentence for who sent it."""


def store_picture(data: bytes, media: Path) -> str:
    """Keep a picture in the media folder; returns its name. Raises `PictureError`."""
    if not data:
        raise PictureError("This file is empty.")
    if len(data) > MAX_IMAGE:
        raise PictureError("A picture may have at most 5 MB; make it smaller first.")
    ending = _ending(data)
    if ending is None:
        raise PictureError("This is no picture that browsers show; send a PNG, JPEG, GIF or WebP.")
    name = hashlib.sha256(data).hexdigest()[:40] + ending
    path = media / name
    if not path.exists():
        media.mkdir(parents=True, exist_ok=True)
        # Nobody sees half of it, and two who send the same don't disturb each other.
        part = media / f"{secrets.token_hex(8)}.part"
        part.write_bytes(data)
        part.replace(path)
    return name


def is_stored(name: str, media: Path) -> bool:
    """Whether a picture of that name is kept."""
    return bool(_NAME.fullmatch(name)) and (media / name).is_file()


def _ending(data: bytes) -> str | None:
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return ".webp"
    return next((end for start, end in _BEGINNINGS.items() if data.startswith(start)), None)
