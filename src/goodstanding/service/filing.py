"""Filing: what a source sends is taken in, or refused, in the one transaction that is answered."""

# The answer is made from the form of the rows before anything is looked up. Whoever is no member
# is not scored, not counted by name and not kept: batch, row and a code are all that is written.

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from goodstanding.errors import ProblemsError, declare
from goodstanding.ledger import sql
from goodstanding.model.plain import plain_fields
from goodstanding.model.policy import Policy
from goodstanding.model.record import Record
from goodstanding.service.admission import Door, Filed, FiledRow, Together, prepared
from goodstanding.service.editions import policy_on
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

    `key` is the hash of the key it came with, and `policy` the one that the rows were read by; both
    are asked about again in the transaction. None for what the programme files by itself.
    """

    source: str
    rows: Sequence[FiledRow]
    malformed: Sequence[tuple[int, str]] = ()
    key: bytes | None = None
    policy: Policy | None = None


def file_records(programme: Programme, source: str, rows: Sequence[Row]) -> Filed:
    """Admit what may be admitted of a batch, as `file_sent` does."""
    return file_sent(programme, Sent(source=source, rows=[_plain(row) for row in rows]))


def file_sent(programme: Programme, sent: Sent) -> Filed:
    """Admit what may be admitted of a batch; durable when it returns, all or nothing.

    A record that stands filed already is not filed again; one that stands with another content is
    refused, and what stands stays. What is refused is kept as batch, row and code. Where several
    are sent at once they may stand in one transaction; each is judged by itself.

    Raises:
        ProblemsError: the source is not registered, or its quota of the day is spent.
        PartyGoneError: the key does not hold any more.
        EditionChangedError: another edition is in force than the rows were read by.
    """
    batch = Together(programme.number(), prepared(programme, sent.source, sent.rows))
    return programme.write_together(_file_all, _Coming(sent, batch), spares_reserve=True)


class EditionChangedError(Exception):
    """Another edition came into force while rows were read."""


class _Coming(NamedTuple):
    """A request with all that is known of it before anything is looked up."""

    sent: Sent
    batch: Together

    @property
    def size(self) -> int:
        """Return how many rows it has."""
        return len(self.batch.rows) + len(self.sent.malformed)


def _file_all(programme: Programme, coming: Sequence[_Coming]) -> list[Filed | Exception]:
    """Admit what may be admitted of several batches; nothing is written of those that raise."""
    today = programme.today()
    policy = policy_on(programme, today)
    told: dict[int, Filed | Exception] = {}
    by_source: dict[str, list[int]] = {}
    for place, error in enumerate(_turned_away(programme, coming, policy)):
        if error is None:
            by_source.setdefault(coming[place].sent.source, []).append(place)
        else:
            told[place] = error
    for source, places in by_source.items():
        counts = [coming[place].size for place in places]
        errors = dict(zip(places, _past_quota(source, today, counts), strict=True))
        told |= {place: error for place, error in errors.items() if error is not None}
        taken = [coming[place] for place in places if errors[place] is None]
        if taken:
            _note(source, today, taken)
            done = Door(programme, policy, source, today).take([each.batch for each in taken])
            _count_refused(source, today, done)
            told |= dict(zip((p for p in places if errors[p] is None), done, strict=True))
    return [told[place] for place in range(len(coming))]


def _turned_away(
    programme: Programme, coming: Sequence[_Coming], policy: Policy
) -> list[Exception | None]:
    """Return why a batch is not looked at, None for each that is."""
    keys = {each.sent.key for each in coming if each.sent.key is not None}
    gone = {key for key in keys if party_of(programme, key) is None}
    found: list[Exception | None] = []
    for each in coming:
        if each.sent.key in gone:
            found.append(PartyGoneError())
        elif each.sent.policy is not None and each.sent.policy is not policy:
            found.append(EditionChangedError())
        else:
            found.append(None)
    return found


def _past_quota(source: str, on: date, counts: Sequence[int]) -> list[ProblemsError | None]:
    """Count the rows of batches; return of each why it may not be taken, None where it may."""
    if len(counts) > 1 and not _past_quota(source, on, [sum(counts)])[0]:
        return [None] * len(counts)
    found: list[ProblemsError | None] = []
    for count in counts:
        try:
            check_quota(source, on, count)
            found.append(None)
        except ProblemsError as error:
            found.append(error)
    return found


def _note(source: str, on: date, taken: Sequence[_Coming]) -> None:
    """Note batches with their malformed rows, before their entries: these refer to them."""
    day = on.isoformat()
    batches = [
        (each.batch.batch, source, day, each.size, len(each.sent.malformed)) for each in taken
    ]
    sql.insert("ledger_batch", ("number", "source_id", "on", "rows", "refused"), batches)
    told = [(each.batch.batch, row, code) for each in taken for row, code in each.sent.malformed]
    sql.insert("ledger_refusedrow", ("batch_id", "row", "code"), told)


def _count_refused(source: str, on: date, done: Sequence[Filed]) -> None:
    """Count what was refused of batches, of which their source is told a rounded number."""
    sql.run_each(
        "UPDATE ledger_batch SET refused = refused + ? WHERE number = ?",
        [(each.refused, each.batch) for each in done],
    )
    sql.run(
        'UPDATE ledger_sourceday SET refused = refused + ? WHERE source_id = ? AND "on" = ?',
        (sum(each.refused for each in done), source, on),
    )


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
