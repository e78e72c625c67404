"""The counter: what a clerk does for a member who stands there, each step a look that stays."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import User

from goodstanding.errors import ProblemsError, declare
from goodstanding.model.kinds import RecordKind
from goodstanding.model.lifecycle import APPEAL, IN_FORCE, AppealState, AppealStep, NoticeState
from goodstanding.present.certificate import Certificate
from goodstanding.present.explain import Explanation
from goodstanding.present.whatif import WhatIf
from goodstanding.service import appeals, repairs, tries
from goodstanding.service.accounts import login_kept, member_of, sign_up
from goodstanding.service.certificates import Shows, certificate
from goodstanding.service.consents import (
    NO_SUCH_CONSENT,
    Given,
    Receipted,
    consents,
    give,
    renew,
    withdraw,
)
from goodstanding.service.exports import export
from goodstanding.service.imagining import imagine_written
from goodstanding.service.joining import Joining
from goodstanding.service.leaving import Left, leave
from goodstanding.service.linking import Slip, make_slip
from goodstanding.service.looks import Role, note
from goodstanding.service.notices import Read, hand_over, notices_of
from goodstanding.service.own_statement import own_statement
from goodstanding.service.people import known
from goodstanding.service.programme import Programme
from goodstanding.service.reconsent import beyond
from goodstanding.service.refused import no
from goodstanding.service.rights import Actor, check

NOT_PRESENT = declare(
    "counter-not-present", "Nobody signs in by the name and password that were typed."
)
LOCKED = declare("counter-locked", "Too many wrong passwords were typed for one name.")
NO_MANDATE = declare("counter-no-mandate", "A guardian came without a mandate that was looked at.")

CHANNEL = "counter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A member who stands at the counter, and the clerk; `mandate` names that of a guardian.

    `clerk` is who acts for the member. `why` is what the member reads in the log of looks.
    """

    clerk: Actor
    why: str
    mandate: str = ""

    @property
    def member(self) -> int:
        """Return the number of the member who stands there."""
        assert self.clerk.member is not None
        return self.clerk.member

    @property
    def by(self) -> str:
        """Return who takes a step of a consent: the member with help, or a guardian."""
        return "guardian" if self.mandate else "assisted"

    @property
    def said(self) -> str:
        """Return why, as the log says it; with the mandate of a guardian."""
        return f"{self.why} (guardian: {self.mandate})" if self.mandate else self.why

    def may(self, operation: str) -> None:
        """Let the clerk do an operation, which a guardian has to be allowed too where one came.

        Raises:
            ProblemsError: one of them may not.
        """
        check(self.clerk, operation, member=self.member)
        if self.mandate:
            check(replace(self.clerk, role=Role.GUARDIAN), operation, member=self.member)


def at_the_counter(
    programme: Programme, clerk: Actor, login: str, password: str, *, why: str
) -> Counter:
    """Return a member who typed name and password at the counter: that is how one is there.

    Raises:
        ProblemsError: nobody signs in so, whatever of the two is wrong, or who did is no member;
            or too many wrong passwords were typed for this name, whoever's it is.
    """
    kept = login_kept(programme, login)
    tried = f"counter {kept}"
    until = programme.write(lambda: tries.take(programme, tried))
    if until is not None:
        raise _locked(programme, until)
    user = programme.read(lambda: User.objects.filter(username=kept).first())
    right = check_password(password, user.password if user is not None else "!")
    number = member_of(programme, user.pk) if user is not None and right else None
    if number is None:
        raise no(
            NOT_PRESENT,
            "nobody signs in by this name and password",
            "Let the member type both again, or set a new password with `member password`",
        )
    programme.write(lambda: tries.forget(tried))
    return Counter(clerk=replace(clerk, member=number), why=why)


def _locked(programme: Programme, until: datetime) -> ProblemsError:
    """Return the refusal of a name that was tried too often, in the languages of the pages."""
    local = until.astimezone(programme.zone) + timedelta(minutes=1)
    return no(
        LOCKED,
        f"too many wrong passwords for this name; it may be tried again at {local:%H:%M}"
        f"（此登录名的密码错误次数过多，{local:%H:%M}可以再试）",
        "Wait until then, or let the member choose a new password with `member password`",
    )


def with_guardian(counter: Counter, mandate: str) -> Counter:
    """Return the counter with a guardian there instead of the member.

    Raises:
        ProblemsError: no mandate is named.
    """
    if not mandate.strip():
        raise no(NO_MANDATE, "a guardian needs a mandate", "Name the paper that you looked at")
    return replace(counter, mandate=mandate.strip())


def join_here(
    programme: Programme, clerk: Actor, login: str, password: str, joining: Joining
) -> int:
    """Enrol somebody with a clerk's help, which the new member's log says; return the number.

    The notice was read, aloud where that was wished, and 18 or older is what the person says: no
    birth date is asked for.

    Raises:
        ProblemsError: the clerk may not, the name is taken, or joining is refused.
    """
    check(clerk, "programme.join")

    def act() -> int:
        number = sign_up(programme, login, password, joining)
        why = "joined at the counter, with help"
        note(programme, known(programme, number), clerk.looker, action="join", why=why)
        return number

    return programme.write(act)


def show(programme: Programme, counter: Counter) -> Explanation:
    """Return the statement of whoever stands there; a look that the log says.

    Raises:
        ProblemsError: the clerk or the guardian may not.
    """
    counter.may("statement.read")

    def act() -> Explanation:
        _note(programme, counter, "statement")
        return own_statement(programme, counter.member)

    return programme.write(act)


