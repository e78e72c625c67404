"""Two editions compared by meaning, rule by rule, in words, with what each change needs."""

from datetime import date

from goodstanding.model.policy import PointsForm, Policy, Purpose
from goodstanding.rulebook.diff.change import (
    Change,
    Comparison,
    Diff,
    Needs,
    Phrase,
    Place,
    title_of,
)
from goodstanding.rulebook.diff.index import compare_index
from goodstanding.rulebook.diff.kinds import compare_kinds
from goodstanding.rulebook.diff.opens import compare_opens, everyone_worse
from goodstanding.rulebook.diff.rules import compare_points, outlasts
from goodstanding.rulebook.heavier import counts_longer, parts_there
from goodstanding.rulebook.words.language import Language

__all__ = ["Change", "Diff", "Needs", "diff", "everyone_worse"]


def diff(old: Policy, new: Policy) -> Diff:
    """Return what means something else in `new`, and what each change needs before it may hold.

    A change needs new consent where more is read than before, notice where points or what they
    open differ, nothing where only spelling, order or the edition's own dates do, and is refused
    where the charter forbids it.
    """
    found = Comparison(old=old, new=new)
    _head(found)
    if isinstance(old.form, PointsForm):
        if isinstance(new.form, PointsForm):
            compare_points(found, old.form, new.form)
        else:
            _family(found)
    elif isinstance(new.form, PointsForm):
        _family(found)
    else:
        compare_index(found, old.form, new.form)
    compare_kinds(found)
    compare_opens(found)
    _edition(found)
    return Diff(changes=tuple(found.changes))


def _family(found: Comparison) -> None:
    """Add that the policy is of the other family: nothing of one has a like in the other.

    So whatever deducts for acts from before the edition reaches back.
    """
    back = found.back(reaches=any(parts_there(found.new)))
    found.value(
        Place(path="kind", subject=_title(found), what=lambda language: language.change.family),
        isinstance(found.old.form, PointsForm),
        isinstance(found.new.form, PointsForm),
        lambda language, points: (
            language.change.points_family if points else language.change.index_family
        ),
        *back,
        needs=Needs.REFUSED if back else Needs.CONSENT,
    )


def _title(found: Comparison) -> Phrase:
    """Return the new edition's title as a phrase."""
    return title_of(found.new.title)


def _head(found: Comparison) -> None:
    """Add what differs in what the policy says of itself, its edition left out."""
    old, new = found.old, found.new

    def place(path: str, what: Phrase) -> Place:
        return Place(path=path, subject=_title(found), what=what)

    found.value(
        place("policy", lambda language: language.change.policy),
        old.name,
        new.name,
        lambda _, name: name,
        lambda language: language.change.edition_other,
        needs=Needs.REFUSED,
    )
    found.value(
        place("purpose", lambda language: language.change.purpose),
        old.purpose,
        new.purpose,
        lambda language, purpose: (
            language.change.study if purpose is Purpose.STUDY else language.change.programme
        ),
        needs=Needs.CONSENT,
    )
    found.text(place("title", lambda language: language.change.title), old.title, new.title)
    found.value(
        place("notice", lambda language: language.change.notice),
        old.notice,
        new.notice,
        lambda language, span: language.span(span),
    )
    longer = outlasts(old.window, new.window)
    back = found.back(reaches=longer and _reads_further(found))
    found.value(
        place("window", lambda language: language.change.window),
        old.window,
        new.window,
        lambda language, span: language.change.for_ever if span is None else language.span(span),
        *back,
        needs=Needs.REFUSED if back else Needs.CONSENT if longer else Needs.NOTICE,
    )


def _reads_further(found: Comparison) -> bool:
    """Return whether the window lets a deduction from before count longer than it did."""
    windows = (found.old.window, found.new.window)
    return any(counts_longer(part, part, windows) for part in parts_there(found.new))


def _edition(found: Comparison) -> None:
    """Add what differs in the edition's number and days; last, as any change asks for a number."""
    old, new = found.old, found.new

    def place(path: str, what: Phrase) -> Place:
        return Place(path=path, subject=_title(found), what=what)

    if new.edition < old.edition or (new.edition == old.edition and found.changes):
        found.add(
            "edition",
            Needs.REFUSED,
            lambda language: language.change.edition_back.format(
                old=language.number(old.edition), new=language.number(new.edition)
            ),
        )
    else:
        found.value(
            place("edition", lambda language: language.change.edition),
            old.edition,
            new.edition,
            lambda language, edition: language.number(edition),
            needs=Needs.NOTHING,
        )
    _moves_on(found, place("published", lambda language: language.change.published))
    _moves_on(found, place("from", lambda language: language.change.in_force))


def _moves_on(found: Comparison, place: Place) -> None:
    """Add that a day of the edition is another; in a programme it comes after the one before."""
    old, new = (
        (found.old.published, found.new.published)
        if place.path == "published"
        else (found.old.in_force, found.new.in_force)
    )
    following = found.new.edition != found.old.edition
    if found.new.purpose is Purpose.STUDY or new > old or (new == old and not following):
        found.value(place, old, new, _day, needs=Needs.NOTHING)
        return
    found.add(
        place.path,
        Needs.REFUSED,
        lambda language: language.change.not_later.format(
            subject=place.subject(language),
            what=place.what(language),
            old=_day(language, old),
            new=_day(language, new),
        ),
    )


def _day(language: Language, day: date) -> str:
    """Return a day; a study may have none."""
    return language.change.none_word if day == date.min else language.day(day)
