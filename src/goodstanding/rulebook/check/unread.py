"""Kinds and fields that nothing reads: what is not needed is not collected."""

from goodstanding.errors import declare
from goodstanding.model.points import PointsByBound, PointsByName, PointsEach, Rates
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.rulebook.check.complaints import Complaints

UNREAD = declare("policy-unread", "A kind or field that no rule reads (a warning).")


def check_unread(complaints: Complaints, policy: Policy) -> None:
    """Warn of kinds and fields that no rule or measure reads."""
    if "rules" in complaints.reading.broken or "measures" in complaints.reading.broken:
        return
    fields = _fields_read(policy)
    for kind in policy.kinds.values():
        unread = [name for name in kind.fields if (kind.name, name) not in fields]
        if not policy.reads(kind.name):
            complaints.warn(
                UNREAD, f"records.{kind.name}", f"nothing reads {kind.name}", "Take it out"
            )
        elif unread:
            complaints.warn(
                UNREAD,
                f"records.{kind.name}.fields",
                f"nothing reads {', '.join(unread)}",
                "Take out what is not needed: it is not collected then",
            )


def _fields_read(policy: Policy) -> set[tuple[str, str]]:
    """Return every field that something reads, with its kind."""
    form = policy.form
    if isinstance(form, PointsForm):
        return {
            (rule.record, rule.worth.field)
            for rule in form.rules
            if isinstance(rule.worth, PointsEach | PointsByBound | PointsByName | Rates)
        }
    return {(each.record, each.field) for each in form.measures if each.field is not None}
