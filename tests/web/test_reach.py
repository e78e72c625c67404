"""Whatever the table of rights declares, somebody can reach: by a page, the lane, or a command."""

from typing import Final

from tests.project.references import PROGRAM, commands_of, root_command

from goodstanding.service.rights import OPERATIONS
from goodstanding.web.admin import ADMIN_ROUTES
from goodstanding.web.lane.operations import LANE
from goodstanding.web.routes import ROUTES

COMMANDS: Final = {
    "notice.hand-over": "member notices", "account.new-password": "member password",
    "appeals.queue": "review queue", "appeal.open": "review take",
    "appeal.case": "review read", "appeal.decide": "review decide",
    "repairs.queue": "review queue", "repair.open": "review take",
    "repair.case": "review read", "repair.decide": "review decide",
    "notice.returned": "operator returned",
    "proposals.read": "operator proposals", "proposal.decline": "operator decline",
    "proposal.take-back": "operator take-back",
    "edition.propose": "operator publish", "edition.approve": "operator approve",
    "source.propose": "source register", "source.approve": "operator approve",
    "partner.propose": "partner register", "partner.approve": "operator approve",
    "correction.propose": "operator correct", "correction.approve": "operator approve",
    "person.propose": "operator person", "person.approve": "operator approve",
    "key.make": "source key", "key.revoke": "source revoke",
    "programme.halt": "halt", "programme.resume": "resume", "programme.status": "status",
    "sample.draw": "audit sample", "counts.read": "audit counts",
}  # fmt: skip
"""What is done at the shell, by the command that does it."""

WITHIN: Final = {"contact.read"}
"""What is part of another page: where notices go stands on the page of notices."""


def unreached(commands: dict[str, str]) -> set[str]:
    """Return the operations that no page, no request of the lane and no command is."""
    there = {name for name, _ in commands_of(root_command())}
    by_command = {name for name, said in commands.items() if f"{PROGRAM} {said}" in there}
    by_request = {route.operation for route in ROUTES.values()} | WITHIN
    by_request |= {route.operation for route in ADMIN_ROUTES}
    return set(OPERATIONS) - by_command - by_request - {each.name for each in LANE}


def test_every_operation_of_the_table_of_rights_can_be_reached() -> None:
    assert len(OPERATIONS) > 60
    assert set(COMMANDS) <= set(OPERATIONS)
    assert unreached(COMMANDS) == set()
    fewer = {**COMMANDS, "sample.draw": "audit nothing"}
    assert unreached(fewer) == {"sample.draw"}
