"""One act that reaches us several times counts once: the largest loss of it, and the largest gain."""

from tests.spec.guide import check, policy

COURTS = policy("""
    records:
      verdict: {source: court, act: yes}
      notice: {source: registry, act: yes}
    rules:
      verdict: {record: verdict, points: -20, fade: {1 year: quarter}}
      notice: {record: notice, points: -8}
""")

AWARDS = policy("""
    records:
      award: {source: city, act: yes, fields: {level: 'one of city, national'}}
      letter: {source: ministry, act: yes}
    rules:
      award: {record: award, by: level, table: {city: 30, national: 50}}
      letter: {record: letter, points: 30}
""")


def test_of_one_act_the_largest_gain_counts() -> None:
    check(
        AWARDS,
        """
        2025-05-01 award level city, act rescue     | 0 same act
        2025-05-02 award level national, act rescue | +50 counted
        2025-05-03 letter, act rescue               | 0 same act
        total                                       | 50
        """,
    )


def test_acts_with_other_names_and_acts_without_a_name_count_by_themselves() -> None:
    check(
        AWARDS,
        """
        2025-05-01 award level city, act rescue | +30 counted
        2025-05-01 award level city, act fire   | +30 counted
        2025-05-01 award level city             | +30 counted
        2025-05-01 award level city             | +30 counted
        """,
    )


def test_of_equal_gains_the_rule_first_in_the_alphabet_then_the_source_then_the_record_counts() -> (
    None
):
    check(
        AWARDS,
        """
        2025-05-01 letter, act rescue           | 0 same act
        2025-05-03 award level city, act rescue | +30 counted
        2025-05-02 award level city, act rescue | 0 same act
        """,
    )


def test_a_gain_and_a_loss_of_one_act_both_count() -> None:
    check(
        policy("""
            records: {visit: {act: yes, fields: {kept: yes or no}}}
            rules: {visit: {by: kept, table: {yes: 5, no: -5}}}
        """),
        """
        2025-05-01 visit kept yes, act monday | +5 counted
        2025-05-01 visit kept no, act monday  | -5 counted
        2025-05-01 visit kept no, act monday  | 0 same act
        """,
    )


def test_acts_are_chosen_by_what_fading_left_of_them() -> None:
    check(
        COURTS,
        """
        as of                       | 2025-12-31                   | 2026-05-01
        2025-05-01 verdict, act one | -20 counted until 2026-05-01 | 0 same act
        2025-06-01 notice, act one  | 0 same act until 2026-05-01  | -8 counted
        """,
    )


def test_an_entry_that_was_struck_out_takes_no_part_so_the_next_steps_in() -> None:
    """The appeal wins 12 points: the smaller loss of the same act still counts."""
    check(
        COURTS,
        """
        as of                                               | 2025-06-30  | 2025-07-01
        2025-05-01 verdict, act one, struck out from 2025-07-01 | -20 counted | 0 struck out
        2025-06-01 notice, act one                          | 0 same act  | -8 counted
        total                                               | -20         | -8
        """,
    )


def test_a_deduction_not_yet_told_takes_no_part() -> None:
    check(
        COURTS,
        """
        as of                                        | 2025-06-30     | 2025-07-01
        2025-05-01 verdict, act one, told 2025-07-01 | 0 not yet told | -20 counted
        2025-06-01 notice, act one                   | -8 counted     | 0 same act
        """,
    )
