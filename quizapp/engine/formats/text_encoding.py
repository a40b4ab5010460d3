"""The encoding that the bytes of a text are in, as far as they tell."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes

from quizapp.engine.formats.bank_file import RowFault

ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("utf-16-le", "UTF-16, little end first"),
    ("utf-16-be", "UTF-16, big end first"),
    ("utf-32-le", "UTF-32, little end first"),
    ("utf-32-be", "UTF-32, big end first"),
    ("cp1252", "Western (Windows-1252)"),
    ("latin-1", "Western (ISO 8859-1)"),
    ("iso8859-15", "Western (ISO 8859-15)"),
    ("mac-roman", "Western (old Mac)"),
    ("cp437", "Western (DOS 437)"),
    ("cp850", "Western (DOS 850)"),
    ("cp1250", "Central European (Windows-1250)"),
    ("iso8859-2", "Central European (ISO 8859-2)"),
    ("cp852", "Central European (DOS 852)"),
    ("cp1251", "Cyrillic (Windows-1251)"),
    ("koi8-r", "Cyrillic (KOI8-R)"),
    ("koi8-u", "Cyrillic (KOI8-U)"),
    ("cp866", "Cyrillic (DOS 866)"),
    ("iso8859-5", "Cyrillic (ISO 8859-5)"),
    ("mac-cyrillic", "Cyrillic (old Mac)"),
    ("cp1253", "Greek (Windows-1253)"),
    ("iso8859-7", "Greek (ISO 8859-7)"),
    ("cp1254", "Turkish (Windows-1254)"),
    ("cp1255", "Hebrew (Windows-1255)"),
    ("cp1256", "Arabic (Windows-1256)"),
    ("cp1257", "Baltic (Windows-1257)"),
    ("cp1258", "Vietnamese (Windows-1258)"),
    ("cp874", "Thai (Windows-874)"),
    ("cp932", "Japanese (Shift JIS)"),
    ("euc-jp", "Japanese (EUC-JP)"),
    ("iso2022-jp", "Japanese (ISO 2022-JP)"),
    ("gb18030", "Chinese, simplified (GB 18030)"),
    ("big5", "Chinese, traditional (Big5)"),
    ("cp949", "Korean (EUC-KR)"),
)
"""The encodings that a text can be read in, and what to call them in a menu."""

UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# The marks of UTF-32 come first, because one begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)
_NAMES = {codecs.lookup(name).name: name for name, _ in ENCODINGS} | {"shift_jis": "cp932"}
_NAMES |= {"euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "cp950": "big5"}
_NAMES |= {"ascii": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}
_WIDE = {"utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"}

_CHUNK = 1 << 18
_HIGH = bytes(range(0x80, 0x100))
_FIRST_HIGH = re.compile(rb"[\x80-\xff]")
_UTF_8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_CONTROL = bytes({*range(0x20), 0x7F} - {*b"\t\n\x0b\x0c\r\x1a\x1b\x1f"})
_MOSTLY = 0.8
_SAMPLE = 1 << 16
_WINDOW = 2_000

_CAPITALS = (range(0x80, 0xA0), range(0xC0, 0xDF))
# Cyrillic texts in every language of it are full of these.
_COMMON_CYRILLIC = frozenset("оеаинтсрвл")
# Letters and signs of Western languages. Other pages of Windows have some of them elsewhere.
_WESTERN = frozenset(
    "àâäçèéêëìîïòôöùûüßñáíóúãõœæøåÀÂÄÇÈÉÊËÎÏÔÖÙÛÜÑÁÍÓÚÃÕŒÆØÅ¡¿«»°’‘“”–—…€§£©®·²³½×\u00a0"
)
_EVERYWHERE = frozenset(
    sign
    for sign in _WESTERN
    if sign.encode("cp1252") == sign.encode("cp1250", "ignore") == sign.encode("cp1254", "ignore")
)
_WESTERN_WORDS = re.compile(
    r"\b(?:la|les|des|une?|est|qui|que|quelle?|dans|pour|los|las|una|por|di|che|della|und|ist|der|"
    r"die|das|eine?|welche[rs]?|os|uma|n\xe3o|com|para|qual|het|een|niet|og|och|the|of|what|which)\b",
    re.IGNORECASE,
)
# Old Macs have quotation marks and dashes where these letters are.
_MISPLACED = re.compile(r"[a-z\u00e0-\u00ff][\u00c0-\u00de]|\s[\u00c9\u00d0-\u00d5]\s|\w\u00bf")
_MIXED_WORD = re.compile(r"[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding that all of a text can be read in, and whether it is certain to be the one."""

    name: str
    is_sure: bool = True


