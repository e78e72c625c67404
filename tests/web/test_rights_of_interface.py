"""The matrix of rights over the interface: each role, each operation, one's own and the others'."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest
from tests.support.exercised import exercised
from tests.support.lanes import BENEFIT, PARTNER, SOURCE, Town, lines, open_town
from tests.support.running import Joined, add_source, join_with, row

from goodstanding.ledger.models import Check, Entry, EntryState, Handle, Partner, YesCode
from goodstanding.service import checks
from goodstanding.service.consents import withdraw
from goodstanding.service.filing import file_records
from goodstanding.service.keys_of_parties import (
    make_partner_key,
    make_source_key,
    party_of,
    revoke_key,
)
from goodstanding.service.leaving import leave
from goodstanding.service.linking import make_slip
from goodstanding.service.looks import Role
from goodstanding.service.recalling import recall
from goodstanding.service.rights import OPERATIONS
from goodstanding.web import lane
from goodstanding.web.lane import openapi
from goodstanding.web.lane.operations import BASE
from goodstanding.web.lane.reading import ARRAY, LINES

OTHER: Final = "care-association"
KIND: Final = {SOURCE: "volunteer-shift", OTHER: "care-visits"}
ELSEWHERE: Final = "city-museum"
WHOSE: Final = ("own", "another's", "missing", "withdrawn")


@dataclass
class World:
    """A town with the things of two sources and two partners, and keys by who holds them."""

    town: Town
    keys: dict[str, str]
    people: dict[str, Joined]
    made: int = 0

    def fresh(self) -> str:
        """Return a name that was not used before."""
        self.made += 1
        return f"x-{self.made}"

    def filed(self, whose: str) -> str:
        """File a record of somebody's, and return its identifier."""
        name = self.fresh()
        if whose == "missing":
            return name
        source = OTHER if whose == "another's" else SOURCE
        programme, handle = self.town.programme, self.people[whose].handles[source]
        said = row(1, handle, source, KIND[source], programme.today(), id=name, hours=1)
        if whose != "withdrawn":
            assert file_records(programme, source, [said]).admitted == 1
        return name

    def slip(self, whose: str) -> str:
        """Return the code of a slip."""
        programme, who = self.town.programme, self.people.get(whose)
        if who is None or whose == "withdrawn":
            return "0000000000"
        source = OTHER if whose == "another's" else SOURCE
        return make_slip(programme, who.number, who.consents[source]).code

    def code(self, whose: str) -> str:
        """Return a code that gets a yes from whoever it was made for, if it was."""
        code = self.fresh()
        partner = ELSEWHERE if whose == "another's" else PARTNER
        programme = self.town.programme
        token = checks.token_of(programme, partner, BENEFIT, code)
        if whose in {"own", "another's"}:
            YesCode.objects.create(token=token, expires=programme.after(minutes=5))
        return code


def open_world() -> World:
    """Return a world in which everything may be asked for."""
    town = open_town()
    programme = town.programme
    add_source(OTHER)
    Partner.objects.create(name=ELSEWHERE, title={}, registered=programme.today())
    withdrawn = join_with(programme, SOURCE)
    withdraw(programme, withdrawn.number, withdrawn.consents[SOURCE])
    leave(programme, join_with(programme, SOURCE).number)
    ended = make_source_key(programme, SOURCE)
    revoke_key(programme, ended.name)
    keys = {role.value: f"session-of-{role.value}" for role in Role}
    keys |= {"source": town.key, "partner": make_partner_key(programme, PARTNER).text}
    keys |= {"sandbox": make_source_key(programme, SOURCE, sandbox=True).text}
    keys |= {"ended": ended.text, "anybody": ""}
    people = {"own": join_with(programme, SOURCE), "another's": join_with(programme, OTHER),
              "withdrawn": withdrawn}  # fmt: skip
    return World(town, keys, people)


