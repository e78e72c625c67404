"""Reading tables by lower bounds: no gap and no overlap can be written."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Final, TypeVar

from goodstanding.model.kinds import FieldType, Money, OneOf, WholeNumber, YesOrNo
from goodstanding.model.names import FieldValue, Number
from goodstanding.rulebook.reader.context import BAD_TABLE, BAD_VALUE, TOO_MANY, Findings
from goodstanding.rulebook.reader.values import parse_money, parse_whole, points
from goodstanding.rulebook.tree import Node

ROWS_MAX: Final = 100
_Bound = TypeVar("_Bound", int, Fraction)


def rows_of(
    findings: Findings,
    node: Node,
    *,
    parse: Callable[[str], _Bound | None],
    least: Number,
    due: str,
) -> tuple[tuple[_Bound, int], ...] | None:
    """Return a table's rows with rising bounds, points stepping one way.

    `least` is the smallest number that can be looked up; the first bound may not be above it.
    `due` names what a bound is, for the message.
    """
    mapping = findings.mapping(node)
    if mapping is None:
        return None
    if not mapping or len(mapping) > ROWS_MAX:
        findings.add(TOO_MANY, node, f"the table has {len(mapping)} rows", f"Use 1 to {ROWS_MAX}")
        return None
    rows: list[tuple[_Bound, int, Node]] = []
    for key, below in mapping.items():
        bound = parse(key)
        value = points(findings, below)
        if bound is None:
            findings.add(
                BAD_VALUE, below, f"the bound {key[:64]!r} is not {due}", "Write a lower bound"
            )
        elif value is not None:
            rows.append((bound, value, below))
    if len(rows) < len(mapping):
        return None
    _check_order(findings, list(rows), list(mapping))
    if rows[0][0] > least:
        findings.add(
            BAD_TABLE,
            node,
            f"the table starts at {next(iter(mapping))}, and smaller numbers can come",
            "Add a first row that starts at the least number there can be",
        )
    return None if findings.is_broken(node.path) else tuple((b, v) for b, v, _ in rows)


def _check_order(
    findings: Findings, rows: list[tuple[Number, int, Node]], written: list[str]
) -> None:
    """Complain of bounds that do not rise and of points that step backwards."""
    rises = rows[-1][1] >= rows[0][1]
    for place, ((bound, value, _), (next_bound, next_value, next_node)) in enumerate(
        pairwise(rows)
    ):
        if next_bound <= bound:
            findings.add(
                BAD_TABLE,
                next_node,
                "the bound is not above the one before it",
                "Write the lower bounds rising",
            )
        if (next_value < value) if rises else (next_value > value):
            step = "harsher" if rises else "milder"
            findings.add(
                BAD_TABLE,
                next_node,
                f"{next_value} is {step} than {value} in the row before "
                f"({written[place]}), so the table steps backwards",
                "Let the points go one way, all up or all down",
            )


def bounds_of(form: FieldType) -> tuple[Callable[[str], int | None], int, str] | None:
    """Return how to read the bounds of a field's table, its least value, and what a bound is."""
    if isinstance(form, Money):
        return parse_money, form.least, "an amount of money"
    if isinstance(form, WholeNumber):
        return parse_whole, form.least, "a whole number"
    return None


def names_of(
    findings: Findings, node: Node, form: OneOf | YesOrNo
) -> Mapping[FieldValue, int] | None:
    """Return a table by names: each name of the field once, and no other."""
    mapping = findings.mapping(node)
    if mapping is None:
        return None
    values: dict[str, FieldValue] = (
        {"yes": True, "no": False}
        if isinstance(form, YesOrNo)
        else {each: each for each in form.names}
    )
    found: dict[FieldValue, int] = {}
    for key, below in mapping.items():
        value = points(findings, below)
        if key not in values:
            findings.add(
                BAD_VALUE,
                below,
                f"{key[:64]!r} is not a value of the field",
                f"Use each of {', '.join(values)} once",
            )
        elif value is not None:
            found[values[key]] = value
    for key in values:
        if key not in mapping:
            findings.add(
                BAD_TABLE,
                node,
                f"the table has no row for {key!r}",
                "Add one, 0 if it gives nothing",
            )
    return None if findings.is_broken(node.path) else found
