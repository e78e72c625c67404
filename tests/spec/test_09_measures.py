"""Measures of an index: one number over one kind of record, and the points its table gives."""

from tests.spec.guide import Written, check, policy


def measured(of: str, table: str, more: str = "") -> Written:
    return policy(f"""
        records:
          shift: {{fields: {{hours: whole number 0..500, kept: yes or no}}}}
        dimensions: {{helping: {{weight: 100%, base: 50}}}}
        measures: {{m: {{dimension: helping, of: {of}, over: 3 years, table: {table}{more}}}}}
    """)


def test_no_data_is_no_line_and_the_base_stands() -> None:
    check(
        measured("count of shift", "{0: 0, 1: 5, 2: 8}"),
        """
        as of             | 2025-05-01
        opening           | 500
        total             | 500
        dimension helping | 50
        """,
    )


def test_count_of_counts_the_records() -> None:
    check(
        measured("count of shift", "{0: 0, 1: 5, 2: 8}"),
        """
        as of                            | 2025-05-01              | 2025-05-02
        2025-05-01 shift hours 3 kept no |                         |
        2025-05-02 shift hours 3 kept no |                         |
        m                                | +50 of 5 counted        | +80 of 8 counted
        dimension helping                | 55                      | 58
        total                            | 550                     | 580
        """,
    )


def test_a_record_is_read_over_a_span_from_its_day() -> None:
    check(
        measured("count of shift", "{0: 0, 1: 5, 2: 8}"),
        """
        as of                            | 2028-04-30                    | 2028-05-01
        2025-05-01 shift hours 3 kept no |                               |
        m                                | +50 counted until 2028-05-01  | no line
        """,
    )


def test_sum_of_adds_what_fading_leaves_of_each_record() -> None:
    check(
        measured("sum of shift", "{0: 0, 0.5: 2, 1: 5, 1.5: 8}", ", fade: {1 year: half}"),
        """
        as of                            | 2025-12-31  | 2026-03-01  | 2026-05-01
        2025-01-01 shift hours 3 kept no |             |             |
        2025-05-01 shift hours 3 kept no |             |             |
        m                                | +80 counted | +80 counted | +50 counted
        """,
    )


def test_sum_in_adds_a_field_by_what_fading_leaves() -> None:
    check(
        measured("sum hours in shift", "{0: 0, 8: 8, 24: 16}", ", fade: {1 year: half}"),
        """
        as of                             | 2025-12-31   | 2026-01-01
        2025-01-01 shift hours 16 kept no |              |
        2025-05-01 shift hours 8 kept no  |              |
        m                                 | +160 counted | +80 counted
        """,
    )


def test_most_in_takes_the_largest() -> None:
    check(
        measured("most hours in shift", "{0: 0, 1: -5, 31: -20}"),
        """
        as of                             | 2025-01-01 | 2025-02-01 | 2025-03-01
        2025-01-01 shift hours 0 kept no  |            |            |
        2025-02-01 shift hours 30 kept no |            |            |
        2025-03-01 shift hours 31 kept no |            |            |
        m                                 | 0 counted  | -50 counted | -200 counted
        """,
    )


def test_smallest_in_takes_the_smallest() -> None:
    check(
        measured("smallest hours in shift", "{0: 10, 5: 4, 9: 0}"),
        """
        as of                            | 2025-01-01  | 2025-02-01   | 2025-03-01
        2025-01-01 shift hours 5 kept no |             |              |
        2025-02-01 shift hours 4 kept no |             |              |
        2025-03-01 shift hours 9 kept no |             |              |
        m                                | +40 counted | +100 counted | +100 counted
        """,
    )


def test_latest_in_takes_the_newest_and_of_one_day_the_best() -> None:
    check(
        measured("latest hours in shift", "{0: 0, 1: -5, 31: -20}"),
        """
        as of                             | 2025-01-01   | 2025-02-01
        2025-01-01 shift hours 40 kept no |              |
        2025-02-01 shift hours 40 kept no |              |
        2025-02-01 shift hours 9 kept no  |              |
        m                                 | -200 counted | -50 counted
        """,
    )


