"""What a file is by its first bytes, whatever its name says."""

from quizapp.engine.formats.archives import BadArchive, read_directory
from quizapp.engine.formats.bank_file import RowFault

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "open it in a spreadsheet program and save it as .xlsx or CSV."
_COPY = "copy the table out of it into a spreadsheet, and save that as .xlsx or CSV."

_BEGINNINGS = (
    (b"%PDF", f"This is a PDF file; {_COPY}"),
    (b"\x89PNG", f"This is a picture (PNG); {_COPY}"),
    (b"\xff\xd8\xff", f"This is a picture (JPEG); {_COPY}"),
    (b"GIF8", f"This is a picture (GIF); {_COPY}"),
    (b"RIFF", f"This is a picture, a sound or a film; {_COPY}"),
    (b"BM\x00", f"This is a picture (BMP); {_COPY}"),
    (b"II*\x00", f"This is a picture (TIFF); {_COPY}"),
    (b"MM\x00*", f"This is a picture (TIFF); {_COPY}"),
    (b"{\\rtf", f"This is a text document (RTF); {_COPY}"),
    (b"\x1f\x8b", "This is a packed file (gzip); unpack it and send the file that is in it."),
    (b"7z\xbc\xaf\x27\x1c", "This is a packed file (7z); unpack it and send the file in it."),
    (b"Rar!", "This is a packed file (RAR); unpack it and send the file that is in it."),
    (b"BZh", "This is a packed file (bzip2); unpack it and send the file that is in it."),
    (b"\xfd7zXZ", "This is a packed file (xz); unpack it and send the file that is in it."),
    (b"SQLite format 3", "This is a database (SQLite) and no table; export its table as CSV."),
    (b"\x7fELF", "This is a program and no table; send a table as CSV or .xlsx."),
    (b"MZ\x90", "This is a program and no table; send a table as CSV or .xlsx."),
)
_MARKUP = (
    (b"<!doctype html", f"This is a web page; {_SAVE_AS}"),
    (b"<html", f"This is a web page; {_SAVE_AS}"),
    (b"<table", f"This is a web page; {_SAVE_AS}"),
    (b"<?xml", "This is an XML file and no table; send the questions as CSV or .xlsx."),
    (b"<quiz", "This is an XML file and no table; send the questions as CSV or .xlsx."),
)
_ZIPPED = (
    ("xl/workbook.bin", f"This is a binary Excel workbook (.xlsb); {_SAVE_AS}"),
    ("word/document.xml", f"This is a Word document; {_COPY}"),
    ("ppt/presentation.xml", f"This is a PowerPoint presentation; {_COPY}"),
    ("content.xml", f"This is an OpenDocument file (such as .ods); {_SAVE_AS}"),
    ("index/document.iwa", f"This is a file of Apple's Numbers or Pages; {_SAVE_AS}"),
    ("index/calculationengine.iwa", f"This is a file of Apple's Numbers; {_SAVE_AS}"),
    *(
        (
            f"collection.{ending}",
            "This is an Anki package; in Anki, export the notes as plain text and send that.",
        )
        for ending in ("anki2", "anki21", "anki21b")
    ),
)


def is_workbook(data: bytes) -> bool:
    """Tell whether a file is a zip with the parts of an .xlsx; its parts may still be damaged."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        names = read_directory(data)
    except BadArchive:
        return b"xl/" in data[:100_000]
    return any(name.startswith("xl/") for name in names) and "xl/workbook.bin" not in names


def foreign_fault(data: bytes) -> RowFault | None:
    """Return what a file is that is neither a text nor an .xlsx, and what to do with it."""
    message = next((words for first, words in _BEGINNINGS if data.startswith(first)), "")
    start = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not message:
        message = next((words for first, words in _MARKUP if start.startswith(first)), "")
    if data.startswith(_OLD_OFFICE):
        message = _old_office(data)
    elif data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        message = _zipped(data)
    return RowFault(0, "", "not_a_table", message) if message else None


def _old_office(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "This workbook is protected by a password; save it without one and send it again."
    if "Workbook".encode("utf-16-le") in data or "Book\0".encode("utf-16-le") in data:
        return f"This is a workbook of an old Excel (.xls); {_SAVE_AS}"
    return f"This is a document of an old Office program; {_COPY}"


def _zipped(data: bytes) -> str:
    try:
        names = read_directory(data)
    except BadArchive as error:
        return f"{error}; save it again and send it whole."
    for name, message in _ZIPPED:
        if name in names:
            return message
    return "This is a zip file; unpack it and send the table that is in it."
