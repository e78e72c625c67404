"""What happens at the desks of a simulated city: guardians, letters that come back, and checks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from tests.support.simulated import KINDS, PARTNER, Given, Simulated, Someone, law

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import ConsentMove, Notice
from goodstanding.service import checks, consents, counter, notices
from goodstanding.service.keys_of_parties import make_partner_key, token_of
from goodstanding.service.linking import redeem
from goodstanding.service.looks import looks

BENEFIT, OPENING = "moorings", "thanked"
MANDATE: Final = "court order 7"

Act = Callable[[Simulated], None]


def refused(act: Callable[[], Any], code: str) -> bool:
    """Return whether an act is refused for this reason."""
    try:
        act()
    except ProblemsError as error:
        return error.problems[0].code.name == code
    return False


def represent(run: Simulated) -> None:
    """Let a guardian give or withdraw a consent at the counter; nobody renews for another."""
    who = run.some()
    if who is None:
        return
    source = run.random.choice(sorted(KINDS))
    given = who.in_force(source)
    if given is not None and run.random.random() < 0.7:
        return
    programme, number = run.city.programme, who.enrolled.number
    clerk = replace(run.clerk, member=number)
    there = counter.with_guardian(counter.Counter(clerk=clerk, why="they came"), MANDATE)
    before = looks(programme, number)
    if given is None:
        done = counter.give_here(programme, there, source)
        slip = counter.slip_here(programme, there, done.consent)
        [handle] = redeem(programme, source, [slip.code])
        assert handle is not None
        assert done.until is not None
        given = Given(done.consent, source, handle, run.today, done.until, agreed=run.edition)
        who.enrolled.handles[source], who.enrolled.consents[source] = handle, done.consent
        who.consents.append(given)
        renew = refused(
            lambda: consents.renew(programme, number, done.consent, by="guardian"),
            "consent-guardian-renews",
        )
        law("a guardian renews", renew)
    else:
        counter.withdraw_here(programme, there, source)
        who.end(given, run.today)
    run.touch(who, "represented", source)
    seal = programme.keys.of(number)
    move = ConsentMove.objects.filter(consent=given.number).order_by("sequence").last()
    assert seal is not None
    assert move is not None
    said = seal.open(move.sealed, about="consent move")
    law("a consent does not say that a guardian came", said["by"] == "guardian")
    after = looks(programme, number)
    law("what a guardian did is not in the log", len(after) == len(before) + 1)
    law("a look does not name the mandate", MANDATE in after[0].why)


def came_back(run: Simulated) -> None:
    """Let a letter come back, and go out again to a new address."""
    who = run.some(lambda who: who.letters)
    if who is None:
        return
    programme, number = run.city.programme, who.enrolled.number
    rows = Notice.objects.filter(member=number, subject="deduction", channel="letter")
    row = rows.filter(state__in=["sent", "delivered"]).order_by("made", "number").first()
    if row is None:
        return
    notices.came_back(programme, run.clerk, row.number)
    to = notices.Reached(channel="letter", address="2 Quay")
    notices.change_contact(programme, number, to)
    tokens = {
        programme.keys.hashed("records", each.record.source, each.record.id): each
        for each in who.records.values()
    }
    assert row.entry is not None
    each = tokens[bytes(row.entry.token)]
    each.told = each.sent = None
    run.touch(who, "letter came back")


def check(run: Simulated, between: Mapping[str, Act]) -> None:
    """Let a member make a code, and a partner ask twice; perhaps something happens between.

    Of three members the one with the most records does it, who may have the level.
    """
    few = [run.random.choice(run.members) for _ in range(3) if run.members]
    if not few:
        return
    who = max(few, key=lambda each: len(each.records))
    programme, number = run.city.programme, who.enrolled.number
    code = checks.make_code(programme, number, PARTNER, BENEFIT).code
    opened = run.city.statement(who.enrolled).level == OPENING
    way = run.random.random()
    late = way < 0.2
    if late:
        run.city.clock.minutes(programme.terms.code_minutes)
    elif way < 0.8:
        _only(run, who, between[run.random.choice(sorted(between))])
    there = who in run.members
    opens = there and run.city.statement(who.enrolled).level == OPENING
    first, second = (_ask(run, code) for _ in range(2))
    law("a code that is over says yes", not (late and first))
    law("a yes without the level", opens or not first)
    law("a code says yes twice", not second)
    law("the level is there, and no yes", way < 0.8 or first == opened)
    if there:
        log = [answer.yes for answer in checks.answered(programme, number)[:2]]
        law("a check is not in the member's log", log == [second, first])
    if late:
        run.city.clock.minutes(-programme.terms.code_minutes)
    run.trip.say("opened" if first else "not opened", number)


def _only(run: Simulated, who: Someone, act: Act) -> None:
    """Let something happen, to one member if to anybody."""
    others = run.members
    run.members = [who]
    act(run)
    run.members = [each for each in others if each is not who or each in run.members]


def _ask(run: Simulated, code: str) -> bool:
    """Ask as the partner would."""
    if run.today >= run.key_until:
        key = make_partner_key(run.city.programme, PARTNER)
        run.key_until, run.partner_key = key.expires, token_of(run.city.programme, key.text)
    token = checks.token_of(run.city.programme, PARTNER, BENEFIT, code)
    asked = checks.Asked(key=run.partner_key, partner=PARTNER, token=token)
    found = checks.answer(run.city.programme, asked)
    assert found is not None
    return found
