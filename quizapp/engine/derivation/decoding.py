"""The bytes of a file to text, or to the reason why they are none."""

from quizapp.engine.derivation.blocks import MAX_BYTES, ArticleTooLargeError, NotAnArticleError

_BOM = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
MOST_READ = MAX_BYTES + len(_BOM) + 1
"""How many bytes of a file are enough to tell that it is too large."""


def decode_text(data: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark.

    Raises ArticleTooLargeError and NotAnArticleError, which names the byte and the line.
    """
    if data.startswith(_UTF_16_MARKS):
        raise NotAnArticleError("The file is in UTF-16; save it as UTF-8.")
    if len(data.removeprefix(_BOM)) > MAX_BYTES:
        megabytes = MAX_BYTES // 1_000_000
        raise ArticleTooLargeError(f"A file may have at most {megabytes} MB; this one has more.")
    nul = data.find(0)
    if nul >= 0:
        raise NotAnArticleError(
            f"Byte {nul:,} of the file, in line {_line_at(data, nul):,}, is a NUL, so this is not "
            "a text; save it as text, Markdown or HTML."
        )
    try:
        return data.removeprefix(_BOM).decode()
    except UnicodeDecodeError as error:
        start = error.start + len(data) - len(error.object)
        raise NotAnArticleError(
            f"Byte {start:,} of the file, in line {_line_at(data, start):,}, is "
            f"0x{data[start]:02X}, which is not UTF-8; save the file as UTF-8."
        ) from None


def _line_at(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
