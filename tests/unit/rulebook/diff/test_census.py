"""Whatever differs between two policies is a change: every field of every part of the model."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from typing import Any, Final

import pytest
from tests.support.spoken import INDEX, POINTS, STUDY, spoken

from goodstanding.model.days import Span, Unit
from goodstanding.model.index import Dimension, Measure
from goodstanding.model.kinds import Day, Money, Need, OneOf, RecordKind, WholeNumber
from goodstanding.model.names import RuleName
from goodstanding.model.points import (
    Bounds,
    DatedPoints,
    FadeStep,
    FixedPoints,
    Group,
    Lasts,
    PointsByBound,
    PointsByName,
    PointsCap,
    PointsEach,
    Rates,
    Repaired,
    Rule,
    TimesCap,
)
from goodstanding.model.policy import (
    Band,
    Benefit,
    IndexForm,
    Level,
    PointsForm,
    Policy,
    Purpose,
)
from goodstanding.rulebook.diff import Needs, diff
from goodstanding.rulebook.heavier import (
    harsher_than,
    measure_reaches_back,
    starts_earlier,
    takes_more,
)
from goodstanding.rulebook.words import LANGUAGES

PARTS: Final = (
    Policy, PointsForm, IndexForm, Rule, Group, Bounds, DatedPoints, FixedPoints, PointsEach,
    PointsByBound, PointsByName, Rates, FadeStep, Lasts, Repaired, TimesCap, PointsCap, Dimension,
    Measure, RecordKind, WholeNumber, Money, OneOf, Day, Level, Band, Benefit, Span,
)  # fmt: skip
RENAMED: Final = {"Rule", "Group", "Measure", "Dimension", "RecordKind", "Level", "Band", "Benefit"}
"""Parts whose name is looked up elsewhere: they are renamed in the text of the policy."""

OTHER_FIELDS: Final = {
    "hours": "days",
    "amount": "value",
    "grade": "first",
    "first": "grade",
    "kept": "kept-otherwise",
}
OTHER_KINDS: Final = {"fine": "illness", "course": "claim"}
LATER: Final[dict[str, Any]] = {
    "edition": 4,
    "published": date(2026, 11, 1),
    "in_force": date(2027, 1, 1),
}
Edit = tuple[str, Any]


def edits(thing: Any) -> Iterator[Edit]:
    """Yield copies of a part with one field changed, and the name of part and field."""
    for field in fields(thing):
        label = f"{type(thing).__name__}.{field.name}"
        if not field.init or (field.name == "name" and type(thing).__name__ in RENAMED):
            continue
        value = getattr(thing, field.name)
        if field.name == "field":
            others = [OTHER_FIELDS[value]] if value in OTHER_FIELDS else []
            if isinstance(thing, Measure) and value is None:
                others = []
            yield from ((label, replace(thing, field=other)) for other in others)
        elif field.name == "record":
            if value in OTHER_KINDS and label in {"Rule.record", "Measure.record"}:
                yield label, replace(thing, record=OTHER_KINDS[value])
        elif label == "Measure.dimension":
            yield label, replace(thing, dimension="law" if value == "life" else "life")
        else:
            for inner, other in changed(label, value):
                yield inner, replace(thing, **{field.name: other})
            if value is not None and field.default is None and field.default is not MISSING:
                yield label, replace(thing, **{field.name: None})


def changed(label: str, value: Any) -> Iterator[Edit]:
    """Yield other values for a field, those inside it among them."""
    if is_dataclass(value):
        yield from edits(value)
        if isinstance(value, Span):
            yield label, Span(count=value.count + 1, unit=value.unit)
    elif isinstance(value, tuple):
        yield from changed_tuple(label, value)
    elif isinstance(value, Mapping):
        yield from changed_mapping(label, value)
    elif isinstance(value, frozenset):
        yield label, frozenset(Need) - value
    elif value is not None:
        yield label, another(value)


def another(value: Any) -> Any:
    """Return another plain value of the same type."""
    match value:
        case bool():
            return not value
        case Enum():
            return next(each for each in type(value) if each is not value)
        case int():
            return value + 1
        case Fraction():
            return value / 2 if value else Fraction(1, 9)
        case date():
            return value + timedelta(days=1)
        case _:
            return f"{value} otherwise"


def changed_tuple(label: str, value: tuple[Any, ...]) -> Iterator[Edit]:
    """Yield a tuple with a part changed, with one taken out, and with its order turned."""
    for place, each in enumerate(value):
        if is_dataclass(each):
            for inner, other in edits(each):
                yield inner, (*value[:place], other, *value[place + 1 :])
        elif label in {"DatedPoints.amounts", "PointsByBound.rows", "Measure.table"}:
            yield label, (*value[:place], (each[0], each[1] + 1), *value[place + 1 :])
    if label == "IndexForm.scale":
        yield label, (value[0] - 1, value[1])
    elif label == "Rates.brackets":
        yield label, ((value[0][0] - 1, value[0][1]), *value[1:])
    elif label in {"PointsForm.groups", "Group.caps", "Rule.points_caps", "Rule.fade"} and value:
        yield label, ()
    if len(value) > 1 and label not in {"IndexForm.scale", "Rates.brackets"}:
        yield label, value[:-1] if label != "IndexForm.dimensions" else value[::-1]
        yield label, value[::-1]


def changed_mapping(label: str, value: Mapping[Any, Any]) -> Iterator[Edit]:
    """Yield a mapping with one value changed, or with one taken out."""
    for key, each in value.items():
        if is_dataclass(each) and not isinstance(each, Span):
            yield from ((inner, {**value, key: other}) for inner, other in edits(each))
        elif isinstance(each, Span):
            yield label, {**value, key: Span(count=each.count + 1, unit=each.unit)}
        elif isinstance(each, int):
            yield label, {**value, key: each + 1}
        else:
            yield label, {**value, key: f"{each} otherwise"}
    if label == "RecordKind.law" and not value:
        yield label, {"en": "An Act", "zh": "一部法律"}
    if label in {"Policy.kinds", "RecordKind.fields"} and len(value) > 1:
        names = [name for name in value if name not in used()]
        yield from ((label, {n: v for n, v in value.items() if n != name}) for name in names[:1])


def used() -> set[str]:
    """Return the names of kinds and fields that rules and measures read."""
    return {
        "shift", "gift", "prize", "fine", "upvote", "visit", "debt", "course", "claim", "test",
        "ride", "hours", "amount", "grade", "first", "kept", "marks",
    }  # fmt: skip


def all_edits() -> Iterator[tuple[str, Policy, Policy]]:
    """Yield every edit with the policy before and after it."""
    for text in (POINTS, INDEX, STUDY):
        old = spoken(text)
        for label, new in edits(old):
            yield label, old, new


def names_of_fields() -> set[str]:
    """Return every field of every part that is written, but for the names that are looked up."""
    return {
        f"{part.__name__}.{field.name}"
        for part in PARTS
        for field in fields(part)
        if field.init and not (field.name == "name" and part.__name__ in RENAMED)
    }


CONTAINERS: Final = {
    # a part of these is changed in the part itself, under its own name
    "Policy.form", "Rule.worth", "FixedPoints.points", "PointsEach.points",
    "PointsForm.bounds", "RecordKind.fields", "Policy.kinds",
}  # fmt: skip


def test_a_policy_does_not_differ_from_itself_read_again() -> None:
    for text in (POINTS, INDEX, STUDY):
        found = diff(spoken(text), spoken(text))
        assert found.changes == ()
        assert found.needs is Needs.NOTHING
        assert found.lines("en") == ("Nothing changes.",)
        assert found.lines("zh") == ("没有变化。",)


def test_every_edit_of_every_field_is_a_change_with_words_in_every_language() -> None:
    covered: set[str] = set()
    count = 0
    for label, old, new in all_edits():
        found = diff(old, replace(new, **LATER) if label not in OWN else new)
        own = [each for each in found.changes if each.path not in {"edition", "published", "from"}]
        assert own or label in OWN, label
        for change in found.changes:
            assert set(change.words) == set(LANGUAGES), label
            assert all(words.strip() for words in change.words.values()), label
            assert change.words["en"].endswith("."), label
            assert change.words["zh"].endswith("。"), label
        assert found.changes, label
        covered.add(label)
        count += 1
    assert names_of_fields() - CONTAINERS <= covered
    assert count > 400


def test_the_checker_and_the_comparison_agree_on_what_reaches_back() -> None:
    reached = kept = 0
    for label, old, edited in all_edits():
        new = edited if label in OWN else replace(edited, **LATER)
        if new.purpose is Purpose.STUDY or type(new.form) is not type(old.form):
            continue
        parts = parts_of(old)
        harsher = any(
            harsher_than(old, new, name) or newer(parts[name], part, new.in_force)
            for name, part in parts_of(new).items()
            if name in parts
        )
        words = [each for each in diff(old, new).changes if BACK in each.words["en"]]
        assert bool(words) is harsher, label
        assert all(each.needs is Needs.REFUSED for each in words), label
        reached, kept = reached + harsher, kept + (not harsher)
    assert reached > 20
    assert kept > 300


BACK: Final = "would lose points: rules never reach back"


def parts_of(policy: Policy) -> dict[RuleName, Rule | Measure]:
    """Return the rules or measures of a policy by their names."""
    form = policy.form
    parts = form.rules if isinstance(form, PointsForm) else form.measures
    return {part.name: part for part in parts}


def newer(old: Rule | Measure, new: Rule | Measure, first: date) -> bool:
    """Return whether a part begins to take points for acts that it did not read before."""
    if isinstance(old, Rule) and isinstance(new, Rule):
        before = old if old.record == new.record else None
        return starts_earlier(old, new, first) or takes_more(before, new, first)
    assert isinstance(old, Measure)
    assert isinstance(new, Measure)
    return measure_reaches_back(old, new, first)


OWN: Final = {"Policy.edition", "Policy.published", "Policy.in_force"}


@pytest.mark.parametrize(
    "text, old, new, path",
    [
        (POINTS, "gifts:", "presents:", "rules.presents"),
        (POINTS, "honours:", "others:", "groups.others"),
        (POINTS, "illness:", "sickness:", "records.sickness"),
        (POINTS, "thanked:", "greeted:", "levels.greeted"),
        (POINTS, "low:", "lower:", "bands.lower"),
        (POINTS, "tea", "coffee", "benefits.coffee"),
        (INDEX, "rides:", "journeys:", "measures.journeys"),
        (INDEX, "life", "living", "dimensions.living"),
        (POINTS, "value: money", "worth: money", "records.gift.fields.worth"),
    ],
)
def test_another_name_is_another_thing(text: str, old: str, new: str, path: str) -> None:
    assert text.count(old) >= 1
    renamed = text.replace(old, new).replace("context: living", "context: life")
    found = diff(spoken(text), replace(spoken(renamed), **LATER))
    paths = {change.path for change in found.changes}
    gone = f"{path.rpartition('.')[0]}.{old.partition(':')[0]}"
    assert {path, gone} <= paths


def test_the_field_of_a_kind_and_the_kind_of_a_policy_may_go() -> None:
    labels = {label for label, _, _ in all_edits()}
    assert {"RecordKind.fields", "Policy.kinds"} <= labels


def test_units_of_a_span_are_compared_too() -> None:
    old = spoken(POINTS)
    notice = Span(count=30, unit=Unit.WEEKS)
    found = diff(old, replace(old, notice=notice, **LATER))
    assert found.changes[0].words["en"] == (
        "Thanks of the town, notice: 30 weeks; before: 30 days."
    )
