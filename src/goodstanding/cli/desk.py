"""The commands of two persons at the shell: people, proposals, sources, partners and editions."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goodstanding.cli.acting import acting, at_the_desk, deciding
from goodstanding.cli.folder import HERE, ProgrammeFolder
from goodstanding.cli.operator import Title, titles_given
from goodstanding.cli.programme import opened
from goodstanding.errors import UsageError

if TYPE_CHECKING:
    from goodstanding.service.programme import Programme

Document = Annotated[
    str,
    typer.Option(
        "--document",
        envvar="GOODSTANDING_DOCUMENT",
        prompt="Your document, as it was registered",
        hide_input=True,
        metavar="TEXT",
        help="The document of whoever acts; asked for where it is not given.",
    ),
]
PartyName = Annotated[str, typer.Argument(metavar="NAME", help="Its name in the policy.")]
KEY_DAYS = 366
Days = Annotated[int, typer.Option("--days", min=1, help="How many days the key works.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The number of the proposal.")]


def person_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name that members will see.")],
    *,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="TEXT",
            help="Your own document, once two operators work here: the other one approves.",
        ),
    ] = "",
    role: Annotated[
        list[str] | None,
        typer.Option(
            "--role",
            metavar="ROLE",
            help="A role that the person may act in, again for each: clerk, reviewer, publisher, "
            "operator or auditor. Every one where none is named.",
        ),
    ] = None,
    document: Annotated[
        str,
        typer.Option(
            prompt="The document of this person",
            hide_input=True,
            metavar="TEXT",
            help="The document of this person; asked for where it is not given.",
        ),
    ],
    programme: ProgrammeFolder = HERE,
) -> int:
    """Register a person by a document; once two operators work here it takes them both."""
    if by:
        asked = {"name": name, "document": document, "roles": role or []}
        return _propose(programme, by, "register person", asked)
    with opened(programme) as found:
        from goodstanding.service.persons import register_first

        register_first(found, name=name, document=document, roles=role or ())
    typer.echo(f"{' '.join(name.split())} is registered. Of the document a keyed hash is kept.")
    return 0


def publish_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A policy file.")],
    *,
    document: Document,
    from_today: Annotated[
        bool,
        typer.Option(
            "--from-today", help="Write today as its publication, and its earliest start."
        ),
    ] = False,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Propose an edition of the rules; another person approves it."""
    from goodstanding.cli.edition import dated, text_of

    text = text_of(file)
    with opened(programme) as found:
        if from_today:
            text = dated(text, file=str(file), on=found.today())
    _propose(programme, document, "publish edition", {"text": text}, role="publisher")
    return 0


def proposals_command(*, document: Document, programme: ProgrammeFolder = HERE) -> int:
    """List what was proposed, what waits for a second person first."""
    with opened(programme) as found:
        from goodstanding.service.proposals import proposals

        for each in proposals(found, at_the_desk(found, document)):
            name = each.asked.get("name", "")
            typer.echo(
                f"{each.number}  {each.deed.value} {name}  {each.state.value}, "
                f"proposed by {each.proposed_by}"
            )
    return 0


