"""Kinds of record: what they rest on, need and arose in is for the board; the points ask nothing."""

from tests.spec.guide import check, policy


def test_what_a_record_rests_on_needs_and_arose_in_changes_no_points() -> None:
    check(
        policy("""
            records:
              ticket:
                {basis: final decision, class: offence, context: traffic, law: {en: Traffic Act}}
              gift-of-blood: {basis: own service, class: health, needs: [body], context: community}
              award: {basis: award, context: government}
              loan: {basis: carried by the member, needs: [money, loan], context: economy}
              judgment: {basis: final decision, context: justice}
              trip: {basis: own service, needs: [vehicle, time], context: life, class: ordinary}
            rules:
              ticket: {record: ticket, points: -5}
              blood: {record: gift-of-blood, points: 3}
              award: {record: award, points: 30}
              loan: {record: loan, points: 1}
              judgment: {record: judgment, points: -20}
              trip: {record: trip, points: 2}
        """),
        """
        2025-01-01 ticket        | -5 counted
        2025-01-01 gift-of-blood | +3 counted
        2025-01-01 award         | +30 counted
        2025-01-01 loan          | +1 counted
        2025-01-01 judgment      | -20 counted
        2025-01-01 trip          | +2 counted
        total                    | 11
        """,
    )


def test_a_kind_that_does_not_declare_acts_counts_every_record_of_one_act() -> None:
    check(
        policy("""
            records: {award: {act: no}}
            rules: {award: {points: 5}}
        """),
        """
        2025-01-01 award, act one | +5 counted
        2025-01-01 award, act one | +5 counted
        """,
    )


def test_a_record_may_carry_fields_that_no_rule_reads() -> None:
    check(
        policy("""
            records:
              course: {fields: {place: 'one of library, school', hours: whole number 1..40}}
            rules: {course: {points: 10}}
        """),
        """
        2025-01-01 course place library hours 1 | +10 counted
        2025-01-01 course place school hours 40 | +10 counted
        """,
    )
