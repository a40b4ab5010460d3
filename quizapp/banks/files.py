"""Bank files on disk: a CSV with the pictures beside it, and the folders under `questions/`."""

import hashlib
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from quizapp.banks.services import BankDetails
from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.native_csv import read_native_csv
from quizapp.engine.question import Question

_PAGES = frozenset({"derive", "import", "new"})
MAX_FILE = 100_000_000
MAX_IMAGE = 5_000_000
MAX_DESCRIPTION = 10_000
LONGEST = {
    "slug": 80,
    "title": 200,
    "subject": 200,
    "language": 20,
    "licence": 100,
    "source_title": 300,
}
"""The most characters of what is said of a bank."""


class BankFileError(Exception):
    """A bank file that can't be imported; `faults` names every place and reason."""

    def __init__(self, path: Path, faults: list[RowFault]) -> None:
        super().__init__(f"{path}: {len(faults)} faults")
        self.path = path
        self.faults = faults


@dataclass(frozen=True, slots=True)
class LoadedBank:
    """The questions of a file; the pictures' paths are those beside the file."""

    details: BankDetails
    questions: list[Question]
    folder: Path


def slug_of(name: str) -> str:
    """A name for addresses: lower-case letters, digits and hyphens, and not that of a page."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80] or "bank"
    return f"{slug}-bank" if slug in _PAGES else slug


def read_bank(path: Path, details: BankDetails | None = None) -> LoadedBank:
    """Read a bank from a CSV in the native layout; raises `BankFileError` with all its faults."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise BankFileError(path, [_fault(0, "", "too_large", "The file is over 100 MB.")])
        content = path.read_bytes()
    except OSError as error:
        message = f"The file can't be read: {error.strerror}."
        raise BankFileError(path, [_fault(0, "", "unreadable", message)]) from error
    bank_file = read_native_csv(content)
    faults = [*bank_file.faults]
    for row in bank_file.rows:
        if row.question.image:
            faults.extend(_image_faults(row.line, path.parent, row.question.image))
    if faults:
        raise BankFileError(path, sorted(faults, key=lambda fault: fault.line))
    details = details or BankDetails(slug=slug_of(path.stem), title=title_of(path.stem))
    return LoadedBank(details, [row.question for row in bank_file.rows], path.parent)


def list_folder(folder: Path) -> list[Path]:
    """The files of all banks under a folder of subjects."""
    return sorted(folder.glob("*/*.csv"))


def read_described(path: Path) -> LoadedBank:
    """A bank of a subject, described by the `banks.toml` beside it."""
    return read_bank(path, _details(path, path.parent / "banks.toml"))


def store_images(bank: LoadedBank, media: Path) -> list[Question]:
    """Copy the pictures into the media folder, named by their content; returns the questions so."""
    return [
        replace(question, image=_store_image(bank.folder / question.image, media))
        if question.image
        else question
        for question in bank.questions
    ]


def _store_image(path: Path, media: Path) -> str:
    media.mkdir(parents=True, exist_ok=True)
    name = name_image(path)
    shutil.copyfile(path, media / name)
    return name


def name_image(path: Path) -> str:
    """The name of a picture by its content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:40] + path.suffix.lower()


def find_beside(folder: Path, image: str) -> Path | None:
    """The picture of that relative path in a folder, if it is there and not too large."""
    path = (folder / image).resolve()
    is_there = path.is_relative_to(folder.resolve()) and path.is_file()
    return path if is_there and path.stat().st_size <= MAX_IMAGE else None


def _image_faults(line: int, folder: Path, image: str) -> Iterator[RowFault]:
    path = (folder / image).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        yield _fault(line, "image", "missing", f"There is no picture {image!r} beside the file.")
    elif path.stat().st_size > MAX_IMAGE:
        yield _fault(line, "image", "too_large", f"The picture {image!r} is over 5 MB.")


def _fault(line: int, column: str, code: str, message: str) -> RowFault:
    return RowFault(line=line, column=column, code=code, message=message)


def title_of(stem: str) -> str:
    """A title from the name of a file."""
    words = stem.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def _details(path: Path, manifest: Path) -> BankDetails:
    """What the manifest says of a bank: for its subject, and for itself under its file's name."""
    described = _read_manifest(manifest) if manifest.exists() else {}
    banks = described.get("banks", {})
    own = banks.get(path.stem, {}) if isinstance(banks, dict) else banks
    if not isinstance(own, dict):
        raise _manifest_error(manifest, f"The entry banks.{path.stem} is not a table.")
    names = {field.name for field in fields(BankDetails)}
    said = {name: value for name, value in {**described, **own}.items() if name in names}
    for name, value in said.items():
        if not isinstance(value, str):
            raise _manifest_error(manifest, f"The {name} is not a text in quotes.")
        if len(value) > LONGEST.get(name, MAX_DESCRIPTION):
            raise _manifest_error(manifest, f"The {name} is too long.")
    if "slug" in said and said["slug"] != slug_of(said["slug"]):
        message = "A slug has only a to z, 0 to 9 and single hyphens, and isn't a page's name."
        raise _manifest_error(manifest, message)
    slug, title = slug_of(f"{path.parent.name}-{path.stem}"), title_of(path.stem)
    return BankDetails(**{"slug": slug, "title": title, **said})


def _read_manifest(manifest: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(manifest.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _manifest_error(manifest, f"The file can't be read: {error}.") from error


def _manifest_error(manifest: Path, message: str) -> BankFileError:
    return BankFileError(manifest, [_fault(0, "", "manifest", message)])
