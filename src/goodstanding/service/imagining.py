"""What if: a member's own statement with an act that nobody did; nothing of it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from goodstanding.intake.values import parse_day
from goodstanding.model.entry import Entry, Member
from goodstanding.model.kinds import RecordKind
from goodstanding.model.names import KindName
from goodstanding.model.points import FixedPoints, PointsByBound, PointsEach, Rates, Worth
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.present.imagined import entry_of, imagined_entry
from goodstanding.present.whatif import WhatIf, what_if, with_added
from goodstanding.service.editions import policy_on
from goodstanding.service.offered import Offered, OfferedSource, offered, source_titles
from goodstanding.service.people import known
from goodstanding.service.programme import Programme
from goodstanding.service.statements import scored

FIRST_DAY: Final = date(1900, 1, 1)
DAYS_AHEAD_MAX: Final = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Imaginable:
    """A source with those of its kinds for which the rules can give points."""

    source: OfferedSource
    kinds: tuple[RecordKind, ...]
    authorised: frozenset[KindName]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imagined:
    """What would be: the statement with and without the act, on the day of the act or today.

    `authorised` is whether the member authorised the source for this kind on that day.
    """

    found: WhatIf
    day: date
    on: date
    authorised: bool


def last_day(programme: Programme) -> date:
    """Return the last day for which an act may be imagined."""
    return programme.today() + timedelta(days=DAYS_AHEAD_MAX)


def imaginable(programme: Programme, number: int) -> list[Imaginable]:
    """Return what a member could do: by registered sources, and what gives points alone.

    Raises:
        ProblemsError: nobody of this number is a member, or no edition is in force.
    """

    def act() -> list[Imaginable]:
        today = programme.today()
        member, _ = scored(programme, known(programme, number), as_of=today)
        found = offered(programme)
        held = member.consents or {}
        return [
            Imaginable(
                source=source,
                kinds=kinds,
                authorised=frozenset(
                    kind.name
                    for kind in kinds
                    if kind.source in held and held[kind.source].covers(kind.name, today)
                ),
            )
            for source in found.sources
            if (kinds := tuple(k for k in source.kinds if may_add(found.policy, k.name)))
        ]

    return programme.read(act)


def imagine(
    programme: Programme, number: int, kind: RecordKind, said: Mapping[str, str]
) -> Imagined | frozenset[str]:
    """Return what a member's statement would be with an act, or the fields that are wrong.

    `said` has the day as `on` and the kind's own fields, as they would stand in a file.

    Raises:
        ProblemsError: nobody of this number is a member, or no edition is in force.
    """

    def act() -> Imagined | frozenset[str]:
        today = programme.today()
        who = known(programme, number)
        now, _ = scored(programme, who, as_of=today)
        entry = entry_of(policy_on(programme, today), now, kind, said, place=0)
        on = parse_day(said.get("on", ""))
        far = on is not None and not FIRST_DAY <= on <= last_day(programme)
        if isinstance(entry, list):
            return frozenset([*(fault.column for fault in entry), *(["on"] if far else [])])
        if far:
            return frozenset({"on"})
        day = max(today, entry.on)
        member, entries = scored(programme, who, as_of=day)
        policy = policy_on(programme, day)
        consent = (member.consents or {}).get(kind.source)
        return Imagined(
            found=_titled(programme, with_added(policy, member, entries, [entry], as_of=day)),
            day=day,
            on=entry.on,
            authorised=consent is not None and consent.covers(kind.name, day),
        )

    return programme.read(act)


def imagine_written(programme: Programme, number: int, texts: Sequence[str]) -> WhatIf:
    """Return what a member's statement of today would be with acts written as `whatif` takes them.

    What reaches the next level is looked for as well, after the ledger was let go; of what a
    member could do for it, what no registered source would file is left out.

    Raises:
        ProblemsError: nobody of this number is a member, or a text is no record of the policy.
    """
    today = programme.today()

    def act() -> tuple[Offered, Member, list[Entry]]:
        member, entries = scored(programme, known(programme, number), as_of=today)
        return offered(programme), member, entries

    there, member, entries = programme.read(act)
    policy = there.policy
    added = [
        imagined_entry(policy, member, text, as_of=today, place=place)
        for place, text in enumerate(texts)
    ]
    found = what_if(policy, member, entries, added, as_of=today)
    if found.next_level is not None:
        filed = {kind.name for source in there.sources for kind in source.kinds}
        actions = tuple(each for each in found.next_level.actions if each.kind in filed)
        found = replace(found, next_level=replace(found.next_level, actions=actions))
    return _titled(programme, found)


def _titled(programme: Programme, found: WhatIf) -> WhatIf:
    """Return what would be, with sources called what they were registered as."""
    titles = source_titles(programme)
    before, after = (replace(each, titles=titles) for each in (found.before, found.after))
    return replace(found, before=before, after=after)


def may_add(policy: Policy, kind: KindName) -> bool:
    """Return whether some rule can give points for a record of this kind."""
    if isinstance(policy.form, PointsForm):
        rules = policy.form.rules_by_kind.get(kind, ())
        return any(points > 0 for rule in rules for points in _points(rule.worth))
    measures = [each for each in policy.form.measures if each.record == kind]
    return any(points > 0 for measure in measures for _, points in measure.table)


def _points(worth: Worth) -> list[int]:
    """Return the points that a form can give or take."""
    match worth:
        case FixedPoints() | PointsEach():
            return [points for _, points in worth.points.amounts]
        case PointsByBound():
            return [points for _, points in worth.rows]
        case Rates():
            return [1]
        case _:
            return list(worth.rows.values())