def find_encoding(data: bytes) -> Encoding | RowFault:
    """Return the encoding of a text, or why it is none; a byte order mark counts, if it is true."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _marked(data, mark, name)
    if name := _wide_without_mark(data):
        return find_fault(data, name) or Encoding(name)
    nul = data.find(0)
    if nul >= 0:
        line = line_at(data, nul)
        message = (
            f"There is a NUL byte in line {line}, so this is not a text file; save it as UTF-8."
        )
        return RowFault(line, "", "nul", message)
    fault = find_fault(data, "utf-8")
    if fault is None:
        return Encoding("utf-8")
    if _share_of_utf_8(data) >= _MOSTLY:
        return _mixed(fault)
    sample = _sample(data)
    if len(sample) - len(sample.translate(None, _CONTROL)) > len(sample) / 20:
        message = "This is not a text file but a binary one; save the table as CSV or as .xlsx."
        return RowFault(0, "", "binary", message)
    return next(one for one in _guesses(sample) if find_fault(data, one.name) is None)


def named_encoding(written: str) -> str | None:
    """Return our name of an encoding under any of its names, or None where we don't read it."""
    try:
        return _NAMES.get(codecs.lookup(written.strip()).name)
    except (LookupError, ValueError):
        return None


def find_fault(data: bytes, encoding: str) -> RowFault | None:
    """Return the place of the first byte that is wrong in an encoding, or None where none is."""
    if encoding == "utf-8" and data.isascii():
        return None
    try:
        for _ in _decoded(data, encoding):
            pass
    except _WrongByte as wrong:
        offset = wrong.offset
        line = line_at(data, offset, encoding)
        name = encoding.upper()
        message = (
            f"Byte {offset} of the file, in line {line}, is 0x{data[offset]:02X}, which "
            f"is not {name}; save it as UTF-8 (in Excel: CSV UTF-8)."
        )
        return RowFault(line, "", "encoding", message)
    return None


def line_at(data: bytes, offset: int, encoding: str = "utf-8") -> int:
    """Return the number of the line, from 1, that the byte at `offset` stands in."""
    if encoding not in _WIDE:
        ends = data.count(b"\n", 0, offset) + data.count(b"\r", 0, offset)
        return ends - data.count(b"\r\n", 0, offset) + 1
    ends, last = 0, ""
    for text in _decoded(data[:offset], encoding):
        ends += text.count("\n") + text.count("\r") - (last + text).count("\r\n")
        last = text[-1:]
    return ends + 1


class _WrongByte(Exception):
    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def _decoded(data: bytes, encoding: str) -> Iterator[str]:
    """Yield a text piece by piece, as one copy of all of it may be four times as large."""
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    for start in range(0, len(data), _CHUNK):
        pending = len(decoder.getstate()[0])
        chunk = bytes(view[start : start + _CHUNK])
        try:
            yield decoder.decode(chunk, start + _CHUNK >= len(data))
        except UnicodeDecodeError as error:
            raise _WrongByte(min(start - pending + error.start, len(data) - 1)) from None


def _marked(data: bytes, mark: bytes, name: str) -> Encoding | RowFault:
    fault = find_fault(data, name)
    if name == "utf-8":
        return Encoding(name) if fault is None else _mixed(fault)
    # Line ends and delimiters have NUL bytes in these encodings.
    if 0 not in data and find_fault(data[len(mark) :], "utf-8") is None:
        message = (
            "The file begins with the mark of UTF-16, but what follows is not in it; save it as "
            "UTF-8 (in Excel: CSV UTF-8)."
        )
        return RowFault(1, "", "encoding", message)
    return fault or Encoding(name)


def _wide_without_mark(data: bytes) -> str:
    """Return the form of UTF-16 that has NUL bytes where these have them, or ""."""
    start = data[:4096]
    even, odd = start[::2], start[1::2]
    pairs = [*zip(even, odd, strict=False)]
    for name, here, there, line_end in (
        ("utf-16-le", odd.count(0), even.count(0), (10, 0)),
        ("utf-16-be", even.count(0), odd.count(0), (0, 10)),
    ):
        is_often = here > 1 and here * 5 >= len(pairs)
        has_ends = 0 < start.count(b"\n") <= pairs.count(line_end) * 2
        if here > there * 10 and (is_often or has_ends):
            return name
    return ""


def _share_of_utf_8(data: bytes) -> float:
    """Return which share of the bytes that are not ASCII stands in sequences of UTF-8."""
    high = whole = 0
    view = memoryview(data)
    for start in range(0, len(data), _CHUNK):
        chunk = bytes(view[start : start + _CHUNK])
        high += len(chunk) - len(chunk.translate(None, _HIGH))
        whole += len(chunk) - len(_UTF_8_SEQUENCE.sub(b"", chunk))
    return whole / high


