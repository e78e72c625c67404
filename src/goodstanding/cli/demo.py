"""The `demo` command: a synthetic city scored, one statement, pages, and a way to look around."""

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Final

import typer

from goodstanding.cli.output import write_text
from goodstanding.errors import UsageError

if TYPE_CHECKING:  # what a command needs at run time is imported when it runs
    from goodstanding.cli.people import People
    from goodstanding.cli.run import Inputs
    from goodstanding.model.policy import Policy
    from goodstanding.present.explain import Explanation
    from goodstanding.scoring.receipt import Receipt

POLICY: Final = "event-reference"
AS_OF: Final = date(2026, 6, 30)
MEMBERS: Final = 10_000
RECORDS_A_MEMBER: Final = 8
YEARS: Final = 2
DISPERSION: Final = 1.0
SEED: Final = 1

REPORT: Final = "report.html"
CITY: Final = "city"
LEGAL_BASIS: Final = "none is needed: nobody in this demonstration lives"
LINES_SHOWN_MAX: Final = 16
"""The statement shown has at most so many lines, so that it fits on a screen."""

LOOKED_AT: Final = 200
"""Among so many members the one is looked for whose statement tells the most."""

PAGES: Final = 6
"""So many statements have a page beside the report."""

LIBRARIES: Final = ("numba", "numpy")
ENGINES: Final = ("definition", "embedded")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scored:
    """What the demonstration has scored, and its members."""

    policy: "Policy"
    receipt: "Receipt"
    people: "People"


def demo_command(  # noqa: PLR0913 - one for each option
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the outputs and the pages go.")
    ] = Path("demo"),
    members: Annotated[
        int, typer.Option(min=1, max=1_000_000, help="How many members the city has.")
    ] = MEMBERS,
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="NAME",
            help="What scores: definition, or embedded, which is compiled on its first run.",
        ),
    ] = ENGINES[0],
    browse: Annotated[
        bool, typer.Option("--browse", help="Ask for members by number, and show each.")
    ] = False,
    serve: Annotated[
        bool, typer.Option("--serve", help="Serve the pages to this machine until Ctrl-C.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Where to serve; 0 is any port that is free.")
    ] = 0,
    show: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page, where there is a desktop.")
    ] = True,
) -> int:
    """Score a synthetic city, show one statement, and write a page of counts.

    Where numba is not installed, the 200 members that come with the package stand for a city.
    """
    if engine not in ENGINES:
        message = f"--engine {engine}: the demonstration has {' and '.join(ENGINES)}."
        raise UsageError(message)
    from goodstanding.scoring.outputs import check_folder

    check_folder(out)
    scored = _city(out, members, engine) if _can_make_a_city() else _shipped(out)
    explained = scored.people.telling(LOOKED_AT, lines_max=LINES_SHOWN_MAX, count=PAGES)
    pages = _pages(scored, explained, out)
    _show(explained[0])
    _say(scored, out)
    if browse:
        _browse(scored.people)
    if serve:
        from goodstanding.cli.loopback import serve_pages

        serve_pages(pages, first=REPORT, port=port, show=show and _desktop())
    elif show and _desktop():
        import webbrowser

        webbrowser.open((out / REPORT).resolve().as_uri())
    return 0


def _can_make_a_city() -> bool:
    """Return whether the libraries that draw a city are installed."""
    from importlib.util import find_spec

    return all(find_spec(name) is not None for name in LIBRARIES)


def _city(out: Path, members: int, engine: str) -> _Scored:
    """Make a city and score it; its files are put beside the outputs."""
    from goodstanding.cli.people import of_city
    from goodstanding.cli.progress import progress
    from goodstanding.cli.run import Inputs
    from goodstanding.lab.city import Recipe, part_count, write_city
    from goodstanding.rulebook.check import check_file

    path = _policy_path()
    checked = check_file(path)
    assert checked.policy is not None, "a policy that is shipped has no errors"
    recipe = Recipe(
        policy=checked.policy, policy_sha256=checked.reading.sha256, seed=SEED, members=members,
        records_a_member=RECORDS_A_MEMBER, dispersion=DISPERSION, years=YEARS, until=AS_OF,
    )  # fmt: skip
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out.parent, prefix=".goodstanding-demo-") as place:
        made = Path(place) / CITY
        with progress("Making the city", part_count(recipe)) as advance:
            write_city(recipe, made, workers=2, advance=advance)
        inputs = Inputs(policy=path, records=[made / "records"], members=made / "members.parquet")
        policy, receipt = _score(inputs, out, engine, f"synthetic: {recipe.text}")
        shutil.rmtree(out / CITY, ignore_errors=True)
        shutil.move(made, out / CITY)
    return _Scored(policy=policy, receipt=receipt, people=of_city(policy, out / CITY, AS_OF))


