"""Copies of the ledger: taken while it is written, put back whole, and checked before they are."""

# Nothing in a copy says anything about a member without the keys, which are not part of it.

import hashlib
import json
import os
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from goodstanding.errors import Code, EnvironmentUnfitError, Problem, ProblemsError, declare
from goodstanding.scoring.files import sync_folder, write_synced

COPY_DAMAGED = declare("backup-damaged", "A backup is not as it was written.")
COPY_OF_ANOTHER = declare("backup-of-another-database", "A backup is of another kind of database.")
COPY_MISSING = declare("backup-missing", "A backup, or what describes it, is not there.")
COPY_OF_OTHER_KEYS = declare(
    "backup-of-other-keys", "A backup belongs to other keys than the programme's."
)
COPY_NEWER = declare("backup-newer", "A backup was made by a later version of this program.")

FORMAT: Final = "goodstanding backup 1"
ENDING: Final = ".backup"
PAGES_AT_ONCE: Final = 2_000
CHUNK_BYTES: Final = 1 << 20
MARK: Final = "keys"
"""The name under which a ledger keeps which keys it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What is known of a copy; it stands beside it as JSON. `rows` counts those of each table.

    `keys` is what stands in the ledger of which keys it belongs to, empty where nothing does.
    """

    made: str
    engine: str
    sha256: str
    migrations: tuple[str, ...]
    rows: Mapping[str, int]
    format: str = FORMAT
    keys: str = ""


def make_copy(folder: Path, at: datetime) -> Path:
    """Copy the ledger into a folder while others write, and return the file; whole or not at all.

    Raises:
        EnvironmentUnfitError: the folder cannot be written, the disk is full, or `pg_dump` fails.
    """
    path = folder / f"ledger-{at:%Y%m%dT%H%M%SZ}{ENDING}"
    part = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        rows = _copy_sqlite(part) if connection.vendor == "sqlite" else _copy_postgres(part)
        copy = Copy(
            made=at.isoformat(timespec="seconds"),
            engine=connection.vendor,
            sha256=_hash(part),
            migrations=applied(),
            rows=rows,
            keys=mark_of_ledger(),
        )
        write_synced(described(path), (json.dumps(asdict(copy), indent=1) + "\n").encode())
        part.replace(path)
        sync_folder(folder)
    except (OSError, sqlite3.Error) as error:
        message = f"no backup was made in {folder}: {error}"
        raise EnvironmentUnfitError(message) from None
    finally:
        part.unlink(missing_ok=True)
    return path


def described(path: Path) -> Path:
    """Return the file that stands beside a copy and describes it."""
    return path.with_suffix(".json")


def mark_of_ledger() -> str:
    """Return what stands in the ledger of which keys it belongs to, empty where nothing does."""
    from goodstanding.ledger.models import Setting

    found = Setting.objects.filter(name=MARK).values_list("value", flat=True).first()
    return "" if found is None else str(found)


def check_copy(path: Path, *, mark: str = "") -> Copy:
    """Return what is known of a copy whose bytes are as they were written.

    `mark` is what stands in a ledger of the keys at hand: put back under other keys every member
    would be taken for one who left.

    Raises:
        ProblemsError: it is missing or damaged, of another kind of database or of other keys, or of
            a later version.
    """
    for file in (path, described(path)):
        if not file.is_file():
            hint = f"A backup is two files: {path.name} and {described(path).name}"
            raise _problem(COPY_MISSING, file, "this file is not there", hint)
    try:
        content: dict[str, Any] = json.loads(described(path).read_bytes())
        migrations = tuple(map(str, content.pop("migrations")))
        copy = Copy(migrations=migrations, **content)
        whole = copy.format == FORMAT and _hash(path) == copy.sha256
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        whole = False
    if not whole:
        raise _problem(
            COPY_DAMAGED, path, "this backup is not as it was written", "Take an older one"
        )
    if copy.engine != connection.vendor:
        raise _problem(
            COPY_OF_ANOTHER,
            path,
            f"this is a backup of {copy.engine}, and the programme is on {connection.vendor}",
            "Restore it into a programme on the same kind of database",
        )
    if mark and copy.keys and copy.keys != mark:
        raise _problem(
            COPY_OF_OTHER_KEYS,
            path,
            "this backup belongs to other keys than those in the keys' folder",
            "Bring back the folder that belongs to it; nothing was changed",
        )
    if set(copy.migrations) - set(known_migrations()):
        raise _problem(
            COPY_NEWER,
            path,
            "this backup was made by a later version of the program",
            "Install that version first",
        )
    return copy


