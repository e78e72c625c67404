"""What changes in the rules and shared limits of the points family."""

from collections.abc import Callable, Sequence

from goodstanding.model.days import Span
from goodstanding.model.points import (
    FixedPoints,
    Group,
    PointsCap,
    PointsEach,
    Rule,
    TimesCap,
    Worth,
)
from goodstanding.model.policy import PointsForm
from goodstanding.rulebook.diff.change import Comparison, Needs, Phrase, Place, title_of
from goodstanding.rulebook.heavier import (
    caps_take_more,
    counts_longer,
    floor_lets_more,
    group_takes_more,
    repair_leaves_more,
    starts_earlier,
    takes_more,
    was_there,
)
from goodstanding.rulebook.words.language import Language
from goodstanding.rulebook.words.phrases import (
    amount,
    bounds_phrases,
    caps_phrase,
    fade_phrases,
    lasts_phrase,
    repaired_phrase,
    worth_phrase,
)
from goodstanding.rulebook.words.sentences import group_sentence, sentences_of


def compare_points(found: Comparison, old: PointsForm, new: PointsForm) -> None:
    """Add what differs between two points policies."""
    title = title_of(found.new.title)
    found.value(
        Place(path="start", subject=title, what=lambda language: language.change.start),
        old.start,
        new.start,
        lambda language, points: language.points(points),
    )
    there = any(was_there(rule, found.first_day) for rule in new.rules)
    lower = found.back(reaches=there and floor_lets_more(old, new))
    found.value(
        Place(path="bounds", subject=title, what=lambda language: language.change.bounds),
        old.bounds,
        new.bounds,
        lambda language, bounds: language.comma.join(bounds_phrases(language, bounds)),
        *lower,
        needs=Needs.REFUSED if lower else Needs.NOTICE,
    )
    _rules(found, old, new)
    _groups(found, old, new)


def _rules(found: Comparison, old: PointsForm, new: PointsForm) -> None:
    """Add rules that are new, gone, in another order or changed."""
    before = {rule.name: rule for rule in old.rules}
    after = {rule.name: rule for rule in new.rules}
    arrived = found.names(
        "rules",
        lambda language: language.change.rule,
        {name: title_of(rule.title) for name, rule in before.items()},
        {name: title_of(rule.title) for name, rule in after.items()},
    )
    for name, rule in after.items():
        if name in arrived:
            _new_rule(found, rule)
        else:
            _rule(found, before[name], rule)


def _new_rule(found: Comparison, rule: Rule) -> None:
    """Add a rule that was not there before, with its sentences."""
    policy = found.new
    back = found.back(reaches=takes_more(None, rule, found.first_day))
    found.arrived(
        f"rules.{rule.name}",
        lambda language: language.change.rule,
        lambda language: language.rule.titled.format(
            title=language.text(rule.title),
            text=language.together(sentences_of(language, policy, rule.name)).removesuffix(
                language.stop
            ),
        ),
        *back,
        needs=Needs.REFUSED if back else found.reading_needs(rule.record),
    )


def _rule(found: Comparison, old: Rule, new: Rule) -> None:
    """Add what differs between two editions of one rule."""
    path, subject = f"rules.{new.name}", title_of(new.title)
    kinds = {kind.name: kind for kind in (found.old.kinds[old.record], found.new.kinds[new.record])}

    def place(key: str, what: Phrase) -> Place:
        return Place(path=f"{path}.{key}", subject=subject, what=what)

    found.text(place("title", lambda language: language.change.title), old.title, new.title)
    found.value(
        place("record", lambda language: language.change.reads),
        old.record,
        new.record,
        lambda language, name: language.quoted(language.text(kinds[name].means)),
        needs=found.reading_needs(new.record),
    )
    _worth(found, old, new)
    earlier = found.back(reaches=starts_earlier(old, new, found.first_day))
    found.value(
        place("since", lambda language: language.change.since),
        old.since,
        new.since,
        lambda language, day: language.change.always if day is None else language.day(day),
        *earlier,
        needs=Needs.REFUSED if earlier else Needs.NOTICE,
    )
    _time(found, old, new, place)
    there = was_there(new, found.first_day) and old.record == new.record
    wider = found.back(reaches=there and caps_take_more(_caps(old), _caps(new)))
    found.value(
        place("cap", lambda language: language.change.caps),
        _caps(old),
        _caps(new),
        caps_phrase,
        *wider,
        needs=Needs.REFUSED if wider else Needs.NOTICE,
    )
    found.value(
        place("law", lambda language: language.change.law),
        old.law,
        new.law,
        lambda _, law: law,
    )


def _caps(rule: Rule) -> Sequence[TimesCap | PointsCap]:
    """Return the limits of a rule of both sorts."""
    return (*rule.times_caps, *rule.points_caps)


def _worth(found: Comparison, old: Rule, new: Rule) -> None:
    """Add that an act is worth something else, as one step where a dated amount follows."""
    path = f"rules.{new.name}.points"
    before = old if old.record == new.record else None
    back = found.back(reaches=takes_more(before, new, found.first_day))
    if old.worth == new.worth and not back:
        return
    if not back and _next_amount(old.worth, new.worth):
        found.add(path, Needs.NOTICE, lambda language: _step(language, new))
        return
    kinds = (found.old.kinds[old.record], found.new.kinds[new.record])
    found.add(
        path,
        Needs.REFUSED if back else Needs.NOTICE,
        lambda language: language.change.changed.format(
            subject=language.text(new.title),
            what=language.change.worth,
            old=worth_phrase(language, kinds[0], old.worth),
            new=worth_phrase(language, kinds[1], new.worth),
        ),
        *back,
    )


