"""What a careless programme does: it acknowledges before it commits, or does an act in pieces."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction

from goodstanding.ledger import copies
from goodstanding.ledger.store import DirectStore

PIECE_BYTES: Final = 4_096


@contextmanager
def early() -> Iterator[None]:
    """Acknowledge whatever is done in here before it is committed."""
    with transaction.atomic():
        yield


@contextmanager
def in_pieces() -> Iterator[None]:
    """Commit each statement by itself, tables one by one, and a ledger page by page."""
    DirectStore.write = _by_itself  # type: ignore[method-assign, assignment] # the fault
    copies._put_back_sqlite = _page_by_page
    connection.ensure_connection()
    connection.features.can_rollback_ddl = False
    yield


def _by_itself(_: DirectStore, act: Callable[[], Any], *, spares_reserve: bool = False) -> Any:
    """Run an act without a transaction around it."""
    assert spares_reserve in {False, True}
    return act()


def _page_by_page(path: Path) -> None:
    """Write a copy over the ledger where it stands."""
    connection.close()
    content = path.read_bytes()
    with Path(connection.settings_dict["NAME"]).open("r+b", buffering=0) as file:
        starts = range(0, len(content), PIECE_BYTES)
        file.writelines(content[start : start + PIECE_BYTES] for start in starts)


FAULTS: Final[dict[str, Callable[[], AbstractContextManager[None]]]] = {
    "": nullcontext, "--early": early, "--in-pieces": in_pieces,
}  # fmt: skip
