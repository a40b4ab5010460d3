"""What an .xlsx says beside its cells: its sheets, its texts, and which numbers are dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.engine.formats.archives import BadArchive, Entry, read_directory
from quizapp.engine.formats.xml_pieces import attributes_of, pieces_of, text_of

MAX_TEXTS = 100_000_000
"""How many bytes of memory the texts may take that the cells of a workbook share, about."""

_MAX_SMALL = 10_000_000
_TEXT_COST = 60
_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]")

# What in a number's form is no sign of a date: texts, escapes, and colours or conditions.
_ASIDE = re.compile(r'"[^"]*"|[\\_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE_SIGNS = re.compile(r"[dmyhs]", re.IGNORECASE)
# Forms that are known by number alone; some of them are for East Asia only.
_DATES = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
_SPANS = {46}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with cells: its name, its part of the archive, and whether it is out of sight."""

    name: str
    part: Entry
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook without its cells. `forms` are "" for a number, "date" and "span" (of time)."""

    data: bytes
    sheets: tuple[Sheet, ...]
    texts: list[str]
    forms: tuple[str, ...]
    is_from_1904: bool


def open_workbook(data: bytes) -> Workbook:
    """Read all of a workbook but its cells; raises BadArchive."""
    parts = read_directory(data)
    book = next((name for name in parts if name.endswith("workbook.xml")), "")
    folder, _, file = book.rpartition("/")
    targets = dict(_sheet_targets(data, parts.get(f"{folder}/_rels/{file}.rels")))
    sheets: list[Sheet] = []
    is_from_1904 = False
    for name, piece in _small_part(data, parts.get(book)):
        if name == "workbookPr":
            is_from_1904 = attributes_of(piece).get("date1904") in {"1", "true"}
        elif name == "sheet":
            found = attributes_of(piece)
            link = next((value for key, value in found.items() if key.endswith(":id")), "")
            target = targets.get(link, "").lower()
            part = parts.get(target.removeprefix("/")) or parts.get(f"{folder}/{target}")
            if part:
                is_hidden = found.get("state", "visible") != "visible"
                sheets.append(Sheet(found.get("name", ""), part, is_hidden))
    if not sheets:
        raise BadArchive("The workbook is damaged: there is no sheet with cells in it")
    return Workbook(
        data=data,
        sheets=tuple(sheets),
        texts=list(_shared_texts(data, parts.get(f"{folder}/sharedstrings.xml"))),
        forms=tuple(_forms(data, parts.get(f"{folder}/styles.xml"))),
        is_from_1904=is_from_1904,
    )


def _small_part(data: bytes, part: Entry | None) -> Iterator[tuple[str, str]]:
    """Yield the tags of a part that is never large, each as its name and its piece."""
    size = 0
    for pieces in pieces_of(data, part) if part else ():
        size += sum(map(len, pieces))
        if size > _MAX_SMALL:
            raise BadArchive("The workbook has far too many sheets or styles")
        for piece in pieces:
            words = piece.partition(">")[0].split(None, 1)
            if words:
                yield words[0].rstrip("/"), piece


def _sheet_targets(data: bytes, part: Entry | None) -> Iterator[tuple[str, str]]:
    for name, piece in _small_part(data, part):
        if name == "Relationship":
            link = attributes_of(piece)
            if link.get("Type", "").endswith("/worksheet"):
                yield link.get("Id", ""), link.get("Target", "").replace("\\", "/")


def _shared_texts(data: bytes, part: Entry | None) -> Iterator[str]:
    cost = 0
    runs: list[str] = []
    is_phonetic = False
    for pieces in pieces_of(data, part) if part else ():
        for piece in pieces:
            if piece.startswith(("t>", "t ")):
                if not is_phonetic:
                    runs.append(text_of(piece))
            elif piece.startswith(("rPh>", "rPh ", "/rPh>")):
                is_phonetic = piece.startswith("r")
            elif piece.startswith(("/si>", "si/>", "si />")):
                text = "".join(runs)
                runs.clear()
                cost += _TEXT_COST + _cost(text)
                if cost > MAX_TEXTS:
                    raise BadArchive(
                        f"The texts of the workbook take more than {MAX_TEXTS // 1_000_000} MB"
                    )
                yield text


def _cost(text: str) -> int:
    if text.isascii():
        return len(text)
    return len(text) * (4 if _ASTRAL.search(text) else 2)


def _forms(data: bytes, part: Entry | None) -> Iterator[str]:
    """Yield what each style of cells shows, in the order by which cells name their style."""
    known = dict.fromkeys(map(str, _DATES), "date") | dict.fromkeys(map(str, _SPANS), "span")
    is_used = False
    for name, piece in _small_part(data, part):
        if name == "numFmt":
            found = attributes_of(piece)
            known[found.get("numFmtId", "")] = _form(found.get("formatCode", ""))
        elif name in {"cellXfs", "/cellXfs"}:
            is_used = name == "cellXfs"
        elif name == "xf" and is_used:
            yield known.get(attributes_of(piece).get("numFmtId", ""), "")


def _form(code: str) -> str:
    shown = _ASIDE.sub("", code.partition(";")[0])
    if _ELAPSED.search(shown):
        return "span"
    return "date" if _DATE_SIGNS.search(shown) else ""
