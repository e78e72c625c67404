"""Who was scored again, in words and counts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the libraries of the city are imported when a city is scored
    from goodstanding.scoring.batch.changed import Again


def again_said(again: "Again | None") -> list[tuple[str, str]]:
    """Return who was scored again and why, where rows were to be carried over."""
    if again is None:
        return []
    rows = [("scored again", f"{again.scored:,}"), ("carried over", f"{again.carried:,}")]
    if again.everybody:
        rows.append(("why everybody", again.everybody))
    return rows + [(f"  {why}", f"{count:,}") for why, count in sorted(again.why.items())]
