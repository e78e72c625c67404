"""What the checks of one file share: where each path stands, and the problems found so far."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from goodstanding.errors import Code, Problem
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.rulebook.reader import Reading


@dataclass(slots=True, kw_only=True)
class Complaints:
    """The errors and warnings of one file."""

    reading: Reading
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def error(self, code: Code, path: str, what: str, hint: str) -> None:
        """Add what keeps the policy from being published."""
        self.errors.append(self._problem(code, path, what, hint))

    def warn(self, code: Code, path: str, what: str, hint: str) -> None:
        """Add what somebody has to look at."""
        self.warnings.append(self._problem(code, path, what, hint))

    def _problem(self, code: Code, path: str, what: str, hint: str) -> Problem:
        """Return a problem at the line of a path."""
        return Problem(
            code=code,
            file=self.reading.file,
            line=self.reading.line_of(path),
            path=path,
            what=what,
            hint=hint,
        )


def public_texts(policy: Policy) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield every text that the board prints, with its path."""
    yield "title", policy.title
    for kind in policy.kinds.values():
        yield f"records.{kind.name}.means", kind.means
        if kind.law:
            yield f"records.{kind.name}.law", kind.law
    yield from rule_titles(policy)
    for level in policy.levels:
        yield f"levels.{level.name}.title", level.title
    for band in policy.bands:
        yield f"bands.{band.name}.title", band.title
    for benefit in policy.benefits:
        path = f"benefits.{benefit.name}"
        yield f"{path}.title", benefit.title
        yield f"{path}.everyone", benefit.everyone
        yield f"{path}.member", benefit.member
        yield f"{path}.because", benefit.because


def rule_titles(policy: Policy) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the titles of rules and groups, or of dimensions and measures, with their paths."""
    form = policy.form
    if isinstance(form, PointsForm):
        for rule in form.rules:
            yield f"rules.{rule.name}.title", rule.title
        for group in form.groups:
            yield f"groups.{group.name}.title", group.title
        return
    for dimension in form.dimensions:
        yield f"dimensions.{dimension.name}.title", dimension.title
    for measure in form.measures:
        yield f"measures.{measure.name}.title", measure.title
