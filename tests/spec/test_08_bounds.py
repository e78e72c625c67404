"""Bounds: the least and the greatest total, at the end or at every record."""

from tests.spec.guide import check, policy

AT_THE_END = policy("""
    start: 1000
    bounds: [995, 1010]
    records: {award: {}, ticket: {}}
    rules: {award: {record: award, points: 6}, ticket: {record: ticket, points: -4}}
""")

RUNNING = policy("""
    start: 1
    bounds: {floor: 1, ceiling: 12, hold: at every record}
    records: {up: {}, down: {}}
    rules: {up: {record: up, points: 5}, down: {record: down, points: -2}}
""")


def test_a_total_above_the_ceiling_is_brought_down_by_one_line_on_the_day_asked_for() -> None:
    check(
        AT_THE_END,
        """
        as of            | 2025-06-30
        2025-05-01 award | +6 counted
        2025-05-02 award | +6 counted
        2025-06-30 limit | -2 limit
        total            | 1010
        """,
    )


def test_a_total_below_the_floor_is_brought_up() -> None:
    check(
        AT_THE_END,
        """
        as of             | 2025-06-30
        2025-05-01 ticket | -4 counted
        2025-05-02 ticket | -4 counted
        2025-06-30 limit  | +3 limit
        total             | 995
        """,
    )


def test_a_total_just_on_a_bound_needs_no_line() -> None:
    check(
        policy("""
            start: 1000
            bounds: [1000, 1006]
            records: {award: {}}
            rules: {award: {points: 6}}
        """),
        """
        2025-05-01 award | +6 counted
        total            | 1006
        """,
    )


def test_what_is_beyond_the_ceiling_on_the_way_is_not_lost_at_the_end() -> None:
    check(
        AT_THE_END,
        """
        2025-05-01 award  | +6 counted
        2025-05-02 award  | +6 counted
        2025-05-03 ticket | -4 counted
        total             | 1008
        """,
    )


def test_a_side_may_be_open() -> None:
    check(
        policy("""
            start: 1000
            bounds: {floor: 995, ceiling: none}
            records: {award: {}}
            rules: {award: {points: 6000}}
        """),
        """
        2025-05-01 award | +6000 counted
        total            | 7000
        """,
    )
    check(
        policy("""
            start: 1000
            bounds: [none, 1010]
            records: {ticket: {}}
            rules: {ticket: {points: -4000}}
        """),
        """
        2025-05-01 ticket | -4000 counted
        total             | -3000
        """,
    )


def test_a_running_floor_gives_back_where_it_bites() -> None:
    """The loss at the floor is forgiven, so the gain after it counts whole."""
    check(
        RUNNING,
        """
        2025-05-01 down  | -2 counted
        2025-05-02 up    | +5 counted
        2025-05-01 limit | +2 limit
        total            | 6
        """,
    )


def test_a_running_ceiling_takes_where_it_bites() -> None:
    check(
        RUNNING,
        """
        2025-05-01 up    | +5 counted
        2025-05-02 up    | +5 counted
        2025-05-03 up    | +5 counted
        2025-05-04 down  | -2 counted
        2025-05-03 limit | -4 limit
        total            | 10
        """,
    )


def test_within_a_day_running_bounds_go_by_the_filing_then_by_the_order_of_the_files() -> None:
    check(
        RUNNING,
        """
        2025-05-01 up, filed 2025-05-02 | +5 counted
        2025-05-01 down                 | -2 counted
        2025-05-01 limit                | +2 limit
        2025-05-03 up                   | +5 counted
        2025-05-03 down                 | -2 counted
        total                           | 9
        """,
    )


def test_the_rules_of_one_record_are_folded_in_the_order_of_their_names() -> None:
    check(
        policy("""
            start: 0
            bounds: {floor: 0, ceiling: none, hold: at every record}
            records: {swap: {}}
            rules: {b-gain: {points: 5}, a-loss: {points: -5}}
        """),
        """
        2025-05-01 swap  | a-loss: -5 counted; b-gain: +5 counted
        2025-05-01 limit | +5 limit
        total            | 5
        """,
    )


def test_under_running_bounds_the_room_of_a_cap_goes_to_the_last_acts() -> None:
    """The cap leaves nothing of the first gain, so there is no gain before the loss at the floor."""
    check(
        policy("""
            start: 1
            bounds: {floor: 1, ceiling: none, hold: at every record}
            records: {up: {}, down: {}}
            rules:
              up: {record: up, points: 5, cap: {points: 5, per: day}}
              down: {record: down, points: -2}
        """),
        """
        2025-05-01 up    | +5 counted
        2025-05-01 down  | -2 counted
        2025-05-01 up    | +5 counted
        2025-05-01 cap   | -5 capped
        2025-05-01 limit | +2 limit
        total            | 6
        """,
    )
