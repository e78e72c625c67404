"""What members, sources and reviewers of a simulated city do, in the ledger and in the model."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Final

from tests.support import city_desk
from tests.support.city_desk import refused
from tests.support.harbour import READ_MORE
from tests.support.simulated import DECISION_DAYS, KINDS, Filed, Given, Simulated, Someone, law

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Entry
from goodstanding.model.entry import State
from goodstanding.model.names import ActId, FieldName, KindName, MemberId, RecordId, SourceName
from goodstanding.model.record import Record
from goodstanding.service import appeals, consents, leaving, own_records, repairs
from goodstanding.service.filing import Row, file_records
from goodstanding.service.recalling import recall


def join(run: Simulated) -> None:
    """Let somebody join, with some sources."""
    if len(run.members) >= run.people:
        return
    letters = run.random.random() < 0.4
    channel, address = ("letter", "1 Quay") if letters else ("portal", "")
    enrolled = run.city.join(channel=channel, address=address)
    who = Someone(enrolled, run.today, letters)
    run.members.append(who)
    run.touch(who, "joined")
    for source in KINDS:
        if run.random.random() < 0.8:
            _authorise(run, who, source)


def authorise(run: Simulated) -> None:
    """Let a member authorise a source that is not authorised."""
    source = run.random.choice(sorted(KINDS))
    who = run.some(lambda who: who.in_force(source) is None)
    if who is not None:
        _authorise(run, who, source)


def _authorise(run: Simulated, who: Someone, source: str) -> None:
    """Authorise a source for some months."""
    run.city.authorise(who.enrolled, source, months=run.random.randint(1, 6))
    number = who.enrolled.consents[source]
    until = next(
        each.until
        for each in consents.consents(run.city.programme, who.enrolled.number)
        if each.number == number
    )
    assert until is not None
    handle = who.enrolled.handles[source]
    who.consents.append(Given(number, source, handle, run.today, until, agreed=run.edition))
    run.touch(who, "authorised", source, until)


def withdraw(run: Simulated) -> None:
    """Let a member withdraw a source; from that second nothing reads it."""
    who = run.some(lambda who: any(c.ended is None for c in who.consents))
    if who is None or run.random.random() < 0.6:
        return
    given = run.random.choice([c for c in who.consents if c.ended is None])
    programme, number = run.city.programme, who.enrolled.number
    run.until_done(
        lambda: consents.withdraw(programme, number, given.number), done="service-not-possible"
    )
    who.end(given, run.today)
    run.touch(who, "withdrawn", given.source)
    law("withdrawn, and an entry stands", not Entry.objects.filter(consent=given.number).exists())
    late = _record(run, given)
    filed = file_records(programme, given.source, [Row(number=1, record=late)])
    law("withdrawn, and a record is taken in", filed.admitted == 0)


def renew(run: Simulated) -> None:
    """Let a member renew a consent, and agree to what is read more or not."""
    who = run.some(lambda who: any(c.ended is None and c.until > run.today for c in who.consents))
    if who is None:
        return
    given = run.random.choice([c for c in who.consents if c.ended is None])
    kind = KINDS[given.source]
    kinds = frozenset({kind}) if given.number % 2 else None
    found = consents.renew(run.city.programme, who.enrolled.number, given.number, kinds=kinds)
    assert found.until is not None
    given.until = found.until
    if kinds is not None or kind not in READ_MORE:
        given.agreed = run.edition
    run.touch(who, "renewed", given.source)


def _record(run: Simulated, given: Given) -> Record:
    """Return a record of what happened since a consent was given."""
    since = (run.today - given.given).days
    run.trip.counts["records"] += 1
    name = f"{given.source[0]}-{run.trip.counts['records']}"
    kind = KINDS[given.source]
    fine = kind == "fine"
    return Record(
        source=SourceName(given.source),
        id=RecordId(name),
        member=MemberId(given.handle),
        kind=KindName(kind),
        on=run.today - timedelta(days=run.random.randint(0, min(since, 20))),
        act=ActId(name) if fine else None,
        fields={} if fine else {FieldName("hours"): run.random.randint(1, 8)},
    )


def send(run: Simulated) -> None:
    """Let a source put a batch on its way; it may come late, twice and in another order."""
    source = run.random.choice(sorted(KINDS))
    given = [
        consent
        for who in run.members
        if (consent := who.in_force(source)) is not None and run.random.random() < 0.6
    ]
    batch = [_record(run, each) for each in given]
    if batch:
        run.queue.append(batch)
        deliver(run)


def deliver(run: Simulated) -> None:
    """Let a batch arrive, perhaps not for the last time."""
    if not run.queue or run.random.random() < 0.3:
        return
    place = run.random.randrange(len(run.queue))
    batch = list(run.queue[place])
    if run.random.random() < 0.3:
        run.trip.say("sent twice")
        batch += run.random.sample(batch, 1)
    elif run.random.random() < 0.7:
        del run.queue[place]
    run.random.shuffle(batch)
    rows = [Row(number=n, record=record) for n, record in enumerate(batch, 1)]
    filed = run.until_done(lambda: file_records(run.city.programme, batch[0].source, rows))
    taken = sum(_admit(run, record) for record in batch)
    law("what was acknowledged is not taken in", filed.admitted <= taken)
    law("more was refused than may be", filed.admitted + filed.repeated >= taken)
    run.trip.say("delivered", batch[0].source, len(batch), filed.refused)


def _admit(run: Simulated, record: Record) -> bool:
    """Take a record into the model where its handle opens; return whether it is new there."""
    for who in run.members:
        for consent in who.consents:
            if consent.handle != record.member or consent.ended is not None:
                continue
            if consent.until <= run.today or record.id in run.gone:
                return False
            if record.id in who.records:
                return False
            run.touched.add(who.enrolled.number)
            who.records[record.id] = Filed(record, consent, run.today, None)
            return True
    return False


def read_notices(run: Simulated) -> None:
    """Let a member open what waits in the portal."""
    who = run.some()
    if who is None:
        return
    run.until_done(lambda: run.city.read_notices(who.enrolled))
    for each in who.records.values():
        if each.record.kind == "fine" and each.told is None:
            each.told = run.today
            run.touch(who, "told")


def _records(
    run: Simulated, wanted: Callable[[Someone, str, Filed], bool]
) -> tuple[Someone, str, Filed] | None:
    """Return some record of those wanted, with whose it is."""
    found = [
        (who, name, each)
        for who in run.members
        for name, each in who.records.items()
        if each.stands and wanted(who, name, each)
    ]
    return run.random.choice(found) if found else None


def appeal(run: Simulated) -> None:
    """Let a member contest a record: it is absent the same second."""
    found = _records(run, lambda who, name, _: name not in who.appeals and name not in who.decided)
    if found is None:
        return
    who, name, each = found
    programme, number, source = run.city.programme, who.enrolled.number, each.record.source
    filed = run.until_done(
        lambda: appeals.file(programme, number, source=source, record=name, reasons="No."),
        done="case-open-already",
    )
    if filed is None:
        filed = appeals.appeals_of(programme, number)[0].number
    who.appeals[name] = (filed, run.today + timedelta(days=DECISION_DAYS))
    who.repairs.pop(name, None)
    each.put(State.UNDER_REVIEW, run.today)
    lines = [line for line in run.city.statement(who.enrolled).lines if line.record == name]
    law("contested, and it counts", all(line.counted == 0 for line in lines))
    run.touch(who, "contested")


def decide(run: Simulated) -> None:
    """Let a reviewer decide about an appeal, or its member take it back."""
    who = run.some(lambda who: bool(who.appeals))
    if who is None or run.random.random() < 0.4:
        return
    name = run.random.choice(sorted(who.appeals))
    number, _ = who.appeals.pop(name)
    each, programme = who.records[name], run.city.programme
    first, second = run.reviewers[0], run.reviewers[2]
    reviewer = second if name in who.decided else first
    if reviewer is second:
        again = refused(lambda: appeals.open_case(programme, first, number), "case-own-act")
        law("whoever decided first decides again", again)
    before = [change.state for change in each.states if change.state is not State.UNDER_REVIEW]
    back = State.REPAIRED if before and before[-1] is State.REPAIRED else State.COUNTED
    way = run.random.random()
    instance = (name, reviewer is second)
    taking = partial(appeals.take_back, programme, who.enrolled.number, number)
    if way < 0.3 and instance not in who.backs:
        taking()
        each.put(back, run.today)
        who.backs.add(instance)
        if reviewer is second:
            who.rejected[name] = number
    else:
        twice = instance in who.backs and not refused(taking, "case-back-before")
        law("taken back without end", not twice)
        appeals.open_case(programme, reviewer, number)
        if way < 0.6:
            appeals.uphold(programme, reviewer, number, reasons="Yes.")
            each.put(State.STRUCK_OUT, run.today)
        else:
            appeals.reject(programme, reviewer, number, reasons="No.")
            each.put(back, run.today)
            if reviewer is first:
                who.rejected[name] = number
            who.decided.add(name)
    run.touch(who, "decided")
    if who.rejected:
        file_again(run)


def file_again(run: Simulated) -> None:
    """Let a member ask another person to look at what was rejected: it is absent again."""
    found = _records(run, lambda who, name, _: name in who.rejected)
    if found is None:
        return
    who, name, each = found
    programme, number = run.city.programme, who.enrolled.number
    appeal = who.rejected.pop(name)
    run.until_done(
        lambda: appeals.file_again(programme, number, appeal, reasons="Still no."),
        done="service-not-possible",
    )
    who.appeals[name] = (appeal, run.today + timedelta(days=DECISION_DAYS))
    who.repairs.pop(name, None)
    each.put(State.UNDER_REVIEW, run.today)
    lines = [line for line in run.city.statement(who.enrolled).lines if line.record == name]
    law("contested again, and it counts", all(line.counted == 0 for line in lines))
    run.touch(who, "reheard")


def repair(run: Simulated) -> None:
    """Let a member ask for a repair."""
    found = _records(
        run,
        lambda who, name, each: (
            each.record.kind == "fine" and each.state is State.COUNTED and name not in who.repairs
        ),
    )
    if found is None:
        return
    who, name, each = found
    programme, number = run.city.programme, who.enrolled.number
    asked = repairs.ask(programme, number, source=each.record.source, record=name, reasons="Done.")
    followed = {case.number: case for case in repairs.repairs_of(programme, number)}
    who.repairs[name] = (asked, followed[asked].decide_by)
    run.touch(who, "repair asked")


def grant(run: Simulated) -> None:
    """Let a reviewer grant a repair."""
    who = run.some(lambda who: bool(who.repairs))
    if who is None or run.random.random() < 0.6:
        return
    name = run.random.choice(sorted(who.repairs))
    number, _ = who.repairs.pop(name)
    reviewer = run.reviewers[1]
    try:
        repairs.open_case(run.city.programme, reviewer, number)
    except ProblemsError:
        return
    repairs.grant(run.city.programme, reviewer, number, reasons="It is over.")
    who.records[name].put(State.REPAIRED, run.today)
    run.touch(who, "repaired")


def take_in_again(run: Simulated) -> None:
    """Let a source recall a record."""
    found = _records(run, lambda _who, _name, _each: run.random.random() < 0.3)
    if found is None:
        return
    who, name, each = found
    law("what stands is recalled", recall(run.city.programme, each.record.source, name))
    each.recalled = True
    run.touch(who, "recalled")


def delete(run: Simulated) -> None:
    """Let a member delete a good record."""
    found = _records(run, lambda _who, _name, each: each.record.kind != "fine")
    if found is None or run.random.random() < 0.6:
        return
    who, name, each = found
    source = each.record.source
    own_records.delete(run.city.programme, who.enrolled.number, source=source, record=name)
    for cases in (who.records, who.appeals, who.repairs):
        cases.pop(name, None)
    run.gone.add(name)
    who.erased = run.today
    run.touch(who, "deleted")


def leave(run: Simulated) -> None:
    """Let a member leave: from that second nobody is there."""
    who = run.some()
    if who is None or run.random.random() < 0.85:
        return
    number, programme = who.enrolled.number, run.city.programme
    run.until_done(lambda: leaving.leave(programme, number), done="service-not-a-member")
    run.members.remove(who)
    run.left.append((number, [consent.number for consent in who.consents]))
    run.trip.say("left")
    try:
        run.city.statement(who.enrolled)
    except ProblemsError:
        return
    law("left, and a statement is given", holds=False)


BETWEEN: Final[Mapping[str, Callable[[Simulated], None]]] = {
    "withdraw": withdraw,
    "appeal": appeal,
    "recall": take_in_again,
    "delete": delete,
    "leave": leave,
}
"""What may happen to a member between making a code and a partner's question."""


def check(run: Simulated) -> None:
    """Let a partner ask about a code."""
    city_desk.check(run, BETWEEN)


ACTS: Final[Mapping[str, Callable[[Simulated], None]]] = {
    "join": join,
    "authorise": authorise,
    "withdraw": withdraw,
    "renew": renew,
    "send": send,
    "deliver": deliver,
    "read notices": read_notices,
    "came back": city_desk.came_back,
    "appeal": appeal,
    "decide": decide,
    "file again": file_again,
    "repair": repair,
    "grant": grant,
    "recall": take_in_again,
    "delete": delete,
    "leave": leave,
    "represent": city_desk.represent,
    "check": check,
}

CHOICES: Final = (
    *ACTS, "join", "send", "send", "send", "send", "check", "appeal", "decide", "file again",
    "read notices",
)  # fmt: skip
"""What happens more often stands here more often."""
