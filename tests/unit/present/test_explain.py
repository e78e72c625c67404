"""What an explanation holds: reasons, records, and what each line becomes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.support.spoken import INDEX, ME, POINTS, STUDY, entry, spoken

from goodstanding.errors import ProblemsError
from goodstanding.model.entry import Consent, Entry, State
from goodstanding.model.index import Reading
from goodstanding.model.names import FieldValue, LevelName, RuleName
from goodstanding.model.policy import Policy
from goodstanding.model.statement import LineKind, Why
from goodstanding.present.explain import (
    ENTRIES_AHEAD_MAX,
    REASONS_MAX,
    Becomes,
    Explanation,
    explain,
)

DAY = date(2027, 6, 1)
TOWN = spoken(POINTS)
LAW = {"en": "Fines Act", "zh": "罚款法"}


def lawful(policy: Policy) -> Policy:
    """Return a policy whose offence kinds have a legal basis."""
    kinds = {name: replace(kind, law=LAW) for name, kind in policy.kinds.items()}
    return replace(policy, kinds=kinds)


def shift(record: str, on: date, hours: int) -> Entry:
    return entry(TOWN, "shift", record, on, {"hours": hours, "days": 1})


def prize(record: str, on: date, grade: str) -> Entry:
    fields: dict[str, FieldValue] = {"grade": grade, "first": True, "given": on}
    return entry(TOWN, "prize", record, on, fields)


def becomes(explanation: Explanation) -> dict[tuple[str, str], Becomes | None]:
    """Return what each entry line becomes, by rule and record."""
    return {
        (str(each.line.rule), str(each.line.record)): each.becomes
        for each in explanation.lines
        if each.line.kind is LineKind.ENTRY
    }


def test_a_line_becomes_what_the_score_of_its_next_day_says() -> None:
    found = explain(TOWN, ME, [shift("s", date(2026, 11, 1), 2)], as_of=DAY)
    line = becomes(found)["shifts", "s"]
    assert line == Becomes(on=date(2027, 11, 1), known=True, counted=3, why=Why.FADED)
    assert found.statement.total == 100 + 6 + 2
    assert found.next_total == 100 + 3 + 2


def test_a_line_that_is_seen_no_more_becomes_nothing() -> None:
    consents = {TOWN.kinds[name].source: consent(date(2027, 9, 1)) for name in TOWN.kinds}
    member = replace(ME, consents=consents)
    found = explain(TOWN, member, [prize("p", date(2026, 11, 1), "city")], as_of=DAY)
    assert becomes(found)["prizes", "p"] == Becomes(on=date(2027, 9, 1), known=True)
    assert found.next_total == 100


def consent(until: date) -> Consent:
    return Consent(given=date(2026, 1, 1), until=until)


def test_what_is_known_only_later_does_not_change_what_comes_next() -> None:
    later = entry(
        TOWN, "prize", "p", date(2026, 11, 1),
        {"grade": "city", "first": True, "given": DAY},
        states=((State.STRUCK_OUT, date(2027, 8, 1)),),
    )  # fmt: skip
    unfiled = entry(
        TOWN, "shift", "u", date(2027, 5, 1), {"hours": 9, "days": 1}, filed=date(2027, 7, 1)
    )
    fine = entry(TOWN, "fine", "f", date(2026, 11, 1), {"given": DAY}, notified=date(2027, 7, 1))
    found = explain(TOWN, ME, [later, unfiled, fine], as_of=DAY)
    assert becomes(found)["prizes", "p"] == Becomes(
        on=date(2027, 11, 1), known=True, counted=0, why=Why.EXPIRED
    )
    assert becomes(found)["fines", "f"] == Becomes(on=date(2032, 11, 1), known=True)
    assert ("shifts", "u") not in becomes(found)
    assert found.next_total == 100


def test_a_line_that_never_changes_becomes_nothing_else() -> None:
    policy = replace(TOWN, window=None)
    gift = entry(TOWN, "gift", "g", date(2027, 1, 1), {"amount": 700, "value": 0})
    assert becomes(explain(policy, ME, [gift], as_of=DAY))["gift-units", "g"] is None


@pytest.mark.parametrize("records, all_known", [(300, True), (320, False)])
def test_so_many_days_to_come_are_scored_and_the_rest_is_named(
    records: int, all_known: bool
) -> None:
    first = date(2026, 1, 1)
    days = [first + timedelta(days=place) for place in range(records)]
    entries = [prize(f"p{place}", day, "city") for place, day in enumerate(days)]
    found = explain(TOWN, ME, entries, as_of=date(2026, 12, 31))
    known = {each.becomes.on: each.becomes.known for each in found.lines if each.becomes}
    assert len(known) == records
    assert sum(known.values()) == min(records, ENTRIES_AHEAD_MAX // records)
    assert all(known.values()) is all_known
    scored = [day for day in sorted(known) if known[day]]
    assert scored == sorted(known)[: len(scored)]


def test_at_most_four_reasons_come_first_the_largest_first() -> None:
    policy = lawful(TOWN)
    entries = [
        shift("s1", date(2027, 1, 10), 3),
        shift("s2", date(2027, 2, 10), 3),
        entry(TOWN, "fine", "f", date(2027, 1, 1), {"given": DAY}),
        entry(TOWN, "gift", "g", date(2027, 1, 1), {"amount": 60_00, "value": 0}),
        prize("p", date(2027, 1, 1), "city"),
    ]
    found = explain(policy, ME, entries, as_of=DAY)
    told = [(reason.title or {}, reason.counted, reason.records) for reason in found.reasons]
    assert [(title.get("en"), counted, records) for title, counted, records in told] == [
        ("Fines", -20, 1),
        ("Shifts", 18, 2),
        ("Prizes", 10, 1),
        ("Units", 9, 1),
    ]
    assert len(found.reasons) == REASONS_MAX
    assert len({each.line.rule for each in found.lines}) > REASONS_MAX


def test_the_limit_of_a_rule_belongs_to_what_it_limits() -> None:
    fines = [entry(TOWN, "fine", f"f{i}", date(2027, 1, 1 + i), {"given": DAY}) for i in range(5)]
    entries = [shift("s1", date(2027, 1, 10), 4), *fines]
    found = explain(lawful(TOWN), ME, entries, as_of=DAY)
    counted = {(reason.title or {})["en"]: reason.counted for reason in found.reasons}
    assert counted == {"Fines": -100, "Shifts": 10, "Small fines": -6, "Hours": 4}
    caps = [each.line.counted for each in found.lines if each.line.kind is LineKind.CAP]
    assert sorted(caps) == [-2, 4]


def test_a_shared_limit_and_the_ends_of_the_total_are_reasons_of_their_own() -> None:
    policy = spoken(POINTS, ("ceiling: 90000", "ceiling: 110"))
    entries = [prize(f"p{i}", date(2027, 1, 1 + i), "national") for i in range(2)]
    found = explain(policy, ME, entries, as_of=DAY)
    told = [(reason.title, reason.kind, reason.counted) for reason in found.reasons]
    assert told == [
        ({"en": "Prizes", "zh": "获奖"}, LineKind.ENTRY, 40),
        ({"en": "Honours", "zh": "荣誉"}, LineKind.CAP, -17),
        (None, LineKind.LIMIT, -15),
        ({"en": "Firsts", "zh": "首次"}, LineKind.ENTRY, 2),
    ]


def test_a_limit_that_takes_everything_leaves_no_reason() -> None:
    policy = spoken(POINTS, ("cap: {points: 9, per: day}", "cap: {points: 0, per: day}"))
    gift = entry(policy, "gift", "g", date(2027, 1, 1), {"amount": 700, "value": 0})
    assert explain(policy, ME, [gift], as_of=DAY).reasons == ()


def test_level_band_and_what_is_above_them() -> None:
    nothing = explain(TOWN, ME, [], as_of=DAY)
    assert (nothing.level, nothing.next_level, nothing.next_total) == (None, TOWN.levels[0], None)
    assert nothing.band == TOWN.bands[0]
    thanked = explain(TOWN, ME, [prize("p", date(2027, 1, 1), "national")], as_of=DAY)
    assert (thanked.level, thanked.next_level) == (TOWN.levels[0], TOWN.levels[1])
    held = replace(ME, level_held=LevelName("honoured"))
    top = spoken(POINTS, ("from: 150,", "from: 121,"))
    best = explain(top, held, [prize("p", date(2027, 1, 1), "national")], as_of=DAY)
    assert (best.level, best.next_level) == (top.levels[1], None)


def test_a_study_has_neither_level_nor_band() -> None:
    found = explain(spoken(STUDY), ME, [], as_of=DAY)
    assert (found.level, found.next_level, found.band, found.parts) == (None, None, None, ())


def test_a_day_before_the_edition_is_refused() -> None:
    with pytest.raises(ProblemsError, match="in force from 2026-10-01"):
        explain(TOWN, ME, [], as_of=date(2026, 9, 30))


CITY = spoken(INDEX)


def marks(record: str, on: date, number: int) -> Entry:
    return entry(CITY, "test", record, on, {"marks": number})


def test_a_measure_names_every_record_that_it_read() -> None:
    visits = [
        entry(CITY, "visit", f"v{i}", date(2027, 1, 1 + i), {"kept": i != 1}) for i in range(4)
    ]
    aside = replace(visits[3], states=())
    reviewed = entry(
        CITY, "visit", "r", date(2027, 2, 1), {"kept": False},
        states=((State.UNDER_REVIEW, date(2027, 3, 1)),),
    )  # fmt: skip
    old = entry(CITY, "visit", "old", date(2024, 1, 1), {"kept": True})
    found = explain(CITY, ME, [*visits[:3], aside, reviewed, old], as_of=DAY)
    line = next(each for each in found.lines if each.line.kind is LineKind.MEASURE)
    assert [source.record for source in line.sources] == ["v0", "v1", "v2", "v3"]
    assert line.line.records == len(line.sources)
    own = next(each for each in found.lines if each.line.kind is LineKind.ENTRY)
    assert [source.record for source in own.sources] == ["r"]


def test_every_reading_names_as_many_records_as_its_line_counts() -> None:
    entries = [
        entry(CITY, "visit", "v1", date(2027, 1, 1), {"kept": True}),
        entry(CITY, "visit", "v2", date(2027, 1, 2), {"kept": True}),
        entry(CITY, "shift", "s1", date(2026, 10, 1), {"hours": 8, "days": 1}),
        entry(CITY, "shift", "s2", date(2025, 5, 1), {"hours": 8, "days": 1}),
        entry(CITY, "course", "c1", date(2026, 1, 1)),
        entry(CITY, "course", "c2", date(2026, 8, 1)),
        entry(CITY, "debt", "d1", date(2026, 10, 1), {"amount": 100}),
        entry(CITY, "debt", "d2", date(2026, 11, 1), {"amount": 50}),
        entry(CITY, "claim", "k1", date(2025, 1, 1)),
        entry(CITY, "claim", "k2", date(2026, 1, 1)),
        marks("t1", date(2026, 12, 1), 5),
        marks("t2", date(2027, 1, 1), 4),
        marks("t3", date(2027, 1, 1), 6),
        entry(CITY, "ride", "r1", date(2027, 1, 1), {"days": 3}),
        entry(CITY, "ride", "r2", date(2027, 1, 2), {"days": 4}),
    ]
    found = explain(CITY, ME, entries, as_of=DAY)
    by_rule = {each.line.rule: each for each in found.lines if each.line.kind is LineKind.MEASURE}
    readings = {each.reading for each in getattr(CITY.form, "measures", ()) if each.name in by_rule}
    assert readings == set(Reading)
    for each in by_rule.values():
        assert len(each.sources) == each.line.records, each.line.rule
    assert [source.record for source in by_rule[RuleName("marks")].sources] == ["t2", "t3"]
    assert [source.record for source in by_rule[RuleName("hours")].sources] == ["s1"]


def test_the_end_of_a_part_has_the_title_of_the_part() -> None:
    text = INDEX.replace("table: {0: 0, 8: 8, 24: 40}", "table: {0: 0, 8: 80}")
    city = spoken(text)
    shift_there = entry(city, "shift", "s", date(2027, 1, 1), {"hours": 9, "days": 1})
    found = explain(city, ME, [shift_there], as_of=DAY)
    limit = next(each for each in found.lines if each.line.kind is LineKind.LIMIT)
    assert limit.title == {"en": "Life", "zh": "生活"}
    assert (limit.sources, limit.becomes) == ((), None)
    assert [part.now for part in found.parts] == [100, 20]
    measured = next(each for each in found.lines if each.line.kind is LineKind.MEASURE)
    assert measured.becomes == Becomes(on=date(2028, 1, 1), known=True, counted=0, why=Why.COUNTED)
