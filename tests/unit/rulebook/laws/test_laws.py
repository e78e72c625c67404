"""Laws tried on generated members: which stand, how often they were tried, and what breaks them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

import pytest
from tests.support.clubs import INDEX, POINTS, policy_of

from goodstanding.model.days import Period
from goodstanding.model.entry import ALWAYS_TOLD, Consent, Entry, Member, State, StateChange
from goodstanding.model.names import (
    ActId,
    GroupName,
    KindName,
    MemberId,
    RecordId,
    RuleName,
    SourceName,
)
from goodstanding.model.points import Bounds, Group, Hold, PointsCap, TimesCap
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.rulebook.laws import (
    Law,
    LawResult,
    check_laws,
    known_sentences,
    law_problems,
    parse_law,
    standing_laws,
    untried_problems,
)
from goodstanding.rulebook.laws.checks import CHECKS
from goodstanding.rulebook.laws.shrink import said, shrink
from goodstanding.rulebook.worlds import World

TAKING: Final = "taking away a deduction never lowers the total"
ORDER: Final = "the order of the records does not matter"
SAYS: Final = "a statement changes on the day it says and not before"


def law(sentence: str) -> Law:
    """Return the law of a sentence."""
    found = parse_law(sentence)
    assert found is not None
    return found


def tried(policy: Policy, sentence: str, *, count: int = 150, seed: int = 3) -> LawResult:
    """Return how one law does on a policy."""
    (result,) = check_laws(policy, [law(sentence)], seed=seed, count=count)
    return result


def points_form(policy: Policy) -> PointsForm:
    """Return the form of a points policy."""
    assert isinstance(policy.form, PointsForm)
    return policy.form


@pytest.mark.parametrize("text", [POINTS, INDEX])
def test_every_standing_law_holds_and_was_tried_as_often_as_asked(text: str) -> None:
    policy = policy_of(text)
    results = check_laws(policy, standing_laws(policy), seed=1, count=60)
    assert [result.law.sentence for result in results if result.failed is not None] == []
    assert len(results) >= 11
    assert {result.tried for result in results} == {60}
    assert law_problems(results, file="club.yaml") == []
    assert untried_problems(results, file="club.yaml") == []


def test_the_good_kinds_of_a_policy_are_named() -> None:
    def added(text: str) -> list[str]:
        return [each.sentence for each in standing_laws(policy_of(text)) if each.kind is not None]

    assert added(POINTS) == [
        f"adding a {kind} record never lowers the total"
        for kind in ("shift", "gift", "prize", "trip")
    ]
    assert added(INDEX) == [
        "adding a visit record with kept never lowers the total",
        "adding a shift record never lowers the total",
        "adding a course record never lowers the total",
        "adding a claim record never lowers the total",
    ]
    rising = INDEX.replace("table: {0: 8, 2: 1, 4: 0}", "table: {0: 0, 2: 8}")
    assert "adding a claim record never lowers the total" not in added(rising)
    level = INDEX.replace("table: {0: 8, 2: 1, 4: 0}", "table: {0: 8}")
    assert "adding a claim record never lowers the total" in added(level)
    vowels = POINTS.replace("  trip: {source", "  errand: {source").replace(
        "record: trip", "record: errand"
    )
    assert "adding an errand record never lowers the total" in added(vowels)


def test_a_kind_with_two_shares_is_not_good_by_one_field_alone() -> None:
    text = INDEX.replace("{kept: yes or no}", "{kept: yes or no, late: yes or no}").replace(
        "  hours: {title",
        "  late: {title: {en: A}, dimension: life, of: share of visit where late, over: 2 years, "
        "table: {0%: -1, 50%: 0}, since: 2026-01-01}\n  hours: {title",
    )
    kinds = {each.kind for each in standing_laws(policy_of(text))}
    assert KindName("visit") not in kinds
    assert KindName("shift") in kinds


def test_a_kind_that_costs_at_first_is_not_good() -> None:
    text = INDEX.replace("table: {0: 0, 1: 4, 3: 9}", "table: {0: -9, 3: 9}, since: 2026-01-01")
    assert KindName("course") not in {each.kind for each in standing_laws(policy_of(text))}


@pytest.mark.parametrize("points, good", [("0", True), ("1", True), ("-1", False)])
def test_a_rule_that_gives_nothing_takes_nothing(points: str, good: bool) -> None:
    amounts = f"points: {{2026-01-01: {points}, 2026-12-01: 2}}"
    text = POINTS.replace("points: {2026-01-01: 1, 2026-12-01: 2}", amounts)
    kinds = {each.kind for each in standing_laws(policy_of(text))}
    assert (KindName("shift") in kinds) is good


def test_laws_about_what_a_policy_has_not_do_not_stand() -> None:
    fine = [line for line in POINTS.splitlines() if "  fines: " in line]
    bare = POINTS.replace("bounds: [0, 200]\n", "").replace(f"{fine[0]}\n", "")
    standing = {each.sentence for each in standing_laws(policy_of(bare))}
    full = {each.sentence for each in standing_laws(policy_of(POINTS))}
    assert full - standing == {
        TAKING,
        "contesting a deduction never lowers the total",
        "repairing a deduction never lowers the total",
        "the total stays within bounds",
        "nothing before since counts",
    }
    assert standing < full


def test_a_law_is_written_one_way() -> None:
    assert parse_law("adding a shift record never lowers the total") is not None
    assert parse_law("adding a shift record with kept never lowers the total") == Law(
        sentence="adding a shift record with kept never lowers the total",
        kind=KindName("shift"),
        field="kept",  # type: ignore[arg-type] # a name is a text
    )
    assert parse_law("Adding a shift record never lowers the total") is None
    assert parse_law(f"{ORDER}.") is None
    assert set(known_sentences()) > set(CHECKS)


def test_the_same_seed_says_the_same_and_another_tries_others() -> None:
    policy = policy_of(POINTS)
    broken = "adding a fine record never lowers the total"
    assert tried(policy, broken) == tried(policy, broken)
    assert tried(policy, broken).words != tried(policy, broken, seed=4).words


def test_nothing_is_tried_on_no_members() -> None:
    policy = policy_of(POINTS)
    assert check_laws(policy, standing_laws(policy), seed=1, count=0) == []


def test_whoever_waits_is_told_how_many_laws_are_done() -> None:
    policy = policy_of(POINTS)
    told: list[int] = []
    check_laws(policy, standing_laws(policy)[:3], seed=1, count=2, progress=told.append)
    assert told == [1, 2, 3]


def test_many_laws_about_kinds_share_the_members_of_twenty() -> None:
    policy = policy_of(POINTS)
    adding = law("adding a shift record never lowers the total")
    results = check_laws(policy, [adding] * 40, seed=1, count=30)
    assert {result.tried for result in results} == {15}
    few = check_laws(policy, [*[adding] * 400, law(ORDER)], seed=1, count=30)
    assert {result.tried for result in few[:400]} == {2}
    assert few[-1].tried == 30
    assert {result.tried for result in check_laws(policy, [adding] * 400, seed=1, count=1)} == {1}


def test_a_law_that_says_nothing_about_anybody_is_a_problem() -> None:
    unbounded = policy_of(POINTS.replace("bounds: [0, 200]\n", ""))
    result = tried(unbounded, "the total stays within bounds")
    assert result.tried == 0
    (problem,) = untried_problems([result], file="club.tests.yaml")
    assert str(problem) == (
        "club.tests.yaml: always: the law 'the total stays within bounds' was tried on no "
        "generated member. Take it out, or let a rule read what it speaks about."
    )
    assert law_problems([result], file="club.tests.yaml") == []


def test_a_policy_that_reads_nothing_has_nobody_to_try_a_law_on() -> None:
    policy = policy_of(INDEX)
    assert isinstance(policy.form, IndexForm)
    empty = replace(policy, form=replace(policy.form, measures=()))
    assert tried(empty, ORDER).tried == 0


def test_a_law_about_a_kind_is_tried_where_the_record_is_seen_and_only_there() -> None:
    policy = policy_of(POINTS)
    broken = tried(policy, "adding a fine record never lowers the total")
    assert broken.failed is not None
    (problem,) = law_problems([broken], file="club.yaml")
    assert str(problem).startswith(
        "club.yaml: always: the law 'adding a fine record never lowers the total' fails: 100 "
        "became 80 with {fine: added, on: "
    )
    assert broken.failed.entries == ()
    assert broken.failed.member.consents is None


def with_caps(**rules: tuple[tuple[TimesCap, ...], tuple[PointsCap, ...]]) -> Policy:
    """Return the points policy with other caps, which its checker would refuse."""
    policy = policy_of(POINTS)
    form = points_form(policy)
    changed = []
    for rule in form.rules:
        times, points = rules.get(rule.name, (rule.times_caps, rule.points_caps))
        changed.append(replace(rule, times_caps=times, points_caps=points))
    return replace(policy, form=with_form(form, rules=tuple(changed)))


def with_form(form: PointsForm, **parts: object) -> PointsForm:
    """Return a form with other parts."""
    own = {"start": form.start, "bounds": form.bounds, "rules": form.rules, "groups": form.groups}
    return PointsForm(**{**own, **parts})  # type: ignore[arg-type] # each part has its own type


def two_groups() -> Policy:
    """Return a policy whose group counts over a shorter period than the caps of its rules."""
    policy = with_caps(shifts=((), (PointsCap(points=8, per=Period.YEAR),)))
    form = points_form(policy)
    group = Group(
        name=GroupName("both"),
        title={"en": "B"},
        rules=(RuleName("shifts"), RuleName("gifts")),
        caps=(PointsCap(points=6, per=Period.DAY),),
    )
    return replace(policy, form=with_form(form, groups=(group,)))


def best_of_a_year_under_a_cap_of_a_month() -> Policy:
    """Return a policy that keeps the best of a year and then caps the points of a month."""
    caps = (TimesCap(times=2, per=Period.YEAR),), (PointsCap(points=4, per=Period.MONTH),)
    return with_caps(shifts=caps)


def good_records_that_cost() -> Policy:
    """Return a policy under which a prize that is not the first takes points away."""
    return policy_of(POINTS.replace("table: {yes: 3, no: 0}", "table: {yes: 3, no: -30}"))


@pytest.mark.parametrize(
    "planted, sentence",
    [
        (two_groups, "adding a shift record never lowers the total"),
        (best_of_a_year_under_a_cap_of_a_month, "adding a shift record never lowers the total"),
        (good_records_that_cost, "adding a prize record never lowers the total"),
    ],
)
def test_a_fault_planted_in_a_policy_breaks_a_law(
    planted: Callable[[], Policy], sentence: str
) -> None:
    result = tried(planted(), sentence, count=4_000)
    assert result.failed is not None
    assert "became" in result.words
    assert tried(policy_of(POINTS), sentence, count=400).failed is None


def test_a_table_that_punishes_the_first_record_breaks_a_law() -> None:
    text = INDEX.replace("table: {0: 0, 1: 4, 3: 9}", "table: {0: -9, 3: 9}, since: 2026-01-01")
    result = tried(policy_of(text), "adding a course record never lowers the total")
    assert result.failed is not None
    years = INDEX.replace("{0: 8, 2: 1, 4: 0}", "{0: 0, 2: 8}")
    assert tried(policy_of(years), "adding a claim record never lowers the total").failed
    assert KindName("claim") not in {each.kind for each in standing_laws(policy_of(years))}


def test_running_bounds_keep_the_order_within_a_day() -> None:
    policy = policy_of(POINTS)
    bounds = Bounds(floor=90, ceiling=110, hold=Hold.AT_EVERY_RECORD)
    running = replace(policy, form=with_form(points_form(policy), bounds=bounds))
    assert tried(running, ORDER).failed is None
    assert tried(running, "the total stays within bounds").failed is None


ENTRY: Final = Entry(
    source=SourceName("desk"),
    record=RecordId("s"),
    member=MemberId("generated"),
    kind=KindName("shift"),
    on=date(2026, 12, 1),
    filed=date(2026, 12, 1),
    fields={"hours": 3},  # type: ignore[dict-item] # a name is a text
)


def world(*entries: Entry, consents: dict[SourceName, Consent] | None = None) -> World:
    """Return a member with entries on a day."""
    member = Member(id=MemberId("generated"), consents=consents)
    return World(member=member, entries=entries, as_of=date(2026, 12, 31))


def full(number: int) -> Entry:
    """Return an entry that has everything an entry can have."""
    return replace(
        ENTRY,
        record=RecordId(f"s-{number}"),
        filed=date(2026, 12, 5),
        until=date(2026, 12, 4),
        act=ActId("first"),
        notified=date(2026, 12, 6),
        states=(
            StateChange(state=State.UNDER_REVIEW, on=date(2026, 12, 7)),
            StateChange(state=State.COUNTED, on=date(2026, 12, 8)),
        ),
    )


def test_what_fails_is_made_as_small_as_it_can_be() -> None:
    large = world(
        *(full(i) for i in range(8)), consents={SourceName("desk"): Consent(given=date.min)}
    )
    small = shrink(large, lambda each: len(each.entries) >= 2)
    assert small == world(*(replace(ENTRY, record=entry.record) for entry in small.entries))
    assert len(small.entries) == 2
    reviewed = shrink(large, lambda each: any(entry.states for entry in each.entries))
    assert [len(entry.states) for entry in reviewed.entries] == [1]
    assert reviewed.entries[0].notified == ALWAYS_TOLD


def test_a_member_is_said_as_a_tests_file_writes_records() -> None:
    policy = policy_of(POINTS)
    assert said(policy, world()) == "no records"
    assert said(policy, world(full(1))) == (
        "{shift: s-1, on: 2026-12-01, hours: 3, until: 2026-12-04, filed: 2026-12-05, act: first, "
        "notified: 2026-12-06, state: {2026-12-07: under review, 2026-12-08: counted}}"
    )
    gift = replace(ENTRY, kind=KindName("gift"), fields={"amount": 1050}, notified=None)  # type: ignore[dict-item] # a name is a text
    whole = replace(gift, fields={"amount": 1100}, notified=ALWAYS_TOLD)  # type: ignore[dict-item] # a name is a text
    assert said(policy, world(gift, whole)) == (
        "{gift: s, on: 2026-12-01, amount: 10.50, notified: not yet} "
        "{gift: s, on: 2026-12-01, amount: 11}"
    )
    prize = replace(
        ENTRY,
        kind=KindName("prize"),
        fields={"class": "gold", "first": True, "given": date(2026, 1, 1)},  # type: ignore[dict-item] # a name is a text
    )
    second = replace(prize, fields={**prize.fields, "first": False})  # type: ignore[dict-item] # a name is a text
    assert said(policy, world(prize, second)) == (
        "{prize: s, on: 2026-12-01, class: gold, first: yes, given: 2026-01-01} "
        "{prize: s, on: 2026-12-01, class: gold, first: no, given: 2026-01-01}"
    )
