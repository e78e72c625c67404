"""Whom a request is about shows neither in the bytes of its answer nor in its time."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from statistics import median
from time import thread_time
from typing import Any

import pytest
from tests.support.exercised import exercised
from tests.support.lanes import BENEFIT, PARTNER, SOURCE, lines, open_town
from tests.support.running import join_with
from tests.support.welch import interleaved, worst

from goodstanding.ledger.models import CheckCode, Entry, RefusedRow, YesCode
from goodstanding.service import checks
from goodstanding.service.consents import withdraw
from goodstanding.service.keys_of_parties import make_partner_key
from goodstanding.service.leaving import leave
from goodstanding.web.lane import Lane
from goodstanding.web.lane.pace import ROW_SECONDS, STEP_SECONDS, Pace
from goodstanding.web.lane.reading import ARRAY

ALIKE = 4.5
"""Classes whose t is below this are not told apart."""
FOUND = 7.0
"""A control whose t is above this is told from its twin."""
TURNS_MAX = 4
ROWS = 300
SIZES = [
    pytest.param(250, 500e-6, id="few"),
    pytest.param(10_000, 5e-6, id="20,000 calls", marks=pytest.mark.night),
]
"""Calls of each of two classes that are compared, and the seconds planted into a control."""


def compared(
    some: Callable[[int], Mapping[str, Sequence[Callable[[], float]]]], base: str
) -> dict[str, float]:
    """Return each class's t against one of them, of calls that are added until the control shows.

    More calls show a difference between the others just as well.
    """
    times: dict[str, list[float]] = {}
    found: dict[str, float] = {}
    for turn in range(TURNS_MAX):
        for name, each in interleaved(some(turn), seed=turn).items():
            times.setdefault(name, []).extend(each)
        found = told(times, base)
        if found["planted"] > FOUND:
            break
    return found


def told(
    times: dict[str, list[float]], base: str, what: str = "answers by time"
) -> dict[str, float]:
    """Return each class's t against one of them, and print it with the calls."""
    found = {name: worst(times[base], each) for name, each in times.items() if name != base}
    said = {name: round(t, 1) for name, t in found.items()}
    exercised(what, {"calls": sum(map(len, times.values())), **said})
    return found


@pytest.mark.parametrize("count, planted", SIZES)
def test_a_source_cannot_tell_the_states_of_a_handle(count: int, planted: float) -> None:
    left: list[float] = []
    pace = partial(Pace, clock=thread_time, wait=lambda rest: left.append(thread_time() + rest))
    town = open_town(pace=pace, rows_per_day_max=1_000_000)
    programme = town.programme
    live, gone, away = (join_with(programme, SOURCE) for _ in range(3))
    withdraw(programme, gone.number, gone.consents[SOURCE])
    leave(programme, away.number)
    answers: set[tuple[int, bytes]] = set()
    worked: dict[str, list[float]] = {}

    def call(name: str, said: dict[str, Any], extra: float = 0.0) -> float:
        body = lines(town.shift(**said))
        began = thread_time()
        answers.add(town.ask("POST", "records", body))
        worked.setdefault(name, []).append(thread_time() - began)
        return left.pop() - began + extra

    handle = live.handles[SOURCE]
    town.told(lines(town.shift(handle, id="stands")))
    left.clear()
    said: dict[str, Callable[[int], dict[str, Any]]] = {
        "live": lambda n: {"handle": handle, "id": f"r-{n:06}"},
        "repeated": lambda _: {"handle": handle, "id": "stands"},
        "conflict": lambda n: {"handle": handle, "id": "stands", "hours": 1 + n % 4},
        "withdrawn": lambda n: {"handle": gone.handles[SOURCE], "id": f"w-{n:06}"},
        "left": lambda n: {"handle": away.handles[SOURCE], "id": f"l-{n:06}"},
        "never existed": lambda n: {"handle": f"{n:021}", "id": f"n-{n:06}"},
    }
    control = {"handle": "0" * 21, "id": "control"}

    def some(turn: int) -> dict[str, list[Callable[[], float]]]:
        numbers = range(turn * count, (turn + 1) * count)
        found: dict[str, list[Callable[[], float]]] = {
            name: [partial(call, name, each(n)) for n in numbers] for name, each in said.items()
        }
        return {**found, "planted": [partial(call, "planted", control, planted) for _ in numbers]}

    found = compared(some, "never existed")
    told(worked, "never existed", what="handles, without the steps")
    assert answers == {(202, b'{"rows":1,"malformed":[]}')}
    filed = len(worked["live"])
    assert (Entry.objects.count(), RefusedRow.objects.count()) == (filed + 1, 5 * filed)
    assert found.pop("planted") > FOUND
    assert max(found.values()) < ALIKE, found


