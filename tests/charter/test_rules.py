"""Articles 5 and 8: rules are public and look forward, and rest on nobody's tip."""

import json
import re
import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest
from tests.support.pages import ROOT, codes_in, page, tables_of
from tests.support.programme import DAY, SECOND, TOWN, checked, codes, entry, member, policy

from goodstanding.errors import ProblemsError
from goodstanding.intake import read_inputs
from goodstanding.model.kinds import Basis
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Why
from goodstanding.rulebook import read_policy
from goodstanding.rulebook.publish import publish
from goodstanding.rulebook.reader.context import DECLINED
from goodstanding.rulebook.words import board, board_html, board_markdown, rule_sentences
from goodstanding.scoring.score import score

SHIPPED: Final = sorted((ROOT / "policies").glob("*/*.yaml"))
POLICIES: Final = [path for path in SHIPPED if path.stem == path.parent.name]
NETWORK: Final = ROOT / "policies/volunteer-network"


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_5a_any_policy_is_sentences_in_each_of_its_languages(path: Path) -> None:
    rules = read_policy(path)
    assert rules.languages
    for lang in rules.languages:
        public = board(rules, lang)
        written = board_markdown(public)
        assert board_html(public).count("<") > 50
        for name in rules.rule_names:
            first, *_ = rule_sentences(rules, name, lang)
            _, _, said = re.split("(: |：)", first, maxsplit=1)
            assert len(said) > 3
            assert said.casefold() in written.casefold()


def test_5a_there_are_policies_and_no_key_for_a_sentence_written_by_hand() -> None:
    assert len(POLICIES) == 5
    keys = {
        code
        for table in tables_of(page("docs/reference/language.md"))
        if table.header[0].startswith("key")
        for row in table.rows
        for code in codes_in(row[0])
    }
    assert len(keys) > 40
    assert keys & {"sentence", "sentences", "words", "text", "description", "explanation"} == set()


def published(folder: Path) -> tuple[Path, Policy]:
    """Return a policy file in a folder, with its tests, and the policy."""
    for path in (*NETWORK.glob("*.yaml"),):
        shutil.copy2(path, folder / path.name)
    file = folder / "volunteer-network.yaml"
    return file, read_policy(file)


def test_5b_a_published_edition_is_never_edited(tmp_path: Path) -> None:
    file, rules = published(tmp_path)
    edition = publish(file, by="Ada B.", approved_by="Chen D.", on=rules.published, count=2)
    content = edition.read_bytes()
    assert edition.name == f"{rules.name}@{rules.edition}.yaml"
    assert content == file.read_bytes()
    assert publish(file, by="Ada B.", approved_by="Chen D.", on=rules.published, count=2) == edition
    file.write_bytes(content + b"# one word more\n")
    with pytest.raises(ProblemsError) as raised:
        publish(file, by="Ada B.", approved_by="Chen D.", on=rules.published, count=2)
    found = [problem.code.name for problem in raised.value.problems]
    assert found
    assert set(found) <= {"publish-immutable", "policy-edition-published"}
    assert edition.read_bytes() == content


@pytest.mark.parametrize("key", ["edition", "published", "from"])
def test_5b_an_edition_says_its_number_and_its_days(key: str) -> None:
    [line] = [line for line in TOWN.splitlines() if line.startswith(f"{key}:")]
    assert "policy-missing-key" in codes(TOWN, (f"{line}\n", ""))


def test_5c_an_edition_waits_for_its_notice() -> None:
    published_on = date(2026, 8, 28)
    first = published_on + timedelta(days=30)
    for start, codes_due in ((first, []), (first - timedelta(days=1), ["policy-notice"])):
        changes = [("from: 2026-10-01", f"from: {start}")]
        assert codes(TOWN, *changes) == codes_due


def test_5d_a_deduction_says_since_when_and_counts_nothing_from_before() -> None:
    assert codes(TOWN, ("    since: 2026-10-01\n", "")) == ["policy-missing-key"]
    who = member("volunteer-network", joined=date(2026, 1, 1))
    for on, total, why in (
        (date(2026, 9, 30), 1000, Why.BEFORE_SINCE),
        (date(2026, 10, 1), 991, Why.COUNTED),
    ):
        statement = score(policy(), who, [entry("missed-shift", "r", on)], as_of=date(2026, 11, 1))
        assert (statement.total, statement.lines[0].why) == (total, why)


def test_5d_a_later_edition_does_not_reach_behind_the_first() -> None:
    new = ("points: -9\n    since: 2026-10-01", "points: -9\n    since: 2026-09-01")
    history: Sequence[Policy] = [policy()]
    assert codes(TOWN, *SECOND, new, history=history) == ["policy-reaches-behind"]
    assert codes(TOWN, *SECOND, history=history) == []


FORBIDDEN: Final = {
    "religion": "A prayer at the mosque",
    "speech": "An online post",
    "politics": "A party meeting attended",
    "assembly": "Taking part in a demonstration",
    "petition": "A petition to a higher office",
    "family": "An own child enlisted",
    "income": "An income below the minimum",
    "wealth": "Home ownership",
    "sex": "A certificate of gender",
    "origin": "An ethnic group",
    "acquaintance": "The score of friends",
}


@pytest.mark.parametrize("meaning", FORBIDDEN.values(), ids=FORBIDDEN)
def test_5e_what_somebody_is_says_or_owns_is_not_scored(meaning: str) -> None:
    means = ("means: {en: A signed volunteer shift,", f'means: {{en: "{meaning}",')
    assert "charter-forbidden" in codes(TOWN, means)


