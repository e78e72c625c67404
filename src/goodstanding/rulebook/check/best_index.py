"""The best member's records under an index policy: as many as each measure's best row asks for."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from goodstanding.model.entry import Entry
from goodstanding.model.index import Measure, Reading
from goodstanding.model.kinds import Money, RecordKind, WholeNumber
from goodstanding.model.names import Number
from goodstanding.model.policy import IndexForm, Policy
from goodstanding.rulebook.check.best import Fields, Pace, best_entry, look_back, wishes
from goodstanding.scoring.score.parts import share_left

ADDED_UP = frozenset({Reading.COUNT, Reading.SUM, Reading.SUM_FIELD})
"""The readings whose number grows with every record."""


@dataclass(slots=True, kw_only=True)
class _Gathering:
    """One measure, and how much of what it reads is still wanted for its best row.

    `once` where the best row is the first: one record, as little as it may hold, is enough then.
    """

    measure: Measure
    wanted: Number
    once: bool

    def reads(self, day: date, as_of: date) -> Fraction:
        """Return the weight with which an act of `day` is read, 0 where it is not."""
        if as_of >= self.measure.over.after(day):
            return Fraction(0)
        return share_left(self.measure.fade, day, as_of)

    def quantity(self, kind: RecordKind, weight: Fraction) -> int | None:
        """Return the least quantity that is enough, None where the measure adds none up."""
        if self.measure.reading is not Reading.SUM_FIELD:
            return None
        assert self.measure.field is not None
        type_ = kind.fields[self.measure.field]
        assert isinstance(type_, WholeNumber | Money)
        if self.once:
            return type_.least
        return max(min(ceil(self.wanted / weight), type_.most), type_.least)

    def take(self, entry: Entry, weight: Fraction) -> None:
        """Let a record count towards the best row."""
        if self.once:
            self.wanted = 0
            return
        amount = weight if self.measure.reading in ADDED_UP else Fraction(1)
        if self.measure.reading is Reading.SUM_FIELD:
            assert self.measure.field is not None
            value = entry.fields[self.measure.field]
            assert isinstance(value, int)
            amount *= value
        self.wanted -= amount


def _gathering(measure: Measure) -> _Gathering:
    """Return how much the best row of a measure asks for: nothing, where no records are as good."""
    best = max(points for _, points in measure.table)
    bound = next(bound for bound, points in measure.table if points == best)
    if best <= 0:
        return _Gathering(measure=measure, wanted=0, once=False)
    if measure.reading in ADDED_UP:
        return _Gathering(measure=measure, wanted=bound or 1, once=not bound)
    wanted = measure.least if measure.reading is Reading.SHARE else 1
    return _Gathering(measure=measure, wanted=wanted, once=False)


def index_entries(
    policy: Policy, form: IndexForm, kind: RecordKind, fields: Fields, pace: Pace
) -> tuple[Entry, ...]:
    """Return the best member's records of a kind under an index policy, the newest first."""
    open_ = [_gathering(measure) for measure in form.measures if measure.record == kind.name]
    fixed = {name for name, _ in wishes(policy, kind)}
    inside = look_back(policy, pace.as_of)
    entries: list[Entry] = []
    day = pace.as_of
    while inside(day) and len(entries) < pace.entries_max:
        weights = [(each, each.reads(day, pace.as_of)) for each in open_ if each.wanted > 0]
        weights = [(each, weight) for each, weight in weights if weight > 0]
        if not weights:
            break
        found = dict(fields)
        for each, weight in weights:
            quantity = each.quantity(kind, weight)
            if quantity is not None and each.measure.field not in fixed:
                assert each.measure.field is not None
                found[each.measure.field] = quantity
        entry = best_entry(kind, len(entries), day, found)
        entries.append(entry)
        for each, weight in weights:
            each.take(entry, weight)
        day -= timedelta(days=pace.between(kind.basis, limited=True))
    return tuple(entries)
