"""Make the synthetic members, records and states that `goodstanding demo` scores.

    .venv/bin/python tools/demo_members.py policies/event-reference/demo

Nobody in these files lives. How many records somebody has varies more between people than chance
alone would make it: each person has a readiness to help and a proneness to trouble of their own,
drawn from gamma distributions, and records come from Poisson distributions around them, so counts
are negative binomial. The dispersion of trouble is that of British driving licences in May 2015.
"""  # noqa: INP001 - a script, no package

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

SEED: Final = 20_181_203
MEMBERS: Final = 200
RECIPE: Final = f"tools/demo_members.py, version 1, preset event-reference, seed {SEED}"
FIRST, LAST = date(2025, 1, 1), date(2026, 6, 30)
HELP_SHAPE: Final = 0.8
TROUBLE_SHAPE: Final = 1 / 6.37
"""The inverse of the dispersion that penalty points of British licences have."""

HOURS: Final = ("hours", 1, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """A kind of record, how many a year a person of mean habits has, and what its field holds.

    `ends` are the ends of a whole number or of money in whole units, `names` the names, the
    likelier first.
    """

    kind: str
    source: str
    a_year: float
    field: str = ""
    ends: tuple[int, int] = (0, 0)
    names: tuple[str, ...] = ()
    act: bool = False


HELPS: Final = (
    Habit(kind="volunteer-shift", source="volunteer-network", a_year=4, field="hours", ends=(1, 6)),
    Habit(kind="care-visits", source="care-association", a_year=0.1, field="hours", ends=(26, 80)),
    Habit(
        kind="community-project",
        source="community-council",
        a_year=0.2,
        field="hours",
        ends=(10, 60),
    ),
    Habit(kind="clean-up", source="community-council", a_year=1.6),
    Habit(kind="snow-clearing", source="community-council", a_year=0.5),
    Habit(kind="park-care", source="community-council", a_year=0.4),
    Habit(kind="small-help", source="community-council", a_year=1.2),
    Habit(kind="hazard-notice", source="public-works", a_year=0.2),
    Habit(kind="local-training", source="community-council", a_year=0.7),
    Habit(kind="first-aid-course", source="adult-education", a_year=0.2),
    Habit(kind="blood-donation", source="blood-service", a_year=0.3),
    Habit(kind="gift", source="charity-register", a_year=0.4, field="amount", ends=(100, 1500)),
    Habit(
        kind="lost-property",
        source="lost-property-office",
        a_year=0.06,
        field="value",
        names=("minor", "fair", "high"),
    ),
    Habit(
        kind="department-award",
        source="awards-office",
        a_year=0.06,
        field="level",
        names=("county", "city"),
        act=True,
    ),
    Habit(
        kind="government-award",
        source="awards-office",
        a_year=0.015,
        field="level",
        names=("county", "city"),
        act=True,
    ),
)
TROUBLES: Final = (
    Habit(kind="traffic-warning", source="traffic-police", a_year=0.45, act=True),
    Habit(
        kind="traffic-fine",
        source="traffic-police",
        a_year=0.3,
        field="fine",
        ends=(50, 1200),
        act=True,
    ),
    Habit(kind="licence-suspended", source="traffic-police", a_year=0.02, act=True),
    Habit(
        kind="penalty-decision",
        source="city-enforcement",
        a_year=0.1,
        field="severity",
        names=("warning", "low"),
        act=True,
    ),
    Habit(kind="waste-dumped", source="city-enforcement", a_year=0.08),
    Habit(kind="tax-arrears", source="tax-office", a_year=0.04),
    Habit(kind="bank-arrears", source="bank", a_year=0.15),
    Habit(
        kind="utility-arrears", source="utility-court", a_year=0.05, field="months", ends=(6, 14)
    ),
    Habit(kind="contract-breach", source="arbitration-board", a_year=0.02, act=True),
    Habit(kind="debt-judgment", source="court", a_year=0.03, act=True),
)
SOURCES: Final = tuple(sorted({habit.source for habit in (*HELPS, *TROUBLES)}))
REPAIRED: Final = {"tax-arrears", "bank-arrears", "utility-arrears", "contract-breach"}

TEXT, WHOLE, DAY, MONEY = pa.string(), pa.int64(), pa.date32(), pa.decimal128(12, 2)
RECORDS: Final = {
    "id": TEXT,
    "source": TEXT,
    "member": TEXT,
    "kind": TEXT,
    "on": DAY,
    "filed": DAY,
    "act": TEXT,
    "notified": DAY,
    "hours": WHOLE,
    "amount": MONEY,
    "value": TEXT,
    "level": TEXT,
    "fine": MONEY,
    "severity": TEXT,
    "months": WHOLE,
}
MEMBER_COLUMNS: Final = {
    "member": TEXT,
    "joined": DAY,
    "sources": TEXT,
    "until": DAY,
    "level": TEXT,
}
STATES: Final = {"source": TEXT, "record": TEXT, "state": TEXT, "on": DAY, "by": TEXT}

Row = dict[str, Any]


@dataclass(slots=True)
class Programme:
    """Two hundred people, what was filed about them and what was decided of it."""

    random: Random
    members: list[Row] = field(default_factory=list)
    records: list[Row] = field(default_factory=list)
    states: list[Row] = field(default_factory=list)

    def add_member(self, number: int) -> None:
        """Add a person with everything about them."""
        random = self.random
        name = f"synthetic-{number:03}"
        joined = FIRST + timedelta(days=int(random.betavariate(0.9, 2.4) * 420))
        chance = random.random()
        sources = list(SOURCES)
        if chance < 0.05:
            sources = []
        elif chance < 0.35:
            sources = sorted(random.sample(SOURCES, random.randint(3, len(SOURCES) - 1)))
        self.members.append(
            {
                "member": name,
                "joined": joined,
                "sources": " ".join(sources) or None,
                "until": joined.replace(year=joined.year + 2, day=min(joined.day, 28)),
                "level": "recognised" if random.random() < 0.1 else None,
            }
        )
        helping = random.gammavariate(HELP_SHAPE, 1 / HELP_SHAPE)
        trouble = random.gammavariate(TROUBLE_SHAPE, 1 / TROUBLE_SHAPE)
        years = (LAST - joined).days / 365.25
        for habits, readiness in ((HELPS, helping), (TROUBLES, trouble)):
            for habit in habits:
                for _ in range(poisson(random, habit.a_year * years * readiness)):
                    self.add_record(name, joined, habit, deducts=habits is TROUBLES)

    def add_record(self, member: str, joined: date, habit: Habit, *, deducts: bool) -> None:
        """Add a record, its notice where it takes points, and what was decided of it."""
        random = self.random
        on = joined + timedelta(days=random.randint(0, (LAST - joined).days - 1))
        filed = min(on + timedelta(days=random.randint(0, 12)), LAST)
        number = f"r-{len(self.records) + 1:05}"
        row: Row = dict.fromkeys(RECORDS)
        row |= {"id": number, "source": habit.source, "member": member, "kind": habit.kind}
        row |= {"on": on, "filed": filed}
        if habit.act:
            row["act"] = f"act-{number[2:]}"
        if habit.names:
            row[habit.field] = habit.names[min(int(random.expovariate(1.5)), len(habit.names) - 1)]
        elif habit.field:
            row[habit.field] = whole_near_least(random, habit.ends)
        if deducts:
            told = filed + timedelta(days=random.randint(3, 30))
            row["notified"] = told if told <= LAST and random.random() < 0.95 else None
        self.records.append(row)
        if deducts and row["notified"] is not None:
            self.decide(row)
        if habit.kind == "traffic-fine" and random.random() < 0.25:
            self.report_twice(row)

    def report_twice(self, row: Row) -> None:
        """Let a second office report the act of a record."""
        second = {**row, "id": f"r-{len(self.records) + 1:05}", "fine": None}
        second |= {"source": "city-enforcement", "kind": "penalty-decision", "severity": "low"}
        self.records.append(second)

    def decide(self, row: Row) -> None:
        """Let some deductions be contested and some arrears be repaired."""
        chance = self.random.random()
        day = row["notified"] + timedelta(days=self.random.randint(1, 60))
        if row["kind"] in REPAIRED and chance < 0.5:
            state, by = "repaired", "the source"
        elif chance < 0.12:
            state, by = "under review", "the member"
        elif chance < 0.2:
            state, by = "struck out", "the reviewer"
        else:
            return
        if day <= LAST:
            row_of = {"source": row["source"], "record": row["id"]}
            self.states.append({**row_of, "state": state, "on": day, "by": by})


def poisson(random: Random, mean: float) -> int:
    """Return how many of something that happens `mean` times there are."""
    count, left = 0, random.random()
    while left > math.exp(-mean):
        count += 1
        left *= random.random()
    return count


def whole_near_least(random: Random, ends: tuple[int, int]) -> int:
    """Return a whole number between two ends, nearer the lower one."""
    least, most = ends
    return least + int(random.betavariate(1, 2.5) * (most - least + 1))


def programme() -> Programme:
    """Return the whole programme, always the same."""
    made = Programme(random=Random(SEED))  # noqa: S311 - no secret: the same people each time
    for number in range(1, MEMBERS + 1):
        made.add_member(number)
    made.records.sort(key=lambda row: (row["filed"], row["id"]))
    made.states.sort(key=lambda row: (row["on"], row["record"]))
    return made


def tables() -> Iterator[tuple[str, pa.Table]]:
    """Yield each file's name and table, marked as synthetic."""
    made = programme()
    for name, rows, columns in (
        ("records", made.records, RECORDS),
        ("members", made.members, MEMBER_COLUMNS),
        ("states", made.states, STATES),
    ):
        schema = pa.schema(list(columns.items()), metadata={"goodstanding.synthetic": RECIPE})
        yield name, pa.Table.from_pylist(rows, schema=schema)


def main(folder: Path) -> None:
    """Write the files to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
