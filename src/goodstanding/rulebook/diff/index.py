"""What changes in the dimensions and measures of the index family."""

from collections.abc import Callable, Sequence

from goodstanding.model.days import Span
from goodstanding.model.index import Dimension, Measure
from goodstanding.model.names import DimensionName, RuleName
from goodstanding.model.policy import IndexForm
from goodstanding.rulebook.diff.change import Comparison, Needs, Phrase, Place, title_of
from goodstanding.rulebook.heavier import (
    counts_longer,
    leaves_its_limit,
    measure_reaches_back,
    was_there,
    weighs_more,
)
from goodstanding.rulebook.words.language import Language
from goodstanding.rulebook.words.phrases import measure_rows, reading_phrase, weighs_phrase
from goodstanding.rulebook.words.sentences import sentences_of


def compare_index(found: Comparison, old: IndexForm, new: IndexForm) -> None:
    """Add what differs between two index policies."""
    heavier = _heavier(found, old, new)
    back = found.back(reaches=bool(heavier))
    found.value(
        Place(
            path="scale",
            subject=title_of(found.new.title),
            what=lambda language: language.change.scale,
        ),
        old.scale,
        new.scale,
        lambda language, ends: language.change.scale_words.format(
            low=language.number(ends[0]), high=language.number(ends[1])
        ),
        *back,
        needs=Needs.REFUSED if back else Needs.NOTICE,
    )
    _dimensions(found, old, new)
    _measures(found, old, new)


def _heavier(found: Comparison, old: IndexForm, new: IndexForm) -> dict[RuleName, DimensionName]:
    """Return the measures whose old deductions take more of the total now, with their parts."""
    before = {measure.name: measure for measure in old.measures}
    return {
        measure.name: measure.dimension
        for measure in new.measures
        if measure.name in before
        and was_there(measure, found.first_day)
        and weighs_more(before[measure.name], measure, (old, new))
    }


def _dimensions(found: Comparison, old: IndexForm, new: IndexForm) -> None:
    """Add parts of the index that are new, gone, in another order or changed."""
    before = {part.name: part for part in old.dimensions}
    after = {part.name: part for part in new.dimensions}
    arrived = found.names(
        "dimensions",
        lambda language: language.change.dimension,
        {name: title_of(part.title) for name, part in before.items()},
        {name: title_of(part.title) for name, part in after.items()},
    )
    for name, part in after.items():
        if name in arrived:
            found.arrived(
                f"dimensions.{name}",
                lambda language: language.change.dimension,
                _dimension_phrase(part),
            )
        else:
            heavier = name in _heavier(found, old, new).values()
            _dimension(found, before[name], part, back=found.back(reaches=heavier))


def _dimension_phrase(part: Dimension) -> Phrase:
    """Return a part with its weight and base."""
    return lambda language: language.comma.join(
        (
            language.text(part.title),
            f"{language.change.weight} {language.percent(part.weight)}",
            f"{language.change.base} {language.number(part.base)}",
        )
    )


def _dimension(
    found: Comparison, old: Dimension, new: Dimension, *, back: Sequence[Phrase]
) -> None:
    """Add what differs between two editions of one part; `back` where old deductions weigh more."""
    path, subject = f"dimensions.{new.name}", title_of(new.title)
    found.text(
        Place(path=f"{path}.title", subject=subject, what=lambda language: language.change.title),
        old.title,
        new.title,
    )
    found.value(
        Place(path=f"{path}.weight", subject=subject, what=lambda language: language.change.weight),
        old.weight,
        new.weight,
        lambda language, weight: language.percent(weight),
        *(back if new.weight > old.weight else ()),
        needs=Needs.REFUSED if back and new.weight > old.weight else Needs.NOTICE,
    )
    found.value(
        Place(path=f"{path}.base", subject=subject, what=lambda language: language.change.base),
        old.base,
        new.base,
        lambda language, base: language.number(base),
    )


def _measures(found: Comparison, old: IndexForm, new: IndexForm) -> None:
    """Add measures that are new, gone, in another order or changed."""
    before = {measure.name: measure for measure in old.measures}
    after = {measure.name: measure for measure in new.measures}
    arrived = found.names(
        "measures",
        lambda language: language.change.measure,
        {name: title_of(measure.title) for name, measure in before.items()},
        {name: title_of(measure.title) for name, measure in after.items()},
    )
    for name, measure in after.items():
        if name in arrived:
            _new_measure(found, measure)
        else:
            _measure(found, before[name], measure, forms=(old, new))


