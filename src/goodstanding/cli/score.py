"""The `score` command: records to statements, written whole with their receipt."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import typer

from goodstanding.cli.levels import levels_said
from goodstanding.cli.output import AsJson, Language, as_json, print_json, print_problems
from goodstanding.cli.pictures import Pictures, ReportOption, pictures, show
from goodstanding.errors import UsageError

if TYPE_CHECKING:  # what a command needs at run time is imported when it runs
    from goodstanding.cli.city import Options
    from goodstanding.cli.expect import Agreement, Comparison
    from goodstanding.cli.run import Inputs
    from goodstanding.errors import Problem
    from goodstanding.model.statement import Statement
    from goodstanding.scoring.batch.changed import Again
    from goodstanding.scoring.receipt import OutputFormat, Receipt, Written

REFUSED_SHOWN: Final = 1_000
"""So many refused rows are listed; `intake check --refused` writes them all to a file."""

ENGINES: Final = ("definition", "embedded", "spark")


class TableFormat(StrEnum):
    """The file formats of the tables."""

    PARQUET = "parquet"
    CSV = "csv"


PolicyOption = Annotated[Path, typer.Option("--policy", metavar="FILE", help="The policy.")]
Records = Annotated[
    list[Path],
    typer.Option("--records", metavar="PATH...", help="Files or directories of records."),
]
AsOf = Annotated[
    datetime,
    typer.Option("--as-of", metavar="DATE", formats=["%Y-%m-%d"], help="The day, YYYY-MM-DD."),
]
Members = Annotated[
    Path | None,
    typer.Option("--members", metavar="FILE", help="Who joined; a programme's policy needs it."),
]
States = Annotated[
    Path | None,
    typer.Option("--states", metavar="FILE", help="Reviews, decisions and repairs of records."),
]
Out = Annotated[
    Path,
    typer.Option(
        "--out", metavar="DIR", help="A folder that is new, empty, or holds an earlier run."
    ),
]
Expect = Annotated[
    Path | None,
    typer.Option("--expect", metavar="FILE", help="Published totals: say how many agree."),
]
LegalBasis = Annotated[
    list[str] | None,
    typer.Option(
        "--legal-basis",
        metavar="KIND=TEXT",
        help="Name the legal basis of a kind of offence or health record; may be repeated.",
    ),
]


Off = Annotated[
    int, typer.Option("--off", metavar="N", min=0, help="A difference of N agrees, too.")
]
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="NAME",
        help="What scores: definition, spark, or embedded, which is taken for large inputs.",
    ),
]
Workers = Annotated[
    int, typer.Option("--workers", metavar="N", min=0, help="Threads; 0 is one a core.")
]
Buckets = Annotated[
    int,
    typer.Option("--buckets", metavar="N", min=0, max=65_536, help="Parts; 0 is what fits."),
]
Snapshot = Annotated[
    Path | None,
    typer.Option(
        "--snapshot", metavar="DIR", help="Where the embedded engine keeps what it has read."
    ),
]
Previous = Annotated[
    Path | None,
    typer.Option(
        "--previous",
        metavar="DIR",
        help="The run before: levels held come from it. It stays as it is.",
    ),
]
ChangedOnly = Annotated[
    bool,
    typer.Option(
        "--changed-only",
        help="Score whom something new concerns; take the others' rows from --previous.",
    ),
]


def score_command(  # noqa: PLR0913 - one for each option that the interface promises
    *,
    policy: PolicyOption,
    records: Records,
    as_of: AsOf,
    out: Out,
    members: Members = None,
    states: States = None,
    expect: Expect = None,
    off: Off = 0,
    engine: Engine = None,
    lines: Annotated[
        bool, typer.Option("--lines/--no-lines", help="Write every line, or statements alone.")
    ] = True,
    table_format: Annotated[
        TableFormat, typer.Option("--format", help="The file format of the tables.")
    ] = TableFormat.PARQUET,
    legal_basis: LegalBasis = None,
    workers: Workers = 0,
    buckets: Buckets = 0,
    snapshot: Snapshot = None,
    report: ReportOption = None,
    lang: Language = "en",
    previous: Previous = None,
    changed_only: ChangedOnly = False,
    json: AsJson = False,
) -> int:
    """Score everybody who joined, on one day, and write statements, lines and a receipt."""
    _refuse_engine(engine)
    from goodstanding.cli.city import Options, suits
    from goodstanding.cli.run import Inputs
    from goodstanding.scoring.outputs import check_folder
    from goodstanding.scoring.receipt import OutputFormat

    check_folder(out)
    shown = pictures(policy, report, lang, out=out, histogram=not json)
    _refuse_without(previous, changed_only=changed_only)
    comparison = _comparison(expect, off)
    inputs = Inputs(policy=policy, records=records, members=members, states=states)
    asked = _Asked(inputs, as_of.date(), out, legal_basis or (), expect)
    if engine in {"embedded", "spark"} or (
        engine is None and (snapshot is not None or previous is not None or suits(records))
    ):
        options = Options(
            form=OutputFormat(table_format),
            with_lines=lines,
            workers=workers,
            buckets=buckets,
            snapshot=snapshot,
            spark=engine == "spark",
            previous=previous,
            changed_only=changed_only,
        )
        ended = _embedded(asked, comparison, options)
    else:
        given = {"--snapshot": snapshot, "--workers": workers, "--previous": previous}
        _refuse_of_definition({**given, "--buckets": buckets})
        ended = _by_definition(asked, comparison, OutputFormat(table_format), lines=lines)
    _print_ended(ended, shown, out, json=json)
    return int(bool(ended.problems))


class _Asked(NamedTuple):
    """What is asked for by either engine."""

    inputs: "Inputs"
    as_of: date
    out: Path
    legal_basis: Sequence[str]
    expect: Path | None


class _Ended(NamedTuple):
    """How a run ended."""

    receipt: "Receipt"
    agreement: "Agreement | None"
    problems: "Sequence[Problem]"
    again: "Again | None" = None


def _print_ended(ended: _Ended, shown: Pictures, out: Path, *, json: bool) -> None:
    """Print how a run ended, show what was asked for, and list the rows that were refused."""
    from goodstanding.cli.again import again_said

    receipt, agreement, problems, again = ended
    if json:
        show(shown, out, receipt)
        _print_json(ended)
        return
    title = f"{receipt.asked.policy} on {receipt.asked.as_of}"
    print_rows([*summary(receipt, agreement, out), *again_said(again)], title=title)
    show(shown, out, receipt)
    print_problems(problems[:REFUSED_SHOWN])
    _say_more(len(problems))


def _by_definition(
    ask: _Asked, comparison: "Comparison | None", form: "OutputFormat", *, lines: bool
) -> _Ended:
    """Score by the definition."""
    from goodstanding.cli.run import asked, read_given, statements
    from goodstanding.scoring.outputs import write_outputs

    given = read_given(ask.inputs, legal_basis=ask.legal_basis)
    _check_expected(ask.expect, given.admitted.stated_by)
    receipt = write_outputs(
        ask.out,
        given.policy,
        _compared(statements(given, ask.as_of), comparison),
        asked=asked(given, ask.as_of),
        form=form,
        with_lines=lines,
    )
    agreement = None
    if comparison is not None:
        with_records = {member for member, entries in given.admitted.entries.items() if entries}
        agreement = comparison.agreement(with_records, opening=given.policy.opening)
    return _Ended(receipt, agreement, [refused.problem for refused in given.admitted.refused])


def _embedded(ask: _Asked, comparison: "Comparison | None", options: "Options") -> _Ended:
    """Score by the embedded engine."""
    from goodstanding.cli.city import read_city, score_city, with_records
    from goodstanding.scoring.batch.snapshot import read_refused
    from goodstanding.scoring.stored import stored_tables
    from goodstanding.scoring.tables import TableName

    city = read_city(ask.inputs, options, ask.out, ask.legal_basis)
    _check_expected(ask.expect, city.manifest.stated_by)
    problems = read_refused(city.snapshot, city.manifest)
    members = set(with_records(city)) if comparison is not None else set()
    told: list[Again] = []
    receipt = score_city(city, ask.as_of, ask.out, options, told.append)
    agreement = None
    if comparison is not None:
        for placed in stored_tables(ask.out, receipt)[TableName.STATEMENTS].rows():
            member, total, *_ = placed.row
            assert isinstance(total, int)
            comparison.add(str(member), total)
        agreement = comparison.agreement(members, opening=city.policy.opening)
    return _Ended(receipt, agreement, problems, told[0] if told else None)


def _check_expected(expect: Path | None, stated_by: str) -> None:
    """Hold published totals of a study to its data sheet."""
    from goodstanding.cli.expect import hold_to_data_sheet

    if expect is not None and stated_by.startswith("study: "):
        hold_to_data_sheet(expect)


def _refuse_of_definition(options: Mapping[str, object]) -> None:
    """Refuse options that the definition has no use for."""
    given = [name for name, value in options.items() if value]
    if given:
        message = f"{', '.join(given)}: the definition has none of these. Use --engine embedded."
        raise UsageError(message)


def _refuse_without(previous: Path | None, *, changed_only: bool) -> None:
    """Refuse to carry rows over from nowhere."""
    if changed_only and previous is None:
        message = "--changed-only carries rows over from a run before: name its --previous."
        raise UsageError(message)


def _refuse_engine(engine: str | None) -> None:
    """Refuse an engine that is not there."""
    if engine is None or engine in ENGINES:
        return
    there = f"Those that are there: {', '.join(ENGINES)}."
    message = f"--engine {engine}: there is no such engine. {there}"
    raise UsageError(message)


def _comparison(expect: Path | None, off: int) -> "Comparison | None":
    """Return what compares with published totals, where they are given."""
    if expect is None:
        if off:
            message = "--off says how totals may differ from those of --expect: give both."
            raise UsageError(message)
        return None
    from goodstanding.cli.expect import Comparison
    from goodstanding.intake import read_totals

    return Comparison(read_totals(expect), off=off)


def _compared(
    statements: "Iterable[Statement]", comparison: "Comparison | None"
) -> "Iterator[Statement]":
    """Yield the statements, and show each total to the comparison."""
    for statement in statements:
        if comparison is not None:
            comparison.add(statement.member, statement.total)
        yield statement


def summary(receipt: "Receipt", agreement: "Agreement | None", out: Path) -> list[tuple[str, str]]:
    """Return what a run comes to, in words and counts, and never a person."""
    asked, written = receipt.asked, receipt.written
    rows = [
        ("policy", f"{asked.policy}, edition {asked.edition}"),
        ("engine", asked.engine),
        ("members", _members_said(written)),
        ("on whose word", asked.stated_by),
        ("records", f"{asked.records:,} read, {asked.refused:,} refused"),
        ("  of people who did not join", f"{asked.dropped:,} dropped"),
        ("  not authorised", f"{asked.withheld:,} withheld"),
        ("  said again", f"{asked.repeated:,} taken once"),
    ]
    if written.with_lines is not None:
        rows.append(("lines", f"{sum(written.lines.values()):,}"))
    rows += [(f"  {why}", f"{count:,}") for why, count in sorted(written.lines.items())]
    rows += levels_said(written.levels)
    if agreement is not None:
        rows.append(("agree, all", f"{agreement.all_agree:,} of {agreement.all_members:,}"))
        recorded = f"{agreement.with_records_agree:,} of {agreement.with_records:,}"
        rows.append(("agree, with records", recorded))
        if agreement.unexpected:
            rows.append(("not in the file", f"{agreement.unexpected:,} members scored"))
    rows += [("state hash", written.state_hash), ("written to", str(out))]
    return rows


def _members_said(written: "Written") -> str:
    """Return how many members were scored, and how many of them have lines."""
    if written.with_lines is None:
        return f"{written.members:,}"
    return f"{written.members:,}, {written.with_lines:,} of them with lines"


def print_rows(rows: Iterable[tuple[str, str]], *, title: str) -> None:
    """Print names and values: as a table on a terminal, as plain lines elsewhere."""
    import sys

    if not sys.stdout.isatty():
        for name, value in rows:
            typer.echo(f"{name}: {value}")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, show_header=False)
    for name, value in rows:
        table.add_row(Text(name), Text(value, overflow="fold"))
    Console().print(table)


def _print_json(ended: _Ended) -> None:
    """Print the receipt, the agreement, who was scored again and the refused rows as one object."""
    from goodstanding.scoring.receipt import receipt_content

    content: Mapping[str, Any] = {
        "receipt": receipt_content(ended.receipt),
        "expect": None if ended.agreement is None else asdict(ended.agreement),
        "again": None if ended.again is None else asdict(ended.again),
        "refused": [as_json(problem) for problem in ended.problems],
    }
    print_json(content)


def _say_more(refused: int) -> None:
    """Say where the rest is, where more rows were refused than are listed."""
    if refused > REFUSED_SHOWN:
        typer.echo(
            f"And {refused - REFUSED_SHOWN:,} more: "
            "goodstanding intake check --refused FILE writes them all.",
            err=True,
        )
