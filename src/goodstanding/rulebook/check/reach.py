"""Whether every level can be reached in two separate ways, and what the cheaper one takes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from goodstanding.model.entry import Entry
from goodstanding.model.index import Measure, Reading
from goodstanding.model.kinds import Basis, Money, Need, RecordKind, WholeNumber
from goodstanding.model.names import FieldName, KindName, LevelName, SourceName
from goodstanding.model.points import (
    FixedPoints,
    PointsByBound,
    PointsEach,
    Rates,
    Rule,
)
from goodstanding.model.policy import Level, PointsForm, Policy, Purpose
from goodstanding.rulebook.check.best import LOOK_BACK_YEARS, Pace
from goodstanding.rulebook.check.best_member import ALL, BestMember, Chosen, Sum, Work
from goodstanding.rulebook.check.wordlists import HOURS, MONEY, segments

HOURS_AN_ACT = 8
"""Hours that an act of a kind with `needs: [time]` is taken to cost where no field counts them."""

DAYS_A_YEAR = 365
SCORED_ON = ((6, 30), (1, 15))
"""The days of a year on which ways are scored: inside every calendar period, late and early."""

YEARS_END = ((12, 31),)
"""The day on which a level may not be bought: whole calendar years of gifts, each at its caps."""

BETWEEN_YEARS = (*SCORED_ON, (3, 31))
"""Days inside a year, when a span that fades by months may still show one calendar year more."""

YEAR_MAX = 9_900

OUT_OF_REACH = frozenset({Need.MONEY, Need.BODY, Need.VEHICLE, Need.LOAN})
"""What one of the two ways may not need."""

DECIDED_BY_OTHERS = frozenset({Basis.AWARD, Basis.FINAL_DECISION})
"""What nobody can set out to get, so that no hours could be named for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What a way takes: hours in all, over so many days before the level is reached."""

    hours: int
    days: int

    @property
    def hours_a_year(self) -> int:
        """Return the hours a year, rounded up; a way shorter than a year is one of a year."""
        return ceil(self.hours * DAYS_A_YEAR / max(self.days, DAYS_A_YEAR))


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelReach:
    """Which ways lead to one level. `effort` is None where only others' decisions lead there."""

    level: LevelName
    mark: int
    missed_without: tuple[SourceName, ...]
    without_needs: bool
    bought: bool
    bought_between: bool
    effort: Effort | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachability:
    """The best totals of a policy's ways, and each level.

    `without_source` is the best total without each single source; `without_needs` that without
    money, body, vehicle and loan; `by_money` that of the kinds whose points rise with an amount
    of money, alone, at the end of a year; `by_money_between` the same on days inside a year, when
    a span can touch the caps of one calendar year more.
    """

    opening: int
    without_source: Mapping[SourceName, int]
    without_needs: int
    by_money: int
    by_money_between: int
    levels: tuple[LevelReach, ...]
    untimed: tuple[KindName, ...]

    def lines(self) -> tuple[str, ...]:
        """Return sentences for `policy check`."""
        if not self.levels:
            return ("no levels: nothing has to be reached",)
        found = [self._line(level) for level in self.levels]
        found.append(
            f"looked at over {LOOK_BACK_YEARS} years at most, at one act of a kind a day at most, "
            "and where no cap says how often at one in 30 days (awards and decisions: in 365)"
        )
        if self.untimed:
            found.append(
                f"an act of {', '.join(self.untimed)} is taken to cost {HOURS_AN_ACT} hours: "
                "no field counts them"
            )
        return tuple(found)

    def _line(self, level: LevelReach) -> str:
        """Return the sentence of one level."""
        least = min(self.without_source, key=lambda source: self.without_source[source])
        return (
            f"level {level.level} at {level.mark:,}: without {least}, the source that is missed "
            f"most, {self.without_source[least]:,}; without money, body, vehicle or loan "
            f"{self.without_needs:,}; by amounts of money alone {self.by_money:,}; "
            f"{self._hours(level)}"
        )

    def _hours(self, level: LevelReach) -> str:
        """Return the sentence of what the cheapest way without money takes."""
        if level.effort is None:
            return "nothing that a member can set out to do leads there without those"
        hours = level.effort.hours_a_year
        if not hours:
            return "the cheapest way without those takes no counted hours"
        noun = "hour" if hours == 1 else "hours"
        return f"the cheapest way without those takes {hours:,} {noun} a year"


