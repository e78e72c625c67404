"""Good files with bytes turned over: whatever comes of them is rows or problems, nothing else."""

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Final

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.support.intake import HEADER, MEMBERS, every_field, rows, write

from goodstanding.errors import ProblemsError
from goodstanding.intake import read_inputs

SEED: Final = 20_181_116
MUTANTS: Final = 400
TABLE_MUTANTS: Final = 250
SECONDS_MAX: Final = 60

CSV: Final = rows(
    "r-1,volunteers,m-1,shift,2027-01-10,2027-01-12,3,,",
    '"r-2","charities",m-1,gift,2027-01-11,,,"12.50",',
    "r-3,utilities,m-1,bill,2027-01-12,,,,yes",
    "r-4,volunteers,张伟,visit,2027-01-13,,,,",
    header=f"{HEADER},filed,hours,amount,on_time",
).encode()
NDJSON: Final = "".join(
    f'{{"id":"r-{each}","source":"volunteers","member":"m-1","kind":"shift",'
    f'"on":"2027-01-1{each}","hours":{each}}}\n'
    for each in range(4)
).encode()
STATES: Final = b"source,record,state,on,by\nvolunteers,r-1,struck out,2027-02-01,board\n"


def mutant(content: bytes, random: Random) -> bytes:
    """Return content with one to three changes: a byte turned, cut, put in or doubled."""
    changed = bytearray(content)
    for _ in range(random.randint(1, 3)):
        place = random.randrange(len(changed))
        match random.randrange(4):
            case 0:
                changed[place] ^= 1 << random.randrange(8)
            case 1:
                del changed[place : place + random.randint(1, 9)]
            case 2:
                changed[place:place] = random.choice(
                    [b'"', b"\n", b",", b"\0", b"\xff", b"9", b"{"]
                )
            case _:
                changed[place:place] = changed[place : place + random.randint(1, 40)]
        if not changed:
            changed = bytearray(b"x")
    return bytes(changed)


def strictly(folder: Path, name: str, content: bytes) -> str:
    """Read a mutant as it is read in earnest, and say what came of it."""
    given = {"records.csv": CSV, "members.csv": MEMBERS.encode(), "states.csv": STATES}
    given[name] = content
    paths = {each: write(folder / each, text) for each, text in given.items()}
    try:
        admitted = read_inputs(
            every_field(),
            records=[paths[name] if name.startswith("records") else paths["records.csv"]],
            members=paths["members.csv"],
            states=paths["states.csv"],
        )
    except ProblemsError:
        return "problems"
    counted = sum(len(theirs) for theirs in admitted.entries.values())
    others = admitted.repeated + admitted.withheld + admitted.dropped
    assert admitted.rows == counted + others + admitted.inputs[0].refused
    return "refused rows" if admitted.refused else "rows"


def carelessly(folder: Path, name: str, content: bytes) -> str:
    """Read a mutant as a script of ten lines would."""
    path = write(folder / name, content)
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            assert row["id"]
            date.fromisoformat(row["on"])
            Decimal(row["amount"] or 0)
            int(row["hours"] or 0)
    return "rows"


def tried(
    read: Callable[[Path, str, bytes], str], folder: Path, name: str, content: bytes
) -> Counter[str]:
    """Return how often each outcome came of the mutants of a file, exceptions by their name."""
    random = Random(SEED)
    outcomes: Counter[str] = Counter()
    for _ in range(MUTANTS):
        try:
            outcomes[read(folder, name, mutant(content, random))] += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
            outcomes[type(error).__name__] += 1
    return outcomes


@pytest.mark.parametrize(
    "name, content",
    [
        ("records.csv", CSV),
        ("records.ndjson", NDJSON),
        ("members.csv", MEMBERS.encode()),
        ("states.csv", STATES),
    ],
)
def test_mutants_of_text_cause_rows_or_problems(tmp_path: Path, name: str, content: bytes) -> None:
    assert strictly(tmp_path, name, content) == "rows"
    outcomes = tried(strictly, tmp_path, name, content)
    assert set(outcomes) <= {"rows", "refused rows", "problems"}
    assert outcomes.total() == MUTANTS
    assert outcomes["problems"] + outcomes["refused rows"] > MUTANTS / 4


def test_the_same_mutants_make_a_careless_reader_fall_over(tmp_path: Path) -> None:
    assert carelessly(tmp_path, "records.csv", CSV) == "rows"
    outcomes = tried(carelessly, tmp_path, "records.csv", CSV)
    assert len(set(outcomes) - {"rows"}) >= 3
    assert outcomes["rows"] > 0


IN_A_PROCESS: Final = """\
import sys
from pathlib import Path
from random import Random
sys.path.insert(0, sys.argv[1])
from tests.errors.test_intake_mutants import SEED, TABLE_MUTANTS, mutant, strictly
folder, random = Path(sys.argv[2]), Random(SEED)
content = (folder / "good.parquet").read_bytes()
print(strictly(folder, "records.parquet", content))
for _ in range(TABLE_MUTANTS):
    print(strictly(folder, "records.parquet", mutant(content, random)))
"""
"""In a process of its own, because a broken library would take the tests with it."""


@pytest.mark.parametrize("checksum", [True, False], ids=["with checksums", "without"])
def test_mutants_of_tables_cause_rows_or_problems(tmp_path: Path, *, checksum: bool) -> None:
    table = pa.table(
        {
            "id": [f"r-{each}" for each in range(40)],
            "source": pa.array(["volunteers"] * 40).dictionary_encode(),
            "member": ["m-1", "m-2"] * 20,
            "kind": ["shift"] * 40,
            "on": [date(2027, 1, 10)] * 40,
            "hours": pa.array(range(40)).cast(pa.int8()),
        }
    )
    path = tmp_path / "good.parquet"
    parquet.write_table(table, path, write_page_checksum=checksum, row_group_size=16)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", IN_A_PROCESS, str(root), str(tmp_path)],
        capture_output=True,
        check=False,
        text=True,
        timeout=10 * SECONDS_MAX,
    )
    assert done.returncode == 0, done.stderr[-1_000:]
    first, *outcomes = done.stdout.splitlines()
    assert first == "refused rows"
    assert len(outcomes) == TABLE_MUTANTS
    assert set(outcomes) <= {"rows", "refused rows", "problems"}
    assert outcomes.count("problems") > TABLE_MUTANTS / 2
