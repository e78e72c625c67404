"""Rates: the more of a quantity in a year, the less for each unit; a year is rounded once."""

from tests.spec.guide import check, policy

HOURS = policy("""
    records: {shift: {fields: {hours: whole number 0..500}}}
    rules: {shift: {each: hours, rates: {20: 1, 80: 1/2, 200: 1/3}}}
""")

FADING = policy("""
    records: {shift: {fields: {hours: whole number 0..500}}}
    rules: {shift: {each: hours, rates: {10: 1, 20: 1/2}, fade: {1 year: half}, lasts: 2 years}}
""")


def test_each_part_of_a_quantity_is_paid_at_its_own_rate() -> None:
    check(
        HOURS,
        """
        2021-01-01 shift hours 20  | +20 counted
        2022-01-01 shift hours 80  | +50 counted
        2023-01-01 shift hours 200 | +90 counted
        2024-01-01 shift hours 500 | +90 counted
        """,
    )


def test_the_hours_of_a_calendar_year_are_taken_together() -> None:
    check(
        HOURS,
        """
        2024-12-31 shift hours 20 | +20 counted
        2025-01-01 shift hours 20 | +10 counted
        2025-02-01 shift hours 20 | +20 counted
        """,
    )


def test_splitting_an_hour_earns_nothing() -> None:
    """Three hours at a half are 1.5, rounded up to 2, in one piece or in three."""
    check(
        HOURS,
        """
        2025-01-01 shift hours 1  | +1 counted
        2025-01-02 shift hours 1  | 0 counted
        2025-01-03 shift hours 1  | +1 counted
        2025-06-01 shift hours 20 | +20 counted
        total                     | 22
        """,
    )


def test_of_equal_shares_the_newest_hours_come_first() -> None:
    check(
        FADING,
        """
        2025-01-01 shift hours 10 | +5 counted
        2025-02-01 shift hours 10 | +10 counted
        """,
    )


def test_a_year_is_filled_with_what_has_faded_least_first() -> None:
    """Filled oldest first, an hour reported late would cost points."""
    check(
        FADING,
        """
        as of                                         | 2025-12-31                   | 2026-02-01                 | 2027-06-01
        2025-01-01 shift hours 10, until 2025-06-01   | +5 counted until 2026-02-01  | +10 of +10 counted         | 0 expired
        2025-02-01 shift hours 10                     | +10 counted until 2026-02-01 | +3 of +5 faded             | 0 expired
        """,
    )


def test_hours_that_are_over_leave_their_place_to_others() -> None:
    check(
        FADING,
        """
        as of                                       | 2027-01-31 | 2027-02-01
        2025-01-01 shift hours 10, until 2025-06-01 | +3 faded   | +5 faded
        2025-02-01 shift hours 10                   | +5 faded   | 0 expired
        """,
    )


def test_the_rate_of_money_is_for_a_whole_unit_of_it() -> None:
    check(
        policy("""
            records: {gift: {fields: {amount: money 0..1000}}}
            rules: {gift: {each: amount, rates: {100: 1/10, 300.50: 1/20}}}
        """),
        """
        2024-01-01 gift amount 100    | +10 counted
        2025-01-01 gift amount 100.01 | +11 counted
        2026-01-01 gift amount 300.50 | +21 counted
        2027-01-01 gift amount 900    | +21 counted
        """,
    )


def test_hours_under_review_take_no_room() -> None:
    check(
        HOURS,
        """
        2025-01-01 shift hours 20               | +20 counted
        2025-02-01 shift hours 20, under review | 0 under review
        """,
    )


def test_a_yearly_cap_holds_over_rates() -> None:
    check(
        policy("""
            records: {shift: {fields: {hours: whole number 0..500}}}
            rules: {shift: {each: hours, rates: {20: 1, 80: 1/2}, cap: {points: 30, per: year}}}
        """),
        """
        2025-01-01 shift hours 80 | +50 counted
        2025-12-31 cap            | -20 capped
        """,
    )
