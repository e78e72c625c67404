"""A certificate of participation for a member: what the member chooses to show, and no more."""

import hashlib
from collections.abc import Collection
from enum import StrEnum

from goodstanding.model.names import Text
from goodstanding.model.policy import Policy
from goodstanding.present.certificate import Certificate
from goodstanding.service.offered import text_in_force
from goodstanding.service.people import known
from goodstanding.service.programme import Programme
from goodstanding.service.statements import statement_of


class Shows(StrEnum):
    """What a certificate says if its member chooses so; a band is no choice."""

    SINCE = "since"
    LEVEL = "level"
    TOTAL = "total"


def certificate(programme: Programme, number: int, shows: Collection[Shows]) -> Certificate:
    """Return what stands on a member's certificate of today; nothing of it is kept.

    Raises:
        ProblemsError: nobody of this number is a member, or no edition is in force.
    """

    def act() -> Certificate:
        today = programme.today()
        who = known(programme, number)
        policy, text = text_in_force(programme)
        found = statement_of(programme, who, as_of=today)
        return Certificate(
            programme=programme.title,
            controller=f"{programme.controller.name}, {programme.controller.address}",
            origin=programme.origin,
            day=today,
            edition=policy.edition,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            since=who.row.joined if Shows.SINCE in shows else None,
            level=_level(policy, found.level) if Shows.LEVEL in shows else None,
            total=found.total if Shows.TOTAL in shows else None,
        )

    return programme.read(act)


def _level(policy: Policy, name: str | None) -> Text:
    """Return the title of a level, nothing where none is held."""
    return next((each.title for each in policy.levels if each.name == name), {})
