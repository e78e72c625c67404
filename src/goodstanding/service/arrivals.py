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
    FiledRow,
    check_quota,
    count_refused,
)
from goodstanding.service.programme import Programme
from goodstanding.service.recalling import recall

KEY_SECONDS: Final = 20
"""So long batches are sealed under one key."""
KEY_SECONDS_MAX: Final = 50
"""A key older than this is destroyed, unless something that it opens still waits."""
ROWS_AT_ONCE: Final = 10_000
ARRIVALS_AT_ONCE: Final = 512
ABOUT: Final = "arrival"

_CONTENT: Final = msgspec.json.Decoder(tuple[list[FiledRow], list[str]])


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
    """One request of a source as it was read: `malformed` are rows and codes that it was told.

    `recalls` are the identifiers of records that it takes back.
    """

    source: str
    rows: Sequence[FiledRow] = ()
    malformed: Sequence[tuple[int, str]] = ()
    recalls: Sequence[str] = ()


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
    sealed = seal.close_text(msgspec.json.encode((sent.rows, sent.recalls)), about=ABOUT)
    sql.run(
        'INSERT INTO ledger_batch ("number", source_id, "on", "rows", refused) '
        "VALUES (?, ?, ?, ?, ?)",
        (batch, sent.source, today, count, len(sent.malformed)),
    )
    if sent.malformed:
        refused = [(batch, row, code) for row, code in sent.malformed]
        sql.insert("ledger_refusedrow", ("batch_id", "row", "code"), refused)
    if sent.rows or sent.recalls:
        sql.run(
            "INSERT INTO ledger_arrival (batch_id, opens_with, sealed) VALUES (?, ?, ?)",
            (batch, number, sealed),
        )


def take_in(programme: Programme) -> int:
    """Take in what waits, in the order it came, as one transaction; return how many batches.

    Call it until it returns 0.
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


def _take_in(programme: Programme) -> int:
    """Take in the first of what waits."""
    found = sql.rows(
        'SELECT a.sequence, a.batch_id, a.opens_with, a.sealed, b.source_id, b."on", b."rows" '
        "FROM ledger_arrival a JOIN ledger_batch b ON b.number = a.batch_id "
        "ORDER BY a.sequence LIMIT ? {lock}",
        (ARRIVALS_AT_ONCE,),
    )
    seals: dict[int, Seal] = {}
    line = _Line(programme)
    taken: list[int] = []
    rows = 0
    for sequence, batch, number, sealed, source, on, count in found:
        if taken and rows + count > ROWS_AT_ONCE:
            break
        rows += count
        taken.append(sequence)
        seal = seals.get(number) or programme.keys.passing(number)
        assert seal is not None, "a key was destroyed while something that it opens waits"
        seals[number] = seal
        filed, recalls = _CONTENT.decode(seal.open_text(sealed, about=ABOUT))
        if filed:
            line.file(source, on, Arrived(batch=batch, rows=filed))
        if recalls:
            line.recall(source, recalls)
    line.finish()
    sql.run_within("DELETE FROM ledger_arrival WHERE sequence IN ({marks})", taken)
    return len(taken)


class _Line:
    """Batches and recalls in the order they came; batches of one source go in together."""

    def __init__(self, programme: Programme) -> None:
        """Begin with nothing."""
        self._programme = programme
        self._waiting: dict[tuple[str, date], list[Arrived]] = {}

    def file(self, source: str, on: date, arrived: Arrived) -> None:
        """Take a batch."""
        self._waiting.setdefault((source, on), []).append(arrived)

    def recall(self, source: str, recalls: Sequence[str]) -> None:
        """Take records back, after the batches of their source that came before."""
        self._go([key for key in self._waiting if key[0] == source])
        for record in recalls:
            recall(self._programme, source, record)

    def finish(self) -> None:
        """Let everything in."""
        self._go(list(self._waiting))

    def _go(self, keys: Sequence[tuple[str, date]]) -> None:
        """Let batches in."""
        for source, on in keys:
            done = Door(self._programme, source, on).take(self._waiting.pop((source, on)))
            count_refused(source, on, done)
