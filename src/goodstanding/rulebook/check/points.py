"""What a points policy may combine: acts, caps, groups, rates and running bounds."""

from collections.abc import Iterator
from typing import Final

from goodstanding.errors import declare
from goodstanding.model.days import Period
from goodstanding.model.kinds import Money, WholeNumber
from goodstanding.model.points import (
    Group,
    Hold,
    PointsByBound,
    PointsCap,
    Rates,
    Rule,
)
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.rulebook.check.complaints import Complaints
from goodstanding.rulebook.check.signs import Range, range_of
from goodstanding.rulebook.reader.values import written_amount

COMBINATION = declare(
    "policy-combination", "Two forms together that would let a good record lower a score."
)
CAP_SIGN = declare("policy-cap-sign", "A cap or group of the other sign, or over gains and losses.")
NEST = declare("policy-caps-do-not-nest", "A longer cap is applied before a shorter one.")
REPAIR = declare("policy-repair-not-milder", "A repaired deduction is no milder than the original.")
BOUNDS = declare("policy-start-out-of-bounds", "The start is outside the bounds.")
NEVER_BINDS = declare("policy-cap-never-binds", "A cap that nothing can reach (a warning).")
NEVER_REACHED = declare("policy-row-never-reached", "A row no value can reach (a warning).")

PERIODS_IN: Final = {
    (Period.DAY, Period.MONTH): 31,
    (Period.DAY, Period.QUARTER): 92,
    (Period.DAY, Period.YEAR): 366,
    (Period.MONTH, Period.QUARTER): 3,
    (Period.MONTH, Period.YEAR): 12,
    (Period.QUARTER, Period.YEAR): 4,
}
"""How many of the shorter period a longer one holds at most."""


def check_points(complaints: Complaints, policy: Policy, form: PointsForm) -> None:
    """Complain of everything in rules, groups and bounds that may not stand together."""
    for rule in form.rules:
        worth = range_of(rule, policy.kinds[rule.record])
        _check_caps(complaints, rule, worth)
        _check_rates(complaints, rule)
        _check_act(complaints, policy, form, rule)
        _check_running(complaints, form, rule)
        _check_repaired(complaints, rule, worth)
        _check_reach_of_caps(complaints, rule, worth)
    _check_groups(complaints, policy, form)
    _check_running_acts(complaints, policy, form)
    _check_rows(complaints, policy, form)
    _check_start(complaints, form)


def _check_caps(complaints: Complaints, rule: Rule, worth: Range) -> None:
    """Complain of caps of the wrong sign, and of `times` over more than a `points` period."""
    path = f"rules.{rule.name}.cap"
    if (rule.times_caps or rule.points_caps) and worth.adds and worth.deducts:
        complaints.error(
            CAP_SIGN,
            path,
            "a rule with a cap both adds and deducts",
            "Split it: one rule that adds and one that deducts, each with its cap",
        )
        return
    _check_signs(complaints, path, rule.points_caps, worth)
    for times in rule.times_caps:
        for points in rule.points_caps:
            if times.per.length > points.per.length:
                complaints.error(
                    NEST,
                    path,
                    f"times are counted over a {times.per}, points over a shorter {points.per}",
                    "Caps nest: count times over a period that is not longer",
                )


def _check_signs(
    complaints: Complaints, path: str, caps: tuple[PointsCap, ...], worth: Range
) -> None:
    """Complain of caps that are not of the sign of what they cap."""
    for cap in caps:
        if (worth.deducts and cap.points >= 0) or (not worth.deducts and cap.points <= 0):
            word, sign = ("deducts", "below 0") if worth.deducts else ("adds", "above 0")
            complaints.error(
                CAP_SIGN,
                path,
                f"the cap of {cap.points} points is of the wrong sign for what only {word}",
                f"Write a cap {sign}",
            )


def _check_rates(complaints: Complaints, rule: Rule) -> None:
    """Complain of rates with a cap on times, or on less than the year that they fill."""
    if not isinstance(rule.worth, Rates):
        return
    path = f"rules.{rule.name}.cap"
    if rule.times_caps:
        complaints.error(
            COMBINATION,
            path,
            "a rule with rates has a cap on times",
            "Take it out: the last upper end of the rates is the cap of a year",
        )
    if any(cap.per.length < Period.YEAR.length for cap in rule.points_caps):
        complaints.error(
            COMBINATION,
            path,
            "a rule with rates has a cap over less than a year",
            "Rates fill a calendar year: cap points per year or ever",
        )


def _check_act(complaints: Complaints, policy: Policy, form: PointsForm, rule: Rule) -> None:
    """Complain of caps, groups and rates of a rule that reads a kind with acts."""
    if not policy.kinds[rule.record].act:
        return
    path = f"rules.{rule.name}"
    why = "one act counts once, and a cap could then let a good record lower a score"
    if rule.times_caps or rule.points_caps:
        complaints.error(
            COMBINATION,
            f"{path}.cap",
            f"a rule that reads a kind with `act: yes` has a cap; {why}",
            "Take the cap out, or `act` from the kind of record",
        )
    if rule.name in form.group_by_rule:
        complaints.error(
            COMBINATION,
            f"groups.{form.group_by_rule[rule.name].name}.rules",
            f"{rule.name} reads a kind with `act: yes` and is in a group; {why}",
            "Take the rule out of the group, or `act` from the kind of record",
        )
    if isinstance(rule.worth, Rates):
        complaints.error(
            COMBINATION,
            f"{path}.rates",
            "a rule that reads a kind with `act: yes` has rates",
            "Use points, each or a table, or take `act` from the kind of record",
        )


