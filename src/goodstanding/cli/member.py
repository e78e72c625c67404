"""The commands `member`: what a clerk does for a member who stands at the counter."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goodstanding.cli.acting import acting
from goodstanding.cli.desk import Document
from goodstanding.cli.folder import HERE, ProgrammeFolder
from goodstanding.cli.output import write_bytes, write_text
from goodstanding.cli.programme import opened
from goodstanding.errors import UsageError

if TYPE_CHECKING:
    from goodstanding.service.counter import Counter
    from goodstanding.service.programme import Programme

Login = Annotated[str, typer.Option("--login", help="The name that the member signs in by.")]
Typed = Annotated[
    str,
    typer.Option(
        "--password",
        prompt="The member's password, typed by the member",
        hide_input=True,
        envvar="GOODSTANDING_PASSWORD",
        help="The member types it: that is how one is there. Asked for where it is not given.",
    ),
]
Why = Annotated[
    str, typer.Option("--why", metavar="TEXT", help="What the member will read in the log.")
]
Mandate = Annotated[
    str,
    typer.Option(
        "--guardian", metavar="TEXT", help="The mandate that was looked at, where a guardian came."
    ),
]
Source = Annotated[str, typer.Option("--source", help="The source's name in the rules.")]
ASKED = "asked at the counter"


@dataclass(frozen=True, slots=True, kw_only=True)
class _There:
    """Who says to stand at the counter, before it was looked at."""

    login: str
    password: str
    document: str
    why: str
    guardian: str = ""


@contextmanager
def _counter(folder: Path, there: _There) -> Iterator[tuple["Programme", "Counter"]]:
    """Open a programme with a clerk and a member at the counter.

    Raises:
        ProblemsError: the clerk does not work here, or the member does not sign in so.
    """
    with opened(folder) as found:
        from goodstanding.service.counter import at_the_counter, with_guardian
        from goodstanding.service.looks import Role

        clerk = acting(found, there.document, Role.CLERK)
        counter = at_the_counter(found, clerk, there.login, there.password, why=there.why)
        if there.guardian:
            counter = with_guardian(counter, there.guardian)
        yield found, counter


def join_command(  # noqa: PLR0913 - what somebody says on joining is as much
    *,
    login: Annotated[str, typer.Option("--login", help="A name for signing in, made up.")],
    password: Annotated[
        str,
        typer.Option(
            prompt="A password, typed by the new member", hide_input=True,
            envvar="GOODSTANDING_PASSWORD", help="Asked for where it is not given.",
        ),
    ],
    notice_read: Annotated[
        bool, typer.Option("--notice-read", help="The person has read the notice, or heard it.")
    ] = False,
    of_age: Annotated[
        bool, typer.Option("--of-age", help="The person says to be 18 or older. No date is asked.")
    ] = False,
    lang: Annotated[str, typer.Option("--lang", help="The language of notices.")] = "",
    channel: Annotated[
        str, typer.Option("--channel", help="Where notices go: portal, e-mail or letter.")
    ] = "portal",
    address: Annotated[str, typer.Option("--address", help="The address for that.")] = "",
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:  # fmt: skip
    """Enrol somebody who stands at the counter; the new member's log says who helped."""
    with opened(programme) as found:
        from goodstanding.config.web_settings import PASSWORD_CHARACTERS_MIN
        from goodstanding.service.counter import join_here
        from goodstanding.service.joining import Joining
        from goodstanding.service.looks import Role

        if len(password) < PASSWORD_CHARACTERS_MIN:
            message = f"A password has at least {PASSWORD_CHARACTERS_MIN} characters."
            raise UsageError(message)
        joining = Joining(
            notice_read=notice_read,
            of_age=of_age,
            language=lang or found.languages[0],
            channel=channel,
            address=address,
        )
        clerk = acting(found, document, Role.CLERK)
        join_here(found, clerk, login, password, joining)
    typer.echo("Joined. No source is authorised yet: goodstanding member consent")
    return 0


