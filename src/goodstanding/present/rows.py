"""An explanation in the words of one language, before it takes a form."""

from dataclasses import dataclass
from typing import Final

from goodstanding.model.names import Text
from goodstanding.model.policy import IndexForm
from goodstanding.model.statement import LineKind, Why
from goodstanding.present.explain import Becomes, Explained, Explanation, Part, Reason, Source
from goodstanding.present.forms import StatementWords
from goodstanding.present.known import WORDS
from goodstanding.rulebook.words.known import language_for
from goodstanding.rulebook.words.language import Language

RECORDS_NAMED_MAX: Final = 12
"""So many records of a measure's line are named; machines get them all."""

MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One line in words; the columns of every form.

    `changes` says that it becomes something else by itself, `by_record` that it is contested by
    naming its record, as most are.
    """

    number: str
    title: str
    day: str
    then: str
    now: str
    counted: int
    why: str
    becomes: str
    record: str
    contest: str
    changes: bool
    by_record: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRow:
    """One main reason in words."""

    title: str
    now: str
    counted: int
    records: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One part of the index in words."""

    title: str
    weight: str
    base: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole statement in words. `columns` are those of the lines."""

    explanation: Explanation
    language: Language
    words: StatementWords
    heading: str
    subject: str
    figures: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    reasons: tuple[ReasonRow, ...]
    parts: tuple[PartRow, ...]
    columns: tuple[str, ...]
    lines: tuple[LineRow, ...]
    contest: tuple[str, ...]


def sheet(explanation: Explanation, lang: str) -> Sheet:
    """Return an explanation in the words of a language.

    Raises:
        UsageError: the words or the policy's titles lack the language; it names those there are.
    """
    policy, statement = explanation.policy, explanation.statement
    language = language_for(policy, lang)
    words = WORDS[language.code]
    return Sheet(
        explanation=explanation,
        language=language,
        words=words,
        heading=words.heading.format(title=language.text(policy.title)),
        subject=words.subject.format(
            member=statement.member,
            day=language.day(statement.as_of),
            edition=language.number(policy.edition),
        ),
        figures=_figures(language, words, explanation),
        sentences=_sentences(language, words, explanation),
        reasons=tuple(_reason(language, words, each) for each in explanation.reasons),
        parts=tuple(_part(language, each) for each in explanation.parts),
        columns=_columns(words, explanation),
        lines=tuple(
            _line(language, words, explanation, place, each)
            for place, each in enumerate(explanation.lines, start=1)
        ),
        contest=language.board.contest,
    )


def signed(language: Language, points: int) -> str:
    """Return points with their sign."""
    sign = "+" if points > 0 else MINUS if points < 0 else ""
    return f"{sign}{language.number(abs(points))}"


def _figures(
    language: Language, words: StatementWords, explanation: Explanation
) -> tuple[tuple[str, str], ...]:
    """Return the total, the start, the level and, for the member alone, the band."""
    statement = explanation.statement
    found = [
        (words.total, language.points(statement.total)),
        (words.start, language.points(statement.opening)),
    ]
    if explanation.policy.levels:
        level = explanation.level
        name = words.no_level if level is None else language.text(level.title)
        found.append((words.level, name))
    if explanation.band is not None:
        found.append((words.band, language.text(explanation.band.title)))
    return tuple(found)


def _sentences(
    language: Language, words: StatementWords, explanation: Explanation
) -> tuple[str, ...]:
    """Return what comes next: the next level, and the next change with nothing new."""
    said = []
    level = explanation.next_level
    if level is not None:
        said.append(
            words.next_level.format(
                level=language.text(level.title), points=language.points(level.reached_from)
            )
        )
    statement = explanation.statement
    change = statement.next_change
    if change is None:
        said.append(words.no_change)
    else:
        assert explanation.next_total is not None
        form = words.next_lines if explanation.next_total == statement.total else words.next_total
        said.append(
            form.format(points=language.points(explanation.next_total), day=language.day(change))
        )
    if not explanation.reasons:
        said.append(words.no_reasons)
    return tuple(language.sentence(each) for each in said)


def _reason(language: Language, words: StatementWords, reason: Reason) -> ReasonRow:
    """Return one main reason."""
    return ReasonRow(
        title=_title(language, words, reason.kind, reason.title),
        now=signed(language, reason.counted),
        counted=reason.counted,
        records=language.number(reason.records) if reason.records else words.no_record,
    )


def _title(language: Language, words: StatementWords, kind: LineKind, title: Text | None) -> str:
    """Return what a line or a reason is called."""
    if title is None:
        return words.limit_total
    name = language.text(title)
    if kind is LineKind.CAP:
        return words.cap.format(title=name)
    return words.limit_part.format(title=name) if kind is LineKind.LIMIT else name


def _part(language: Language, part: Part) -> PartRow:
    """Return one part of the index."""
    return PartRow(
        title=language.text(part.dimension.title),
        weight=language.percent(part.dimension.weight),
        base=part.dimension.base,
        now=part.now,
    )


def _columns(words: StatementWords, explanation: Explanation) -> tuple[str, ...]:
    """Return the columns of the lines."""
    index = isinstance(explanation.policy.form, IndexForm)
    return (
        words.column_number,
        words.column_rule,
        words.column_day,
        words.column_part_then if index else words.column_then,
        words.column_now,
        words.column_why,
        words.column_becomes,
        words.column_record,
        words.column_contest,
    )


def called(explanation: Explanation, language: Language, source: str) -> str:
    """Return what a source is called: as it was registered, else by its name in the policy."""
    return language.source(source, explanation.titles.get(source))


def _line(
    language: Language,
    words: StatementWords,
    explanation: Explanation,
    place: int,
    each: Explained,
) -> LineRow:
    """Return one line."""
    line = each.line
    source = called(explanation, language, each.sources[0].source) if each.sources else ""
    measured = line.kind is LineKind.MEASURE and line.why is Why.COUNTED
    return LineRow(
        number=str(place),
        title=_title(language, words, line.kind, each.title),
        day=language.day(line.on),
        then=signed(language, line.points),
        now=signed(language, line.counted),
        counted=line.counted,
        why=words.measured if measured else words.whys[line.why],
        becomes=_becomes(language, words, each.becomes),
        record=_record(language, words, each.sources, source),
        contest=_contest(words, each, source),
        changes=each.becomes is not None,
        by_record=len(each.sources) == 1 and line.why is not Why.UNDER_REVIEW,
    )


def _becomes(language: Language, words: StatementWords, becomes: Becomes | None) -> str:
    """Return what a line becomes and when."""
    if becomes is None:
        return words.stays
    day = language.day(becomes.on)
    if not becomes.known:
        return words.changes.format(day=day)
    if becomes.counted is None or becomes.why is Why.EXPIRED:
        return words.ends.format(day=day)
    return words.becomes.format(points=signed(language, becomes.counted), day=day)


def _named(sources: tuple[Source, ...], language: Language) -> str:
    """Return the records of a line, those beyond the most that are named as dots."""
    names = [each.record for each in sources[:RECORDS_NAMED_MAX]]
    more = ["…"] if len(sources) > len(names) else []
    return language.comma.join([*names, *more])


def _record(
    language: Language, words: StatementWords, sources: tuple[Source, ...], source: str
) -> str:
    """Return where a line comes from; `source` is what its source is called."""
    if not sources:
        return words.no_record
    if len(sources) == 1:
        return words.record.format(record=sources[0].record, source=source)
    names = words.record.format(record=_named(sources, language), source=source)
    return words.records.format(number=language.number(len(sources)), names=names)


def _contest(words: StatementWords, each: Explained, source: str) -> str:
    """Return how a line is contested: by its record, or by the lines that it limits."""
    if each.line.why is Why.UNDER_REVIEW:
        return words.under_review
    if not each.sources:
        return words.contest_rule
    if len(each.sources) > 1:
        return words.contest_several.format(source=source)
    return words.contest.format(record=each.sources[0].record, source=source)