def _check_running(complaints: Complaints, form: PointsForm, rule: Rule) -> None:
    """Complain of caps on times and of rates under running bounds."""
    if form.bounds is None or form.bounds.hold is not Hold.AT_EVERY_RECORD:
        return
    hint = "Use `hold: at the end`, or take it out"
    if rule.times_caps:
        complaints.error(
            COMBINATION,
            f"rules.{rule.name}.cap",
            "a cap on times does not go with running bounds",
            hint,
        )
    if isinstance(rule.worth, Rates):
        complaints.error(
            COMBINATION,
            f"rules.{rule.name}.rates",
            "rates do not go with running bounds",
            hint,
        )


def _check_running_acts(complaints: Complaints, policy: Policy, form: PointsForm) -> None:
    """Complain of kinds with acts under running bounds."""
    if form.bounds is None or form.bounds.hold is not Hold.AT_EVERY_RECORD:
        return
    for kind in policy.kinds.values():
        if kind.act:
            complaints.error(
                COMBINATION,
                f"records.{kind.name}.act",
                "a kind with `act: yes` does not go with running bounds",
                "Use `hold: at the end`, or take `act` out",
            )


def _check_repaired(complaints: Complaints, rule: Rule, worth: Range) -> None:
    """Complain of a repair that is no milder than the deduction, or of no deduction."""
    if rule.repaired is None:
        return
    path = f"rules.{rule.name}.repaired"
    if not worth.deducts:
        complaints.error(
            REPAIR, path, "the rule takes nothing away that could be repaired", "Take it out"
        )
    elif rule.repaired.points <= worth.least:
        complaints.error(
            REPAIR,
            path,
            f"{rule.repaired.points} is not milder than the deduction of {worth.least}",
            "Let a repaired deduction take less away",
        )


def _check_reach_of_caps(complaints: Complaints, rule: Rule, worth: Range) -> None:
    """Warn of a cap that the rule's shorter caps never let be reached, and of rows none reaches."""
    most = max(abs(worth.least), worth.most)
    for cap in rule.points_caps:
        reached = [
            times.times * most * PERIODS_IN.get((times.per, cap.per), 1)
            for times in rule.times_caps
            if times.per is cap.per or (times.per, cap.per) in PERIODS_IN
        ]
        reached += [
            abs(shorter.points) * PERIODS_IN[shorter.per, cap.per]
            for shorter in rule.points_caps
            if (shorter.per, cap.per) in PERIODS_IN
        ]
        if reached and min(reached) <= abs(cap.points):
            complaints.warn(
                NEVER_BINDS,
                f"rules.{rule.name}.cap",
                f"the cap of {cap.points} per {cap.per} can never be passed: "
                f"the other caps leave {min(reached)} at most",
                "Take it out, or make it smaller",
            )


def _check_groups(complaints: Complaints, policy: Policy, form: PointsForm) -> None:
    """Complain of rules in two groups, groups of two signs, and groups shorter than a cap."""
    rules: dict[str, Rule] = {rule.name: rule for rule in form.rules}
    grouped: dict[str, str] = {}
    for group in form.groups:
        path = f"groups.{group.name}"
        members = [rules[name] for name in group.rules]
        for rule in members:
            if rule.name in grouped:
                complaints.error(
                    NEST,
                    f"{path}.rules",
                    f"{rule.name} is in the group {grouped[rule.name]} too",
                    "A rule is in one group at most",
                )
            grouped.setdefault(rule.name, group.name)
            for problem in _nesting(group, rule):
                complaints.error(NEST, f"{path}.cap", *problem)
        ranges = [range_of(rule, policy.kinds[rule.record]) for rule in members]
        both = Range(min(each.least for each in ranges), max(each.most for each in ranges))
        if both.adds and both.deducts:
            complaints.error(
                CAP_SIGN,
                f"{path}.rules",
                "rules under one group all add or all deduct, and these do both",
                "Make two groups",
            )
        else:
            _check_signs(complaints, f"{path}.cap", group.caps, both)


def _nesting(group: Group, rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the periods of a group and of one of its rules, and what to do."""
    shortest = group.caps[0].per
    if isinstance(rule.worth, Rates) and shortest.length < Period.YEAR.length:
        yield (
            f"{rule.name} has rates, and the group caps points over less than a year",
            "Rates fill a calendar year: cap the group per year or ever",
        )
    for per in [cap.per for cap in rule.times_caps] + [cap.per for cap in rule.points_caps]:
        if per.length > shortest.length:
            yield (
                f"the group counts over a {shortest}, shorter than the {per} of {rule.name}",
                "Caps nest: a group's period is not shorter than any cap of its rules",
            )


def _check_start(complaints: Complaints, form: PointsForm) -> None:
    """Complain of a start outside the bounds."""
    if form.bounds is not None and form.bounds.bite(form.start):
        complaints.error(
            BOUNDS,
            "start",
            f"everybody would start at {form.start}, outside the bounds",
            "Start inside them",
        )


def _check_rows(complaints: Complaints, policy: Policy, form: PointsForm) -> None:
    """Warn of rows of a table beyond what the field can hold."""
    for rule in form.rules:
        if not isinstance(rule.worth, PointsByBound):
            continue
        type_ = policy.kinds[rule.record].fields[rule.worth.field]
        assert isinstance(type_, WholeNumber | Money)
        for bound, _ in rule.worth.rows:
            if bound > type_.most:
                written = written_amount(bound, type_)
                complaints.warn(
                    NEVER_REACHED,
                    f"rules.{rule.name}.table.{written}",
                    f"no {rule.worth.field} reaches {written}",
                    "Take the row out, or widen the field's range",
                )
