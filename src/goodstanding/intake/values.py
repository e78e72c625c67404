"""From a cell to a typed value: strictly, with nothing guessed and nothing rounded."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from goodstanding.errors import Code, declare
from goodstanding.intake.characters import empty, text_fault
from goodstanding.intake.faults import Fault
from goodstanding.intake.limits import WHOLE_NUMBER_MAX
from goodstanding.intake.wire.sheet import Cell, JsonNumber
from goodstanding.model.kinds import (
    HUNDREDTHS,
    Day,
    FieldType,
    Money,
    OneOf,
    WholeNumber,
    YesOrNo,
)
from goodstanding.model.names import FieldValue

BAD_DAY = declare("intake-bad-day", "A cell is not a day.")
BAD_NUMBER = declare("intake-bad-number", "A cell is not a whole number in plain digits.")
BAD_MONEY = declare("intake-bad-money", "A cell is not an amount with at most two decimals.")
BAD_YES_OR_NO = declare("intake-bad-yes-or-no", "A cell is neither yes nor no.")
BAD_NAME = declare("intake-bad-name", "A cell is none of the names that its field has.")
OUT_OF_RANGE = declare("intake-out-of-range", "A value is outside the range of its field.")
WRONG_TYPE = declare("intake-wrong-type", "A value is of another type than its column has.")

WHOLE: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")
AMOUNT: Final = re.compile(r"(-?)(0|[1-9][0-9]{0,14})(?:\.([0-9]{1,2}))?")
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YES_OR_NO: Final = {"yes": True, "no": False, "true": True, "false": False}
CACHED_MAX: Final = 65_536

Parsed: TypeAlias = FieldValue | Fault


def parse_day(text: str) -> date | None:
    """Return a day written as 2026-10-01; None where there is no such day."""
    if not DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class Days:
    """Reads days, remembering those it has read."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[str, date] = {}

    def read(self, cell: Cell, column: str) -> date | Fault:
        """Return the day in a cell that is not empty."""
        if isinstance(cell, str):
            known = self._known.get(cell)
            if known is not None:
                return known
            found = parse_day(cell)
            if found is None:
                return _fault(
                    BAD_DAY, column, "this is not a day", "Write it as year-month-day: 2026-10-01"
                )
            if len(self._known) < CACHED_MAX:
                self._known[cell] = found
            return found
        if isinstance(cell, date):
            return cell
        return _wrong_type(column, "a day", "Write it as text: 2026-10-01")


def reader_of(form: FieldType, column: str) -> Callable[[Cell], Parsed]:
    """Return what reads the cells of a field; an empty cell is a fault."""
    match form:
        case WholeNumber():
            read = _whole_number(form, column)
        case Money():
            read = _money(form, column)
        case YesOrNo():
            read = _yes_or_no(column)
        case OneOf():
            read = _one_of(form, column)
        case _:
            read = _day(form, column)
    known: dict[str, Parsed] = {}

    def remembering(cell: Cell) -> Parsed:
        if type(cell) is not str:
            return empty(column) if cell is None else read(cell)
        found = known.get(cell)
        if found is None:
            found = read(cell) if cell else empty(column)
            if len(known) < CACHED_MAX:
                known[cell] = found
        return found

    return remembering


def _whole_number(form: WholeNumber, column: str) -> Callable[[Cell], Parsed]:
    """Return what reads whole numbers."""

    def read(cell: Cell) -> Parsed:
        if isinstance(cell, int) and not isinstance(cell, bool):
            number = int(cell)
        elif isinstance(cell, str):
            if not WHOLE.fullmatch(cell):
                return _fault(
                    BAD_NUMBER,
                    column,
                    "this is not a whole number",
                    "Write digits alone, without separators, decimals, exponents or a plus sign",
                )
            number = int(cell)
        else:
            return _wrong_type(column, "a whole number", "Write digits alone")
        return _in_range(number, form.least, form.most, column)

    return read


