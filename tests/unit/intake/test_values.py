"""From a cell to a value: each side of each edge, and nothing rounded."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from goodstanding.intake.characters import id_fault, text_fault
from goodstanding.intake.faults import Fault
from goodstanding.intake.limits import WHOLE_NUMBER_MAX
from goodstanding.intake.values import Days, parse_amount, parse_day, read_text, reader_of
from goodstanding.intake.wire.sheet import JsonNumber
from goodstanding.model.kinds import Day, FieldType, Money, OneOf, WholeNumber, YesOrNo

WHOLE: Final = WholeNumber(least=-2, most=12)
MONEY: Final = Money(least=-1_000, most=500_000)
GRADE: Final = OneOf(names=("city", "department"))
SPAN: Final = Day(least=date(2020, 1, 1), most=date(2030, 12, 31))


def value(form: FieldType, cell: Any) -> Any:
    """Return the value of a cell, or the code of its fault; twice, because values are kept."""
    read = reader_of(form, "x")
    first, second = read(cell), read(cell)
    assert first == second
    return first.code.name.removeprefix("intake-") if isinstance(first, Fault) else first


@pytest.mark.parametrize(
    "form, cell, expected",
    [
        (WHOLE, "0", 0),
        (WHOLE, "12", 12),
        (WHOLE, "-2", -2),
        (WHOLE, 12, 12),
        (WHOLE, JsonNumber(12), 12),
        (MONEY, "5", 500),
        (MONEY, "12.5", 1_250),
        (MONEY, "12.50", 1_250),
        (MONEY, "0.07", 7),
        (MONEY, "-0.01", -1),
        (MONEY, "0.00", 0),
        (MONEY, "5000.00", 500_000),
        (MONEY, 500_000, 500_000),
        (MONEY, Decimal("12.5"), 1_250),
        (MONEY, Decimal("12.5000"), 1_250),
        (MONEY, Decimal(-10), -1_000),
        (YesOrNo(), "yes", True),
        (YesOrNo(), "no", False),
        (YesOrNo(), "true", True),
        (YesOrNo(), "false", False),
        (YesOrNo(), True, True),
        (YesOrNo(), False, False),
        (GRADE, "city", "city"),
        (SPAN, "2020-01-01", date(2020, 1, 1)),
        (SPAN, "2030-12-31", date(2030, 12, 31)),
        (SPAN, date(2024, 2, 29), date(2024, 2, 29)),
        (Day(), "0001-01-01", date(1, 1, 1)),
        (Day(), "9999-12-31", date(9999, 12, 31)),
    ],
)
def test_a_cell_is_read_exactly(form: FieldType, cell: Any, expected: Any) -> None:
    found = value(form, cell)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "form, cell, code",
    [
        *((WHOLE, cell, "bad-number") for cell in ("+1", "-0", "01", "1.0", "1e1", "1,000", " 1")),
        *((WHOLE, cell, "bad-number") for cell in ("1 ", "１", "0x1", "1_0", "٣", "x", "1" * 400)),
        *((WHOLE, cell, "out-of-range") for cell in ("13", "-3", 13, -3, JsonNumber(13))),
        *((WHOLE, cell, "wrong-type") for cell in (True, date(2027, 1, 1), Decimal(1))),
        *((MONEY, cell, "bad-money") for cell in ("12.345", "12.", ".5", "+5", "1e2", "1,000.00")),
        *((MONEY, cell, "bad-money") for cell in ("-0", "-0.00", "05", "5,00", "€5", "5 ", "NaN")),
        *((MONEY, cell, "bad-money") for cell in ("--5", "1" * 400, Decimal("0.001"))),
        (MONEY, Decimal("123.450000000000000000000000000000000001"), "bad-money"),
        *((MONEY, cell, "out-of-range") for cell in ("5000.01", "-10.01", 500_001, Decimal(5001))),
        *((MONEY, cell, "wrong-type") for cell in (JsonNumber(5), True, date(2027, 1, 1))),
        *((YesOrNo(), cell, "bad-yes-or-no") for cell in ("Yes", "TRUE", "1", "y", "是", 1, "on")),
        *((GRADE, cell, "bad-name") for cell in ("City", "town", " city", True, 1)),
        *((SPAN, cell, "out-of-range") for cell in ("2019-12-31", "2031-01-01", date(2031, 1, 1))),
        *((SPAN, cell, "bad-day") for cell in ("2023-02-29", "2023-2-1", "20230201", "01.02.2023")),
        *((SPAN, cell, "bad-day") for cell in ("0000-00-00", "2023-02-01T00:00", "２０２３-02-01")),
        *((SPAN, cell, "wrong-type") for cell in (True, 20_230_201)),
        *((form, None, "empty-cell") for form in (WHOLE, MONEY, YesOrNo(), GRADE, SPAN)),
        *((form, "", "empty-cell") for form in (WHOLE, MONEY, YesOrNo(), GRADE, SPAN)),
    ],
)
def test_whatever_else_is_refused(form: FieldType, cell: Any, code: str) -> None:
    assert value(form, cell) == code


def test_no_number_is_beyond_the_limit_whatever_its_range() -> None:
    wide = WholeNumber(least=-(10**15), most=10**15)
    assert value(wide, str(WHOLE_NUMBER_MAX)) == WHOLE_NUMBER_MAX
    assert value(wide, str(-WHOLE_NUMBER_MAX)) == -WHOLE_NUMBER_MAX
    assert value(wide, str(WHOLE_NUMBER_MAX + 1)) == "out-of-range"
    assert value(Money(least=0, most=10**15), "10000000000.01") == "out-of-range"


def test_more_values_than_are_kept_are_read_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goodstanding.intake.values.CACHED_MAX", 2)
    read = reader_of(WHOLE, "x")
    days = Days()
    for _ in range(2):
        assert [read(str(each)) for each in range(5)] == [0, 1, 2, 3, 4]
        assert [days.read(f"2027-01-0{each}", "on") for each in (1, 2, 3)] == [
            date(2027, 1, each) for each in (1, 2, 3)
        ]


def test_many_names_are_not_all_told() -> None:
    many = OneOf(names=tuple(f"name-{each}" for each in range(40)))
    found = reader_of(many, "x")("other")
    assert isinstance(found, Fault)
    assert found.hint.endswith("name-11, ...")


def test_amounts_and_days_alone() -> None:
    assert parse_amount("12.3") == 1_230
    assert parse_amount("12,3") is None
    assert parse_day("2024-02-29") == date(2024, 2, 29)
    assert parse_day("2023-02-29") is None


NAMES: Final = (
    "张伟",
    "نسرین‌زهرا",
    "אברהם",
    "Jos\u00e9",
    "Jose\u0301",
    "क्षिप्रा",
    "ক্ষ‍",
    "O'Neil; DROP",
    "=1+1",
    "🙂",
    "m 1",
    "𠮷野",
    "x" * 64,
    "界" * 64,
)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_come_back_as_they_are(name: str) -> None:
    assert id_fault(name, "member") is None
    assert read_text(name, "member", 64) == name


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "the cell is empty"),
        ("x" * 65, "the text is longer than 64 characters"),
        ("界" * 65, "the text is longer than 64 characters"),
        ("a\nb", "the character U+000A may not stand in a text"),
        ("a\tb", "the character U+0009 may not stand in a text"),
        ("a\x00", "the character U+0000 may not stand in a text"),
        ("a\x7f", "the character U+007F may not stand in a text"),
        ("a\x85b", "the character U+0085 may not stand in a text"),
        ("a\u202eb", "the character U+202E may not stand in a text"),
        ("a\u2066b", "the character U+2066 may not stand in a text"),
        ("\u200fa", "the character U+200F may not stand in a text"),
        ("a\u200bb", "the character U+200B may not stand in a text"),
        ("\ufeffa", "the character U+FEFF may not stand in a text"),
        ("a\ud800", "the character U+D800 may not stand in a text"),
        ("a\U000e0041", "the character U+E0041 may not stand in a text"),
        (" a", "the text begins or ends with a space"),
        ("a ", "the text begins or ends with a space"),
        ("a\u3000", "the text begins or ends with a space"),
    ],
)
def test_what_cannot_be_seen_is_refused(text: str, said: str) -> None:
    found = id_fault(text, "member")
    assert found is not None
    assert (found.what, found.column) == (said, "member")


def test_a_longer_text_may_stand_where_no_identifier_does() -> None:
    assert text_fault("x" * 256, "by") is None
    assert text_fault("x" * 257, "by") is not None
    for cell in (True, JsonNumber(1), date(2027, 1, 1)):
        found = read_text(cell, "by", 256)
        assert isinstance(found, Fault)
        assert found.what == "this is not a text"
