"""The best member's records under a points policy: rules filled day by day, the newest first."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil

from goodstanding.model.days import Period, PeriodKey, period_key
from goodstanding.model.entry import Entry
from goodstanding.model.kinds import HUNDREDTHS, Money, RecordKind, WholeNumber
from goodstanding.model.names import FieldName
from goodstanding.model.points import PointsEach, Rates, Rule
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.rulebook.check.best import Fields, Pace, best_entry, look_back, wishes
from goodstanding.scoring.score.parts import expired, share_left, worth


@dataclass(slots=True, kw_only=True)
class _Limit:
    """A cap of one rule while the best member's records fill it, by calendar period."""

    per: Period
    most: int
    of: str
    used: dict[PeriodKey, int] = field(default_factory=dict)

    def room(self, day: date) -> int:
        """Return what the period around `day` still takes."""
        return self.most - self.used.get(period_key(self.per, day), 0)

    def take(self, day: date, amounts: dict[str, int]) -> None:
        """Use up room."""
        key = period_key(self.per, day)
        self.used[key] = self.used.get(key, 0) + amounts[self.of]

    def before(self, day: date) -> date | None:
        """Return the last day before the period around `day`, None where it never ends."""
        if self.per is Period.EVER:
            return None
        key = period_key(self.per, day)
        while period_key(self.per, day) == key:
            if self.per is Period.DAY or day.day == 1:
                day -= timedelta(days=1)
            else:
                day = day.replace(day=1)
        return day


@dataclass(slots=True, kw_only=True)
class _Filling:
    """One rule that the best member's records of a kind fill, from the newest day back."""

    rule: Rule
    kind: RecordKind
    limits: list[_Limit]
    between: int
    next_day: date | None

    def settle_next(self) -> None:
        """Move to the latest day on which every cap has room."""
        while self.next_day is not None:
            full = [limit for limit in self.limits if limit.room(self.next_day) <= 0]
            if not full:
                return
            self.next_day = full[0].before(self.next_day)

    def quantity(self, day: date, as_of: date) -> int | None:
        """Return the least quantity that fills the room on `day`, None where any will do."""
        form = self.rule.worth
        if not isinstance(form, PointsEach | Rates):
            return None
        type_ = self.kind.fields[form.field]
        assert isinstance(type_, WholeNumber | Money)
        most = type_.most
        if isinstance(form, Rates):
            most = min([most, *(each.room(day) for each in self.limits if each.of == "quantity")])
        else:
            points = form.points.on(day)
            share = share_left(self.rule.fade, day, as_of)
            rooms = [each.room(day) for each in self.limits if each.of == "points"]
            if rooms and points is not None and points * share > 0:
                unit = HUNDREDTHS if isinstance(type_, Money) else 1
                most = min(most, ceil(min(rooms) * unit / (points * share)))
        return max(most, type_.least)

    def take(self, entry: Entry, as_of: date) -> bool:
        """Let an entry fill this rule; return whether it leaves any points."""
        form = self.rule.worth
        share = share_left(self.rule.fade, entry.on, as_of)
        points = worth(self.rule, self.kind, entry) or 0
        amounts = {"times": 1, "points": -(-points * share.numerator // share.denominator)}
        if isinstance(form, Rates):
            quantity = entry.fields[form.field]
            assert isinstance(quantity, int)
            amounts |= {"quantity": quantity, "points": 0}
            points = 1
        for limit in self.limits:
            limit.take(entry.on, amounts)
        return points > 0 and share > 0 and not expired(self.rule, entry, as_of)


def _limits(form: PointsForm, rule: Rule) -> list[_Limit]:
    """Return every cap on what a rule gives, that of its group and of its rates included."""
    limits = [_Limit(per=cap.per, most=cap.times, of="times") for cap in rule.times_caps]
    group = form.group_by_rule.get(rule.name)
    caps = (*rule.points_caps, *(() if group is None else group.caps))
    limits += [_Limit(per=cap.per, most=cap.points, of="points") for cap in caps if cap.points > 0]
    if isinstance(rule.worth, Rates):
        last = rule.worth.brackets[-1][0]
        limits.append(_Limit(per=Period.YEAR, most=last, of="quantity"))
    return limits


def points_entries(
    policy: Policy, form: PointsForm, kind: RecordKind, fields: Fields, pace: Pace
) -> tuple[Entry, ...]:
    """Return the best member's records of a kind under a points policy, the newest first."""
    fillings = []
    for rule in form.rules_by_kind.get(kind.name, ()):
        limits = _limits(form, rule)
        between = pace.between(kind.basis, limited=bool(limits))
        fillings.append(
            _Filling(rule=rule, kind=kind, limits=limits, between=between, next_day=pace.as_of)
        )
    fixed = {name for name, _ in wishes(policy, kind)}
    entries: list[Entry] = []
    inside = look_back(policy, pace.as_of)
    while fillings and len(entries) < pace.entries_max:
        for filling in fillings:
            filling.settle_next()
        day = max((each.next_day for each in fillings if each.next_day is not None), default=None)
        if day is None or not inside(day):
            break
        due = [each for each in fillings if each.next_day == day]
        entry = best_entry(
            kind, len(entries), day, _with_quantities(due, fields, fixed, pace.as_of)
        )
        useful = {id(each) for each in fillings if each.take(entry, pace.as_of)}
        for each in due:
            each.next_day = day - timedelta(days=each.between)
        # what has faded to nothing today had done so on every earlier day
        fillings = [each for each in fillings if each not in due or id(each) in useful]
        if useful:
            entries.append(entry)
    return tuple(entries)


def _with_quantities(
    due: list[_Filling], fields: Fields, fixed: set[FieldName], as_of: date
) -> Fields:
    """Return the fields of a record with the quantities that its rules have room for."""
    found = dict(fields)
    wanted: dict[FieldName, int] = {}
    for each in due:
        assert each.next_day is not None
        quantity = each.quantity(each.next_day, as_of)
        form = each.rule.worth
        if quantity is not None and isinstance(form, PointsEach | Rates):
            wanted[form.field] = max(quantity, wanted.get(form.field, quantity))
    found.update({name: value for name, value in wanted.items() if name not in fixed})
    return found
