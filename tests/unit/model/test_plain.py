"""Days and fields in JSON types come back as they were, and nothing else passes."""

import json
from datetime import date
from typing import Any

import pytest

from goodstanding.model.names import FieldName, FieldValue
from goodstanding.model.plain import day_of, fields_of, plain_day, plain_fields

FIELDS: dict[FieldName, FieldValue] = {
    FieldName("hours"): 6,
    FieldName("late"): False,
    FieldName("level"): "2026-01-01",
    FieldName("due"): date(2026, 1, 1),
}


def test_fields_come_back_as_they_were_and_a_day_is_told_from_a_text() -> None:
    again = fields_of(json.loads(json.dumps(plain_fields(FIELDS))))
    assert again == FIELDS
    assert [type(value) for value in again.values()] == [int, bool, str, date]


@pytest.mark.parametrize("day", [None, date(2024, 2, 29)])
def test_a_day_comes_back(day: date | None) -> None:
    assert day_of(plain_day(day)) == day


@pytest.mark.parametrize("value", [1.5, None, [], {}, {"day": "soon"}])
def test_nothing_else_is_a_field(value: Any) -> None:
    with pytest.raises((TypeError, KeyError, ValueError)):
        fields_of({"x": value})
