"""Drawing a city's records: each member from a stream of numbers of their own.

What a member has depends on the seed and the member's number alone, so a city is the same however
it is cut into parts and whoever draws them. The stream is SplitMix64 (Steele, Lea and Flood, 2014).
"""

from math import log, sqrt
from typing import Final, NamedTuple, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
FIRST_MULTIPLIER: Final = np.uint64(0xBF58476D1CE4E5B9)
SECOND_MULTIPLIER: Final = np.uint64(0x94D049BB133111EB)
S11, S27, S30, S31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
ONE: Final = np.uint64(1)
UNIT: Final = 2.0**-53
RECORDS_MAX: Final = 4_000
"""A member has at most so many records."""

REDRAWS_MAX: Final = 8
SAME_ACT_SHARE: Final = 0.15
LATE_SHARE: Final = 0.1
UNTOLD_SHARE: Final = 0.02
TOLD_AFTER_DAYS: Final = 14
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


@njit(cache=True, nogil=True)
def mix(number):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - compiled for one type
    """Return a number whose bits all depend on all bits of another: one to one."""
    number = (number ^ (number >> S30)) * FIRST_MULTIPLIER
    number = (number ^ (number >> S27)) * SECOND_MULTIPLIER
    return number ^ (number >> S31)


@njit(cache=True, nogil=True)
def draw(state):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - compiled for one type
    """Return a number from 0 up to 1, and move the stream on."""
    state[0] += GOLDEN
    return float(mix(state[0]) >> S11) * UNIT


@njit(cache=True, nogil=True)
def draw_gamma(state, shape):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201
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


@njit(cache=True, nogil=True)
def draw_member(  # type: ignore[no-untyped-def] # noqa: ANN201, PLR0913, PLR0917
    habits,  # noqa: ANN001
    rows,  # noqa: ANN001
    used,  # noqa: ANN001
    member,  # noqa: ANN001
    seed,  # noqa: ANN001
    mean,  # noqa: ANN001
    shape,  # noqa: ANN001
    first_day,  # noqa: ANN001
    days,  # noqa: ANN001
    state,  # noqa: ANN001
):
    """Draw one member's records in the order of their days; return how many rows stand."""
    state[0] = mix(seed ^ mix(np.uint64(member) + ONE))
    activity = mean * draw_gamma(state, shape) / shape
    care = 1.0 - draw(state) ** 2
    moment, number = 0.0, 0
    while number < RECORDS_MAX:
        moment -= log(1.0 - draw(state)) * days / activity if activity > 0.0 else days
        if moment >= days:
            break
        kind = 0
        for _ in range(REDRAWS_MAX):
            kind = np.searchsorted(habits.share, draw(state), side="right")
            kind = min(kind, len(habits.share) - 1)
            if not habits.deducts[kind] or draw(state) > care:
                break
        used = _draw_record(habits, rows, used, kind, care, state)
        rows.member[used - 1], rows.number[used - 1] = member, number
        day = first_day + int(moment)
        rows.on[used - 1] = day
        number += 1
        late = int(-log(1.0 - draw(state)) * 20.0) if draw(state) < LATE_SHARE else 0
        rows.filed[used - 1] = day + late
        told = draw(state) >= UNTOLD_SHARE
        rows.notified[used - 1] = day + late + TOLD_AFTER_DAYS if told else -1
        rows.act[used - 1] = 0
        if habits.act[kind]:
            rows.act[used - 1] = number
            same = draw(state) < SAME_ACT_SHARE
            if same and number > 1 and rows.act[used - 2] > 0:
                rows.on[used - 1], rows.act[used - 1] = rows.on[used - 2], rows.act[used - 2]
                rows.filed[used - 1] = max(rows.filed[used - 1], rows.on[used - 1])
    return used


@njit(cache=True, nogil=True)
def _draw_record(habits, rows, used, kind, care, state):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Draw the kind and the fields of one record."""
    rows.kind[used] = kind
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
            if chance > 0.2:  # most amounts are whole
                value -= value % 100
        else:
            value = least + int((most - least + 1) * chance)
        rows.values[field - first, used] = min(max(value, least), most)
    return used + 1


@njit(cache=True, nogil=True)
def draw_part(  # type: ignore[no-untyped-def] # noqa: ANN201, PLR0913, PLR0917
    habits,  # noqa: ANN001
    rows,  # noqa: ANN001
    members,  # noqa: ANN001
    first,  # noqa: ANN001
    stride,  # noqa: ANN001
    seed,  # noqa: ANN001
    mean,  # noqa: ANN001
    shape,  # noqa: ANN001
    first_day,  # noqa: ANN001
    days,  # noqa: ANN001
):
    """Draw the members `first`, `first + stride`, ... of a city; return how many rows stand.

    -1 where the room is too small.
    """
    state = np.zeros(1, np.uint64)
    used = 0
    for member in range(first, members, stride):
        if used + RECORDS_MAX > len(rows.kind):
            return -1
        used = draw_member(habits, rows, used, member, seed, mean, shape, first_day, days, state)
    return used


@njit(cache=True, nogil=True)
def member_numbers(first, stride, seed, numbers):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201
    """Fill in a number for each member's identifier, and one for what the member authorised."""
    for place in range(numbers.shape[1]):
        member = first + place * stride
        numbers[0, place] = mix(np.uint64(member) * GOLDEN + seed)
        numbers[1, place] = mix(numbers[0, place] ^ SECOND_MULTIPLIER)


DIGITS: Final = np.frombuffer(b"0123456789abcdefghjkmnpqrstvwxyz", np.uint8)
"""Crockford's base 32, in lower case: no letter is taken for a digit."""


@njit(cache=True, nogil=True)
def write_numbers(numbers, digits, prefix, text):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201
    """Write numbers in base 32 behind a prefix of one or more bytes, all of one width."""
    width = text.shape[1]
    for row in range(len(numbers)):
        rest = np.uint64(numbers[row])
        for place in range(len(prefix)):
            text[row, place] = prefix[place]
        for place in range(width - 1, len(prefix) - 1, -1):
            text[row, place] = digits[rest & np.uint64(31)]
            rest = rest >> np.uint64(5)


def texts(numbers: NDArray[np.uint64], prefix: bytes, digits: int) -> NDArray[np.uint8]:
    """Return each number as a row of bytes: the prefix and so many digits of base 32."""
    text = np.empty((len(numbers), len(prefix) + digits), np.uint8)
    write_numbers(numbers, DIGITS, np.frombuffer(prefix, np.uint8), text)
    return cast("NDArray[np.uint8]", text)
