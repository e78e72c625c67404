"""Rights: every role with every operation, and one answer for what is foreign or missing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pytest
from tests.support.exercised import exercised
from tests.support.running import open_fresh

from goodstanding.errors import ProblemsError
from goodstanding.service.halting import halt, refuse_if_halted, resume, stands_still
from goodstanding.service.looks import Role
from goodstanding.service.rights import ABOUT_A_MEMBER, NOBODY, OPERATIONS, Actor, check

WORKS = {Role.CLERK, Role.REVIEWER, Role.PUBLISHER, Role.OPERATOR, Role.AUDITOR}
OPEN = {name for name, roles in OPERATIONS.items() if len(roles) == len(Role) - 1}

EACH: Final = (
    "statement.read whatif.read consents.read consent.give consent.withdraw slip.make looks.read "
    "notices.read notice.open appeals.read appeal.file appeal.file-again appeal.take-back "
    "repair.ask repair.take-back export.make programme.leave "
)
"""What a member may, and a guardian or a clerk for a member."""
SELF: Final = EACH + "consent.renew contact.read contact.change record.delete certificate.print "
GRANTED: Final = {
    Role.ANYBODY: "programme.join",
    Role.MEMBER: SELF + "code.make account.password",
    Role.GUARDIAN: EACH,
    Role.CLERK: SELF + "programme.join notice.hand-over notice.returned account.new-password "
    "programme.status",
    Role.REVIEWER: "appeals.queue appeal.open appeal.case appeal.decide repairs.queue repair.open "
    "repair.case repair.decide programme.status",
    Role.PUBLISHER: "proposals.read edition.propose edition.approve proposal.decline "
    "proposal.take-back programme.halt programme.resume programme.status",
    Role.OPERATOR: "proposals.read source.propose source.approve partner.propose partner.approve "
    "correction.propose correction.approve person.propose person.approve proposal.decline "
    "proposal.take-back key.make key.revoke notice.returned programme.halt programme.resume "
    "programme.status",
    Role.AUDITOR: "sample.draw counts.read programme.status",
    Role.SOURCE: "records.file records.validate record.recall refusals.read slips.redeem",
    Role.PARTNER: "check.answer",
    Role.PROGRAMME: "health.read metrics.read",
}
"""What each role may beyond what everybody may, written down a second time on purpose."""


def given(role: Role, table: Mapping[str, frozenset[Role]]) -> set[str]:
    """Return what a role may by a table, beyond what everybody may."""
    return {name for name, roles in table.items() if role in roles} - OPEN


def test_no_role_may_more_than_what_was_agreed() -> None:
    assert set(GRANTED) == set(Role)
    for role, words in GRANTED.items():
        assert given(role, OPERATIONS) == set(words.split()), role
    wider = {**OPERATIONS, "certificate.print": OPERATIONS["statement.read"]}
    assert given(Role.GUARDIAN, wider) != set(GRANTED[Role.GUARDIAN].split())
    about = {name for name in ABOUT_A_MEMBER if OPERATIONS[name] & WORKS}
    assert {role for name in about for role in OPERATIONS[name] & WORKS} == {Role.CLERK}


def answer(actor: Actor, operation: str, member: int | None) -> str:
    """Return the code and words of a refusal, nothing where the actor may."""
    try:
        check(actor, operation, member=member)
    except ProblemsError as error:
        [problem] = error.problems
        return f"{problem.code.name}: {problem.what}"
    return ""


def test_each_cell_of_role_operation_and_member_is_as_the_table_says() -> None:
    seen = granted = 0
    refusals = set()
    for role in Role:
        actor = Actor(
            role=role, name="n", person=1 if role in WORKS else None, member=7, strong=True
        )
        for operation, roles in OPERATIONS.items():
            for member in (7, 8, None):
                seen += 1
                found = answer(actor, operation, member)
                may = role in roles and (operation not in ABOUT_A_MEMBER or member == 7)
                assert (found == "") is may, (role, operation, member)
                granted += may
                refusals.add(found)
    exercised("the table of rights", {"cells": seen, "granted": granted})
    assert seen == len(Role) * len(OPERATIONS) * 3
    assert granted > 200
    assert refusals == {"", "rights-not-yours: there is nothing here for you"}


def test_who_works_for_the_programme_is_a_person_known_by_more_than_a_password() -> None:
    for role in WORKS:
        actor = Actor(role=role, name="n", person=1, member=7, strong=True)
        for operation, roles in OPERATIONS.items():
            if role not in roles:
                continue
            weak = answer(replace(actor, strong=False), operation, 7)
            nobody = answer(replace(actor, person=None), operation, 7)
            if operation in OPEN:
                assert weak == nobody == ""
            else:
                assert weak.startswith("rights-weak-login")
                assert nobody.startswith("rights-not-yours")


def test_nobody_reads_what_is_public_and_nothing_else() -> None:
    open_to = {operation for operation in OPERATIONS if not answer(NOBODY, operation, None)}
    assert open_to == {*OPEN, "programme.join"}
    with pytest.raises(KeyError):
        check(NOBODY, "no.such")


def test_a_halt_holds_at_once_and_says_why() -> None:
    programme = open_fresh().programme
    assert not stands_still(programme)
    refuse_if_halted(programme)
    with pytest.raises(ProblemsError, match="a reason is missing") as caught:
        halt(programme, " ")
    assert caught.value.problems[0].code.name == "halt-no-reason"
    assert halt(programme, "a wrong rule")
    assert not halt(programme, "again")
    assert stands_still(programme)
    with pytest.raises(ProblemsError) as caught:
        refuse_if_halted(programme)
    assert caught.value.problems[0].code.name == "halt-stands-still"
    assert resume(programme)
    assert not resume(programme)
    assert not stands_still(programme)
