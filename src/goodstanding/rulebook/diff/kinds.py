"""What changes in the kinds of record: what is read, from whom, and what it rests on."""

from collections.abc import Callable

from goodstanding.model.kinds import Day, FieldType, Money, OneOf, RecordKind, WholeNumber
from goodstanding.model.names import FieldName
from goodstanding.rulebook.diff.change import Comparison, Needs, Phrase, Place
from goodstanding.rulebook.heavier import (
    acts_repeat,
    fields_of,
    of_another_source,
    parts_of,
    parts_there,
)
from goodstanding.rulebook.words.sentences import field_phrase, needs_phrase


def compare_kinds(found: Comparison) -> None:
    """Add kinds of record that are new, gone, in another order or changed."""
    old, new = found.old.kinds, found.new.kinds
    arrived = found.names(
        "records",
        lambda language: language.change.kind,
        {name: _kind_phrase(kind) for name, kind in old.items()},
        {name: _kind_phrase(kind) for name, kind in new.items()},
    )
    for name, kind in new.items():
        if name in arrived:
            found.arrived(
                f"records.{name}",
                lambda language: language.change.kind,
                _kind_phrase(kind),
                needs=Needs.CONSENT if found.new.reads(name) else Needs.NOTICE,
            )
        else:
            _kind(found, old[name], kind)


def _kind_phrase(kind: RecordKind) -> Phrase:
    """Return a kind with its source."""
    return lambda language: language.change.kind_from.format(
        kind=language.quoted(language.text(kind.means)), source=language.name(kind.source)
    )


def _kind(found: Comparison, old: RecordKind, new: RecordKind) -> None:
    """Add what differs between two editions of one kind of record."""
    path = f"records.{new.name}"
    reading = Needs.CONSENT if found.new.reads(new.name) else Needs.NOTICE

    def subject_of(means: RecordKind) -> Phrase:
        return lambda language: language.quoted(language.text(means.means))

    def place(key: str, what: Phrase) -> Place:
        return Place(path=f"{path}.{key}", subject=subject_of(new), what=what)

    others = _back(found, new, reaches=of_another_source(found.old, found.new, new.name))
    found.value(
        place("source", lambda language: language.change.source),
        old.source,
        new.source,
        lambda language, name: language.name(name),
        *others,
        needs=Needs.REFUSED if others else reading,
    )
    found.text(
        Place(
            path=f"{path}.means",
            subject=subject_of(old),
            what=lambda language: language.change.means,
        ),
        old.means,
        new.means,
        needs=reading,
    )
    _standing(found, old, new, place)
    found.text(place("law", lambda language: language.change.law), old.law, new.law)
    _fields(found, old, new, reading=reading)


def _back(
    found: Comparison, kind: RecordKind, *, reaches: bool, field: FieldName | None = None
) -> list[Phrase]:
    """Return the sentence that a change reaches back, where a deduction reads the kind, or field.

    A rule that is new or read another kind is left to what is said of it.
    """
    form = found.old.form
    known = {part.name: part.record for part in parts_of(form)}
    return found.back(
        reaches=reaches
        and any(
            part.record == kind.name == known.get(part.name)
            and (field is None or field in fields_of(part))
            for part in parts_there(found.new)
        )
    )


def _standing(
    found: Comparison, old: RecordKind, new: RecordKind, place: Callable[[str, Phrase], Place]
) -> None:
    """Add what differs in what a kind rests on, where it arose, and what getting one takes."""
    found.value(
        place("basis", lambda language: language.change.basis),
        old.basis,
        new.basis,
        lambda language, basis: language.closed.basis[basis],
    )
    found.value(
        place("class", lambda language: language.change.record_class),
        old.record_class,
        new.record_class,
        lambda language, record_class: language.closed.record_class[record_class],
    )
    found.value(
        place("context", lambda language: language.change.context),
        old.context,
        new.context,
        lambda language, context: language.closed.context[context],
    )
    if old.needs != new.needs:
        found.add(
            f"records.{new.name}.needs",
            Needs.NOTICE,
            lambda language: language.change.changed.format(
                subject=language.quoted(language.text(new.means)),
                what=language.change.needs,
                old=needs_phrase(language, old),
                new=needs_phrase(language, new),
            ),
        )
    repeated = _back(found, new, reaches=acts_repeat(found.old, found.new, new.name))
    found.value(
        place("act", lambda language: language.change.act),
        old.act,
        new.act,
        lambda language, act: language.change.yes if act else language.change.no,
        *repeated,
        needs=Needs.REFUSED if repeated else Needs.NOTICE,
    )


def _fields(found: Comparison, old: RecordKind, new: RecordKind, *, reading: Needs) -> None:
    """Add fields that are new, gone, in another order or hold something else."""
    path = f"records.{new.name}.fields"
    what: Phrase = lambda language: language.change.field_of.format(  # noqa: E731 - a phrase
        kind=language.quoted(language.text(new.means))
    )
    arrived = found.names(
        path,
        what,
        {name: _field_phrase(name, form) for name, form in old.fields.items()},
        {name: _field_phrase(name, form) for name, form in new.fields.items()},
    )
    for name, form in new.fields.items():
        if name in arrived:
            found.arrived(f"{path}.{name}", what, _field_phrase(name, form), needs=reading)
            continue
        before = old.fields[name]
        if before == form:
            continue
        if isinstance(before, OneOf) and isinstance(form, OneOf):
            found.order(f"{path}.{name}", what, before.names, form.names)
            if set(before.names) == set(form.names):
                continue
        back = _back(found, new, reaches=type(before) is not type(form), field=name)
        needs = Needs.REFUSED if back else Needs.NOTICE if within(form, before) else reading
        found.value(
            Place(path=f"{path}.{name}", subject=what, what=_name_phrase(name)),
            before,
            form,
            lambda language, each, name=name: field_phrase(language, name, each),  # type: ignore[misc] # mypy cannot type a lambda's default
            *back,
            needs=needs,
        )


def _field_phrase(name: FieldName, form: FieldType) -> Phrase:
    """Return a field with what it may hold."""
    return lambda language: field_phrase(language, name, form)


def _name_phrase(name: FieldName) -> Phrase:
    """Return a field's name in quotes."""
    return lambda language: language.quoted(language.name(name))


def within(new: FieldType, old: FieldType) -> bool:
    """Return whether a field may hold nothing that it could not hold before."""
    if isinstance(new, WholeNumber | Money) and isinstance(old, WholeNumber | Money):
        return type(new) is type(old) and old.least <= new.least and new.most <= old.most
    if isinstance(new, OneOf) and isinstance(old, OneOf):
        return set(new.names) <= set(old.names)
    return isinstance(new, Day) and isinstance(old, Day) and _day_within(new, old)


def _day_within(new: Day, old: Day) -> bool:
    """Return whether the days of a field lie inside the old ones; None is an open end."""
    lower = old.least is None or (new.least is not None and new.least >= old.least)
    upper = old.most is None or (new.most is not None and new.most <= old.most)
    return lower and upper
