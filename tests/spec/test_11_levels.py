"""Levels open something and are held down to a lower mark; bands open nothing."""

from tests.spec.guide import check, policy

CITY = policy("""
    start: 1000
    records: {award: {fields: {points: whole number 0..200}}}
    rules: {award: {each: points, points: 1}}
    levels:
      thanked:  {from: 1040, keep: {above: 1030}}
      honoured: {from: 1100, keep: {above: 1080}}
    bands:
      modest: {from: 0}
      good:   {from: 1050}
""")


def test_a_level_is_reached_at_its_mark() -> None:
    check(
        CITY,
        """
        as of                      | 2025-01-01 | 2025-01-02 | 2025-01-03 | 2025-01-04
        2025-01-01 award points 39 | +39 counted | +39 counted | +39 counted | +39 counted
        2025-01-02 award points 1  | no line | +1 counted | +1 counted | +1 counted
        2025-01-03 award points 59 | no line | no line | +59 counted | +59 counted
        2025-01-04 award points 1  | no line | no line | no line | +1 counted
        total                      | 1039       | 1040       | 1099       | 1100
        level                      | none       | thanked    | thanked    | honoured
        """,
    )


def test_a_level_that_is_held_stays_down_to_its_lower_mark() -> None:
    check(
        CITY,
        """
        held thanked               |
        2025-01-01 award points 30 | +30 counted
        level                      | thanked
        """,
    )


def test_below_the_lower_mark_it_is_lost() -> None:
    check(
        CITY,
        """
        held thanked               |
        2025-01-01 award points 29 | +29 counted
        level                      | none
        """,
    )


def test_holding_a_level_holds_those_below_it() -> None:
    check(
        CITY,
        """
        held honoured              |
        2025-01-01 award points 79 | +79 counted
        level                      | thanked
        """,
    )
    check(
        CITY,
        """
        held honoured              |
        2025-01-01 award points 30 | +30 counted
        level                      | thanked
        """,
    )
    check(
        CITY,
        """
        held honoured              |
        2025-01-01 award points 80 | +80 counted
        level                      | honoured
        """,
    )


def test_who_held_a_lower_level_reaches_the_next_at_its_own_mark() -> None:
    check(
        CITY,
        """
        held thanked               |
        2025-01-01 award points 99 | +99 counted
        level                      | thanked
        """,
    )


def test_where_nothing_is_known_of_before_or_nothing_was_held_no_lower_mark_holds() -> None:
    check(
        CITY,
        """
        2025-01-01 award points 30 | +30 counted
        level                      | none
        """,
    )
    check(
        CITY,
        """
        held none                  |
        2025-01-01 award points 30 | +30 counted
        level                      | none
        """,
    )


def test_a_band_is_a_name_for_a_range_and_opens_nothing() -> None:
    check(
        CITY,
        """
        as of                      | 2025-01-01  | 2025-01-02
        2025-01-01 award points 49 | +49 counted | +49 counted
        2025-01-02 award points 1  | no line     | +1 counted
        band                       | modest      | good
        level                      | thanked     | thanked
        """,
    )


def test_below_the_first_band_there_is_none() -> None:
    check(
        policy("""
            start: -1
            records: {award: {}}
            rules: {award: {points: 1}}
            bands: {modest: {from: 0}}
        """),
        """
        as of            | 2024-12-31 | 2025-01-01
        2025-01-01 award | no line    | +1 counted
        band             | none       | modest
        """,
    )
