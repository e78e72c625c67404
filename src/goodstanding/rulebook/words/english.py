"""English: grammar, and the words of the closed sets."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import ClassVar

from goodstanding.model.days import Period, Span, Unit
from goodstanding.model.kinds import Basis, Context, Need, RecordClass
from goodstanding.model.names import Number
from goodstanding.rulebook.words.english_board import BOARD
from goodstanding.rulebook.words.english_changes import CHANGES
from goodstanding.rulebook.words.english_rules import KINDS, RULES
from goodstanding.rulebook.words.language import ClosedWords, Language

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

SHARES = {
    Fraction(1, 2): "half",
    Fraction(1, 3): "a third",
    Fraction(2, 3): "two thirds",
    Fraction(1, 4): "a quarter",
    Fraction(3, 4): "three quarters",
}

SINGULAR = {Unit.DAYS: "day", Unit.WEEKS: "week", Unit.MONTHS: "month", Unit.YEARS: "year"}


class English(Language):
    """English, with days as 1 October 2026."""

    code = "en"
    own_name = "English"
    stop = "."
    space = " "
    comma = ", "
    semicolon = "; "
    also = " and "
    quotes = ("“", "”")
    rule = RULES
    kind = KINDS
    board = BOARD
    change = CHANGES
    names: ClassVar[Mapping[str, str]] = {}
    units: ClassVar[Mapping[str, str]] = {
        "hours": "an hour",
        "days": "a day",
        "weeks": "a week",
        "months": "a month",
        "kilometres": "a kilometre",
    }
    unit_of = "for each one of “{field}”"
    closed = ClosedWords(
        basis={
            Basis.OWN_SERVICE: "the source's own service",
            Basis.FINAL_DECISION: "a final decision",
            Basis.AWARD: "an award",
            Basis.CARRIED_BY_THE_MEMBER: "what the member brings",
        },
        context={
            Context.GOVERNMENT: "dealings with government",
            Context.ECONOMY: "economy",
            Context.JUSTICE: "justice",
            Context.LIFE: "everyday life",
            Context.TRAFFIC: "traffic",
            Context.COMMUNITY: "community",
        },
        need={
            Need.MONEY: "money",
            Need.BODY: "the body",
            Need.VEHICLE: "a vehicle",
            Need.LOAN: "a loan",
            Need.TIME: "time",
        },
        record_class={
            RecordClass.ORDINARY: "ordinary",
            RecordClass.OFFENCE: "offence",
            RecordClass.HEALTH: "health",
        },
        period={
            Period.DAY: "in a day",
            Period.MONTH: "in a month",
            Period.QUARTER: "in a quarter",
            Period.YEAR: "in a year",
            Period.EVER: "in all",
        },
    )

    def number(self, value: Number) -> str:
        """Return digits in groups of three."""
        exact = Fraction(value)
        if exact.denominator == 1:
            return self.digits(int(exact))
        return f"{exact.numerator:,}/{exact.denominator}"

    def digits(self, value: int) -> str:
        """Return digits in groups of three."""
        return f"{value:,}"

    def day(self, day: date) -> str:
        """Return a day such as 1 October 2026."""
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

    def span(self, span: Span) -> str:
        """Return a span such as 2 years."""
        unit = SINGULAR[span.unit] if span.count == 1 else str(span.unit)
        return f"{self.number(span.count)} {unit}"

    def recent(self, span: Span) -> str:
        """Return `year` for one, `2 years` for more."""
        return SINGULAR[span.unit] if span.count == 1 else self.span(span)

    def share(self, share: Fraction) -> str:
        """Return a share in words where English has one, as n/d where it has none."""
        return SHARES.get(share, self.number(share))

    def points(self, points: Number) -> str:
        """Return points, one of them or a part of one in the singular."""
        return f"{self.number(points)} {'point' if 0 < points <= 1 else 'points'}"

    def listed(self, parts: Iterable[str]) -> str:
        """Return parts with commas and an `and` before the last."""
        *most, last = parts
        return f"{', '.join(most)} and {last}" if most else last
