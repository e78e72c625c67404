"""Generated members crowd every edge of a policy, and are the same for a seed."""

from hashlib import sha256

import pytest
from tests.support.clubs import INDEX, POINTS, policy_of

from goodstanding.model.entry import ALWAYS_TOLD, State
from goodstanding.model.names import KindName
from goodstanding.rulebook.testing import Sort
from goodstanding.rulebook.testing.coverage import Coverage, cover
from goodstanding.rulebook.testing.forms import Moment
from goodstanding.rulebook.testing.run import Scored
from goodstanding.rulebook.worlds import related_kinds, worlds
from goodstanding.scoring.score import score


def crowd(text: str, count: int) -> Coverage:
    """Return what generated members reach of a policy."""
    policy = policy_of(text)
    scored = []
    for world in worlds(policy, seed=1, count=count):
        moment = Moment(member=world.member, entries=world.entries, as_of=world.as_of, expected=())
        statement = score(policy, world.member, world.entries, as_of=world.as_of)
        scored.append(Scored(moment=moment, statement=statement))
    return cover(policy, scored)


@pytest.mark.parametrize("text, sides", [(POINTS, 49), (INDEX, 31)])
def test_a_thousand_members_reach_every_row_and_nearly_every_side_of_every_edge(
    text: str, sides: int
) -> None:
    coverage = crowd(text, 1_000)
    for sort in (Sort.RULE, Sort.ROW):
        reached, there_are = coverage.of(sort)
        assert reached == there_are > 5
    assert coverage.of(Sort.EDGE)[0] >= sides
    few = crowd(text, 20)
    assert few.of(Sort.EDGE)[0] < coverage.of(Sort.EDGE)[0]


@pytest.mark.parametrize("text", [POINTS, INDEX])
def test_one_seed_gives_one_set_of_members(text: str) -> None:
    policy = policy_of(text)
    first = list(worlds(policy, seed=5, count=30))
    assert first == list(worlds(policy, seed=5, count=30))
    assert first != list(worlds(policy, seed=6, count=30))
    assert first[:10] == list(worlds(policy, seed=5, count=10))


@pytest.mark.parametrize(
    "text, digest",
    [(POINTS, "af8ffb8a2d5bfb8d"), (INDEX, "f28390979d4ecb69")],
    ids=["points", "index"],
)
def test_the_members_of_a_seed_stay_the_same_from_version_to_version(
    text: str, digest: str
) -> None:
    """Whoever reads of a broken law can try it again; change the digest with the generator."""
    made = list(worlds(policy_of(text), seed=1, count=200))
    said = "".join(
        f"{world.as_of} {world.member.joined} {world.member.consents} {world.member.level_held} "
        + " ".join(str(entry) for entry in world.entries)
        for world in made
    )
    assert sha256(said.encode()).hexdigest()[:16] == digest


def test_members_have_everything_that_members_can_have() -> None:
    made = list(worlds(policy_of(POINTS), seed=2, count=300))
    entries = [entry for world in made for entry in world.entries]
    assert {change.state for entry in entries for change in entry.states} == set(State)
    assert any(entry.notified is None for entry in entries)
    assert any(entry.notified not in {None, ALWAYS_TOLD} for entry in entries)
    assert any(entry.until is not None for entry in entries)
    assert any(entry.filed > entry.on for entry in entries)
    assert {entry.act for entry in entries} >= {None, "first", "second"}
    consents = [world.member.consents for world in made]
    assert any(consent is None for consent in consents)
    assert any(consent is not None and not consent for consent in consents)
    assert {world.member.level_held for world in made} == {None, "thanked", "honoured"}
    assert max(len(world.entries) for world in made) > 20
    assert min(len(world.entries) for world in made) == 0


def test_a_kind_that_is_asked_for_is_among_those_that_are_made() -> None:
    policy = policy_of(POINTS)
    trips = [
        world
        for world in worlds(policy, seed=1, count=100, about=KindName("trip"))
        if any(entry.kind == "trip" for entry in world.entries)
    ]
    assert len(trips) > 60
    notes = list(worlds(policy, seed=1, count=100, about=KindName("note")))
    assert not any(entry.kind == "note" for world in notes for entry in world.entries)


def test_kinds_meet_in_a_group_a_dimension_or_an_act() -> None:
    acts = POINTS.replace("means: {en: E}", "act: yes, means: {en: E}")
    text = acts.replace("rules: [prizes, firsts]", "rules: [gifts, firsts]")
    points = related_kinds(policy_of(text))
    assert points == {
        "shift": (),
        "gift": ("prize",),
        "prize": ("gift",),
        "fine": ("trip",),
        "trip": ("fine",),
    }
    index = related_kinds(policy_of(INDEX))
    assert index[KindName("debt")] == ("claim",)
    assert set(index[KindName("visit")]) == {"shift", "course", "test"}


def test_whole_calendars_and_ranges_of_days_are_kept() -> None:
    ranged = POINTS.replace("given: date}", "given: date 2026-01-05..2026-02-05}")
    made = worlds(policy_of(ranged), seed=1, count=80, about=KindName("prize"))
    days = {entry.fields.get("given") for world in made for entry in world.entries}  # type: ignore[call-overload] # a name is a text
    assert {str(day) for day in days} <= {"2026-01-05", "None"}
    early = POINTS.replace("2026-08-01", "2019-08-01").replace(
        "from: 2026-10-01", "from: 2019-10-01"
    )
    assert min(world.as_of.year for world in worlds(policy_of(early), seed=1, count=80)) == 2020
