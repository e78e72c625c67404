"""What a run keeps beside its parts for the next one, written down with the digests of members."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from goodstanding.errors import Problem, ProblemsError, declare
from goodstanding.scoring.batch.finished import Finished, content_of_counts, counts_of
from goodstanding.scoring.batch.scored import Counts
from goodstanding.scoring.files import write_synced
from goodstanding.scoring.outputs import DIGESTS, keeps_digests
from goodstanding.scoring.receipt import Receipt, receipt_text

DAMAGED = declare("previous-damaged", "A file of the run before is missing or was changed.")

CONTENTS: Final = "digests.json"
"""Which digests there are, of which receipt: it lies beside them."""

VERSION: Final = 2
CONTENTS_BYTES_MAX: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The SHA-256 of each file of digests by its name, and what is known of each part by number.

    `arrow` is the version of the library that wrote the parts: another might write other bytes.
    """

    files: Mapping[str, str]
    parts: Sequence[Counts]
    arrow: str


NOTHING: Final = Kept(files={}, parts=(), arrow="")


def read_kept(folder: Path, receipt: Receipt) -> Kept:
    """Return what a run kept; nothing where that is not there, or is of another receipt.

    Raises:
        ProblemsError: it is not as it was written.
    """
    path = folder / DIGESTS / CONTENTS
    if not keeps_digests(receipt) or not path.is_file():
        return NOTHING
    try:
        found = json.loads(path.read_bytes()[: CONTENTS_BYTES_MAX + 1])
        stated = found.pop("sha256")
        own = hashlib.sha256(_dump(found)).hexdigest()
        known = (found["version"], found["receipt_sha256"]) == (VERSION, receipt_sha256(receipt))
        kept = NOTHING
        if known:
            parts = tuple(counts_of(each) for each in found["parts"])
            kept = Kept(files=dict(found["files"]), parts=parts, arrow=found["arrow"])
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        raise damaged(path) from None
    if own != stated:
        raise damaged(path)
    return kept


def write_kept(inside: Path, receipt: Receipt, buckets: Sequence[Finished]) -> None:
    """Write down in a folder of outputs what the next run takes up."""
    files = {
        file.name: file.sha256
        for each in buckets
        for file in each.files
        if file.name.startswith(f"{DIGESTS}/")
    }
    content: dict[str, Any] = {
        "of": "digests of a score run",
        "version": VERSION,
        "receipt_sha256": receipt_sha256(receipt),
        "arrow": pa.__version__,
        "files": files,
        "parts": [content_of_counts(each.counts) for each in buckets],
    }
    content["sha256"] = hashlib.sha256(_dump(content)).hexdigest()
    write_synced(inside / DIGESTS / CONTENTS, _dump(content))


def _dump(content: Mapping[str, Any]) -> bytes:
    """Return JSON as it is hashed and written."""
    return (json.dumps(content, sort_keys=True, indent=1) + "\n").encode()


def receipt_sha256(receipt: Receipt) -> str:
    """Return the hash of a receipt's text."""
    return hashlib.sha256(receipt_text(receipt).encode()).hexdigest()


def damaged(path: Path) -> ProblemsError:
    """Return the error of a file of the run before that is not as it was written."""
    problem = Problem(
        code=DAMAGED,
        file=str(path),
        what="this file of the run before is missing or not as it was written",
        hint="Leave --previous out to score everybody, or name a run that is whole",
    )
    return ProblemsError([problem])
