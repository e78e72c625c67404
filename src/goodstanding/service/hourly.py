"""What looks through whole tables is done once in an hour of the clock, and not in every round."""

# The mark stands in the ledger, so that several processes look once together and a restart does not
# look again. A clock that goes back has it looked for again, which is safe.

from goodstanding.ledger.models import Setting
from goodstanding.service.programme import Programme


def is_done(programme: Programme, what: str) -> bool:
    """Return whether something was done in this hour. It only reads: a round waits for nobody."""
    hour = _hour(programme)
    return programme.read(lambda: Setting.objects.filter(name=what, value=hour).exists())


def note(programme: Programme, what: str) -> None:
    """Note that something is done in this hour, inside the transaction that does it."""
    Setting.objects.update_or_create(name=what, defaults={"value": _hour(programme)})


def _hour(programme: Programme) -> str:
    """Return the day and the hour, in UTC."""
    return f"{programme.now():%Y-%m-%dT%H}"
