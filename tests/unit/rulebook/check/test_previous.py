"""A later edition: it follows, reaches nowhere back, and gives everybody at least as much."""

from collections.abc import Sequence

import pytest
from tests.support.programme import INDEX, TOWN, checked, codes, policy

from goodstanding.model.policy import Policy

NEXT = (
    ("edition: 1", "edition: 2"),
    ("published: 2026-08-28", "published: 2027-08-28"),
    ("from: 2026-10-01", "from: 2027-10-01"),
)
MISSED = "    points: -9\n"
SINCE = "    since: 2026-10-01\n"
FADE = "    fade: {6 months: half, 1 year: none}\n"
LASTS = ((FADE, "    lasts: 1 year\n"),)
A_YEAR = "    lasts: 1 year\n    repaired"
BY_NAME = (
    (
        "  missed-shift:\n    source: volunteer-network\n",
        (
            "  missed-shift:\n    source: volunteer-network\n"
            "    fields: {late: yes or no, minutes: whole number 0..600}\n"
        ),
    ),
    (MISSED, "    by: late\n    table: {yes: -9, no: -4}\n"),
)
BY_BOUND = (BY_NAME[0], (MISSED, "    by: minutes\n    table: {0: -4, 60: -9}\n"))
A_CAP = ((MISSED, "    points: -9\n    cap: {points: -18, per: year}\n"),)
BY_EACH = (BY_NAME[0], (MISSED, "    each: minutes\n    points: -3\n"))