def _next_amount(old: Worth, new: Worth) -> bool:
    """Return whether nothing changes but that one more dated amount of the same sign follows."""
    if isinstance(old, FixedPoints) and isinstance(new, FixedPoints):
        return _follows(old, new)
    if isinstance(old, PointsEach) and isinstance(new, PointsEach):
        return old.field == new.field and _follows(old, new)
    return False


def _follows(old: FixedPoints | PointsEach, new: FixedPoints | PointsEach) -> bool:
    """Return whether the amounts are the old ones and one more of the sign of the last."""
    *most, (_, last) = new.points.amounts
    return tuple(most) == old.points.amounts and most[-1][1] * last > 0


def _step(language: Language, new: Rule) -> str:
    """Return a step such as: 2 to 3 points an hour from 1 October 2026."""
    assert isinstance(new.worth, FixedPoints | PointsEach)
    *_, (_, before), (day, after) = new.worth.points.amounts
    assert day is not None
    return language.change.dated.format(
        subject=language.text(new.title),
        old_number=language.number(abs(before)),
        old=amount(language, new.worth, before),
        new=amount(language, new.worth, after),
        day=language.day(day),
    )


def _time(found: Comparison, old: Rule, new: Rule, place: Callable[[str, Phrase], Place]) -> None:
    """Add what differs in fading, lasting and repair; a longer life of a record needs consent."""
    longer = outlasts(counts_for(old), counts_for(new))
    there = was_there(new, found.first_day) and old.record == new.record
    window = found.new.window
    back = found.back(reaches=there and counts_longer(old, new, (window, window)))
    more: list[Phrase] = [lambda language: language.change.stops] if longer else []
    more += back
    needs = Needs.REFUSED if back else Needs.CONSENT if longer else Needs.NOTICE
    kinds = (found.old.kinds[old.record], found.new.kinds[new.record])
    found.value(
        place("fade", lambda language: language.change.fade),
        old.fade,
        new.fade,
        lambda language, fade: language.comma.join(fade_phrases(language, fade)),
        *more,
        needs=needs,
    )
    if old.lasts != new.lasts:
        found.add(
            f"rules.{new.name}.lasts",
            needs,
            lambda language: language.change.changed.format(
                subject=language.text(new.title),
                what=language.change.lasts,
                old=lasts_phrase(language, kinds[0], old) or language.change.none_word,
                new=lasts_phrase(language, kinds[1], new) or language.change.none_word,
            ),
            *more,
        )
    harder = found.back(reaches=there and repair_leaves_more(old, new))
    found.value(
        place("repaired", lambda language: language.change.repaired),
        old.repaired,
        new.repaired,
        repaired_phrase,
        *harder,
        needs=Needs.REFUSED if harder else Needs.NOTICE,
    )


def counts_for(rule: Rule) -> Span | None:
    """Return how long the longest-lived act of a rule counts, None for ever."""
    ends = [step.after for step in rule.fade if not step.share]
    if rule.lasts is not None:
        ends.append(max(rule.lasts.spans.values(), key=lambda span: span.mean_days))
    return min(ends, key=lambda span: span.mean_days, default=None)


def outlasts(old: Span | None, new: Span | None) -> bool:
    """Return whether the new span is longer; None is without end."""
    if old is None:
        return False
    return new is None or new.mean_days > old.mean_days


def _groups(found: Comparison, old: PointsForm, new: PointsForm) -> None:
    """Add shared limits that are new, gone, in another order or changed."""
    before = {group.name: group for group in old.groups}
    after = {group.name: group for group in new.groups}
    what: Phrase = lambda language: language.change.group  # noqa: E731 - typed as a phrase
    there = {rule.name for rule in new.rules if was_there(rule, found.first_day)}
    held = {
        name
        for name, group in before.items()
        if there & set(group.rules) and group_takes_more(group, new)
    }
    arrived = found.names(
        "groups",
        what,
        {name: title_of(group.title) for name, group in before.items()},
        {name: title_of(group.title) for name, group in after.items()},
        held=held,
    )
    for name, group in after.items():
        if name in arrived:
            found.arrived(f"groups.{name}", what, _group_phrase(new, group))
        else:
            _group(found, before[name], group, forms=(old, new), held=name in held)


def _group_phrase(form: PointsForm, group: Group) -> Phrase:
    """Return a shared limit with its rules."""
    return lambda language: language.rule.titled.format(
        title=language.text(group.title),
        text=group_sentence(language, form, group).removesuffix(language.stop),
    )


def _group(
    found: Comparison,
    old: Group,
    new: Group,
    *,
    forms: tuple[PointsForm, PointsForm],
    held: bool,
) -> None:
    """Add what differs between two editions of one shared limit.

    It is `held` where what it held back of old acts is not held by any limit now.
    """
    back = found.back(reaches=held)
    needs = Needs.REFUSED if back else Needs.NOTICE
    path, subject = f"groups.{new.name}", title_of(new.title)
    found.text(
        Place(path=f"{path}.title", subject=subject, what=lambda language: language.change.title),
        old.title,
        new.title,
    )
    if sorted(old.rules) != sorted(new.rules):
        titles = [{rule.name: rule.title for rule in form.rules} for form in forms]
        found.add(
            f"{path}.rules",
            needs,
            lambda language: language.change.changed.format(
                subject=language.text(new.title),
                what=language.change.rules,
                old=language.listed(language.text(titles[0][name]) for name in old.rules),
                new=language.listed(language.text(titles[1][name]) for name in new.rules),
            ),
            *back,
        )
    else:
        found.order(f"{path}.rules", lambda language: language.change.rules, old.rules, new.rules)
    found.value(
        Place(path=f"{path}.cap", subject=subject, what=lambda language: language.change.caps),
        old.caps,
        new.caps,
        caps_phrase,
        *back,
        needs=needs,
    )