def _new_measure(found: Comparison, measure: Measure) -> None:
    """Add a measure that was not there before, with its sentences."""
    policy = found.new
    back = _back(found, None, measure)
    found.arrived(
        f"measures.{measure.name}",
        lambda language: language.change.measure,
        lambda language: language.rule.titled.format(
            title=language.text(measure.title),
            text=language.together(sentences_of(language, policy, measure.name)).removesuffix(
                language.stop
            ),
        ),
        *back,
        needs=Needs.REFUSED if back else found.reading_needs(measure.record),
    )


def _back(found: Comparison, old: Measure | None, new: Measure) -> list[Phrase]:
    """Return the sentence that a change reaches back, none where it does not."""
    return found.back(reaches=measure_reaches_back(old, new, found.first_day))


def _measure(
    found: Comparison, old: Measure, new: Measure, *, forms: tuple[IndexForm, IndexForm]
) -> None:
    """Add what differs between two editions of one measure."""
    path, subject = f"measures.{new.name}", title_of(new.title)
    parts = {part.name: part.title for form in forms for part in form.dimensions}
    back = _back(found, old, new)
    harsher = Needs.REFUSED if back else Needs.NOTICE

    def place(key: str, what: Phrase) -> Place:
        return Place(path=f"{path}.{key}", subject=subject, what=what)

    found.text(place("title", lambda language: language.change.title), old.title, new.title)
    freed = was_there(new, found.first_day) and old.record == new.record
    freed = freed and leaves_its_limit(old, forms)
    moved = found.back(reaches=freed or new.name in _heavier(found, *forms))
    found.value(
        place("dimension", lambda language: language.change.of_dimension),
        old.dimension,
        new.dimension,
        lambda language, name: language.text(parts[name]),
        *moved,
        needs=Needs.REFUSED if moved else Needs.NOTICE,
    )
    _reading(found, old, new, back)
    found.value(
        place("since", lambda language: language.change.since),
        old.since,
        new.since,
        lambda language, day: language.change.always if day is None else language.day(day),
        *back,
        needs=harsher,
    )
    _time(found, old, new, place)
    found.value(
        place("law", lambda language: language.change.law),
        old.law,
        new.law,
        lambda _, law: law,
    )


def _time(
    found: Comparison, old: Measure, new: Measure, place: Callable[[str, Phrase], Place]
) -> None:
    """Add what differs in how far back a measure reads, and in how many records it needs."""
    there = was_there(new, found.first_day) and old.record == new.record
    window = found.new.window
    longer = reads_for(new).mean_days > reads_for(old).mean_days
    more = found.back(reaches=there and counts_longer(old, new, (window, window)))
    needs = Needs.REFUSED if more else Needs.CONSENT if longer else Needs.NOTICE
    found.value(
        place("over", lambda language: language.change.over),
        old.over,
        new.over,
        lambda language, span: language.span(span),
        *more,
        needs=needs,
    )
    found.value(
        place("fade", lambda language: language.change.fade),
        old.fade,
        new.fade,
        weighs_phrase,
        *more,
        needs=needs,
    )
    fewer = found.back(reaches=there and new.least < old.least)
    found.value(
        place("least", lambda language: language.change.least),
        old.least,
        new.least,
        lambda language, least: language.number(least),
        *fewer,
        needs=Needs.REFUSED if fewer else Needs.NOTICE,
    )


def _reading(found: Comparison, old: Measure, new: Measure, back: list[Phrase]) -> None:
    """Add what differs in what a measure reads, and in the points it gives for it."""
    path, subject = f"measures.{new.name}", title_of(new.title)
    kinds = (found.old.kinds[old.record], found.new.kinds[new.record])
    if (old.reading, old.record, old.field) != (new.reading, new.record, new.field):
        found.add(
            f"{path}.of",
            Needs.REFUSED if back else found.reading_needs(new.record),
            lambda language: language.change.changed.format(
                subject=subject(language),
                what=language.change.reading,
                old=reading_phrase(language, kinds[0], old),
                new=reading_phrase(language, kinds[1], new),
            ),
            *back,
        )
    if old.table != new.table:

        def rows(language: Language, measure: Measure) -> str:
            return measure_rows(language, kinds[0 if measure is old else 1], measure)

        found.add(
            f"{path}.table",
            Needs.REFUSED if back else Needs.NOTICE,
            lambda language: language.change.changed.format(
                subject=subject(language),
                what=language.change.table,
                old=rows(language, old),
                new=rows(language, new),
            ),
            *back,
        )


def reads_for(measure: Measure) -> Span:
    """Return how far back a measure reads: over its span, or until a record weighs nothing."""
    ends = [measure.over, *(step.after for step in measure.fade if not step.share)]
    return min(ends, key=lambda span: span.mean_days)
