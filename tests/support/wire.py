"""Rows of records with every fault that a row can have, in each format that can say it."""

import gzip
import json
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyarrow as pa
from pyarrow import parquet

Cells: TypeAlias = dict[str, Any]

COLUMNS: Final = (
    "id", "source", "member", "kind", "on", "until", "filed", "act", "notified",
    "hours", "amount", "on_time", "grade", "ended", "seen",
)  # fmt: skip
KINDS: Final[Sequence[Mapping[str, str]]] = (
    {"source": "volunteers", "kind": "shift", "hours": "12"},
    {"source": "volunteers", "kind": "shift", "hours": "-2", "until": "2027-12-31"},
    {"source": "charities", "kind": "gift", "amount": "12.50", "notified": "2027-12-30"},
    {"source": "charities", "kind": "gift", "amount": "-9.9"},
    {"source": "utilities", "kind": "bill", "on_time": "yes"},
    {"source": "awards", "kind": "award", "grade": "city", "act": "act-7"},
    {"source": "schools", "kind": "course", "ended": "2027-01-09", "seen": "2020-02-29"},
    {"source": "volunteers", "kind": "visit", "filed": "2028-02-29"},
)
PEOPLE: Final = ("m-1", "m-1", "m-1", "m-2", "m-3", "stranger", "fr\u00e9mde")

FAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "intake-bad-day": {"on": "2027-02-30"},
    "intake-bad-number": {"source": "volunteers", "kind": "shift", "hours": "+3"},
    "intake-bad-money": {"source": "charities", "kind": "gift", "amount": "1.234"},
    "intake-bad-yes-or-no": {"source": "utilities", "kind": "bill", "on_time": "Yes"},
    "intake-bad-name": {"source": "awards", "kind": "award", "grade": "state"},
    "intake-out-of-range": {"source": "volunteers", "kind": "shift", "hours": "13"},
    "intake-empty-cell": {"on": ""},
    "intake-bad-text": {"id": "a\u200bb"},
    "intake-not-of-the-kind": {"source": "volunteers", "kind": "visit", "hours": "1"},
    "intake-ends-before-it-begins": {"until": "2020-01-01"},
    "intake-source-not-registered": {"source": "nobody"},
    "intake-kind-not-registered": {"kind": "nothing"},
    "intake-kind-of-another-source": {"source": "volunteers", "kind": "bill"},
    "intake-kind-without-legal-basis": {"source": "police", "kind": "ticket"},
    "intake-happened-after-filing": {"filed": "2020-01-01"},
}
"""The cells that cause each code in a row of a member, in any format."""

LINES: Final[Mapping[str, Callable[[Cells], str]]] = {
    "intake-not-an-object": lambda _row: '["x"]',
    "intake-key-twice": lambda row: json.dumps(row)[:-1] + ', "id": "x"}',
    "intake-unknown-key": lambda row: json.dumps({**row, "zebra": 1}),
    "intake-missing-key": lambda row: json.dumps({k: v for k, v in row.items() if k != "on"}),
    "intake-not-a-cell": lambda row: json.dumps({**row, "hours": 1.5}),
    "intake-wrong-type": lambda row: json.dumps({**row, "member": "m-1", "source": 5}),
    "intake-row-too-long": lambda row: json.dumps({**row, "act": "x" * 70_000}),
    "intake-not-utf-8": lambda row: json.dumps({**row, "id": "\udcff"}, ensure_ascii=False),
}
"""Lines of NDJSON that cause each code."""

TEXTS: Final[Mapping[str, bytes]] = {
    "intake-bad-quotes": b'x"y,a\n',
    "intake-wrong-width": b"a,b\n",
    "intake-empty-row": b"\n",
    "intake-not-utf-8": b"\xff,b\n",
    "intake-row-too-long": b"x" * 70_000 + b"\n",
}
"""Rows of CSV that cause each code."""


