"""XML of workbooks cut at its tags in one pass: no tree, no entities, bounded memory."""

import codecs
import html
import re
from collections.abc import Iterable, Iterator

from quizapp.engine.formats.archives import BadArchive, Entry, unpack

MAX_PIECE = 1_000_000

_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROOT = re.compile(r"<(?:(\w[\w.-]*:))?\w")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNUSUAL = "The workbook has XML in it that no spreadsheet program writes"


def pieces_of(
    data: bytes, entry: Entry, shorter: Iterable[tuple[str, str]] = ()
) -> Iterator[list[str]]:
    """Yield a part of XML in batches of pieces, each from behind one "<" to the next.

    So a piece is a tag, ">", and the text after it, the tag without prefix; raises BadArchive.
    `shorter` are runs of tags and what may stand for them, for speed: not all are found.
    """
    decoder: codecs.IncrementalDecoder | None = None
    prefix: str | None = None
    rest = ""
    for chunk in unpack(data, entry):
        decoder = decoder or codecs.getincrementaldecoder(_encoding_of(chunk))()
        try:
            text = _without_comments(rest + decoder.decode(chunk))
        except UnicodeDecodeError:
            raise BadArchive("The workbook is damaged") from None
        # What remained of the last batch stands behind a "<".
        if "<!" in text or text.startswith("!"):
            raise BadArchive(_UNUSUAL)
        for old, new in shorter:
            text = text.replace(old, new)
        pieces = text.split("<")
        rest = pieces.pop()
        if len(rest) > MAX_PIECE:
            raise BadArchive(f"The workbook has a text of more than {MAX_PIECE:,} characters in it")
        if prefix is None and (root := _ROOT.search(text)):
            prefix = root[1] or ""
        yield _without_prefix(prefix, pieces) if prefix else pieces
    yield _without_prefix(prefix or "", [rest])


def attributes_of(piece: str) -> dict[str, str]:
    """Return the attributes in the tag of a piece by their names."""
    tag = piece.partition(">")[0]
    return {
        found[1]: html.unescape(found[2] if found[2] is not None else found[3])
        for found in _ATTRIBUTE.finditer(tag)
    }


def text_of(piece: str) -> str:
    """Return the text in a piece after its tag, with the escapes of XML and of workbooks read."""
    text = piece.partition(">")[2]
    if "&" in text:
        text = html.unescape(text)
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text


def _encoding_of(chunk: bytes) -> str:
    return "utf-16" if chunk.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"


def _without_comments(text: str) -> str:
    first, *others = text.split("<!--")
    kept = [first]
    for other in others:
        _, end, after = other.partition("-->")
        if not end:
            raise BadArchive(_UNUSUAL)
        kept.append(after)
    return "".join(kept)


def _without_prefix(prefix: str, pieces: list[str]) -> list[str]:
    return [
        "/" + piece[1:].removeprefix(prefix)
        if piece.startswith("/")
        else piece.removeprefix(prefix)
        for piece in pieces
    ]
