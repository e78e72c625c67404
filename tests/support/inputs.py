"""What the tests of files read together share."""

from typing import Final

from tests.support.intake import HEADER

from goodstanding.intake import Admitted, Role
from goodstanding.model.names import MemberId

GOOD: Final = "r-1,volunteers,m-1,visit,2027-01-10"
FILED: Final = f"{HEADER},filed"


def entries(admitted: Admitted, member: str = "m-1") -> list[str]:
    """Return the records of a member's entries."""
    return [entry.record for entry in admitted.entries[MemberId(member)]]


def balanced(admitted: Admitted) -> bool:
    """Return whether each row is counted once: admitted, repeated, withheld, dropped, refused."""
    admitted_rows = sum(len(theirs) for theirs in admitted.entries.values())
    refused = sum(each.refused for each in admitted.inputs if each.role is Role.RECORDS)
    others = admitted.repeated + admitted.withheld + admitted.dropped
    return admitted.rows == admitted_rows + others + refused
