"""What if: imagined acts are read like rows, scored with the rest, and never kept."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest
from tests.support.spoken import INDEX, ME, POINTS, entry, spoken

from goodstanding.errors import ProblemsError, UsageError
from goodstanding.model.entry import Consent, Entry, Member
from goodstanding.model.names import FieldName
from goodstanding.model.policy import Policy
from goodstanding.present.imagined import CHARACTERS_MAX, imagined_entry
from goodstanding.present.whatif import WhatIf, what_if, whatif_content, whatif_text

DAY: Final = date(2027, 6, 1)
TOWN: Final = spoken(POINTS)


def imagined(text: str, member: Member = ME, policy: Policy = TOWN) -> Entry:
    return imagined_entry(policy, member, text, as_of=DAY, place=2)


def tried(*texts: str, member: Member = ME, policy: Policy = TOWN) -> WhatIf:
    added = [
        imagined_entry(policy, member, text, as_of=DAY, place=place)
        for place, text in enumerate(texts)
    ]
    return what_if(policy, member, [], added, as_of=DAY)


def test_words_become_an_entry() -> None:
    found = imagined("shift on=2027-05-01 hours=4 days=2")
    assert found == replace(
        entry(TOWN, "shift", "what-if-2", date(2027, 5, 1), {"hours": 4, "days": 2}), position=2
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "gift", "on": "2027-05-01", "amount": "12.50", "value": "0"}',
        "gift on=2027-05-01 amount=12.50 value=0",
        "  gift   value=0 amount=12.5 on=2027-05-01",
    ],
)
def test_money_is_read_into_hundredths(text: str) -> None:
    assert dict(imagined(text).fields) == {"amount": 1250, "value": 0}


def test_json_has_numbers_and_truth() -> None:
    shift = imagined('{"kind": "shift", "hours": 4, "days": 1}')
    assert (shift.on, dict(shift.fields)) == (DAY, {"hours": 4, "days": 1})
    prize = imagined('{"kind": "prize", "grade": "city", "first": true, "given": "2027-01-01"}')
    assert prize.fields[FieldName("first")] is True


def test_an_act_may_last_and_be_the_same_as_another() -> None:
    found = imagined("fine on=2027-01-01 until=2027-02-01 act=a-1 given=2027-01-01")
    assert (found.until, found.act) == (date(2027, 2, 1), "a-1")


EXAMPLES: Final = {
    "": "--add: the policy has no such kind of record. Use one of shift, gift, prize, fine, "
    "illness.",
    "walk hours=4": "--add: the policy has no such kind of record. Use one of shift, gift, prize, "
    "fine, illness.",
    "shift hours": "--add: a part is not written as name=value, or is written twice. Write KIND "
    'on=DAY field=value, or {"kind": ..., "on": ..., "field": ...} with the policy\'s own kinds '
    "and fields.",
    "shift hours=1 hours=2": "--add: a part is not written as name=value, or is written twice. "
    'Write KIND on=DAY field=value, or {"kind": ..., "on": ..., "field": ...} with the policy\'s '
    "own kinds and fields.",
    "shift minutes=4": "--add: shift has no 'minutes'. Its parts are on, until, hours, days.",
    "shift act=a hours=1 days=1": "--add: shift has no 'act'. Its parts are on, until, hours, "
    "days.",
    "shift id=a": "--add: shift has no 'id'. Its parts are on, until, hours, days.",
    '{"kind": "shift", "kind": "gift"}': "--add: this is not a JSON object with each name once. "
    'Write KIND on=DAY field=value, or {"kind": ..., "on": ..., "field": ...} with the policy\'s '
    "own kinds and fields.",
    '{"kind": "shift"': "--add: this is not a JSON object with each name once. Write KIND on=DAY "
    'field=value, or {"kind": ..., "on": ..., "field": ...} with the policy\'s own kinds and '
    "fields.",
    '{"kind": "shift", "hours": [4]}': "--add: a value is not a text, a number, true or false. "
    'Write KIND on=DAY field=value, or {"kind": ..., "on": ..., "field": ...} with the policy\'s '
    "own kinds and fields.",
    "shift on=2027-06-02 hours=4 days=1": "--add: the act is on 2027-06-02, after the day asked "
    "for. Ask for that day or a later one with --as-of.",
    "shift hours=4": "--add: days: the cell is empty. Fill it in.",
}


@pytest.mark.parametrize("text, said", EXAMPLES.items())
def test_a_text_that_is_no_record_is_refused(text: str, said: str) -> None:
    with pytest.raises(ProblemsError) as refused:
        imagined(text)
    assert str(refused.value) == said


def test_everything_that_is_wrong_with_a_text_is_said_at_once() -> None:
    with pytest.raises(ProblemsError) as refused:
        imagined("shift on=yesterday hours=99 days=1.5")
    paths = [problem.path for problem in refused.value.problems]
    assert paths == ["--add: on", "--add: hours", "--add: days"]
    assert "yesterday" not in str(refused.value)


def test_a_text_that_is_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(ProblemsError, match=r"longer than 4,096 characters"):
        imagined("x" * (CHARACTERS_MAX + 1))
    with pytest.raises(ProblemsError, match="no such kind"):
        imagined("x" * CHARACTERS_MAX)
    with pytest.raises(ProblemsError, match="not a JSON object"):
        imagined('{"kind":' + "[" * 4_000)


def test_an_offence_without_a_legal_basis_is_not_even_imagined_of_a_person() -> None:
    person = replace(ME, consents={})
    with pytest.raises(ProblemsError, match="legal basis"):
        imagined("fine given=2027-01-01", member=person)
    assert imagined("fine given=2027-01-01").kind == "fine"


TEXT: Final = """\
What if
Personal copy: it proves nothing, and nobody may ask for it.

