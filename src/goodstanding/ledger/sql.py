"""Plain SQL for the few acts that are asked thousands of times a second, on either database."""

# Everything here runs inside a transaction that the store began, on the connection of the thread.
# Queries are written with `?`; they hold names of our own and marks, never a value.

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections

MARKS: Final = "{marks}"
SQLITE: Final = "sqlite"
LOCK: Final = "{lock}"
"""Where a query takes its rows for itself; SQLite has one writer anyway."""


def rows(query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return every row of a query."""
    found: list[tuple[Any, ...]] = _run(query, values).fetchall()
    return found


def run(query: str, values: Sequence[Any] = ()) -> int:
    """Run a statement and return how many rows it touched."""
    count: int = _run(query, values).rowcount
    return count


def rows_within(
    query: str, within: Sequence[Any], values: Sequence[Any] = ()
) -> list[tuple[Any, ...]]:
    """Return every row of a query whose `{marks}` stand for a list; `values` come after it."""
    return rows(query.replace(MARKS, _marks(len(within))), (*within, *values)) if within else []


def run_within(query: str, within: Sequence[Any], values: Sequence[Any] = ()) -> int:
    """Run a statement whose `{marks}` stand for a list; `values` come after it."""
    return run(query.replace(MARKS, _marks(len(within))), (*within, *values)) if within else 0


def run_each(query: str, values: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for each of several values."""
    own = _own()
    with own.wrap_database_errors, closing(own.connection.cursor()) as cursor:
        cursor.executemany(_written(query, own.vendor), values)


def insert(table: str, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    """Add rows to a table, in the order of `columns`."""
    if not values:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    own = _own()
    if own.vendor == SQLITE:
        query = f"INSERT INTO {table} ({names}) VALUES ({_marks(len(columns))})"  # noqa: S608 - names of our own
        with own.wrap_database_errors:
            own.connection.executemany(query, values)
        return
    query = f"COPY {table} ({names}) FROM STDIN"
    with (
        own.wrap_database_errors,
        own.connection.cursor() as cursor,
        cursor.copy(query) as copy,
    ):
        for each in values:
            copy.write_row(each)


def moment(value: datetime) -> Any:  # noqa: ANN401 - a text in one database, a moment in the other
    """Return a moment as it stands in a column."""
    return _own().ops.adapt_datetimefield_value(value)


def is_sqlite() -> bool:
    """Return whether the ledger stands in SQLite."""
    return bool(_own().vendor == SQLITE)


def _own() -> Any:  # noqa: ANN401 - a connection of either library, wrapped
    """Return the connection of this thread; each look at `connection` would find it anew."""
    return connections[DEFAULT_DB_ALIAS]


def _run(query: str, values: Sequence[Any]) -> Any:  # noqa: ANN401 - a cursor of either library
    """Run a statement on the connection below the framework's."""
    own = _own()
    if own.connection is None:
        own.ensure_connection()
    with own.wrap_database_errors:
        return own.connection.execute(_written(query, own.vendor), values)


@lru_cache(maxsize=256)
def _marks(count: int) -> str:
    """Return so many marks."""
    return ",".join("?" * count)


@lru_cache(maxsize=256)
def _written(query: str, vendor: str) -> str:
    """Return a query as a database wants it; one process may have both, one after the other."""
    if vendor == SQLITE:
        return query.replace(LOCK, "")
    return query.replace("?", "%s").replace(LOCK, "FOR UPDATE")