def what_if_here(programme: Programme, counter: Counter, texts: Sequence[str]) -> WhatIf:
    """Return what the statement would be with acts that nobody did; a look that the log says.

    Raises:
        ProblemsError: one of them may not, or a text is no record of the policy.
    """
    counter.may("whatif.read")
    found = imagine_written(programme, counter.member, texts)
    programme.write(lambda: _note(programme, counter, "what if"))
    return found


def export_here(programme: Programme, counter: Counter) -> str:
    """Return everything about whoever stands there; a look that the log says.

    Raises:
        ProblemsError: the clerk or the guardian may not.
    """
    counter.may("export.make")
    looker = counter.clerk.looker
    return export(programme, counter.member, looker=looker, why=counter.said)


def give_here(programme: Programme, counter: Counter, source: str) -> Receipted:
    """Authorise a source; the receipt says that it was with help, or by a guardian.

    Raises:
        ProblemsError: one of them may not, or there is no such source to authorise.
    """
    counter.may("consent.give")

    def act() -> Receipted:
        _note(programme, counter, "consent")
        return give(programme, counter.member, Given(source=source, by=counter.by, channel=CHANNEL))

    return programme.write(act)


def renew_here(
    programme: Programme, counter: Counter, source: str, kinds: Collection[str] = ()
) -> tuple[Receipted, tuple[RecordKind, ...]]:
    """Renew the consent to a source, and agree to these kinds beyond it.

    Return the receipt, and the kinds that the newest edition would read and nobody agreed to.

    Raises:
        ProblemsError: one of them may not, a guardian never; or the source is not authorised, or
            files no such kind.
    """
    counter.may("consent.renew")

    def act() -> tuple[Receipted, tuple[RecordKind, ...]]:
        number, consent = counter.member, _in_force(programme, counter, source)
        _note(programme, counter, "renewal")
        more = frozenset(kinds) or None
        done = renew(programme, number, consent, by=counter.by, channel=CHANNEL, kinds=more)
        return done, beyond(programme, number).kinds[consent]

    return programme.write(act)


def slip_here(programme: Programme, counter: Counter, consent: int) -> Slip:
    """Make a slip for the source of a consent, for the member to carry there.

    Raises:
        ProblemsError: one of them may not, or there is no such consent in force.
    """
    counter.may("slip.make")
    return make_slip(programme, counter.member, consent)


def withdraw_here(programme: Programme, counter: Counter, source: str) -> Receipted:
    """Withdraw the consent to a source; what came by it is erased.

    Raises:
        ProblemsError: one of them may not, or the source is not authorised.
    """
    counter.may("consent.withdraw")

    def act() -> Receipted:
        consent = _in_force(programme, counter, source)
        _note(programme, counter, "withdrawal")
        return withdraw(programme, counter.member, consent, by=counter.by, channel=CHANNEL)

    return programme.write(act)


def _in_force(programme: Programme, counter: Counter, source: str) -> int:
    """Return the number of the consent in force to a source."""
    for each in consents(programme, counter.member):
        if each.source == source and each.state in IN_FORCE:
            return each.number
    raise no(NO_SUCH_CONSENT, "this source is not authorised", "Look at the statement")


def contest_here(
    programme: Programme, counter: Counter, *, source: str, record: str, reasons: str
) -> int:
    """Contest a record in the member's words; return the number of the appeal.

    One that a first person rejected goes to a second.

    Raises:
        ProblemsError: one of them may not, or the record cannot be contested.
    """
    counter.may("appeal.file")
    counter.may("appeal.file-again")

    def act() -> int:
        member = counter.member
        rejected = [
            each.number
            for each in appeals.appeals_of(programme, member)
            if (each.source, each.record) == (source, record)
            and (AppealState(each.state), AppealStep.FILE_AGAIN) in APPEAL
        ]
        _note(programme, counter, "appeal")
        for number in rejected:
            appeals.file_again(programme, member, number, reasons=reasons)
            return number
        return appeals.file(programme, member, source=source, record=record, reasons=reasons)

    return programme.write(act)


def ask_repair_here(
    programme: Programme, counter: Counter, *, source: str, record: str, reasons: str
) -> int:
    """Ask that a deduction that is over be repaired; return the number of the request.

    Raises:
        ProblemsError: one of them may not, or the record cannot be repaired.
    """
    counter.may("repair.ask")

    def act() -> int:
        _note(programme, counter, "repair")
        return repairs.ask(programme, counter.member, source=source, record=record, reasons=reasons)

    return programme.write(act)


def certificate_here(
    programme: Programme, counter: Counter, shows: Collection[Shows]
) -> Certificate:
    """Return what stands on a certificate for the member who stands there; the log says so.

    Raises:
        ProblemsError: one of them may not; a guardian never may.
    """
    counter.may("certificate.print")

    def act() -> Certificate:
        _note(programme, counter, "certificate")
        return certificate(programme, counter.member, shows)

    return programme.write(act)


def hand_over_here(programme: Programme, counter: Counter) -> list[Read]:
    """Hand over every notice that has not arrived; each reaches the member by it.

    Raises:
        ProblemsError: one of them may not.
    """
    counter.may("notice.open")

    def act() -> list[Read]:
        return [
            hand_over(programme, counter.clerk, counter.member, each.number)
            for each in notices_of(programme, counter.member)
            if each.state is not NoticeState.DELIVERED
        ]

    return programme.write(act)


def leave_here(programme: Programme, counter: Counter) -> Left:
    """Let whoever stands there leave; the receipt is all that remains.

    Raises:
        ProblemsError: one of them may not.
    """
    counter.may("programme.leave")
    return leave(programme, counter.member)


def _note(programme: Programme, counter: Counter, action: str) -> None:
    """Write what the clerk does into the member's log."""
    who = known(programme, counter.member)
    note(programme, who, counter.clerk.looker, action=action, why=counter.said)
