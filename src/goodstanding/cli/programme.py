"""The commands that run a programme: migrate, serve, worker, status, halt and resume."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goodstanding.cli.folder import HERE, ProgrammeFolder
from goodstanding.cli.output import AsJson, print_json
from goodstanding.errors import EnvironmentUnfitError

if TYPE_CHECKING:
    from goodstanding.service.programme import Programme

Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for the log.")]


@contextmanager
def parts_of_a_programme() -> Iterator[None]:
    """Say what is missing where the parts of a running programme are not installed.

    Raises:
        EnvironmentUnfitError: a library is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        message = (
            f"{error.name} is not installed, which a running programme needs. "
            'Install goodstanding with its extra: "goodstanding[web]".'
        )
        raise EnvironmentUnfitError(message) from None


@contextmanager
def opened(folder: Path) -> Iterator["Programme"]:
    """Open a programme that is fit, and hold its folder together with others.

    Raises:
        ProblemsError: the settings are wrong.
        EnvironmentUnfitError: keys or database are missing, damaged, or not in step.
    """
    with parts_of_a_programme():
        from goodstanding.config.lock import in_use
        from goodstanding.config.ready import open_ready
    with in_use(folder):
        yield open_ready(folder)


def migrate_command(*, programme: ProgrammeFolder = HERE) -> int:
    """Make a programme's keys and tables, or bring its tables to this version."""
    with parts_of_a_programme():
        from goodstanding.config.lock import in_use
        from goodstanding.config.ready import migrate
    with in_use(programme, alone=True):
        steps = migrate(programme)
    typer.echo(f"The tables are those of this version; steps taken: {len(steps)}.")
    typer.echo("Keep the keys' folder apart from backups: without it nothing can be read.")
    return 0


def serve_command(*, programme: ProgrammeFolder = HERE) -> int:
    """Serve a programme: pages, lanes, the worker's thread, and health on the admin listener."""
    with parts_of_a_programme():
        from goodstanding.config.file import ProgrammeFile
        from goodstanding.config.lock import in_use
        from goodstanding.web.serving import serve

    def begun(file: ProgrammeFile) -> None:
        typer.echo(f"Serving on http://{file.address}, known as {file.origin}.")
        typer.echo(f"Health and counts on http://{file.admin_address}. Stop with Ctrl-C.")

    with in_use(programme):
        serve(programme, begun=begun)
    return 0


def worker_command(
    *,
    once: Annotated[bool, typer.Option("--once", help="Do one round and end.")] = False,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Do what is due, round after round, where the pages run elsewhere."""
    with parts_of_a_programme():
        from goodstanding.config.lock import in_use
        from goodstanding.web.serving import work
    with in_use(programme):
        work(programme, once=once)
    typer.echo("The worker has ended.")
    return 0


def status_command(*, json: AsJson = False, programme: ProgrammeFolder = HERE) -> int:
    """Say how a programme stands: what waits, what is overdue, which keys end soon."""
    with opened(programme) as found:
        from goodstanding.service.halting import halted_since
        from goodstanding.service.key_register import ending, key_register
        from goodstanding.service.outbox import set_aside
        from goodstanding.service.state import programme_state

        state = programme_state(found)
        keys = key_register(found)
        soon = ending(found)
        letters = set_aside(found)
        halted = halted_since(found)
    if json:
        content = {**asdict(state), "day": state.day.isoformat()}
        content["keys"] = [
            {
                "purpose": key.purpose,
                "holder": key.holder,
                "algorithm": key.algorithm,
                "created": None if key.created is None else key.created.isoformat(),
                "expires": None if key.expires is None else key.expires.isoformat(),
            }
            for key in keys
        ]
        content["letters"] = letters
        content["halted_because"] = halted and {"since": halted[0].isoformat(), "why": halted[1]}
        print_json(content)
        return 0
    for name, value in asdict(state).items():
        typer.echo(f"{name.replace('_', ' '):24}{'none' if value is None else value}")
    if halted:
        typer.echo(f"halted since {halted[0].astimezone(found.zone):%Y-%m-%d %H:%M}: {halted[1]}")
    for number in letters:
        typer.echo(
            f"letter {number}: no font here has a character of it, so it was not printed and its "
            "deadline does not run. Install a font and start the worker again, or let a clerk hand "
            "it over: goodstanding member notices"
        )
    for days, key in soon:
        typer.echo(f"key of {key.holder} ({key.purpose}) ends on {key.expires}: within {days} days")
    typer.echo(f"{len(keys)} keys, {len(soon)} of them end within 60 days")
    return 0


def halt_command(*, why: Why, programme: ProgrammeFolder = HERE) -> int:
    """Let publication and answers to partners stand still. What members may do goes on."""
    with opened(programme) as found:
        from goodstanding.service.halting import halt

        moved = halt(found, why)
    typer.echo("The programme is halted." if moved else "The programme was halted already.")
    return 0


def resume_command(*, why: Why = "resumed", programme: ProgrammeFolder = HERE) -> int:
    """Let a halted programme go on."""
    with opened(programme) as found:
        from goodstanding.service.halting import resume

        moved = resume(found, why)
    typer.echo("The programme goes on." if moved else "The programme was not halted.")
    return 0
