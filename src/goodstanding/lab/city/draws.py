"""Drawing a city's records: each member from a stream of numbers of their own."""

# What a member has depends on the seed and the number of the member alone, so a city is the same
# however it is cut into parts and whoever draws them. The stream is SplitMix64 (Steele, Lea and
# Flood, 2014).

from math import log, sqrt
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from goodstanding.scoring.kernel.compiled import compiled

UInt64s = NDArray[np.uint64]

GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
FIRST_MULTIPLIER: Final = np.uint64(0xBF58476D1CE4E5B9)
SECOND_MULTIPLIER: Final = np.uint64(0x94D049BB133111EB)
S11, S27, S30, S31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
ONE, FIVE, FIVE_BITS = np.uint64(1), np.uint64(5), np.uint64(31)
UNIT: Final = 2.0**-53
RECORDS_MAX: Final = 4_000
"""A member has at most so many records."""

REDRAWS_MAX: Final = 8
SAME_ACT_SHARE: Final = 0.15
LATE_SHARE: Final = 0.1
UNTOLD_SHARE: Final = 0.02
LATE_DAYS: Final = 20.0
TOLD_AFTER_DAYS: Final = 14
WHOLE_AMOUNTS_FROM: Final = 0.2
"""Most amounts of money are whole; the smallest fifth has decimals."""

MONEY_LOG_MAX: Final = 2_000_000
"""Amounts are drawn up to so many hundredths, or the end of the field's range where it is less."""

WHOLE, MONEY, YES_OR_NO, ONE_OF, DAY = range(5)


class Habits(NamedTuple):
    """What a policy's kinds are like: `share` adds up to 1 at its end; fields one after another."""

    share: NDArray[np.float64]
    deducts: NDArray[np.bool_]
    act: NDArray[np.bool_]
    field_first: NDArray[np.int64]
    field_form: NDArray[np.int64]
    field_least: NDArray[np.int64]
    field_most: NDArray[np.int64]


class Rows(NamedTuple):
    """Records of a part, one after another; `act` is 0 for none, `notified` -1 for not yet."""

    member: NDArray[np.int64]
    kind: NDArray[np.int16]
    number: NDArray[np.int32]
    on: NDArray[np.int32]
    filed: NDArray[np.int32]
    notified: NDArray[np.int32]
    act: NDArray[np.int64]
    values: NDArray[np.int64]


def make_rows(capacity: int, fields: int) -> Rows:
    """Return room for records."""
    return Rows(
        member=np.empty(capacity, np.int64),
        kind=np.empty(capacity, np.int16),
        number=np.empty(capacity, np.int32),
        on=np.empty(capacity, np.int32),
        filed=np.empty(capacity, np.int32),
        notified=np.empty(capacity, np.int32),
        act=np.empty(capacity, np.int64),
        values=np.zeros((max(fields, 1), capacity), np.int64),
    )


@compiled
def mix(number: np.uint64) -> np.uint64:
    """Return a number whose bits all depend on all bits of another: one to one."""
    number = (number ^ (number >> S30)) * FIRST_MULTIPLIER
    number = (number ^ (number >> S27)) * SECOND_MULTIPLIER
    return number ^ (number >> S31)


@compiled
def draw(state: UInt64s) -> float:
    """Return a number from 0 up to 1, and move the stream on."""
    state[0] += GOLDEN
    return float(mix(state[0]) >> S11) * UNIT


@compiled
def draw_gamma(state: UInt64s, shape: float) -> float:
    """Return a number of a gamma distribution of scale 1 (Marsaglia and Tsang, 2000)."""
    boost = 1.0
    if shape < 1.0:
        boost = (1.0 - draw(state)) ** (1.0 / shape)
        shape += 1.0
    rest = shape - 1.0 / 3.0
    factor = 1.0 / sqrt(9.0 * rest)
    while True:
        # the polar method of Marsaglia, one of its two normals
        while True:
            one, other = 2.0 * draw(state) - 1.0, 2.0 * draw(state) - 1.0
            square = one * one + other * other
            if 0.0 < square < 1.0:
                break
        normal = one * sqrt(-2.0 * log(square) / square)
        cube = (1.0 + factor * normal) ** 3
        if cube <= 0.0:
            continue
        if log(1.0 - draw(state)) < 0.5 * normal * normal + rest - rest * cube + rest * log(cube):
            return rest * cube * boost


class Life(NamedTuple):
    """What all members of a city share: the seed, the mean and shape of activity, and the days."""

    seed: np.uint64
    mean: float
    shape: float
    first_day: int
    days: float


@compiled
def _kind_drawn(habits: Habits, care: float, state: UInt64s) -> int:
    """Return a kind of record; the careful have fewer of those that take points away."""
    kind, last = 0, len(habits.share) - 1
    for _ in range(REDRAWS_MAX):
        chance, kind = draw(state), 0
        while kind < last and habits.share[kind] <= chance:
            kind += 1
        if not habits.deducts[kind] or draw(state) > care:
            break
    return kind


