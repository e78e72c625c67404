"""What a later edition may not do to the one before: reach back, or give everybody less."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from goodstanding.errors import declare
from goodstanding.model.index import Measure
from goodstanding.model.names import Text
from goodstanding.model.points import (
    FadeStep,
    FixedPoints,
    PointsByBound,
    PointsByName,
    PointsEach,
    Rule,
)
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.rulebook.check.complaints import Complaints
from goodstanding.rulebook.check.times import BEHIND, deductions

FOLLOW = declare("policy-edition-does-not-follow", "An edition number or date does not follow.")
EVERYBODY = declare("charter-everyone-worse", "What everybody gets becomes worse.")

NUMBER: Final = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


def check_previous(complaints: Complaints, policy: Policy, before: Policy, *, last: int) -> None:
    """Complain of what does not follow from the nearest edition; `last` is the newest published."""
    _check_follows(complaints, policy, before, last=last)
    _check_harsher(complaints, policy, before)
    _check_everyone(complaints, policy, before)


def _check_follows(complaints: Complaints, policy: Policy, before: Policy, *, last: int) -> None:
    """Complain of another name, a gap in the numbers, and dates that do not move on."""
    if policy.name != before.name:
        complaints.error(
            FOLLOW,
            "policy",
            f"the editions published before are of {before.name}",
            "Keep the name: it is the address of the policy",
        )
    if policy.edition > last + 1:
        complaints.error(
            FOLLOW,
            "edition",
            f"edition {policy.edition} does not follow edition {last}, the last one published",
            f"Write {last + 1}",
        )
    if policy.edition == before.edition:
        return
    for key, new, old in (
        ("published", policy.published, before.published),
        ("from", policy.in_force, before.in_force),
    ):
        if new <= old:
            complaints.error(
                FOLLOW,
                key,
                f"{new} is not after {old}, the day of edition {before.edition}",
                "Write a later day",
            )


def _check_harsher(complaints: Complaints, policy: Policy, before: Policy) -> None:
    """Complain of deductions that take more than before for acts from before this edition."""
    if policy.edition == before.edition or type(policy.form) is not type(before.form):
        return
    old_rules, new_rules = _by_name(before), _by_name(policy)
    for each in deductions(policy):
        old = old_rules.get(each.name)
        if old is None or each.since is None or each.since >= policy.in_force:
            continue
        reason = _harsher(policy, new_rules[each.name], old)
        if reason:
            complaints.error(
                BEHIND,
                f"{each.place}.{each.name}",
                f"{reason} for acts from before {policy.in_force}, and so reaches behind",
                f"Date the new amount from {policy.in_force}, or write `since: {policy.in_force}`",
            )


def _by_name(policy: Policy) -> dict[str, Rule | Measure]:
    """Return the rules or measures of a policy."""
    form = policy.form
    if isinstance(form, PointsForm):
        return {rule.name: rule for rule in form.rules}
    return {measure.name: measure for measure in form.measures}


def _harsher(policy: Policy, new: Rule | Measure, old: Rule | Measure) -> str:
    """Return in what a deduction is harsher than before, empty where it is in nothing."""
    if new.record != old.record:
        return ""
    if isinstance(new, Measure) and isinstance(old, Measure):
        if _rows_harsher(new.table, old.table):
            return "the table takes more than before"
        if new.over.mean_days > old.over.mean_days or new.least < old.least:
            return "it reads more than before"
    else:
        assert isinstance(new, Rule)
        assert isinstance(old, Rule)
        if _worth_harsher(policy, new, old):
            return "it takes more than before"
        if _lasts(new) > _lasts(old):
            return "it lasts longer than before"
    return "it fades later than before" if _fades_later(new.fade, old.fade) else ""


def _worth_harsher(policy: Policy, new: Rule, old: Rule) -> bool:
    """Return whether an act from before the edition is worth less than it was."""
    match new.worth, old.worth:
        case (FixedPoints(points=later), FixedPoints(points=earlier)) | (
            PointsEach(points=later),
            PointsEach(points=earlier),
        ):
            assert new.since is not None
            days = {new.since, *(day for day, _ in (*later.amounts, *earlier.amounts) if day)}
            return any(
                (later.on(day) or 0) < (earlier.on(day) or 0)
                for day in days
                if new.since <= day < policy.in_force
            )
        case (PointsByBound(rows=later_rows), PointsByBound(rows=earlier_rows)):
            return _rows_harsher(later_rows, earlier_rows)
        case (PointsByName(rows=later_names), PointsByName(rows=earlier_names)):
            return any(points < earlier_names.get(name, 0) for name, points in later_names.items())
        case _:
            # of another form, acts from before can only be told apart by hand
            return type(new.worth) is not type(old.worth)


def _rows_harsher(
    new: tuple[tuple[int | Fraction, int], ...], old: tuple[tuple[int | Fraction, int], ...]
) -> bool:
    """Return whether any number gives less in the new table than in the old one."""

    def points(rows: tuple[tuple[int | Fraction, int], ...], number: int | Fraction) -> int:
        found = rows[0][1]
        for bound, value in rows:
            if number >= bound:
                found = value
        return found

    bounds = {bound for bound, _ in (*new, *old)}
    return any(points(new, bound) < points(old, bound) for bound in bounds)


def _lasts(rule: Rule) -> float:
    """Return the longest that an act counts, in days, without end where nothing says."""
    spans = () if rule.lasts is None else rule.lasts.spans.values()
    return max((span.mean_days for span in spans), default=float("inf"))


def _fades_later(new: tuple[FadeStep, ...], old: tuple[FadeStep, ...]) -> bool:
    """Return whether more is left at any age than before."""

    def left(steps: tuple[FadeStep, ...], days: float) -> Fraction:
        return min(
            (step.share for step in steps if step.after.mean_days <= days), default=Fraction(1)
        )

    ages = {step.after.mean_days for step in (*new, *old)}
    return any(left(new, age) > left(old, age) for age in ages)


def _check_everyone(complaints: Complaints, policy: Policy, before: Policy) -> None:
    """Complain where everybody gets less; warn where only people can tell."""
    now = {benefit.name: benefit for benefit in policy.benefits}
    two = "Two persons must look: what everybody gets may never become worse (charter 6)"
    for old in before.benefits:
        path = f"benefits.{old.name}.everyone"
        new = now.get(old.name)
        if new is None:
            complaints.warn(
                EVERYBODY, "benefits", f"{old.name} is gone, and what everybody got with it", two
            )
            continue
        verdicts = set(_verdicts(old.everyone, new.everyone, old.member))
        if "worse" in verdicts:
            complaints.error(
                EVERYBODY,
                path,
                f"everybody gets less than in edition {before.edition}",
                "Give everybody at least what they had (charter 6)",
            )
        elif "unclear" in verdicts:
            complaints.warn(
                EVERYBODY, path, f"the words are not those of edition {before.edition}", two
            )


def _verdicts(old: Text, new: Text, member: Text) -> Iterator[str]:
    """Yield for each language whether a text is the same, better, worse or unclear."""
    for language in {*old, *new}:
        earlier, later = old.get(language, ""), new.get(language, "")
        if earlier == later:
            yield "same"
        elif NUMBER.sub("#", earlier) != NUMBER.sub("#", later):
            yield "unclear"
        else:
            yield from _compared(
                _numbers(earlier), _numbers(later), _numbers(member.get(language, ""))
            )


def _compared(old: list[Fraction], new: list[Fraction], member: list[Fraction]) -> Iterator[str]:
    """Yield a verdict for each number; which way is better, what a member gets tells."""
    for place, (earlier, later) in enumerate(zip(old, new, strict=True)):
        best = member[place] if len(member) == len(old) else earlier
        if earlier == later:
            yield "same"
        elif best == earlier:
            yield "unclear"
        else:
            yield "better" if (later > earlier) == (best > earlier) else "worse"


def _numbers(text: str) -> list[Fraction]:
    """Return the numbers of a text."""
    return [Fraction(each.replace(",", "")) for each in NUMBER.findall(text)]
