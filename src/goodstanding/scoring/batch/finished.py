"""What is known of a finished bucket, as the file that says so holds it; and of all together."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from goodstanding.model.policy import Policy
from goodstanding.scoring.batch.merged import merge_csv
from goodstanding.scoring.batch.scored import Counts
from goodstanding.scoring.receipt import FileWritten, OutputFormat, Written
from goodstanding.scoring.rowhash import NO_ROWS, RowSum
from goodstanding.scoring.tables import TableName, columns_of, heading_sum, state_hash

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
        **content_of_counts(counts),
        "again": counts.again,
        "carried": counts.carried,
        "files": [asdict(file) for file in found.files],
    }


def content_of_counts(counts: Counts) -> dict[str, Any]:
    """Return what is known of a bucket, however it was scored, as JSON values."""
    return {
        "members": counts.members,
        "entries": counts.entries,
        "with_lines": counts.with_lines,
        "levels": counts.levels,
        "lines": counts.lines,
        "levels_held": counts.levels_held,
        "sums": {str(name): list(total) for name, total in counts.sums.items()},
        "members_sha256": counts.members_sha256,
        "next_change": counts.next_change,
        "latest": counts.latest,
        "dated": counts.dated,
    }


def counts_of(content: Mapping[str, Any]) -> Counts:
    """Return what is known of a bucket, of JSON values."""
    counts = Counts(
        members=content["members"],
        entries=content["entries"],
        with_lines=content["with_lines"],
        levels_held=content["levels_held"],
        members_sha256=content["members_sha256"],
        next_change=content["next_change"],
        latest=content["latest"],
        dated=content["dated"],
    )
    counts.levels.update(content["levels"])
    counts.lines.update(content["lines"])
    counts.sums = {TableName(name): RowSum(*each) for name, each in content["sums"].items()}
    return counts


def finished_of(content: Mapping[str, Any]) -> Finished:
    """Return the finished bucket of JSON values."""
    counts = counts_of(content)
    counts.carried = content["carried"]
    counts.again.update(content["again"])
    return Finished(counts=counts, files=tuple(FileWritten(**file) for file in content["files"]))


def without_lines(counts: Counts) -> Counts:
    """Return what is known of a bucket where lines are left out."""
    sums = dict(counts.sums)
    sums.pop(TableName.LINES, None)
    return replace(counts, with_lines=None, lines=Counter(), sums=sums, dated=0)


def known_of(inside: Path, number: int) -> Finished | None:
    """Return what is known of a finished bucket, wherever its files are by now."""
    try:
        return finished_of(json.loads((inside / DONE / f"{number:05}.json").read_bytes()))
    except (FileNotFoundError, ValueError):
        return None


def read_finished(inside: Path, number: int) -> Finished | None:
    """Return a bucket that is finished in a folder; None where it is not, or not whole.

    After a power cut the names of its files may be gone, or what was known of it cut off.
    """
    found = known_of(inside, number)
    is_whole = found is not None and all((inside / f.name).is_file() for f in found.files)
    return found if is_whole else None


def written_of(
    policy: Policy,
    inside: Path,
    form: OutputFormat,
    tables: Sequence[TableName],
    buckets: Sequence[Finished],
) -> Written:
    """Return what a receipt says of all buckets together; CSV parts are merged into one file."""
    columns = columns_of(policy)
    sums = {name: heading_sum(columns[name]) for name in tables}
    levels: dict[str, int] = {level.name: 0 for level in policy.levels}
    total = Counts(with_lines=0 if TableName.LINES in tables else None)
    for each in buckets:
        total.members += each.counts.members
        total.lines.update(each.counts.lines)
        if total.with_lines is not None:
            total.with_lines += each.counts.with_lines or 0
        for name in tables:
            sums[name] = sums[name].plus(each.counts.sums.get(name, NO_ROWS))
        for level, count in each.counts.levels.items():
            if count or level in levels:
                levels[level] = levels.get(level, 0) + count
    digests = {name: sums[name].hexadecimal for name in tables}
    files = [
        file for name in tables for each in buckets for file in each.files
        if file.name.startswith(f"{name}/")
    ]  # fmt: skip
    if form is OutputFormat.CSV:
        files = [merge_csv(inside, name, columns[name]) for name in tables]
    return Written(
        members=total.members,
        with_lines=total.with_lines,
        levels=levels,
        lines=total.lines,
        format=form,
        tables=digests,
        files=tuple(files),
        state_hash=state_hash(digests),
    )
