"""Days, fields and consents in JSON types, as a seal covers them and an export says them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from goodstanding.model.entry import Consent
from goodstanding.model.names import FieldName, FieldValue, KindName

DAY: Final = "day"
"""The key by which a field that holds a day is told from a text."""


def plain_day(day: date | None) -> str | None:
    """Return a day as text, None for none."""
    return None if day is None else day.isoformat()


def day_of(text: str | None) -> date | None:
    """Return the day of a text, None for none.

    Raises:
        ValueError: it is no day.
    """
    return None if text is None else date.fromisoformat(text)


def plain_fields(fields: Mapping[FieldName, FieldValue]) -> dict[str, Any]:
    """Return the fields of a record."""
    return {
        str(name): {DAY: value.isoformat()} if isinstance(value, date) else value
        for name, value in fields.items()
    }


def fields_of(plain: Mapping[str, Any]) -> dict[FieldName, FieldValue]:
    """Return the fields of a record again.

    Raises:
        TypeError, KeyError, ValueError: they were not made by `plain_fields`.
    """
    return {FieldName(name): _field(value) for name, value in plain.items()}


def _field(value: Any) -> FieldValue:  # noqa: ANN401 - whatever JSON holds
    """Return the value of a field."""
    if isinstance(value, dict):
        return date.fromisoformat(value[DAY])
    if not isinstance(value, bool | int | str):
        message = "no field holds a value of this type"
        raise TypeError(message)
    return value


def plain_consent(consent: Consent) -> dict[str, Any]:
    """Return what a consent reaches; from when until when it holds stands beside it."""
    return {
        "kinds": None if consent.kinds is None else sorted(consent.kinds),
        "records_from": plain_day(consent.records_from),
    }


def consent_of(plain: Mapping[str, Any], *, given: date, until: date | None) -> Consent:
    """Return a consent again.

    Raises:
        TypeError, KeyError, ValueError: it was not made by `plain_consent`.
    """
    kinds = plain["kinds"]
    return Consent(
        given=given,
        until=until,
        kinds=None if kinds is None else frozenset(KindName(str(kind)) for kind in kinds),
        records_from=day_of(plain["records_from"]),
    )
