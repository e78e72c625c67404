"""Articles 6 and 9: a level only opens, and everybody can reach it in two ways."""

import re
from pathlib import Path
from typing import Final

import pytest
from tests.support.pages import ROOT, codes_in, committed_of, page, tables_of
from tests.support.programme import INDEX, SECOND, TOWN, checked, codes, policy

from goodstanding.cli.app import run
from goodstanding.errors import ProblemsError
from goodstanding.rulebook import read_policy
from goodstanding.rulebook.check import check_file
from goodstanding.rulebook.publish import publish
from goodstanding.rulebook.reader.context import DECLINED
from goodstanding.rulebook.words import board, board_markdown
from goodstanding.scoring.tables import columns_of

COMPARING: Final = {"rank", "ranks", "ranking", "percentile", "percentiles", "leaderboard"}
KEYS: Final = {
    code
    for table in tables_of(page("docs/reference/language.md"))
    if table.header[0].startswith("key")
    for row in table.rows
    for code in codes_in(row[0])
}


@pytest.mark.parametrize("word", sorted(DECLINED))
@pytest.mark.parametrize("place", ["    from: 1030\n", "start: 1000\n", "    each: hours\n"])
def test_6a_the_language_has_no_word_that_closes_or_compares(place: str, word: str) -> None:
    indent = re.match(r" *", place)
    assert indent is not None
    assert "policy-not-in-the-language" in codes(TOWN, (place, f"{place}{indent[0]}{word}: 1\n"))


def test_6a_no_key_of_the_language_is_such_a_word() -> None:
    assert len(KEYS) > 40
    assert {"closes", "blacklist", "rank", "percentile"} <= set(DECLINED)
    assert set(DECLINED) & KEYS == set()


@pytest.mark.parametrize("title", ["Dishonest", "Blacklisted", "Untrustworthy", "Low quality"])
def test_6a_no_level_and_no_band_shames(title: str) -> None:
    for part in ("    title: {en: Thanked,", "usual: {from: 600, title: {en: Usual,"):
        named = part.rsplit(" ", 1)[0] + f" {title},"
        found = codes(TOWN, (part, named))
        assert "charter-forbidden" in found or title == "Low quality"


def test_6b_a_level_opens_at_least_one_declared_benefit() -> None:
    opens = "    opens: [library-loans]\n"
    assert codes(TOWN, (opens, "")) != []
    assert codes(TOWN, (opens, "    opens: []\n")) != []
    assert codes(TOWN, (opens, "    opens: [something-else]\n")) != []


@pytest.mark.parametrize("key", ["everyone", "member", "because", "context"])
def test_6b_a_benefit_states_what_everybody_gets_and_why(key: str) -> None:
    _, _, benefits = TOWN.partition("benefits:\n")
    [line] = [line for line in benefits.splitlines() if line.startswith(f"    {key}:")]
    whole = TOWN.replace(benefits, benefits.replace(f"{line}\n", ""))
    assert codes(whole) == ["policy-missing-key"]


def test_6c_what_everybody_gets_never_becomes_worse() -> None:
    for books, due in ((5, []), (6, []), (4, ["charter-everyone-worse"])):
        everyone = f"{{en: {books} books, zh: {books} 册}}"
        change = ("{en: 5 books, zh: 5 册}", everyone)
        assert codes(TOWN, *SECOND, change, history=[policy()]) == due


@pytest.mark.parametrize(
    "title",
    [
        "Train tickets",
        "Bus fares",
        "A place at the school",
        "A flat",
        "A bed in the hospital",
        "A bank loan",
        "A job at the town hall",
        "Electricity",
    ],
)
def test_6d_nothing_that_people_depend_on_is_a_benefit(title: str) -> None:
    change = ("title: {en: Library books at a time,", f"title: {{en: {title},")
    assert codes(TOWN, change) == ["policy-essential-benefit"]


RECORDS: Final = (
    "id,source,member,kind,on,hours\n"
    "r-1,volunteer-network,m-2,shift,2027-01-10,8\n"
    "r-2,volunteer-network,m-3,shift,2027-01-11,2\n"
)
MEMBERS: Final = "member,joined,sources,until\n" + "".join(
    f"{name},2026-10-01,volunteer-network,2028-01-01\n" for name in ("m-3", "m-1", "m-2")
)


