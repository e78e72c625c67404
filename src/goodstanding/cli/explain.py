"""The commands that explain one member's statement: explain, and whatif."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goodstanding.cli.output import (
    AsJson,
    Language,
    print_json,
    print_problems,
    write_text,
)
from goodstanding.cli.score import (
    REFUSED_SHOWN,
    AsOf,
    LegalBasis,
    Members,
    PolicyOption,
    Records,
    States,
)
from goodstanding.errors import Problem, ProblemsError, declare

if TYPE_CHECKING:  # what a command needs at run time is imported when it runs
    from goodstanding.cli.run import Given, Inputs
    from goodstanding.model.entry import Member

NO_SUCH_MEMBER = declare("explain-no-such-member", "Nobody with the identifier asked for joined.")

MemberOption = Annotated[
    str, typer.Option("--member", metavar="ID", help="Whose statement is explained.")
]


def explain_command(  # noqa: PLR0913 - one for each option that the interface promises
    *,
    policy: PolicyOption,
    records: Records,
    member: MemberOption,
    as_of: AsOf,
    members: Members = None,
    states: States = None,
    lang: Language = "en",
    legal_basis: LegalBasis = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write one self-contained page, too."),
    ] = None,
    json: AsJson = False,
) -> int:
    """Explain one member's statement: the main reasons, every line, and what comes next."""
    from goodstanding.cli.run import Inputs
    from goodstanding.present.content import explanation_content
    from goodstanding.present.explain import explain
    from goodstanding.present.page import explanation_html
    from goodstanding.present.text import explanation_text, print_tables

    inputs = Inputs(policy=policy, records=records, members=members, states=states)
    given, person = _given(inputs, member, legal_basis)
    entries = given.admitted.entries[person.id]
    explanation = explain(given.policy, person, entries, as_of=as_of.date())
    if html is not None:
        write_text(explanation_html(explanation, lang), html)
    if json:
        print_json(explanation_content(explanation, lang))
    elif sys.stdout.isatty():
        from rich.console import Console

        print_tables(Console(), explanation, lang)
    else:
        typer.echo(explanation_text(explanation, lang), nl=False)
    return _refused(given)


def whatif_command(  # noqa: PLR0913 - one for each option that the interface promises
    *,
    policy: PolicyOption,
    records: Records,
    member: MemberOption,
    as_of: AsOf,
    add: Annotated[
        list[str] | None,
        typer.Option(
            "--add",
            metavar="RECORD",
            help='An act to imagine: "KIND on=DAY field=value", or a JSON object. May be repeated.',
        ),
    ] = None,
    members: Members = None,
    states: States = None,
    lang: Language = "en",
    legal_basis: LegalBasis = None,
    json: AsJson = False,
) -> int:
    """Say what a statement would be with acts that nobody did, and what reaches the next level."""
    from goodstanding.cli.run import Inputs
    from goodstanding.present.imagined import imagined_entry
    from goodstanding.present.whatif import what_if, whatif_content, whatif_text

    inputs = Inputs(policy=policy, records=records, members=members, states=states)
    given, person = _given(inputs, member, legal_basis)
    day = as_of.date()
    added = [
        imagined_entry(given.policy, person, text, as_of=day, place=place)
        for place, text in enumerate(add or ())
    ]
    found = what_if(given.policy, person, given.admitted.entries[person.id], added, as_of=day)
    if json:
        print_json(whatif_content(found, lang))
    else:
        typer.echo(whatif_text(found, lang), nl=False)
    return _refused(given)


def _given(inputs: "Inputs", member: str, legal_basis: list[str] | None) -> "tuple[Given, Member]":
    """Return what was read, and the member asked for.

    Raises:
        ProblemsError: nobody with this identifier joined; the message names no one.
    """
    from goodstanding.cli.run import read_given

    given = read_given(inputs, legal_basis=legal_basis or ())
    for person in given.admitted.members:
        if person.id == member:
            return given, person
    raise ProblemsError(
        [
            Problem(
                code=NO_SUCH_MEMBER,
                path="--member",
                what="nobody who joined has this identifier",
                hint="Give it as the members file does, or as the records do where there is none",
            )
        ]
    )


def _refused(given: "Given") -> int:
    """List the rows that were refused, without their values; any of them is a problem."""
    problems = [refused.problem for refused in given.admitted.refused]
    print_problems(problems[:REFUSED_SHOWN])
    return int(bool(problems))