def reachability(policy: Policy) -> Reachability | None:
    """Return the best totals of a programme's ways; a study has no levels, so None.

    Raises:
        TooMuchWorkError: more records would have to be made up than are worked out.
    """
    if policy.purpose is Purpose.STUDY:
        return None
    # what is off gives nobody points, but a basis that is named later must not put levels on sale
    read = [kind for kind in policy.kinds.values() if policy.reads(kind.name)]
    kinds = [kind for kind in read if not kind.off]
    moneyed = [kind for kind in read if rises_with_money(policy, kind)]
    free = [kind for kind in kinds if not kind.needs & OUT_OF_REACH and kind not in moneyed]
    own = [kind for kind in free if kind.basis not in DECIDED_BY_OTHERS]
    work = Work()

    def people(days: Iterable[tuple[int, int]], *, daily: bool = False) -> list[BestMember]:
        paces = [Pace(as_of=day, daily=daily) for day in _days(policy, days)]
        return [BestMember(policy=policy, pace=pace, work=work) for pace in paces]

    members = people(SCORED_ON)
    by_money, between = (
        _best(people(days, daily=True), moneyed) for days in (YEARS_END, BETWEEN_YEARS)
    )
    without_source = _without_each(members, kinds, {kind.source for kind in read})
    without_needs = _best(members, free)
    levels = tuple(
        LevelReach(
            level=level.name,
            mark=level.reached_from,
            missed_without=tuple(
                source for source, total in without_source.items() if total < level.reached_from
            ),
            without_needs=without_needs >= level.reached_from,
            bought=by_money >= level.reached_from > policy.opening,
            bought_between=between >= level.reached_from > policy.opening,
            effort=cheapest(members, own, level),
        )
        for level in policy.levels
    )
    return Reachability(
        opening=policy.opening,
        without_source=without_source,
        without_needs=without_needs,
        by_money=by_money,
        by_money_between=between,
        levels=levels,
        untimed=tuple(
            kind.name for kind in own if Need.TIME in kind.needs and hours_field(kind) is None
        ),
    )


def _days(policy: Policy, days: Iterable[tuple[int, int]]) -> list[date]:
    """Return days so late that every rule and amount has been in force for the whole look back."""
    known = [policy.in_force, policy.published]
    if isinstance(policy.form, PointsForm):
        for rule in policy.form.rules:
            known += [rule.since] if rule.since is not None else []
            if isinstance(rule.worth, FixedPoints | PointsEach):
                known += [day for day, _ in rule.worth.points.amounts if day is not None]
    else:
        known += [each.since for each in policy.form.measures if each.since is not None]
    year = min(max(known).year + LOOK_BACK_YEARS + 2, YEAR_MAX)
    return [date(year, month, day) for month, day in days]


def _best(people: Iterable[BestMember], kinds: Iterable[RecordKind]) -> int:
    """Return the best total of kinds on any of the days."""
    chosen = {kind.name: ALL for kind in kinds}
    return max(person.sum_of(chosen).total for person in people)


def _without_each(
    people: Iterable[BestMember], kinds: Iterable[RecordKind], sources: set[SourceName]
) -> dict[SourceName, int]:
    """Return the best total on any of the days without each of the sources."""
    by_source: dict[SourceName, list[KindName]] = {source: [] for source in sorted(sources)}
    for kind in kinds:
        by_source[kind.source].append(kind.name)
    sums = [
        person.sum_of({name: ALL for names in by_source.values() for name in names})
        for person in people
    ]
    found = {}
    for source, names in by_source.items():
        totals = []
        for each in sums:
            each.choose(dict.fromkeys(names, 0))
            totals.append(each.total)
            each.choose(dict.fromkeys(names, ALL))
        found[source] = max(totals)
    return found


def rises_with_money(policy: Policy, kind: RecordKind) -> bool:
    """Return whether anything gives more points for a larger amount of money of a kind."""

    def is_money(name: FieldName) -> bool:
        named = bool(MONEY & segments(name))
        return isinstance(kind.fields[name], Money) or (
            named and isinstance(kind.fields[name], WholeNumber)
        )

    if isinstance(policy.form, PointsForm):
        rules = policy.form.rules_by_kind.get(kind.name, ())
        return any(_rule_rises(rule, is_money) for rule in rules)
    return any(
        measure.record == kind.name and _measure_rises(measure, is_money)
        for measure in policy.form.measures
    )


