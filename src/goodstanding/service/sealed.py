"""What stands sealed in each table, to and from the values of the model."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from goodstanding.model.entry import Consent
from goodstanding.model.names import KindName
from goodstanding.model.plain import day_of, plain_day, plain_fields
from goodstanding.model.record import Record


def record_to_seal(record: Record) -> dict[str, Any]:
    """Return what an entry's seal covers."""
    return {
        "id": record.id,
        "kind": record.kind,
        "on": record.on.isoformat(),
        "until": plain_day(record.until),
        "act": record.act,
        "fields": plain_fields(record.fields),
    }


def consent_to_seal(consent: Consent, *, purpose: str) -> dict[str, Any]:
    """Return what a consent's seal covers."""
    return {
        "kinds": None if consent.kinds is None else sorted(consent.kinds),
        "records_from": plain_day(consent.records_from),
        "purpose": purpose,
    }


def consent_sealed(sealed: Mapping[str, Any], *, given: date, until: date | None) -> Consent:
    """Return a consent that was sealed."""
    kinds = sealed["kinds"]
    return Consent(
        given=given,
        until=until,
        kinds=None if kinds is None else frozenset(KindName(kind) for kind in kinds),
        records_from=day_of(sealed["records_from"]),
    )