def changed(text: str, changes: Sequence[tuple[str, str]]) -> str:
    """Return a text with parts replaced; the head's dates stand there first."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def follows(
    *changes: tuple[str, str],
    text: str = TOWN,
    first: Sequence[tuple[str, str]] = (),
    head: Sequence[tuple[str, str]] = NEXT,
) -> list[str]:
    """Return the codes of edition 2 after edition 1, where both begin with `first`."""
    before = policy(changed(text, first))
    after = changed(changed(changed(text, first), head), changes)
    return codes(after, history=[before])


def test_an_edition_like_the_one_before_follows() -> None:
    assert follows() == []
    assert follows(text=INDEX) == []


def test_a_policy_keeps_its_name() -> None:
    assert follows(("policy: town-thanks", "policy: town-honours")) == [
        "policy-edition-does-not-follow"
    ]


def test_numbers_follow_without_a_gap() -> None:
    assert follows(head=(("edition: 1", "edition: 3"), *NEXT[1:])) == [
        "policy-edition-does-not-follow"
    ]
    first = policy()
    second = policy(changed(TOWN, NEXT))
    third = changed(
        TOWN,
        [
            ("edition: 1", "edition: 3"),
            ("published: 2026-08-28", "published: 2028-08-28"),
            ("from: 2026-10-01", "from: 2028-10-01"),
        ],
    )
    assert codes(third, history=[second, first]) == []
    assert codes(third, history=[first]) == ["policy-edition-does-not-follow"]


@pytest.mark.parametrize("place", [1, 2])
def test_days_move_on(place: int) -> None:
    head = list(NEXT)
    head[place] = (NEXT[place][0], NEXT[place][0])
    if place == 2:
        head[1] = ("published: 2026-08-28", "published: 2026-08-29")
    assert "policy-edition-does-not-follow" in follows(head=head)


def test_later_editions_are_not_looked_at() -> None:
    later = policy(changed(TOWN, NEXT))
    assert codes(TOWN, history=[later]) == []


def test_a_since_may_stay_and_move_forward_but_not_back() -> None:
    assert follows((SINCE, "    since: 2026-10-02\n")) == []
    assert follows((SINCE, "    since: 2027-10-01\n")) == []
    assert follows((SINCE, "    since: 2026-09-30\n")) == ["policy-reaches-behind"]


def test_a_new_deduction_starts_with_its_edition() -> None:
    renamed = ("  missed-shift:\n    title", "  missed:\n    title")
    assert follows(renamed) == ["policy-reaches-behind"]
    assert follows(renamed, (SINCE, "    since: 2027-10-01\n")) == []


def test_a_rule_that_begins_to_deduct_starts_with_its_edition() -> None:
    course = ("    points: 15\n", "    points: -15\n    since: 2026-10-01\n")
    assert "policy-reaches-behind" in follows(course)


def test_a_deduction_of_another_record_starts_with_its_edition() -> None:
    record = ("    record: missed-shift\n", "    record: course\n")
    assert follows(record) == ["policy-reaches-behind"]


def test_a_draft_is_compared_with_the_text_before_an_edit() -> None:
    assert codes(changed(TOWN, [(SINCE, "    since: 2026-09-01\n")]), history=[policy()]) == [
        "policy-reaches-behind"
    ]
    assert codes(changed(TOWN, [(MISSED, "    points: -10\n")]), history=[policy()]) == []


@pytest.mark.parametrize(
    "first,milder,harsher",
    [
        ((), (MISSED, "    points: -8\n"), (MISSED, "    points: -10\n")),
        (
            (),
            (MISSED, "    points: {2026-10-01: -9, 2027-10-01: -12}\n"),
            (MISSED, "    points: {2026-10-01: -9, 2027-09-30: -12}\n"),
        ),
        (BY_EACH, ("points: -3\n", "points: -2\n"), ("points: -3\n", "points: -4\n")),
        (BY_BOUND, ("60: -9}", "90: -9}"), ("60: -9}", "30: -9}")),
        (BY_BOUND, ("{0: -4,", "{0: -3,"), ("{0: -4,", "{0: -5,")),
        (BY_NAME, ("no: -4}", "no: 0}"), ("no: -4}", "no: -5}")),
        ((), (FADE, FADE.replace("6 months", "5 months")), (FADE, FADE.replace("6 m", "7 m"))),
        ((), (FADE, "    fade: {6 months: none}\n"), (FADE, "    lasts: 1 year\n")),
        (
            LASTS,
            (A_YEAR, A_YEAR.replace("1 year", "11 months")),
            (A_YEAR, A_YEAR.replace("1", "2")),
        ),
        (LASTS, ("points: -9\n", "points: -8\n"), (A_YEAR, "    repaired")),
        ((), (MISSED, MISSED), (BY_EACH[1][0], "    points: {2026-11-01: -99}\n")),
    ],
)
def test_a_deduction_does_not_become_harsher_for_what_was_done_before(
    first: Sequence[tuple[str, str]], milder: tuple[str, str], harsher: tuple[str, str]
) -> None:
    if "levels" in milder[0]:
        milder = (
            milder[0].replace("levels", "    repaired"),
            milder[1].replace("levels", "    repaired"),
        )
    assert follows(milder, first=first) == []
    assert follows(harsher, first=first) == ["policy-reaches-behind"]
    forward = (SINCE, "    since: 2027-10-01\n")
    assert follows(harsher, forward, first=first) == []


def test_a_deduction_of_another_form_starts_with_its_edition() -> None:
    assert follows((BY_BOUND[1][1], BY_NAME[1][1]), first=BY_BOUND) == ["policy-reaches-behind"]
    assert follows((BY_BOUND[1][1], BY_EACH[1][1]), first=BY_BOUND) == ["policy-reaches-behind"]


@pytest.mark.parametrize(
    "milder,harsher",
    [
        (("0%: -10,", "0%: -9,"), ("0%: -10,", "0%: -11,")),
        (("80%: 0,", "70%: 0,"), ("80%: 0,", "90%: 0,")),
        (("least: 3", "least: 4"), ("least: 3", "least: 2")),
        (
            ("over: 2 years\n    l", "over: 1 year\n    l"),
            ("over: 2 years\n    l", "over: 3 years\n    l"),
        ),
    ],
)
def test_a_measure_does_not_become_harsher_for_what_was_done_before(
    milder: tuple[str, str], harsher: tuple[str, str]
) -> None:
    assert follows(milder, text=INDEX) == []
    assert follows(harsher, text=INDEX) == ["policy-reaches-behind"]


def test_a_part_that_weighs_more_reaches_behind() -> None:
    heavier = (("weight: 60%", "weight: 75%"), ("weight: 40%", "weight: 25%"))
    assert follows(*heavier, text=INDEX) == ["policy-reaches-behind"]
    assert follows(*heavier, ("0%: -10,", "0%: -8,"), text=INDEX) == []
    assert follows(("scale: [0, 1000]", "scale: [0, 1100]"), text=INDEX) == [
        "policy-reaches-behind"
    ]


@pytest.mark.parametrize(
    "change, reason",
    [
        (("points: -18, per: year", "points: -20, per: year"), "its limits let it take more"),
        (("    cap: {points: -18, per: year}\n", ""), "its limits let it take more"),
        (("bounds: [600, 1300]", "bounds: [599, 1300]"), "the floor lets it take more"),
        (("bounds: [600, 1300]", "bounds: [none, 1300]"), "the floor lets it take more"),
        (("repaired: {points: -2", "repaired: {points: -3"), "a repair leaves more of it"),
    ],
)
def test_a_limit_that_holds_less_reaches_behind(change: tuple[str, str], reason: str) -> None:
    before = policy(changed(TOWN, A_CAP))
    text = changed(changed(changed(TOWN, A_CAP), NEXT), [change])
    [problem] = checked(text, history=[before]).errors
    assert problem.code.name == "policy-reaches-behind"
    assert reason in problem.what


def test_a_floor_where_none_was_takes_nothing() -> None:
    open_below = ("bounds: [600, 1300]", "bounds: [none, 1300]")
    assert follows(open_below[::-1], first=(open_below,)) == []


TO_POINTS = (
    ("policy: town-thanks", "policy: town-index"),
    ("  missed-shift:\n    source: volunteer-network", "  visit:\n    source: service-hall"),
    ("  missed-shift:\n    title", "  visits:\n    title"),
    ("record: missed-shift", "record: visit"),
)
"""What gives the points policy a deduction of the name, kind and source of the index's."""