def _shipped(out: Path) -> _Scored:
    """Score the members that come with the package."""
    from goodstanding.cli.people import of_admitted
    from goodstanding.cli.run import Inputs, read_given
    from goodstanding.scoring.files import pyarrow_or_sentence

    path = _policy_path()
    folder = path.parent / "demo"
    inputs = Inputs(
        policy=path, records=[folder / "records.parquet"], members=folder / "members.parquet",
        states=folder / "states.parquet",
    )  # fmt: skip
    schema = pyarrow_or_sentence().parquet.read_schema(inputs.members)
    recipe = f"synthetic: {schema.metadata[b'goodstanding.synthetic'].decode()}"
    policy, receipt = _score(inputs, out, "definition", recipe)
    given = read_given(inputs, legal_basis=_legal_basis(path))
    shutil.rmtree(out / CITY, ignore_errors=True)
    return _Scored(
        policy=policy, receipt=receipt, people=of_admitted(policy, given.admitted, AS_OF)
    )


def _score(inputs: "Inputs", out: Path, engine: str, recipe: str) -> "tuple[Policy, Receipt]":
    """Score files of synthetic members, of whom the receipt says how they were made."""
    from goodstanding.cli.city import Options, read_city, score_city
    from goodstanding.cli.run import asked, read_given, statements
    from goodstanding.scoring.outputs import write_outputs
    from goodstanding.scoring.receipt import OutputFormat

    basis = _legal_basis(inputs.policy)
    if engine == "embedded":
        options = Options(form=OutputFormat.PARQUET, with_lines=True)
        city = read_city(inputs, options, out, basis)
        city = replace(city, manifest=replace(city.manifest, stated_by=recipe))
        return city.policy, score_city(city, AS_OF, out, options)
    given = read_given(inputs, legal_basis=basis)
    receipt = write_outputs(
        out,
        given.policy,
        statements(given, AS_OF),
        asked=replace(asked(given, AS_OF), stated_by=recipe),
        form=OutputFormat.PARQUET,
    )
    return given.policy, receipt


def _policy_path() -> Path:
    """Return the shipped policy of the demonstration."""
    from goodstanding.cli.shipped import shipped_folder

    return shipped_folder() / POLICY / f"{POLICY}.yaml"


def _legal_basis(policy: Path) -> list[str]:
    """Return a legal basis for every kind that is off: synthetic people need none."""
    from goodstanding.rulebook import read_policy

    kinds = read_policy(policy).kinds.values()
    return [f"{kind.name}={LEGAL_BASIS}" for kind in kinds if kind.off]


def _pages(scored: _Scored, explained: "Sequence[Explanation]", out: Path) -> dict[str, str]:
    """Write the report and a page for each statement, and return them by their names."""
    from goodstanding.present.page import explanation_html
    from goodstanding.present.report import Beside, report_page
    from goodstanding.scoring.tallies import tally

    pages = {
        f"statement-{place}.html": explanation_html(each, "en")
        for place, each in enumerate(explained, start=1)
    }
    beside = [
        Beside(name, each.statement.member) for name, each in zip(pages, explained, strict=True)
    ]
    found = tally(out, scored.receipt, scored.policy)
    pages[REPORT] = report_page(scored.policy, scored.receipt, found, "en", beside=beside)
    for name, text in pages.items():
        write_text(text, out / name)
    return pages


def _say(scored: _Scored, out: Path) -> None:
    """Print what was scored, how totals are distributed, and where to look further."""
    from goodstanding.cli.pictures import Pictures, show
    from goodstanding.cli.score import print_rows, summary

    rows = summary(scored.receipt, None, out)
    print_rows(rows, title=f"{POLICY} on {AS_OF}, synthetic members")
    wanted = Pictures(policy=None, report=None, lang="en", histogram=sys.stdout.isatty())
    show(wanted, out, scored.receipt)
    typer.echo(f"the page: {(out / REPORT).resolve()}")
    typer.echo(f"any of the {len(scored.people.names):,} statements: goodstanding demo --browse")
    typer.echo("the pages in a browser: goodstanding demo --serve")


def _browse(people: "People") -> None:
    """Ask for members by number, and show each, until an empty line or the end of the input."""
    count = len(people.names)
    typer.echo("Members have numbers in the order of their identifiers.")
    while True:
        typer.echo(f"A number from 1 to {count:,}, or nothing to end: ", nl=False)
        asked = sys.stdin.readline().strip()
        if not asked:
            typer.echo("")
            return
        if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked[:9]) <= count:
            typer.echo(f"There is no member {asked[:20]!r} here.")
            continue
        _show(people.explanation(people.names[int(asked) - 1]))


def _show(explanation: "Explanation") -> None:
    """Print one statement as `explain` does: for a terminal of any width, plain elsewhere."""
    from goodstanding.present.text import explanation_text, print_tables

    if sys.stdout.isatty():
        from rich.console import Console

        print_tables(Console(), explanation, "en")
    else:
        typer.echo(explanation_text(explanation, "en"))


def _desktop() -> bool:
    """Return whether somebody sits before this terminal and has a browser to look at."""
    if not sys.stdout.isatty():
        return False
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
