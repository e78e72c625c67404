"""Codes of the cells of a column, and pages of them: compiled, and what Arrow would come to."""

from typing import Final

from goodstanding.scoring.batch.hashing import Array, compiled
from goodstanding.scoring.batch.pages import signed

GROUPS_MAX: Final = 63
"""So many groups of eight codes stand in one run at most."""

NOTHING_BELOW: Final = 2**63 - 1
"""The least of no numbers."""


@compiled
def _is_there(bits: Array, place: int) -> bool:
    """Return whether the cell at a place is not empty; without bits none is."""
    return len(bits) == 0 or (bits[place >> 3] >> (place & 7)) & 1 == 1


@compiled
def span(cells: Array, bits: Array, offset: int) -> tuple[int, int]:
    """Return the least and the largest number; `NOTHING_BELOW` for none."""
    least, most = NOTHING_BELOW, ~NOTHING_BELOW
    for row in range(len(cells)):
        if _is_there(bits, row + offset):
            least, most = min(least, cells[row]), max(most, cells[row])
    return least, most


@compiled
def write_codes(
    cells: Array, bits: Array, offset: int, seen: tuple[Array, int], found: tuple[Array, Array]
) -> int:
    """Write the code of each number, in the order of their coming, and return how many there are.

    `seen` is room for the codes of all numbers from one on, -1 in all of it, and that number;
    `found` is room for the codes and for the numbers by their codes.
    """
    (table, least), (codes, names) = seen, found
    count = 0
    for row in range(len(cells)):
        code = -1
        if _is_there(bits, row + offset):
            code = table[cells[row] - least]
            if code < 0:
                code = count
                table[cells[row] - least] = code
                names[count] = cells[row]
                count += 1
        codes[row] = code
    return count


@compiled
def ends_of(codes: Array, names: Array) -> tuple[int, int]:
    """Return the least and the largest number that codes stand for; `NOTHING_BELOW` for none."""
    least, most = NOTHING_BELOW, ~NOTHING_BELOW
    for row in range(len(codes)):
        least, most = min(least, names[codes[row]]), max(most, names[codes[row]])
    return least, most


@compiled
def sum_of(codes: Array, sizes: Array) -> int:
    """Return the sum of the sizes that codes stand for, but for -1."""
    total = 0
    for row in range(len(codes)):
        if codes[row] >= 0:
            total += sizes[codes[row]]
    return total


@compiled
def write_names(ends: Array, content: Array, listed: Array) -> None:
    """Write texts, each behind its length."""
    at = 0
    for row in range(len(ends) - 1):
        size = ends[row + 1] - ends[row]
        for step in range(4):
            listed[at + step] = (size >> (8 * step)) & 255
        at += 4
        for place in range(ends[row], ends[row + 1]):
            listed[at] = content[place]
            at += 1


@compiled
def split(codes: Array, there: Array, marks: Array) -> int:
    """Write the codes of cells that are not empty, and mark which are; return how many are not."""
    count = 0
    for row in range(len(codes)):
        there[count] = codes[row]
        marks[row] = 0 if codes[row] < 0 else 1
        count += marks[row]
    return count


@compiled
def write_page(marks: Array, there: Array, width: int, room: Array) -> int:
    """Write a page of codes, first which cells are empty, and return its size.

    The marks are looked at where some cells are empty and some are not.
    """
    at = 4
    if len(there) == len(marks) or len(there) == 0:
        at = _number(room, at, 2 * len(marks))
        room[at] = 0 if len(there) == 0 else 1
        at += 1
    else:
        at = _runs(marks, 1, room, at)
    for step in range(4):
        room[step] = ((at - 4) >> (8 * step)) & 255
    room[at] = width
    return _runs(there, width, room, at + 1)


@compiled
def _number(room: Array, at: int, number: int) -> int:
    """Write a number of seven bits a byte, and return where it ends."""
    while number >> 7:
        room[at] = (number & 127) | 128
        number >>= 7
        at += 1
    room[at] = number
    return at + 1


@compiled
def _pack(codes: Array, width: int, room: Array, at: int) -> int:
    """Write a group of at most eight codes as if it had eight, and return where it ends."""
    end, word, bits = at + width, signed(0), 0
    for step in range(len(codes)):
        word |= signed(codes[step]) << bits
        bits += width
        if bits >= 32:
            for place in range(4):
                room[at + place] = (word >> (8 * place)) & 255
            word >>= 32
            bits -= 32
            at += 4
    while at < end:
        room[at] = word & 255
        word >>= 8
        at += 1
    return at


@compiled
def _runs(codes: Array, width: int, room: Array, at: int) -> int:
    """Write codes in runs: of one code eight times or more, or of groups packed by bits."""
    row, groups, head, rows = 0, 0, 0, len(codes)
    while row < rows:
        end = row + 1
        while end < rows and codes[end] == codes[row]:
            end += 1
        if end - row >= 8 or (end == rows and groups == 0):
            at = _number(room, at, 2 * (end - row))
            for step in range((width + 7) >> 3):
                room[at] = (codes[row] >> (8 * step)) & 255
                at += 1
            row, groups = end, 0
            continue
        if groups == 0:
            head = at
            at += 1
        at = _pack(codes[row : row + 8], width, room, at)
        row += 8
        groups += 1
        room[head] = 2 * groups + 1
        if groups == GROUPS_MAX:
            groups = 0
    return at
