"""Whether a consent reaches what a later edition reads: worked out from what the two differ in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from goodstanding.ledger import sql
from goodstanding.ledger.models import Consent as ConsentRow
from goodstanding.ledger.models import Edition
from goodstanding.model.entry import Member
from goodstanding.model.kinds import RecordKind
from goodstanding.model.lifecycle import IN_FORCE
from goodstanding.model.names import KindName
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.rulebook.diff import Needs, diff
from goodstanding.service.editions import kinds_of, latest_policy, parsed, policy_on, with_law
from goodstanding.service.people import Known, known
from goodstanding.service.programme import Programme


@lru_cache(maxsize=64)
def read_anew(old: Policy, new: Policy) -> frozenset[KindName]:
    """Return the kinds of record of which a new edition reads more than an old one did.

    Each change that needs consent says where it stands: in a rule or measure, which reads one
    kind, in a kind itself, or in the whole policy, which is then about every kind.
    """
    read = frozenset(kind for kind in new.kinds if new.reads(kind))
    found: set[KindName] = set()
    for change in diff(old, new).changes:
        if change.needs is not Needs.CONSENT:
            continue
        part, _, rest = change.path.partition(".")
        name = rest.partition(".")[0]
        kind = KindName(name) if part == "records" else _kinds_by_rule(new).get(name)
        found |= read if kind is None else {kind}
    return frozenset(found & read)


@lru_cache(maxsize=64)
def _kinds_by_rule(policy: Policy) -> Mapping[str, KindName]:
    """Return the kind that each rule or measure reads."""
    form = policy.form
    parts = form.rules if isinstance(form, PointsForm) else form.measures
    return {part.name: part.record for part in parts}


def reached(
    programme: Programme, who: Known, member: Member, policy: Policy, *, by: date
) -> Member:
    """Return a member with consents cut to what each was given for `by` a day.

    A consent was given for the editions published by then. Of what a later one reads beyond those
    it gives nothing, so there the rules read no data: no plus and no minus.
    """
    if member.consents is None or not sql.rows(_BEFORE, (policy.edition,)):
        return member
    agreed = _agreed(who, by)
    consents = {}
    for source, consent in member.consents.items():
        edition = agreed.get(source, 0)
        if edition < policy.edition and consent.kinds is not None:
            old = _edition(programme, edition)
            anew = consent.kinds if old is None else read_anew(old, policy)
            consent = replace(consent, kinds=consent.kinds - anew)  # noqa: PLW2901 - cut or not
        consents[source] = consent
    return replace(member, consents=consents)


_BEFORE: Final = "SELECT 1 FROM ledger_edition WHERE edition < ? LIMIT 1"


def _agreed(who: Known, by: date) -> dict[str, int]:
    """Return the newest edition that the member agreed to by a day, for each source."""
    rows = sql.rows(_AGREED, (who.row.number, by, *sorted(state.value for state in IN_FORCE)))
    return dict(rows)


_AGREED: Final = """
SELECT c.source, max(m.edition) FROM ledger_consentmove m
JOIN ledger_consent c ON c."number" = m.consent_id
WHERE c.member_id = ? AND m."on" <= ? AND m.state IN (?, ?) GROUP BY c.source
"""


def _edition(programme: Programme, edition: int) -> Policy | None:
    """Return a published edition."""
    row = Edition.objects.filter(edition=edition).first()
    return None if row is None else with_law(programme, parsed(row.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAgain:
    """A consent that does not reach what an edition reads, and the kinds it would have to."""

    consent: int
    source: str
    kinds: tuple[str, ...]


def to_ask_again(programme: Programme, who: Known, policy: Policy) -> list[AskAgain]:
    """Return the consents in force of a member that do not reach what an edition reads.

    A kind that the member left out of an earlier edition's list is not asked for again.
    """
    agreed = _agreed(who, programme.today())
    found = []
    rows = ConsentRow.objects.filter(member=who.row, state__in=list(IN_FORCE)).order_by("source")
    for row in rows:
        edition = agreed.get(row.source, 0)
        old = _edition(programme, edition)
        if edition >= policy.edition or old is None:
            continue
        held = set(who.seal.open(row.sealed, about="consent")["kinds"] or ())
        kinds = {
            kind
            for kind in read_anew(old, policy)
            if policy.kinds[kind].source == row.source
            and not policy.kinds[kind].off
            and (kind in held or not old.reads(kind))
        }
        if kinds:
            found.append(
                AskAgain(consent=row.number, source=row.source, kinds=tuple(sorted(kinds)))
            )
    return found


def agreed_by_renewing(
    programme: Programme, who: Known, row: ConsentRow, kinds: frozenset[str]
) -> int | None:
    """Return the edition that a consent is given for once it is renewed, None for the newest.

    It stays the one of before where a kind that it reaches is read for more than was agreed to, and
    is not among the `kinds` that the member agrees to: to renew alone is no consent to that.
    """
    policy = latest_policy(programme) or policy_on(programme, programme.today())
    held = set(who.seal.open(row.sealed, about="consent")["kinds"] or ())
    for each in to_ask_again(programme, who, policy):
        if each.consent == row.number and (held & set(each.kinds)) - kinds:
            return _agreed(who, programme.today())[row.source]
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """The edition published last, and by consent the kinds that it would read beyond it."""

    policy: Policy
    kinds: Mapping[int, tuple[RecordKind, ...]]


def beyond(programme: Programme, number: int) -> Beyond:
    """Return what the edition published last would read beyond each consent of a member.

    It is what the member is asked again, and what was left out when that was asked before.

    Raises:
        ProblemsError: nobody of this number is a member, or there is no edition.
    """

    def act() -> Beyond:
        who = known(programme, number)
        policy = latest_policy(programme) or policy_on(programme, programme.today())
        again = {each.consent: each.kinds for each in to_ask_again(programme, who, policy)}
        found = {}
        for row in ConsentRow.objects.filter(member=who.row, state__in=list(IN_FORCE)):
            held = who.seal.open(row.sealed, about="consent")["kinds"] or ()
            names = {*again.get(row.number, ()), *(kinds_of(policy, row.source) - set(held))}
            found[row.number] = tuple(each for each in policy.kinds.values() if each.name in names)
        return Beyond(policy=policy, kinds=found)

    return programme.read(act)
