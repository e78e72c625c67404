"""Filing: what a source sends is taken in, or refused, in the one transaction that is answered."""

# The answer is made from the form of the rows before anything is looked up. Whoever is no member
# is not scored, not counted by name and not kept: batch, row and a code are all that is written.

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from goodstanding.errors import declare
from goodstanding.ledger import sql
from goodstanding.model.plain import plain_fields
from goodstanding.model.record import Record
from goodstanding.service.admission import Door, Filed, FiledRow, prepared
from goodstanding.service.keys_of_parties import PartyGoneError, party_of
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no

SOURCE_UNKNOWN = declare("file-source-unknown", "No source of this name is registered.")
QUOTA_SPENT = declare("file-quota-spent", "The source filed more rows today than it may.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A well-formed record with its row in the request; its member is the source's handle."""

    number: int
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One request of a source as it was read: `malformed` are rows and codes that it was told.

    `key` is the hash of the key it came with, asked about again in the transaction; None for
    what the programme files by itself.
    """

    source: str
    rows: Sequence[FiledRow]
    malformed: Sequence[tuple[int, str]] = ()
    key: bytes | None = None


def file_records(programme: Programme, source: str, rows: Sequence[Row]) -> Filed:
    """Admit what may be admitted of a batch, as `file_sent` does."""
    return file_sent(programme, Sent(source=source, rows=[_plain(row) for row in rows]))


def file_sent(programme: Programme, sent: Sent) -> Filed:
    """Admit what may be admitted of a batch; durable when it returns, all or nothing.

    A record that stands filed already is not filed again; one that stands with another content is
    refused, and what stands stays. What is refused is kept as batch, row and code.

    Raises:
        ProblemsError: the source is not registered, or its quota of the day is spent.
        PartyGoneError: the key does not hold any more.
    """
    number = programme.number()
    rows = prepared(programme, sent.source, sent.rows)
    count = len(rows) + len(sent.malformed)

    def act() -> Filed:
        if sent.key is not None and party_of(programme, sent.key) is None:
            raise PartyGoneError
        today = programme.today()
        check_quota(sent.source, today, count)
        sql.run(
            'INSERT INTO ledger_batch ("number", source_id, "on", "rows", refused) '
            "VALUES (?, ?, ?, ?, ?)",
            (number, sent.source, today, count, len(sent.malformed)),
        )
        told = [(number, row, code) for row, code in sent.malformed]
        sql.insert("ledger_refusedrow", ("batch_id", "row", "code"), told)
        done = Door(programme, sent.source, number, today).take(rows)
        _count_refused(sent.source, today, done)
        return done

    return programme.write(act, spares_reserve=True)


def check_quota(source: str, on: date, count: int) -> None:
    """Count rows of a source on a day, inside a transaction; nothing is counted where it raises.

    Batches of one source go in one after the other.

    Raises:
        ProblemsError: the source is not registered, or its quota of the day is spent.
    """
    found = sql.rows(
        "SELECT rows_per_day_max FROM ledger_source WHERE name = ? AND active {lock}", (source,)
    )
    if not found:
        raise no(SOURCE_UNKNOWN, "no such source is registered", "Ask the operator")
    [(most,)] = found
    counted = count <= most and sql.rows(_COUNT, (source, on, count, most))
    if not counted:
        raise no(
            QUOTA_SPENT,
            f"a source may file {most:,} rows a day",
            "Send the rest tomorrow, or ask the operator for more",
        )


_COUNT: Final = """
INSERT INTO ledger_sourceday (source_id, "on", "rows", refused) VALUES (?, ?, ?, 0)
ON CONFLICT (source_id, "on") DO UPDATE SET "rows" = ledger_sourceday."rows" + excluded."rows"
WHERE ledger_sourceday."rows" + excluded."rows" <= ? RETURNING 1
"""


def _count_refused(source: str, on: date, done: Filed) -> None:
    """Count what was refused of a batch, of which its source is told a rounded number."""
    sql.run(
        "UPDATE ledger_batch SET refused = refused + ? WHERE number = ?", (done.refused, done.batch)
    )
    sql.run(
        'UPDATE ledger_sourceday SET refused = refused + ? WHERE source_id = ? AND "on" = ?',
        (done.refused, source, on),
    )


def _plain(row: Row) -> FiledRow:
    """Return a row in plain types."""
    record = row.record
    return FiledRow(
        number=row.number,
        id=record.id,
        handle=record.member,
        kind=record.kind,
        on=record.on,
        until=record.until,
        act=record.act,
        fields=plain_fields(record.fields),
    )
