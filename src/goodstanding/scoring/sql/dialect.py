"""What differs between databases in the few functions that a policy's query uses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from goodstanding.errors import UsageError

OPEN: Final = 2**62
"""Beyond any number that is compared: an open end."""

Value = int | str | date


class Dialect(StrEnum):
    """The databases a query is written for."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SQLITE = "sqlite"
    SPARK = "spark"


def dialect_named(name: str) -> Dialect:
    """Return a dialect by its name.

    Raises:
        UsageError: there is none.
    """
    try:
        return Dialect(name)
    except ValueError:
        known = ", ".join(Dialect)
        message = f"--dialect {name}: there is no such dialect. Those that are there: {known}."
        raise UsageError(message) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes the parts of a query for one database."""

    dialect: Dialect

    def name(self, name: str) -> str:
        """Return a column's name, quoted: `on` is a word of the language."""
        mark = "`" if self.dialect is Dialect.SPARK else '"'
        return f"{mark}{name}{mark}"

    def day(self, day: date) -> str:
        """Return a day; SQLite keeps days as texts that compare as they should."""
        text = f"{day.year:04}-{day.month:02}-{day.day:02}"
        return f"'{text}'" if self.dialect is Dialect.SQLITE else f"DATE '{text}'"

    def value(self, value: Value) -> str:
        """Return a value of a look-up table."""
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, str):
            return f"'{value}'"
        return f"CAST({value} AS BIGINT)" if abs(value) >= OPEN else str(value)

    def divide(self, over: str, by: str) -> str:
        """Return a whole quotient of two numbers that are not negative."""
        sign = {Dialect.DUCKDB: "//", Dialect.SPARK: "DIV"}.get(self.dialect, "/")
        return f"({over}) {sign} ({by})"

    def ceiling(self, over: str, by: str) -> str:
        """Return a quotient rounded up; the sign stands outside the division."""
        up = self.divide(f"{over} + {by} - 1", by)
        down = self.divide(f"-({over})", by)
        return f"CASE WHEN {over} >= 0 THEN {up} ELSE -({down}) END"

    def total(self, of: str) -> str:
        """Return a sum of whole numbers, as a whole number."""
        return f"CAST(SUM({of}) AS BIGINT)"

    def year(self, day: str) -> str:
        """Return the year of a day."""
        if self.dialect is Dialect.SQLITE:
            return f"CAST(strftime('%Y', {day}) AS INTEGER)"
        return f"CAST(EXTRACT(YEAR FROM {day}) AS BIGINT)"

    def month(self, day: str) -> str:
        """Return the month of a day, from 1 to 12."""
        if self.dialect is Dialect.SQLITE:
            return f"CAST(strftime('%m', {day}) AS INTEGER)"
        return f"CAST(EXTRACT(MONTH FROM {day}) AS BIGINT)"

    def lookup(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> str:
        """Return a look-up table as a part of `WITH`; there is at least one row."""
        assert rows
        lines = ",\n    ".join(
            "(" + ", ".join(self.value(value) for value in row) + ")" for row in rows
        )
        listed = ", ".join(columns)
        if self.dialect is Dialect.SPARK:
            return f"{name} AS (\n  SELECT * FROM VALUES\n    {lines}\n  AS t({listed})\n)"
        return f"{name}({listed}) AS (\n  VALUES\n    {lines}\n)"

    def part(self, name: str, query: str) -> str:
        """Return a named query as a part of `WITH`."""
        body = "\n".join(f"  {line}" for line in query.strip().splitlines())
        return f"{name} AS (\n{body}\n)"
