"""The bulk reader agrees with the plain one on NDJSON, Parquet and packed files, good and bad."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from tests.agreement.test_bulk import mutants
from tests.support.bulk import Told, both
from tests.support.intake import MEMBERS, write
from tests.support.wire import (
    FAULTS,
    LINES,
    TEXTS,
    as_csv,
    as_ndjson,
    as_parquet,
    exact_parquet,
    good_rows,
    packed,
    with_faults,
)

ENDINGS: Final = ("", ".gz", ".zst")


def codes(found: "Told | object") -> Counter[str]:
    """Return how many rows were refused for each reason."""
    assert isinstance(found, Told), found
    return Counter(each.code for each in found.refused)


@pytest.mark.parametrize("seed", range(6))
def test_every_fault_of_every_format_comes_back_the_same_and_is_counted(
    seed: int, tmp_path: Path
) -> None:
    generator = random.Random(seed)
    members = write(tmp_path / "members.csv", MEMBERS)
    rows = with_faults(generator, good_rows(generator, 120))
    ending = ENDINGS[seed % 3]
    csv = write(tmp_path / f"a.csv{ending}", packed(as_csv(rows, generator, broken=True), ending))
    lines = as_ndjson(rows, generator, broken=True)
    ndjson = write(tmp_path / f"b.ndjson{ending}", packed(lines, ending))
    table = as_parquet(rows, generator, tmp_path / "c.parquet")
    expected = {csv: {*FAULTS, *TEXTS}, ndjson: {*FAULTS, *LINES}, table: set(FAULTS)}
    for number, (path, wanted) in enumerate(expected.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = both(folder, records=[path], members=members, states=None)
        assert wanted - {"intake-bad-number"} <= set(codes(found))
        assert "intake-record-already-filed" in codes(found)
        assert found.counts[1] > 0, "strangers are dropped"
        assert found.counts[2] > 0, "what is not authorised is withheld"
        assert found.counts[3] > 0, "what is said again is taken once"
        assert found.counts[0] >= len(rows)
    order = generator.sample(list(expected), 3)
    assert sum(codes(both(tmp_path, records=order, members=members, states=None)).values()) > 60


@pytest.mark.parametrize("seed", range(8))
def test_mutants_of_lines_have_the_same_outcome(seed: int, tmp_path: Path) -> None:
    generator = random.Random(100 + seed)
    members = write(tmp_path / "members.csv", MEMBERS)
    content = b"{}\n" + as_ndjson(good_rows(generator, 30), generator)
    told = 0
    for number, mutant in enumerate(mutants(generator, content, 12)):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = write(folder / "x.ndjson", mutant)
        found = both(folder, records=[path], members=members, states=None)
        told += len(codes(found)) if isinstance(found, Told) else 1
    assert told > 12


@pytest.mark.parametrize("seed", range(12))
def test_exact_types_of_tables_have_the_same_outcome(seed: int, tmp_path: Path) -> None:
    generator = random.Random(200 + seed)
    members = write(tmp_path / "members.csv", MEMBERS)
    path = exact_parquet(good_rows(generator, 300), generator, tmp_path / "x.parquet")
    found = both(tmp_path, records=[path], members=members, states=None)
    assert "intake-unreadable-value" in codes(found)
    assert len(codes(found)) > 1


def people(generator: random.Random) -> Iterator[str]:
    """Yield the rows of a members file, now and then one with something wrong."""
    yield "member,joined,sources,until,level"
    sources = ["volunteers", "charities", "utilities", "awards", "schools", "police"]
    for number in range(60):
        name = generator.choice((f"m-{number}", f"m-{number}", "m-7", "\u00c5", "A\u030a", "K"))
        given = " ".join(generator.sample(sources, generator.randrange(7)))
        level = generator.choice(("", "", "none", "thanked"))
        until = generator.choice(("", "2028-01-01"))
        row = [name, "2026-10-01", given, until, level]
        if generator.random() < 0.06:
            row[generator.randrange(5)] = generator.choice(
                ("", " x", "2020-01-01", "volunteers  police", "\u212a", "police volunteers", "no")
            )
        yield ",".join(row)


@pytest.mark.parametrize("seed", range(18))
def test_files_of_members_have_the_same_outcome(seed: int, tmp_path: Path) -> None:
    generator = random.Random(300 + seed)
    rows = list(people(generator))
    if seed % 3 == 0:  # without repeats and mostly good
        rows = list({row.partition(",")[0]: row for row in rows}.values())
    if seed % 6 == 0:
        rows = [row for row in rows if row.isascii() and row.count("-") >= 2 and "  " not in row]
    members = write(tmp_path / "members.csv", "\n".join(rows) + "\n")
    records = write(tmp_path / "x.csv", as_csv(good_rows(generator, 30), generator))
    both(tmp_path, records=[records], members=members, states=None)


@pytest.mark.parametrize("seed", range(12))
def test_files_of_states_have_the_same_outcome(seed: int, tmp_path: Path) -> None:
    generator = random.Random(400 + seed)
    rows = with_faults(generator, good_rows(generator, 120))
    lines = ["source,record,state,on,by"]
    for row in generator.choices(rows, k=150):
        state = generator.choice(("counted", "under review", "struck out", "repaired"))
        name = generator.choice((row["id"], row["id"], row["id"], "never-heard-of", " "))
        day = generator.choice(("2027-02-01", "2027-03-01", "2027-03-01", "x"))
        lines.append(f"{row['source']},{name},{state},{day},{generator.choice(('', 'board'))}")
    records = write(tmp_path / "x.csv", as_csv(rows, generator))
    given = {
        "records": [records],
        "members": write(tmp_path / "members.csv", MEMBERS),
        "states": write(tmp_path / "states.csv", "\n".join(lines) + "\n"),
    }
    found = both(tmp_path, **given)
    assert {"intake-unknown-record", "intake-bad-day"} <= set(codes(found))
    assert any(entry[-1] for theirs in found.entries.values() for entry in theirs)


def test_a_fault_planted_into_the_bulk_reader_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from goodstanding.intake.bulk import tables

    generator = random.Random(5)
    members = write(tmp_path / "members.csv", MEMBERS)
    path = exact_parquet(good_rows(generator, 300), generator, tmp_path / "x.parquet")
    monkeypatch.setattr(tables, "LAST_DAY", 10**8)
    with pytest.raises((AssertionError, OverflowError)):  # such a day is none of Python's
        both(tmp_path, records=[path], members=members, states=None)
