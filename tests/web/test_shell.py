"""Who acts at the shell, and what is said to whoever does not work here."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from tests.support.pages import ROOT
from tests.support.running import add_source, open_fresh
from tests.support.shell import open_shell

from goodstanding.cli.edition import dated
from goodstanding.errors import ProblemsError
from goodstanding.service.looks import Role
from goodstanding.service.persons import register, register_first
from goodstanding.service.shell import at_the_shell, new_password

ANN: Final = "EE passport AA1234567"
BEN: Final = "EE passport BB7654321"


def number_of(said: str) -> str:
    """Return the number of the proposal that a command made."""
    return said.split("number ")[1].split(".", maxsplit=1)[0]


def test_a_person_is_known_by_the_document_alone() -> None:
    programme = open_fresh().programme
    register(programme, name="Ann Lee", document="EE passport AA1234567")
    actor = at_the_shell(programme, "ee  passport aa-1234567", Role.OPERATOR)
    assert (actor.name, actor.role, actor.strong) == ("Ann Lee", Role.OPERATOR, True)
    with pytest.raises(ProblemsError) as caught:
        at_the_shell(programme, "EE passport CC0000000", Role.OPERATOR)
    assert caught.value.problems[0].code.name == "shell-unknown-person"
    clerk = replace(actor, role=Role.CLERK)
    weak = replace(clerk, strong=False)
    for who, code in (
        (actor, "rights-not-yours"),
        (weak, "rights-weak-login"),
        (clerk, "service-not-a-member"),
    ):
        with pytest.raises(ProblemsError) as caught:
            new_password(programme, who, "nobody", "x" * 12, why="asked")
        assert caught.value.problems[0].code.name == code


def test_a_text_that_is_no_policy_is_not_dated() -> None:
    with pytest.raises(ProblemsError):
        dated("policy: [", file="x.yaml", on=open_fresh().programme.today())


def test_a_file_of_another_encoding_is_not_published(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shell = open_shell(capsys)
    shell.said("operator", "person", "Ann Lee", by=ANN)
    file = tmp_path / "policy.yaml"
    file.write_bytes("policy: Straße".encode("latin-1"))
    for more in ((), ("--from-today",)):
        said = shell.said("operator", "publish", str(file), *more, by=ANN, code=1)
        assert (said.startswith(f"{file}:"), "UTF-8" in said) == (True, True)


def test_a_proposal_is_taken_back_by_who_made_it_and_declined_by_another(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell = open_shell(capsys)
    ann, ben = ANN, BEN
    for name, document in (("Ann Lee", ann), ("Ben Roy", ben)):
        shell.said("operator", "person", name, by=document)

    def proposed() -> str:
        asked = ("--title", "en=Tax office", "--title", "zh=税务局", "--rows-per-day", "10")
        said = shell.said("source", "register", "tax-office", *asked, by=ann)
        return number_of(said)

    number = proposed()
    assert "somebody else proposed" in shell.said("operator", "take-back", number, by=ben, code=1)
    assert "Taken back" in shell.said("operator", "take-back", number, by=ann)
    assert shell.said("operator", "take-back", number, by=ann, code=1) != ""
    assert "Declined" in shell.said("operator", "decline", proposed(), "--why", "no", by=ben)


def test_who_approves_can_read_all_that_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    shell = open_shell(capsys)
    for name, document in (("Ann Lee", ANN), ("Ben Roy", BEN)):
        shell.said("operator", "person", name, by=document)
    asked = ("--title", "en=Tax office", "--title", "zh=税务局", "--rows-per-day", "10")
    number = number_of(shell.said("source", "register", "tax-office", *asked, by=ANN))
    said = shell.said("operator", "proposal", number, by=BEN)
    for part in ("proposed by Ann Lee", "name: tax-office", "title, zh: 税务局", "per day max: 10"):
        assert part in said
    assert "files tax-offence (severity): off" in said
    assert "files tax-arrears (the day alone)" in said
    shell.said("operator", "approve", by=BEN)
    assert "state: done by Ben Roy" in shell.said("operator", "proposal", number, by=ANN)
    file = ROOT / "policies/event-reference/event-reference.yaml"
    changed = shell.folder / "second.yaml"
    changed.write_text(file.read_text(encoding="utf-8").replace("edition: 1", "edition: 2", 1))
    published = shell.said("operator", "publish", str(changed), "--from-today", by=ANN)
    said = shell.said("operator", "proposal", number_of(published), by=BEN)
    assert "edition: 2" in said
    assert "edition 2 of event-reference, in force from" in said
    assert "first day in force" in said
    assert f"published: {shell.programme.today()}" in said
    assert "there is no such" in shell.said("operator", "proposal", "7", by=BEN, code=1)


def test_keys_are_found_by_name_and_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    shell = open_shell(capsys)
    shell.said("operator", "person", "Ann Lee", by=ANN)
    add_source("volunteer-network")
    for more in ((), ("--sandbox", "--days", "5")):
        shell.said("source", "key", "volunteer-network", *more, by=ANN)
    lines = shell.said("operator", "keys").splitlines()
    assert ["sandbox" in each for each in lines] == [True, False]
    assert all("source volunteer-network" in each and "ends on" in each for each in lines)
    assert "gs-" not in "".join(lines)
    shell.said("source", "revoke", lines[0].split()[0], by=ANN)
    ended = ["ended" in each for each in shell.said("operator", "keys").splitlines()]
    assert ended == [True, False]


def test_who_works_here_no_more_does_nothing_and_may_come_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell = open_shell(capsys)
    for name, document in (("Ann Lee", ANN), ("Ben Roy", BEN)):
        shell.said("operator", "person", name, by=document)
    assert "0 persons" in shell.said("operator", "person-gone", "Cleo", by=ANN, code=1)
    assert shell.said("operator", "person-gone", "Ann Lee", by=ANN, code=1) != ""
    shell.said("operator", "person-gone", "Ben Roy", by=ANN)
    assert "Ben Roy (works here no more)" in shell.said("operator", "people")
    assert "nobody with this" in shell.said("operator", "proposals", by=BEN, code=1)
    shell.said("operator", "person", "Ben Roy", by=BEN)
    assert shell.said("operator", "proposals", by=BEN) == ""


def test_bytes_that_are_no_text_are_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    shell = open_shell(capsys)
    assert "not text in UTF-8" in shell.said("halt", "--why", "a\udcffb", code=2)
    assert "is halted" in shell.said("halt", "--why", "a drill")


def test_from_the_third_person_on_it_takes_two_to_register_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell = open_shell(capsys)
    cleo = "EE passport CC1112223"
    for name, document in (("Ann Lee", ANN), ("Ben Roy", BEN)):
        shell.said("operator", "person", name, by=document)
    alone = shell.said("operator", "person", "Cleo", by=cleo, code=1)
    assert "takes two to register a person" in alone
    with pytest.raises(ProblemsError) as caught:
        register_first(shell.programme, name="Cleo", document=cleo)
    assert caught.value.problems[0].code.name == "person-takes-two"
    number = number_of(shell.said("operator", "person", "Cleo", "--by", ANN, by=cleo))
    assert cleo not in shell.said("operator", "proposal", number, by=BEN)
    assert "cannot approve" in shell.said("operator", "approve", by=ANN, code=1)
    assert "nobody with this" in shell.said("operator", "proposals", by=cleo, code=1)
    assert "Done: register person" in shell.said("operator", "approve", by=BEN)
    assert "Cleo" in shell.said("operator", "people")
    assert "register person" in shell.said("operator", "proposals", by=cleo)


def test_a_person_acts_in_the_roles_that_two_agreed_on(capsys: pytest.CaptureFixture[str]) -> None:
    shell = open_shell(capsys)
    cleo = "EE passport CC1112223"
    for name, document in (("Ann Lee", ANN), ("Ben Roy", BEN)):
        shell.said("operator", "person", name, by=document)
    asked = ("operator", "person", "Cleo", "--by", ANN)
    assert "in this role" in shell.said(*asked, "--role", "clark", by=cleo, code=1)
    number = number_of(shell.said(*asked, "--role", "clerk", "--role", "auditor", by=cleo))
    assert "roles: auditor, clerk" in shell.said("operator", "proposal", number, by=BEN)
    shell.said("operator", "approve", by=BEN)
    assert shell.said("operator", "people").splitlines() == [
        "Ann Lee: every role", "Ben Roy: every role", "Cleo: auditor, clerk",
    ]  # fmt: skip
    for role in (Role.CLERK, Role.AUDITOR):
        assert at_the_shell(shell.programme, cleo, role).role is role
    for role in (Role.REVIEWER, Role.OPERATOR, Role.PUBLISHER):
        with pytest.raises(ProblemsError) as caught:
            at_the_shell(shell.programme, cleo, role)
        assert caught.value.problems[0].code.name == "shell-other-role"
        assert at_the_shell(shell.programme, ANN, role).role is role
    assert "works as reviewer" in shell.said("review", "queue", by=cleo, code=1)
    # Nobody gives roles alone, also not to oneself; what is so already may be said again.
    for more in ((), ("--role", "reviewer")):
        assert "takes two" in shell.said("operator", "person", "Cleo", *more, by=cleo, code=1)
    shell.said("operator", "person", "Cleo", "--role", "auditor", "--role", "clerk", by=cleo)
    assert "takes two" in shell.said("operator", "person", "Ann", "--role", "clerk", by=ANN, code=1)
    assert shell.said("operator", "people").splitlines()[0] == "Ann Lee: every role"


def test_an_office_without_two_operators_can_get_them(capsys: pytest.CaptureFixture[str]) -> None:
    shell = open_shell(capsys)
    for number in range(4):
        document = f"EE passport CC000000{number}"
        shell.said("operator", "person", f"Clerk {number}", "--role", "clerk", by=document)
    assert "works as operator" in shell.said("operator", "proposals", by=document, code=1)
    for name, document in (("Ann Lee", ANN), ("Ben Roy", BEN)):
        shell.said("operator", "person", name, "--role", "operator", by=document)
    assert "takes two" in shell.said("operator", "person", "Cleo", by="EE passport 777", code=1)


def test_a_publisher_alone_decides_on_editions_and_an_operator_alone_on_nothing_of_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell = open_shell(capsys)
    people = {"operator": ANN, "publisher": BEN, "auditor": "EE passport CC1112223"}
    for role, document in people.items():
        shell.said("operator", "person", role.title(), "--role", role, by=document)
    file = ROOT / "policies/event-reference/event-reference.yaml"
    changed = shell.folder / "second.yaml"
    changed.write_text(file.read_text(encoding="utf-8").replace("edition: 1", "edition: 2", 1))
    policy = str(changed)
    shell.said("operator", "publish", policy, "--from-today", by=ANN, code=1)
    number = number_of(shell.said("operator", "publish", policy, "--from-today", by=BEN))
    assert "publish edition" in shell.said("operator", "proposals", by=BEN)
    assert "edition 2 of" in shell.said("operator", "proposal", number, by=BEN)
    for command in (("proposal", number), ("approve", number), ("decline", number, "--why", "no")):
        assert "works as publisher" in shell.said("operator", *command, by=ANN, code=1)
    assert "works as operator" in shell.said("operator", "proposals", by=people["auditor"], code=1)
    shell.said("operator", "take-back", number, by=BEN)
