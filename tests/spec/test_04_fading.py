"""Fading, lasting and repair: what is left of an act as it ages."""

from tests.spec.guide import check, policy

FADING = policy("""
    records: {award: {}, ticket: {}}
    rules:
      award: {record: award, points: 5, fade: {1 year: half, 2 years: quarter, 3 years: none}}
      ticket: {record: ticket, points: -5, fade: {1 year: half, 2 years: none}}
""")

REPAIRABLE = policy("""
    records: {order: {}}
    rules: {order: {points: -100, lasts: 5 years, repaired: {points: -50, lasts: 2 years}}}
""")


def test_what_is_left_is_rounded_towards_the_member() -> None:
    """Half of 5 is 3 for a gain, and 2 for a deduction."""
    check(
        FADING,
        """
        as of             | 2026-04-30                  | 2026-05-01                | 2027-05-01           | 2028-05-01
        2025-05-01 award  | +5 counted until 2026-05-01 | +3 faded until 2027-05-01 | +2 faded             | 0 faded until never
        2025-05-01 ticket | -5 counted until 2026-05-01 | -2 faded until 2027-05-01 | 0 faded until never  | 0 faded
        total             | 0                           | 1                         | 2                    | 0
        """,
    )


def test_a_step_of_months_and_a_step_of_days_stand_in_the_order_of_the_calendar() -> None:
    check(
        policy("""
            records: {award: {}}
            rules: {award: {points: 100, fade: {30 days: 3/4, 1 month: 1/3}}}
        """),
        """
        as of            | 2026-01-30   | 2026-01-31 | 2026-02-01
        2026-01-01 award | +100 counted | +75 faded  | +34 faded
        """,
    )


def test_in_a_short_month_the_later_step_holds_at_once() -> None:
    check(
        policy("""
            records: {award: {}}
            rules: {award: {points: 100, fade: {30 days: 3/4, 1 month: 1/3}}}
        """),
        """
        as of            | 2026-02-28   | 2026-03-01 | 2026-03-03
        2026-02-01 award | +100 counted | +34 faded  | +34 faded
        """,
    )


def test_what_has_lasted_is_expired_even_where_it_had_faded_before() -> None:
    check(
        policy("""
            records: {award: {}}
            rules: {award: {points: 5, fade: {1 year: half}, lasts: 2 years}}
        """),
        """
        as of            | 2026-05-01                | 2027-05-01
        2025-05-01 award | +3 faded until 2027-05-01 | 0 expired
        """,
    )


def test_an_act_may_last_by_the_field_that_its_table_reads() -> None:
    check(
        policy("""
            records: {award: {fields: {level: 'one of city, national'}}}
            rules:
              award:
                by: level
                table: {city: 30, national: 50}
                lasts: {city: 2 years, national: 5 years}
        """),
        """
        as of                           | 2027-04-30  | 2027-05-01  | 2030-05-01
        2025-05-01 award level city     | +30 counted | 0 expired   | 0 expired
        2025-05-01 award level national | +50 counted | +50 counted | 0 expired
        """,
    )


def test_an_act_may_last_by_the_bounds_of_its_table() -> None:
    check(
        policy("""
            records: {fine: {fields: {amount: money 0..10000}}}
            rules:
              fine:
                by: amount
                table: {0: -1, 500.5: -10}
                lasts: {0: 1 year, 500.5: 3 years}
        """),
        """
        as of                         | 2026-04-30  | 2026-05-01  | 2028-05-01
        2025-05-01 fine amount 500.49 | -1 counted  | 0 expired   | 0 expired
        2025-05-01 fine amount 500.50 | -10 counted | -10 counted | 0 expired
        """,
    )


def test_a_repaired_deduction_counts_what_repair_leaves_of_it_from_the_day_of_repair() -> None:
    check(
        REPAIRABLE,
        """
        as of                                      | 2025-07-31   | 2025-08-01                    | 2027-07-31   | 2027-08-01
        2025-05-01 order, repaired from 2025-08-01 | -100 counted | -50 repaired until 2027-08-01 | -50 repaired | 0 expired until never
        2025-05-01 order                           | -100 counted | -100 counted                  | -100 counted | -100 counted
        """,
    )


def test_repair_never_makes_an_act_last_longer() -> None:
    """Each day the better of the two counts: the act as it was, and the act repaired."""
    check(
        REPAIRABLE,
        """
        as of                                      | 2030-04-30                    | 2030-05-01
        2025-05-01 order, repaired from 2030-01-01 | -50 repaired until 2030-05-01 | 0 expired
        """,
    )


def test_what_repair_leaves_does_not_fade_and_yields_to_what_has_faded_further() -> None:
    check(
        policy("""
            records: {order: {}}
            rules:
              order:
                points: -100
                fade: {1 year: half, 2 years: quarter}
                repaired: {points: -40}
        """),
        """
        as of                                      | 2026-05-01                    | 2027-05-01
        2025-05-01 order, repaired from 2025-08-01 | -40 repaired until 2027-05-01 | -25 faded until never
        """,
    )


def test_a_review_of_a_repaired_deduction_does_not_start_its_span_again() -> None:
    check(
        REPAIRABLE,
        """
        as of                                                                                                | 2025-10-01     | 2027-07-31   | 2027-08-01
        2025-05-01 order, repaired from 2025-08-01, under review from 2025-10-01, repaired from 2025-11-01 | 0 under review | -50 repaired | 0 expired
        """,
    )


def test_a_repair_that_was_taken_back_starts_again_when_it_comes_again() -> None:
    check(
        REPAIRABLE,
        """
        as of                                                                                                 | 2025-10-01   | 2027-08-01   | 2027-11-01
        2025-05-01 order, repaired from 2025-08-01, counted again from 2025-10-01, repaired from 2025-11-01 | -100 counted | -50 repaired | 0 expired
        """,
    )


def test_repair_changes_nothing_under_a_rule_that_has_no_word_for_it() -> None:
    check(FADING, "2025-05-01 ticket, repaired | -5 counted")


def test_a_gain_cannot_be_repaired() -> None:
    check(
        policy("""
            records: {visit: {fields: {kept: yes or no}}}
            rules: {visit: {by: kept, table: {yes: 5, no: -5}, repaired: {points: -1}}}
        """),
        """
        2025-05-01 visit kept yes, repaired | +5 counted
        2025-05-01 visit kept no, repaired  | -1 repaired
        """,
    )
