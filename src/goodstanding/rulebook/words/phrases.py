"""The forms of a policy as phrases of a language: amounts, tables, limits and time."""

from collections.abc import Sequence
from datetime import date

from goodstanding.model.index import Measure, Reading
from goodstanding.model.kinds import FieldType, Money, RecordKind
from goodstanding.model.names import FieldName, FieldValue, Number
from goodstanding.model.points import (
    Bounds,
    FadeStep,
    FixedPoints,
    Hold,
    PointsByBound,
    PointsByName,
    PointsCap,
    PointsEach,
    Rates,
    Repaired,
    Rule,
    TimesCap,
    Worth,
)
from goodstanding.rulebook.words.language import Language


def value_word(language: Language, field: FieldName, value: FieldValue) -> str:
    """Return a name or yes or no that a field holds as a word."""
    if isinstance(value, bool):
        return language.change.yes if value else language.change.no
    return language.value(field, str(value))


def field_value(
    language: Language, kind: RecordKind | None, name: FieldName, value: FieldValue
) -> str:
    """Return what a field of a record holds in words; of a kind that is gone, numbers as kept."""
    if isinstance(value, bool | str):
        return value_word(language, name, value)
    if isinstance(value, date):
        return language.day(value)
    form = None if kind is None else kind.fields.get(name)
    return language.money(value) if isinstance(form, Money) else language.number(value)


def bound_word(language: Language, form: FieldType | None, bound: Number) -> str:
    """Return a bound of a table in the unit of its field: money is kept in hundredths."""
    return language.money(bound) if isinstance(form, Money) else language.number(bound)


def amount(language: Language, worth: Worth, points: Number) -> str:
    """Return points of a form: a gain, a loss or nothing, for each unit where it counts units."""
    said = language.worth(points)
    if points and isinstance(worth, PointsEach | Rates):
        return language.rule.each.format(amount=said, unit=language.unit(worth.field))
    return said


def dated_amounts(language: Language, worth: FixedPoints | PointsEach) -> str:
    """Return each amount with the day from which it holds."""
    return language.comma.join(
        amount(language, worth, points)
        if day is None
        else language.rule.from_day.format(
            amount=amount(language, worth, points), day=language.day(day)
        )
        for day, points in worth.points.amounts
    )


def worth_phrase(language: Language, kind: RecordKind, worth: Worth) -> str:
    """Return what an act is worth."""
    words = language.rule
    match worth:
        case FixedPoints() | PointsEach():
            return dated_amounts(language, worth)
        case PointsByBound():
            form = kind.fields[worth.field]
            rows = number_rows(
                language, [(bound_word(language, form, bound), n) for bound, n in worth.rows]
            )
            return words.by_field.format(field=language.name(worth.field), rows=rows)
        case Rates():
            return rates_phrase(language, kind, worth)
        case _:  # by name
            rows = language.semicolon.join(
                words.row.format(
                    name=value_word(language, worth.field, name), amount=language.worth(n)
                )
                for name, n in worth.rows.items()
            )
            return words.by_field.format(field=language.name(worth.field), rows=rows)


def bound_names(language: Language, bounds: Sequence[str]) -> list[str]:
    """Return the lower bounds of a table as its rows are called."""
    first, later = language.rule.bound_first, language.rule.bound_later
    return [(later if place else first).format(bound=bound) for place, bound in enumerate(bounds)]


def number_rows(language: Language, rows: Sequence[tuple[str, int]]) -> str:
    """Return the rows of a table by lower bounds."""
    names = bound_names(language, [bound for bound, _ in rows])
    return language.semicolon.join(
        language.rule.row.format(name=name, amount=language.worth(points))
        for name, (_, points) in zip(names, rows, strict=True)
    )


def rates_phrase(language: Language, kind: RecordKind, worth: Rates) -> str:
    """Return progressive rates, each with the part of the year's quantity that it is for."""
    words = language.rule
    form = kind.fields[worth.field]
    rows = []
    lower = 0
    for upper, rate in worth.brackets:
        rows.append(
            words.rate_row.format(
                lower=bound_word(language, form, lower),
                upper=bound_word(language, form, upper),
                amount=amount(language, worth, rate),
            )
        )
        lower = upper
    rows.append(words.rate_end.format(upper=bound_word(language, form, lower)))
    return words.rates.format(field=language.name(worth.field), rows=language.semicolon.join(rows))


