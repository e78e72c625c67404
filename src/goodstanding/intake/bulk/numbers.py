"""Days, whole numbers and amounts of money from their bytes, as `values` reads them, compiled."""

from typing import Final

from goodstanding.intake.bulk.texts import Bytes
from goodstanding.scoring.kernel.compiled import compiled

BAD: Final = -(2**62)
"""No value of a cell."""
DIGITS_MAX: Final = 15


@compiled
def read_day(content: Bytes, begin: int, end: int) -> int:
    """Return the day in ten bytes such as 2026-10-01, `BAD` where there is none."""
    if end - begin != 10 or content[begin + 4] != 45 or content[begin + 7] != 45:
        return BAD
    for place in range(10):
        if place != 4 and place != 7 and not 48 <= content[begin + place] <= 57:  # noqa: PLR1714 - compiled
            return BAD
    year = 0
    for place in range(4):
        year = 10 * year + int(content[begin + place]) - 48
    month = 10 * int(content[begin + 5]) + int(content[begin + 6]) - 528
    day = 10 * int(content[begin + 8]) + int(content[begin + 9]) - 528
    if year < 1 or month < 1 or month > 12 or day < 1 or day > 31:
        return BAD
    if day > 30 and (month == 4 or month == 6 or month == 9 or month == 11):  # noqa: PLR1714 - compiled
        return BAD
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if month == 2 and day > 28 + leap:
        return BAD
    moved = year - (month <= 2)
    era = moved // 400
    of_era = moved - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


@compiled
def read_whole(content: Bytes, begin: int, end: int) -> int:
    """Return the whole number in some bytes, `BAD` where it is none in plain digits."""
    place = begin
    minus = place < end and content[place] == 45
    place += minus
    if end - place < 1 or end - place > DIGITS_MAX:
        return BAD
    if content[place] == 48 and (minus or end - place > 1):
        return BAD
    number = 0
    for at in range(place, end):
        if not 48 <= content[at] <= 57:
            return BAD
        number = 10 * number + int(content[at]) - 48
    return -number if minus else number


@compiled
def read_amount(content: Bytes, begin: int, end: int) -> int:
    """Return an amount with at most two decimals in hundredths, `BAD` where it is none."""
    point = begin
    while point < end and content[point] != 46:
        point += 1
    minus = begin < end and content[begin] == 45
    start = begin + minus
    if point - start < 1 or point - start > DIGITS_MAX:
        return BAD
    units = read_whole(content, start, point)
    if units < 0:
        return BAD
    cents = 0
    if point < end:
        decimals = end - point - 1
        if decimals < 1 or decimals > 2:
            return BAD
        for at in range(point + 1, end):
            if not 48 <= content[at] <= 57:
                return BAD
            cents = 10 * cents + int(content[at]) - 48
        if decimals == 1:
            cents *= 10
    number = 100 * units + cents
    if minus and number == 0:
        return BAD
    return -number if minus else number
