"""A synthetic city: the same for the same seed however it is made, and readable at the door."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from goodstanding.cli import run
from goodstanding.errors import ProblemsError, UsageError
from goodstanding.intake import read_inputs
from goodstanding.lab.city import Recipe, part_count, write_city
from goodstanding.model.policy import Policy
from goodstanding.rulebook import read_policy
from goodstanding.scoring.score import score

SHIPPED = Path(__file__).parents[3] / "policies"
NAMES = ("event-reference", "index-reference", "volunteer-network", "penalty-points-gb")


def policy_named(name: str) -> Policy:
    return read_policy(SHIPPED / name / f"{name}.yaml")


def recipe_of(name: str = "event-reference", **other: Any) -> Recipe:
    made = Recipe(
        policy=policy_named(name),
        policy_sha256="0" * 64,
        seed=7,
        members=60,
        records_a_member=15,
        dispersion=2.0,
        years=5,
        until=date(2027, 6, 30),
    )
    return replace(made, **other)


def rows_of(folder: Path) -> list[str]:
    table = pq.read_table(folder / "records")
    return sorted(str(row) for row in table.to_pylist())


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_a_city_is_admitted(name: str, tmp_path: Path) -> None:
    recipe = recipe_of(name)
    count = write_city(recipe, tmp_path / "city")
    admitted = read_inputs(
        recipe.policy, records=[tmp_path / "city" / "records"], members=None, states=None
    )
    assert admitted.refused == ()
    assert admitted.rows == count > 300
    assert admitted.stated_by.startswith("synthetic: ")
    totals = {
        score(recipe.policy, member, admitted.entries[member.id], as_of=recipe.until).total
        for member in admitted.members
    }
    assert len(totals) > 5


def test_a_city_is_the_same_for_any_parts_and_workers(tmp_path: Path) -> None:
    recipe = recipe_of()
    write_city(recipe, tmp_path / "one")
    write_city(recipe, tmp_path / "many", part_records=100, workers=3)
    assert part_count(recipe) == 1
    assert part_count(recipe, 100) == 9
    assert len(list((tmp_path / "many" / "records").iterdir())) == 9
    assert rows_of(tmp_path / "one") == rows_of(tmp_path / "many")
    one, many = tmp_path / "one" / "members.parquet", tmp_path / "many" / "members.parquet"
    assert one.read_bytes() == many.read_bytes()


def test_another_seed_makes_another_city(tmp_path: Path) -> None:
    write_city(recipe_of(), tmp_path / "one")
    write_city(recipe_of(seed=8), tmp_path / "other")
    assert rows_of(tmp_path / "one") != rows_of(tmp_path / "other")


def test_people_are_more_unlike_than_chance_makes_them(tmp_path: Path) -> None:
    write_city(recipe_of(members=3_000), tmp_path / "city")
    counts = Counter(pq.read_table(tmp_path / "city" / "records")["member"].to_pylist())
    numbers = [*counts.values(), *[0] * (3_000 - len(counts))]
    mean = sum(numbers) / len(numbers)
    variance = sum((number - mean) ** 2 for number in numbers) / len(numbers)
    assert 14 < mean < 16.5
    # negative binomial: variance = mean + dispersion x mean^2; a Poisson would have the mean
    assert 1.5 < (variance - mean) / mean**2 < 2.5


def test_the_members_file_is_read_and_withholds_some_sources(tmp_path: Path) -> None:
    recipe = recipe_of("volunteer-network", members=300)
    write_city(recipe, tmp_path / "city")
    city = tmp_path / "city"
    admitted = read_inputs(
        recipe.policy, records=[city / "records"], members=city / "members.parquet", states=None
    )
    assert len(admitted.members) == 300
    assert admitted.refused == ()
    assert 0 < admitted.withheld < admitted.rows / 3
    assert "goodstanding score --policy volunteer-network.yaml" in (city / "README.txt").read_text()


def test_the_csv_of_a_city_says_the_same_as_its_parquet(tmp_path: Path) -> None:
    recipe = recipe_of("index-reference")
    write_city(recipe, tmp_path / "parquet")
    write_city(recipe, tmp_path / "csv", as_csv=True)
    policy = recipe.policy
    kinds = {
        name: replace(kind, law=dict.fromkeys(policy.languages, "a law"))
        for name, kind in policy.kinds.items()
    }
    policy = replace(policy, kinds=kinds)
    one, other = (
        read_inputs(
            policy,
            records=[tmp_path / form / "records"],
            members=tmp_path / form / "members.parquet",
            states=None,
        )
        for form in ("parquet", "csv")
    )
    assert one.entries == other.entries
    assert sum(len(entries) for entries in one.entries.values()) > 300
    assert pa_csv.read_csv(next((tmp_path / "csv" / "records").iterdir())).num_rows == other.rows


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ProblemsError) as caught:
        write_city(recipe_of(), tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: the folder for a synthetic city holds something already. "
        "Name a folder that is new or empty."
    )
    assert caught.value.problems[0].code.name == "lab-folder-not-empty"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "change, message",
    [
        ({"members": 0}, "--members 0: a whole number from 1 to 1,000,000,000 is due."),
        (
            {"records_a_member": 10_001},
            "--records-a-member 10001: a whole number from 1 to 10,000 is due.",
        ),
        ({"years": 101}, "--years 101: a whole number from 1 to 100 is due."),
        (
            {"until": date(50, 1, 1), "years": 60},
            "--years 60: the calendar begins after that. Use fewer.",
        ),
        ({"dispersion": 0.0}, "--dispersion 0.0: a number from 0.01 to 100 is due."),
    ],
)
def test_numbers_that_no_city_has_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=r"\.$") as caught:
        recipe_of(**change)
    assert str(caught.value) == message


def test_the_command_makes_a_city_that_the_next_command_scores(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = str(SHIPPED / "volunteer-network" / "volunteer-network.yaml")
    city, out = tmp_path / "city", tmp_path / "scored"
    made = ["lab", "city", "--policy", policy, "--out", str(city), "--members", "50"]
    assert run(made) == 0
    assert "50 synthetic members with" in capsys.readouterr().out
    assert run(made) == 1
    assert "holds something already" in capsys.readouterr().err
    scored = ["--members", str(city / "members.parquet"), "--as-of", "2027-06-30"]
    records = ["--records", str(city / "records"), "--out", str(out)]
    assert run(["score", "--policy", policy, *records, *scored]) == 0
    assert (out / "receipt.json").exists()


def test_a_city_for_a_policy_that_is_wrong_is_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.yaml").write_text("policy: bad\n")
    made = ["lab", "city", "--policy", str(tmp_path / "bad.yaml"), "--out", str(tmp_path / "city")]
    assert run(made) == 1
    assert "the key 'kind' is missing" in capsys.readouterr().err
    assert not (tmp_path / "city").exists()