def cap_phrases(language: Language, caps: Sequence[TimesCap | PointsCap]) -> list[str]:
    """Return each limit with its period."""
    words = language.rule
    said = []
    for cap in caps:
        period = language.closed.period[cap.per]
        if isinstance(cap, TimesCap):
            form = words.cap_times_once if cap.times == 1 else words.cap_times
            said.append(form.format(number=language.number(cap.times), period=period))
        else:
            form = words.cap_gain if cap.points >= 0 else words.cap_loss
            said.append(form.format(number=language.number(abs(cap.points)), period=period))
    return said


def caps_phrase(language: Language, caps: Sequence[TimesCap | PointsCap]) -> str:
    """Return limits in a row, empty where there are none."""
    return language.also.join(cap_phrases(language, caps))


def fade_phrases(language: Language, fade: Sequence[FadeStep]) -> list[str]:
    """Return what each step of a fade leaves of an act's points."""
    words = language.rule
    return [
        (words.fade_share if step.share else words.fade_none).format(
            share=language.share(step.share), span=language.span(step.after)
        )
        for step in fade
    ]


def weighs_phrase(language: Language, fade: Sequence[FadeStep]) -> str:
    """Return what time leaves of a record's weight in a measure, empty where all of it is."""
    words = language.rule
    steps = [
        (words.step_share if step.share else words.step_none).format(
            share=language.share(step.share), span=language.span(step.after)
        )
        for step in fade
    ]
    return words.weighs.format(steps=language.comma.join(steps)) if steps else ""


def lasts_phrase(language: Language, kind: RecordKind, rule: Rule) -> str:
    """Return how long an act counts, empty where nothing is said of it."""
    if rule.lasts is None:
        return ""
    words = language.rule
    if rule.lasts.plain is not None:
        return words.lasts.format(span=language.span(rule.lasts.plain))
    assert isinstance(rule.worth, PointsByBound | PointsByName)
    form = kind.fields[rule.worth.field]
    keys = [key for key in rule.lasts.spans if key is not None]
    if isinstance(rule.worth, PointsByBound):
        bounds = [bound_word(language, form, key) for key in keys if isinstance(key, int)]
        names = bound_names(language, bounds)
    else:
        names = [value_word(language, rule.worth.field, key) for key in keys]
    rows = [
        words.lasts_row.format(name=name, span=language.span(span))
        for name, span in zip(names, rule.lasts.spans.values(), strict=True)
    ]
    return words.lasts_by.format(
        field=language.name(rule.worth.field), rows=language.semicolon.join(rows)
    )


def repaired_phrase(language: Language, repaired: Repaired | None) -> str:
    """Return what a repaired deduction becomes, empty where nothing is said of it."""
    if repaired is None:
        return ""
    said = language.worth(repaired.points)
    if repaired.lasts is None:
        return language.rule.repaired.format(amount=said)
    return language.rule.repaired_lasting.format(amount=said, span=language.span(repaired.lasts))


def bounds_phrases(language: Language, bounds: Bounds | None) -> list[str]:
    """Return the ends of a total and when they are applied."""
    words = language.board
    if bounds is None:
        return []
    said = []
    if bounds.floor is not None:
        said.append(words.floor.format(number=language.number(bounds.floor)))
    if bounds.ceiling is not None:
        said.append(words.ceiling.format(number=language.number(bounds.ceiling)))
    said.append(words.hold_always if bounds.hold is Hold.AT_EVERY_RECORD else words.hold_at_end)
    return said


def reading_phrase(language: Language, kind: RecordKind, measure: Measure) -> str:
    """Return what number a measure makes of the records it reads."""
    words = language.rule
    forms = {
        Reading.COUNT: words.count,
        Reading.SUM_FIELD: words.sum_field,
        Reading.SUM: words.sum_weights,
        Reading.MOST: words.most,
        Reading.SMALLEST: words.smallest,
        Reading.LATEST: words.latest,
        Reading.SHARE: words.share,
        Reading.YEARS_SINCE: words.years_since,
    }
    field = FieldName("") if measure.field is None else measure.field
    return forms[measure.reading].format(
        record=language.text(kind.means), field=language.name(field)
    )


def measure_rows(language: Language, kind: RecordKind, measure: Measure) -> str:
    """Return the points of a measure by its number."""
    form = None if measure.field is None else kind.fields[measure.field]
    if measure.reading is Reading.SHARE:
        return number_rows(language, [(language.percent(bound), n) for bound, n in measure.table])
    return number_rows(
        language, [(bound_word(language, form, bound), n) for bound, n in measure.table]
    )
