"""Restoring an older backup: what was ended since it was made stays ended."""

# A backup knows nothing of what came after it. A key that was stolen and revoked would let in
# again, and a record that its member deleted would be back. The ledger that is replaced knows.

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from typing import Final, TypeVar

from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection

from goodstanding.ledger.models import Entry, Partner, PartnerKey, Person, Source, SourceKey
from goodstanding.ledger.models import Member as MemberRow
from goodstanding.service.consents import no_more_yes
from goodstanding.service.halting import halt, stands_still
from goodstanding.service.own_records import forget
from goodstanding.service.people import known_all
from goodstanding.service.programme import Programme

T = TypeVar("T")

WHY: Final = "halted before a backup was restored"
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What was ended: keys and deleted records by their hashes, parties and persons, a halt."""

    keys: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    persons: tuple[int, ...] = ()
    records: tuple[str, ...] = ()
    halted: bool = False

    def text(self) -> bytes:
        """Return it as JSON, so that a restore that is cut off is finished by the next."""
        return json.dumps(asdict(self)).encode()

    def and_of(self, text: bytes) -> "Ended":
        """Return it together with what stands in a text."""
        kept = json.loads(text)
        return Ended(
            keys=_both(self.keys, kept["keys"]),
            sources=_both(self.sources, kept["sources"]),
            partners=_both(self.partners, kept["partners"]),
            persons=_both(self.persons, kept["persons"]),
            records=_both(self.records, kept["records"]),
            halted=self.halted or kept["halted"],
        )


def _both(one: Iterable[T], other: Iterable[T]) -> tuple[T, ...]:
    """Return what is in either."""
    return tuple({*one, *other})


def ended(programme: Programme) -> Ended | None:
    """Return what was ended up to now, None where the ledger cannot be read."""

    def act() -> Ended:
        gone = {"active": False}
        revoked = [
            bytes(token).hex()
            for table in (SourceKey, PartnerKey)
            for token in table.objects.filter(revoked=True).values_list("token", flat=True)
        ]
        deleted = Entry.objects.filter(sealed__isnull=True).values_list("token", flat=True)
        return Ended(
            keys=tuple(revoked),
            sources=tuple(Source.objects.filter(**gone).values_list("name", flat=True)),
            partners=tuple(Partner.objects.filter(**gone).values_list("name", flat=True)),
            persons=tuple(Person.objects.filter(**gone).values_list("number", flat=True)),
            records=tuple(bytes(token).hex() for token in deleted),
            halted=stands_still(programme),
        )

    try:
        return programme.read(act)
    except DatabaseError:
        connection.close()
        return None


def end_again(programme: Programme, gone: Ended) -> int:
    """End again what a backup brought back, and every session; return how much was ended.

    It is safe to repeat.
    """

    def parties() -> int:
        tokens = [bytes.fromhex(token) for token in gone.keys]
        ended = Source.objects.filter(name__in=gone.sources, active=True).update(active=False)
        ended += Partner.objects.filter(name__in=gone.partners, active=True).update(active=False)
        ended += Person.objects.filter(number__in=gone.persons, active=True).update(active=False)
        for table in (SourceKey, PartnerKey):
            ended += table.objects.filter(token__in=tokens, revoked=False).update(revoked=True)
        Session.objects.all().delete()
        return ended + (gone.halted and halt(programme, WHY))

    count = programme.write(parties)
    for tokens in _portions(gone.records):
        count += programme.write(partial(_delete, programme, tokens))
    return count


def _portions(records: tuple[str, ...]) -> Iterator[list[bytes]]:
    """Yield the hashes of records, some at a time."""
    for place in range(0, len(records), AT_ONCE):
        yield [bytes.fromhex(token) for token in records[place : place + AT_ONCE]]


def _delete(programme: Programme, tokens: list[bytes]) -> int:
    """Delete records again that their members had deleted; return how many."""
    rows = list(Entry.objects.filter(token__in=tokens, sealed__isnull=False))
    people = known_all(programme, {row.member_id for row in rows})
    keys = programme.keys.of_all({row.consent_id for row in rows})
    there = [row for row in rows if row.member_id in people and row.consent_id in keys]
    for row in there:
        forget(programme, people[row.member_id], row)
    for number in {row.member_id for row in there}:
        no_more_yes(people[number])
    MemberRow.objects.filter(number__in=[row.member_id for row in there]).update(due=True)
    return len(there)
