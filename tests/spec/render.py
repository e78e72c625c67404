"""Render the rule guide from the examples that are tested: `python -m tests.spec.render`."""

import sys
from collections.abc import Callable
from importlib import import_module
from inspect import getmembers, isfunction
from pathlib import Path
from textwrap import dedent

from tests.spec.guide import Example, recording

GUIDE = Path(__file__).parents[2] / "docs" / "rule-guide.md"
HEAD = """\
# The rule guide

What a policy means, example by example. Every example is a test of the scoring itself: this page is
rendered from `tests/spec` by `python -m tests.spec.render`, and CI fails when it is stale. The same
in sentences: [semantics.md](semantics.md).

**How to read an example.** A short policy comes first. What every policy needs and no example is
about (titles, what a kind means and rests on, dates, benefits) is left out; points start at 0 if
nothing else is said, an index runs from 0 to 1,000. Then a table: a row is a record, or a line of a
cap, a limit or a measure, or a total. A column is a day asked for; without `as of` it is the latest
day in the table. `+3 of +5 faded until 2027-05-01` is a line that counts 3 of the 5 points that the
act was worth on its day, because it faded, and that changes by itself on the day named; `no line`
is what there is to see of a record that is not seen.
"""


def render() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for path in sorted(Path(__file__).parent.glob("test_[0-9]*.py")):
        module = import_module(f"tests.spec.{path.stem}")
        title, _, rest = (module.__doc__ or "").partition(":")
        if not rest:
            title, _, rest = (module.__doc__ or "").partition(".")
        parts.append(f"## {title.strip()}\n\n{_sentence(rest)}\n")
        for name, test in _in_order(module):
            parts.append(_section(name, test))
    return "\n".join(parts)


def _sentence(text: str) -> str:
    """Return a text that begins with a capital and ends with a full stop."""
    text = " ".join(text.split())
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _in_order(module: object) -> list[tuple[str, Callable[[], None]]]:
    """Return the tests of a module as they stand in it."""
    tests = getmembers(module, lambda each: isfunction(each) and each.__name__.startswith("test_"))
    return sorted(tests, key=lambda pair: pair[1].__code__.co_firstlineno)


def _section(name: str, test: Callable[[], None]) -> str:
    """Return the section of one test: its sentence, policies and tables."""
    with recording() as examples:
        test()
    parts = [f"### {_sentence(name.removeprefix('test_').replace('_', ' '))[:-1]}\n"]
    if test.__doc__:
        parts.append(f"{dedent(test.__doc__).strip()}\n")
    written = ""
    for example in examples:
        if example.policy != written:
            parts.append(f"```yaml\n{example.policy}\n```\n")
            written = example.policy
        parts.append(_table(example))
    return "\n".join(parts)


def _table(example: Example) -> str:
    """Return a table as Markdown; a header row is empty where only one day is asked for."""
    rows = [[cell.strip() for cell in line.split("|")] for line in example.table.splitlines()]
    width = max(len(row) for row in rows)
    rows = [[*row, *([""] * (width - len(row)))] for row in rows]
    head = rows.pop(0) if rows[0][0] == "as of" else [""] * width
    body = [f"| {' | '.join(row)} |" for row in (head, ["---"] * width, *rows)]
    return "\n".join(body) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page, or with --check say whether it is stale."""
    page = render()
    if arguments == ["--check"]:
        if not GUIDE.exists() or GUIDE.read_text(encoding="utf-8") != page:
            print(  # noqa: T201 - a command
                "docs/rule-guide.md is stale: run `python -m tests.spec.render` and commit it.",
                file=sys.stderr,
            )
            return 1
        return 0
    if arguments:
        print("usage: python -m tests.spec.render [--check]", file=sys.stderr)  # noqa: T201 - a command
        return 2
    GUIDE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
