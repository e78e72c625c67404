"""What an act is worth, by the rules in force on the day of the act."""

from tests.spec.guide import check, policy


def test_every_act_of_a_rule_with_points_is_worth_the_same() -> None:
    check(
        policy("""
            start: 1000
            records: {award: {}, ticket: {}}
            rules: {award: {record: award, points: 30}, ticket: {record: ticket, points: -5}}
        """),
        """
        2025-05-01 award  | +30 of +30 counted
        2025-05-02 ticket | -5 of -5 counted
        opening           | 1000
        total             | 1025
        """,
    )


def test_each_unit_of_a_field_is_worth_the_points() -> None:
    check(
        policy("""
            records: {shift: {fields: {hours: whole number 0..12}}}
            rules: {shift: {each: hours, points: {2025-01-01: 2, 2025-07-01: 3}}}
        """),
        """
        2024-12-31 shift hours 4 | 0 before since
        2025-06-30 shift hours 4 | +8 counted
        2025-07-01 shift hours 4 | +12 counted
        2025-07-01 shift hours 0 | 0 counted
        """,
    )


def test_points_for_each_unit_of_money_are_rounded_up() -> None:
    check(
        policy("""
            records: {gift: {fields: {amount: money 0..1000}}, debt: {fields: {amount: money 0..1000}}}
            rules:
              gift: {record: gift, each: amount, points: 2}
              debt: {record: debt, each: amount, points: -2}
        """),
        """
        2025-05-01 gift amount 10    | +20 counted
        2025-05-01 gift amount 10.01 | +21 counted
        2025-05-01 debt amount 10.49 | -20 counted
        2025-05-01 debt amount 10.50 | -21 counted
        """,
    )


def test_a_table_gives_the_points_of_the_last_bound_reached() -> None:
    check(
        policy("""
            records: {gift: {fields: {amount: money 0..10000}}}
            rules: {gift: {by: amount, table: {0: 0, 200: 5, 1000.5: 10}}}
        """),
        """
        2025-05-01 gift amount 199.99  | 0 counted
        2025-05-01 gift amount 200     | +5 counted
        2025-05-01 gift amount 1000.49 | +5 counted
        2025-05-01 gift amount 1000.50 | +10 counted
        """,
    )


def test_a_table_of_names_gives_the_points_of_the_name() -> None:
    check(
        policy("""
            records: {award: {fields: {level: 'one of city, national', public: yes or no}}}
            rules:
              award: {by: level, table: {city: 30, national: 50}}
              openness: {by: public, table: {yes: 1, no: 0}}
        """),
        """
        2025-05-01 award level city public no      | award: +30 counted; openness: 0 counted
        2025-05-01 award level national public yes | award: +50 counted; openness: +1 counted
        total                                      | 81
        """,
    )


def test_every_rule_that_reads_a_kind_has_a_line_of_its_own() -> None:
    check(
        policy("""
            records: {shift: {}}
            rules:
              shift: {points: 2}
              first-year: {points: 1, lasts: 1 year}
        """),
        """
        2024-05-01 shift | first-year: 0 expired; shift: +2 counted
        2025-05-01 shift | first-year: +1 counted; shift: +2 counted
        """,
    )
