"""What a real catalogue scored and the charter forbids: refused by name, its twins allowed."""

import pytest
from tests.charter.catalogue import CATALOGUE, Forbidden, Kind
from tests.charter.more_kinds import MORE
from tests.support.programme import TOWN, checked

from goodstanding.rulebook.check.forbidden import FORBIDDEN
from goodstanding.rulebook.check.phrases import Phrases
from goodstanding.rulebook.check.topics import ALLOWED, SCORED

EVERY = (*CATALOGUE, *MORE)
CLEAN = """\
  {name}:
    source: town-register
    means: {{en: '{en}', zh: {zh}}}
    basis: own service
    needs: [time]
    context: community
"""
RULE = """\
  {name}:
    title: {{en: {title}, zh: {title_zh}}}
    record: {name}
    points: {points}
    since: 2026-10-01
    cap: {{points: {cap}, per: year}}
    lasts: 1 year
"""


def programme(kind: Kind, *, title: str = "An act", title_zh: str = "行为") -> str:
    """Return a programme that is otherwise whole and scores one more kind of record."""
    quoted = kind._replace(en=kind.en.replace("'", "''"))
    record = CLEAN.format(**quoted._asdict())
    rule = RULE.format(
        name=kind.name, title=title, title_zh=title_zh, points=kind.points, cap=kind.points
    )
    return TOWN.replace("rules:\n", f"{record}rules:\n", 1).replace(
        "levels:\n", f"{rule}levels:\n", 1
    )


def name_of(row: Forbidden) -> str:
    """Return the name of a row's test."""
    return row.kind.name


def test_the_catalogue_has_what_no_programme_may_score() -> None:
    assert len(CATALOGUE) >= 35
    assert len(MORE) >= 30
    assert len({row.kind.name for row in EVERY}) == len(EVERY)


def test_5e_phrases_alone_let_what_is_said_apart_pass() -> None:
    """The control: without what stands beside what, posts, temples and friends pass again."""
    alone = Phrases.of(FORBIDDEN, allowed=ALLOWED)
    missed = {row.kind.en for row in MORE if alone.found(row.kind.en) is None}
    assert {"A post on the internet", "Attendance at a temple", "A friend's low score"} <= missed
    assert all(SCORED.found(text) for text in missed)


@pytest.mark.parametrize("row", EVERY, ids=name_of)
def test_5e_each_is_refused_by_name(row: Forbidden) -> None:
    found = checked(programme(row.kind))
    assert {problem.code.name for problem in found.errors} == {"charter-forbidden"}
    places = {problem.path for problem in found.errors}
    # the English words, the Chinese words, and both where both are there
    assert f"records.{row.kind.name}.means.en" in places
    assert f"records.{row.kind.name}.means.zh" in places
    assert any(row.names in problem.what for problem in found.errors)
    for problem in found.errors:
        assert problem.line > 1
        assert problem.hint


@pytest.mark.parametrize("row", EVERY, ids=name_of)
def test_5e_its_twin_is_allowed(row: Forbidden) -> None:
    found = checked(programme(row.twin))
    assert [str(problem) for problem in found.errors] == []
    assert found.policy is not None


@pytest.mark.parametrize("row", EVERY, ids=name_of)
def test_5e_each_is_refused_in_a_title_too(row: Forbidden) -> None:
    kind = Kind("deed", "An act on record", "行为记录", 5)
    assert checked(programme(kind)).policy is not None
    quoted = row.kind.en.replace("'", "''")
    for title, title_zh in ((f"'{quoted}'", "行为"), ("An act", row.kind.zh)):
        found = checked(programme(kind, title=title, title_zh=title_zh))
        assert [problem.code.name for problem in found.errors] == ["charter-forbidden"]


@pytest.mark.parametrize(
    "field",
    ["religion", "ethnic_group", "sex", "age", "postcode", "income", "marital_status", "party"],
)
def test_5e_no_field_holds_a_protected_attribute(field: str) -> None:
    change = ("fields: {hours: whole number 1..8}", f"fields: {{{field}: yes or no}}")
    each = ("    each: hours\n    points: 2\n", "    points: 2\n")
    (problem,) = checked(TOWN, change, each).errors
    assert problem.code.name == "charter-forbidden"
    assert problem.path == f"records.shift.fields.{field}"