def approve_command(
    number: Annotated[
        int | None,
        typer.Argument(metavar="NUMBER", help="The proposal; the only one where it is left out."),
    ] = None,
    *,
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Approve what another person proposed; it is done when this ends."""
    with opened(programme) as found:
        from goodstanding.service.proposals import approve, proposals

        actor = at_the_desk(found, document)
        waiting = [p for p in proposals(found, actor) if p.state.value == "proposed"]
        chosen = [p for p in waiting if number in {None, p.number}]
        if len(chosen) != 1:
            message = f"{len(chosen)} proposals fit. Name one by its number: see `proposals`."
            raise UsageError(message)
        [proposal] = chosen
        approve(found, deciding(found, actor, proposal.deed), proposal.number)
    typer.echo(f"Done: {proposal.deed.value}.")
    return 0


def decline_command(
    number: Number,
    *,
    document: Document,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason.")],
    programme: ProgrammeFolder = HERE,
) -> int:
    """Decline what another person proposed."""
    with opened(programme) as found:
        from goodstanding.service.proposals import decline, proposals

        actor = at_the_desk(found, document)
        deeds = {each.number: each.deed for each in proposals(found, actor)}
        decline(found, deciding(found, actor, deeds.get(number)), number, why=why)
    typer.echo("Declined.")
    return 0


def take_back_command(
    number: Number, *, document: Document, programme: ProgrammeFolder = HERE
) -> int:
    """Take back what you proposed yourself."""
    with opened(programme) as found:
        from goodstanding.service.proposals import take_back

        take_back(found, at_the_desk(found, document), number)
    typer.echo("Taken back.")
    return 0


def source_register_command(
    name: PartyName,
    *,
    title: Title,
    rows_per_day: Annotated[
        int, typer.Option("--rows-per-day", min=1, help="The most rows that it may file a day.")
    ],
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Propose a source; another person approves it."""
    asked = {"name": name, "title": titles_given(title), "rows_per_day_max": rows_per_day}
    return _propose(programme, document, "register source", asked)


def source_end_command(
    name: PartyName, *, document: Document, programme: ProgrammeFolder = HERE
) -> int:
    """Propose to end a source; another person approves it."""
    return _propose(programme, document, "end source", {"name": name})


def source_recall_command(
    name: PartyName, *, document: Document, programme: ProgrammeFolder = HERE
) -> int:
    """Propose to recall all that a source has filed; another person approves it."""
    return _propose(programme, document, "recall source", {"name": name})


def partner_register_command(
    name: PartyName, *, title: Title, document: Document, programme: ProgrammeFolder = HERE
) -> int:
    """Propose a partner; another person approves it."""
    asked = {"name": name, "title": titles_given(title)}
    return _propose(programme, document, "register partner", asked)


def partner_end_command(
    name: PartyName, *, document: Document, programme: ProgrammeFolder = HERE
) -> int:
    """Propose to end a partner; another person approves it."""
    return _propose(programme, document, "end partner", {"name": name})


def source_key_command(  # noqa: PLR0913 - what a key of a source may be
    name: PartyName,
    *,
    days: Days = KEY_DAYS,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="A key that may only have records looked at.")
    ] = False,
    filed_by: Annotated[
        str,
        typer.Option(
            "--filed-by",
            metavar="TEXT",
            help="The document of who files with it, where that person works here too.",
        ),
    ] = "",
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Make a key of a source. It is shown once; a hash of it is kept."""
    with opened(programme) as found:
        from goodstanding.service.keys_of_parties import make_source_key
        from goodstanding.service.persons import number_by

        _may(found, document, "key.make")
        person = number_by(found, filed_by) if filed_by else None
        made = make_source_key(found, name, days=days, sandbox=sandbox, person=person)
    typer.echo(made.text)
    typer.echo(
        f"Its name is {made.name}; it ends on {made.expires}. It is not shown again.", err=True
    )
    return 0


def partner_key_command(
    name: PartyName, *, days: Days = KEY_DAYS, document: Document, programme: ProgrammeFolder = HERE
) -> int:
    """Make a key of a partner. It is shown once; a hash of it is kept."""
    with opened(programme) as found:
        from goodstanding.service.keys_of_parties import make_partner_key

        _may(found, document, "key.make")
        made = make_partner_key(found, name, days=days)
    typer.echo(made.text)
    typer.echo(
        f"Its name is {made.name}; it ends on {made.expires}. It is not shown again.", err=True
    )
    return 0


def revoke_command(
    name: Annotated[str, typer.Argument(metavar="KEY", help="The name of the key.")],
    *,
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """End a key of a source or partner; it lets nobody in once this ends."""
    with opened(programme) as found:
        from goodstanding.service.keys_of_parties import revoke_key

        _may(found, document, "key.revoke")
        revoke_key(found, name)
    typer.echo("The key has ended.")
    return 0


def _may(programme: "Programme", document: str, operation: str) -> None:
    """Let a registered person do what an operator may.

    Raises:
        ProblemsError: nobody with this document works here.
    """
    from goodstanding.service.looks import Role
    from goodstanding.service.rights import check

    check(acting(programme, document, Role.OPERATOR), operation)


def _propose(
    programme: Path, document: str, deed: str, asked: Mapping[str, Any], *, role: str = "operator"
) -> int:
    """Propose an act of two persons, and say what comes next."""
    with opened(programme) as found:
        from goodstanding.service.looks import Role
        from goodstanding.service.proposals import Deed, propose

        number = propose(found, acting(found, document, Role(role)), Deed(deed), asked)
    typer.echo(f"Proposed: {deed}, number {number}.")
    typer.echo(f"Now another person reads it: goodstanding operator proposal {number}")
    typer.echo("and approves it: goodstanding operator approve")
    return 0


def correct_command(  # noqa: PLR0913 - a record has as many parts
    *,
    source: Annotated[str, typer.Option("--source", help="The source's name in the rules.")],
    record: Annotated[str, typer.Option("--record", help="The record, as the source names it.")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="What the member will read.")],
    kind: Annotated[
        str, typer.Option("--kind", help="Its kind from now on; struck out where left out.")
    ] = "",
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Its day from now on.")] = "",
    field: Annotated[
        list[str] | None,
        typer.Option("--field", metavar="NAME=VALUE", help="What else it says; one for each."),
    ] = None,
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Propose to correct a record by hand, or to strike it out; another person approves it."""
    pairs = [each.partition("=") for each in field or ()]
    if any(not name or not middle for name, middle, _ in pairs):
        message = "A field is written as NAME=VALUE."
        raise UsageError(message)
    asked: dict[str, Any] = {"source": source, "record": record, "why": why}
    if kind:
        asked |= {"kind": kind, "on": on, "fields": {name: value for name, _, value in pairs}}
    return _propose(programme, document, "correct record", asked)


def returned_command(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The number on the letter.")],
    *,
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Note that a letter came back: what it told does not count until it is told otherwise."""
    with opened(programme) as found:
        from goodstanding.service.looks import Role
        from goodstanding.service.notices import came_back

        came_back(found, acting(found, document, Role.CLERK), number)
    typer.echo("Noted. Once the member says where notices go it is sent again.")
    return 0


def password_command(
    *,
    login: Annotated[str, typer.Option("--login", help="The name that the member signs in by.")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="What the member will read.")],
    password: Annotated[
        str,
        typer.Option(
            prompt="A new password, typed by the member", hide_input=True,
            envvar="GOODSTANDING_PASSWORD", help="Asked for where it is not given.",
        ),
    ],
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:  # fmt: skip
    """Let a member who stands at the counter choose a new password; the member's log shows it."""
    with opened(programme) as found:
        from goodstanding.config.web_settings import PASSWORD_CHARACTERS_MIN
        from goodstanding.service.looks import Role
        from goodstanding.service.shell import new_password

        if len(password) < PASSWORD_CHARACTERS_MIN:
            message = f"A password has at least {PASSWORD_CHARACTERS_MIN} characters."
            raise UsageError(message)
        actor = acting(found, document, Role.CLERK)
        new_password(found, actor, login, password, why=why)
    typer.echo("The member signs in with the new password. The old one works no more.")
    return 0
