"""Files that are damaged or made to do harm: `python -m tests.engine.formats.mutators 10000`."""

import contextlib
import io
import random
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.table_file import open_table
from tests.engine.formats.workbooks import parts_of, sheet_of, zipped

Mutator = Callable[[bytes, random.Random], bytes]

TEXT = (
    "id,type,question,option_1,option_2,correct,explanation\n"
    '1,,"What is 1, 2, 3?",numbers,letters,1,"Count\nthem"\n'
    "2,,Où est l’été?,ici,là,2,é\n"
    "3,true_false,Is it so?,,,true,\n" + "4,,Which?,a,b,1,c\n" * 20
)
ROWS = [line.split(",") for line in TEXT.replace('"', "").splitlines()]
FILES = (
    TEXT.encode(),
    TEXT.replace(",", ";").encode("cp1252"),
    TEXT.replace("Count\nthem", "x").replace(",", "\t").encode("utf-16"),
    b"#separator:tab\n#html:true\nfront\tback\tt1\nParis\tcapital\tt2\n" * 3,
    "Paris - the capital of France\nÉvian - a town\n".encode() * 9,
    "問題文,解答\n日本で一番高い山は何ですか,富士山\n".encode("cp932") * 9,
    sheet_of(ROWS),
    zipped(parts_of('<row r="2"><c r="B2" t="s"><v>0</v></c></row>', texts="<si><t>a</t></si>")),
)
# How large what is large gets, in bytes: little in the suite, much when run by hand.
SMALL, LARGE = 50_000, 8_000_000


@dataclass
class Sizes:
    """How large the large files are."""

    large: int = SMALL


SIZES = Sizes()


def _place(data: bytes, draw: random.Random) -> int:
    return draw.randrange(len(data) + 1)


