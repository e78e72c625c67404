"""A snapshot: the admitted entries of a city in buckets, sorted, ready for any day."""

# docs/reference/snapshot.md has the files and their columns.

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from goodstanding.errors import CATALOGUE, Code, Problem, ProblemsError, declare
from goodstanding.model.kinds import Day, FieldType, Money, OneOf, RecordKind, WholeNumber, YesOrNo
from goodstanding.model.points import Hold
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.scoring.listing import file_listed
from goodstanding.scoring.receipt import InputSeen

NOT_A_SNAPSHOT = declare("snapshot-not-one", "The folder is not a snapshot of records.")
SNAPSHOT_VERSION = declare("snapshot-version", "The snapshot is of a version not known here.")
OTHER_KINDS = declare("snapshot-other-policy", "The snapshot was made for other kinds of record.")
DAMAGED = declare("snapshot-damaged", "A bucket of a snapshot is missing or was changed.")
NO_PLACES = declare(
    "snapshot-no-order", "The snapshot does not hold the order of rows that running bounds need."
)

MANIFEST: Final = "snapshot.json"
VERSION: Final = 2
MANIFEST_BYTES_MAX: Final = 64 * 1024 * 1024
MEMBERS, ENTRIES = "members.parquet", "entries.parquet"
LATE, ACTS = "late.parquet", "acts.parquet"
IDS, STATES = "ids.parquet", "states.parquet"
BUCKET_FILES: Final = (MEMBERS, ENTRIES, LATE, ACTS, IDS, STATES)
TIES: Final = ("none", "acts", "all")
"""Of which entries a snapshot holds the order of (source, record)."""

RECORDS_A_BUCKET: Final = 1_000_000
BUCKETS_MAX: Final = 65_536
REFUSED: Final = "refused.csv"
"""The rows of the inputs that were refused, as `intake check --refused` lists them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a snapshot says of itself.

    `kinds_sha256` is the hash of the kinds of record it was made for. `places` says whether the
    order of rows as given is held, `ties` of which entries that of (source, record), one of `TIES`.
    The counts of rows are those of `intake`. `files` holds the SHA-256 of each file of each bucket
    by its path.
    """

    version: int
    kinds_sha256: str
    buckets: int
    members: int
    entries: int
    places: bool
    ties: str
    rows: int
    refused: int
    dropped: int
    withheld: int
    repeated: int
    levels_held: int
    stated_by: str
    inputs: tuple[InputSeen, ...]
    files: Mapping[str, str]