def put_back(path: Path) -> None:
    """Replace the ledger by a checked copy. Nobody else may be using the ledger.

    Raises:
        ProblemsError: the copy cannot be used after all.
        EnvironmentUnfitError: the disk is full, or `pg_restore` fails.
    """
    if connection.vendor == "sqlite":
        _put_back_sqlite(path)
    else:
        _put_back_postgres(path)


def applied() -> tuple[str, ...]:
    """Return the migrations of the ledger that this database has."""
    rows = MigrationRecorder(connection).applied_migrations()
    return tuple(sorted(name for app, name in rows if app == "ledger"))


def known_migrations() -> tuple[str, ...]:
    """Return the migrations of the ledger that this program has."""
    folder = Path(apps.get_app_config("ledger").path) / "migrations"
    return tuple(sorted(path.stem for path in folder.glob("[0-9]*.py")))


def _copy_sqlite(part: Path) -> dict[str, int]:
    """Copy a SQLite ledger by its online backup, piece by piece, and count its rows."""
    connection.ensure_connection()
    assert connection.connection is not None
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(part)) as target:
        connection.connection.backup(target, pages=PAGES_AT_ONCE, sleep=0.001)
        rows = _check_sqlite(target, part)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    return rows


def _check_sqlite(database: sqlite3.Connection, path: Path) -> dict[str, int]:
    """Return how many rows each table of a copy has, once it was found to be sound."""
    try:
        [(answer,)] = database.execute("PRAGMA integrity_check(1)").fetchall()
        tables = [
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'ledger_%'"
            )
        ]
        counts = {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - own
            for name in sorted(tables)
        }
    except sqlite3.DatabaseError:
        answer, counts = "damaged", {}
    if answer != "ok":
        raise _problem(COPY_DAMAGED, path, "the copy is damaged", "Take an older one")
    return counts


def _put_back_sqlite(path: Path) -> None:
    """Put a checked copy in the place of a SQLite ledger."""
    place = Path(connection.settings_dict["NAME"])
    part = place.with_suffix(".restoring")
    try:
        with path.open("rb") as source, part.open("wb") as target:
            while chunk := source.read(CHUNK_BYTES):
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        with closing(sqlite3.connect(part)) as database:
            _check_sqlite(database, path)
        connection.close()
        _take_journal_away(place)
        part.replace(place)
        sync_folder(place.parent)
    except OSError as error:
        message = f"the ledger could not be put back, and stands as it was: {error.strerror}"
        raise EnvironmentUnfitError(message) from None
    finally:
        part.unlink(missing_ok=True)


def _take_journal_away(place: Path) -> None:
    """Let what was cut off be rolled back; a journal left over would be taken for the copy's own.

    A ledger that is too damaged for that is replaced anyway.
    """
    if place.exists():
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(place)) as old:
            old.execute("SELECT count(*) FROM sqlite_master").fetchall()
    Path(f"{place}-journal").unlink(missing_ok=True)
    sync_folder(place.parent)


def _copy_postgres(part: Path) -> dict[str, int]:
    """Copy a PostgreSQL ledger with the database's own program."""
    _run_postgres("pg_dump", "--format=custom", "--no-owner", f"--file={part}")
    counts: dict[str, int] = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("ledger").get_models():
            name = model._meta.db_table  # noqa: SLF001 - the framework's public way to it
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - a table of our own
            counts[name] = cursor.fetchone()[0]
    return dict(sorted(counts.items()))


def _put_back_postgres(path: Path) -> None:
    """Put a checked copy in the place of a PostgreSQL ledger, in one transaction."""
    connection.close()
    database = f"--dbname={connection.settings_dict['NAME']}"
    _run_postgres(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", database,
        str(path), named=False,
    )  # fmt: skip


def _run_postgres(program: str, *arguments: str, named: bool = True) -> None:
    """Run a program of PostgreSQL on the programme's database."""
    settings = connection.settings_dict
    where = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = dict(os.environ)
    environment |= {name: str(settings[key]) for name, key in where.items() if settings[key]}
    environment |= {f"PG{name.upper()}": str(said) for name, said in settings["OPTIONS"].items()}
    command = [program, *arguments, *([str(settings["NAME"])] if named else [])]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603 - our own words
    except FileNotFoundError:
        message = f"{program} is not installed. Install PostgreSQL's client programs."
        raise EnvironmentUnfitError(message) from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        message = f"{program} failed: {said[-1] if said else 'it said nothing'}"
        raise EnvironmentUnfitError(message)


def _hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            found.update(chunk)
    return found.hexdigest()


def _problem(code: Code, path: Path, what: str, hint: str) -> ProblemsError:
    """Return a problem of a copy."""
    return ProblemsError([Problem(code=code, file=str(path), what=what, hint=hint)])
