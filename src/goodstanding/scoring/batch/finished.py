"""What is known of a finished bucket, as the file that says so holds it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from goodstanding.scoring.batch.scored import Counts
from goodstanding.scoring.receipt import FileWritten
from goodstanding.scoring.rowhash import RowSum
from goodstanding.scoring.tables import TableName

DONE: Final = "done"
"""The folder of what is known of finished buckets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A bucket that is finished: its counts, and its files."""

    counts: Counts
    files: tuple[FileWritten, ...]


def content_of(found: Finished) -> dict[str, Any]:
    """Return a finished bucket as JSON values."""
    counts = found.counts
    return {
        "members": counts.members,
        "entries": counts.entries,
        "with_lines": counts.with_lines,
        "levels": counts.levels,
        "lines": counts.lines,
        "levels_held": counts.levels_held,
        "again": counts.again,
        "carried": counts.carried,
        "sums": {str(name): list(total) for name, total in counts.sums.items()},
        "files": [asdict(file) for file in found.files],
    }


def finished_of(content: Mapping[str, Any]) -> Finished:
    """Return the finished bucket of JSON values."""
    counts = Counts(
        members=content["members"],
        entries=content["entries"],
        with_lines=content["with_lines"],
        levels_held=content["levels_held"],
        carried=content["carried"],
    )
    counts.again.update(content["again"])
    counts.levels.update(content["levels"])
    counts.lines.update(content["lines"])
    counts.sums = {TableName(name): RowSum(*each) for name, each in content["sums"].items()}
    return Finished(counts=counts, files=tuple(FileWritten(**file) for file in content["files"]))
