"""Members as the ledger knows them: what of a person may be read, and when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from goodstanding.ledger import sql
from goodstanding.ledger.models import Member as MemberRow
from goodstanding.ledger.sealing import Seal
from goodstanding.model.entry import Consent, Member
from goodstanding.model.lifecycle import IN_FORCE, ConsentState
from goodstanding.model.names import LevelName, MemberId, SourceName
from goodstanding.model.plain import consent_of
from goodstanding.service.programme import Programme
from goodstanding.service.refused import not_a_member


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A member's row and the seal that opens what is said about the member."""

    row: MemberRow
    seal: Seal


def member_id(number: int) -> MemberId:
    """Return the identifier that a member is scored under; it stays inside."""
    return MemberId(f"m{number:016x}")


def known(programme: Programme, number: int) -> Known:
    """Return a member whose data may be read. Call it inside the transaction that reads.

    Raises:
        ProblemsError: nobody of this number is a member, or the member is leaving.
    """
    found = known_all(programme, [number]).get(number)
    if found is None:
        raise not_a_member()
    return found


def known_all(programme: Programme, numbers: Iterable[int]) -> dict[int, Known]:
    """Return those of these members whose data may be read, locked against leaving meanwhile."""
    asked = sorted(set(numbers))
    found = sql.rows_within(_MEMBERS, asked)
    rows: dict[int, MemberRow] = {
        row[0]: MemberRow.from_db("default", _NAMES, row) for row in found
    }
    for (number,) in sql.rows_within(_LEAVING, asked):
        rows.pop(number, None)
    seals = programme.keys.of_all(rows)
    return {
        number: Known(row=row, seal=seals[number])
        for number, row in rows.items()
        if number in seals
    }


_NAMES: Final = ("number", "account_id", "joined", "language", "due", "next_change")
_MEMBERS: Final = """
SELECT "number", account_id, joined, language, due, next_change FROM ledger_member
WHERE "number" IN ({marks}) ORDER BY "number" {lock}
"""
_LEAVING: Final = 'SELECT "number" FROM ledger_leaving WHERE "number" IN ({marks})'


def members_of(
    people: Mapping[int, Known], *, as_of: date, known_on: date | None = None
) -> dict[int, Member]:
    """Return members with the consents that hold on a day, as they were known on another.

    Of several consents to one source the one in force on `as_of` is taken, else the latest. What
    ended before is not read, however much there is of it.
    """
    by = date.max if known_on is None else known_on
    rows = sql.rows_within(_CONSENTS, list(people), (by, as_of, min(as_of, by)))
    moves: dict[int, list[_Move]] = defaultdict(list)
    for consent_id, *said in sql.rows_within(_MOVES, [row[0] for row in rows]):
        moves[consent_id].append(_Move(*said))
    consents: dict[int, dict[SourceName, Consent]] = {number: {} for number in people}
    for number, whose, source, terms in rows:
        consent = _consent(people[whose].seal, terms, moves[number], by)
        if consent is None:
            continue
        own = consents[whose]
        held = own.get(SourceName(source))
        if held is None or not (held.given <= as_of and (held.until is None or as_of < held.until)):
            own[SourceName(source)] = consent
    return {
        number: Member(id=member_id(number), joined=each.row.joined, consents=consents[number])
        for number, each in people.items()
    }


class _Move(NamedTuple):
    """A step of a consent."""

    state: str
    on: date
    until: date | None
    sealed: bytes


_MOVES: Final = """
SELECT consent_id, state, "on", until, sealed FROM ledger_consentmove
WHERE consent_id IN ({marks}) ORDER BY sequence
"""
_CONSENTS: Final = """
SELECT "number", member_id, source, sealed FROM ledger_consent WHERE "number" IN (
SELECT "number" FROM (
SELECT "number", given, ended, row_number() OVER (
PARTITION BY member_id, source ORDER BY given DESC, "number" DESC) AS place
FROM ledger_consent WHERE member_id IN ({marks}) AND given <= ?) AS known
WHERE place = 1 OR (given <= ? AND (ended IS NULL OR ended > ?)))
ORDER BY given, "number"
"""
"""Of each source the latest given by a day, and all that may be in force on another."""


def _consent(seal: Seal, terms: bytes, moves: list[_Move], by: date) -> Consent | None:
    """Return a consent as its moves up to a day leave it, None where it was not in force by then.

    Renewing may have widened it; what it reached before stands in the move before.
    """
    known_moves = [move for move in moves if move.on <= by]
    held = [move for move in known_moves if ConsentState(move.state) in IN_FORCE]
    if not held:
        return None
    given, last = held[0], known_moves[-1]
    until = last.until
    if ConsentState(last.state) not in IN_FORCE:
        until = last.on if until is None else min(last.on, until)
    sealed = seal.open(terms, about="consent")
    if any(move.state == ConsentState.RENEWED.value for move in moves):
        sealed["kinds"] = seal.open(held[-1].sealed, about="consent move")["kinds"]
    return consent_of(sealed, given=given.on, until=until)


def level_held(
    known_member: Known, *, before: date, known_on: date | None = None
) -> LevelName | None:
    """Return the level held at the end of the last day before a day, None where none is known.

    Of a day to come, it is the last one that was known on `known_on`.
    """
    values = (known_member.row.number, before, date.max if known_on is None else known_on)
    for (sealed,) in sql.rows(_LEVEL, values):
        return LevelName(known_member.seal.open(sealed, about="level held")["level"])
    return None


_LEVEL: Final = """
SELECT sealed FROM ledger_levelheld WHERE member_id = ? AND day < ? AND day <= ?
ORDER BY day DESC, sequence DESC LIMIT 1
"""
