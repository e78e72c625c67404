"""What stands sealed in each table, to and from the values of the model."""

from typing import Any

from goodstanding.model.entry import Consent
from goodstanding.model.plain import plain_consent, plain_day, plain_fields
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
    return {**plain_consent(consent), "purpose": purpose}