def test_a_latest_record_that_was_struck_out_keeps_its_place_at_nothing() -> None:
    """An older one does not return: an appeal that was won would cost points."""
    check(
        measured("latest hours in shift", "{0: 0, 1: -5, 31: -20}"),
        """
        as of                                                      | 2025-02-01  | 2025-06-01
        2025-01-01 shift hours 40 kept no                          |             |
        2025-02-01 shift hours 9 kept no, struck out from 2025-06-01 |           | 0 struck out
        m                                                          | -50 counted | no line
        """,
    )


def test_of_one_day_the_nothing_of_a_reviewed_record_is_one_of_the_values() -> None:
    check(
        measured("latest hours in shift", "{0: 5, 10: 0, 20: -5}"),
        """
        as of                                           | 2025-01-01     | 2025-02-01     | 2025-03-01
        2025-01-01 shift hours 20 kept no, under review | 0 under review | 0 under review | 0 under review
        2025-01-01 shift hours 20 kept no               |                |                |
        2025-02-01 shift hours 20 kept no, under review |                | 0 under review | 0 under review
        2025-02-01 shift hours 10 kept no               |                |                |
        2025-03-01 shift hours 20 kept no, under review |                |                | 0 under review
        2025-03-01 shift hours 9 kept no                |                |                |
        m                                               | no line        | 0 counted      | +50 counted
        """,
    )


def test_contesting_a_deduction_before_its_notice_came_pushes_no_older_record_out() -> None:
    check(
        measured("latest hours in shift", "{0: 5, 10: 0, 20: -5}"),
        """
        as of                                                                   | 2025-02-01     | 2025-02-02     | 2025-02-03
        2025-01-01 shift hours 0 kept no                                        |                |                |
        2025-02-01 shift hours 20 kept no, told 2025-02-03, under review from 2025-02-02 | 0 not yet told | 0 under review | 0 under review
        m                                                                       | +50 counted    | +50 counted    | no line
        """,
    )


def test_share_of_is_the_part_for_which_the_field_is_yes() -> None:
    check(
        measured("share of shift where kept", "{0%: -10, 50%: 0, 75%: 10}"),
        """
        as of                             | 2025-01-01   | 2025-01-02 | 2025-01-03 | 2025-01-04
        2025-01-01 shift hours 0 kept no  |              |            |            |
        2025-01-02 shift hours 0 kept yes |              |            |            |
        2025-01-03 shift hours 0 kept yes |              |            |            |
        2025-01-04 shift hours 0 kept yes |              |            |            |
        m                                 | -100 counted | 0 counted  | 0 counted  | +100 counted
        """,
    )


def test_a_share_counts_each_record_by_what_fading_leaves_of_it() -> None:
    check(
        measured(
            "share of shift where kept", "{0%: -10, 50%: 0, 75%: 10}", ", fade: {1 year: 1/3}"
        ),
        """
        as of                             | 2025-12-31 | 2026-01-01
        2025-01-01 shift hours 0 kept no  |            |
        2025-06-01 shift hours 0 kept yes |            |
        m                                 | 0 counted  | +100 counted
        """,
    )


def test_a_gain_needs_records_for_it_and_a_loss_records_against_it() -> None:
    """Keeping an appointment never costs anything, though it makes the records enough."""
    check(
        measured("share of shift where kept", "{0%: -10, 60%: 10}", ", least: 2"),
        """
        as of                             | 2025-01-01 | 2025-01-02 | 2025-01-03   | 2025-01-04
        2025-01-01 shift hours 0 kept no  |            |            |              |
        2025-01-02 shift hours 0 kept yes |            |            |              |
        2025-01-03 shift hours 0 kept no  |            |            |              |
        2025-01-04 shift hours 0 kept yes |            |            |              |
        m                                 | 0 too few  | 0 too few  | -100 counted | -100 counted
        """,
    )
    check(
        measured("share of shift where kept", "{0%: -10, 60%: 10}", ", least: 2"),
        """
        as of                             | 2025-01-01 | 2025-01-02
        2025-01-01 shift hours 0 kept yes |            |
        2025-01-02 shift hours 0 kept yes |            |
        m                                 | 0 too few  | +100 counted
        """,
    )