@pytest.fixture
def scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Return every text that a run about several members makes, and what it printed."""
    (tmp_path / "town.yaml").write_text(TOWN, encoding="utf-8")
    (tmp_path / "records.csv").write_text(RECORDS, encoding="utf-8")
    (tmp_path / "members.csv").write_text(MEMBERS, encoding="utf-8")
    arguments = ["score", "--policy", f"{tmp_path}/town.yaml"]
    arguments += ["--records", f"{tmp_path}/records.csv", "--members", f"{tmp_path}/members.csv"]
    arguments += ["--as-of", "2027-06-01", "--format", "csv", "--out", f"{tmp_path}/out"]
    arguments += ["--report", f"{tmp_path}/out/report.html"]
    assert run(arguments) == 0
    found = {path.name: path.read_text("utf-8") for path in (tmp_path / "out").iterdir()}
    found["report.html"] = re.sub("<style>.*?</style>", "", found["report.html"], flags=re.DOTALL)
    return {**found, "printed": capsys.readouterr().out.replace(str(tmp_path), "")}


def test_6e_a_band_is_in_no_file_about_several_people(scored: dict[str, str]) -> None:
    assert "m-2,1016,none" in scored["statements.csv"]
    assert "m-2" not in scored["report.html"]
    assert "1,016" not in scored["report.html"]
    assert policy().band(1016) is not None
    for name, text in scored.items():
        for word in ("band", "usual", "active", "Active", "活跃"):
            assert word not in text, name


@pytest.mark.parametrize("text", [TOWN, INDEX], ids=["points", "index"])
def test_6e_no_table_has_a_column_for_a_band(text: str) -> None:
    columns = [column.name for table in columns_of(policy(text)).values() for column in table]
    assert len(columns) > 15
    assert [name for name in columns if "band" in name] == []


def test_6f_people_stand_in_the_order_of_their_identifiers(scored: dict[str, str]) -> None:
    rows = [row.split(",")[0] for row in scored["statements.csv"].splitlines()[1:]]
    assert rows == ["m-1", "m-2", "m-3"]


def test_6f_nothing_has_a_place_for_a_rank() -> None:
    names = set()
    for path in committed_of(".py", under="src/goodstanding/"):
        if path.parent.name == "check" and path.stem in {"topics", "wordlists"}:
            continue  # the words that a policy may not use
        if path.name == "context.py":
            continue  # the same, as keys
        if path.parent.name in {"kernel", "batch", "bulk"}:
            continue  # they put the records of one member in order, never people
        names |= set(re.findall(r"(?<![\w'\"`-])[a-z_]{3,}(?=\s*[=(:])", path.read_text("utf-8")))
    words = {word for name in names for word in name.split("_")}
    assert len(words) > 500
    assert words & COMPARING == set()
    assert {"percentile"} & COMPARING


HEIGHT: Final = "    from: 1030\n"


@pytest.mark.parametrize(
    "mark, due",
    [
        (1110, []),
        (1111, ["charter-level-needs-one-source"]),
        (1211, ["charter-level-needs-one-source"] * 3 + ["charter-level-needs-means"]),
    ],
)
def test_9a_a_level_needs_no_one_source_and_no_means(mark: int, due: list[str]) -> None:
    assert sorted(codes(TOWN, (HEIGHT, f"    from: {mark}\n"))) == sorted(due)


def test_9a_two_rules_of_one_source_are_one_way() -> None:
    one = ("    source: adult-education\n", "    source: volunteer-network\n")
    assert codes(TOWN, one) == ["charter-level-needs-one-source"]


def test_9b_no_level_is_for_sale() -> None:
    dear = ("table: {0: 0, 100: 5, 1000: 10}", "table: {0: 0, 100: 5, 1000: 40}")
    capped = ("    cap: {points: 10, per: year}\n", "    cap: {points: 40, per: year}\n")
    assert "charter-level-on-sale" in codes(TOWN, dear, capped)
    unsaid = ("    basis: carried by the member\n    needs: [money]\n",
              "    basis: carried by the member\n")  # fmt: skip
    assert "charter-money-not-declared" in codes(TOWN, unsaid)


@pytest.mark.parametrize(
    "name", ["event-reference", "index-reference", "volunteer-network"], ids=str
)
def test_9c_the_hours_a_year_are_worked_out_and_stated(name: str) -> None:
    found = check_file(ROOT / "policies" / name / f"{name}.yaml")
    assert found.reach is not None
    assert found.reach.levels
    for level in found.reach.levels:
        assert level.effort is not None
        assert level.effort.hours_a_year > 0
        said = [line for line in found.reach.lines() if f"level {level.level} " in line]
        assert f"{level.effort.hours_a_year:,} hours a year" in " ".join(said)
    assert found.policy is not None
    printed = board_markdown(board(found.policy, "en", reach=found.reach))
    assert re.search(r"\d+ hours", printed)


def test_9d_a_policy_that_fails_this_article_is_not_published(tmp_path: Path) -> None:
    file = tmp_path / "town-thanks.yaml"
    wrong = TOWN.replace("    from: 1030\n", "    from: 1250\n")
    file.write_text(wrong, encoding="utf-8")
    file.with_suffix(".tests.yaml").write_text("policy: town-thanks\ncases: []\n", "utf-8")
    with pytest.raises(ProblemsError) as raised:
        publish(file, by="Ada B.", approved_by="Chen D.", on=policy().published, count=2)
    names = {problem.code.name for problem in raised.value.problems}
    assert "charter-level-needs-means" in names
    assert not (tmp_path / "editions").exists()
    assert checked(wrong).policy is None
    with pytest.raises(ProblemsError):
        read_policy(file)
