"""What cases reach of an index policy: rows, bounds, spans and the ends of dimensions."""

from tests.support.clubs import INDEX
from tests.support.covered import covered, on

from goodstanding.rulebook.testing import Sort


def test_every_target_of_an_index_policy_is_listed() -> None:
    coverage = covered("on: 2026-12-31\nexpect: {total: 380}", INDEX)
    assert coverage.reached == ()
    assert [each.path for each in coverage.missed if each.sort is Sort.ROW] == [
        "measures.kept.table.0%",
        "measures.kept.table.50%",
        "measures.kept.table.90%",
        "measures.hours.table.0",
        "measures.hours.table.8",
        "measures.hours.table.24",
        "measures.courses.table.1",
        "measures.courses.table.3",
        "measures.debts.table.0",
        "measures.debts.table.0.5",
        "measures.debts.table.100",
        "measures.claims.table.0",
        "measures.claims.table.2",
        "measures.marks.table.0",
        "measures.marks.table.5",
    ]
    assert {str(each) for each in coverage.missed if each.path.startswith("dimensions")} == {
        "dimensions.life (held at 100)",
        "dimensions.law (held at 0)",
    }


def measured(day: str, records: str, name: str) -> set[str]:
    """Return what records reach on a day of one measure."""
    return on(day, records, INDEX, under=f"measures.{name}")


def test_shares_with_enough_and_too_few() -> None:
    visit = "{visit: v, on: 2026-12-05, kept: yes"
    assert measured("2026-12-31", f"{visit}}}", "kept") == {"measures.kept", "least (too few)"}
    assert measured("2026-12-31", f"{visit}, times: 2}}", "kept") == {
        "measures.kept",
        "least (enough)",
        "table.90%",
    }
    both = f"{visit}}}, {{visit: w, on: 2025-12-31, kept: no}}"
    assert measured("2026-12-31", both, "kept") == {
        "measures.kept",
        "least (too few)",
        "since (the day before)",
    }
    half = f"{visit}}}, {{visit: w, on: 2026-12-05, kept: no}}"
    assert measured("2026-12-31", half, "kept") == {"measures.kept", "table.50%"}


def test_sums_of_a_field_and_their_fade() -> None:
    shift = "{shift: s, on: 2026-12-05, hours: 8}"
    assert measured("2026-12-31", shift, "hours") == {"measures.hours", "table.8"}
    assert measured("2027-12-04", shift, "hours") == {
        "measures.hours",
        "table.8",
        "fade.1 year (the day before)",
    }
    assert measured("2027-12-05", shift, "hours") == {
        "measures.hours",
        "table.0",
        "fade.1 year (on the day)",
    }
    assert measured("2029-12-05", shift, "hours") == {"over (on the day)"}


def test_counts_and_single_values_have_bounds_to_reach() -> None:
    course = "{course: c, on: 2026-12-05, times: %d}"
    assert measured("2026-12-31", course.replace("%d", "2"), "courses") == {
        "measures.courses",
        "table.1",
        "table.3 (just below)",
    }
    assert measured("2026-12-31", course.replace("%d", "3"), "courses") == {
        "measures.courses",
        "table.3",
        "table.3 (at the bound)",
    }
    debt = "{debt: d, on: 2026-12-05, amount: 99.50}"
    assert measured("2026-12-31", debt, "debts") == {
        "measures.debts",
        "table.0.5",
        "table.100 (just below)",
    }
    worse = f"{debt}, {{debt: e, on: 2026-12-06, amount: 100}}"
    assert measured("2026-12-31", worse, "debts") == {
        "measures.debts",
        "table.100",
        "table.100 (at the bound)",
    }
    assert measured("2026-12-31", "{test: t, on: 2026-12-05, marks: 4}", "marks") == {
        "measures.marks",
        "table.0",
        "table.5 (just below)",
    }
    assert measured("2026-12-31", "{debt: d, on: 2026-01-01, amount: 0}", "debts") == {
        "measures.debts",
        "table.0",
        "table.0.5 (just below)",
        "since (on the day)",
    }


def test_years_since_and_the_ends_of_dimensions() -> None:
    assert measured("2028-12-05", "{claim: c, on: 2026-12-05}", "claims") == {
        "measures.claims",
        "table.2",
    }
    debt = "{debt: d, on: 2026-12-05, amount: 200}"
    assert on("2026-12-31", debt, INDEX, under="dimensions") == {"law (held at 0)"}
    good = (
        "{shift: s, on: 2026-12-05, hours: 12, times: 2}, "
        "{visit: v, on: 2026-12-05, kept: yes, times: 2}"
    )
    assert on("2026-12-31", good, INDEX, under="dimensions") == {"life (held at 100)"}
    struck = "{course: c, on: 2026-12-05, state: struck out}"
    assert on("2026-12-31", struck, INDEX, under="measures") == set()


def test_ends_that_a_dimension_just_comes_to_are_no_targets() -> None:
    case = "on: 2026-12-31\nexpect: {total: 0}"
    exact = INDEX.replace("base: 20", "base: 25").replace("base: 50", "base: 19")
    assert not [each for each in covered(case, exact).missed if "dimensions" in each.path]
    passed = INDEX.replace("base: 20", "base: 24").replace("base: 50", "base: 20")
    assert len([each for each in covered(case, passed).missed if "dimensions" in each.path]) == 2


def test_the_scale_held_at_its_end_is_no_target() -> None:
    text = INDEX.replace("weight: 60%, base: 50", "weight: 60%, base: 0")
    assert on("2026-12-31", "", text, under="dimensions") == set()


def test_a_bound_that_is_a_fraction_is_written_as_one() -> None:
    text = INDEX.replace("table: {0: 0, 1: 4, 3: 9}", "fade: {1 year: 1/3}, table: {0: 0, 1/3: 2}")
    faded = on("2027-12-06", "{course: c, on: 2026-12-05}", text, under="measures.courses.table")
    assert faded == {"1/3"}
