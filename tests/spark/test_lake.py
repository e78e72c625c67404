"""An unsorted lake becomes, in Spark's tasks, the very snapshot that one machine makes of it."""

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.agreement.test_bulk import FULL, good_rows, mutants
from tests.errors.test_intake_corpus import CASES, CORPUS
from tests.support.intake import MEMBERS, STUDY, every_field, rows, write
from tests.support.spark import MISSING

from goodstanding.errors import EnvironmentUnfitError, ProblemsError
from goodstanding.intake.bulk import Taken, read_snapshot
from goodstanding.intake.lake import read_lake
from goodstanding.lab.city import Recipe, write_city
from goodstanding.model.policy import Policy
from goodstanding.rulebook import read_policy

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

SHIPPED = Path(__file__).parents[2] / "policies"


def outcome(read: Any, policy: Policy, folder: Path, **inputs: Any) -> "Taken | Sequence[str]":
    """Return what was read into a snapshot, or the problems that were told."""
    try:
        taken = read(policy, folder=folder, **inputs)
    except ProblemsError as error:
        assert not folder.exists()
        return [f"{each.code.name} {each}" for each in error.problems]
    assert isinstance(taken, Taken)
    return taken


def both(
    spark: Any, policy: Policy, folder: Path, *, buckets: int = 4, **inputs: Any
) -> "Taken | Sequence[str]":
    """Return the one outcome; the manifests hold the hash of every file of every bucket."""
    inputs = {"members": None, "states": None, "buckets": buckets, **inputs}
    expected = outcome(read_snapshot, policy, folder / "embedded", **inputs)

    def on_spark(policy: Policy, **given: Any) -> Taken:
        return read_lake(spark, policy, **given)

    found = outcome(on_spark, policy, folder / "spark", **inputs)
    assert found == expected
    assert [each.name for each in folder.glob(".*")] == []
    if isinstance(found, Taken):
        names = [
            {str(path.relative_to(folder / each)) for path in (folder / each).rglob("*")}
            for each in ("embedded", "spark")
        ]
        assert names[0] == names[1]
    return found


def mixed(folder: Path, seed: int) -> list[Path]:
    """Return files of rows that repeat, contradict and break each other, across files."""
    folder.mkdir()
    generator = random.Random(seed)
    good = rows(*good_rows(generator, 60), header=FULL)
    files = [write(folder / "a.csv", good)]
    for number, mutant in enumerate(mutants(generator, good.encode(), 3)):
        files.append(write(folder / f"b-{number}.csv", mutant))
    lines = [
        f'{{"id": "v-{n}", "source": "volunteers", "member": "{generator.choice(("m-1", "m-3"))}", '
        f'"kind": "shift", "on": "2027-01-10", "hours": {generator.choice((12, 13, 99))}}}\n'
        for n in range(30)
    ]
    files.append(write(folder / "c.ndjson", "".join(lines)))
    columns = {
        "id": [f"g-{n}" for n in range(30)],
        "source": ["charities"] * 30,
        "member": ["m-1", "m-2", "nobody"] * 10,
        "kind": ["gift"] * 30,
        "on": [date(2027, 1, 11)] * 30,
        "amount": ["12.50", "9.999", "1"] * 10,
    }
    parquet.write_table(pa.table(columns), folder / "d.parquet")
    return [*files, folder / "d.parquet"]


def test_rows_that_meet_across_files_have_the_same_outcome(spark: Any, tmp_path: Path) -> None:
    members = write(tmp_path / "members.csv", MEMBERS)
    states = write(
        tmp_path / "states.csv",
        "source,record,state,on,by\n"
        + "".join(f"volunteers,v-{n},under review,2027-02-0{1 + n % 9},office\n" for n in range(40))
        + "volunteers,v-1,lost,2027-02-01,office\n",
    )
    codes: set[str] = set()
    for seed in (1, 2):
        folder = tmp_path / str(seed)
        folder.mkdir()
        files = mixed(folder / "lake", seed)
        given: Any = {"records": [folder / "lake", files[0]], "members": members, "states": states}
        found = both(spark, every_field(), folder, **given)
        assert isinstance(found, Taken)
        assert found.manifest.entries > 10
        assert found.manifest.repeated > 0
        assert found.manifest.dropped > 0
        assert found.manifest.withheld > 0
        codes |= {each.code for each in found.refused}
    assert {"intake-record-already-filed", "intake-unknown-record"} <= codes, sorted(codes)
    assert len(codes) > 4


