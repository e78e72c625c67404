"""A score run by the embedded engine, as the command shares it: snapshot, run, published totals."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from goodstanding.cli.legal import with_legal_basis
from goodstanding.cli.progress import watched
from goodstanding.cli.run import Inputs, policy_asked
from goodstanding.errors import EnvironmentUnfitError
from goodstanding.intake.files import find_files, hash_of
from goodstanding.model.policy import Policy
from goodstanding.rulebook import read_policy
from goodstanding.scoring.outputs import SNAPSHOT, UNFINISHED
from goodstanding.scoring.receipt import Asked, OutputFormat, Receipt

if TYPE_CHECKING:  # the libraries of the city are imported when a city is scored
    from goodstanding.scoring.batch.changed import Again
    from goodstanding.scoring.batch.snapshot import Manifest

LIBRARIES: Final = ("numba", "numpy", "pyarrow")
LARGE_BYTES: Final = 20_000_000
"""From so many bytes of inputs on, the embedded engine is used where nobody says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run goes about it; `snapshot` is where one is kept, `buckets` 0 is as many as fit.

    `previous` is the folder of the run before, from which `changed_only` carries rows over.
    """

    form: OutputFormat
    with_lines: bool
    workers: int = 0
    buckets: int = 0
    snapshot: Path | None = None
    spark: bool = False
    previous: Path | None = None
    changed_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A policy and a snapshot of what was read for it."""

    policy: Policy
    policy_sha256: str
    snapshot: Path
    manifest: "Manifest"


def suits(records: Sequence[Path]) -> bool:
    """Return whether inputs are for the embedded engine: large, or a snapshot, and it is there."""
    if not _is_there():
        return False
    if any((path / "snapshot.json").is_file() for path in records):
        return True
    paths = [path for each in records for path in ([each] if each.is_file() else each.glob("*"))]
    return sum(path.stat().st_size for path in paths if path.is_file()) > LARGE_BYTES


def _is_there() -> bool:
    """Return whether the libraries of the embedded engine are installed."""
    return all(find_spec(name) is not None for name in LIBRARIES)


def read_city(inputs: Inputs, options: Options, out: Path, legal_basis: Sequence[str]) -> City:
    """Read a policy, and make a snapshot of its inputs or take one that is there.

    Raises:
        ProblemsError: something makes the whole of an input unusable.
        UsageError: a legal basis is for no kind that needs one.
        EnvironmentUnfitError: a library is missing.
    """
    if not _is_there():
        message = (
            "The embedded engine needs libraries that are not installed. "
            "Install goodstanding[city], or use --engine definition."
        )
        raise EnvironmentUnfitError(message)
    from goodstanding.scoring.batch.snapshot import is_snapshot, read_manifest

    policy = with_legal_basis(read_policy(inputs.policy), legal_basis)
    digest = hashlib.sha256(inputs.policy.read_bytes()).hexdigest()
    given = [path for path in inputs.records if is_snapshot(path)]
    if given and len(inputs.records) == 1 and inputs.members is None and inputs.states is None:
        folder = given[0]
    else:
        folder = options.snapshot or out / UNFINISHED / SNAPSHOT
        if not _holds(folder, policy, inputs):
            _make(folder, policy, inputs, options)
    manifest = read_manifest(folder)
    return City(policy=policy, policy_sha256=digest, snapshot=folder, manifest=manifest)


def _holds(folder: Path, policy: Policy, inputs: Inputs) -> bool:
    """Return whether a folder has a snapshot of these very inputs for these kinds of record."""
    from goodstanding.scoring.batch.snapshot import is_snapshot, kinds_sha256, read_manifest

    if not is_snapshot(folder):
        return False
    manifest = read_manifest(folder)
    if manifest.kinds_sha256 != kinds_sha256(policy):
        return False
    others = [path for path in (inputs.members, inputs.states) if path is not None]
    files = [*find_files(inputs.records), *others]
    now = [(file.name, hash_of(file)) for file in files]
    return now == [(seen.name, seen.sha256) for seen in manifest.inputs]