def test_5e_an_ordinary_deed_is_scored() -> None:
    means = ("means: {en: A signed volunteer shift,", "means: {en: An evening at the food bank,")
    assert codes(TOWN, means) == []


@pytest.mark.parametrize(
    "meaning", ["Being on the list of defaulters", "A place on the black list", "Credit score"]
)
def test_5f_no_list_and_no_other_score_is_read(meaning: str) -> None:
    means = ("means: {en: A signed volunteer shift,", f"means: {{en: {meaning},")
    assert "charter-forbidden" in codes(TOWN, means)


@pytest.mark.parametrize("amount", ["-5..-50", "[-5, -50]", "up to -50", "5 to 50"])
def test_5f_an_amount_is_never_left_to_judgement(amount: str) -> None:
    assert codes(TOWN, ("points: -9", f"points: {amount}")) != []
    other = ("means: {en: A signed volunteer shift,", "means: {en: Other matters case by case,")
    assert "charter-forbidden" in codes(TOWN, other)


ORDINARY: Final = """\
    means: {en: A shift that was promised and missed without a word, zh: 无故缺席已承诺的值班}
    basis: own service
"""
UNSAID: Final = """\
    means: {en: A final decision on a traffic fine, zh: 交通违法罚款的生效决定}
    basis: final decision
"""
OFFENCE: Final = (ORDINARY, f"{UNSAID}    class: offence\n")
NAMED: Final = "    law: {en: Traffic Act 12, zh: 道路交通安全法第12条}\n"
LAW: Final = (ORDINARY, f"{OFFENCE[1]}{NAMED}")


def test_5g_an_offence_is_called_one() -> None:
    assert codes(TOWN, (ORDINARY, UNSAID)) == ["charter-class-not-declared"]
    assert codes(TOWN, OFFENCE) == []


def test_5g_an_offence_is_off_until_a_law_is_named_which_the_board_prints(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(
        "id,source,member,kind,on\nr-1,volunteer-network,m-1,missed-shift,2027-01-04\n", "utf-8"
    )
    (tmp_path / "m.csv").write_text(
        "member,joined,sources,until\nm-1,2026-10-01,volunteer-network,2028-01-01\n", "utf-8"
    )
    seen = {}
    for name, change in (("off", OFFENCE), ("on", LAW)):
        rules = policy(TOWN, change)
        admitted = read_inputs(
            rules, records=[tmp_path / "r.csv"], members=tmp_path / "m.csv", states=None
        )
        [who] = admitted.members
        total = score(rules, who, admitted.entries[who.id], as_of=date(2027, 2, 1)).total
        printed = board_markdown(board(rules, "en"))
        seen[name] = (total, "Traffic Act 12" in printed)
    assert seen == {"off": (1000, False), "on": (991, True)}


def test_8a_a_record_rests_on_one_of_four_things() -> None:
    assert {str(basis) for basis in Basis} == {
        "own service",
        "final decision",
        "award",
        "carried by the member",
    }
    missing = ("    basis: carried by the member\n", "")
    assert codes(TOWN, missing) == ["policy-missing-key"]


@pytest.mark.parametrize("basis", ["tip", "patrol", "collector's note", "report by a neighbour"])
def test_8b_there_is_no_word_for_a_tip(basis: str) -> None:
    words = (f"basis: {'carried by the member'}", f'basis: "{basis}"')
    assert "policy-bad-value" in codes(TOWN, words)


@pytest.mark.parametrize(
    "meaning",
    ["A tip about a neighbour", "Reporting others to the office", "The note of a collector"],
)
def test_8b_a_report_on_somebody_is_no_record(meaning: str) -> None:
    means = ("means: {en: A signed volunteer shift,", f"means: {{en: {meaning},")
    assert "charter-forbidden" in codes(TOWN, means)


@pytest.mark.parametrize("word", ["closes", "blacklist", "double", "range", "quota"])
def test_11b_the_language_cannot_say_what_only_the_lab_may(word: str) -> None:
    assert word in DECLINED
    wanted = ("    from: 1030\n", f"    from: 1030\n    {word}: yes\n")
    assert codes(TOWN, wanted) == ["policy-not-in-the-language"]
    [problem] = checked(TOWN, wanted).errors
    assert "no word for it" in problem.hint


def test_10b_publishing_takes_two_people(tmp_path: Path) -> None:
    file, rules = published(tmp_path)
    for second in ("Ada B.", "ada b", " ADA  B. "):
        with pytest.raises(ProblemsError) as raised:
            publish(file, by="Ada B.", approved_by=second, on=rules.published, count=2)
        assert [problem.code.name for problem in raised.value.problems] == ["publish-one-person"]
    assert not (tmp_path / "editions").exists()
    edition = publish(file, by="Ada B.", approved_by="Chen D.", on=rules.published, count=2)
    listed = json.dumps(json.loads((edition.parent / "index.json").read_text(encoding="utf-8")))
    assert "Ada B." in listed
    assert "Chen D." in listed


def test_5d_what_is_asked_for_before_the_first_day_is_an_error() -> None:
    with pytest.raises(ProblemsError) as raised:
        score(policy(), member(), [], as_of=date(2026, 9, 30))
    assert [problem.code.name for problem in raised.value.problems] == ["score-not-in-force"]
    assert score(policy(), member(), [], as_of=DAY).total == 1000