def _money(form: Money, column: str) -> Callable[[Cell], Parsed]:
    """Return what reads money into hundredths; whole numbers of a table are hundredths already."""

    def read(cell: Cell) -> Parsed:
        hundredths: int | None
        if isinstance(cell, JsonNumber):
            return _wrong_type(column, "an amount as text", 'Write it in quotes: "12.50"')
        if isinstance(cell, str):
            hundredths = parse_amount(cell)
        elif isinstance(cell, Decimal):
            exact = Fraction(cell) * HUNDREDTHS
            hundredths = exact.numerator if exact.denominator == 1 else None
        elif isinstance(cell, int) and not isinstance(cell, bool):
            hundredths = cell
        else:
            return _wrong_type(column, "an amount", "Write it with at most two decimals: 12.50")
        if hundredths is None:
            return _fault(
                BAD_MONEY,
                column,
                "this is not an amount of money",
                "Write digits and at most two decimals after a point, without separators, "
                "exponents, a currency or a plus sign",
            )
        return _in_range(hundredths, form.least, form.most, column)

    return read


def parse_amount(text: str) -> int | None:
    """Return an amount of money in hundredths; None where the text is none."""
    match = AMOUNT.fullmatch(text)
    if match is None:
        return None
    hundredths = int(f"{match[2]}{(match[3] or '').ljust(2, '0')}")
    if match[1]:
        return -hundredths if hundredths else None
    return hundredths


def _yes_or_no(column: str) -> Callable[[Cell], Parsed]:
    """Return what reads yes and no."""

    def read(cell: Cell) -> Parsed:
        found = YES_OR_NO.get(cell) if isinstance(cell, str) else cell
        if not isinstance(found, bool):
            return _fault(
                BAD_YES_OR_NO,
                column,
                "this is neither yes nor no",
                "Write yes, no, true or false in small letters",
            )
        return found

    return read


def _one_of(form: OneOf, column: str) -> Callable[[Cell], Parsed]:
    """Return what reads one of a closed set of names."""
    names = {name: name for name in form.names}

    def read(cell: Cell) -> Parsed:
        found = names.get(cell) if isinstance(cell, str) else None
        if found is None:
            shown = ", ".join(form.names[:NAMES_SHOWN])
            more = ", ..." if len(form.names) > NAMES_SHOWN else ""
            return _fault(
                BAD_NAME,
                column,
                "this is none of the names of its field",
                f"Write one of {shown}{more}",
            )
        return found

    return read


NAMES_SHOWN: Final = 12


def _day(form: Day, column: str) -> Callable[[Cell], Parsed]:
    """Return what reads days in a range."""
    days = Days()

    def read(cell: Cell) -> Parsed:
        found = days.read(cell, column)
        if isinstance(found, Fault):
            return found
        if (form.least is not None and found < form.least) or (
            form.most is not None and found > form.most
        ):
            return _fault(
                OUT_OF_RANGE,
                column,
                "the day is outside the range of its field",
                f"The policy says {form.least} to {form.most}",
            )
        return found

    return read


def _in_range(number: int, least: int, most: int, column: str) -> Parsed:
    """Return a number that is in its range."""
    if least <= number <= most and abs(number) <= WHOLE_NUMBER_MAX:
        return number
    return _fault(
        OUT_OF_RANGE,
        column,
        "the number is outside the range of its field",
        "Correct it, or see the range that the policy gives the field",
    )


def _wrong_type(column: str, due: str, hint: str) -> Fault:
    """Return the fault of a cell of another type."""
    return _fault(WRONG_TYPE, column, f"this is not {due}", hint)


def _fault(code: Code, column: str, what: str, hint: str) -> Fault:
    """Return a fault."""
    return Fault(code=code, column=column, what=what, hint=hint)


def read_text(cell: Cell, column: str, most: int) -> str | Fault:
    """Return the text of a cell that may not be empty."""
    if cell is None:
        return empty(column)
    if not isinstance(cell, str):
        return _wrong_type(column, "a text", "Write it as text, in quotes")
    return text_fault(cell, column, most) or cell
