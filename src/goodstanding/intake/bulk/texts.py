"""Texts in compiled code: which may be kept, their keyed digests, and tables of names."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from goodstanding.intake.characters import UNSEEN
from goodstanding.scoring.kernel.compiled import compiled, inlined

Bytes = NDArray[np.uint8]
Int64s = NDArray[np.int64]
UInt64s = NDArray[np.uint64]

ODD, ANYWHERE, INSIDE = 0, 1, 2
"""What a character may do in a text: not stand there, stand anywhere, stand but at its ends."""


def _places_of_characters() -> Bytes:
    """Return by code point what the characters of the first plane may do, as `characters` says."""
    texts = [chr(point) for point in range(0x10000)]
    found = [
        ODD if UNSEEN.match(text) else INSIDE if text.isspace() else ANYWHERE for text in texts
    ]
    return np.array(found, np.uint8)


CHARACTERS: Final = _places_of_characters()


@inlined
def _continued(content: Bytes, place: int, end: int) -> bool:
    """Return whether a byte goes on with the character before it."""
    return place < end and content[place] & 0xC0 == 0x80


@compiled
def is_plain(characters: Bytes, content: Bytes, begin: int, end: int, most: int) -> bool:
    """Return whether bytes are surely a text that may be kept; beyond the first plane none is."""
    place, count, last = begin, 0, INSIDE
    while place < end:
        byte = int(content[place])
        if byte < 0x80:
            point, place = byte, place + 1
        elif 0xC2 <= byte < 0xE0 and _continued(content, place + 1, end):
            point = (byte & 0x1F) << 6 | (int(content[place + 1]) & 0x3F)
            place += 2
        elif (
            0xE0 <= byte < 0xF0
            and _continued(content, place + 1, end)
            and _continued(content, place + 2, end)
        ):
            point = (byte & 0x0F) << 12 | (int(content[place + 1]) & 0x3F) << 6
            point |= int(content[place + 2]) & 0x3F
            place += 3
            if point < 0x800:
                return False
        else:
            return False
        last = int(characters[point])
        count += 1
        if last == ODD or (count == 1 and last == INSIDE):
            return False
    return count > 0 and count <= most and last == ANYWHERE


@inlined
def _turn(number: np.uint64, by: int) -> np.uint64:
    """Return a number of 64 bits turned left."""
    return number << np.uint64(by) | number >> np.uint64(64 - by)


@inlined
def _round(
    a: np.uint64, b: np.uint64, c: np.uint64, d: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the state of SipHash after a round."""
    a = a + b
    b = _turn(b, 13) ^ a
    a = _turn(a, 32)
    c = c + d
    d = _turn(d, 16) ^ c
    a = a + d
    d = _turn(d, 21) ^ a
    c = c + b
    b = _turn(b, 17) ^ c
    c = _turn(c, 32)
    return a, b, c, d


@compiled
def keyed(
    first: np.uint64, second: np.uint64, content: Bytes, begin: int, end: int
) -> tuple[np.uint64, np.uint64]:
    """Return SipHash-2-4 with 128 bits of some bytes (Aumasson and Bernstein, 2012), in two parts.

    Who does not know the key cannot look for two texts with one digest.
    """
    a = first ^ np.uint64(0x736F6D6570736575)
    b = second ^ np.uint64(0x646F72616E646F6D) ^ np.uint64(0xEE)
    c = first ^ np.uint64(0x6C7967656E657261)
    d = second ^ np.uint64(0x7465646279746573)
    place = begin
    while place + 8 <= end:
        word = np.uint64(0)
        for byte in range(8):
            word |= np.uint64(content[place + byte]) << np.uint64(8 * byte)
        d ^= word
        a, b, c, d = _round(a, b, c, d)
        a, b, c, d = _round(a, b, c, d)
        a ^= word
        place += 8
    word = np.uint64(end - begin) << np.uint64(56)
    for byte in range(end - place):
        word |= np.uint64(content[place + byte]) << np.uint64(8 * byte)
    d ^= word
    a, b, c, d = _round(a, b, c, d)
    a, b, c, d = _round(a, b, c, d)
    a ^= word
    c ^= np.uint64(0xEE)
    for _ in range(4):
        a, b, c, d = _round(a, b, c, d)
    one = a ^ b ^ c ^ d
    b ^= np.uint64(0xDD)
    for _ in range(4):
        a, b, c, d = _round(a, b, c, d)
    return one, a ^ b ^ c ^ d


class Key(NamedTuple):
    """The key of the digests of one reading."""

    first: np.uint64
    second: np.uint64


class NameRows(NamedTuple):
    """A table of names: `slots` holds, by hash, the place of a name and the hash's upper half.

    The name of place n is `content[offsets[n]:offsets[n + 1]]`.
    """

    slots: Int64s
    offsets: Int64s
    content: Bytes
    first: np.uint64
    second: np.uint64


PLACE_MASK: Final = 0xFFFFFFFF
FREE: Final = -1


@inlined
def same_bytes(one: Bytes, begin: int, other: Bytes, at: int, size: int) -> bool:
    """Return whether two stretches of bytes are equal."""
    for place in range(size):  # noqa: SIM110 - compiled
        if one[begin + place] != other[at + place]:
            return False
    return True