def kinds_sha256(policy: Policy) -> str:
    """Return the hash of a policy's kinds of record: what a snapshot of them depends on."""
    text = json.dumps([_kind(kind) for kind in policy.kinds.values()], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _kind(kind: RecordKind) -> list[Any]:
    """Return what of a kind decides how its records are held."""
    fields = [[name, *_field(form)] for name, form in kind.fields.items()]
    return [kind.name, kind.source, kind.act, kind.off, fields]


def _field(form: FieldType) -> list[Any]:
    """Return a field's type and range."""
    match form:
        case WholeNumber():
            return ["whole number", form.least, form.most]
        case Money():
            return ["money", form.least, form.most]
        case YesOrNo():
            return ["yes or no"]
        case OneOf():
            return ["one of", *form.names]
        case Day():
            return ["date", *(None if end is None else end.isoformat() for end in _ends(form))]


def _ends(form: Day) -> tuple[date | None, date | None]:
    """Return the ends of a range of days."""
    return form.least, form.most


def needs_places(policy: Policy) -> bool:
    """Return whether the order of rows as given breaks ties under a policy."""
    form = policy.form
    return (
        isinstance(form, PointsForm)
        and form.bounds is not None
        and form.bounds.hold is Hold.AT_EVERY_RECORD
    )


def needs_ties(policy: Policy) -> str:
    """Return of which entries the order of (source, record) breaks ties.

    It does among acts, and among the lines of measures.
    """
    if isinstance(policy.form, IndexForm):
        return "all"
    return "acts" if any(kind.act for kind in policy.kinds.values()) else "none"


def value_columns(policy: Policy) -> tuple[str, ...]:
    """Return the columns of fields that a bucket has: as many as the kind with most of them."""
    count = max((len(kind.fields) for kind in policy.kinds.values()), default=0)
    return tuple(f"value_{place}" for place in range(count))


def bucket_folder(folder: Path, number: int) -> Path:
    """Return the folder of a bucket."""
    return folder / f"bucket-{number:05}"


def buckets_for(entries: int) -> int:
    """Return how many buckets a number of records is cut into."""
    return min(max(1, -(-entries // RECORDS_A_BUCKET)), BUCKETS_MAX)


def manifest_text(manifest: Manifest) -> str:
    """Return a manifest as its file holds it, ended by the hash of all that stands before."""
    content = {"snapshot": manifest.version, **asdict(manifest)}
    del content["version"]
    content["sha256"] = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def is_snapshot(path: Path) -> bool:
    """Return whether a path is the folder of a finished snapshot."""
    return (path / MANIFEST).is_file()


def read_manifest(folder: Path) -> Manifest:
    """Return what a snapshot says of itself.

    Raises:
        ProblemsError: the folder is no snapshot, one of another version, or its manifest changed.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()[: MANIFEST_BYTES_MAX + 1]
        found = json.loads(content)
        stated = found.pop("sha256")
        own = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
        version = found.pop("snapshot")
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        raise _stop(
            NOT_A_SNAPSHOT,
            folder,
            "this folder holds no finished snapshot",
            "Name records, or a folder that `goodstanding score --snapshot` made",
        ) from None
    if version != VERSION:
        raise _stop(
            SNAPSHOT_VERSION,
            folder,
            f"this is a snapshot of another version than {VERSION}",
            "Make it again from the records",
        )
    if own != stated:
        raise damaged(folder, MANIFEST)
    inputs = tuple(InputSeen(**each) for each in found.pop("inputs"))
    return Manifest(version=version, inputs=inputs, **found)


def check_snapshot(folder: Path, manifest: Manifest, policy: Policy) -> None:
    """Refuse a snapshot that was not made for a policy's kinds of record.

    Raises:
        ProblemsError: the kinds differ, or the policy needs the order of rows and it is not held.
    """
    if manifest.kinds_sha256 != kinds_sha256(policy):
        raise _stop(
            OTHER_KINDS,
            folder,
            f"the snapshot was made for other kinds of record than those of {policy.name}, "
            f"edition {policy.edition}",
            "Make it again from the records with this policy",
        )
    few = TIES.index(manifest.ties) < TIES.index(needs_ties(policy))
    if few or (needs_places(policy) and not manifest.places):
        raise _stop(
            NO_PLACES,
            folder,
            f"{policy.name} breaks ties by the order of the records, and the snapshot does not "
            "hold it",
            "Make it again from the records with this policy",
        )


def read_refused(folder: Path, manifest: Manifest) -> list[Problem]:
    """Return the rows of the inputs that were refused when a snapshot was made.

    Raises:
        ProblemsError: the list of them is missing or has other bytes.
    """
    try:
        content = (folder / REFUSED).read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != manifest.files.get(REFUSED):
        raise damaged(folder, REFUSED)
    rows = csv.reader(io.StringIO(content.decode(), newline=""))
    next(rows)
    return [
        Problem(
            code=CATALOGUE.get(code, Code(name=code, meaning="")),
            file=file_listed(name),
            line=int(row),
            path=column,
            what=what,
            hint=hint,
        )
        for name, row, column, code, what, hint in rows
    ]


def bucket_files(
    folder: Path, manifest: Manifest, number: int, names: Sequence[str] = BUCKET_FILES
) -> dict[str, bytes]:
    """Return the bytes of files of a bucket by name, of those that it has.

    Raises:
        ProblemsError: one of them is missing or has other bytes than were written.
    """
    prefix = bucket_folder(folder, number).name
    found = {}
    for name in names:
        stated = manifest.files.get(f"{prefix}/{name}")
        if stated is None:
            continue
        try:
            content = (folder / prefix / name).read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() != stated:
            raise damaged(folder, f"{prefix}/{name}")
        found[name] = content
    return found


def damaged(folder: Path, name: str) -> ProblemsError:
    """Return the error of a file of a snapshot that is not as it was written."""
    return _stop(
        DAMAGED,
        folder / name,
        "this file of the snapshot is missing or not as it was written",
        "Make the snapshot again from the records; what is finished stays",
    )


def _stop(code: Code, path: Path, what: str, hint: str) -> ProblemsError:
    """Return an error of one problem."""
    return ProblemsError([Problem(code=code, file=str(path), what=what, hint=hint)])
