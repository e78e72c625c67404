"""What an index policy has to add up to: weights, spans, and what its measures may read."""

from fractions import Fraction

from goodstanding.errors import declare
from goodstanding.model.days import Span
from goodstanding.model.index import Measure, Reading
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.rulebook.check.complaints import Complaints
from goodstanding.rulebook.check.points import COMBINATION

WEIGHTS = declare("policy-weights", "The weights of the dimensions do not sum to 100%.")
BEYOND_WINDOW = declare("policy-beyond-window", "A span is longer than the policy's window.")
EMPTY_DIMENSION = declare(
    "policy-dimension-unmoved", "A dimension that no measure moves (a warning)."
)
NAME_TAKEN = declare(
    "policy-name-taken", "A name that stands for something else in statements or tests."
)

TABLE_TURNS = declare(
    "policy-table-turns", "A measure's table under which a record better for the member can cost."
)

ADDED_UP = frozenset({Reading.COUNT, Reading.SUM, Reading.SUM_FIELD})
PICKED = frozenset({Reading.MOST, Reading.SMALLEST, Reading.LATEST})

COLUMNS = frozenset({"member", "total", "level", "opening", "next_change", "records"})
"""Names that statements and test files use for themselves."""


def check_index(complaints: Complaints, policy: Policy, form: IndexForm) -> None:
    """Complain of weights, spans and names of an index policy."""
    weights = sum((dimension.weight for dimension in form.dimensions), start=Fraction(0))
    if weights != 1 and "dimensions" not in complaints.reading.broken:
        complaints.error(
            WEIGHTS,
            "dimensions",
            f"the weights sum to {float(weights * 100):g}%, not to 100%",
            "Let the weights of all dimensions sum to 100%",
        )
    for kind in policy.kinds.values():
        if kind.act:
            complaints.error(
                COMBINATION,
                f"records.{kind.name}.act",
                "an index policy counts no acts: its measures read every record",
                "Take `act` out, or let one source file the act",
            )
    moved = {measure.dimension for measure in form.measures}
    for dimension in form.dimensions:
        if dimension.name not in moved and "measures" not in complaints.reading.broken:
            complaints.warn(
                EMPTY_DIMENSION,
                f"dimensions.{dimension.name}",
                f"no measure moves {dimension.name}, so it is {dimension.base} for everybody",
                "Add a measure, or take the dimension out",
            )
    for measure in form.measures:
        if policy.window is not None:
            _check_span(complaints, f"measures.{measure.name}.over", measure.over, policy.window)
        _check_table(complaints, measure)


def _check_table(complaints: Complaints, measure: Measure) -> None:
    """Complain of a table under which one good record more, or the age of one, costs points."""
    gains = any(points > 0 for _, points in measure.table)
    losses, falls, reading = measure.deducts, measure.falls, measure.reading
    what = ""
    if reading in ADDED_UP and losses and not falls:
        what = "few records take points and silence takes none, so a first good one would cost"
    elif reading in ADDED_UP and gains and falls:
        what = "few records give more than many and more than none, so striking one out would cost"
    elif reading is Reading.YEARS_SINCE and gains and losses:
        what = "an old record gives and a new one takes, or the other way, and silence does neither"
    elif reading is Reading.MOST and losses and not falls:
        what = "the largest picks what is best for the member, and it takes points"
    elif reading is Reading.SMALLEST and losses and falls:
        what = "the smallest picks what is best for the member, and it takes points"
    elif reading in PICKED and measure.fade and losses and (gains or not falls):
        what = "with `fade` a record would grow worse as it ages"
    if what:
        complaints.error(
            TABLE_TURNS,
            f"measures.{measure.name}.table",
            what,
            "Write two measures: one whose table only gives, and one whose table only takes",
        )


def _check_span(complaints: Complaints, path: str, span: Span, window: Span) -> None:
    """Complain of a span that reads what the window has closed on."""
    if span.mean_days > window.mean_days:
        complaints.error(
            BEYOND_WINDOW,
            path,
            f"{span.count} {span.unit} is longer than the window of {window.count} {window.unit}",
            "Nothing older than the window is read: write a shorter span",
        )


def check_names(complaints: Complaints, policy: Policy) -> None:
    """Complain of names that statements or test files could not tell from their own."""
    form = policy.form
    names: list[str] = list(policy.rule_names)
    places = [("rules", name) for name in names]
    if isinstance(form, PointsForm):
        places += [("groups", group.name) for group in form.groups]
        for group in form.groups:
            if str(group.name) in names:
                complaints.error(
                    NAME_TAKEN,
                    f"groups.{group.name}",
                    f"{group.name!r} is a rule and a group, and cap lines could not tell which",
                    "Rename the group",
                )
    else:
        places = [("measures", name) for name in names]
        measured = set(names)
        for dimension in form.dimensions:
            places.append(("dimensions", dimension.name))
            if dimension.name in measured:
                complaints.error(
                    NAME_TAKEN,
                    f"dimensions.{dimension.name}",
                    f"{dimension.name!r} is a dimension and a measure",
                    "Rename one of them",
                )
    for place, name in places:
        if name in COLUMNS:
            complaints.error(
                NAME_TAKEN,
                f"{place}.{name}",
                f"{name!r} is a column that every statement has",
                "Give it another name",
            )
