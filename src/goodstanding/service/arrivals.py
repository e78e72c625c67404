"""Records on their way in: acknowledged when durable, and taken in a moment later."""

# Whoever answers a source does not look up whom its rows are about, so the answer cannot tell a
# member from a stranger, by its bytes or by its time. Until a batch is taken in it stands sealed
# under a key that lives less than a minute; a row that is refused then is gone with that key.

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import msgspec

from goodstanding.ledger import sql
from goodstanding.ledger.sealing import Seal
from goodstanding.service.filing import (
    Arrived,
    Door,
    Filed,
    FiledRow,
    check_quota,
    count_refused,
)
from goodstanding.service.programme import Programme

KEY_SECONDS: Final = 20
"""So long batches are sealed under one key."""
KEY_SECONDS_MAX: Final = 50
"""A key older than this is destroyed, unless something that it opens still waits."""
ROWS_AT_ONCE: Final = 10_000
ARRIVALS_AT_ONCE: Final = 512
ABOUT: Final = "arrival"

_ROWS: Final = msgspec.json.Decoder(list[FiledRow])


@dataclass(slots=True)
class Passage:
    """The key under which one process seals what comes in; a process has one of these."""

    number: int = 0
    seal: Seal | None = None
    made: float = 0.0

    def at(self, programme: Programme) -> tuple[int, Seal]:
        """Return the key of this moment; call it inside the transaction that seals."""
        moment = programme.now().timestamp()
        if self.seal is None or not 0 <= moment - self.made < KEY_SECONDS:
            number = programme.number()
            self.seal = programme.keys.make_passing(number, made=moment)
            self.number, self.made = number, moment
        return self.number, self.seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One request of a source as it was read: `malformed` are rows and codes that it was told."""

    source: str
    rows: Sequence[FiledRow]
    malformed: Sequence[tuple[int, str]] = ()


def acknowledge(programme: Programme, passage: Passage, sent: Sent) -> None:
    """Keep what a source sent until it is taken in; durable when the store's write returns.

    Call it inside a transaction.

    Raises:
        ProblemsError: the source is not registered, or its quota of the day is spent.
    """
    today = programme.today()
    count = len(sent.rows) + len(sent.malformed)
    check_quota(sent.source, today, count)
    batch = programme.number()
    number, seal = passage.at(programme)
    sealed = seal.close_text(msgspec.json.encode(sent.rows), about=ABOUT)
    sql.run(
        'INSERT INTO ledger_batch ("number", source_id, "on", "rows", refused) '
        "VALUES (?, ?, ?, ?, ?)",
        (batch, sent.source, today, count, len(sent.malformed)),
    )
    if sent.malformed:
        refused = [(batch, row, code) for row, code in sent.malformed]
        sql.insert("ledger_refusedrow", ("batch_id", "row", "code"), refused)
    if sent.rows:
        sql.run(
            "INSERT INTO ledger_arrival (batch_id, opens_with, sealed) VALUES (?, ?, ?)",
            (batch, number, sealed),
        )


def take_in(programme: Programme) -> list[Filed]:
    """Take in what waits, in the order it came, as one transaction; nothing where nothing waits.

    Call it until it returns nothing.
    """
    return programme.write(lambda: _take_in(programme))


def waiting(programme: Programme) -> int:
    """Return how many batches wait to be taken in."""
    return programme.read(lambda: int(sql.rows("SELECT count(*) FROM ledger_arrival")[0][0]))


def sweep(programme: Programme) -> int:
    """Destroy the keys of what came in a minute ago, and return how many there were."""
    moment = (programme.now() - timedelta(seconds=KEY_SECONDS_MAX)).timestamp()
    old = programme.keys.passing_made_before(moment)
    if not old:
        return 0
    needed = programme.read(
        lambda: {n for (n,) in sql.rows("SELECT DISTINCT opens_with FROM ledger_arrival")}
    )
    for number in old - needed:
        programme.keys.destroy_passing(number)
    return len(old - needed)


def _take_in(programme: Programme) -> list[Filed]:
    """Take in the first of what waits."""
    found = sql.rows(
        'SELECT a.sequence, a.batch_id, a.opens_with, a.sealed, b.source_id, b."on", b."rows" '
        "FROM ledger_arrival a JOIN ledger_batch b ON b.number = a.batch_id "
        f"ORDER BY a.sequence LIMIT {ARRIVALS_AT_ONCE} {sql.LOCK}"
    )
    by_source: dict[tuple[str, date], list[Arrived]] = {}
    seals: dict[int, Seal] = {}
    taken, rows = [], 0
    for sequence, batch, number, sealed, source, on, count in found:
        if taken and rows + count > ROWS_AT_ONCE:
            break
        rows += count
        taken.append(sequence)
        seal = seals.get(number) or programme.keys.passing(number)
        assert seal is not None, "a key was destroyed while something that it opens waits"
        seals[number] = seal
        arrived = Arrived(batch=batch, rows=_ROWS.decode(seal.open_text(sealed, about=ABOUT)))
        by_source.setdefault((source, on), []).append(arrived)
    filed: list[Filed] = []
    for (source, on), batches in by_source.items():
        done = Door(programme, source, on).take(batches)
        count_refused(source, on, done)
        filed += done
    sql.run_within("DELETE FROM ledger_arrival WHERE sequence IN ({marks})", taken)
    return filed