def test_many_rows_about_one_handle_add_nothing_up() -> None:
    left: list[float] = []
    pace = partial(Pace, clock=thread_time, wait=lambda rest: left.append(thread_time() + rest))
    town = open_town(pace=pace, rows_per_day_max=1_000_000)
    handle = join_with(town.programme, SOURCE).handles[SOURCE]
    step = STEP_SECONDS + ROWS * ROW_SECONDS
    worked: dict[str, list[float]] = {handle: [], "0" * 21: []}
    for turn in range(10):
        for each, spent_on in worked.items():
            body = lines(*(town.shift(each, id=f"{turn}-{n}") for n in range(ROWS)))
            began = thread_time()
            assert town.told(body) == []
            spent_on.append(thread_time() - began)
            assert step <= left.pop() - began < 1.5 * step
    live, nobody = (median(each) for each in worked.values())
    assert nobody < live < step / 2


@pytest.mark.parametrize("count, planted", SIZES)
def test_a_partner_cannot_tell_the_kinds_of_no(count: int, planted: float) -> None:
    left: list[float] = []
    pace = partial(Pace, clock=thread_time, wait=lambda rest: left.append(thread_time() + rest))
    town = open_town(pace=pace)
    programme = town.programme
    town.lane = Lane(programme, checks_a_minute=10**9, pace=pace)
    key = make_partner_key(programme, PARTNER).text
    number = join_with(programme).number
    later = programme.after(minutes=10)
    answers: set[tuple[int, bytes]] = set()

    def call(code: str, extra: float = 0.0) -> float:
        body = json.dumps({"code": code, "benefit": BENEFIT}).encode()
        began = thread_time()
        answers.add(town.ask("POST", "checks", body, key=key, media=ARRAY))
        return left.pop() - began + extra

    kinds = ("never made", "not reached", "over", "used", "of another benefit", "planted")

    def some(turn: int) -> dict[str, list[Callable[[], float]]]:
        codes = {kind: [f"{turn}{at}{n:06}" for n in range(count)] for at, kind in enumerate(kinds)}
        made = {
            kind: [checks.token_of(programme, PARTNER, BENEFIT, code) for code in codes[kind]]
            for kind in kinds
        }
        for kind in ("not reached", "over", "used"):
            CheckCode.objects.bulk_create(
                CheckCode(token=each, member_id=number, partner=PARTNER, benefit=BENEFIT,
                          expires=later)
                for each in made[kind]
            )  # fmt: skip
        others = [checks.token_of(programme, PARTNER, "museum-tours", code)
                  for code in codes["of another benefit"]]  # fmt: skip
        for tokens, until in ((made["used"] + others, later), (made["over"], programme.now())):
            YesCode.objects.bulk_create(YesCode(token=each, expires=until) for each in tokens)
        for code in codes["used"]:
            call(code)
        assert (200, b'{"yes":true}') in answers
        answers.clear()
        return {
            kind: [partial(call, code, planted if kind == "planted" else 0.0) for code in each]
            for kind, each in codes.items()
        }

    found = compared(some, "never made")
    assert answers == {(200, b'{"yes":false}')}
    assert found.pop("planted") > FOUND
    assert max(found.values()) < ALIKE, found