TO_INDEX = (
    ("policy: town-index", "policy: town-thanks"),
    ("  visit:\n    source: service-hall", "  missed-shift:\n    source: volunteer-network"),
    ("  visits:\n    title", "  missed-shift:\n    title"),
    ("share of visit", "share of missed-shift"),
)
"""What gives the index a deduction of the name, kind and source of the points policy's."""


@pytest.mark.parametrize(
    "old, new, text, place",
    [
        (INDEX, TO_POINTS, TOWN, "rules.visits.since"),
        (TOWN, TO_INDEX, INDEX, "measures.missed-shift.since"),
    ],
    ids=["index to points", "points to index"],
)
def test_a_deduction_of_another_family_starts_with_its_edition(
    old: str, new: Sequence[tuple[str, str]], text: str, place: str
) -> None:
    other = changed(changed(text, NEXT), new)
    [problem] = checked(other, history=[policy(old)]).errors
    assert (problem.code.name, problem.path) == ("policy-reaches-behind", place)
    assert problem.what == (
        "2026-10-01 reaches behind 2027-10-01, the first day on which it was in force, as the "
        "edition before was of the other family"
    )
    forward = changed(other, [("    since: 2026-10-01\n", "    since: 2027-10-01\n")])
    assert codes(forward, history=[policy(old)]) == []


ACT = (
    "    basis: own service\n    context: community\nrules",
    "    basis: own service\n    context: community\n    act: yes\nrules",
)
NO_CAPS = (("    cap: {points: 40, per: year}\n", ""),)


@pytest.mark.parametrize(
    "first, change, reason",
    [
        (
            (),
            ("  missed-shift:\n    source: volunteer", "  missed-shift:\n    source: helpers"),
            "it reads another source than before",
        ),
        ((ACT,), ACT[::-1], "it counts every report of one act, not one of them,"),
        (
            BY_BOUND,
            ("minutes: whole number", "minutes: money"),
            "its field holds something else than before",
        ),
    ],
)
def test_records_that_are_others_than_before_reach_behind(
    first: Sequence[tuple[str, str]], change: tuple[str, str], reason: str
) -> None:
    before = policy(changed(TOWN, first))
    text = changed(changed(changed(TOWN, first), NEXT), [change])
    [problem] = checked(text, history=[before]).errors
    assert (problem.code.name, problem.path) == ("policy-reaches-behind", "rules.missed-shift")
    assert problem.what.startswith(f"{reason} for acts from before 2027-10-01")
    assert follows(change, (SINCE, "    since: 2027-10-01\n"), first=first) == []


def test_an_act_that_begins_to_count_once_reaches_nowhere_behind() -> None:
    assert follows(ACT) == []


