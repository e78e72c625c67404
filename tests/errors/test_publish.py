"""Everything that keeps an edition from being published, in its exact words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from tests.support.clubs import change, volunteers
from tests.support.programme import TOWN

from goodstanding.errors import Problem, ProblemsError
from goodstanding.model.entry import Entry, Member, State
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Statement
from goodstanding.rulebook.check import check_file
from goodstanding.rulebook.laws import LAW_BROKEN
from goodstanding.rulebook.laws.checks import Scorer
from goodstanding.rulebook.publish import person_key, prepare, publish, write
from goodstanding.rulebook.testing import suite_path
from goodstanding.scoring.score import score

DAY: Final = date(2026, 11, 1)
NEXT: Final = (
    ("edition: 1", "edition: 2"),
    ("published: 2026-11-01", "published: 2027-02-01"),
    ("from: 2027-01-01", "from: 2027-04-01"),
)


def published(
    policy: Path, *, on: date = DAY, by: str = "Li Wei", approved: str = "Zhao Min"
) -> Path:
    """Publish a policy with few generated members."""
    return publish(policy, by=by, approved_by=approved, on=on, count=5)


def next_edition(policy: Path) -> None:
    """Change a policy into its next edition."""
    change(policy, *NEXT)
    text = (
        suite_path(policy)
        .read_text(encoding="utf-8")
        .replace("{from: 2026-11-15}", "{from: 2027-02-02}")
    )
    suite_path(policy).write_text(text, encoding="utf-8")


def problems(
    policy: Path, *, on: date = DAY, by: str = "Li Wei", approved: str = "Zhao Min"
) -> list[str]:
    """Return what keeps a policy from being published, the paths of files left out."""
    with pytest.raises(ProblemsError) as caught:
        published(policy, on=on, by=by, approved=approved)
    return [
        f"{each.code.name}: {str(each).removeprefix(f'{each.file}:{each.line}: ')}"
        for each in caught.value.problems
    ]


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """Return a policy with tests that pass, in a folder of its own."""
    return volunteers(tmp_path)


@pytest.mark.parametrize(
    "one, other",
    [
        ("Li Wei", "Li Wei"),
        ("Li Wei", "li  wei "),
        ("Li Wei", "LI-WEI"),
        ("Li Wei", "L\u200bi W\u00adei"),
        ("Ｌｉ　Ｗｅｉ", "Li Wei"),
        ("Straße", "STRASSE"),
        ("王伟", "王 伟"),
        ("O'Brien", "O’Brien"),
    ],
)
def test_one_person_written_twice_is_one_person(policy: Path, one: str, other: str) -> None:
    assert problems(policy, by=one, approved=other) == [
        (
            "publish-one-person: --approved-by: the person who approves is the "
            "person who publishes. "
            "Let another person read the edition and approve it (charter 10)."
        )
    ]
    assert not (policy.parent / "editions").exists()


@pytest.mark.parametrize("one, other", [("Li Wei", "Li Wen"), ("王伟", "王玮"), ("Rama", "Rāma")])
def test_two_persons_are_two_persons(one: str, other: str) -> None:
    assert person_key(one) != person_key(other)


@pytest.mark.parametrize("name", ["", "  ", "...", "\u200b", "x" * 129])
def test_nobody_is_no_person(policy: Path, name: str) -> None:
    (said,) = problems(policy, by=name)
    assert said == (
        "publish-no-person: --by: this is no name of a person, or longer than 128 characters. "
        "Write the name that the public index will show."
    )
    (said,) = problems(policy, approved=name)
    assert said.startswith("publish-no-person: --approved-by: this is no name of a person")


def test_a_long_name_is_a_name(policy: Path) -> None:
    assert published(policy, by="x" * 128).exists()


def test_a_published_edition_never_changes(policy: Path) -> None:
    published(policy)
    change(policy, ("en: Workshops", "en: Free workshops"))
    assert problems(policy) == [
        (
            "publish-immutable: edition: edition 1 was published on 2026-11-01, and differs. "
            "An edition never changes: write edition 2."
        )
    ]


def test_an_edition_number_that_skips_is_refused(policy: Path) -> None:
    published(policy)
    next_edition(policy)
    change(policy, ("edition: 2", "edition: 3"))
    assert problems(policy, on=date(2027, 2, 1)) == [
        (
            "policy-edition-does-not-follow: edition: edition 3 does not follow "
            "edition 1, the last one published. Write 2."
        )
    ]


def test_an_edition_number_that_goes_back_is_refused(policy: Path) -> None:
    change(policy, ("edition: 1", "edition: 4"))
    published(policy)
    change(policy, ("edition: 4", "edition: 2"))
    assert problems(policy) == [
        (
            "publish-not-next: edition: edition 2 does not follow edition 4, the "
            "last published. Write edition 5."
        )
    ]


def test_an_edition_published_later_than_it_says_is_refused(policy: Path) -> None:
    assert problems(policy, on=date(2026, 11, 2)) == [
        (
            "publish-late: published: 2026-11-01 is before the day of publication, 2026-11-02. "
            "Write 2026-11-02, and start on 2027-01-01 or later."
        )
    ]
    assert problems(policy, on=date(2026, 12, 15)) == [
        (
            "publish-late: published: 2026-11-01 is before the day of publication, 2026-12-15. "
            "Write 2026-12-15, and start on 2027-01-14 or later."
        )
    ]
    published(policy, on=date(2026, 10, 31))


def test_a_policy_in_a_file_of_another_name_is_refused(policy: Path) -> None:
    published(policy)
    change(policy, ("policy: time-bank", "policy: tool-bank"))
    change(suite_path(policy), ("policy: time-bank", "policy: tool-bank"))
    assert problems(policy) == [
        (
            "publish-other-name: policy: the policy 'tool-bank' stands in the "
            "file 'time-bank.yaml'. "
            "A policy's name never changes: write that of the file."
        )
    ]


def test_a_study_is_not_published(policy: Path) -> None:
    text = policy.read_text(encoding="utf-8")
    study = text[: text.index("levels:")].replace("kind: points", "kind: points\npurpose: study")
    policy.write_text(study, encoding="utf-8")
    suite = suite_path(policy).read_text(encoding="utf-8")
    suite_path(policy).write_text(suite[: suite.index("refuse:")], encoding="utf-8")
    assert problems(policy) == [
        (
            "publish-study: purpose: a study of a published system is no programme's policy. "
            "Keep it as a study; only programmes publish editions."
        )
    ]


def test_tests_that_fail_or_miss_a_rule_keep_an_edition_from_being_published(policy: Path) -> None:
    change(suite_path(policy), ("expect: {total: 0, level: none}", "expect: {total: 1}"))
    change(suite_path(policy), ("      - {workshop: w, on: 2027-06-12, hours: 2}\n", ""))
    said = problems(policy)
    assert len(said) == 5
    assert said[0].startswith("policy-test-failed: everybody starts at nothing: total is 0")
    assert said[-1] == (
        "policy-rule-not-tested: rules.workshops: no case reaches this rule. Add "
        "a case with a record that it reads."
    )


def test_without_tests_nothing_is_published(policy: Path) -> None:
    suite_path(policy).unlink()
    (said,) = problems(policy)
    assert "there is no such file. Write the policy's tests there" in said


ERRANDS = """\
  errand:
    source: volunteer-network
    fields: {hours: whole number 1..8}
    means: {en: An errand run for somebody, zh: 代办一次}
    basis: own service
    needs: [time]
    context: community
