"""Databases of one's own for tests: records, members and states of generated people in tables."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final, Protocol

from tests.support.members import World

from goodstanding.model.entry import ALWAYS_TOLD
from goodstanding.model.kinds import FieldType, Money, WholeNumber, YesOrNo
from goodstanding.model.policy import Policy
from goodstanding.scoring.sql import Dialect

POSTGRES_HOMES: Final = ("/usr/lib/postgresql", "/usr/pgsql")
COLUMNS: Final = 8
"""So many columns does every record have."""


class Database(Protocol):
    """What a test needs of a database."""

    dialect: Dialect

    def run(self, query: str, rows: Sequence[tuple[Any, ...]] = ()) -> list[tuple[Any, ...]]:
        """Run a query, once or for each row, and return what comes."""


class Sqlite:
    """SQLite in memory."""

    dialect = Dialect.SQLITE

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:")

    def run(self, query: str, rows: Sequence[tuple[Any, ...]] = ()) -> list[tuple[Any, ...]]:
        if rows:
            self._connection.executemany(query, rows)
            return []
        return [tuple(row) for row in self._connection.execute(query).fetchall()]


class DuckDb:
    """DuckDB in memory."""

    dialect = Dialect.DUCKDB

    def __init__(self) -> None:
        import duckdb

        self._connection = duckdb.connect()

    def run(self, query: str, rows: Sequence[tuple[Any, ...]] = ()) -> list[tuple[Any, ...]]:
        if rows:
            self._connection.executemany(query, rows)
            return []
        return [tuple(row) for row in self._connection.execute(query).fetchall()]


class Postgres:
    """A schema of its own in a PostgreSQL server that the test started."""

    dialect = Dialect.POSTGRES

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def run(self, query: str, rows: Sequence[tuple[Any, ...]] = ()) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            if rows:
                cursor.executemany(query.replace("?", "%s"), rows)
                return []
            cursor.execute(query)
            return list(cursor.fetchall()) if cursor.description else []


def postgres_folder() -> Path | None:
    """Return the folder of PostgreSQL's server programs, None where it is not installed."""
    for home in POSTGRES_HOMES:
        found = sorted(Path(home).glob("*/bin/initdb"))
        if found:
            return found[-1].parent
    path = shutil.which("initdb")
    return None if path is None else Path(path).parent


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """Start a server whose files lie in a folder, on a socket there; yield how to connect."""
    programs = postgres_folder()
    assert programs is not None
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder.chmod(0o777)
    files = folder / "files"
    make = [*user, str(programs / "initdb"), "-D", str(files), "-U", "postgres", "-A", "trust"]
    subprocess.run([*make, "-E", "UTF8", "--no-sync"], check=True, capture_output=True)
    options = f"-k {folder} -h '' -c fsync=off"
    control = [*user, str(programs / "pg_ctl"), "-D", str(files), "-w"]
    log = str(folder / "log")
    subprocess.run([*control, "-l", log, "-o", options, "start"], check=True, capture_output=True)
    try:
        yield f"host={folder} user=postgres dbname=postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)


def load(database: Database, policy: Policy, worlds: Sequence[World]) -> None:
    """Make the three tables that a query reads and fill them with generated members."""
    in_text = database.dialect is Dialect.SQLITE
    day = "TEXT" if in_text else "DATE"
    fields = {name: form for kind in policy.kinds.values() for name, form in kind.fields.items()}
    own = "".join(f', "{name}" {_column(form)}' for name, form in fields.items())
    texts = '"id" TEXT, "source" TEXT, "member" TEXT, "kind" TEXT'
    days = ", ".join(f'"{name}" {day}' for name in ("on", "until", "filed", "notified"))
    for table in ("records", "members", "states"):
        database.run(f"DROP TABLE IF EXISTS {table}")
    database.run(f"CREATE TABLE records ({texts}, {days}{own})")
    joined = f'"member" TEXT, "joined" {day}, "sources" TEXT, "until" {day}, "level" TEXT'
    database.run(f"CREATE TABLE members ({joined})")
    state = f'"source" TEXT, "record" TEXT, "state" TEXT, "on" {day}, place BIGINT'
    database.run(f"CREATE TABLE states ({state})")

    def written(value: date | None) -> Any:
        return value.isoformat() if in_text and value is not None else value

    sources = sorted({kind.source for kind in policy.kinds.values()})
    members, records, states = [], [], []
    for place, world in enumerate(worlds):
        member, name = world.member, f"m{place:04}"
        listed = sources if member.consents is None else sorted(member.consents)
        members.append((name, written(member.joined), " ".join(listed), None, member.level_held))
        for entry in world.entries:
            told = entry.on if entry.notified == ALWAYS_TOLD else entry.notified
            days_of = (entry.on, entry.until, entry.filed, told)
            own_fields = [entry.fields.get(field) for field in fields]
            identifier = f"{place}-{entry.record}"
            records.append(
                (identifier, entry.source, name, entry.kind, *map(written, days_of), *own_fields)
            )
            for step, change in enumerate(entry.states):
                on = written(change.on)
                states.append((entry.source, identifier, str(change.state), on, step))
    for table, rows in (("members", members), ("records", records), ("states", states)):
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            database.run(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - three names


def _column(form: FieldType) -> str:
    """Return the type of a field's column."""
    if isinstance(form, WholeNumber | Money):
        return "BIGINT"
    return "BOOLEAN" if isinstance(form, YesOrNo) else "TEXT"