def show_command(  # noqa: PLR0913 - who is there, and why
    *,
    login: Login,
    password: Typed,
    why: Why = ASKED,
    guardian: Mandate = "",
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Show the statement of the member who stands at the counter."""
    there = _There(login=login, password=password, document=document, why=why, guardian=guardian)
    with _counter(programme, there) as (found, counter):
        from goodstanding.model.names import MemberId
        from goodstanding.present.text import explanation_text
        from goodstanding.service.counter import show
        from goodstanding.service.people import known

        explanation = show(found, counter)
        lang = found.read(lambda: known(found, counter.member).row.language)
        title = MemberId(found.title.get(lang) or next(iter(found.title.values())))
    # The number that the ledger scores a member under stays inside; the programme stands for it.
    explanation = replace(explanation, statement=replace(explanation.statement, member=title))
    typer.echo(explanation_text(explanation, lang), nl=False)
    return 0


def whatif_command(  # noqa: PLR0913 - who is there, why, and what to imagine
    *,
    add: Annotated[
        list[str],
        typer.Option(
            "--add", metavar="RECORD",
            help='An act to imagine: "KIND on=DAY field=value". May be repeated.',
        ),
    ],
    login: Login,
    password: Typed,
    why: Why = ASKED,
    guardian: Mandate = "",
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:  # fmt: skip
    """Say what the statement of the member who stands there would be with acts that nobody did."""
    there = _There(login=login, password=password, document=document, why=why, guardian=guardian)
    with _counter(programme, there) as (found, counter):
        from goodstanding.present.whatif import whatif_text
        from goodstanding.service.counter import what_if_here
        from goodstanding.service.people import known

        imagined = what_if_here(found, counter, add)
        lang = found.read(lambda: known(found, counter.member).row.language)
    typer.echo(whatif_text(imagined, lang), nl=False)
    return 0


def export_command(  # noqa: PLR0913 - who is there, why, and where to
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write.")],
    login: Login,
    password: Typed,
    why: Why = ASKED,
    guardian: Mandate = "",
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Write everything that is held about the member who stands at the counter."""
    there = _There(login=login, password=password, document=document, why=why, guardian=guardian)
    with _counter(programme, there) as (found, counter):
        from goodstanding.service.counter import export_here

        text = export_here(found, counter)
    write_text(text, out)
    typer.echo(f"wrote {out}; give it to the member and delete it here")
    return 0


def certificate_command(  # noqa: PLR0913 - who is there, why, what to show, and where to
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The PDF to write.")],
    show: Annotated[
        list[str] | None,
        typer.Option(
            "--show",
            help="What the member chose to show besides: since, level or total. May be repeated.",
        ),
    ] = None,
    login: Login,
    password: Typed,
    why: Why = ASKED,
    guardian: Mandate = "",
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Print a certificate of participation for the member: no name, no number, no total unasked."""
    there = _There(login=login, password=password, document=document, why=why, guardian=guardian)
    with _counter(programme, there) as (found, counter):
        from goodstanding.present.certificate import WORDS_OF, certificate_paper
        from goodstanding.present.pdf import fonts_for, pdf
        from goodstanding.service.certificates import Shows
        from goodstanding.service.counter import certificate_here

        known = [each.value for each in Shows]
        if set(show or ()) - set(known):
            message = f"A certificate may show {', '.join(known)}. Choose of these."
            raise UsageError(message)
        languages = [code for code in found.languages if code in WORDS_OF] or ["en"]
        for code in languages:
            fonts_for(code)
        made = certificate_here(found, counter, [Shows(each) for each in show or ()])
        content = pdf(*(certificate_paper(made, code) for code in languages))
    write_bytes(content, out)
    typer.echo(f"wrote {out}; print it, give it to the member and delete it here")
    return 0


def consent_command(  # noqa: PLR0913 - who is there, why, and to which source
    *,
    source: Source,
    login: Login,
    password: Typed,
    why: Why = ASKED,
    guardian: Mandate = "",
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Let the member who stands at the counter authorise a source, and print slip and receipt."""
    there = _There(login=login, password=password, document=document, why=why, guardian=guardian)
    with _counter(programme, there) as (found, counter):
        from goodstanding.service.counter import give_here, slip_here

        given = give_here(found, counter, source)
        slip = slip_here(found, counter, given.consent)
    typer.echo(f"The slip for the source: {slip.code}")
    typer.echo(f"The member's receipt: {given.receipt}")
    return 0


def renew_command(  # noqa: PLR0913 - who is there, why, which source, and what else is agreed to
    *,
    source: Source,
    agree: Annotated[
        list[str] | None,
        typer.Option("--agree", metavar="KIND", help="Agree to this kind too. May be repeated."),
    ] = None,
    login: Login,
    password: Typed,
    why: Why = ASKED,
    guardian: Mandate = "",
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Let the member who stands there renew a consent, and say what it does not reach."""
    there = _There(login=login, password=password, document=document, why=why, guardian=guardian)
    with _counter(programme, there) as (found, counter):
        from goodstanding.service.counter import renew_here

        renewed, more = renew_here(found, counter, source, agree or ())
        for kind in more:
            means = " / ".join(kind.means.values())
            typer.echo(f"Not agreed to, so no rule reads it: {means} (--agree {kind.name})")
    typer.echo(f"The member's receipt: {renewed.receipt}")
    return 0


def withdraw_command(  # noqa: PLR0913 - who is there, why, and from which source
    *,
    source: Source,
    login: Login,
    password: Typed,
    why: Why = ASKED,
    guardian: Mandate = "",
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Let the member who stands at the counter withdraw a source; what came by it is erased."""
    there = _There(login=login, password=password, document=document, why=why, guardian=guardian)
    with _counter(programme, there) as (found, counter):
        from goodstanding.service.counter import withdraw_here

        ended = withdraw_here(found, counter, source)
    typer.echo(f"The member's receipt: {ended.receipt}")
    return 0


def contest_command(  # noqa: PLR0913 - who is there, which record, and what is wrong with it
    *,
    source: Source,
    record: Annotated[str, typer.Option("--record", help="The record, as the source names it.")],
    reasons: Annotated[
        str, typer.Option("--reasons", metavar="TEXT", help="What is wrong, in the member's words.")
    ],
    login: Login,
    password: Typed,
    why: Why = ASKED,
    guardian: Mandate = "",
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Help the member to contest a record, or to ask a second person; it is absent at once."""
    there = _There(login=login, password=password, document=document, why=why, guardian=guardian)
    with _counter(programme, there) as (found, counter):
        from goodstanding.service.counter import contest_here

        contest_here(found, counter, source=source, record=record, reasons=reasons)
    typer.echo("Contested. The record counts as absent until a person has decided.")
    return 0


def repair_command(  # noqa: PLR0913 - who is there, which record, and what was done
    *,
    source: Source,
    record: Annotated[str, typer.Option("--record", help="The record, as the source names it.")],
    reasons: Annotated[
        str,
        typer.Option(
            "--reasons", metavar="TEXT", help="What was done to make it good, in their words."
        ),
    ],
    login: Login,
    password: Typed,
    why: Why = ASKED,
    guardian: Mandate = "",
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Help the member at the counter to ask that a deduction that is over be repaired."""
    there = _There(login=login, password=password, document=document, why=why, guardian=guardian)
    with _counter(programme, there) as (found, counter):
        from goodstanding.service.counter import ask_repair_here

        ask_repair_here(found, counter, source=source, record=record, reasons=reasons)
    typer.echo("Asked for. If nobody decides in time it is granted.")
    return 0


def notices_command(  # noqa: PLR0913 - who is there, and why
    *,
    login: Login,
    password: Typed,
    why: Why = ASKED,
    guardian: Mandate = "",
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Hand over what has not reached the member who stands at the counter; from today it counts."""
    there = _There(login=login, password=password, document=document, why=why, guardian=guardian)
    with _counter(programme, there) as (found, counter):
        from goodstanding.service.counter import hand_over_here

        read = hand_over_here(found, counter)
    for each in read:
        typer.echo("\n".join((each.heading, *each.paragraphs, "")))
    typer.echo(f"{len(read)} handed over")
    return 0


def leave_command(  # noqa: PLR0913 - who is there, and how sure
    *,
    login: Login,
    password: Typed,
    sure: Annotated[
        bool, typer.Option("--erase", help="The member wants to have everything erased.")
    ] = False,
    guardian: Mandate = "",
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Let the member who stands at the counter leave: everything is erased, at once."""
    if not sure:
        message = "Leaving erases everything and cannot be undone. Say so with --erase."
        raise UsageError(message)
    there = _There(login=login, password=password, document=document, why="", guardian=guardian)
    with _counter(programme, there) as (found, counter):
        from goodstanding.service.counter import leave_here

        left = leave_here(found, counter)
    typer.echo("Left. Everything is erased. The receipt, the only copy:")
    typer.echo(left.receipt)
    return 0