@compiled
def _fill_fields(habits: Habits, rows: Rows, row: int, care: float, state: UInt64s) -> None:
    """Draw the fields of one record."""
    kind = rows.kind[row]
    first = habits.field_first[kind]
    for field in range(first, habits.field_first[kind + 1]):
        least, most = habits.field_least[field], habits.field_most[field]
        chance = draw(state)
        form = habits.field_form[field]
        if form == YES_OR_NO:
            value = 1 if chance < 0.5 + 0.5 * care else 0
        elif form == ONE_OF:
            value = int((most + 1) * chance * chance)
        elif form == WHOLE:
            value = least + int((most - least + 1) * chance**3)
        elif form == MONEY:
            top = min(most, max(least, MONEY_LOG_MAX))
            value = least + int(float(top - least + 1) ** chance) - 1
            if chance > WHOLE_AMOUNTS_FROM:
                value -= value % 100
        else:
            value = least + int((most - least + 1) * chance)
        rows.values[field - first, row] = min(max(value, least), most)


@compiled
def draw_member(  # noqa: PLR0913, PLR0917 - compiled code takes its room by position
    habits: Habits, rows: Rows, row: int, member: int, life: Life, state: UInt64s
) -> int:
    """Draw one member's records in the order of their days; return how many rows stand."""
    state[0] = mix(life.seed ^ mix(np.uint64(member) + ONE))
    activity = life.mean * draw_gamma(state, life.shape) / life.shape
    care = 1.0 - draw(state) ** 2
    moment, number = 0.0, 0
    while number < RECORDS_MAX and activity > 0.0:
        moment -= log(1.0 - draw(state)) * life.days / activity
        if moment >= life.days:
            break
        rows.kind[row] = _kind_drawn(habits, care, state)
        _fill_fields(habits, rows, row, care, state)
        rows.member[row], rows.number[row] = member, number
        rows.on[row] = life.first_day + int(moment)
        late = int(-log(1.0 - draw(state)) * LATE_DAYS) if draw(state) < LATE_SHARE else 0
        told = draw(state) >= UNTOLD_SHARE
        rows.filed[row] = rows.on[row] + late
        rows.notified[row] = rows.filed[row] + TOLD_AFTER_DAYS if told else -1
        rows.act[row] = 0
        number += 1
        if habits.act[rows.kind[row]]:
            rows.act[row] = number
            same = draw(state) < SAME_ACT_SHARE
            if same and number > 1 and rows.act[row - 1] > 0:
                rows.on[row], rows.act[row] = rows.on[row - 1], rows.act[row - 1]
        row += 1
    return row


@compiled
def draw_members(
    habits: Habits, rows: Rows, members: NDArray[np.int64], life: Life, state: UInt64s
) -> int:
    """Draw some members of a city, one after another; return how many rows stand.

    -1 where the room is too small. `state` is room for one number.
    """
    row = 0
    for member in members:
        if row + RECORDS_MAX > len(rows.kind):
            return -1
        row = draw_member(habits, rows, row, member, life, state)
    return row


@compiled
def member_numbers(first: int, stride: int, seed: np.uint64, numbers: UInt64s) -> None:
    """Fill in a number for each member's identifier, and one for what the member authorised."""
    for place in range(numbers.shape[1]):
        member = first + place * stride
        numbers[0, place] = mix(np.uint64(member) * GOLDEN + seed)
        numbers[1, place] = mix(numbers[0, place] ^ SECOND_MULTIPLIER)


DIGITS: Final = np.frombuffer(b"0123456789abcdefghjkmnpqrstvwxyz", np.uint8)
"""Crockford's base 32, in lower case: no letter is taken for a digit."""


@compiled
def write_numbers(
    numbers: UInt64s, digits: NDArray[np.uint8], prefix: NDArray[np.uint8], text: NDArray[np.uint8]
) -> None:
    """Write numbers in base 32 behind a prefix of one or more bytes, all of one width."""
    width = text.shape[1]
    for row in range(len(numbers)):
        rest = numbers[row]
        for place in range(len(prefix)):
            text[row, place] = prefix[place]
        for place in range(width - 1, len(prefix) - 1, -1):
            text[row, place] = digits[rest & FIVE_BITS]
            rest >>= FIVE


def texts(numbers: NDArray[np.uint64], prefix: bytes, digits: int) -> NDArray[np.uint8]:
    """Return each number as a row of bytes: the prefix and so many digits of base 32."""
    text = np.empty((len(numbers), len(prefix) + digits), np.uint8)
    write_numbers(numbers, DIGITS, np.frombuffer(prefix, np.uint8), text)
    return text
