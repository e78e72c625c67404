"""The `verify` command: a run against its receipt, and against scoring the inputs again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goodstanding.cli.output import AsJson, as_json, print_json, print_problems
from goodstanding.errors import UsageError

if TYPE_CHECKING:  # what a command needs at run time is imported when it runs
    from goodstanding.cli.run import Inputs
    from goodstanding.errors import Problem
    from goodstanding.scoring.receipt import Receipt


def verify_command(  # noqa: PLR0913 - one for each input that a run can have
    path: Annotated[
        Path, typer.Argument(metavar="RECEIPT", help="A receipt, or the folder it is in.")
    ],
    *,
    policy: Annotated[
        Path | None,
        typer.Option("--policy", metavar="FILE", help="Score again by the policy of the run."),
    ] = None,
    records: Annotated[
        list[Path] | None,
        typer.Option("--records", metavar="PATH...", help="The records of the run."),
    ] = None,
    members: Annotated[
        Path | None, typer.Option("--members", metavar="FILE", help="The members of the run.")
    ] = None,
    states: Annotated[
        Path | None, typer.Option("--states", metavar="FILE", help="The states of the run.")
    ] = None,
    json: AsJson = False,
) -> int:
    """Check that outputs are whole and unchanged, and that the same inputs give the same lines."""
    if (policy is None) != (not records) or (policy is None and (members or states)):
        message = "To score again, give the inputs of the run: --policy and --records at least."
        raise UsageError(message)
    from goodstanding.scoring.verify import check_outputs

    checked = check_outputs(path)
    problems = list(checked.problems)
    again = policy is not None and not problems
    if policy is not None and not problems:
        from goodstanding.cli.run import Inputs

        inputs = Inputs(policy=policy, records=records or [], members=members, states=states)
        problems = _score_again(path, checked.receipt, inputs)
    if json:
        print_json(
            {
                "state_hash": checked.receipt.written.state_hash,
                "statements": checked.statements,
                "lines": checked.lines,
                "scored_again": again,
                "problems": [as_json(problem) for problem in problems],
            }
        )
    else:
        print_problems(problems)
        if not problems:
            typer.echo(_words(checked.statements, checked.lines, again=again))
    return int(bool(problems))


def _score_again(path: Path, receipt: "Receipt", inputs: "Inputs") -> "list[Problem]":
    """Return what is unlike when the inputs given are scored as the receipt says."""
    from goodstanding.cli.run import inputs_seen, read_given, statements
    from goodstanding.scoring.verify import input_problems, row_problems

    legal_basis = [f"{kind}={law}" for kind, law in receipt.asked.legal_basis.items()]
    given = read_given(inputs, legal_basis=legal_basis)
    problems = input_problems(receipt, inputs_seen(given.admitted), given.policy_sha256)
    again = statements(given, receipt.asked.as_of, buckets=receipt.buckets)
    problems += row_problems(path, given.policy, again)
    return problems


def _words(statements: int, lines: int | None, *, again: bool) -> str:
    """Return what was found to be in order."""
    kept = "no lines were kept" if lines is None else f"{lines:,} lines sum to the totals"
    words = f"The outputs are as they were written: {statements:,} statements, {kept}."
    if again:
        return f"{words}\nThe same inputs give the same lines."
    return f"{words}\nNothing was scored again: give --policy and --records to do that."
