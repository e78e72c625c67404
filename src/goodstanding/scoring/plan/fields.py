"""The columns of field values that a plan reads, and what stands in them."""

from datetime import date

from goodstanding.model.kinds import FieldType, OneOf
from goodstanding.model.names import FieldName, FieldValue, KindName
from goodstanding.model.points import FixedPoints
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.scoring.kernel.calendar import day_number

Slots = dict[tuple[KindName, FieldName], int]
"""The value column of each field that is read, by the kind of record and the field."""


def fields_read(policy: Policy) -> Slots:
    """Return the value column of each field that a policy reads; those of a kind begin at 0."""
    slots: Slots = {}
    for kind in policy.kinds.values():
        read = _read_of(policy, kind.name)
        names = [name for name in kind.fields if name in read]
        slots |= {(kind.name, name): place for place, name in enumerate(names)}
    return slots


def _read_of(policy: Policy, kind: KindName) -> set[FieldName]:
    """Return the fields of a kind that any rule or measure reads."""
    if isinstance(policy.form, PointsForm):
        rules = policy.form.rules_by_kind.get(kind, ())
        return {rule.worth.field for rule in rules if not isinstance(rule.worth, FixedPoints)}
    own = [measure for measure in policy.form.measures if measure.record == kind]
    return {measure.field for measure in own if measure.field is not None}


def field_code(form: FieldType, value: FieldValue) -> int:
    """Return a field's value as a whole number: a name by its place, yes as 1, and no as 0."""
    if isinstance(form, OneOf):
        assert isinstance(value, str)
        return form.names.index(value)
    if isinstance(value, date):
        return day_number(value)
    assert isinstance(value, int)
    return int(value)
