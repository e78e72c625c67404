"""When a line changes by itself: the first later day on which it counts otherwise or says why."""

from tests.spec.guide import check, policy

FADING = policy("""
    records: {award: {}, shift: {}}
    rules:
      award: {record: award, points: 1, fade: {1 year: half}, lasts: 2 years}
      shift: {record: shift, points: 2}
""")


def test_a_line_that_only_says_another_reason_has_changed() -> None:
    """Half of a point, rounded up, is a point; but it is told as faded from then on."""
    check(
        FADING,
        """
        as of            | 2025-01-01                  | 2026-01-01                | 2027-01-01
        2025-01-01 award | +1 counted until 2026-01-01 | +1 faded until 2027-01-01 | 0 expired until never
        """,
    )


def test_a_statement_changes_on_the_first_day_that_one_of_its_lines_does() -> None:
    check(
        FADING,
        """
        as of            | 2025-06-01                  | 2026-01-01                  | 2026-03-01                | 2027-03-01
        2025-01-01 award | +1 counted until 2026-01-01 | +1 faded until 2027-01-01   | +1 faded                  | 0 expired
        2025-03-01 award | +1 counted until 2026-03-01 | +1 counted until 2026-03-01 | +1 faded until 2027-03-01 | 0 expired
        2025-03-01 shift | +2 counted until never      | +2 counted until never      | +2 counted                | +2 counted
        next change      | 2026-01-01                  | 2026-03-01                  | 2027-01-01                | never
        """,
    )


def test_nothing_new_means_no_entry_no_state_and_no_notice() -> None:
    check(
        policy("""
            records: {fine: {}}
            rules: {fine: {points: -5}}
        """),
        """
        as of                                         | 2025-01-01
        2025-01-01 fine, under review from 2025-02-01 | -5 counted until never
        2025-01-01 fine, told 2025-03-01              | 0 not yet told until never
        2025-01-01 fine, filed 2025-04-01             | no line
        """,
    )


def test_an_act_that_is_set_aside_changes_only_when_it_is_not_seen_any_more() -> None:
    check(
        policy("""
            window: 5 years
            records: {fine: {}}
            rules: {fine: {points: -5, lasts: 2 years}}
        """),
        """
        as of                         | 2025-06-01
        2025-01-01 fine               | -5 counted until 2027-01-01
        2025-01-01 fine, under review | 0 under review until 2030-01-01
        """,
    )


def test_an_act_changes_when_another_of_the_same_act_makes_room() -> None:
    check(
        policy("""
            records: {award: {source: city, act: yes}, letter: {source: state, act: yes}}
            rules:
              award: {record: award, points: 30, lasts: 1 year}
              letter: {record: letter, points: 20}
        """),
        """
        as of                     | 2025-06-01
        2025-01-01 award, act one | +30 counted until 2026-01-01
        2025-02-01 letter, act one | 0 same act until 2026-01-01
        """,
    )


def test_an_act_changes_when_another_is_not_seen_any_more() -> None:
    check(
        policy("""
            window: 1 year
            records: {gift: {fields: {amount: money 0..100}}}
            rules: {gift: {by: amount, table: {0: 1, 50: 5}, cap: {times: 1, per: ever}}}
        """),
        """
        as of                     | 2025-06-01
        2025-01-01 gift amount 50 | +5 counted until 2026-01-01
        2025-02-01 gift amount 1  | 0 not among the best until 2026-01-01
        """,
    )


def test_what_a_cap_or_a_limit_takes_changes_with_the_lines_above_it() -> None:
    check(
        policy("""
            bounds: [0, 12]
            records: {shift: {}}
            rules: {shift: {points: 9, lasts: 1 year, cap: {points: 15, per: year}}}
        """),
        """
        as of            | 2025-12-31                  | 2026-01-01
        2025-01-01 shift | +9 counted until 2026-01-01 | 0 expired
        2025-02-01 shift | +9 counted                  | +9 counted
        2025-12-31 cap   | -3 capped until never       | no line
        2025-12-31 limit | -3 limit until never        | no line
        total            | 12                          | 9
        """,
    )


def test_a_measure_changes_when_its_points_do() -> None:
    """Four points and three are both one point of the total; the column of the dimension moves."""
    check(
        policy("""
            scale: [0, 10]
            records: {visit: {}}
            dimensions: {a: {weight: 100%, base: 50}}
            measures:
              visits:
                dimension: a
                of: sum of visit
                over: 3 years
                fade: {1 year: half}
                table: {0: 0, 0.5: 3, 1: 4}
        """),
        """
        as of            | 2025-06-01                       | 2026-01-01
        2025-01-01 visit |                                  |
        visits           | +1 of 4 counted until 2026-01-01 | +1 of 3 counted until 2028-01-01
        dimension a      | 54                               | 53
        """,
    )