SECOND_DEDUCTION = (
    "  shifts:\n    title",
    (
        "  late:\n    title: {en: Late, zh: 迟到}\n    dimension: promises\n"
        "    of: share of visit where kept\n    over: 1 year\n    table: {0%: -70, 90%: 0}\n"
        "    since: 2026-10-01\n  shifts:\n    title"
    ),
)
LATE = "dimension: {}\n    of: share of visit where kept\n    over: 1"
MOVED = (LATE.format("promises"), LATE.format("helping"))


def test_a_deduction_that_leaves_the_part_that_held_it_back_reaches_behind() -> None:
    before = policy(changed(INDEX, [SECOND_DEDUCTION]))
    text = changed(changed(INDEX, [SECOND_DEDUCTION]), [*NEXT, MOVED])
    [problem] = checked(text, history=[before]).errors
    assert (problem.code.name, problem.path) == ("policy-reaches-behind", "measures.late")
    assert "it leaves the part of the index that held it back" in problem.what


@pytest.mark.parametrize("base, found", [(66, []), (63, []), (67, ["policy-reaches-behind"])])
def test_a_part_may_change_its_name_and_not_let_more_be_taken(base: int, found: list[str]) -> None:
    renamed = (
        ("  promises: {weight: 60%, base: 66", f"  kept: {{weight: 60%, base: {base}"),
        ("dimension: promises", "dimension: kept"),
    )
    assert follows(*renamed, text=INDEX) == found


EVERYONE = "everyone: {en: 5 books, zh: 5 册}"


def benefits(new: str, old: str = EVERYONE) -> tuple[list[str], list[str]]:
    """Return the codes of errors and of warnings when what everybody gets changes."""
    first = [(EVERYONE, old)]
    before: Policy = policy(changed(TOWN, first))
    text = changed(changed(changed(TOWN, first), NEXT), [(old, new)])
    found = checked(text, history=[before])
    return (
        [each.code.name for each in found.errors],
        [each.code.name for each in found.warnings],
    )


WORSE = "charter-everyone-worse"
IS: tuple[list[str], list[str]] = ([WORSE], [])
MAY_BE: tuple[list[str], list[str]] = ([], [WORSE])


@pytest.mark.parametrize(
    "old,new,errors,warnings",
    [
        (EVERYONE, "everyone: {en: 6 books, zh: 6 册}", [], []),
        (EVERYONE, "everyone: {en: 4 books, zh: 4 册}", [WORSE], []),
        (EVERYONE, "everyone: {en: 5 books, zh: 4 册}", [WORSE], []),
        (EVERYONE, "everyone: {en: five books, zh: 5 册}", [], [WORSE]),
        (EVERYONE, "everyone: {en: 5 small books, zh: 5 册}", [], [WORSE]),
        ("everyone: {en: 20 books, zh: 20 册}", "everyone: {en: 19 books, zh: 19 册}", [], []),
        ("everyone: {en: 20 books, zh: 20 册}", "everyone: {en: 21 books, zh: 21 册}", [WORSE], []),
        (
            "everyone: {en: '1,000 books', zh: 5 册}",
            "everyone: {en: '1,000.5 books', zh: 5 册}",
            *IS,
        ),
        ("everyone: {en: 8 books, zh: 5 册}", "everyone: {en: 9 books, zh: 5 册}", *MAY_BE),
        ("everyone: {en: 5 of 9, zh: 5 册}", "everyone: {en: 6 of 9, zh: 5 册}", *MAY_BE),
    ],
)
def test_what_everybody_gets_does_not_become_worse(
    old: str, new: str, errors: list[str], warnings: list[str]
) -> None:
    """Which way is better, the member's share tells: 8 books, or where fewer are, fewer."""
    assert benefits(new, old) == (errors, warnings)


def test_a_benefit_that_is_gone_is_looked_at_by_two_persons() -> None:
    text = changed(
        changed(TOWN, NEXT),
        [("  library-loans:\n", "  books:\n"), ("opens: [library-loans]", "opens: [books]")],
    )
    found = checked(text, history=[policy()])
    assert [str(each) for each in found.errors] == []
    assert [str(each) for each in found.warnings] == [
        (
            "policy.yaml:73: benefits: library-loans is gone, and what everybody got with it. "
            "Two persons must look: what everybody gets may never become worse (charter 6)."
        )
    ]
