"""Files made to exhaust: each ends in seconds, in little memory, with a problem."""

import gzip
import json
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.support.intake import HEADER
from tests.support.programme import TOWN

SECONDS_MAX: Final = 10
MEGABYTES_MAX: Final = 600
ADDRESS_SPACE: Final = 4 * 1024**3
MEGABYTE: Final = 1024**2

COMMAND: Final = (
    "import resource, sys\n"
    f"resource.setrlimit(resource.RLIMIT_AS, ({ADDRESS_SPACE}, {ADDRESS_SPACE}))\n"
    f"resource.setrlimit(resource.RLIMIT_CPU, ({2 * SECONDS_MAX}, {2 * SECONDS_MAX}))\n"
    "from goodstanding.cli.app import run\n"
    "code = run(sys.argv[1:])\n"
    "print(next(line for line in open('/proc/self/status') if 'VmHWM' in line), file=sys.stderr)\n"
    "sys.exit(code)\n"
)
"""The peak of memory is asked of the process itself: what `wait` says has its parent's in it."""

ROW: Final = "r-1,volunteer-network,m-1,shift,2027-01-10,3\n"
MEMBERS: Final = "member,joined,sources,until\nm-1,2026-10-01,volunteer-network,\n"


def table(count: int, **changes: pa.Array) -> pa.Table:
    """Return a table of records that are all the same but for the columns given."""
    same = {"id": "r-1", "source": "volunteer-network", "member": "m-1", "kind": "shift"}
    columns: dict[str, pa.Array] = {
        name: pa.DictionaryArray.from_arrays(np.zeros(count, np.int32), [value])
        for name, value in same.items()
    }
    columns["on"] = pa.array(np.full(count, 20_000, np.int32)).cast(pa.date32())
    columns["hours"] = pa.array(np.ones(count, np.int8))
    return pa.table({**columns, **changes})


def zeros(path: Path) -> Path:
    """Write gigabytes of nothing, packed."""
    with gzip.open(path, "wb", compresslevel=1) as stream:
        for _ in range(200):
            stream.write(bytes(MEGABYTE))
    return path


def repeated_rows(path: Path) -> Path:
    """Write the row of a stranger millions of times, packed."""
    with gzip.open(path, "wb") as stream:
        stream.write(f"{HEADER},hours\n".encode())
        for _ in range(200):
            stream.write(ROW.replace("m-1", "x").encode() * 10_000)
    return path


def empty_lines(path: Path) -> Path:
    """Write millions of empty rows."""
    path.write_bytes(f"{HEADER},hours\n".encode() + b"\n" * 3_000_000)
    return path


def one_row(path: Path) -> Path:
    """Write one row of many megabytes."""
    path.write_bytes(f"{HEADER},hours\n{ROW}".encode() + b"x" * (100 * MEGABYTE))
    return path


def open_quote(path: Path) -> Path:
    """Write a quote that never closes before many megabytes."""
    path.write_bytes(f'{HEADER},hours\n{ROW}"'.encode() + ROW.encode() * 2_000_000)
    return path


def many_columns(path: Path) -> Path:
    """Write a header of many columns."""
    path.write_text(",".join(["id"] * 20_000) + "\n", encoding="utf-8")
    return path


def nested(path: Path) -> Path:
    """Write lines that nest as deep as a line may."""
    path.write_bytes((b"[" * 32_000 + b"]" * 32_000 + b"\n") * 900)
    return path


def long_numbers(path: Path) -> Path:
    """Write numbers of sixty thousand digits."""
    line = json.dumps({"id": "r", "source": "s", "member": "m-1", "kind": "k", "on": "d"})
    path.write_text((line[:-1] + ',"hours":' + "9" * 60_000 + "}\n") * 900, encoding="utf-8")
    return path


def dictionary(path: Path) -> Path:
    """Write one text of a megabyte that thousands of rows share: gigabytes when spread out."""
    text = pa.DictionaryArray.from_arrays(np.zeros(8_000, np.int32), ["x" * MEGABYTE])
    parquet.write_table(table(8_000, act=text), path)
    return path


