"""The index: weighted dimensions, an opening, lines rounded once, and the ends of each scale."""

from tests.spec.guide import check, policy

CITY = policy("""
    scale: [0, 1000]
    records: {visit: {}, order: {}, course: {}}
    dimensions:
      government: {weight: 20%, base: 66}
      economy:    {weight: 25%, base: 65}
      justice:    {weight: 20%, base: 72}
      life:       {weight: 20%, base: 62}
      helping:    {weight: 15%, base: 58}
    measures:
      visits:  {dimension: government, of: count of visit, over: 2 years, table: {0: 0, 1: 20, 2: 40}}
      orders:  {dimension: justice, of: count of order, over: 2 years, table: {0: 0, 1: -40, 2: -80}}
      courses: {dimension: helping, of: count of course, over: 2 years, table: {0: 0, 1: 7, 2: 9}}
""")

LIGHT = policy("""
    scale: [0, 10]
    records: {visit: {}, order: {}}
    dimensions:
      government: {weight: 90%, base: 100}
      justice: {weight: 10%, base: 50}
    measures:
      visits: {dimension: justice, of: count of visit, over: 2 years, table: {0: 0, 1: 1, 2: 2}}
      orders: {dimension: justice, of: count of order, over: 2 years, table: {0: 0, 1: -1, 2: -11}}
""")


def test_the_opening_is_the_weighted_sum_of_the_bases_rounded_up() -> None:
    """20 % of 66, 25 % of 65, 20 % of 72, 20 % of 62 and 15 % of 58 are 64.95 % of a thousand."""
    check(
        CITY,
        """
        as of   | 2025-01-01
        opening | 650
        total   | 650
        """,
    )


def test_a_scale_may_begin_elsewhere() -> None:
    check(
        policy("""
            scale: [300, 850]
            records: {visit: {}}
            dimensions: {all: {weight: 100%, base: 50}}
            measures: {visits: {dimension: all, of: count of visit, over: 1 year, table: {0: 0, 1: 1}}}
        """),
        """
        2025-01-01 visit |
        visits           | +6 of 1 counted
        opening          | 575
        total            | 581
        """,
    )


def test_a_line_is_its_points_by_weight_and_scale_rounded_up_once() -> None:
    """7 points of 15 % of a thousand are 10.5, so 11."""
    check(
        CITY,
        """
        2025-01-01 course |
        courses           | +11 of 7 counted
        dimension helping | 65
        total             | 661
        """,
    )


def test_a_loss_is_rounded_up_as_well() -> None:
    """A tenth of a point off is nothing off; 1.1 points off are 1 off."""
    check(
        LIGHT,
        """
        as of             | 2025-01-01      | 2025-01-02
        2025-01-01 order  |                 |
        2025-01-02 order  |                 |
        orders            | 0 of -1 counted | 0 of -11 counted
        dimension justice | 49              | 39
        """,
    )


def test_where_rounded_lines_pass_the_room_of_a_dimension_a_limit_line_holds_it() -> None:
    check(
        CITY,
        """
        as of                       | 2025-01-01   | 2025-01-02
        2025-01-01 visit            |              |
        2025-01-02 visit            |              |
        visits                      | +40 counted  | +80 counted
        2025-01-02 limit government | no line      | -12 limit
        dimension government        | 86           | 100
        total                       | 690          | 718
        """,
    )


def test_a_dimension_has_a_floor_too() -> None:
    check(
        CITY,
        """
        as of                    | 2025-01-01  | 2025-01-02
        2025-01-01 order         |             |
        2025-01-02 order         |             |
        orders                   | -80 counted | -160 counted
        2025-01-02 limit justice | no line     | +16 limit
        dimension justice        | 32          | 0
        total                    | 570         | 506
        """,
    )


def test_a_last_limit_line_holds_the_total_inside_the_scale() -> None:
    """The opening was rounded up, and so is the line: together one point too many."""
    check(
        policy("""
            scale: [0, 10]
            records: {visit: {}}
            dimensions: {a: {weight: 50%, base: 99}, b: {weight: 50%, base: 98}}
            measures: {visits: {dimension: b, of: count of visit, over: 1 year, table: {0: 0, 1: 2}}}
        """),
        """
        2025-01-01 visit |
        visits           | +1 counted
        opening          | 10
        2025-01-01 limit | -1 limit
        total            | 10
        """,
    )


def test_several_measures_of_a_dimension_are_summed_and_a_record_of_several_kinds_of_reading() -> (
    None
):
    check(
        policy("""
            records: {shift: {fields: {hours: whole number 0..12}}}
            dimensions: {helping: {weight: 50%, base: 50}, other: {weight: 50%, base: 50}}
            measures:
              hours: {dimension: helping, of: sum hours in shift, over: 1 year, table: {0: 0, 8: 8}}
              times: {dimension: helping, of: count of shift, over: 2 years, table: {0: 0, 1: 4}}
        """),
        """
        as of                    | 2025-12-31  | 2026-01-01
        2025-01-01 shift hours 9 |             |
        hours                    | +40 counted | no line
        times                    | +20 counted | +20 counted
        dimension helping        | 62          | 54
        dimension other          | 50          | 50
        total                    | 560         | 520
        """,
    )
