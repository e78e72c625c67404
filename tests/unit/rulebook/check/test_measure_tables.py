"""Tables of measures: one way each, so that nothing good costs, and no other is refused."""

import pytest
from tests.support.programme import INDEX, codes

TABLE = "    table: {0: 0, 2: 10, 6: 25}\n"
SINCE = "    since: 2026-10-01\n"
FADE = "    fade: {1 year: half}\n"
FIELD = (
    "    context: community\n",
    "    context: community\n    fields: {hours: whole number 0..9}\n",
)


def found(of: str, table: str) -> list[str]:
    changes = (("of: count of shift\n", f"of: {of}\n"), (TABLE, f"    table: {table}\n{SINCE}"))
    return codes(INDEX, FIELD, *changes)


@pytest.mark.parametrize(
    "of, table",
    [
        ("count of shift", "{0: -5, 2: 0}"),
        ("count of shift", "{0: 5, 2: 0}"),
        ("sum of shift", "{0: -5, 2: 5}"),
        ("sum hours in shift", "{0: 5, 2: -5}"),
        ("years since latest shift", "{0: -5, 1: 5}"),
        ("years since latest shift", "{0: 5, 1: -5}"),
        ("most hours in shift", "{0: -5, 2: 0}"),
        ("most hours in shift", "{0: -5, 2: 5}"),
        ("smallest hours in shift", "{0: 0, 2: -5}"),
        ("latest hours in shift", "{0: 5, 2: -5}\n" + FADE.rstrip()),
        ("latest hours in shift", "{0: -5, 2: 0}\n" + FADE.rstrip()),
        ("most hours in shift", "{0: 5, 2: -5}\n" + FADE.rstrip()),
        ("smallest hours in shift", "{0: -5, 2: 5}\n" + FADE.rstrip()),
    ],
)
def test_a_table_under_which_something_good_costs_is_refused(of: str, table: str) -> None:
    assert "policy-table-turns" in found(of, table)


@pytest.mark.parametrize(
    "of, table",
    [
        ("count of shift", "{0: 0, 2: 5}"),
        ("count of shift", "{0: 0, 2: -5}"),
        ("sum hours in shift", "{0: 0, 2: -5}"),
        ("years since latest shift", "{0: -5, 1: 0}"),
        ("years since latest shift", "{0: 5, 1: 0}"),
        ("most hours in shift", "{0: 5, 2: -5}"),
        ("smallest hours in shift", "{0: -5, 2: 5}"),
        ("latest hours in shift", "{0: 5, 2: -5}"),
        ("latest hours in shift", "{0: -5, 2: 5}"),
        ("latest hours in shift", "{0: 0, 2: -5}\n" + FADE.rstrip()),
        ("share of visit where kept", "{0%: -5, 50%: 5}"),
    ],
)
def test_a_table_under_which_nothing_good_costs_is_taken(of: str, table: str) -> None:
    assert "policy-table-turns" not in found(of, table)
