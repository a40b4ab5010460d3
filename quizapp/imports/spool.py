"""Files that people give for importing, kept until the import is deleted."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TextIO

from quizapp.banks.files import find_beside, name_image

MAX_FILE = 64_000_000
"""The largest file, in bytes, that is read."""

_PART = 1_000_000


class TooLargeError(Exception):
    """The file has more bytes than are read."""


@dataclass(frozen=True, slots=True)
class Spool:
    """The folder of the files; all workers of an installation have it in common.

    `media` is where the pictures of questions are kept by their names; `beside` is a folder whose
    pictures may be taken over, if any.
    """

    folder: Path
    media: Path
    beside: Path | None = None
    _found: dict[str, Path] = field(default_factory=dict)

    def store(self, stream: BinaryIO) -> tuple[str, int]:
        """Keep what the stream gives; returns its name here and size. Raises `TooLargeError`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = secrets.token_hex(16)
        path, size = self.folder / name, 0
        with path.open("xb") as file:
            while part := stream.read(_PART):
                size += len(part)
                if size > MAX_FILE:
                    break
                file.write(part)
        if size > MAX_FILE:
            path.unlink()
            raise TooLargeError
        return name, size

    def read(self, name: str) -> bytes:
        """The bytes of a file; raises `FileNotFoundError`."""
        return (self.folder / name).read_bytes()

    @contextmanager
    def write_outcomes(self, name: str) -> Iterator[TextIO]:
        """What became of each row, a line each; seen by others once all is written."""
        path = self.folder / f"{name}.rows"
        unfinished = path.with_suffix(f".{secrets.token_hex(4)}")
        try:
            with unfinished.open("w", encoding="utf-8", newline="\n") as file:
                yield file
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)

    @contextmanager
    def read_outcomes(self, name: str) -> Iterator[TextIO]:
        """The lines of `write_outcomes`; raises `FileNotFoundError`."""
        with (self.folder / f"{name}.rows").open(encoding="utf-8", newline="\n") as file:
            yield file

    def find_picture(self, image: str) -> str | None:
        """The name that a picture has, or will have, in the media folder; None for none."""
        if "/" not in image and (self.media / image).is_file():
            return image
        path = self.beside and find_beside(self.beside, image)
        if path is None:
            return None
        name = name_image(path)
        self._found[name] = path
        return name

    def keep_picture(self, name: str) -> None:
        """Copy a picture that was found beside the file into the media folder."""
        if name in self._found:
            self.media.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self._found.pop(name), self.media / name)

    def delete(self, name: str) -> None:
        """Forget a file and what became of its rows."""
        for path in self.folder.glob(f"{name}*"):
            path.unlink(missing_ok=True)
