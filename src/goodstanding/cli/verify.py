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
        Path,
        typer.Argument(
            metavar="RECEIPT|EXPORT",
            help="A receipt, or the folder it is in; or the export of a member's data.",
        ),
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
    from goodstanding.present.export_file import is_export

    if is_export(path):
        return _export(path, policy, others=bool(records or members or states), json=json)
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


def _export(path: Path, policy: Path | None, *, others: bool, json: bool) -> int:
    """Check that the records of a member's export give its lines, by the edition that is given."""
    if others:
        message = "An export holds its own records: give it, and --policy to compare the edition."
        raise UsageError(message)
    from goodstanding.present.export_file import check_export, read_export

    exported = read_export(path)
    public = None
    if policy is not None:
        from goodstanding.rulebook import read_policy

        read_policy(policy)  # which says what is wrong with the file, if anything is
        public = policy.read_bytes()
    problems = check_export(exported, path, public)
    if json:
        print_json(
            {
                "lines": len(exported.lines),
                "total": exported.total,
                "policy_sha256": exported.policy_sha256,
                "edition_compared": public is not None,
                "problems": [as_json(problem) for problem in problems],
            }
        )
        return int(bool(problems))
    print_problems(problems)
    if not problems:
        typer.echo(f"The records of the export give its {len(exported.lines):,} lines.")
        typer.echo(
            "Its policy is the edition that you gave."
            if public is not None
            else "Its policy was compared with nothing: give the public edition with --policy."
        )
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
