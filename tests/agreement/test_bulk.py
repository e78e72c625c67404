"""The bulk reader admits, refuses and counts what the plain reader does, on files good and bad."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from tests.errors.test_intake_corpus import CASES, CORPUS, GOOD
from tests.support.bulk import Told, both
from tests.support.intake import HEADER, MEMBERS, STUDY, every_field, rows, write

from goodstanding.lab.city import Recipe, write_city
from goodstanding.rulebook import read_policy

FULL: Final = f"{HEADER},until,filed,act,notified,hours,amount,on_time,grade,ended,seen"
GOOD_ROWS: Final = (
    "v-{n},volunteers,{m},shift,2027-01-10,,2027-01-12,,2027-01-13,12,,,,,",
    "v-{n},volunteers,{m},shift,2027-02-10,2027-02-11,,,,-2,,,,,",
    "g-{n},charities,{m},gift,2027-01-11,,,,,,12.50,,,,",
    "g-{n},charities,{m},gift,2027-01-11,,,,,,-9.9,,,,",
    "b-{n},utilities,{m},bill,2027-01-10,2027-01-31,,,,,,yes,,,",
    '"a-{n}","awards","{m}","award",2027-01-10,,,"act-{n}",,,,,city,,',
    "c-{n},schools,{m},course,2027-03-10,,,,,,,,,2027-01-09,2020-02-29",
    "r-{n},volunteers,{m},visit,2026-10-02,,,,,,,,,,",
)
PEOPLE: Final = ("m-1", "m-1", "m-1", "m-2", "m-3", "stranger")
SIGNS = [
    b",",
    b'"',
    b"\n",
    b"\r",
    b"\r\n",
    b"0",
    b"-",
    b"x",
    b" ",
    b".",
    b"\xc3",
    b"\xc3\xa9",
]
SIGNS += [
    b"\x00",
    b"\xe2\x80\xae",
    b"\xe5\xbc\xa0",
    b"\xf0\x9f\x99\x82",
    b'""',
    b",,",
    b"yes",
    b"\t",
]


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.relative_to(CORPUS)))
def test_each_malformed_file_has_the_same_outcome(path: Path, tmp_path: Path) -> None:
    inputs: dict[str, Any] = {
        "records": [path],
        "members": write(tmp_path / "members.csv", MEMBERS),
        "states": None,
    }
    policy = every_field()
    match path.relative_to(CORPUS).parts[0]:
        case "members":
            inputs |= {"records": [write(tmp_path / "records.csv", GOOD)], "members": path}
        case "states":
            inputs |= {"records": [write(tmp_path / "records.csv", GOOD)], "states": path}
        case "sheets":
            policy = every_field(STUDY)
            inputs["members"] = None
    both(tmp_path, policy=policy, **inputs)


def good_rows(generator: random.Random, count: int) -> list[str]:
    """Return good rows, some of them twice, of members and others."""
    lines = [
        generator.choice(GOOD_ROWS).format(n=generator.randrange(count), m=generator.choice(PEOPLE))
        for _ in range(count)
    ]
    return lines + generator.sample(lines, count // 10)


def mutants(generator: random.Random, content: bytes, count: int) -> Iterator[bytes]:
    """Yield copies of a file with a few bytes put in, taken out or changed behind its header."""
    first = content.index(b"\n") + 1
    for _ in range(count):
        changed = bytearray(content)
        for _ in range(generator.randrange(1, 6)):
            place = generator.randrange(first, len(changed))
            size = generator.choice((0, 0, 1, 1, 2, 12))
            changed[place : place + size] = generator.choice((b"", *SIGNS))
        yield bytes(changed)


@pytest.mark.parametrize("seed", range(12))
def test_mutants_of_good_files_have_the_same_outcome(seed: int, tmp_path: Path) -> None:
    generator = random.Random(seed)
    text = rows(*good_rows(generator, 40), header=FULL)
    members = write(tmp_path / "members.csv", MEMBERS)
    told = 0
    for number, mutant in enumerate(mutants(generator, text.encode(), 12)):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = write(folder / "records.csv", mutant)
        found = both(folder, records=[path], members=members, states=None)
        told += bool(found.refused) if isinstance(found, Told) else 1
    assert told


def test_faults_in_the_middle_of_a_city_come_back_by_row(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "policies" / "event-reference" / "event-reference.yaml"
    policy = read_policy(shipped)
    recipe = Recipe(
        policy=policy,
        policy_sha256="0" * 64,
        seed=3,
        members=150,
        records_a_member=20,
        dispersion=2.0,
        years=2,
        until=date(2026, 1, 1),
    )
    write_city(recipe, tmp_path / "city", as_csv=True, workers=1)
    path = tmp_path / "city" / "records" / "part-00000.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    faults = (b"\n", b'"open"x,y\n', b"\xff\n", lines[700].replace(b"20", b"x0"), lines[5])
    lines[1500:1500] = [*faults, lines[9].replace(b"-01-", b"-02-")]
    path.write_bytes(b"".join(lines))
    found = both(
        tmp_path,
        policy=policy,
        records=[path],
        members=tmp_path / "city" / "members.parquet",
        states=None,
    )
    assert isinstance(found, Told)
    assert {1501, 1502, 1503, 1504} <= {each.row for each in found.refused}
