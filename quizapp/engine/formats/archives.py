"""Zip files of strangers, unpacked piece by piece, whatever they say of their own sizes."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MAX_ENTRIES = 2_000
MAX_UNPACKED = 120_000_000

_END = b"PK\x05\x06"
_END_SIZE = 22
_MOST_COMMENT = 65_535
_ENTRY_SIZE = 46
_LOCAL_SIZE = 30
_ENCRYPTED = 1
_STORED, _DEFLATED = 0, 8
_PIECE = 1 << 16


class BadArchive(Exception):
    """The archive is damaged, too large, or of a sort that isn't read; the message says which."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One packed file; all that is said of it here may be untrue."""

    method: int
    flags: int
    checksum: int
    packed_size: int
    offset: int


def read_directory(data: bytes) -> dict[str, Entry]:
    """Return the entries of a zip file by their name in small letters; raises BadArchive."""
    end = data.rfind(_END, max(0, len(data) - _END_SIZE - _MOST_COMMENT))
    if end < 0 or end + _END_SIZE > len(data):
        raise BadArchive("The file is cut off or damaged")
    count, position = _number(data, end + 10, 2), _number(data, end + 16, 4)
    if count > MAX_ENTRIES:
        raise BadArchive(f"The file holds {count:,} files; at most {MAX_ENTRIES:,} are possible")
    entries: dict[str, Entry] = {}
    for _ in range(count):
        if data[position : position + 4] != b"PK\x01\x02" or position + _ENTRY_SIZE > len(data):
            raise BadArchive("The file is cut off or damaged")
        name_end = position + _ENTRY_SIZE + _number(data, position + 28, 2)
        name = data[position + _ENTRY_SIZE : name_end].decode("utf-8", "replace")
        key = name.replace("\\", "/").lower()
        if key in entries:
            raise BadArchive("The file is damaged: it holds the same part twice")
        entries[key] = Entry(
            flags=_number(data, position + 8, 2),
            method=_number(data, position + 10, 2),
            checksum=_number(data, position + 16, 4),
            packed_size=_number(data, position + 20, 4),
            offset=_number(data, position + 42, 4),
        )
        position = name_end + _number(data, position + 30, 2) + _number(data, position + 32, 2)
    return entries


def unpack(data: bytes, entry: Entry, limit: int = MAX_UNPACKED) -> Iterator[bytes]:
    """Yield an entry's content in pieces of bounded size; raises BadArchive."""
    if entry.flags & _ENCRYPTED:
        raise BadArchive("The file is protected by a password")
    start = entry.offset + _LOCAL_SIZE
    start += _number(data, start - 4, 2) + _number(data, start - 2, 2)
    is_there = data[entry.offset : entry.offset + 4] == b"PK\x03\x04"
    if not is_there or start + entry.packed_size > len(data):
        raise BadArchive("The file is cut off or damaged")
    packed = memoryview(data)[start : start + entry.packed_size]
    size = checksum = 0
    for piece in _pieces(packed, entry.method):
        size += len(piece)
        if size > limit:
            raise BadArchive(f"A part of the file unpacks to more than {limit // 1_000_000} MB")
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if checksum != entry.checksum:
        raise BadArchive("The file is damaged")


def _number(data: bytes, start: int, size: int) -> int:
    return int.from_bytes(data[start : start + size], "little")


def _pieces(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == _STORED:
        for start in range(0, len(packed), _PIECE):
            yield bytes(packed[start : start + _PIECE])
        return
    if method != _DEFLATED:
        raise BadArchive("The file is packed in a way that is not read here")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(packed), _PIECE):
            rest = bytes(packed[start : start + _PIECE])
            while rest:
                piece = unpacker.decompress(rest, _PIECE * 4)
                rest = unpacker.unconsumed_tail
                yield piece
            # What one piece leaves inside the unpacker is less than its own size.
        yield unpacker.flush()
    except zlib.error:
        raise BadArchive("The file is damaged") from None
    if not unpacker.eof:
        raise BadArchive("The file is cut off or damaged")
