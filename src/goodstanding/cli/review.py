"""The commands `review`: a reviewer's queue of appeals and repairs, each read and decided."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from goodstanding.cli.acting import acting
from goodstanding.cli.desk import Document
from goodstanding.cli.folder import HERE, ProgrammeFolder
from goodstanding.cli.programme import opened
from goodstanding.errors import UsageError

if TYPE_CHECKING:
    from goodstanding.service.programme import Programme
    from goodstanding.service.reviewing import Case
    from goodstanding.service.rights import Actor

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The number of the case.")]


@dataclass(frozen=True, slots=True)
class _Desk:
    """A reviewer at work: the programme, and who reviews."""

    programme: "Programme"
    reviewer: "Actor"

    def sort_of(self, number: int) -> ModuleType:
        """Return the acts on a case of the queue, by its number; on an appeal for any other."""
        from goodstanding.service import appeals, repairs

        asked = repairs.queue(self.programme, self.reviewer)
        return repairs if number in {each.number for each in asked} else appeals


@contextmanager
def _desk(folder: Path, document: str) -> Iterator[_Desk]:
    """Open a programme with a reviewer.

    Raises:
        ProblemsError: nobody with this document works here.
    """
    with opened(folder) as found:
        from goodstanding.service.looks import Role

        yield _Desk(found, acting(found, document, Role.REVIEWER))


def queue_command(*, document: Document, programme: ProgrammeFolder = HERE) -> int:
    """List the cases that wait, the most urgent first: their days, and nothing of a member."""
    with _desk(programme, document) as desk:
        from goodstanding.service import appeals, repairs

        waiting = [
            (name, each)
            for name, acts in (("appeal", appeals), ("repair", repairs))
            for each in acts.queue(desk.programme, desk.reviewer)
        ]
    for name, each in sorted(waiting, key=lambda found: (found[1].decide_by, found[1].number)):
        typer.echo(
            f"{each.number}  {name}, {each.state}, filed {each.filed}, answer by {each.answer_by}, "
            f"decide by {each.decide_by}{', taken back before' if each.back_before else ''}"
            f"{', yours' if each.mine else ''}"
        )
    typer.echo(f"{len(waiting)} cases wait")
    return 0


def take_command(number: Number, *, document: Document, programme: ProgrammeFolder = HERE) -> int:
    """Take a case up, which is the first answer to the member, and read it."""
    with _desk(programme, document) as desk:
        case = desk.sort_of(number).open_case(desk.programme, desk.reviewer, number)
    _print(case)
    return 0


def read_command(number: Number, *, document: Document, programme: ProgrammeFolder = HERE) -> int:
    """Read a case that you took up. The member's log shows it."""
    with _desk(programme, document) as desk:
        case = desk.sort_of(number).case(desk.programme, desk.reviewer, number)
    _print(case)
    return 0


def decide_command(
    number: Number,
    *,
    outcome: Annotated[
        str,
        typer.Option("--outcome", help="yes: the member is right, or it is repaired; no: neither."),
    ],
    reasons: Annotated[
        str, typer.Option("--reasons", metavar="TEXT", help="Why, for the member to read.")
    ],
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Decide a case that you took up, with written reasons that the member gets."""
    if outcome not in {"yes", "no"}:
        message = "An outcome is yes or no."
        raise UsageError(message)
    with _desk(programme, document) as desk:
        acts = desk.sort_of(number)
        names = {
            "appeals": {"yes": "uphold", "no": "reject"},
            "repairs": {"yes": "grant", "no": "refuse"},
        }[acts.__name__.rpartition(".")[2]]
        decide = getattr(acts, names[outcome])
        decide(desk.programme, desk.reviewer, number, reasons=reasons)
    typer.echo("Decided. The member is told, with the reasons.")
    return 0


def _print(case: "Case") -> None:
    """Print what a reviewer sees: the record, its rules and the reasons; no member, no total."""
    typer.echo(f"case {case.number}: {case.state}, decide by {case.decide_by}")
    typer.echo(f"record {case.record} of {case.source}: {case.kind}, of {case.on}")
    for name, value in case.fields.items():
        typer.echo(f"  {name}: {value}")
    for rule in case.rules:
        typer.echo(f"rule: {rule.get('en') or next(iter(rule.values()))}")
    for by, text in case.said:
        typer.echo(f"{by}: {text}")
