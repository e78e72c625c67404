"""Caps: the best acts of a period count, and points stop at the cap; what it takes is a line."""

from tests.spec.guide import check, policy

SHIFTS = policy("""
    records: {volunteer-shift: {}}
    rules: {shift: {points: 2, cap: {points: 5, per: year}}}
""")

GIFTS = policy("""
    records: {gift: {fields: {amount: money 1..10000}}}
    rules:
      gift:
        by: amount
        table: {0: 1, 200: 5, 1000: 10}
        cap: {times: 1, per: quarter}
        fade: {1 year: 1/10}
""")


def test_shifts_stop_counting_at_the_yearly_cap() -> None:
    check(
        SHIFTS,
        """
        2025-01-01 volunteer-shift | +2 counted
        2025-02-01 volunteer-shift | +2 counted
        2025-03-01 volunteer-shift | +2 counted
        2025-12-31 cap             | -1 capped
        total                      | 5
        """,
    )


def test_a_cap_that_is_just_reached_takes_nothing_and_each_year_begins_again() -> None:
    check(
        policy("""
            records: {shift: {}}
            rules: {shift: {points: 2, cap: {points: 4, per: year}}}
        """),
        """
        2024-12-30 shift | +2 counted
        2024-12-31 shift | +2 counted
        2025-01-01 shift | +2 counted
        2025-01-02 shift | +2 counted
        total            | 8
        """,
    )


def test_deductions_stop_at_the_cap_as_well() -> None:
    check(
        policy("""
            start: 1000
            records: {ticket: {}}
            rules: {ticket: {points: -5, cap: {points: -12, per: year}}}
        """),
        """
        2025-01-01 ticket | -5 counted
        2025-02-01 ticket | -5 counted
        2025-03-01 ticket | -5 counted
        2025-12-31 cap    | +3 capped
        total             | 988
        """,
    )


def test_caps_apply_from_the_shortest_period_to_the_longest() -> None:
    check(
        policy("""
            records: {shift: {fields: {hours: whole number 0..12}}}
            rules:
              shift:
                each: hours
                points: 1
                cap: [{points: 15, per: year}, {points: 10, per: month}, {points: 6, per: day}]
        """),
        """
        2025-01-01 shift hours 8 | +8 counted
        2025-01-02 shift hours 8 | +8 counted
        2025-02-01 shift hours 6 | +6 counted
        2025-01-01 cap           | -2 capped
        2025-01-02 cap           | -2 capped
        2025-01-31 cap           | -2 capped
        2025-12-31 cap           | -1 capped
        total                    | 15
        """,
    )


def test_a_cap_for_ever_ends_on_the_day_asked_for() -> None:
    check(
        policy("""
            records: {course: {}}
            rules: {course: {points: 20, cap: {points: 30, per: ever}}}
        """),
        """
        as of             | 2026-08-08
        2020-01-01 course | +20 counted
        2025-01-01 course | +20 counted
        2026-08-08 cap    | -10 capped
        """,
    )


def test_points_are_capped_after_they_have_faded() -> None:
    check(
        policy("""
            records: {course: {}}
            rules: {course: {points: 20, fade: {1 year: half}, cap: {points: 30, per: year}}}
        """),
        """
        as of             | 2025-12-31  | 2026-03-01  | 2026-09-01
        2025-01-01 course | +20 counted | +10 faded   | +10 faded
        2025-08-01 course | +20 counted | +20 counted | +10 faded
        2025-12-31 cap    | -10 capped  | no line     | no line
        total             | 30          | 30          | 20
        """,
    )


def test_the_best_gift_of_a_quarter_counts_whichever_came_first() -> None:
    check(
        GIFTS,
        """
        2025-01-01 gift amount 300  | 0 not among the best
        2025-03-31 gift amount 6000 | +10 counted
        2025-04-01 gift amount 100  | +1 counted
        total                       | 11
        """,
    )


def test_of_equal_gifts_the_newest_counts_because_it_fades_last() -> None:
    check(
        GIFTS,
        """
        2025-01-01 gift amount 300 | 0 not among the best
        2025-02-01 gift amount 400 | +5 counted
        """,
    )


def test_the_best_is_chosen_by_what_fading_left() -> None:
    check(
        GIFTS,
        """
        as of                       | 2026-01-31                            | 2026-02-01
        2025-02-01 gift amount 6000 | +10 counted until 2026-02-01          | 0 not among the best
        2025-03-01 gift amount 300  | 0 not among the best until 2026-02-01 | +5 counted
        """,
    )


def test_of_deductions_the_largest_losses_are_kept() -> None:
    """Else striking one out could let a larger one in, and an appeal that was won would cost."""
    check(
        policy("""
            records: {fine: {fields: {amount: money 0..10000}}}
            rules: {fine: {by: amount, table: {0: -1, 500: -10}, cap: {times: 1, per: year}}}
        """),
        """
        as of                                                | 2025-06-30            | 2025-07-01
        2025-01-01 fine amount 900, struck out from 2025-07-01 | -10 counted           | 0 struck out
        2025-02-01 fine amount 100                           | 0 not among the best  | -1 counted
        """,
    )


def test_several_caps_on_times_keep_the_best_of_each_period() -> None:
    check(
        policy("""
            records: {gift: {fields: {amount: money 1..10000}}}
            rules:
              gift:
                by: amount
                table: {0: 1, 200: 5, 1000: 10}
                cap: [{times: 1, per: month}, {times: 2, per: year}]
        """),
        """
        2025-01-01 gift amount 1000 | 0 not among the best
        2025-01-02 gift amount 2000 | +10 counted
        2025-02-01 gift amount 300  | +5 counted
        2025-03-01 gift amount 100  | 0 not among the best
        """,
    )


def test_what_is_worth_nothing_takes_no_place_among_the_best() -> None:
    check(
        policy("""
            records: {gift: {fields: {amount: money 1..10000}}}
            rules: {gift: {by: amount, table: {0: 0, 200: 5}, cap: {times: 1, per: year}}}
        """),
        """
        2025-01-01 gift amount 300                | +5 counted
        2025-02-01 gift amount 100                | 0 counted
        2025-03-01 gift amount 900, under review  | 0 under review
        """,
    )


def test_a_cap_on_points_follows_a_cap_on_times() -> None:
    check(
        policy("""
            records: {gift: {fields: {amount: money 1..10000}}}
            rules:
              gift:
                by: amount
                table: {0: 0, 200: 5, 1000: 10}
                cap: [{times: 1, per: quarter}, {points: 15, per: year}]
        """),
        """
        2025-01-01 gift amount 2000 | +10 counted
        2025-02-01 gift amount 300  | 0 not among the best
        2025-05-01 gift amount 2000 | +10 counted
        2025-12-31 cap              | -5 capped
        """,
    )


def test_a_group_caps_several_rules_together_after_their_own_caps() -> None:
    check(
        policy("""
            records: {question: {}, answer: {}}
            rules:
              question: {record: question, points: 5, cap: {points: 12, per: day}}
              answer: {record: answer, points: 10}
            groups: {votes: {rules: [question, answer], cap: {points: 20, per: day}}}
        """),
        """
        2025-01-01 question       | +5 counted
        2025-01-01 question       | +5 counted
        2025-01-01 question       | +5 counted
        2025-01-01 answer         | +10 counted
        2025-01-02 answer         | +10 counted
        2025-01-01 cap question   | -3 capped
        2025-01-01 cap votes      | -2 capped
        total                     | 30
        """,
    )
