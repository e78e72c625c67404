"""Limits hold for all processes together, and what is past its time is found without a search."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from tests.support.configured import SETTINGS, new_database
from tests.support.lanes import Town, lines, open_town
from tests.support.pages import ROOT
from tests.support.running import join_with, open_fresh, row

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Check, EntryState, PartnerMinute, RefusedRow
from goodstanding.ledger.room import Room
from goodstanding.ledger.store import DirectStore
from goodstanding.model.names import RecordId
from goodstanding.service import limits, recalling
from goodstanding.service.consents import Given, give
from goodstanding.service.filing import file_records
from goodstanding.service.linking import make_slip, redeem
from goodstanding.service.recalling import recall
from goodstanding.service.retention import RETENTION

ASKED, MOST = 8, 11
"""So often does each of two processes ask, and so often may their partner."""
TWO_PROCESSES: Final = """
import os, sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from goodstanding.config import open_programme
folder, asked, most = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
programme = open_programme(folder, new=True)
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
from goodstanding.config.city import HandClock
from goodstanding.ledger.models import Partner
from goodstanding.service import checks, limits
from goodstanding.service.keys_of_parties import make_partner_key, token_of
from tests.support.running import START
clock = HandClock(START)
programme = replace(programme, clock=clock)
Partner.objects.create(name="library", title={"en": "L"}, registered=programme.today())
key = token_of(programme, make_partner_key(programme, "library").text)

def answered():
    found = 0
    for n in range(asked):
        token = checks.token_of(programme, "library", "loans", f"{os.getpid()}{n:04}")
        question = checks.Asked(key=key, partner="library", token=token, a_minute=most)
        found += checks.answer(programme, question) is not None
    return found

def together():
    connection.close()
    programme.keys.close()
    reading, writing = os.pipe()
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            os.write(writing, bytes([answered()]))
            os._exit(0)
        children.append(child)
    os.close(writing)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    with os.fdopen(reading, "rb") as pipe:
        return sum(pipe.read())

counts = Counter()

def by_process(partner, at, most, count=1):
    counts[partner] += count
    return counts[partner] <= most

print(together())
clock.minutes(1)
limits.may_ask = by_process
print(together())
"""


def test_two_processes_answer_a_partner_no_oftener_than_one(tmp_path: Path) -> None:
    settings = SETTINGS.format(url=new_database(tmp_path))
    (tmp_path / "goodstanding.toml").write_text(settings, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", TWO_PROCESSES, str(tmp_path), str(ASKED), str(MOST)],
        check=True, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    together, by_process = map(int, done.stdout.split())
    assert together == MOST
    assert by_process == ASKED * 2  # a count in each process lets through more


def test_questions_are_counted_by_the_minute_though_clocks_differ_a_little() -> None:
    town = open_town()
    now = town.programme.now()

    def ask(minutes: int) -> bool:
        at = now + timedelta(minutes=minutes)
        return town.programme.write(lambda: limits.may_ask("city-library", at, 3))

    assert [ask(0) for _ in range(4)] == [True, True, True, False]
    assert [ask(n) for n in (1, 0, 1, 0, 1)] == [True, True, True, False, False]
    assert PartnerMinute.objects.get().questions == 3
    assert ask(-60)  # a clock that was set back does not lock a partner out
    assert ask(7)
    assert not town.programme.write(lambda: limits.may_ask("city-library", now, 0))
    several = [("city-library", 3)] * 4
    for before, allowed in ((0, [True, True, True, False]), (2, [True, False, False, False])):
        at = now + timedelta(minutes=20 + before)
        with transaction.atomic():
            limits.may_ask_all(several[:before], at)
            assert limits.may_ask_all(several, at) == allowed


def filed(town: Town, count: int) -> list[str]:
    """Return the names of so many records that a source filed about one member."""
    source = "volunteer-network"
    joined = join_with(town.programme, source)
    rows = [
        row(n, joined.handles[source], source, "volunteer-shift", town.programme.today(), hours=1)
        for n in range(count)
    ]
    rows = [
        replace(each, record=replace(each.record, id=RecordId(f"q-{each.number}"))) for each in rows
    ]
    assert file_records(town.programme, source, rows).admitted == count
    return [f"q-{n}" for n in range(count)]


def test_a_source_may_recall_as_many_records_a_day_as_it_may_file() -> None:
    town = open_town(rows_per_day_max=4)
    names = filed(town, 4)
    assert town.code("POST", "records", lines(town.shift("x"))) == "file-quota-spent"
    answers = [town.ask("DELETE", f"records/{name}") for name in (*names[:2], "none", names[2])]
    assert answers == [(202, b"{}")] * 4  # one that never stood is counted alike
    for name in (names[3], "none"):
        assert town.code("DELETE", f"records/{name}") == "recall-quota-spent"
        assert town.ask("DELETE", f"records/{name}")[0] == 429
    assert EntryState.objects.count() == 3
    town.clock.days(1)
    assert town.ask("DELETE", f"records/{names[3]}")[0] == 202
    assert EntryState.objects.count() == 4


def test_a_source_recalls_nothing_in_the_space_that_is_kept_for_rights(tmp_path: Path) -> None:
    town = open_town()
    [name] = filed(town, 1)
    room = Room([tmp_path], 1 << 60)
    full = replace(town.programme, store=DirectStore(room), room=room)
    with pytest.raises(ProblemsError) as caught:
        recall(full, "volunteer-network", name)
    assert [problem.code.name for problem in caught.value.problems] == ["storage-full"]
    town.lane._programme = full
    assert town.code("DELETE", f"records/{name}") == "storage-full"
    assert EntryState.objects.count() == 0
    recalling.begin(full, "volunteer-network")
    assert recalling.recall_waiting(full) == 1


def test_a_thousand_slips_are_looked_up_together_and_none_while_the_disk_is_full(
    tmp_path: Path,
) -> None:
    town = open_town()
    source = "volunteer-network"
    number = join_with(town.programme).number
    consent = give(town.programme, number, Given(source=source)).consent
    code = make_slip(town.programme, number, consent).code
    room = Room([tmp_path], 1 << 60)
    full = replace(town.programme, store=DirectStore(room), room=room)
    with pytest.raises(ProblemsError, match="no room"):
        redeem(full, source, [code])
    wrong = [f"{n:010}" for n in range(998)]
    with CaptureQueriesContext(connection) as asked:
        first, *others, again = redeem(town.programme, source, [code, *wrong, code])
    assert len(asked) < 12  # a query for each slip would be a thousand
    assert first is not None
    assert [*others, again] == [None] * 999


SMALL: Final = frozenset(
    {"refused rows", "linking slips", "codes for partners", "halts", "steps of dropped notices"}
)
"""Kinds of row of which there are few at a time."""


def searched(rows: QuerySet[Any]) -> bool:
    """Return whether a database finds rows by an index, where it would be of use."""
    if connection.vendor == "sqlite":
        return " SCAN " not in rows.explain()
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        plan = rows.explain()
        cursor.execute("RESET enable_seqscan")
    return "Seq Scan" not in plan


def test_what_is_past_its_time_is_found_by_an_index() -> None:
    programme = open_fresh().programme
    looked = {
        name: searched(kept.rows(programme.now()))
        for name, kept in RETENTION.items()
        if kept.rows is not None
    }
    assert len(looked) >= 8
    assert {name for name, found in looked.items() if not found} <= SMALL
    assert not searched(RefusedRow.objects.filter(row=7))
    assert not searched(Check.objects.filter(yes=True))
