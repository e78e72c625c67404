"""Of the consents that ended only those are read that a day needs, and every answer is the same."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from tests.support.running import START, Joined, Opened, add_source, join_with, open_fresh

from goodstanding.errors import ProblemsError
from goodstanding.ledger import sql
from goodstanding.model.entry import Member
from goodstanding.service import people
from goodstanding.service.consents import Given, expire, give, renew, withdraw
from goodstanding.service.people import known, members_of
from goodstanding.service.statements import statement

SOURCES = ("awards-office", "volunteer-network")
EVERY = """
SELECT "number", member_id, source, sealed FROM ledger_consent WHERE member_id IN ({marks})
AND given <= ? AND (given <= ? OR given > ?) ORDER BY given, "number"
"""
"""Every consent known by a day, as it was read before."""
LATEST = people._CONSENTS.replace("OR (given <= ? AND (ended IS NULL OR ended > ?))",
                                  "AND given <= ? AND (given IS NULL OR given <= ?)")  # fmt: skip
"""The latest alone, and so a planted fault: on an earlier day another one was in force."""


def town_of(sources: tuple[str, ...]) -> Opened:
    """Return a programme with some sources."""
    town = open_fresh()
    for source in sources:
        add_source(source)
    return town


def again(town: Opened, joined: Joined, times: int, source: str) -> None:
    """Give and withdraw so often, and leave one consent in force."""
    programme = town.programme
    for _ in range(times):
        withdraw(programme, joined.number, joined.consents[source])
        joined.consents[source] = give(programme, joined.number, Given(source=source)).consent


def rows_read(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> int:
    """Return how many rows of the ledger an act read by plain queries."""
    read = Counter[str]()
    honest = sql.rows

    def counting(*asked: Any) -> list[tuple[Any, ...]]:
        found = honest(*asked)
        read["rows"] += len(found)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(sql, "rows", counting)
        act()
    return read["rows"]


def test_three_hundred_ended_consents_cost_what_three_do(monkeypatch: pytest.MonkeyPatch) -> None:
    town = town_of(SOURCES[:1])
    programme, today = town.programme, town.programme.today()
    few, many = (join_with(programme, SOURCES[0]) for _ in range(2))
    again(town, few, 3, SOURCES[0])
    again(town, many, 300, SOURCES[0])

    def rows_of(joined: Joined) -> int:
        return rows_read(monkeypatch, lambda: statement(programme, joined.number, as_of=today))

    assert 5 <= rows_of(few) <= 8, "the latest by number and the one in force, given on one day"
    assert 5 <= rows_of(many) <= 8
    town.clock.days(1)
    assert 5 <= rows_of(many) <= 8
    monkeypatch.setattr(people, "_CONSENTS", EVERY)
    assert rows_of(few) < 20
    assert rows_of(many) > 900, "the control: 300 consents, with two moves each"


def lived(seed: int, days: int) -> tuple[Opened, list[int]]:
    """Return a town whose members gave, renewed and withdrew consents by a seed for some days."""
    random = Random(seed)
    town = town_of(SOURCES)
    programme = town.programme
    members = [join_with(programme) for _ in range(3)]
    for _ in range(days):
        for _ in range(random.choice((0, 1, 3))):
            who, source = random.choice(members), random.choice(SOURCES)
            try:
                if source not in who.consents or random.random() < 0.3:
                    given = Given(source=source, months=random.choice((1, 2)))
                    who.consents[source] = give(programme, who.number, given).consent
                elif random.random() < 0.3:
                    renew(programme, who.number, who.consents[source])
                else:
                    withdraw(programme, who.number, who.consents[source])
            except ProblemsError:
                continue
        town.clock.days(random.choice((0, 1, 1, 4)))
        expire(programme)
    return town, [each.number for each in members]


def answers(town: Opened, members: list[int]) -> list[dict[int, Member]]:
    """Return what holds on each of many days, as it was known on each of many others."""
    first, last = START.date() - timedelta(days=1), town.programme.today()
    every = [first + timedelta(days=n) for n in range(0, (last - first).days + 40, 3)]
    known_on: list[date | None] = [None, *[day for day in every if day <= last]]

    def act() -> list[dict[int, Member]]:
        who = {number: known(town.programme, number) for number in members}
        return [members_of(who, as_of=day, known_on=by) for day in every for by in known_on]

    return town.programme.read(act)


def test_of_what_ended_nothing_is_missed_whatever_day_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, told, differ = 0, 0, 0
    for seed in range(3):
        town, members = lived(seed, 30)
        found = answers(town, members)
        monkeypatch.setattr(people, "_CONSENTS", EVERY)
        assert found == answers(town, members), seed
        monkeypatch.setattr(people, "_CONSENTS", LATEST)
        differ += sum(a != b for a, b in zip(found, answers(town, members), strict=True))
        monkeypatch.undo()
        asked += len(found)
        told += sum(len(each.consents or ()) for one in found for each in one.values())
    assert asked > 1_000
    assert told > asked
    assert differ > 100, "the control: whoever reads the latest alone is found"