def _mixed(fault: RowFault) -> RowFault:
    message = (
        f"{fault.message.partition(';')[0]}, as the rest of the file is. Write the text at this "
        "place anew and save the file as UTF-8, or choose another encoding."
    )
    return RowFault(fault.line, "", "encoding", message)


def _sample(data: bytes) -> bytes:
    """Return the lines that are not ASCII, as many of them as tell enough."""
    parts: list[bytes] = []
    size = position = 0
    while size < _SAMPLE and (found := _FIRST_HIGH.search(data, position)):
        high = found.start()
        start = max(data.rfind(b"\n", position, high) + 1, position, high - _WINDOW)
        end = data.find(b"\n", high, high + _WINDOW) + 1 or high + _WINDOW
        parts.append(data[start:end])
        size += len(parts[-1])
        position = end
    return b"".join(parts)


def _guesses(sample: bytes) -> Iterator[Encoding]:
    yield from _eastern(sample)
    yield from _cyrillic(sample)
    western = _text(sample, "cp1252")
    high = {sign for sign in western if sign > "\x7f"}
    # Four letters in a row that are not ASCII are no Western word.
    is_western = bool(high) and not re.search(r"[\u00c0-\u00ff]{4}", western)
    if is_western and high <= _WESTERN and not _MISPLACED.search(western):
        is_sure = high <= _EVERYWHERE or bool(_WESTERN_WORDS.search(western))
        if is_sure or high & {"å", "Å"}:
            yield Encoding("cp1252", is_sure)
    best = from_bytes(sample, cp_isolation=[*_NAMES], enable_fallback=False).best()
    name = _NAMES.get(codecs.lookup(best.encoding).name, "") if best else ""
    if is_western and (name in {"", "cp1252", "latin-1", "iso8859-15"}):
        yield Encoding("cp1252", is_sure=False)
    if name and name not in _WIDE:
        yield Encoding(name, is_sure=False)
    yield Encoding("cp1252", is_sure=False)
    # Any bytes can be read in this one.
    yield Encoding("latin-1", is_sure=False)


def _text(sample: bytes, encoding: str) -> str:
    """Return the sample in an encoding, or "" where it isn't; its end may be cut off."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return ""


def _eastern(sample: bytes) -> Iterator[Encoding]:
    for name, low, high, least in (
        ("cp932", "\u3041", "\u30ff", 0.25),
        ("euc-jp", "\u3041", "\u30ff", 0.25),
        ("cp949", "\uac00", "\ud7a3", 0.9),
    ):
        signs = _words(_text(sample, name))
        usual = sum(low <= sign <= high for sign in signs)
        half_width = sum("\uff61" <= sign <= "\uff9f" for sign in signs)
        if signs and usual >= len(signs) * least and half_width < len(signs) / 10:
            yield Encoding(name, is_sure=len(signs) >= _ENOUGH)
    # The usual characters come first in these two, by their first byte.
    for name, first, last in (("gb18030", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        signs = [sign for sign in _words(_text(sample, name)) if "\u2e80" <= sign <= "\uffef"]
        usual = sum(first <= sign.encode(name)[0] <= last for sign in signs)
        if len(signs) > 1 and usual >= len(signs) * 0.9:
            yield Encoding(name, is_sure=len(signs) >= _ENOUGH * 2)


def _words(text: str) -> list[str]:
    return [sign for sign in text if sign > "\x7f" and sign.isalnum()]


def _cyrillic(sample: bytes) -> Iterator[Encoding]:
    """Yield the encoding in which the most letters are common ones, where there is a Cyrillic."""
    scores: dict[str, float] = {}
    count = 0
    # These two have their small letters at the same place, and their capitals here or there.
    low, high = (sum(map(sample.count, span)) for span in _CAPITALS)
    similar = "mac-cyrillic" if low > high else "cp1251"
    for name in (similar, "koi8-r", "cp866", "iso8859-5"):
        text = _text(sample, name)
        signs = [sign for sign in text if sign > "\x7f"]
        is_mixed = len(_MIXED_WORD.findall(text)) * 5 > len(signs)
        if (
            not is_mixed
            and sum("\u0400" <= sign <= "\u04ff" for sign in signs) >= len(signs) * _MOSTLY
        ):
            scores[name] = sum(sign in _COMMON_CYRILLIC for sign in signs) / (len(signs) or 1)
            count = len(signs)
    best = max(scores, key=lambda name: scores[name], default="")
    if best and scores[best] >= 0.4:
        others = [score for name, score in scores.items() if name != best]
        is_clear = scores[best] >= max(others, default=0) * 1.5
        yield Encoding(best, is_sure=is_clear and count >= _ENOUGH * 2)
