"""Who acts at the shell, and what is said to whoever does not work here."""

import pytest
from tests.support.running import open_fresh
from tests.support.shell import open_shell

from goodstanding.cli.desk import dated
from goodstanding.errors import ProblemsError
from goodstanding.service.looks import Role
from goodstanding.service.persons import register
from goodstanding.service.shell import at_the_shell, new_password


def test_a_person_is_known_by_the_document_alone() -> None:
    programme = open_fresh().programme
    register(programme, name="Ann Lee", document="EE passport AA1234567")
    actor = at_the_shell(programme, "ee  passport aa-1234567", Role.OPERATOR)
    assert (actor.name, actor.role, actor.strong) == ("Ann Lee", Role.OPERATOR, True)
    with pytest.raises(ProblemsError) as caught:
        at_the_shell(programme, "EE passport CC0000000", Role.OPERATOR)
    assert caught.value.problems[0].code.name == "shell-unknown-person"
    with pytest.raises(ProblemsError) as caught:
        new_password(programme, actor, "nobody", "x" * 12, why="asked")
    assert caught.value.problems[0].code.name == "service-not-a-member"


def test_a_text_that_is_no_policy_is_not_dated() -> None:
    with pytest.raises(ProblemsError):
        dated("policy: [", file="x.yaml", on=open_fresh().programme.today())


def test_a_proposal_is_taken_back_by_who_made_it_and_declined_by_another(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell = open_shell(capsys)
    ann, ben = "EE passport AA1234567", "EE passport BB7654321"
    for name, document in (("Ann Lee", ann), ("Ben Roy", ben)):
        shell.said("operator", "person", name, by=document)

    def proposed() -> str:
        asked = ("--title", "en=Tax office", "--title", "zh=税务局", "--rows-per-day", "10")
        said = shell.said("source", "register", "tax-office", *asked, by=ann)
        return said.split("number ")[1].split(".")[0]

    number = proposed()
    assert "somebody else proposed" in shell.said("operator", "take-back", number, by=ben, code=1)
    assert "Taken back" in shell.said("operator", "take-back", number, by=ann)
    assert shell.said("operator", "take-back", number, by=ann, code=1) != ""
    assert "Declined" in shell.said("operator", "decline", proposed(), "--why", "no", by=ben)
