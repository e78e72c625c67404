"""The command line: it registers the commands and turns every failure into its exit code."""

import sys
from typing import Annotated, Final

import typer

from goodstanding.cli import (
    audit,
    desk,
    device,
    explain,
    member,
    operator,
    policy,
    programme,
    registers,
    review,
)
from goodstanding.cli.backup import backup_command, restore_command
from goodstanding.cli.demo import demo_command
from goodstanding.cli.intake import intake_check_command
from goodstanding.cli.lab import city_command
from goodstanding.cli.papers import papers_command
from goodstanding.cli.score import score_command
from goodstanding.cli.verify import verify_command
from goodstanding.errors import GoodStandingError, ProblemsError, UsageError

DONE: Final = 0
PROBLEMS: Final = 1
WRONG_USAGE: Final = 2
UNFIT: Final = 3

app = typer.Typer(
    name="goodstanding",
    help="Opt-in points programmes whose every point is explained and can be contested.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: the library for the other doubles the time it takes
)
policies = typer.Typer(
    rich_markup_mode=None, help="Write, check, test, compare, show and publish policies."
)
policies.command("new")(policy.new_command)
policies.command("check")(policy.check_command)
policies.command("test")(policy.test_command)
policies.command("diff")(policy.diff_command)
policies.command("board")(policy.board_command)
policies.command("sql")(policy.sql_command)
policies.command("publish")(policy.publish_command)
intake = typer.Typer(rich_markup_mode=None, help="Look at files of records before they are used.")
intake.command("check")(intake_check_command)
lab = typer.Typer(help="Try policies on synthetic people, of whom nobody lives.")
lab.command("city")(city_command)
app.command("demo")(demo_command)
app.add_typer(policies, name="policy")
app.add_typer(intake, name="intake")
app.add_typer(lab, name="lab")
app.command("score")(score_command)
app.command("explain")(explain.explain_command)
app.command("whatif")(explain.whatif_command)
app.command("verify")(verify_command)
operators = typer.Typer(rich_markup_mode=None, help="What an operator does at the shell.")
operators.command("new")(operator.new_command)
operators.command("person")(desk.person_command)
operators.command("device")(device.device_command)
operators.command("device-lost")(device.lost_command)
operators.command("people")(registers.people_command)
operators.command("person-gone")(registers.person_gone_command)
operators.command("keys")(registers.keys_command)
operators.command("papers")(papers_command)
operators.command("publish")(desk.publish_command)
operators.command("proposals")(desk.proposals_command)
operators.command("proposal")(registers.proposal_command)
operators.command("correct")(desk.correct_command)
operators.command("returned")(desk.returned_command)
operators.command("approve")(desk.approve_command)
operators.command("decline")(desk.decline_command)
operators.command("take-back")(desk.take_back_command)
sources = typer.Typer(rich_markup_mode=None, help="Sources, which two persons register.")
sources.command("register")(desk.source_register_command)
sources.command("end")(desk.source_end_command)
sources.command("recall")(desk.source_recall_command)
sources.command("key")(desk.source_key_command)
sources.command("revoke")(desk.revoke_command)
partners = typer.Typer(rich_markup_mode=None, help="Partners, which two persons register.")
partners.command("register")(desk.partner_register_command)
partners.command("end")(desk.partner_end_command)
partners.command("key")(desk.partner_key_command)
partners.command("revoke")(desk.revoke_command)
members = typer.Typer(
    rich_markup_mode=None, help="The counter: a clerk, and a member who types a password."
)
members.command("join")(member.join_command)
members.command("show")(member.show_command)
members.command("whatif")(member.whatif_command)
members.command("export")(member.export_command)
members.command("certificate")(member.certificate_command)
members.command("consent")(member.consent_command)
members.command("renew")(member.renew_command)
members.command("withdraw")(member.withdraw_command)
members.command("contest")(member.contest_command)
members.command("repair")(member.repair_command)
members.command("notices")(member.notices_command)
members.command("password")(desk.password_command)
members.command("leave")(member.leave_command)
app.add_typer(operators, name="operator")
app.add_typer(sources, name="source")
app.add_typer(partners, name="partner")
app.add_typer(members, name="member")
reviews = typer.Typer(rich_markup_mode=None, help="Appeals and repairs, as a reviewer decides.")
reviews.command("queue")(review.queue_command)
reviews.command("take")(review.take_command)
reviews.command("read")(review.read_command)
reviews.command("decide")(review.decide_command)
app.add_typer(reviews, name="review")
audits = typer.Typer(rich_markup_mode=None, help="What an auditor may ask of a programme.")
audits.command("sample")(audit.sample_command)
audits.command("counts")(audit.counts_command)
app.add_typer(audits, name="audit")
app.command("migrate")(programme.migrate_command)
app.command("serve")(programme.serve_command)
app.command("worker")(programme.worker_command)
app.command("status")(programme.status_command)
app.command("halt")(programme.halt_command)
app.command("resume")(programme.resume_command)
app.command("backup")(backup_command)
app.command("restore")(restore_command)


def _version(*, wanted: bool) -> None:
    """Print the version and end, where it is asked for."""
    if wanted:
        from goodstanding import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Register the options that stand before any command."""


SPREADING: Final = ("score", "verify", "explain", "whatif", "intake")
"""The commands whose `--records` takes several paths, as a shell's pattern gives them."""


def spread_paths(arguments: list[str]) -> list[str]:
    """Return the arguments with `--records` before each of the paths that follow it."""
    if not arguments or arguments[0] not in SPREADING:
        return arguments
    spread: list[str] = []
    following = 0
    for argument in arguments:
        if argument.startswith("-"):
            following = 1 if argument == "--records" else 0
        elif following:
            if following > 1:
                spread.append("--records")
            following += 1
        spread.append(argument)
    return spread


MACHINE: Final = (MemoryError, OSError, UnicodeEncodeError)
"""What a machine or a terminal may make of any command."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 problems, 2 wrong usage, 3 environment unfit."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; problems go to stderr, one a line."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        result = app(spread_paths(given), standalone_mode=False)
    except (GoodStandingError, typer.TyperException, typer.Abort, *MACHINE) as error:
        return _failed(error)
    return result if isinstance(result, int) else DONE


def _failed(error: Exception) -> int:
    """Say on stderr what went wrong, and return the exit code for it."""
    code, words = UNFIT, [str(error)]
    match error:
        case ProblemsError():
            code, words = PROBLEMS, [str(problem) for problem in error.problems]
        case UsageError():
            code = WRONG_USAGE
        case typer.TyperException():
            code, words = error.exit_code, []
            if hasattr(error, "show"):  # the parser's own errors print usage and a hint
                error.show()
        case typer.Abort():
            code, words = PROBLEMS, ["Stopped; nothing was written."]
        case UnicodeEncodeError() if error.encoding.startswith("utf"):
            code, words = WRONG_USAGE, ["What was typed is not text in UTF-8. Type it again."]
        case MemoryError() | OSError() | UnicodeEncodeError():
            words = [_unfit(error)]
    for line in words:
        typer.echo(line, err=True)
    return code


def _unfit(error: MemoryError | OSError | UnicodeEncodeError) -> str:
    """Return what a machine or a terminal lacks."""
    match error:
        case MemoryError():
            return "There is not enough memory for this input. Give it in smaller files."
        case UnicodeEncodeError():
            return f"This terminal shows {error.encoding} alone. Set PYTHONUTF8=1."
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror}. Check the path, its rights and the disk."
