"""Running the cases of a tests file: what was expected, what came, and the lines that make it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from goodstanding.errors import Problem, declare
from goodstanding.model.names import NO_LEVEL, DimensionName
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.model.statement import Line, LineKind, Statement
from goodstanding.rulebook.testing.expected import NO_DATA, NONE
from goodstanding.rulebook.testing.forms import Case, Expectation, Moment, Subject
from goodstanding.scoring.score import score

LINES_SHOWN_MAX: Final = 8

CASE_FAILED = declare("policy-test-failed", "A case expects something else than comes.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A moment and the statement that the definition gives it."""

    moment: Moment
    statement: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """How a case did: its checks, and a problem for each that failed."""

    case: Case
    problems: tuple[Problem, ...]
    scored: tuple[Scored, ...]

    @property
    def passed(self) -> int:
        """Return how many of the case's checks passed."""
        return self.case.checks - len(self.problems)


def run_case(policy: Policy, case: Case, *, file: str) -> CaseResult:
    """Score every moment of a case and compare it with what is expected."""
    problems: list[Problem] = []
    scored: list[Scored] = []
    for moment in case.moments:
        statement = score(policy, moment.member, moment.entries, as_of=moment.as_of)
        scored.append(Scored(moment=moment, statement=statement))
        for expectation in moment.expected:
            came = _came(policy, statement, expectation)
            if came != expectation.value:
                problems.append(
                    Problem(
                        code=CASE_FAILED,
                        file=file,
                        line=expectation.line,
                        path=case.name,
                        what=f"{expectation.name} is {_written(expectation, came)} on "
                        f"{moment.as_of} and {_written(expectation, expectation.value)} is "
                        f"expected; {_lines(policy, statement, expectation)}",
                        hint="Mend the rule or the expectation",
                    )
                )
    return CaseResult(case=case, problems=tuple(problems), scored=tuple(scored))


def _came(
    policy: Policy, statement: Statement, expectation: Expectation
) -> int | str | object | None:
    """Return what a statement says about the subject of an expectation."""
    match expectation.subject:
        case Subject.TOTAL:
            return statement.total
        case Subject.LEVEL:
            return statement.level
        case Subject.BAND:
            band = policy.band(statement.total)
            return NO_LEVEL if band is None else band.name
        case Subject.NEXT_CHANGE:
            return statement.next_change
        case Subject.DIMENSION:
            return statement.dimensions[DimensionName(expectation.name)]
        case _:
            return _points_of(policy, list(_about(policy, statement, expectation)))


def _points_of(policy: Policy, lines: list[Line]) -> int | None:
    """Return the points of lines: what counts in a points policy, the table's in an index.

    None is no data: no line at all.
    """
    if not lines:
        return None
    if isinstance(policy.form, PointsForm):
        return sum(line.counted for line in lines)
    return sum(line.points for line in lines)


def _about(policy: Policy, statement: Statement, expectation: Expectation) -> Iterator[Line]:
    """Yield the lines that make up the subject of an expectation."""
    names: set[str] = {expectation.name}
    form = policy.form
    if expectation.subject is Subject.GROUP and isinstance(form, PointsForm):
        names |= {
            rule for rule, group in form.group_by_rule.items() if group.name == expectation.name
        }
    for line in statement.lines:
        match expectation.subject:
            case Subject.RULE | Subject.GROUP:
                chosen = line.rule in names and line.kind is not LineKind.LIMIT
            case Subject.DIMENSION:
                chosen = line.dimension == expectation.name
            case Subject.NEXT_CHANGE:
                chosen = line.next_change is not None
            case _:
                chosen = True
        if chosen:
            yield line


def _written(expectation: Expectation, value: object) -> str:
    """Return a value as a tests file writes it."""
    if value is not None:
        return str(value)
    return NONE if expectation.subject is Subject.NEXT_CHANGE else NO_DATA


def _lines(policy: Policy, statement: Statement, expectation: Expectation) -> str:
    """Return in words the lines that make up what came."""
    lines = list(_about(policy, statement, expectation))
    said = [_line(line, expectation) for line in lines[:LINES_SHOWN_MAX]]
    if len(lines) > LINES_SHOWN_MAX:
        said.append(f"and {len(lines) - LINES_SHOWN_MAX} lines more")
    if expectation.subject in {Subject.TOTAL, Subject.LEVEL, Subject.BAND}:
        said.insert(0, f"opening {statement.opening}")
    return f"its lines: {', '.join(said)}" if said else "it has no lines"


def _line(line: Line, expectation: Expectation) -> str:
    """Return one line in words."""
    parts: Iterable[str | None] = (
        line.rule if line.rule is not None else line.dimension,
        line.record,
        f"of {line.on}",
        f"points {line.points}",
        f"counted {line.counted}",
        f"({line.why})",
        f"changes {line.next_change}" if expectation.subject is Subject.NEXT_CHANGE else None,
    )
    return " ".join(part for part in parts if part)


__all__ = ["CASE_FAILED", "CaseResult", "Scored", "run_case"]