def good_rows(generator: random.Random, count: int) -> list[Cells]:
    """Return good rows of members and others, some of them twice, some contradicting others."""
    found: list[Cells] = []
    for number in range(count):
        row: Cells = {
            "id": f"r-{generator.randrange(number + 1) if generator.random() < 0.2 else number}",
            "member": generator.choice(PEOPLE),
            "on": date(2026, 9, 20 + generator.randrange(8)).isoformat()
            if generator.random() < 0.1
            else date(2027, generator.randrange(1, 13), generator.randrange(1, 29)).isoformat(),
            **generator.choice(KINDS),
        }
        found.append(row)
    return found + [dict(row) for row in generator.sample(found, count // 10)]


def with_faults(generator: random.Random, rows: Sequence[Cells]) -> list[Cells]:
    """Return rows among which each fault stands, in the row of a member, somewhere."""
    found = list(rows)
    for number, change in enumerate(FAULTS.values()):
        plain = {"source": "volunteers", "kind": "visit", "on": "2027-05-05"}
        row: Cells = {"id": f"bad-{number}", "member": "m-1", **plain, **change}
        found.insert(generator.randrange(len(found)), row)
    return found


def as_csv(rows: Sequence[Cells], generator: random.Random, *, broken: bool = False) -> bytes:
    """Return rows as CSV, now and then in quotes, among them rows that are none."""
    lines = [",".join(COLUMNS).encode() + b"\n"]
    for row in rows:
        quoted = generator.random() < 0.1
        cells = [str(row.get(name, "")) for name in COLUMNS]
        text = ",".join(f'"{cell}"' if quoted else cell for cell in cells)
        lines.append(text.encode() + generator.choice((b"\n", b"\n", b"\r\n")))
    for line in TEXTS.values() if broken else ():
        lines.insert(generator.randrange(1, len(lines)), line)
    return b"".join(lines)


def typed(row: Cells) -> Cells:
    """Return a row as NDJSON says it: whole numbers and yes or no may be themselves."""
    found = {name: row[name] for name in COLUMNS if row.get(name) not in {None, ""}}
    if str(found.get("hours", "")).lstrip("-").isdigit():
        found["hours"] = int(found["hours"])
    if found.get("on_time") in {"yes", "no"}:
        found["on_time"] = found["on_time"] == "yes"
    return {"on": None, "id": None, **found}


def as_ndjson(rows: Sequence[Cells], generator: random.Random, *, broken: bool = False) -> bytes:
    """Return rows as NDJSON, now and then escaped or spaced, among them lines that are none."""
    lines = []
    for row in rows:
        line = typed(row)
        if generator.random() < 0.1:
            line = dict(generator.sample(list(line.items()), len(line)))
        ascii_only = generator.random() < 0.5
        lines.append(json.dumps(line, ensure_ascii=ascii_only, indent=None))
        if generator.random() < 0.1:
            lines[-1] = "\t" + lines[-1].replace(": ", " :\t") + " \r"
    plain = typed({"id": "x", "member": "m-1", **KINDS[0], "on": "2027-01-01"})
    for make in LINES.values() if broken else ():
        lines.insert(generator.randrange(1, len(lines)), make(dict(plain)))
    return ("\n".join(lines) + "\n").encode(errors="surrogateescape")


def as_parquet(rows: Sequence[Cells], generator: random.Random, path: Path) -> Path:
    """Write rows as Parquet with the types that columns may have, in groups of some rows."""
    columns: dict[str, Any] = {}
    for name in COLUMNS:
        cells = [row.get(name) or None for row in rows]
        column = pa.array([None if cell is None else str(cell) for cell in cells], pa.string())
        form = generator.randrange(3)
        if form == 1:
            column = column.cast(pa.large_string())
        elif form == 2:
            column = column.dictionary_encode()
        columns[name] = column
    parquet.write_table(
        pa.table(columns),
        path,
        row_group_size=generator.choice((7, 100, 100_000)),
        compression=generator.choice(("zstd", "snappy", "none")),
        use_dictionary=generator.random() < 0.5,
        data_page_size=generator.choice((64, 2**20)),
        data_page_version=generator.choice(("1.0", "2.0")),
    )
    return path


def exact_parquet(rows: Sequence[Cells], generator: random.Random, path: Path) -> Path:
    """Write rows as Parquet with days, numbers and decimals; what is none of these is left out."""
    texts = ("id", "source", "member", "kind", "act", "grade")
    days = ("on", "until", "filed", "notified", "ended", "seen")
    columns: dict[str, Any] = {
        name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in texts
    }
    for name in days:
        numbers = [_day(row.get(name), generator) for row in rows]
        columns[name] = pa.array(numbers, pa.int32()).cast(pa.date32())
    whole = pa.uint64() if generator.random() < 0.3 else pa.int64()
    hours = [_whole(row.get("hours"), generator, signed=whole == pa.int64()) for row in rows]
    columns["hours"] = pa.array(hours, whole)
    scale = generator.choice((0, 1, 2, 3, 20))
    amounts = [_amount(row.get("amount"), scale, generator) for row in rows]
    columns["amount"] = pa.array(amounts, pa.decimal128(38, scale))
    said = [None if not row.get("on_time") else row["on_time"] == "yes" for row in rows]
    columns["on_time"] = pa.array(said, pa.bool_())
    parquet.write_table(pa.table(columns), path, row_group_size=50)
    return path


def _day(cell: str | None, generator: random.Random) -> int | None:
    """Return the number of a day; now and then one that is outside all years."""
    if not cell:
        return None
    if generator.random() < 0.02:
        return generator.choice((5_000_000, -5_000_000))
    try:
        return date.fromisoformat(cell).toordinal() - date(1970, 1, 1).toordinal()
    except ValueError:
        return 0


def _whole(cell: str | None, generator: random.Random, *, signed: bool) -> int | None:
    """Return a whole number; now and then one as large as there are."""
    if not cell:
        return None
    if generator.random() < 0.05:
        return generator.choice((2**63 - 1, -(2**62), -(2**63)) if signed else (2**64 - 1, 2**63))
    return max(int(cell), -2 if signed else 0)


def _amount(cell: str | None, scale: int, generator: random.Random) -> Decimal | None:
    """Return a decimal of a scale; now and then one with more than cents, or a huge one."""
    if not cell:
        return None
    if generator.random() < 0.1:
        return Decimal(generator.choice((10**17, 1, -1))) / Decimal(10**scale)
    unit = Decimal(10**scale)
    return Decimal(int(Decimal(cell) * unit)) / unit if scale < 3 else Decimal(cell)


def packed(content: bytes, ending: str) -> bytes:
    """Return bytes as a file with an ending has them."""
    if ending.endswith(".gz"):
        return gzip.compress(content, 1)
    if ending.endswith(".zst"):
        return bytes(pa.compress(content, codec="zstd", asbytes=True))
    return content