def _put(data: bytes, draw: random.Random, piece: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        place = _place(data, draw)
        data = data[:place] + piece + data[place:]
    return data


def _big_part(data: bytes, draw: random.Random, content: str) -> bytes:
    parts = parts_of(content)
    name = draw.choice([*parts])
    return zipped({**parts, name: content} if draw.random() < 0.3 else parts)


def _lying(data: bytes, draw: random.Random) -> bytes:
    """Other numbers in the headers of a zip, or in a text at the same places."""
    changed = bytearray(data)
    sign = draw.choice([b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"])
    start = max(data.find(sign), 0)
    for _ in range(draw.randint(1, 4)):
        place = min(start + draw.randint(4, 45), len(changed) - 1)
        changed[place] = draw.choice([0, 1, 127, 255])
    return bytes(changed)


def _flipped(data: bytes, draw: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(draw.randint(1, 8)):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _nested(data: bytes, draw: random.Random) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            draw.choice(["xl/workbook.xml", "a.csv", "xl/worksheets/sheet1.xml"]), data
        )
    return file.getvalue()


def _far_cells(data: bytes, draw: random.Random) -> bytes:
    row, column = draw.choice([1, 9, 1_048_576]), draw.choice(["A", "ALM", "XFD", "ZZZ"])
    return zipped(
        parts_of(
            '<row r="1"><c r="A1"><v>1</v></c></row>'
            f'<row r="{row}"><c r="{column}{row}"><v>2</v></c></row>'
        )
    )


MUTATORS: dict[str, Mutator] = {
    "truncated": lambda data, draw: data[: _place(data, draw)],
    "beheaded": lambda data, draw: data[_place(data, draw) :],
    "a NUL": lambda data, draw: _put(data, draw, b"\0"),
    "many NULs": lambda data, draw: _put(data, draw, b"\0" * draw.randint(1, 500), 5),
    "mixed encodings": lambda data, draw: _put(data, draw, "éñ".encode("cp1252"), 3),
    "mixed with UTF-16": lambda data, draw: _put(data, draw, "x,é\n".encode("utf-16-le")),
    "a quote opened": lambda data, draw: _put(data, draw, b'"'),
    "a cell's quote opened": lambda data, draw: data.replace(b",", b',"', draw.randint(1, 9)),
    "quotes in places": lambda data, draw: _put(data, draw, b'"', draw.randint(2, 40)),
    "a million quotes": lambda data, draw: _put(data, draw, b'"' * (SIZES.large // 8)),
    "a million columns": lambda data, draw: _put(data, draw, b"a," * (SIZES.large // 8)),
    "newlines": lambda data, draw: _put(
        data, draw, draw.choice([b"\n", b"\r", b"\r\n"]) * SIZES.large
    ),
    "spaces": lambda data, draw: _put(data, draw, b" " * SIZES.large),
    "a huge cell": lambda data, draw: _put(data, draw, b"x" * SIZES.large),
    "a huge quoted cell": lambda data, draw: _put(
        data, draw, b'\n"' + b"x,y\n" * (SIZES.large // 4)
    ),
    "many rows": lambda data, draw: data + data * min(SIZES.large // len(data), 9_000),
    "a bomb of spaces": lambda data, draw: _big_part(data, draw, " " * SIZES.large * 20),
    "a bomb of tags": lambda data, draw: _big_part(
        data,
        draw,
        draw.choice(["<c >", "<si/>", "<", "<v>", "<row>", "<sheet/>"]) * (SIZES.large * 2),
    ),
    "a bomb of texts": lambda data, draw: zipped(
        parts_of("<row><c><v>1</v></c></row>", texts="<si><t>é😀</t></si>" * (SIZES.large // 8))
    ),
    "far cells": _far_cells,
    "lying headers": _lying,
    "renamed": lambda data, draw: (
        draw.choice(
            [
                b"%PDF-1.4\n",
                b"\x89PNG\r\n",
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
                b"PK\x03\x04",
                b"\x1f\x8b",
            ]
        )
        + data
    ),
    "nested": _nested,
    "CR only": lambda data, draw: data.replace(b"\r\n", b"\n").replace(b"\n", b"\r"),
    "mixed line ends": lambda data, draw: _put(
        data, draw, draw.choice([b"\r", b"\r\n", b"\n\r"]), 9
    ),
    "a separator line": lambda data, draw: (
        draw.choice(
            [
                b"sep=;\n",
                b"sep=\n",
                b'sep="\n',
                b"sep=\0\n",
                b'sep=" - "\n',
                b"#separator:\n",
                b"#separator:x\n",
            ]
        )
        + data
    ),
    "a mark twice": lambda data, draw: b"\xef\xbb\xbf" * draw.randint(1, 3) + data,
    "a wrong mark": lambda data, draw: (
        draw.choice([b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\xef\xbb\xbf"])
        + data
    ),
    "surrogates": lambda data, draw: _put(
        data, draw, draw.choice([b"\xed\xa0\x80", b"\x00\xd8", b"\xd8\x00"]), 3
    ),
    "control signs": lambda data, draw: _put(data, draw, bytes(draw.choices(range(32), k=9)), 3),
    "bits flipped": _flipped,
    "random bytes": lambda data, draw: _put(data, draw, draw.randbytes(draw.randint(1, 2_000))),
}


@dataclass(frozen=True)
class Outcome:
    """What reading a mutated file came to."""

    name: str
    seed: int
    rows: int
    fault: RowFault | None
    seconds: float
    growth: float


def try_one(seed: int) -> Outcome:
    """Mutate a file as the seed says and read all of it."""
    draw = random.Random(seed)
    name = [*MUTATORS][seed % len(MUTATORS)]
    data = MUTATORS[name](draw.choice(FILES), draw)
    if draw.random() < 0.2:
        data = MUTATORS[draw.choice(["a quote opened", "truncated", "CR only"])](data, draw)
    before = _forget_peak()
    start = time.perf_counter()
    table = open_table(data)
    found = [table] if isinstance(table, RowFault) else table.rows()
    rows, fault = 0, None
    for row in found:
        assert fault is None, "a fault comes last"
        if isinstance(row, RowFault):
            fault = row
        else:
            rows += 1
    seconds = time.perf_counter() - start
    return Outcome(name, seed, rows, fault, seconds, _memory("VmHWM") - before)


def _forget_peak() -> float:
    """Have Linux forget how much memory was used; return how much is now, in MiB."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(name: str) -> float:
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return int(status.partition(f"{name}:")[2].split()[0]) / 1024


def main(count: int) -> None:
    """Try `count` files, and print the worst of them."""
    worst: dict[str, Outcome] = {}
    faults = 0
    growth = 0.0
    for seed in range(count):
        SIZES.large = SMALL if seed // len(MUTATORS) % 20 else LARGE
        outcome = try_one(seed)
        faults += outcome.fault is not None
        growth = max(growth, outcome.growth)
        if outcome.name not in worst or outcome.seconds > worst[outcome.name].seconds:
            worst[outcome.name] = outcome
    for one in sorted(worst.values(), key=lambda one: -one.seconds):
        found = one.fault or f"{one.rows} rows"
        print(f"{one.seconds:5.2f} s, {one.growth:4.0f} MiB  {one.name} (seed {one.seed}): {found}")
    print(f"{count} files, {faults} refused; at most {growth:.0f} MiB more memory")


if __name__ == "__main__":
    main(int(sys.argv[1]))
