"""Plain SQL for the few acts that are asked thousands of times a second, on either database."""

# Everything here runs inside a transaction that the store began, on the connection of the thread.
# Queries are written with `?`; they hold names of our own and marks, never a value.

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connection, connections

MARKS: Final = "{marks}"
LOCK: Final = "{lock}"
"""Where a query takes its rows for itself; SQLite has one writer anyway."""


def rows(query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return every row of a query."""
    found: list[tuple[Any, ...]] = _run(_written(query, connection.vendor), values).fetchall()
    return found


def run(query: str, values: Sequence[Any] = ()) -> int:
    """Run a statement and return how many rows it touched."""
    count: int = _run(_written(query, connection.vendor), values).rowcount
    return count


def rows_within(
    query: str, within: Sequence[Any], values: Sequence[Any] = ()
) -> list[tuple[Any, ...]]:
    """Return every row of a query whose `{marks}` stand for a list; `values` come after it."""
    return rows(query.replace(MARKS, _marks(len(within))), (*within, *values)) if within else []


def run_within(query: str, within: Sequence[Any], values: Sequence[Any] = ()) -> int:
    """Run a statement whose `{marks}` stand for a list; `values` come after it."""
    return run(query.replace(MARKS, _marks(len(within))), (*within, *values)) if within else 0


def insert(table: str, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    """Add rows to a table, in the order of `columns`."""
    if not values:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    own = connection.connection
    if is_sqlite():
        query = f"INSERT INTO {table} ({names}) VALUES ({_marks(len(columns))})"  # noqa: S608 - names of our own
        with connection.wrap_database_errors:
            own.executemany(query, values)
        return
    query = f"COPY {table} ({names}) FROM STDIN"
    with connection.wrap_database_errors, own.cursor() as cursor, cursor.copy(query) as copy:
        for each in values:
            copy.write_row(each)


def moment(value: datetime) -> Any:  # noqa: ANN401 - a text in one database, a moment in the other
    """Return a moment as it stands in a column."""
    return connection.ops.adapt_datetimefield_value(value)


def is_sqlite() -> bool:
    """Return whether the ledger stands in SQLite."""
    return connection.vendor == "sqlite"


def _run(query: str, values: Sequence[Any]) -> Any:  # noqa: ANN401 - a cursor of either library
    """Run a statement on the connection below the framework's."""
    own: Any = connections[DEFAULT_DB_ALIAS]  # once: each look at `connection` finds it anew
    assert own.connection is not None
    with own.wrap_database_errors:
        return own.connection.execute(query, values)


@lru_cache(maxsize=256)
def _marks(count: int) -> str:
    """Return so many marks."""
    return ",".join("?" * count)


@lru_cache(maxsize=256)
def _written(query: str, vendor: str) -> str:
    """Return a query as a database wants it; one process may have both, one after the other."""
    if vendor == "sqlite":
        return query.replace(LOCK, "")
    return query.replace("?", "%s").replace(LOCK, "FOR UPDATE")