def test_years_since_latest_counts_whole_years() -> None:
    check(
        measured("years since latest shift", "{0: 10, 1: 5, 2: 0}"),
        """
        as of                                              | 2025-12-31                     | 2026-01-01                   | 2026-02-01
        2025-01-01 shift hours 0 kept no                   |                                |                              |
        2026-02-01 shift hours 0 kept no, until 2026-06-01 |                                |                              |
        m                                                  | +100 counted until 2026-01-01  | +50 counted until 2027-01-01 | +100 counted
        """,
    )


def test_fading_to_nothing_is_not_being_read() -> None:
    check(
        measured("count of shift", "{0: 0, 1: 5}", ", fade: {1 year: none}"),
        """
        as of                            | 2025-12-31                   | 2026-01-01
        2025-01-01 shift hours 0 kept no |                              |
        m                                | +50 counted until 2026-01-01 | no line
        """,
    )


def test_a_record_set_aside_has_a_line_of_its_own_with_the_reason() -> None:
    check(
        measured("sum hours in shift", "{0: 0, 1: -5, 4: -9}", ", since: 2025-01-01"),
        """
        as of                                          | 2025-07-01
        2024-12-31 shift hours 9 kept no               | 0 before since
        2025-01-01 shift hours 1 kept no               |
        2025-02-01 shift hours 9 kept no, under review | 0 under review
        2025-02-01 shift hours 9 kept no, struck out   | 0 struck out
        2025-02-01 shift hours 9 kept no, not told     | 0 not yet told
        2025-02-01 shift hours 0 kept no, not told     |
        m                                              | -50 counted
        """,
    )


def test_a_record_that_takes_nothing_away_needs_no_notice() -> None:
    check(
        measured("share of shift where kept", "{0%: -10, 50%: 0, 75%: 10}"),
        """
        as of                                       | 2025-07-01
        2025-02-01 shift hours 0 kept yes, not told |
        2025-02-01 shift hours 0 kept no, not told  | 0 not yet told
        m                                           | +100 counted
        """,
    )
    check(
        measured("count of shift", "{0: 0, 1: 5}"),
        """
        as of                                      | 2025-07-01
        2025-02-01 shift hours 0 kept no, not told |
        m                                          | +50 counted
        """,
    )


def test_a_repaired_record_is_read_like_any_other() -> None:
    check(
        measured("count of shift", "{0: 0, 1: -5}"),
        """
        as of                                      | 2025-07-01
        2025-02-01 shift hours 0 kept no, repaired |
        m                                          | -50 counted
        """,
    )


def test_where_a_larger_share_is_worse_the_records_of_no_speak_for_the_member() -> None:
    check(
        measured("share of shift where kept", "{0%: 10, 10%: 0, 60%: -10}", ", least: 2"),
        """
        as of                             | 2025-01-01 | 2025-01-02   | 2025-01-03 | 2025-01-04 | 2025-01-05
        2025-01-01 shift hours 0 kept no  |            |              |            |            |
        2025-01-02 shift hours 0 kept no  |            |              |            |            |
        2025-01-03 shift hours 0 kept yes |            |              |            |            |
        2025-01-04 shift hours 0 kept yes |            |              |            |            |
        2025-01-05 shift hours 0 kept yes |            |              |            |            |
        m                                 | 0 too few  | +100 counted | 0 counted  | 0 counted  | -100 counted
        """,
    )
    check(
        measured("share of shift where kept", "{0%: 10, 10%: 0, 60%: -10}"),
        """
        as of                                       | 2025-01-01
        2025-01-01 shift hours 0 kept no, not told  |
        2025-01-01 shift hours 0 kept yes, not told | 0 not yet told
        m                                           | +100 counted
        """,
    )
