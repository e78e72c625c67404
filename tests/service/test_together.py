"""What comes at the same time is done at once, and each gets what it would have got alone."""

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import date
from functools import partial
from queue import SimpleQueue
from random import Random
from threading import Barrier, Event
from typing import Any, Final

import pytest
from django.db import OperationalError, connection, transaction
from django.db.backends.signals import connection_created
from tests.support.configured import ADDRESS
from tests.support.lanes import SOURCE, Town, lines, open_town
from tests.support.running import add_source, join_with, open_fresh

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Batch, Entry, RefusedRow, Setting, Source, SourceDay
from goodstanding.ledger.store import GatheringStore, _Asked
from goodstanding.service import filing, tries
from goodstanding.service.admission import Filed, Together, prepared
from goodstanding.service.consents import withdraw
from goodstanding.service.editions import policy_on
from goodstanding.service.filing import EditionChangedError, Sent
from goodstanding.service.keys_of_parties import (
    PartyGoneError,
    make_source_key,
    revoke_key,
    token_of,
)
from goodstanding.service.programme import WRONG_TRIES_MAX, Programme
from goodstanding.web.lane.reading import LINES, Form

OTHER: Final = "awards-office"
QUOTA: Final = 40


def sent_by(town: Town, turns: int) -> list[Sent]:
    """Return requests of two sources, with records that repeat, contradict and are about nobody."""
    random, programme = Random(7), town.programme
    live, gone = (join_with(programme, SOURCE) for _ in range(2))
    withdraw(programme, gone.number, gone.consents[SOURCE])
    handles = [live.handles[SOURCE], gone.handles[SOURCE], "nobody"]
    policy = policy_on(programme, programme.today())
    ended = make_source_key(programme, SOURCE)
    revoke_key(programme, ended.name)
    keys = {SOURCE: town.key, OTHER: make_source_key(programme, OTHER).text, "": ended.text}
    found = []
    for turn in range(turns):
        by = random.choice((SOURCE, SOURCE, OTHER, ""))
        rows = [
            town.shift(
                random.choice(handles),
                id=f"s-{random.randrange(9)}",
                hours=random.choice((1, 2)),
            )
            for _ in range(random.randrange(1, 9))
        ]
        _, good, _ = Form(policy, SOURCE).rows(lines(*rows), LINES, programme.today())
        other = replace(policy) if turn % 11 == 5 else policy
        found.append(
            Sent(source=by or SOURCE, rows=good, malformed=[(99, "x-bad")] * (turn % 3),
                 key=token_of(programme, keys[by]), policy=other)
        )  # fmt: skip
    return found


def told(answers: list[Any]) -> list[Any]:
    """Return what was answered, without the random numbers of batches."""
    return [
        (each.admitted, each.repeated, each.refused)
        if isinstance(each, Filed)
        else type(each).__name__
        for each in answers
    ]


def stands(order: list[int]) -> list[Any]:
    """Return what stands in the ledger; batches by their place in an order."""
    place = {number: n for n, number in enumerate(order)}
    return [
        sorted((place[b.number], b.source_id, b.rows, b.refused) for b in Batch.objects.all()),
        [
            (bytes(e.content), place[e.batch_id], e.source)
            for e in Entry.objects.order_by("sequence")
        ],
        sorted((place[r.batch_id], r.row, r.code) for r in RefusedRow.objects.all()),
        sorted(SourceDay.objects.values_list("source", "rows", "refused")),
    ]  # fmt: skip


def filed(size: int, turns: int = 24) -> tuple[list[Any], list[Any]]:
    """File the same requests so many at once; return what was answered and what stands then."""
    town = open_town(rows_per_day_max=QUOTA)
    add_source(OTHER)
    every = sent_by(town, turns)
    programme = town.programme
    coming = []
    for each in every:
        rows = prepared(programme, each.source, each.rows)
        coming.append(filing._Coming(each, Together(programme.number(), rows)))
    answers: list[Any] = []
    for first in range(0, turns, size):
        with transaction.atomic():
            answers += filing._file_all(programme, coming[first : first + size])
    return told(answers), stands([each.batch.batch for each in coming])


def test_requests_filed_at_once_are_answered_and_written_as_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = filed(1)
    kinds = Counter(each if isinstance(each, str) else "filed" for each in alone[0])
    assert kinds.keys() == {"filed", "PartyGoneError", "EditionChangedError", "ProblemsError"}
    assert sum(each[0] for each in alone[0] if not isinstance(each, str)) == Entry.objects.count()
    assert [filed(size) for size in (2, 5, 24)] == [alone] * 3
    one_by_one = filing._past_quota

    def careless(source: str, on: date, counts: list[int]) -> list[ProblemsError | None]:
        return one_by_one(source, on, [sum(counts)]) * len(counts)

    monkeypatch.setattr(filing, "_past_quota", careless)
    assert filed(1) == alone
    assert filed(24) != alone


def test_each_of_those_that_are_turned_away_raises_where_it_was_asked() -> None:
    town = open_town(rows_per_day_max=1)
    [row] = Form(policy_on(town.programme, town.programme.today()), SOURCE).rows(
        lines(town.shift("h")), LINES, town.programme.today()
    )[1]
    good = Sent(source=SOURCE, rows=[row], key=token_of(town.programme, town.key))
    other = replace(policy_on(town.programme, town.programme.today()))
    for sent, error in (
        (replace(good, key=b"x"), PartyGoneError),
        (replace(good, policy=other), EditionChangedError),
        (replace(good, source="nobody", key=None), ProblemsError),
    ):
        with pytest.raises(error):
            filing.file_sent(town.programme, sent)
    assert (Batch.objects.count(), SourceDay.objects.count()) == (0, 0)
    assert filing.file_sent(town.programme, good).refused == 1
    with pytest.raises(ProblemsError):
        filing.file_sent(town.programme, good)
    assert Batch.objects.count() == 1