def _rule_rises(rule: Rule, is_money: Callable[[FieldName], bool]) -> bool:
    """Return whether a rule gives more for a larger amount."""
    match rule.worth:
        case PointsEach():
            gains = any(points > 0 for _, points in rule.worth.points.amounts)
            return gains and is_money(rule.worth.field)
        case Rates():
            return is_money(rule.worth.field)
        case PointsByBound():
            rises = rule.worth.rows[-1][1] > max(0, rule.worth.rows[0][1])
            return rises and is_money(rule.worth.field)
        case _:
            return False


def _measure_rises(measure: Measure, is_money: Callable[[FieldName], bool]) -> bool:
    """Return whether a measure gives more for a larger amount."""
    if measure.field is None or measure.reading is Reading.SHARE or measure.falls:
        return False
    return measure.table[-1][1] > 0 and is_money(measure.field)


def hours_field(kind: RecordKind) -> FieldName | None:
    """Return the field that counts the hours of an act, None where there is none."""
    for name, type_ in kind.fields.items():
        if isinstance(type_, WholeNumber) and HOURS & segments(name):
            return name
    return None


def hours_of(kind: RecordKind, entry: Entry) -> int:
    """Return the hours that an act takes; kinds that do not need time take none."""
    name = hours_field(kind)
    if name is not None:
        hours = entry.fields[name]
        assert isinstance(hours, int)
        return hours
    return HOURS_AN_ACT if Need.TIME in kind.needs else 0


def cheapest(
    people: Iterable[BestMember], kinds: Iterable[RecordKind], level: Level
) -> Effort | None:
    """Return the hours of the cheapest way found that reaches a level by chosen kinds.

    What takes no hours is taken whole. The others come in the order of their points an hour, and
    of each as few records as reach the level; the way is scored, so it is one that leads there.
    """
    kinds = list(kinds)
    for person in people:
        idle = {kind.name: ALL for kind in kinds if not _takes_time(kind)}
        timed = [kind for kind in kinds if _takes_time(kind) and person.entries(kind.name)]
        whole = {**idle, **{kind.name: ALL for kind in timed}}
        if person.sum_of(whole).total >= level.reached_from:
            timed.sort(key=lambda kind: _hours_a_point(person, kind))
            return _fewest(person, idle, timed, level.reached_from)
    return None


def _takes_time(kind: RecordKind) -> bool:
    """Return whether an act of a kind takes hours that are counted."""
    return Need.TIME in kind.needs or hours_field(kind) is not None


def _hours_a_point(person: BestMember, kind: RecordKind) -> float:
    """Return the hours that a point of a kind takes, by its newest record or, where none, all."""
    entries = person.entries(kind.name)
    gained = person.gain(kind.name, 1)
    if gained > 0:
        return hours_of(kind, entries[0]) / gained
    return sum(hours_of(kind, entry) for entry in entries) / person.gain(kind.name, ALL)


def _fewest(person: BestMember, idle: Chosen, timed: list[RecordKind], mark: int) -> Effort:
    """Return the effort of a way that reaches `mark` and from which no record can be left out."""
    way = person.sum_of(idle)
    used: list[RecordKind] = []
    for kind in timed:
        if way.total >= mark:
            break
        way.choose({kind.name: ALL})
        used.append(kind)
    for kind in reversed(used):
        way.choose({kind.name: _least(way, kind.name, mark)})
    hours, days = 0, 0
    for kind in used:
        for entry in person.entries(kind.name)[: way.chosen[kind.name]]:
            hours += hours_of(kind, entry)
            days = max(days, (person.pace.as_of - entry.on).days + 1)
    return Effort(hours=hours, days=days)


def _least(way: Sum, kind: KindName, mark: int) -> int:
    """Return how few records of a kind are enough beside the others chosen."""
    low, high = 0, len(way.member.entries(kind))
    while low < high:
        middle = (low + high) // 2
        way.choose({kind: middle})
        if way.total >= mark:
            high = middle
        else:
            low = middle + 1
    return low
