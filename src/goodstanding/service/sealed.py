"""What stands sealed in each table, to and from the values of the model."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from goodstanding.model.entry import Consent
from goodstanding.model.names import FieldName, FieldValue, KindName
from goodstanding.model.record import Record

DAY = "day"


def record_to_seal(record: Record) -> dict[str, Any]:
    """Return what an entry's seal covers."""
    return {
        "id": record.id,
        "kind": record.kind,
        "on": record.on.isoformat(),
        "until": None if record.until is None else record.until.isoformat(),
        "act": record.act,
        "fields": fields_to_seal(record.fields),
    }


def fields_to_seal(fields: Mapping[FieldName, FieldValue]) -> dict[str, Any]:
    """Return the fields of a record as they are sealed."""
    return {str(name): plain_value(value) for name, value in fields.items()}


def fields_sealed(sealed: Mapping[str, Any]) -> dict[FieldName, FieldValue]:
    """Return the fields of a record that was sealed."""
    return {FieldName(name): _value(value) for name, value in sealed["fields"].items()}


def day_sealed(text: str | None) -> date | None:
    """Return a day that was sealed, None where there was none."""
    return None if text is None else date.fromisoformat(text)


def consent_to_seal(consent: Consent, *, purpose: str) -> dict[str, Any]:
    """Return what a consent's seal covers."""
    start = consent.records_from
    return {
        "kinds": None if consent.kinds is None else sorted(consent.kinds),
        "records_from": None if start is None else start.isoformat(),
        "purpose": purpose,
    }


def consent_sealed(sealed: Mapping[str, Any], *, given: date, until: date | None) -> Consent:
    """Return a consent that was sealed."""
    kinds = sealed["kinds"]
    return Consent(
        given=given,
        until=until,
        kinds=None if kinds is None else frozenset(KindName(kind) for kind in kinds),
        records_from=day_sealed(sealed["records_from"]),
    )


def plain_value(value: FieldValue) -> object:
    """Return a field's value in JSON types; a day is told from a text."""
    return {DAY: value.isoformat()} if isinstance(value, date) else value


def _value(value: Any) -> FieldValue:  # noqa: ANN401 - whatever JSON holds
    """Return a field's value from JSON types."""
    if isinstance(value, dict):
        return date.fromisoformat(value[DAY])
    assert isinstance(value, bool | int | str)
    return value
