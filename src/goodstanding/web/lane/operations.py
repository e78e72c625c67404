"""The operations of the lane, each declared once: method, path, audience, what it takes."""

from dataclasses import dataclass
from typing import Final

from goodstanding.service.rights import OPERATIONS
from goodstanding.web.lane.reading import ARRAY, TYPES

BASE: Final = "/api/v1/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation: `name` is that of `service.rights`, which says whose it is."""

    name: str
    method: str
    path: str
    summary: str
    status: int = 200
    takes: tuple[str, ...] = ()

    @property
    def audience(self) -> list[str]:
        """Return the roles that may ask for it."""
        return sorted(role.value for role in OPERATIONS[self.name])


LANE: Final = (
    Operation(name="records.file", method="POST", path="records", status=202, takes=TYPES,
              summary="File up to 10,000 records; malformed rows come back, the others are taken"),
    Operation(name="records.validate", method="POST", path="records/validate", takes=TYPES,
              summary="Say what is wrong with the form of records, and keep nothing"),
    Operation(name="record.recall", method="DELETE", path="records/{id}", status=202,
              summary="Take a record back; the answer is the same whether it stood"),
    Operation(name="slips.redeem", method="POST", path="links", takes=(ARRAY,),
              summary="Exchange the codes of linking slips for handles"),
    Operation(name="refusals.read", method="GET", path="refusals",
              summary="Count what was refused on each of the last thirty days, rounded to ten"),
    Operation(name="check.answer", method="POST", path="checks", takes=(ARRAY,),
              summary="Ask about a code that the member made: yes, or the one same answer"),
    Operation(name="policies.read", method="GET", path="policies",
              summary="List the published editions of the policy"),
    Operation(name="policies.read", method="GET", path="policies/{edition}",
              summary="Read the text of an edition, word for word"),
)  # fmt: skip