rules:
  errand-hours:
    title: {en: Hours of errands, zh: 代办时数}
    record: errand
    each: hours
    rates: {20: 2, 80: 1}
  errand-effort:
    title: {en: Effort, zh: 付出}
    record: errand
    points: -1
    since: 2026-10-01
"""


def test_a_standing_law_that_fails_keeps_an_edition_from_being_published(tmp_path: Path) -> None:
    """An engine that makes somebody pay for an appeal that was won."""
    policy = tmp_path / "town.yaml"
    policy.write_text(TOWN, encoding="utf-8")
    assert check_file(policy).errors == ()
    assert not any(each.code is LAW_BROKEN for each in said_by(policy, score))
    broken = [each.what for each in said_by(policy, avenging) if each.code is LAW_BROKEN]
    assert any("taking away a deduction never lowers the total" in each for each in broken)
    assert any("{missed-shift: " in each for each in broken)


def said_by(policy: Path, scorer: Scorer) -> Sequence[Problem]:
    """Return what keeps a policy without tests from being published, by an engine."""
    with pytest.raises(ProblemsError) as caught:
        prepare(policy, by="A", approved_by="B", on=date(2026, 8, 28), count=100, scorer=scorer)
    return caught.value.problems


def avenging(policy: Policy, member: Member, entries: Iterable[Entry], *, as_of: date) -> Statement:
    """Return a statement that takes five points more for each record that was struck out."""
    given = list(entries)
    statement = score(policy, member, given, as_of=as_of)
    won = sum(entry.state_on(as_of) is State.STRUCK_OUT for entry in given)
    return replace(statement, opening=statement.opening - 5 * won)


def test_a_record_that_gives_more_than_it_takes_is_no_deduction(tmp_path: Path) -> None:
    """By its hours it gives, by its rule it takes: taking it away may cost, and breaks no law."""
    policy = tmp_path / "town.yaml"
    policy.write_text(TOWN.replace("rules:\n", ERRANDS, 1), encoding="utf-8")
    assert check_file(policy).errors == ()
    assert not any(each.code is LAW_BROKEN for each in said_by(policy, score))


def test_everything_that_is_wrong_is_said_at_once(policy: Path) -> None:
    change(policy, ("from: 2027-01-01", "from: 2026-11-02"))
    said = problems(policy, on=date(2026, 11, 5), by="A", approved="a")
    assert [each.partition(":")[0] for each in said] == [
        "publish-one-person",
        "policy-notice",
        "publish-late",
    ]


def test_a_file_that_is_no_policy_is_not_published(policy: Path) -> None:
    policy.write_text("policy: [", encoding="utf-8")
    (said,) = problems(policy)
    assert "this is not YAML" in said
    policy.unlink()
    (said,) = problems(policy)
    assert "there is no such file" in said


def test_what_everybody_gets_never_becomes_worse(policy: Path) -> None:
    change(policy, ("everyone: {en: 1 tool, zh: 1 件}", "everyone: {en: 2 tools, zh: 2 件}"))
    published(policy)
    next_edition(policy)
    change(policy, ("everyone: {en: 2 tools, zh: 2 件}", "everyone: {en: 1 tool, zh: 1 件}"))
    said = problems(policy, on=date(2027, 2, 1))
    assert [each.partition(". ")[0] for each in said] == [
        (
            "charter-everyone-worse: benefits.tool-loans.everyone: everybody gets "
            "less than in edition 1"
        )
    ]


def test_a_tampered_edition_is_named_wherever_the_policy_is_checked(policy: Path) -> None:
    target = published(policy)
    change(target, ("en: Workshops", "en: Free workshops"))
    (problem,) = check_file(policy).errors
    assert str(problem) == (
        f"{target}: the file is not what Li Wei and Zhao Min published on 2026-11-01. "
        "Put it back from a copy: an edition never changes, a change is a new edition."
    )
    assert problem.code.name == "edition-tampered"
    next_edition(policy)
    assert problems(policy, on=date(2027, 2, 1)) == [f"edition-tampered: {problem}"]


def test_a_file_that_changes_while_it_is_checked_is_not_published(
    policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b"# more\n")
    assert problems(policy) == [
        (
            f"publish-changed-meanwhile: {policy}: the file changed while it was being checked. "
            "Publish again when nobody is writing to it."
        )
    ]


def test_an_edition_that_another_overtakes_is_checked_again(policy: Path) -> None:
    first = prepare(policy, by="A", approved_by="B", on=DAY, count=5)
    change(policy, ("en: Workshops", "en: Free workshops"))
    published(policy)
    with pytest.raises(ProblemsError) as caught:
        write(first)
    index = policy.parent / "editions/index.json"
    assert [str(each) for each in caught.value.problems] == [
        (
            f"{index}: another edition was published while this one was being checked. "
            "Publish again, so that this one is checked against it."
        )
    ]
    assert (policy.parent / "editions/time-bank@1.yaml").read_bytes() == policy.read_bytes()
