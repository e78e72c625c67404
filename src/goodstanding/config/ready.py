"""Whether a programme's folder is fit to be run: its database there, in step, and of these keys."""

from pathlib import Path
from typing import Final

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from goodstanding.config.file import ProgrammeFile, read_programme_file
from goodstanding.config.opening import open_programme, room_of
from goodstanding.errors import EnvironmentUnfitError
from goodstanding.ledger.copies import MARK, mark_of_ledger
from goodstanding.ledger.keys import MASTER, MEMBERS
from goodstanding.ledger.store import GatheringStore, Store
from goodstanding.service.programme import Programme

MARKED: Final = "ledger_setting"
"""The table of settings. Tables can be imported only once a programme is open."""


def open_ready(folder: Path, *, store: Store | None = None) -> Programme:
    """Open a programme that was migrated, and make sure that its ledger can be used.

    Raises:
        ProblemsError: the settings are wrong.
        EnvironmentUnfitError: the keys or the database are missing, damaged, of another programme,
            or of another version.
    """
    file = read_programme_file(folder)
    _check_file(file)
    programme = open_programme(folder, store=store)
    try:
        _check_tables()
        check_mark(programme)
    except DatabaseError:
        raise _unreadable(file) from None
    room_of(file).look_after()
    return programme


def server_store(file: ProgrammeFile) -> Store | None:
    """Return the store of a server: on SQLite one thread gathers what comes together."""
    return GatheringStore(room_of(file)) if file.database_url.startswith("sqlite:") else None


def migrate(folder: Path) -> list[str]:
    """Make the keys and tables of a programme, or bring the tables to this version; again is safe.

    Returns the names of the steps that were taken.

    Raises:
        ProblemsError: the settings are wrong.
        EnvironmentUnfitError: the database cannot be used, or belongs to other keys.
    """
    file = read_programme_file(folder)
    fresh = not (file.keys_folder / MASTER).exists()
    programme = open_programme(folder, new=True)
    try:
        if _has_table(MARKED):
            check_mark(programme)
        steps = [str(migration) for migration, _ in _plan()]
        call_command("migrate", verbosity=0, interactive=False)
        from goodstanding.ledger.models import Setting

        Setting.objects.get_or_create(name=MARK, defaults={"value": mark_of(programme)})
        room_of(file).look_after()
    except DatabaseError:
        raise _unreadable(file) from None
    except EnvironmentUnfitError:
        if fresh:
            programme.keys.close()
            for name in (MASTER, MEMBERS):
                (file.keys_folder / name).unlink(missing_ok=True)
        raise
    return steps


def _check_file(file: ProgrammeFile) -> None:
    """Refuse a database file that is not there, rather than make an empty one."""
    kind, _, place = file.database_url.partition(":")
    if kind == "sqlite" and not Path(place).exists():
        message = (
            f"the database {place} is not there. Run `goodstanding migrate` for a new programme, "
            "or bring back the file of an old one."
        )
        raise EnvironmentUnfitError(message)


def _plan() -> list[tuple[object, bool]]:
    """Return the steps that the database still lacks."""
    executor = MigrationExecutor(connection)
    return list(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _check_tables() -> None:
    """Refuse a database of another version."""
    if _plan():
        message = (
            "the database lacks tables of this version. Stop the server, make a backup, and run "
            "`goodstanding migrate`."
        )
        raise EnvironmentUnfitError(message)


def _has_table(name: str) -> bool:
    """Return whether the database has a table."""
    with connection.cursor() as cursor:
        return name in connection.introspection.table_names(cursor)


def mark_of(programme: Programme) -> str:
    """Return what stands in a ledger that belongs to these keys."""
    return programme.keys.hashed("ledger", MARK).hex()


def check_mark(programme: Programme) -> None:
    """Refuse a database that belongs to other keys: with these nothing in it could be read.

    Raises:
        EnvironmentUnfitError: it does.
    """
    found = mark_of_ledger()
    if found and found != mark_of(programme):
        message = (
            "the database belongs to other keys than those in the keys' folder. Bring back the "
            "folder that belongs to it, or name the right database in goodstanding.toml."
        )
        raise EnvironmentUnfitError(message)


def _unreadable(file: ProgrammeFile) -> EnvironmentUnfitError:
    """Return what is said of a database that cannot be used; its address may hold a password."""
    kind = file.database_url.partition(":")[0]
    return EnvironmentUnfitError(
        f"the {kind} database of this programme cannot be read. Check that it runs, the address in "
        "goodstanding.toml, the rights, and the disk."
    )
