"""The laws of a programme, asked of a simulated city at the end of a day."""

from datetime import date, timedelta

from tests.support.harbour import READ_MORE
from tests.support.simulated import KINDS, Simulated, Someone, law

from goodstanding.ledger.models import (
    Consent,
    Entry,
    LevelHeld,
    Member,
    Notice,
)
from goodstanding.model.names import LevelName
from goodstanding.model.statement import Line, LineKind, Statement
from goodstanding.scoring.score import score
from goodstanding.service.editions import latest_policy, policy_on
from goodstanding.service.people import known
from goodstanding.service.reconsent import to_ask_again

OTHERS = 2
"""So many members to whom nothing happened are looked at each day."""


def morning(run: Simulated, *, worked: bool) -> None:
    """Hold what the worker left to the laws."""
    _ledger(run, worked=worked)
    if not worked:
        return
    law("a member stays due", not Member.objects.filter(due=True).exists())
    who = run.some()
    if who is not None:
        row = Member.objects.get(number=who.enrolled.number)
        change = run.city.statement(who.enrolled).next_change
        law("another next change is noted", row.next_change == change)


def evening(run: Simulated) -> None:
    """Hold the day to every law, for whoever was touched and some others."""
    touched = [who for who in run.members if who.enrolled.number in run.touched]
    others = [who for who in run.members if who.enrolled.number not in run.touched]
    seen = touched + run.random.sample(others, min(OTHERS, len(others)))
    for who in seen:
        _statement(run, who)
    run.touched = set()
    if seen:
        _asked_again(run, seen[0])
    _ledger(run, worked=False)
    run.trip.counts["days"] += 1


def _statement(run: Simulated, who: Someone) -> None:
    """Hold one statement to the definition, the notices and its own next change."""
    today = run.today
    found = run.city.statement(who.enrolled)
    run.trip.say("stood", found.total, found.level)
    law(
        "a total is not its lines",
        found.total == found.opening + sum(x.counted for x in found.lines),
    )
    for line in found.lines:
        if line.counted < 0 and line.record is not None:
            told = who.records[line.record].told
            law("a deduction before its notice", told is not None and told <= today)
            run.trip.counts["deductions"] += 1
    member, entries = run.scored(who, today, _held(run, who, today))
    policy = policy_on(run.city.programme, today)
    again = score(policy, member, entries, as_of=today)
    law("a statement that the definition does not give", _same(found, again))
    change = found.next_change
    if change is not None and policy is policy_on(run.city.programme, change):
        before = score(policy, member, entries, as_of=change - timedelta(days=1))
        after = score(policy, member, entries, as_of=change)
        consents = [c.until for c in who.consents if c.ended is None]
        if not any(until <= change for until in consents):
            law("something changes before its day", _undated(before) == _undated(found))
            law("nothing changes on its day", _undated(after) != _undated(found))
            run.trip.counts["next changes"] += 1
    for as_of in (today, today - timedelta(days=run.random.randint(1, 40)),
                  today + timedelta(days=run.random.randint(1, 40))):  # fmt: skip
        if as_of >= max(who.joined, run.begun):
            run.shown.append((who, as_of, today, run.city.statement(who.enrolled, as_of=as_of)))


def _asked_again(run: Simulated, who: Someone) -> None:
    """Hold whom the programme asks to consent anew to what the newest edition reads more."""
    programme, policy = run.city.programme, latest_policy(run.city.programme)
    assert policy is not None
    asked = programme.read(
        lambda: to_ask_again(programme, known(programme, who.enrolled.number), policy)
    )
    due = {
        each.number
        for each in who.consents
        if each.ended is None and each.agreed < run.edition and KINDS[each.source] in READ_MORE
    }
    law("another consent is asked for than is needed", {each.consent for each in asked} == due)
    run.trip.counts["asked again"] += len(due)


def _held(run: Simulated, who: Someone, before: date) -> LevelName | None:
    """Return the level that a member held before a day, from the rows that were appended."""
    rows = LevelHeld.objects.filter(member=who.enrolled.number, day__lt=before)
    row = rows.order_by("sequence").last()
    if row is None:
        return None
    seal = run.city.programme.keys.of(who.enrolled.number)
    assert seal is not None
    return LevelName(seal.open(row.sealed, about="level held")["level"])


def _undated(found: Statement) -> list[Line]:
    """Return the lines; that of a limit is of the day on which it is asked for."""
    return [x._replace(on=date.min) if x.kind is LineKind.LIMIT else x for x in found.lines]


def _same(found: Statement, again: Statement) -> bool:
    """Return whether two statements say the same."""
    return (found.lines, found.total, found.level) == (again.lines, again.total, again.level)


def _ledger(run: Simulated, *, worked: bool) -> None:
    """Hold the rows to the model: nothing acknowledged is lost, nothing erased is there."""
    numbers = {who.enrolled.number for who in run.members}
    there = set(Member.objects.values_list("number", flat=True))
    law("somebody who joined is lost", numbers <= there)
    kept = sum(len(who.records) for who in run.members)
    entries = Entry.objects.filter(sealed__isnull=False, member__in=numbers)
    law("records are lost or too many", entries.count() == kept)
    in_force = {c.number for who in run.members for c in who.consents if c.ended is None}
    rows = Consent.objects.filter(state__in=["given", "renewed"], member__in=numbers)
    law("a consent ended or did not", set(rows.values_list("number", flat=True)) == in_force)
    untold = sum(
        1
        for who in run.members
        for each in who.records.values()
        if each.stands and each.record.kind == "fine" and each.told is None
    )
    waiting = Notice.objects.filter(subject="deduction", delivered__isnull=True)
    law("a notice is lost", waiting.exclude(state="dropped").count() >= untold)
    if worked:
        law("somebody who left is there", there == numbers)
        keys = run.city.programme.keys.numbers()
        ended = {c.number for who in run.members for c in who.consents if c.ended is not None}
        left = {number for member, own in run.left for number in (member, *own)}
        law("a key outlives its consent", not keys & (ended | left))


def replay(run: Simulated) -> None:
    """Hold what was shown on each day to what the appended rows give for that day now.

    Of whoever withdrew or deleted something since, nothing of the days before comes back.
    """
    staying = {id(who) for who in run.members}
    for who, as_of, known_on, before in run.shown:
        if id(who) not in staying or known_on <= who.erased:
            continue
        again = run.city.statement(who.enrolled, as_of=as_of, known_on=known_on)
        law("another statement is replayed than was shown", _same(before, again))
        run.trip.counts["replayed"] += 1