def test_rows_read_by_an_edition_that_changed_meanwhile_are_read_again() -> None:
    town = open_town()
    handle = join_with(town.programme, SOURCE).handles[SOURCE]
    assert town.told(lines(town.shift(handle, id="before"))) == []
    [(token, (party, policy))] = town.lane._held.items()
    town.lane._held[token] = (party, replace(policy) if policy else None)
    assert town.told(lines(town.shift(handle, id="after"))) == []
    assert Entry.objects.count() == 2
    Source.objects.update(active=False)
    assert town.code("POST", "records", lines(town.shift(handle))) == "lane-not-authorised"


@pytest.mark.skipif(bool(ADDRESS), reason="not run: the server gathers acts on SQLite alone")
def test_acts_of_one_kind_are_one_act_and_fail_by_themselves() -> None:
    programme = open_fresh().programme
    store = GatheringStore()
    calls: list[int] = []
    begun, go_on = Event(), Event()

    def first() -> None:
        begun.set()
        assert go_on.wait(20)

    def keep(_: Programme, names: list[str]) -> list[str | Exception]:
        calls.append(len(names))
        Setting.objects.bulk_create(Setting(name=name, value=1) for name in names)
        if "breaks" in names:
            raise ValueError
        if "rolls back" in names:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
            raise OperationalError
        return [KeyError(name) if name == "told" else name for name in names]

    def together(names: list[str]) -> dict[str, str]:
        begun.clear()
        go_on.clear()
        calls.clear()
        with ThreadPoolExecutor(12) as pool:
            held = pool.submit(store.write, first)
            assert begun.wait(20)
            asked = {name: pool.submit(store.together, keep, programme, name) for name in names}
            while store._asked.qsize() < len(names):
                pass
            go_on.set()
            held.result(20)
            return {
                name: type(error).__name__ if (error := each.exception(20)) else each.result()
                for name, each in asked.items()
            }

    assert together(["a", "b", "told"]) == {"a": "a", "b": "b", "told": "KeyError"}
    assert calls == [3]
    assert together(["c", "breaks", "d"]) == {"c": "c", "breaks": "ValueError", "d": "d"}
    assert sorted(calls) == [1, 1, 1, 3]
    assert together(["e", "rolls back", "f"])["rolls back"] == "OperationalError"
    store.stop()
    kept = {"a", "b", "told", "c", "d", "e", "f"}
    assert set(Setting.objects.values_list("name", flat=True)) == kept


@pytest.mark.skipif(bool(ADDRESS), reason="not run: the server gathers acts on SQLite alone")
def test_what_was_handed_over_is_answered_also_where_nothing_follows_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_fresh()

    def answered(store: GatheringStore, acts: int, seconds: float) -> int:
        """Return how many of acts are answered in time; hand over more until all of them are."""
        with ThreadPoolExecutor(4) as pool:
            done = [pool.submit(store.write, lambda: None) for _ in range(acts)]
            in_time = len(wait(done, seconds).done)
            while wait(done, 0.01).not_done:
                store._asked.put(_Asked(object(), lambda _: [None], None, Future(), False))
        store.stop()
        return in_time

    monkeypatch.setattr("goodstanding.ledger.store.SimpleQueue", AtItsWorst)
    assert answered(GatheringStore(), 101, 60) == 101
    # The control: of an odd number one is left, where the thread waits for what may not come.
    assert answered(WaitsForMore(), 5, 2) == 4


class AtItsWorst(SimpleQueue[Any]):
    """A queue as CPython 3.11 has it where the limit of a wait goes by while the wait begins."""

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        return super().get(block and timeout != 0)


class WaitsForMore(GatheringStore):
    """Waits for a millisecond for one more, as it is no way to do it."""

    def _came(self, first: _Asked) -> list[_Asked | None]:
        return [first, self._asked.get(timeout=0.001)]


@pytest.mark.skipif(bool(ADDRESS), reason="not run: the server gathers acts on SQLite alone")
def test_the_thread_that_writes_opens_the_ledger_once(monkeypatch: pytest.MonkeyPatch) -> None:
    open_fresh()
    opened: list[str] = []

    def note(**said: Any) -> None:
        opened.append(said["connection"].alias)

    def openings() -> int:
        opened.clear()
        store = GatheringStore()
        for name in "abcdefghij":
            store.write(partial(Setting.objects.update_or_create, name=name, value=1))
        store.stop()
        assert store.commits == 10
        return len(opened)

    connection_created.connect(note)
    try:
        assert openings() == 1
        monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
        assert openings() == 10, "the control"
    finally:
        connection_created.disconnect(note)


def test_tries_that_come_at_the_same_time_are_all_counted() -> None:
    programme = open_fresh().programme
    ready = Barrier(8)

    def attempt(what: str) -> bool:
        try:
            ready.wait(20)
            return programme.write(lambda: tries.take(programme, what)) is None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        for turn in range(10):
            let = list(pool.map(attempt, [f"pages {turn}"] * 8))
            assert Counter(let) == {True: WRONG_TRIES_MAX, False: 8 - WRONG_TRIES_MAX}
