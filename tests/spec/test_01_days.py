"""Days and spans. A span holds from its first day up to, not including, the day it ends."""

from tests.spec.guide import check, policy

LASTING = policy("""
    records: {course: {}}
    rules: {course: {points: 10, lasts: 1 year}}
""")

MONTHLY = policy("""
    records: {course: {}}
    rules: {course: {points: 10, lasts: 1 month}}
""")


def test_an_act_counts_up_to_the_day_its_span_ends() -> None:
    check(
        LASTING,
        """
        as of             | 2026-03-09                   | 2026-03-10
        2025-03-10 course | +10 counted until 2026-03-10 | 0 expired until never
        total             | 10                           | 0
        """,
    )


def test_a_year_from_29_february_ends_on_28_february() -> None:
    check(
        LASTING,
        """
        as of             | 2025-02-27  | 2025-02-28
        2024-02-29 course | +10 counted | 0 expired
        """,
    )


def test_a_month_from_the_31st_ends_on_the_last_day_of_a_shorter_month() -> None:
    check(
        MONTHLY,
        """
        as of             | 2026-02-27  | 2026-02-28
        2026-01-31 course | +10 counted | 0 expired
        """,
    )


def test_weeks_and_days_are_counted_out() -> None:
    check(
        policy("""
            records: {course: {}, lecture: {}}
            rules:
              course: {record: course, points: 10, lasts: 2 weeks}
              lecture: {record: lecture, points: 1, lasts: 30 days}
        """),
        """
        as of              | 2026-01-14  | 2026-01-15 | 2026-01-30 | 2026-01-31
        2026-01-01 course  | +10 counted | 0 expired  | 0 expired  | 0 expired
        2026-01-01 lecture | +1 counted  | +1 counted | +1 counted | 0 expired
        """,
    )


def test_the_age_of_an_act_with_an_end_runs_from_its_end() -> None:
    """While the end is still ahead, the act does not age at all."""
    check(
        LASTING,
        """
        as of                               | 2025-12-31  | 2027-05-31  | 2027-06-01
        2025-03-10 course, until 2026-06-01 | +10 counted | +10 counted | 0 expired
        """,
    )


def test_periods_are_those_of_the_calendar_and_go_by_the_first_day_of_the_act() -> None:
    check(
        policy("""
            records: {course: {}}
            rules: {course: {points: 10, cap: {points: 10, per: year}}}
        """),
        """
        2024-12-31 course, until 2025-06-30 | +10 counted
        2025-01-01 course                   | +10 counted
        2025-12-31 course                   | +10 counted
        2025-12-31 cap                      | -10 capped
        total                               | 20
        """,
    )
