"""What is seen. An act that is not seen has no line at all, and nobody can tell why."""

from tests.spec.guide import check, policy

SHIFTS = policy("""
    records: {shift: {source: kitchen}}
    rules: {shift: {points: 2}}
""")

FINES = policy("""
    records: {fine: {}}
    rules: {fine: {points: -5, since: 2025-01-01, lasts: 2 years}}
""")

PUBLISHED = policy("""
    purpose: study
    records: {fine: {}}
    rules: {fine: {points: -5}}
""")


def test_an_act_is_seen_from_its_own_day() -> None:
    check(
        SHIFTS,
        """
        as of            | 2025-05-01 | 2025-05-02
        2025-05-02 shift | no line    | +2 counted
        """,
    )


def test_an_act_is_seen_from_the_day_it_was_filed() -> None:
    check(
        SHIFTS,
        """
        as of                              | 2025-06-09 | 2025-06-10
        2025-05-02 shift, filed 2025-06-10 | no line    | +2 counted
        """,
    )


def test_acts_from_before_joining_are_not_seen() -> None:
    check(
        SHIFTS,
        """
        joined 2025-05-02 |
        2025-05-01 shift  | no line
        2025-05-02 shift  | +2 counted
        """,
    )


def test_a_consent_may_reach_further_back_than_joining() -> None:
    check(
        SHIFTS,
        """
        joined 2025-05-02 |
        authorised kitchen, given 2025-05-02, records from 2025-04-01
        2025-03-31 shift | no line
        2025-04-01 shift | +2 counted
        2025-05-02 shift | +2 counted
        """,
    )


def test_a_consent_that_begins_after_joining_takes_nothing_away() -> None:
    check(
        SHIFTS,
        """
        joined 2025-05-02 |
        authorised kitchen, given 2025-05-02, records from 2025-06-01
        2025-05-02 shift | +2 counted
        2025-06-01 shift | +2 counted
        """,
    )


def test_a_source_that_is_not_authorised_is_as_silent_as_one_that_sent_nothing() -> None:
    check(
        SHIFTS,
        """
        authorised nobody
        2025-05-01 shift  | no line
        total             | 0
        next change       | never
        """,
    )


def test_a_consent_holds_from_its_first_day_up_to_the_day_it_ends() -> None:
    check(
        SHIFTS,
        """
        as of                                                   | 2025-03-31 | 2025-04-01                  | 2026-03-31 | 2026-04-01
        authorised kitchen, given 2025-04-01, until 2026-04-01
        2025-02-01 shift                                        | no line    | +2 counted until 2026-04-01 | +2 counted | no line
        """,
    )


def test_a_consent_may_name_the_kinds_it_is_for() -> None:
    check(
        policy("""
            records: {shift: {source: kitchen}, gift: {source: kitchen}}
            rules: {shift: {record: shift, points: 2}, gift: {record: gift, points: 9}}
        """),
        """
        authorised kitchen, only shift
        2025-05-01 shift | +2 counted
        2025-05-01 gift  | no line
        """,
    )


def test_an_act_beyond_the_window_is_not_seen() -> None:
    check(
        policy("""
            window: 2 years
            records: {shift: {}}
            rules: {shift: {points: 2}}
        """),
        """
        as of            | 2027-04-30                  | 2027-05-01
        2025-05-01 shift | +2 counted until 2027-05-01 | no line
        """,
    )


def test_a_kind_that_no_rule_reads_is_not_seen() -> None:
    check(
        policy("""
            records: {shift: {}, walk: {}}
            rules: {shift: {record: shift, points: 2}}
        """),
        """
        2025-05-01 shift | +2 counted
        2025-05-01 walk  | no line
        """,
    )


def test_an_act_under_review_or_struck_out_is_worth_nothing() -> None:
    check(
        FINES,
        """
        as of                                                               | 2025-05-02 | 2025-05-03     | 2025-06-10
        2025-05-01 fine, under review from 2025-05-03, struck out from 2025-06-10 | -5 counted | 0 under review | 0 struck out until never
        2025-05-01 fine, under review from 2025-05-03, counted again from 2025-06-10 | -5 counted | 0 under review | -5 counted
        """,
    )


def test_of_two_states_of_one_day_the_last_given_holds() -> None:
    check(
        FINES,
        """
        2025-05-01 fine, under review from 2025-05-03, struck out from 2025-05-03 | 0 struck out
        2025-05-03 fine, struck out, counted again from 2025-05-03                | -5 counted
        """,
    )


def test_a_deduction_counts_from_the_day_its_notice_arrived() -> None:
    check(
        FINES,
        """
        as of                             | 2025-05-31     | 2025-06-01
        2025-05-01 fine, told 2025-06-01  | 0 not yet told | -5 counted
        2025-05-01 fine, not told         | 0 not yet told | 0 not yet told
        """,
    )


def test_a_gain_needs_no_notice() -> None:
    check(SHIFTS, "2025-05-01 shift, not told | +2 counted")


def test_a_study_of_a_published_system_knows_no_notices() -> None:
    check(PUBLISHED, "2025-05-01 fine, not told | -5 counted")


def test_nothing_from_before_since_counts() -> None:
    check(
        FINES,
        """
        2024-12-31 fine | 0 before since
        2025-01-01 fine | -5 counted
        """,
    )


def test_a_dated_amount_counts_nothing_before_its_first_day() -> None:
    check(
        policy("""
            records: {shift: {}}
            rules: {shift: {points: {2025-01-01: 2, 2025-07-01: 3}}}
        """),
        """
        2024-12-31 shift | 0 before since
        2025-01-01 shift | +2 counted
        2025-06-30 shift | +2 counted
        2025-07-01 shift | +3 counted
        """,
    )


def test_the_first_reason_that_holds_is_the_one_told() -> None:
    check(
        FINES,
        """
        as of                                                   | 2027-06-01
        2023-05-01 fine, under review, not told                 | 0 under review
        2023-05-01 fine, struck out, not told                   | 0 struck out
        2023-05-01 fine, not told                               | 0 not yet told
        2023-05-01 fine                                         | 0 before since
        2025-05-01 fine                                         | 0 expired
        """,
    )


def test_a_past_day_is_replayed_by_asking_for_it() -> None:
    check(
        FINES,
        """
        as of                                                     | 2025-04-30 | 2025-05-01 | 2025-07-01    | 2027-05-01
        2025-05-01 fine, struck out from 2025-07-01               | no line    | -5 counted | 0 struck out  | 0 struck out
        2025-05-01 fine, filed 2025-07-01                         | no line    | no line    | -5 counted    | 0 expired
        total                                                     | 0          | -5         | -5            | 0
        """,
    )
