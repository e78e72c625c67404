"""Authorising sources one by one and taking it back, with a receipt each time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from goodstanding.errors import declare
from goodstanding.ledger.models import (
    CheckCode,
    Consent,
    ConsentMove,
    Entry,
    Erased,
    Handle,
    Source,
    YesCode,
)
from goodstanding.ledger.models import Member as MemberRow
from goodstanding.model.days import Span, Unit
from goodstanding.model.entry import Consent as Authorised
from goodstanding.model.lifecycle import (
    CONSENT,
    IN_FORCE,
    ConsentState,
    ConsentStep,
    StepNotPossibleError,
    moved,
)
from goodstanding.model.names import KindName
from goodstanding.model.plain import consent_of
from goodstanding.model.policy import Policy
from goodstanding.service.editions import kinds_of, latest_policy, policy_on
from goodstanding.service.people import Known, known, known_all
from goodstanding.service.programme import CONSENT_MONTHS_MAX, Programme
from goodstanding.service.receipts import ConsentEvent, receipt
from goodstanding.service.reconsent import agreed_by_renewing
from goodstanding.service.refused import NOT_POSSIBLE, no
from goodstanding.service.sealed import consent_to_seal
from goodstanding.service.sources import NOT_REGISTERED

NO_SUCH_SOURCE = declare("consent-no-such-source", "No rule of the policy reads this source.")
NO_SUCH_KIND = declare("consent-no-such-kind", "The source files no records of this kind.")
NO_SUCH_CONSENT = declare("consent-not-found", "The member has no such consent.")
TOO_LONG = declare("consent-too-long", "A consent was to last longer than two years.")
ALREADY_GIVEN = declare("consent-already-given", "The source is authorised already.")
GUARDIAN_RENEWS = declare("consent-guardian-renews", "A representative may not renew a consent.")

PURPOSE = "points for what the member does, so that levels may open benefits"
BY = ("self", "guardian", "assisted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a member authorises. `kinds` is None for all that the source files.

    `records_from` lets acts from before joining count. `by` is the member, a guardian with a
    mandate, or the member with a clerk's help; `channel` is where. `months` is None for the usual.
    """

    source: str
    kinds: frozenset[str] | None = None
    records_from: date | None = None
    months: int | None = None
    by: str = "self"
    channel: str = "portal"
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipted:
    """A consent, the state it is in now, and the receipt that the member keeps."""

    consent: int
    state: ConsentState
    until: date | None
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A consent as the member sees it."""

    number: int
    source: str
    state: ConsentState
    kinds: tuple[str, ...]
    given: date | None
    until: date | None
    records_from: date | None


def give(programme: Programme, number: int, given: Given) -> Receipted:
    """Authorise one source; durable when it returns.

    Raises:
        ProblemsError: the member, source or kind is unknown, the span is too long, or the source is
            authorised already, or not registered.
    """
    consent = programme.number()

    def act() -> Receipted:
        who = known(programme, number)
        today = programme.today()
        policy = policy_on(programme, today)
        kinds = _kinds(policy, given)
        if not Source.objects.filter(name=given.source, active=True).exists():
            raise no(NOT_REGISTERED, "no such source is registered", "Choose one from the list")
        if Consent.objects.filter(
            member=who.row, source=given.source, state__in=list(IN_FORCE)
        ).exists():
            raise no(ALREADY_GIVEN, "this source is authorised already", "Withdraw that one first")
        authorised = Authorised(
            given=today,
            until=_until(programme, given.months, today),
            kinds=kinds,
            records_from=given.records_from,
        )
        row = Consent.objects.create(
            number=consent,
            member=who.row,
            source=given.source,
            state=ConsentState.REQUESTED.value,
            given=today,
            until=authorised.until,
            sealed=who.seal.close(consent_to_seal(authorised, purpose=PURPOSE), about="consent"),
        )
        MemberRow.objects.filter(number=number).update(due=True)
        return _move(programme, who, row, ConsentStep.GIVE, _Said.of(given))

    programme.keys.make(consent)
    try:
        return programme.write(act)
    except BaseException:
        programme.keys.destroy(consent)
        raise


def withdraw(
    programme: Programme, number: int, consent: int, *, by: str = "self", channel: str = "portal"
) -> Receipted:
    """Withdraw one consent and erase what came by it; nothing reads it once this returns.

    Raises:
        ProblemsError: the member has no such consent, or it is not in force.
    """

    def act() -> Receipted:
        who = known(programme, number)
        row = _own(who, consent)
        found = _move(programme, who, row, ConsentStep.WITHDRAW, _Said(by=by, channel=channel))
        erase_what_came_by(programme, who, row)
        return found

    return programme.write(act)


def renew(  # noqa: PLR0913 - whose, who renews it and where, and what else is agreed to
    programme: Programme,
    number: int,
    consent: int,
    *,
    by: str = "self",
    channel: str = "portal",
    kinds: frozenset[str] | None = None,
) -> Receipted:
    """Let a consent last for another span from today; a representative may not.

    `kinds` are what the member agrees to beyond it, None for nothing: kinds that it is to reach,
    and kinds of which the newest edition reads more. Until all of those are agreed to it stays
    given for the edition that it was given for; else it is given for the newest one published.

    Raises:
        ProblemsError: the member has no such consent, it is not in force, `by` may not, or the
            source files no such kind.
    """
    if by == "guardian":
        raise no(GUARDIAN_RENEWS, "a representative may not renew a consent", "Ask the member")

    def act() -> Receipted:
        who = known(programme, number)
        row = _own(who, consent)
        row.until = _until(programme, None, programme.today())
        edition = agreed_by_renewing(programme, who, row, kinds or frozenset())
        if kinds is not None:
            _widen(programme, who, row, kinds)
        MemberRow.objects.filter(number=number).update(due=True)
        said = _Said(by=by, channel=channel, edition=edition)
        return _move(programme, who, row, ConsentStep.RENEW, said)

    return programme.write(act)


def _widen(programme: Programme, who: Known, row: Consent, kinds: frozenset[str]) -> None:
    """Let a consent reach more kinds, of those that the newest edition reads."""
    policy = latest_policy(programme) or policy_on(programme, programme.today())
    more = _kinds(policy, Given(source=row.source, kinds=kinds))
    sealed = who.seal.open(row.sealed, about="consent")
    sealed["kinds"] = sorted({*(sealed["kinds"] or ()), *more})
    row.sealed = who.seal.close(sealed, about="consent")
    row.save(update_fields=["sealed"])


def expire(programme: Programme) -> int:
    """End every consent whose last day has passed, and return how many; silence is no consent."""

    def act() -> int:
        today = programme.today()
        rows = Consent.objects.filter(state__in=list(IN_FORCE), until__lte=today).order_by("number")
        return _end_each(programme, list(rows), ConsentStep.EXPIRE, channel="worker")

    return programme.write(act)


def consents(programme: Programme, number: int) -> list[Shown]:
    """Return every consent of a member, those in force first.

    Raises:
        ProblemsError: nobody of this number is a member.
    """

    def act() -> list[Shown]:
        who = known(programme, number)
        rows = list(Consent.objects.filter(member=who.row).order_by("source", "-given"))
        rows.sort(key=lambda row: ConsentState(row.state) not in IN_FORCE)
        return [_shown(who, row) for row in rows]

    return programme.read(act)


def receipts_of(programme: Programme, number: int, consent: int) -> list[str]:
    """Return the receipts of a consent in the order of its steps.

    Raises:
        ProblemsError: the member has no such consent.
    """

    def act() -> list[str]:
        who = known(programme, number)
        moves = ConsentMove.objects.filter(consent=_own(who, consent)).order_by("sequence")
        return [who.seal.open(m.sealed, about="consent move")["receipt"] for m in moves]

    return programme.read(act)


def erase_what_came_by(programme: Programme, who: Known, consent: Consent) -> None:
    """Erase what came by a consent: records and handles, and with the key every copy of them.

    The key goes once this is durable; `ended_keys` finishes what was interrupted.
    """
    Handle.objects.filter(consent=consent).delete()
    Entry.objects.filter(member=who.row, consent=consent).delete()
    Erased.objects.get_or_create(number=consent.number, defaults={"on": programme.today()})
    no_more_yes(who)
    MemberRow.objects.filter(number=who.row.number).update(due=True)
    number = consent.number
    transaction.on_commit(lambda: programme.keys.destroy(number), robust=True)


def end_without_key(programme: Programme) -> int:
    """End every consent in force whose key is gone: it was withdrawn after a backup was made."""

    def act() -> int:
        kept = programme.keys.numbers()
        rows = Consent.objects.filter(state__in=list(IN_FORCE)).order_by("number")
        without = [row for row in rows if row.number not in kept and row.member_id in kept]
        return _end_each(programme, without, ConsentStep.WITHDRAW, channel="restore")

    return programme.write(act)


def _end_each(
    programme: Programme, rows: Sequence[Consent], step: ConsentStep, *, channel: str
) -> int:
    """End consents for the programme, and return how many; whoever is leaving is left alone."""
    people = known_all(programme, {row.member_id for row in rows})
    ended = [row for row in rows if row.member_id in people]
    for row in ended:
        who = people[row.member_id]
        _move(programme, who, row, step, _Said(by="programme", channel=channel))
        erase_what_came_by(programme, who, row)
    return len(ended)


def no_more_yes(who: Known) -> None:
    """Take every code of a member out of the set that gets a yes, until it is worked out again."""
    codes = CheckCode.objects.filter(member=who.row).values("token")
    YesCode.objects.filter(token__in=codes).delete()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """Who took a step, where, in what language the notice was, and for which edition.

    `edition` is None for the newest one published.
    """

    by: str
    channel: str
    language: str = ""
    edition: int | None = None

    @classmethod
    def of(cls, given: Given) -> "_Said":
        """Return who gave a consent."""
        return cls(by=given.by, channel=given.channel, language=given.language)


def _move(
    programme: Programme, who: Known, row: Consent, step: ConsentStep, said: _Said
) -> Receipted:
    """Take a step of a consent, and write it down with its receipt."""
    try:
        state = moved(CONSENT, ConsentState(row.state), step)
    except StepNotPossibleError as error:
        raise no(NOT_POSSIBLE, str(error), "Look at the consent again") from None
    today = (row.given if step is ConsentStep.GIVE else None) or programme.today()
    row.state = state.value
    row.ended = None if state in IN_FORCE else today
    row.save(update_fields=["state", "until", "ended"])
    sealed = who.seal.open(row.sealed, about="consent")
    event = ConsentEvent(
        consent=row.number,
        source=row.source,
        kinds=tuple(sealed["kinds"] or ()),
        purpose=sealed["purpose"],
        state=state.value,
        by=said.by,
        channel=said.channel,
        notice=f"notice of {today}",
        language=said.language or who.row.language,
        given=None if row.given is None else row.given.isoformat(),
        until=None if row.until is None else row.until.isoformat(),
    )
    text = receipt(programme, event)
    edition = said.edition
    if edition is None:
        newest = latest_policy(programme)
        edition = 0 if newest is None else newest.edition
    content = {"by": said.by, "channel": said.channel, "kinds": sealed["kinds"], "receipt": text}
    ConsentMove.objects.create(
        consent=row,
        step=step.value,
        state=state.value,
        on=today,
        until=row.until,
        edition=edition,
        sealed=who.seal.close(content, about="consent move"),
    )
    return Receipted(consent=row.number, state=state, until=row.until, receipt=text)


def _own(who: Known, consent: int) -> Consent:
    """Return a member's own consent; another's is as good as none."""
    found = Consent.objects.filter(member=who.row, number=consent).first()
    if found is None:
        raise no(NO_SUCH_CONSENT, "you have no such consent", "Choose one from your list")
    return found


def _shown(who: Known, row: Consent) -> Shown:
    """Return a consent as the member sees it."""
    consent = consent_of(
        who.seal.open(row.sealed, about="consent"), given=row.given or date.min, until=row.until
    )
    return Shown(
        number=row.number,
        source=row.source,
        state=ConsentState(row.state),
        kinds=tuple(sorted(consent.kinds or ())),
        given=row.given,
        until=row.until,
        records_from=consent.records_from,
    )


def _kinds(policy: Policy, given: Given) -> frozenset[KindName]:
    """Return the kinds that are authorised: named ones, so that a later edition adds none."""
    possible = kinds_of(policy, given.source)
    if not possible:
        raise no(NO_SUCH_SOURCE, "no rule reads this source", "Choose a source from the list")
    if given.kinds is None:
        return possible
    strange: Iterable[str] = given.kinds - possible
    if strange or not given.kinds:
        raise no(NO_SUCH_KIND, "the source files no such records", "Choose from its list")
    return frozenset(KindName(kind) for kind in given.kinds)


def _until(programme: Programme, months: int | None, today: date) -> date:
    """Return the first day on which a consent given today holds no more."""
    months = programme.terms.consent_months if months is None else months
    if not 1 <= months <= CONSENT_MONTHS_MAX:
        raise no(
            TOO_LONG,
            f"a consent lasts from one to {CONSENT_MONTHS_MAX} months",
            "Choose fewer months",
        )
    return Span(count=months, unit=Unit.MONTHS).after(today)
