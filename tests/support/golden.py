"""The golden cities: 100,000 synthetic members of a shipped policy each, and what is expected."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from tests.support.pages import ROOT
from tests.support.runs import asked_of

from goodstanding.cli.legal import with_legal_basis
from goodstanding.intake.bulk import read_snapshot
from goodstanding.lab.city import Recipe, write_city
from goodstanding.model.policy import Policy
from goodstanding.rulebook import read_policy
from goodstanding.scoring.batch.run import Run, score_snapshot
from goodstanding.scoring.plan import plan
from goodstanding.scoring.receipt import Receipt

EXPECTED: Final = ROOT / "tests/agreement/golden_cities.json"
RECIPES: Final = {"event-reference": (100_000, 3, 2), "index-reference": (100_000, 3, 3)}
"""Members, records of each on average, and years, by policy."""

UNTIL: Final = date(2026, 6, 30)
WORKERS: Final = 2
BUCKETS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """A city that was read: its policy, its snapshot, and a hash of what the generator drew."""

    policy: Policy
    path: Path
    snapshot: Path
    city_sha256: str


def golden(name: str, folder: Path) -> Golden:
    """Draw the city of a shipped policy, and read it into a snapshot."""
    path = ROOT / f"policies/{name}/{name}.yaml"
    plain = read_policy(path)
    policy = with_legal_basis(
        plain, [f"{kind.name}=nobody lives here" for kind in plain.kinds.values() if kind.off]
    )
    members, records, years = RECIPES[name]
    recipe = Recipe(
        policy=plain, policy_sha256="0" * 64, seed=1, members=members, records_a_member=records,
        dispersion=2.0, years=years, until=UNTIL,
    )  # fmt: skip
    city = folder / "city"
    write_city(recipe, city, as_csv=True, workers=WORKERS)
    digest = hashlib.sha256()
    for part in sorted((city / "records").iterdir()):
        digest.update(part.read_bytes())
    text = pa.BufferOutputStream()
    pa_csv.write_csv(pq.read_table(city / "members.parquet"), text)
    digest.update(text.getvalue().to_pybytes())
    read_snapshot(
        policy,
        records=[city / "records"],
        members=city / "members.parquet",
        states=None,
        folder=folder / "snapshot",
        buckets=BUCKETS,
        workers=WORKERS,
    )
    return Golden(
        policy=policy, path=path, snapshot=folder / "snapshot", city_sha256=digest.hexdigest()
    )


def scored(city: Golden, out: Path, *, policy: Policy | None = None) -> Receipt:
    """Score a golden city on its last day, by its own policy or another one of the same kinds."""
    by = city.policy if policy is None else policy
    run = Run(
        plan=plan(by, UNTIL),
        snapshot=city.snapshot,
        asked=asked_of(by, as_of=UNTIL, engine="embedded"),
        workers=WORKERS,
    )
    return score_snapshot(run, out)


def expected() -> dict[str, dict[str, Any]]:
    """Return what the repository says of each city."""
    found: dict[str, dict[str, Any]] = json.loads(EXPECTED.read_text(encoding="utf-8"))
    return found