@compiled
def find_name(names: NameRows, content: Bytes, begin: int, end: int) -> int:
    """Return the place of a name, or -1 - the slot where it would stand."""
    hashed, _ = keyed(names.first, names.second, content, begin, end)
    mask = len(names.slots) - 1
    mark = np.int64(hashed >> np.uint64(33))
    slot = np.int64(hashed & np.uint64(mask))
    while names.slots[slot] != FREE:
        held = names.slots[slot]
        if held >> 32 == mark:
            found = held & PLACE_MASK
            at = names.offsets[found]
            size = names.offsets[found + 1] - at
            if size == end - begin and same_bytes(content, begin, names.content, at, size):
                return int(found)
        slot = (slot + 1) & mask
    return int(-1 - slot)


@compiled
def _find_each(
    names: NameRows, content: Bytes, begins: Int64s, ends: Int64s, places: Int64s
) -> None:
    """Find the places of names; those stay that begin below 0."""
    for row in range(len(begins)):
        if begins[row] >= 0:
            places[row] = max(-1, find_name(names, content, begins[row], ends[row]))


def find_each(names: NameRows, content: Bytes, begins: Int64s, ends: Int64s) -> Int64s:
    """Return the places of names, -1 for those that are not there or begin below 0."""
    places = np.full(len(begins), -1, np.int64)
    _find_each(names, content, begins, ends, places)
    return places


@compiled
def _enter(slots: Int64s, offsets: Int64s, content: Bytes, count: int, key: Key) -> None:
    """Enter the first names of a table, all of them different, into its slots."""
    mask = len(slots) - 1
    for place in range(count):
        hashed, _ = keyed(key.first, key.second, content, offsets[place], offsets[place + 1])
        slot = np.int64(hashed & np.uint64(mask))
        while slots[slot] != FREE:
            slot = (slot + 1) & mask
        slots[slot] = np.int64(hashed >> np.uint64(33)) << 32 | place


@compiled
def _take(
    names: NameRows,
    count: int,
    content: Bytes,
    begins: Int64s,
    ends: Int64s,
    places: Int64s,
    start: int,
) -> tuple[int, int]:
    """Take names that are not there yet, as long as there is room; return how far it came."""
    for row in range(start, len(begins)):
        begin, end = begins[row], ends[row]
        if begin < 0:
            continue
        found = find_name(names, content, begin, end)
        if found < 0:
            at, size = names.offsets[count], end - begin
            if (
                2 * count >= len(names.slots)
                or count + 2 > len(names.offsets)
                or at + size > len(names.content)
            ):
                return row, count
            for place in range(size):
                names.content[at + place] = content[begin + place]
            names.offsets[count + 1] = at + size
            hashed, _ = keyed(names.first, names.second, content, begin, end)
            names.slots[-1 - found] = np.int64(hashed >> np.uint64(33)) << 32 | count
            found = count
            count += 1
        places[row] = found
    return len(begins), count


class Names:
    """Names in the order in which they came, each once, found by their bytes."""

    def __init__(self, key: Key, names: "list[str] | tuple[str, ...]" = ()) -> None:
        """Begin with some names."""
        self._key = key
        self.count = 0
        self.rows = NameRows(
            np.full(16, FREE, np.int64),
            np.zeros(9, np.int64),
            np.empty(256, np.uint8),
            key.first,
            key.second,
        )
        for name in names:
            self.add(name.encode())

    def find(self, name: bytes) -> int:
        """Return the place of a name, -1 where it is not there."""
        return max(-1, find_name(self.rows, np.frombuffer(name, np.uint8), 0, len(name)))

    def add(self, name: bytes) -> int:
        """Return the place of a name, which is there from now on."""
        content = np.frombuffer(name, np.uint8)
        places = self.take(content, np.zeros(1, np.int64), np.array([len(name)], np.int64))
        return int(places[0])

    def take(self, content: Bytes, begins: Int64s, ends: Int64s) -> Int64s:
        """Return the places of names, which are there from now on; -1 where one begins below 0."""
        places = np.full(len(begins), -1, np.int64)
        row = 0
        while True:
            row, self.count = _take(self.rows, self.count, content, begins, ends, places, row)
            if row == len(begins):
                return places
            self._grow(int(ends[row] - begins[row]))

    def text(self, place: int) -> bytes:
        """Return the name of a place."""
        begin, end = self.rows.offsets[place : place + 2]
        return self.rows.content[begin:end].tobytes()

    def _grow(self, size: int) -> None:
        """Make room for as many names again, and for one of a size."""
        old, key, count = self.rows, self._key, self.count
        used = int(old.offsets[count])
        slots = np.full(max(len(old.slots), 4 * count), FREE, np.int64)
        if 2 * count >= len(slots):
            slots = np.full(4 * len(old.slots), FREE, np.int64)
        slots = np.full(1 << (len(slots) - 1).bit_length(), FREE, np.int64)
        offsets = np.zeros(2 * count + 16, np.int64)
        offsets[: count + 1] = old.offsets[: count + 1]
        content = np.empty(2 * used + size + 256, np.uint8)
        content[:used] = old.content[:used]
        _enter(slots, offsets, content, count, key)
        self.rows = NameRows(slots, offsets, content, key.first, key.second)