def _make(folder: Path, policy: Policy, inputs: Inputs, options: Options) -> None:
    """Make a snapshot of inputs; where that fails, what was there before stays, and no more."""
    from goodstanding.intake.bulk import read_snapshot

    given: dict[str, Any] = {
        "records": inputs.records,
        "members": inputs.members,
        "states": inputs.states,
        "folder": folder,
        "buckets": options.buckets or _buckets_before(options.previous),
    }
    made = [path for path in folder.parents if not path.exists()]
    try:
        with watched() as shown:
            if options.spark:
                _read_on_spark(policy, **given)
            else:
                read_snapshot(policy, **given, workers=_workers(options), watch=shown)
    except BaseException:
        with suppress(OSError):
            for path in made:
                path.rmdir()
        raise


def _buckets_before(previous: Path | None) -> int | None:
    """Return as many buckets as the run before has, None where that is far from what fits.

    Then each bucket is compared with one; with others each reads several.
    """
    if previous is None:
        return None
    from goodstanding.scoring.batch.snapshot import buckets_for
    from goodstanding.scoring.stored import read_receipt

    receipt = read_receipt(previous)[1]
    fit = buckets_for(receipt.asked.records)
    return receipt.buckets if fit <= 2 * receipt.buckets <= 4 * fit else None


def _read_on_spark(policy: Policy, **given: Any) -> None:  # noqa: ANN401 - as `_make` has them
    """Make a snapshot as tasks of Spark."""
    from goodstanding.intake.lake import read_lake
    from goodstanding.scoring.spark import session_or_sentence

    read_lake(session_or_sentence(), policy, **given)


def _workers(options: Options) -> int:
    """Return how many threads work at once."""
    return options.workers or os.cpu_count() or 1


def score_city(
    city: City,
    as_of: date,
    out: Path,
    options: Options,
    tell: "Callable[[Again], None]" = lambda _again: None,
) -> Receipt:
    """Score a snapshot on a day; `tell` is told who was scored again, where not everybody was."""
    from goodstanding.scoring.batch.run import Run, score_snapshot
    from goodstanding.scoring.plan import plan

    manifest = city.manifest
    with watched() as shown:
        shown.begin("Scoring", manifest.entries + manifest.members)
        run = Run(
            plan=plan(city.policy, as_of),
            snapshot=city.snapshot,
            asked=_asked(city, as_of, options),
            form=options.form,
            with_lines=options.with_lines,
            workers=_workers(options),
            advance=lambda records, members: shown.step(
                records + members, records=records, members=members
            ),
            previous=options.previous,
            changed_only=options.changed_only,
            tell=tell,
        )
        if options.spark:
            from goodstanding.scoring.spark import score_on_spark, session_or_sentence

            return score_on_spark(session_or_sentence(), run, out)
        return score_snapshot(run, out)


def _asked(city: City, as_of: date, options: Options) -> Asked:
    """Return what the receipt says of what was asked."""
    from goodstanding.scoring.batch.run import ENGINE

    manifest = city.manifest
    return Asked(
        **policy_asked(city.policy, city.policy_sha256, as_of),
        engine="spark" if options.spark else ENGINE,
        stated_by=manifest.stated_by,
        levels_held=manifest.levels_held,
        records=manifest.rows,
        refused=manifest.refused,
        dropped=manifest.dropped,
        withheld=manifest.withheld,
        repeated=manifest.repeated,
        inputs=manifest.inputs,
    )


def with_records(city: City) -> Iterator[str]:
    """Yield the members who have entries."""
    from goodstanding.scoring.batch.layout import read_table
    from goodstanding.scoring.batch.snapshot import MEMBERS, bucket_folder

    for number in range(city.manifest.buckets):
        members = read_table(bucket_folder(city.snapshot, number) / MEMBERS)
        pairs = zip(members["member"].to_pylist(), members["entries"].to_pylist(), strict=True)
        yield from (name for name, entries in pairs if entries)
