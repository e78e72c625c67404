"""What a language has to know: numbers, days, spans, periods, lists and its templates."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar

from goodstanding.model.days import Period, Span
from goodstanding.model.kinds import HUNDREDTHS, Basis, Context, Need, RecordClass
from goodstanding.model.names import Number, Text
from goodstanding.rulebook.words.forms import BoardWords, ChangeWords, KindWords, RuleWords

PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedWords:
    """The words of the closed sets of the language of policies."""

    basis: Mapping[Basis, str]
    context: Mapping[Context, str]
    need: Mapping[Need, str]
    record_class: Mapping[RecordClass, str]
    period: Mapping[Period, str]


class Language(ABC):
    """One language of the words. Its templates are data; its grammar is the methods."""

    code: ClassVar[str]
    own_name: ClassVar[str]
    stop: ClassVar[str]
    """What ends a sentence."""
    space: ClassVar[str]
    """What stands between two sentences."""
    comma: ClassVar[str]
    semicolon: ClassVar[str]
    also: ClassVar[str]
    """What joins two limits that both hold."""
    quotes: ClassVar[tuple[str, str]]
    closed: ClassVar[ClosedWords]
    rule: ClassVar[RuleWords]
    kind: ClassVar[KindWords]
    board: ClassVar[BoardWords]
    change: ClassVar[ChangeWords]
    names: ClassVar[Mapping[str, str]]
    """Names of fields, sources, partners and values that the language has a word for."""
    units: ClassVar[Mapping[str, str]]
    """What `for each one of` is called for fields that count something known."""
    unit_of: ClassVar[str]
    """The same for every other field."""

    @abstractmethod
    def number(self, value: Number) -> str:
        """Return a number in digits; fractions as n/d."""

    @abstractmethod
    def digits(self, value: int) -> str:
        """Return a whole number in digits alone."""

    @abstractmethod
    def day(self, day: date) -> str:
        """Return a day in the language's manner."""

    @abstractmethod
    def span(self, span: Span) -> str:
        """Return a span such as `2 years`."""

    @abstractmethod
    def recent(self, span: Span) -> str:
        """Return a span as it stands after `the last`."""

    @abstractmethod
    def share(self, share: Fraction) -> str:
        """Return a share such as `half`."""

    @abstractmethod
    def points(self, points: Number) -> str:
        """Return a number of points without a sign."""

    @abstractmethod
    def listed(self, parts: Iterable[str]) -> str:
        """Return parts in a row, the last joined by `and`."""

    def worth(self, points: Number) -> str:
        """Return points as a gain, a loss or nothing."""
        if points == 0:
            return self.rule.nothing
        form = self.rule.gain if points > 0 else self.rule.loss
        return form.format(points=self.points(max(points, -points)))

    def unit(self, name: str) -> str:
        """Return `an hour` for a field called hours, and the field's name for others."""
        return self.units.get(name, self.unit_of.format(field=self.name(name)))

    def name(self, identifier: str) -> str:
        """Return an identifier as a word: the language's own, or the identifier with spaces."""
        return self.names.get(identifier, identifier.replace("-", " ").replace("_", " "))

    def source(self, name: str, title: Text | None) -> str:
        """Return what a source or partner is called: its title in this language, else its name."""
        found = None if title is None else title.get(self.code)
        return found or self.name(name)

    def value(self, field: str, name: str) -> str:
        """Return a name that a field holds as a word, by the field where that matters."""
        return self.names.get(f"{field}.{name}", self.name(name))

    def money(self, hundredths: Number) -> str:
        """Return an amount of money, given in hundredths, in whole units where it is whole."""
        exact = Fraction(hundredths) / HUNDREDTHS
        if exact.denominator == 1:
            return self.number(int(exact))
        whole, rest = divmod(int(hundredths), HUNDREDTHS)
        return f"{self.digits(whole)}.{rest:02d}"

    def percent(self, share: Number) -> str:
        """Return a share of 1 as a percentage."""
        exact = Fraction(share) * PERCENT
        if exact.denominator == 1:
            return f"{int(exact)}%"
        return f"{float(exact):.2f}".rstrip("0") + "%"

    def quoted(self, text: str) -> str:
        """Return a text in the language's quotation marks."""
        return f"{self.quotes[0]}{text}{self.quotes[1]}"

    def text(self, text: Text) -> str:
        """Return a public text in this language, in its first one where it lacks this."""
        return text.get(self.code, next(iter(text.values()), ""))

    def sentence(self, *phrases: str) -> str:
        """Return phrases as one sentence, with a capital where the script has them."""
        joined = self.comma.join(phrase for phrase in phrases if phrase)
        return f"{joined[:1].upper()}{joined[1:]}{self.stop}"

    def together(self, sentences: Iterable[str]) -> str:
        """Return sentences as one paragraph."""
        return self.space.join(sentences)
