"""Comparing the totals of a run with published ones: how many agree, and never whose."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from goodstanding.intake import Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many expected totals a run reproduces, of all of them and of members with records.

    `unexpected` are members that were scored and are not in the file.
    """

    column: str
    off: int
    all_members: int
    all_agree: int
    with_records: int
    with_records_agree: int
    unexpected: int


def hold_to_data_sheet(path: Path) -> None:
    """Refuse published totals that the data sheet beside them does not describe.

    Raises:
        ProblemsError: there is no data sheet, or the file is not one that it lists.
    """
    from goodstanding.intake.study import read_data_sheet

    read_data_sheet(path.parent, {path.name: hashlib.sha256(path.read_bytes()).hexdigest()})


class Comparison:
    """Published totals and what a run gives, member by member."""

    def __init__(self, expected: Totals, *, off: int) -> None:
        """Begin with nothing compared; members without records stand at the opening."""
        self._expected = expected
        self._off = off
        self._totals: dict[str, int] = {}

    def add(self, member: str, total: int) -> None:
        """Take the total of a member that was scored."""
        self._totals[member] = total

    def agreement(self, with_records: Collection[str], *, opening: int) -> Agreement:
        """Return how many agree.

        Who is in the file and was not scored has no records, so stands at the opening.
        """
        agree = {
            member
            for member, total in self._expected.totals.items()
            if abs(total - self._totals.get(member, opening)) in {0, self._off}
        }
        listed = self._expected.totals.keys()
        recorded = listed & set(with_records)
        return Agreement(
            column=self._expected.column,
            off=self._off,
            all_members=len(listed),
            all_agree=len(agree),
            with_records=len(recorded),
            with_records_agree=len(agree & recorded),
            unexpected=len(self._totals.keys() - listed),
        )