def plain(path: Path) -> Path:
    """Write long texts without a dictionary, packed to nothing: gigabytes when unpacked."""
    schema = table(1, act=pa.array(["x"])).schema
    with parquet.ParquetWriter(path, schema, compression="zstd", use_dictionary=False) as writer:
        for _ in range(10):
            texts = pa.array(["x" * MEGABYTE]).take(pa.array([0] * 60))
            writer.write_table(table(60, act=texts).cast(schema), row_group_size=60)
    return path


def one_page(path: Path) -> Path:
    """Write a tiny file with one page that unpacks to a hundred megabytes."""
    texts = pa.array(["x" * 65_000]).take(pa.array([0] * 1_600))
    schema = table(1, act=texts[:1]).schema
    made = table(1_600, act=texts).cast(schema)
    parquet.write_table(made, path, compression="zstd", use_dictionary=False, data_page_size=2**30)
    assert path.stat().st_size < MEGABYTE
    return path


def endless(path: Path) -> Path:
    """Write far more rows than the bytes of a file can mean."""
    parquet.write_table(table(30_000_000), path, row_group_size=30_000_000)
    return path


def wide(path: Path) -> Path:
    """Write a table of many columns."""
    parquet.write_table(pa.table({f"c{each}": [1] for each in range(5_000)}), path)
    return path


HOSTILE: Final[Mapping[str, tuple[Callable[[Path], Path], str]]] = {
    "zeros.csv.gz": (zeros, "the file unpacks to more than 100 times its size"),
    "repeated.csv.gz": (repeated_rows, "the file unpacks to more than 100 times its size"),
    "lines.csv": (empty_lines, "more than 250,000 things are wrong"),
    "row.csv": (one_row, "the row is longer than 65,536 bytes"),
    "quote.csv": (open_quote, "a quote opens in this row and does not close"),
    "columns.csv": (many_columns, "the file has 20,000 columns"),
    "nested.ndjson": (nested, "the line is not one JSON object"),
    "numbers.ndjson": (long_numbers, "too many digits"),
    "dictionary.parquet": (dictionary, "a text is longer than 65,536 bytes"),
    "plain.parquet": (plain, "a text is longer than 65,536 bytes"),
    "page.parquet": (one_page, "a page of the file unpacks to more than 67,108,864 bytes"),
    "endless.parquet": (endless, "the file declares 30,000,000 rows"),
    "wide.parquet": (wide, "the file has 5,000 columns"),
}


def measured(command: list[str], script: str = COMMAND) -> tuple[int, str, float, float]:
    """Run a command and return its exit code, stderr, processor seconds and megabytes."""
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", script, *command],
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        timeout=60 * SECONDS_MAX,
    )
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    peak = re.search(r"VmHWM:\s+([0-9]+) kB", done.stderr)
    assert peak is not None, done.stderr[-500:]
    return done.returncode, done.stderr, seconds, int(peak[1]) / 1024


@pytest.fixture
def check(tmp_path: Path) -> Callable[[Path], list[str]]:
    """Return what makes the arguments that check a file for the programme of the town."""
    (tmp_path / "town.yaml").write_text(TOWN, encoding="utf-8")
    (tmp_path / "members.csv").write_text(MEMBERS, encoding="utf-8")
    given = ["--policy", f"{tmp_path}/town.yaml", "--members", f"{tmp_path}/members.csv"]
    return lambda path: ["intake", "check", *given, "--records", str(path)]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_soon_and_small(
    tmp_path: Path, name: str, check: Callable[[Path], list[str]]
) -> None:
    make, said = HOSTILE[name]
    code, told, seconds, megabytes = measured(check(make(tmp_path / name)))
    assert code == 1, told[-500:]
    assert "Traceback" not in told
    assert said in told
    assert seconds < SECONDS_MAX
    assert megabytes < MEGABYTES_MAX


def test_the_measurement_sees_time_memory_and_success(
    tmp_path: Path, check: Callable[[Path], list[str]]
) -> None:
    good = tmp_path / "good.csv"
    good.write_text(f"{HEADER},hours\n{ROW}", encoding="utf-8")
    assert measured(check(good))[0] == 0
    greedy = COMMAND.replace(
        "run(sys.argv[1:])", "len(bytearray(700 * 1024**2)); sum(range(10**8))"
    )
    _, _, seconds, megabytes = measured([], greedy)
    assert megabytes > MEGABYTES_MAX
    assert seconds > 1