def requests() -> dict[str, Callable[[World, str], tuple[str, bytes, str]]]:
    """Return for each operation what is put into its path, its body, and the body's type."""

    def rows(world: World, whose: str) -> tuple[str, bytes, str]:
        source = OTHER if whose == "another's" else SOURCE
        handle = "0" * 21 if whose == "missing" else world.people[whose].handles[source]
        return "", lines(world.town.shift(handle, id=world.fresh())), LINES

    def asked(world: World, whose: str) -> tuple[str, bytes, str]:
        said = {"code": world.code(whose), "benefit": BENEFIT}
        return "", json.dumps(said).encode(), ARRAY

    return {
        "fileRecords": rows,
        "validateRecords": rows,
        "recallRecord": lambda world, whose: (world.filed(whose), b"", ARRAY),
        "redeemSlips": lambda world, whose: (
            "", json.dumps({"slips": [world.slip(whose)]}).encode(), ARRAY
        ),
        "askAboutCode": asked,
        "readEdition": lambda _, whose: ("1" if whose == "own" else "9", b"", ARRAY),
        "readBoard": lambda _, whose: ("1" if whose == "own" else "9", b"", ARRAY),
    }  # fmt: skip


DOES: Final = {"fileRecords", "recallRecord", "redeemSlips", "askAboutCode"}
"""The operations that do something, to what is one's own alone."""


def done() -> tuple[int, ...]:
    """Return how much was done so far, of each thing that a key may do."""
    yes = Check.objects.filter(yes=True).count()
    return (Entry.objects.count(), EntryState.objects.count(), Handle.objects.count(), yes)


def wanted(said: dict[str, Any], who: str, whose: str) -> tuple[int, bool]:
    """Return the status that is right for a cell, and whether anything is to happen."""
    public = not said["security"]
    allowed = public or who in said["x-audience"] or (who == "sandbox" and said["x-sandbox"])
    if not allowed:
        return 401, False
    if public and whose != "own":
        return 404, False
    return min(map(int, said["responses"])), whose == "own" and said["operationId"] in DOES


def wrong_cells(world: World) -> tuple[int, list[str]]:
    """Return how many cells were asked, and those that were answered wrongly."""
    found, cells = [], 0
    told: dict[tuple[str, str], set[bytes]] = {}
    ways = requests()
    for path, methods in openapi.document()["paths"].items():
        for method, said in methods.items():
            key = said["operationId"]
            for who in world.keys:
                for whose in WHOSE if key in ways else WHOSE[:1]:
                    place, body, media = ways[key](world, whose) if key in ways else ("", b"", "")
                    there = path.removeprefix(BASE).replace("{language}", "en")
                    there = there.replace("{id}", place).replace("{edition}", place)
                    before = done()
                    status, answer = world.town.ask(
                        method.upper(), there, body, key=world.keys[who], media=media
                    )
                    cells += 1
                    right = wanted(said, who, whose)
                    if (status, done() != before) != right:
                        found.append(f"{who} {key} {whose}: {status}, not {right}")
                    if status == 401 or whose != "own":
                        told.setdefault((key, str(status)), set()).add(answer)
    return cells, found + [f"{key}: unlike" for key, each in told.items() if len(each) > 1]


@pytest.fixture
def world() -> World:
    return open_world()


def test_each_cell_of_the_matrix_is_answered_as_the_document_says(world: World) -> None:
    cells, found = wrong_cells(world)
    operations = sum(len(each) for each in openapi.document()["paths"].values())
    ways = len(requests())
    exercised("rights over the interface", {"cells": cells, "operations": operations})
    assert cells == len(world.keys) * (operations + (len(WHOSE) - 1) * ways)
    assert found == []


def test_a_role_that_nobody_asks_about_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = dict.fromkeys(OPERATIONS, frozenset(Role))
    monkeypatch.setattr(lane, "OPERATIONS", everybody)
    _, found = wrong_cells(world)
    assert any(each.startswith("partner readRefusals") for each in found)


def test_a_sandbox_that_nobody_asks_about_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = party_of

    def outside(*arguments: Any) -> Any:
        party = real(*arguments)
        return None if party is None else replace(party, sandbox=False)

    monkeypatch.setattr(lane, "party_of", outside)
    _, found = wrong_cells(world)
    assert any(each.startswith("sandbox fileRecords") for each in found)


def test_a_recall_of_another_s_record_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def everybodys(programme: Any, _source: str, record: str) -> bool:
        return any(recall(programme, name, record) for name in KIND)

    monkeypatch.setattr(lane, "recall", everybodys)
    _, found = wrong_cells(world)
    assert [each for each in found if not each.startswith("source recallRecord another's")] == []
    assert found