Now: 100 points, level none.
With it: 117 points (+17), level none.

lines that would be new or other
1. Hours, +7
     Day: 1 May 2027; Points then: +7; Points now: +7
     Why: counts in full
     Becomes: ends on 1 May 2033
2. Shifts, +21
     Day: 1 May 2027; Points then: +21; Points now: +21
     Why: counts in full
     Becomes: +11 on 1 May 2028
3. Shifts: limit, −11
     Day: 31 May 2027; Points then: 0; Points now: −11
     Why: the limit of its period
     Becomes: stays

What would reach Thanked, from 120 points
- “A signed shift” 2 times, each with hours 12 and days 3, the last with hours 1 and days 1, on one\
 day.
"""


def test_the_text_says_what_was_what_would_be_and_what_reaches_the_next_level() -> None:
    text = whatif_text(tried("shift on=2027-05-01 hours=7 days=1"), "en")
    assert text.startswith(TEXT[: TEXT.index("What would reach")])
    ways = text[text.index("What would reach") :].splitlines()
    assert ways[0] == "What would reach Thanked, from 120 points"
    assert "- “A prize” once, grade national, first yes and given 1 June 2027." in ways
    assert all(way.startswith("- “") and way.endswith(".") for way in ways[1:])


def test_the_text_in_chinese() -> None:
    text = whatif_text(tried("shift on=2027-05-01 hours=7 days=1"), "zh")
    assert "目前：100分，等级无。\n加上之后：117分（+17），等级无。\n" in text
    assert "怎样达到“致谢”（120分）" in text
    assert "“一次获奖”1次，等级国家级、首次是和given2027年6月1日。" in text


def test_nothing_imagined_is_the_same() -> None:
    text = whatif_text(tried(), "en")
    assert "With it: 100 points, the same, level none." in text
    assert "lines that would be" not in text
    assert "nothing of it would be read" not in text.lower()


def test_what_would_not_be_read_is_said() -> None:
    person = replace(ME, consents={})
    found = tried("shift hours=7 days=1", member=person)
    assert found.unseen
    text = whatif_text(found, "en")
    assert "Nothing of it would be read: the source is not authorised, or not for its day." in text
    assert "once you have authorised volunteer network" in text
    assert "须先授权志愿服务平台" in whatif_text(found, "zh")


def test_a_consent_reaches_what_it_covers() -> None:
    source = TOWN.kinds[next(iter(TOWN.kinds))].source
    person = replace(ME, consents={source: Consent(given=date(2026, 1, 1))})
    assert not tried("shift hours=7 days=1", member=person).unseen


def test_the_level_is_named_and_the_highest_has_none_above() -> None:
    prize = "prize grade=national first=yes given=2027-01-01"
    found = tried(prize)
    assert "With it: 121 points (+21), level Thanked." in whatif_text(found, "en")
    held = [
        replace(
            imagined_entry(TOWN, ME, prize, as_of=DAY, place=place), on=date(2025, 7, 1 + place)
        )
        for place in range(1)
    ]
    top = spoken(POINTS, ("from: 150,", "from: 120,"))
    best = what_if(top, ME, held, [], as_of=DAY)
    assert whatif_text(best, "en").endswith("\nThere is no higher level.\n")
    assert whatif_content(best, "zh")["ways"] == []


def test_where_nothing_alone_reaches_a_level_it_is_said() -> None:
    text = POINTS.replace("from: 120,", "from: 80000,").replace("from: 150,", "from: 80001,")
    found = what_if(spoken(text), ME, [], [], as_of=DAY)
    ways = whatif_content(found, "en")["ways"]
    assert ways == ["No single kind of act, repair or waiting reaches it."]


def test_a_repair_and_waiting_are_ways_too() -> None:
    kinds = {
        name: replace(kind, law={"en": "Act", "zh": "法"}) for name, kind in TOWN.kinds.items()
    }
    policy = replace(TOWN, kinds=kinds)
    entries = [
        entry(policy, "fine", "f-1", date(2026, 11, 1), {"given": DAY}),
        entry(
            policy,
            "prize",
            "p",
            date(2026, 9, 1),
            {"grade": "national", "first": True, "given": DAY},
        ),
        entry(policy, "shift", "s", date(2027, 5, 1), {"hours": 9, "days": 1}),
    ]
    ways = whatif_content(what_if(policy, ME, entries, [], as_of=DAY), "en")["ways"]
    assert "The repair of record f-1, “A final fine”." in ways


def test_waiting_is_a_way() -> None:
    text = POINTS.replace(
        "title: {en: Fines, zh: 罚款}\n    record: fine\n    points: -20",
        "title: {en: Fines, zh: 罚款}\n    record: prize\n    points: -20",
    )
    policy = spoken(text, ("lasts: {national: 2 years, city: 1 year}", "lasts: 5 years"))
    prize: dict[str, Any] = {"grade": "national", "first": False, "given": DAY}
    entries = [entry(policy, "prize", "p", date(2026, 11, 1), prize)]
    ways = whatif_content(what_if(policy, ME, entries, [], as_of=DAY), "zh")["ways"]
    assert "无需新情况，2028年11月1日即可达到。" in ways


def test_acts_of_one_a_day_and_a_smaller_last_one_are_said_so() -> None:
    text = POINTS.replace(
        "cap: [{points: 10, per: month}, {points: 60, per: year}]", "cap: {points: 5, per: day}"
    )
    policy = spoken(text, ("    each: hours\n    rates: {20: 1, 80: 1/2}\n", "    points: 0\n"))
    ways = whatif_content(what_if(policy, ME, [], [], as_of=DAY), "en")["ways"]
    assert (
        "“A signed shift” 4 times, each with hours 12 and days 3, the last with hours 2 and "
        "days 1, one a day, until 4 June 2027."
    ) in ways


def test_an_act_without_fields_is_said_alone() -> None:
    rule = "  blood:\n    title: {en: Blood, zh: 献血}\n    record: illness\n    points: 30\n"
    policy = spoken(POINTS, ("groups:\n", f"{rule}groups:\n"))
    ways = whatif_content(what_if(policy, ME, [], [], as_of=DAY), "en")["ways"]
    assert "“A blood gift” once." in ways


def test_the_json_has_both_totals_the_lines_and_the_ways() -> None:
    found = whatif_content(tried("shift on=2027-05-01 hours=7 days=1"), "en")
    assert found["before"] == {"total": 100, "level": "none"}
    assert found["after"] == {"total": 117, "level": "none"}
    assert [(line["rule"], line["counted"], line["why"]) for line in found["lines"]] == [
        ("every-hour", 7, "counted"),
        ("shifts", 21, "counted"),
        ("shifts", -11, "capped"),
    ]
    assert (found["next_level"], found["unseen"]) == ("thanked", False)
    assert found["notice"] == "Personal copy: it proves nothing, and nobody may ask for it."


def test_a_policy_without_levels_has_no_next_one() -> None:
    found = whatif_content(what_if(spoken(INDEX), ME, [], [], as_of=DAY), "en")
    assert (found["next_level"], found["ways"]) == (None, [])


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="no words in 'fr'"):
        whatif_text(tried(), "fr")
    with pytest.raises(UsageError, match="no words in 'fr'"):
        whatif_content(tried(), "fr")