def test_malformed_files_stop_or_lose_rows_as_on_one_machine(spark: Any, tmp_path: Path) -> None:
    members = write(tmp_path / "members.csv", MEMBERS)
    usable: list[Path] = []
    stopped: list[Path] = []
    for path in CASES:
        if path.relative_to(CORPUS).parts[0] in {"members", "states", "sheets"}:
            continue
        folder = tmp_path / f"alone-{len(usable) + len(stopped)}"
        given: Any = {"records": [path], "members": members, "states": None}
        alone = outcome(read_snapshot, every_field(), folder, **given)
        (usable if isinstance(alone, Taken) else stopped).append(path)
    found = both(spark, every_field(), tmp_path, records=usable, members=members)
    assert isinstance(found, Taken)
    assert len(usable) > 10
    assert len({each.code for each in found.refused}) > 10
    for number, path in enumerate(stopped[:: len(stopped) // 4]):
        folder = tmp_path / f"stopped-{number}"
        folder.mkdir()
        good = write(folder / "a.csv", rows(*good_rows(random.Random(1), 9), header=FULL))
        told = both(spark, every_field(), folder, records=[good, path, good], members=members)
        assert not isinstance(told, Taken)


def test_a_study_and_synthetic_people_need_no_members_file(spark: Any, tmp_path: Path) -> None:
    policy = read_policy(SHIPPED / "index-reference" / "index-reference.yaml")
    recipe = Recipe(
        policy=policy,
        policy_sha256="0" * 64,
        seed=3,
        members=300,
        records_a_member=10,
        dispersion=2.0,
        years=2,
        until=date(2026, 1, 1),
    )
    write_city(recipe, tmp_path / "city", workers=1)
    table = parquet.read_table(tmp_path / "city" / "records" / "part-00000.parquet")
    order = random.Random(6).sample(range(table.num_rows), table.num_rows)
    (tmp_path / "lake").mkdir()
    for part in range(3):  # each member stands in several files, under another number in each
        parquet.write_table(table.take(order[part::3]), tmp_path / "lake" / f"{part}.parquet")
    found = both(spark, policy, tmp_path, records=[tmp_path / "lake"])
    assert isinstance(found, Taken)
    assert found.manifest.members > 200
    assert found.manifest.stated_by.startswith("synthetic")
    folder = tmp_path / "everybody"
    folder.mkdir()
    text = rows(*good_rows(random.Random(4), 50), header=FULL)
    told = both(spark, every_field(STUDY), folder, records=[write(folder / "a.csv", text)])
    assert not isinstance(told, Taken), "a study needs its data sheet"


def test_executors_that_do_not_see_the_files_say_so(spark: Any, tmp_path: Path) -> None:
    from goodstanding.intake.lake import _hashes

    with pytest.raises(EnvironmentUnfitError) as caught:
        _hashes(spark, [tmp_path / "elsewhere.csv"])
    assert str(caught.value) == (
        "Executors of Spark could not read the records or write the snapshot: No such file or "
        "directory. Put both on storage that each of them sees under the same path."
    )


def test_the_command_scores_a_lake_as_the_embedded_engine_does(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del spark  # the command takes the session that is there
    import json

    from goodstanding.cli import run

    monkeypatch.chdir(tmp_path)
    policy = SHIPPED / "volunteer-network" / "volunteer-network.yaml"
    day = "2027-06-30"
    city = ["lab", "city", "--policy", str(policy), "--members", "300", "--until", day]
    assert run([*city, "--out", "city"]) == 0
    table = parquet.read_table(next(Path("city/records").iterdir())).replace_schema_metadata(None)
    lake = Path("lake")
    lake.mkdir()
    order = list(range(table.num_rows))
    random.Random(5).shuffle(order)
    parquet.write_table(table.take(order[::2]), lake / "a.parquet")
    broken = table.take(order[1::2]).to_pylist()
    for row in range(0, len(broken), 9):
        broken[row] |= {"kind": "gossip"} if row % 2 else {"on": None}
    parquet.write_table(pa.Table.from_pylist(broken, schema=table.schema), lake / "b.parquet")
    told: dict[str, Any] = {}
    for engine in ("embedded", "spark"):
        asked = ["--policy", str(policy), "--members", "city/members.parquet", "--as-of", day]
        options = ["--records", "lake", "--engine", engine, "--out", engine, "--json"]
        capsys.readouterr()
        assert run(["score", *asked, *options, "--buckets", "5", "--snapshot", f"s-{engine}"]) == 1
        told[engine] = json.loads(capsys.readouterr().out)
    assert told["spark"]["refused"] == told["embedded"]["refused"]
    assert len({each["code"] for each in told["spark"]["refused"]}) == 2
    kept = [Path(f"s-{engine}/refused.csv").read_bytes() for engine in told]
    assert kept[0] == kept[1]
    written = [each["receipt"]["state_hash"] for each in told.values()]
    assert written[0] == written[1]
