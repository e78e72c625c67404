"""When rules hold: notice before they start, and no deduction that reaches back."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from goodstanding.errors import declare
from goodstanding.model.days import Unit
from goodstanding.model.names import KindName, RuleName
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.rulebook.check.complaints import Complaints
from goodstanding.rulebook.check.signs import measure_range, range_of
from goodstanding.rulebook.reader.context import MISSING_KEY

NOTICE = declare("policy-notice", "An edition starts sooner after publication than its notice.")
BEHIND = declare("policy-reaches-behind", "A deduction reaches behind its first day in force.")
DECLARED = declare(
    "policy-history-declared", "A `since` that no published edition bears out (a warning)."
)
FOR_EVER = declare("policy-counts-for-ever", "A deduction that never ends (a warning).")


class Deduction(NamedTuple):
    """A rule or measure that can take points away."""

    place: str
    name: RuleName
    kind: KindName
    since: date | None
    ends: bool


def deductions(policy: Policy) -> Iterator[Deduction]:
    """Yield every rule or measure that can take points away."""
    form = policy.form
    if isinstance(form, PointsForm):
        for rule in form.rules:
            if range_of(rule, policy.kinds[rule.record]).deducts:
                ends = rule.lasts is not None or any(step.share == 0 for step in rule.fade)
                ends = ends or policy.window is not None
                yield Deduction("rules", rule.name, rule.record, rule.since, ends)
        return
    for measure in form.measures:
        if measure_range(measure).deducts:
            yield Deduction("measures", measure.name, measure.record, measure.since, ends=True)


def check_notice(complaints: Complaints, policy: Policy) -> None:
    """Complain of an edition that starts before its notice is over."""
    earliest = policy.notice.after(policy.published)
    if policy.in_force < earliest:
        unit = policy.notice.unit if policy.notice.count > 1 else Unit(policy.notice.unit)[:-1]
        complaints.error(
            NOTICE,
            "from",
            f"{policy.in_force} gives less than the notice of {policy.notice.count} {unit} "
            f"after {policy.published}",
            f"Start on {earliest} or later",
        )


def check_since(complaints: Complaints, policy: Policy, before: Policy | None) -> None:
    """Every deduction has a `since` that does not reach behind the published history.

    An edition of the other family bears nothing out: what a record counted there has no like here.
    """
    same = before is not None and type(before.form) is type(policy.form)
    known = {each.name: each for each in deductions(before)} if before and same else {}
    other = "" if same else ", as the edition before was of the other family"
    for each in deductions(policy):
        path = f"{each.place}.{each.name}"
        if not each.ends:
            complaints.warn(
                FOR_EVER,
                path,
                "the deduction has no end: this counts for ever",
                "Add `lasts`, or a `fade` that ends in none",
            )
        if each.since is None:
            complaints.error(
                MISSING_KEY,
                path,
                "it deducts, and the key 'since' is missing",
                f"Add `since: {policy.in_force}`, the first day on which it is in force",
            )
            continue
        if before is None:
            _check_declared(complaints, policy, f"{path}.since", each.since)
            continue
        old = known.get(each.name)
        first = policy.in_force
        if old is not None and old.kind == each.kind and old.since is not None:
            first = min(first, old.since)
        if each.since < first:
            complaints.error(
                BEHIND,
                f"{path}.since",
                f"{each.since} reaches behind {first}, the first day on which it was in force"
                f"{other}",
                f"Rules are never retroactive: write {first} or later",
            )


def _check_declared(complaints: Complaints, policy: Policy, path: str, since: date) -> None:
    """Warn of a first day that only the file itself says."""
    if since < policy.in_force:
        complaints.warn(
            DECLARED,
            path,
            f"{since} is before this edition's first day, {policy.in_force}, and there is no "
            "published edition to bear it out",
            "Let both persons who publish look at it, or keep published editions in editions/",
        )
