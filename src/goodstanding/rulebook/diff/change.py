"""A change, what it needs, and the comparison that collects changes."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from goodstanding.model.names import KindName, Text
from goodstanding.model.policy import Policy
from goodstanding.rulebook.everyone import spelled
from goodstanding.rulebook.heavier import first_day
from goodstanding.rulebook.words.known import LANGUAGES, language_of
from goodstanding.rulebook.words.language import Language

Phrase: TypeAlias = Callable[[Language], str]
"""A phrase that is the same in every language but for its words."""

Value = TypeVar("Value")


class Needs(StrEnum):
    """What a change needs before it may hold, from the least to the most."""

    NOTHING = "nothing"
    NOTICE = "notice"
    CONSENT = "new consent"
    REFUSED = "refused"

    @property
    def weight(self) -> int:
        """Return the place among the needs, 0 for nothing."""
        return tuple(Needs).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that means something else in the new edition. `words` has every language."""

    path: str
    needs: Needs
    words: Mapping[str, str]

    def in_words(self, lang: str) -> str:
        """Return the change in one language.

        Raises:
            UsageError: there are no words in this language; it names those there are.
        """
        return self.words[language_of(lang).code]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """Everything that changes from one edition to another."""

    changes: tuple[Change, ...]

    @property
    def needs(self) -> Needs:
        """Return the most that any change needs."""
        needs = [change.needs for change in self.changes]
        return max(needs, key=lambda each: each.weight, default=Needs.NOTHING)

    def lines(self, lang: str) -> tuple[str, ...]:
        """Return what changes in words, what it all needs first.

        Raises:
            UsageError: there are no words in this language; it names those there are.
        """
        language = language_of(lang)
        words = language.change
        if not self.changes:
            return (language.sentence(words.none),)
        heading = language.sentence(words.heading.format(needs=needs_word(language, self.needs)))
        return (
            heading,
            *(f"{each.words[lang]} [{needs_word(language, each.needs)}]" for each in self.changes),
        )


def needs_word(language: Language, needs: Needs) -> str:
    """Return what a change needs in a language."""
    words = language.change
    return {
        Needs.NOTHING: words.needs_nothing,
        Needs.NOTICE: words.needs_notice,
        Needs.CONSENT: words.needs_consent,
        Needs.REFUSED: words.needs_refused,
    }[needs]


def title_of(title: Text) -> Phrase:
    """Return a public text as a phrase."""
    return lambda language: language.text(title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something may have changed: its path, what it is called, and which part of it.

    `what` picks the part's word from a language.
    """

    path: str
    subject: Phrase
    what: Phrase


@dataclass(slots=True, kw_only=True)
class Comparison:
    """Two editions, and what was found to differ so far."""

    old: Policy
    new: Policy
    changes: list[Change] = field(default_factory=list)

    @property
    def first_day(self) -> date:
        """Return the day from which the new edition may take more; a study has none."""
        return first_day(self.new)

    def back(self, *, reaches: bool) -> list[Phrase]:
        """Return the sentence that a change reaches back, none where it does not."""
        return [lambda language: language.change.reaches_back] if reaches else []

    def reading_needs(self, kind: KindName) -> Needs:
        """Return what reading a kind needs: consent where nothing read it before."""
        return Needs.NOTICE if self.old.reads(kind) else Needs.CONSENT

    def add(self, path: str, needs: Needs, phrase: Phrase, *more: Phrase) -> None:
        """Add a change, put into each language there is; `more` are sentences after it."""
        words = {
            code: language.together(language.sentence(each(language)) for each in (phrase, *more))
            for code, language in LANGUAGES.items()
        }
        self.changes.append(Change(path=path, needs=needs, words=MappingProxyType(words)))

    def value(
        self,
        place: Place,
        old: Value,
        new: Value,
        say: Callable[[Language, Value], str],
        *more: Phrase,
        needs: Needs = Needs.NOTICE,
    ) -> None:
        """Add that a value is another, if it is."""
        if old == new:
            return
        self.add(
            place.path,
            needs,
            lambda language: language.change.changed.format(
                subject=place.subject(language),
                what=place.what(language),
                old=say(language, old) or language.change.none_word,
                new=say(language, new) or language.change.none_word,
            ),
            *more,
        )

    def text(self, place: Place, old: Text, new: Text, *, needs: Needs = Needs.NOTICE) -> None:
        """Add that a public text is another, if it is; spelling alone needs nothing."""
        if dict(old) == dict(new):
            return
        if all(spelled(old[code]) == spelled(new.get(code, "")) for code in old):
            self.add(
                place.path,
                Needs.NOTHING,
                lambda language: language.change.spelled.format(
                    subject=place.subject(language),
                    what=place.what(language),
                    new=language.text(new),
                ),
            )
            return
        self.value(place, old, new, lambda language, text: language.text(text), needs=needs)

    def order(self, path: str, what: Phrase, old: Sequence[str], new: Sequence[str]) -> None:
        """Add that what both have stands in another order, if it does."""
        both = set(old) & set(new)
        if [each for each in old if each in both] != [each for each in new if each in both]:
            self.add(
                path,
                Needs.NOTHING,
                lambda language: language.change.order.format(what=what(language)),
            )

    def names(
        self,
        path: str,
        what: Phrase,
        old: Mapping[str, Phrase],
        new: Mapping[str, Phrase],
        *,
        held: Collection[str] = (),
    ) -> Iterable[str]:
        """Add what was taken out and what stands in another order; return what is new.

        The mappings give each name the words for what it names; without those in `held` acts from
        before would lose points.
        """
        for name, phrase in old.items():
            if name not in new:
                self.gone(f"{path}.{name}", what, phrase, *self.back(reaches=name in held))
        self.order(path, what, tuple(old), tuple(new))
        return [name for name in new if name not in old]

    def gone(self, path: str, what: Phrase, phrase: Phrase, *back: Phrase) -> None:
        """Add that something was taken out; `back` says where that reaches back."""
        self.add(
            path,
            Needs.REFUSED if back else Needs.NOTICE,
            lambda language: language.change.removed.format(
                what=what(language), subject=phrase(language)
            ),
            *back,
        )

    def arrived(
        self, path: str, what: Phrase, phrase: Phrase, *more: Phrase, needs: Needs = Needs.NOTICE
    ) -> None:
        """Add that something is new."""
        self.add(
            path,
            needs,
            lambda language: language.change.added.format(
                what=what(language), subject=phrase(language)
            ),
            *more,
        )
