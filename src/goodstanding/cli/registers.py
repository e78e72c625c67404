"""What an operator looks up: a proposal, every key, who works here; and that somebody is gone."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from goodstanding.cli.acting import acting, at_the_desk, deciding
from goodstanding.cli.desk import Document, Number
from goodstanding.cli.folder import HERE, ProgrammeFolder
from goodstanding.cli.programme import opened

if TYPE_CHECKING:
    from goodstanding.service.programme import Programme
    from goodstanding.service.proposals import Shown

PROOF: Final = "proof"
"""The keyed hash of a document, which says nothing to anybody who reads it."""


def proposal_command(
    number: Number, *, document: Document, programme: ProgrammeFolder = HERE
) -> int:
    """Show all that a proposal asks for. A member sees that a proposal on a record was read."""
    with opened(programme) as found:
        from goodstanding.service.proposals import Deed, proposal, proposals

        actor = at_the_desk(found, document)
        deeds = {each.number: each.deed for each in proposals(found, actor)}
        shown = proposal(found, deciding(found, actor, deeds.get(number)), number)
        changes = _changes(found, shown) if shown.deed is Deed.PUBLISH_EDITION else []
        kinds = _kinds(found, shown) if shown.deed is Deed.REGISTER_SOURCE else []
    by = "" if shown.decided_by is None else f" by {shown.decided_by}"
    typer.echo(f"{shown.number}  {shown.deed.value}, proposed by {shown.proposed_by}")
    typer.echo(f"state: {shown.state.value}{by}")
    if shown.why:
        typer.echo(f"why: {shown.why}")
    for line in (*changes, *said_by(shown.asked), *kinds):
        typer.echo(line)
    return 0


def _changes(programme: "Programme", shown: "Shown") -> list[str]:
    """Return what an edition that waits would change, and what its check warns of.

    Raises:
        ProblemsError: something keeps it from being published.
    """
    from goodstanding.model.lifecycle import ProposalState
    from goodstanding.service.publishing import prepare

    if shown.state is not ProposalState.PROPOSED:
        return []
    ready = prepare(programme, shown.asked)
    policy = ready.policy
    changes = ready.changes.lines(policy.languages[0]) if ready.changes else ("first edition",)
    return [
        f"edition {policy.edition} of {policy.name}, in force from {policy.in_force}",
        *(f"- {change}" for change in changes),
        *(f"warning: {warning}" for warning in ready.warnings),
    ]


def _kinds(programme: "Programme", shown: "Shown") -> list[str]:
    """Return what a source will file by the rules published last, with the columns of each kind."""
    from goodstanding.service.editions import latest_policy

    policy = programme.read(lambda: latest_policy(programme))
    kinds = [] if policy is None else policy.kinds.values()
    return [
        f"files {kind.name} ({', '.join(kind.fields) or 'the day alone'})"
        f"{': off, for no legal basis is named' if kind.off else ''}"
        for kind in kinds
        if kind.source == shown.asked.get("name")
    ]


def said_by(asked: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """Yield what is asked for, a line for each part; a long text stands below its name."""
    for name, value in asked.items():
        called = f"{before}{name}".replace("_", " ")
        if isinstance(value, Mapping):
            yield from said_by(value, f"{called}, ")
        elif isinstance(value, list):
            yield f"{called}: {', '.join(map(str, value)) or 'none named'}"
        elif name != PROOF:
            yield f"{called}:\n\n{value}" if "\n" in str(value) else f"{called}: {value}"


def keys_command(*, programme: ProgrammeFolder = HERE) -> int:
    """List every key of sources and partners by its name, those that end soonest first."""
    with opened(programme) as found:
        from goodstanding.service.keys_of_parties import keys_shown

        today = found.today()
        for key in keys_shown(found):
            what = f"{key.role.value} {key.party}{', sandbox' if key.sandbox else ''}"
            ends = "ended" if key.revoked or key.expires <= today else f"ends on {key.expires}"
            typer.echo(f"{key.name}  {what}: made on {key.created}, {ends}")
    return 0


def people_command(*, programme: ProgrammeFolder = HERE) -> int:
    """List who is or was working for the programme."""
    with opened(programme) as found:
        from goodstanding.service.persons import working

        for each in working(found):
            roles = f": {', '.join(each.roles) or 'every role'}"
            typer.echo(f"{each.name}{roles if each.active else ' (works here no more)'}")
    return 0


def person_gone_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who works here no more.")],
    *,
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Note that another person works here no more: that person's document opens nothing."""
    with opened(programme) as found:
        from goodstanding.service.looks import Role
        from goodstanding.service.persons import gone

        gone(found, acting(found, document, Role.OPERATOR), name)
    typer.echo("Noted. Keys of sources and partners go on: see `goodstanding operator keys`.")
    return 0
