"""Rows that the plain reader judges in the middle of a bulk reading, with all that follows."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from goodstanding.intake.bulk.judge import (
    ACT_HIGH,
    ACT_LOW,
    ACT_SIZE,
    FILED,
    HIGH,
    ID_SIZE,
    KIND,
    LOW,
    MEMBER,
    NOTIFIED,
    ON,
    SEQUENCE,
    UNTIL,
    VALUES,
    key_of,
)
from goodstanding.intake.bulk.texts import Int64s, Key, Names, keyed
from goodstanding.intake.collected import Collected, Place
from goodstanding.intake.door import Register
from goodstanding.intake.faults import Fault, Refusals
from goodstanding.model.kinds import FieldType, OneOf
from goodstanding.model.names import FieldValue
from goodstanding.model.record import Record, Refusal
from goodstanding.scoring.kernel.calendar import NEVER, day_number


class Stragglers(Collected):
    """Takes rows one by one, and keeps what is held of them as words."""

    def __init__(self, register: Register, refusals: Refusals, names: Names, key: Key) -> None:
        """Begin with no rows; `names` are those of members."""
        super().__init__(register, refusals)
        self._kinds = list(register.kinds.values())
        self._places = {kind.name: place for place, kind in enumerate(self._kinds)}
        self.width = VALUES + max((len(kind.fields) for kind in self._kinds), default=0)
        self._names = names
        self._key = key
        self._words: list[list[int]] = []
        self._ids: list[bytes] = []
        self.not_read: list[tuple[int, int]] = []
        self.spoiled: list[tuple[int, int]] = []

    def take_held(self) -> tuple[Int64s, bytes]:
        """Return the words of the rows held since the last time, and their ids and acts."""
        words = np.array(self._words, np.int64).reshape(-1, self.width)
        ids = b"".join(self._ids)
        self._words, self._ids = [], []
        return words, ids

    def _refuse(self, place: Place, faults: Sequence[Fault], key: tuple[str, str] | None) -> None:
        self._refusals.add(place.file, place.row, faults)
        if key is not None:
            self.spoiled.append(digest_of(self._key, *key))

    def _turn_away(self, refusal: Refusal, key: tuple[str, str] | None) -> None:
        if refusal is Refusal.NOT_A_MEMBER:
            self.dropped += 1
        else:
            self.withheld += 1
        if key is not None:
            self.not_read.append(digest_of(self._key, *key))

    def _hold(self, place: Place, record: Record) -> None:
        del place
        name = record.id.encode()
        words = [0] * self.width
        words[LOW], words[HIGH] = digest_of(self._key, record.source, record.id)
        words[SEQUENCE] = self.rows
        words[MEMBER] = self._names.add(record.member.encode())
        words[ON] = day_number(record.on)
        words[FILED] = day_number(record.filed or record.on)
        words[UNTIL] = NEVER if record.until is None else day_number(record.until)
        words[NOTIFIED] = NEVER if record.notified is None else day_number(record.notified)
        kind = self._kinds[self._places[record.kind]]
        words[KIND] = self._places[record.kind]
        words[ID_SIZE] = len(name)
        if record.act is not None:
            act = np.frombuffer(record.act.encode(), np.uint8)
            low, high = keyed(self._key.first, self._key.second, act, 0, len(act))
            words[ACT_LOW], words[ACT_HIGH] = _signed(int(low)), _signed(int(high) | 1)
            words[ACT_SIZE] = len(act)
            name += act.tobytes()
        for at, (field, form) in enumerate(kind.fields.items(), start=VALUES):
            words[at] = number_of(record.fields[field], form)
        self._words.append(words)
        self._ids.append(name)


def number_of(value: FieldValue, form: FieldType) -> int:
    """Return the value of a field as a snapshot holds it."""
    if isinstance(form, OneOf):
        return form.names.index(str(value))
    return day_number(value) if isinstance(value, date) else int(value)


def digest_of(key: Key, source: str, name: str) -> tuple[int, int]:
    """Return the digest of a source and id as two words."""
    one, two = source.encode(errors="surrogatepass"), name.encode(errors="surrogatepass")
    content = np.frombuffer(one + two, np.uint8)
    low, high = key_of(key, content, 0, len(one), len(one), len(content))
    return _signed(int(low)), _signed(int(high))


def _signed(number: int) -> int:
    """Return a number of 64 bits as a whole number with a sign."""
    return number - 2**64 if number >= 2**63 else number