@pytest.mark.parametrize(
    "written",
    ["'one of man, woman'", "{one of: [buddhist, atheist]}", "'one of cash, household, gift'"],
)
def test_5e_no_value_of_a_field_does_either(written: str) -> None:
    change = ("fields: {hours: whole number 1..8}", f"fields: {{group: {written}}}")
    each = ("    each: hours\n    points: 2\n", "    points: 2\n")
    found = checked(TOWN, change, each)
    assert {problem.code.name for problem in found.errors} == {"charter-forbidden"}
    for problem in found.errors:
        assert problem.path == "records.shift.fields.group"


@pytest.mark.parametrize("words", ["重複信訪", "檢舉鄰居", "參加遊行", "違反計劃生育", "黨費"])
def test_5e_traditional_characters_hide_nothing(words: str) -> None:
    kind = Kind("deed", "An act on record", words, 5)
    assert [each.code.name for each in checked(programme(kind)).errors] == ["charter-forbidden"]


def test_5e_letters_of_another_width_hide_nothing() -> None:
    kind = Kind("deed", "Ｒｅｌｉｇｉｏｎ", "行为记录", 5)
    assert [each.code.name for each in checked(programme(kind)).errors] == ["charter-forbidden"]


@pytest.mark.parametrize("source", ["neighbour", "neighbors", "resident", "informants", "public"])
def test_8a_no_private_person_is_a_source(source: str) -> None:
    text = TOWN.replace("source: charity-register", f"source: {source}")
    problems = checked(text).errors
    assert {problem.path for problem in problems} == {"records.gift.source"}
    assert {problem.code.name for problem in problems} == {"charter-forbidden"}


@pytest.mark.parametrize("source", ["neighbourhood-office", "citizen-card", "residents-register"])
def test_8a_an_office_is_a_source(source: str) -> None:
    assert checked(TOWN.replace("source: charity-register", f"source: {source}")).errors == ()


ORDINARY = (
    "A gift to a registered charity",
    "A family park entry handed out at the gate",
    "Speech therapy helped with for an afternoon",
    "Hours of a signed volunteer shift",
    "Good faith mediation between neighbours learned in a course",
    "A shift with the salvation army kitchen",
    "Helping disabled people at the pool",
    "Third party insurance explained to beginners",
    "A village festival set up",
    "An average of three hours a week at the depot",
    "A bill for water, gas or power",
    "An appointment at the service hall, kept or not",
    "A month of rent or lease",
    "A raceway cleaned after the soap box race",
    "School crossing patrol for a week",
    "The taxi rank swept",
    "Waiting list of the repair cafe kept",
    "Parents' evening catered for",
    "A shift for refugees at the welcome desk",
    "Reported snow depths for the weather service",
    "Local history walk led on a Sunday",
    "A tour given to local people",
    "Soup cooked for locals and visitors",
    "A couple of benches painted",
    "The last couple of weeks of the harvest",
    "A couple more shifts than planned",
    "Hoses coupled by the volunteer fire brigade",
    "An award of the first grade",
    "Reading aloud with pupils of the second grade",
    "Trails of all grades kept open in winter",
    "Timber sorted into grades",
    "Water marks of the flood put on the houses",
    "A music score copied for the school choir",
)


STANDING_FOR = {
    "Local people": "residence",
    "Locals only": "residence",
    "Points for local people": "residence",
    "Being local": "residence",
    "A couple": "family",
    "Couples": "family",
    "The harmony of a couple": "family",
    "A couple with a house": "family",
    "Grades": "education",
    "Good grades": "education",
    "The grades in three subjects": "education",
    "A mark in the examination": "education",
    "A graded transcript": "education",
}
"""Texts in which an ordinary word stands for what the charter forbids, with a word of the topic."""


@pytest.mark.parametrize("text", STANDING_FOR)
def test_5e_ordinary_words_are_refused_where_they_stand_for_what_somebody_is(text: str) -> None:
    """Each is a title of a rule that is otherwise whole; beside it stand the rows of ORDINARY."""
    kind = Kind("deed", text, "行为记录", 5)
    [problem] = checked(programme(kind)).errors
    assert (problem.code.name, problem.path) == ("charter-forbidden", "records.deed.means.en")
    assert STANDING_FOR[text] in problem.what


@pytest.mark.parametrize("text", ORDINARY)
def test_5e_ordinary_words_pass(text: str) -> None:
    kind = Kind("deed", text, "行为记录", 5)
    assert [str(problem) for problem in checked(programme(kind)).errors] == []
