"""A policy as a public page: headings, paragraphs, lists and tables, without any markup."""

from dataclasses import dataclass
from datetime import date

from goodstanding.model.days import Span
from goodstanding.model.index import Measure
from goodstanding.model.names import DimensionName
from goodstanding.model.points import Rule
from goodstanding.model.policy import IndexForm, PointsForm, Policy, Purpose
from goodstanding.rulebook.check.reach import HOURS_AN_ACT, Effort, Reachability
from goodstanding.rulebook.words.known import language_for
from goodstanding.rulebook.words.language import Language
from goodstanding.rulebook.words.phrases import bounds_phrases
from goodstanding.rulebook.words.sentences import (
    basis_phrase,
    fields_phrase,
    group_sentence,
    needs_phrase,
    sentences_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; the first cell of a row is its heading."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a page, in this order: sentences, a list, tables."""

    name: str
    heading: str
    sentences: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A policy in the words of one language. `closing` are the sentences at its foot."""

    language: Language
    heading: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]


def board(
    policy: Policy, lang: str, *, reach: Reachability | None = None, sha256: str = ""
) -> Board:
    """Return a policy in sentences: nothing on the page is written by hand.

    `reach` adds what each level takes, `sha256` the hash of the published text.

    Raises:
        UsageError: the words or the policy's titles lack the language; it names those there are.
    """
    language = language_for(policy, lang)
    sections = [_start(language, policy)]
    if isinstance(policy.form, PointsForm):
        sections += _rules(language, policy, policy.form)
    else:
        sections += _measures(language, policy, policy.form)
    sections.append(_kinds(language, policy))
    if policy.purpose is Purpose.PROGRAMME:
        sections += _opens(language, policy)
        if reach is not None and reach.levels:
            sections.append(_reach(language, policy, reach))
        sections += _promises(language)
    words = language.board
    return Board(
        language=language,
        heading=words.heading.format(title=language.text(policy.title)),
        opening=_head(language, policy),
        sections=tuple(sections),
        closing=(
            language.sentence(words.generated),
            language.sentence(words.hash.format(hash=sha256) if sha256 else words.no_hash),
        ),
    )


def _head(language: Language, policy: Policy) -> tuple[str, ...]:
    """Return what the page is: edition, days, notice."""
    words = language.board
    edition = words.edition.format(edition=language.number(policy.edition), name=policy.name)
    days = [edition]
    if policy.published > date.min:
        days.append(words.published.format(day=language.day(policy.published)))
    if policy.in_force > date.min:
        days.append(words.in_force.format(day=language.day(policy.in_force)))
    said = [language.sentence(*days)]
    if policy.purpose is Purpose.STUDY:
        return (*said, language.sentence(words.study))
    return (*said, language.sentence(words.notice.format(span=language.span(policy.notice))))


def _window(language: Language, window: Span | None) -> str:
    """Return how far back anything is read."""
    words = language.board
    said = words.no_window if window is None else words.window.format(span=language.span(window))
    return language.sentence(said)


def _start(language: Language, policy: Policy) -> Section:
    """Return where everybody starts, the ends of the total, and how the page is to be read."""
    words = language.board
    opening = language.points(policy.opening)
    bounds: list[str] = []
    tables: tuple[Table, ...] = ()
    if isinstance(policy.form, PointsForm):
        form = words.start if policy.purpose is Purpose.PROGRAMME else words.start_study
        start = form.format(points=opening)
        bounds = [language.sentence(each) for each in bounds_phrases(language, policy.form.bounds)]
    else:
        low, high = policy.form.scale
        start = words.index_start.format(
            points=opening, low=language.number(low), high=language.number(high)
        )
        tables = (_dimensions(language, policy.form),)
    consent = []
    if policy.purpose is Purpose.PROGRAMME:
        consent = [language.sentence(words.consent)]
    return Section(
        name="start",
        heading=words.start_heading,
        sentences=(
            language.sentence(start),
            *bounds,
            _window(language, policy.window),
            *consent,
            language.sentence(words.rounding),
        ),
        items=words.reading_notes,
        tables=tables,
    )


def _dimensions(language: Language, form: IndexForm) -> Table:
    """Return the parts of an index with their weights and bases."""
    words = language.board
    return Table(
        caption=words.dimension_heading,
        columns=(words.column_dimension, words.column_weight, words.column_base),
        rows=tuple(
            (
                language.text(part.title),
                language.percent(part.weight),
                language.number(part.base),
            )
            for part in form.dimensions
        ),
    )


def _rule_row(language: Language, policy: Policy, rule: Rule | Measure) -> tuple[str, ...]:
    """Return a rule or measure as a row: title, sentences, what it is read from."""
    kind = policy.kinds[rule.record]
    said = list(sentences_of(language, policy, rule.name))
    if kind.off and policy.purpose is Purpose.PROGRAMME:
        said.append(
            language.sentence(
                language.kind.off_rule.format(
                    record_class=language.closed.record_class[kind.record_class]
                )
            )
        )
    return (language.text(rule.title), language.together(said), language.text(kind.means))


def _rules(language: Language, policy: Policy, form: PointsForm) -> list[Section]:
    """Return the rules of a points policy, and the limits that several share."""
    words = language.board
    columns = (words.column_rule, words.column_counts, words.column_reads)
    rows = tuple(_rule_row(language, policy, rule) for rule in form.rules)
    table = Table(caption=words.rules_heading, columns=columns, rows=rows)
    sections = [Section(name="rules", heading=words.rules_heading, tables=(table,))]
    if form.groups:
        shared = Table(
            caption=words.groups_heading,
            columns=(words.column_group, words.column_members),
            rows=tuple(
                (language.text(group.title), group_sentence(language, form, group))
                for group in form.groups
            ),
        )
        sections.append(Section(name="groups", heading=words.groups_heading, tables=(shared,)))
    return sections


def _measures(language: Language, policy: Policy, form: IndexForm) -> list[Section]:
    """Return the measures of an index, a table for each part that has any."""
    words = language.board
    columns = (words.column_rule, words.column_counts, words.column_reads)
    tables = []
    for part in form.dimensions:
        rows = _measures_of(language, policy, form, part.name)
        if rows:
            caption = language.text(part.title)
            tables.append(Table(caption=caption, columns=columns, rows=rows))
    return [
        Section(
            name="measures",
            heading=words.measures_heading,
            sentences=(language.sentence(words.dimension_note),),
            tables=tuple(tables),
        )
    ]


def _measures_of(
    language: Language, policy: Policy, form: IndexForm, dimension: DimensionName
) -> tuple[tuple[str, ...], ...]:
    """Return the measures of one part as rows."""
    return tuple(
        _rule_row(language, policy, measure)
        for measure in form.measures
        if measure.dimension == dimension
    )


def _kinds(language: Language, policy: Policy) -> Section:
    """Return what is read; a study's kinds have a source and a meaning only."""
    words = language.board
    columns = [words.column_kind, words.column_source, words.column_fields]
    programme = policy.purpose is Purpose.PROGRAMME
    if programme:
        columns += [words.column_basis, words.column_needs, words.column_context]
    rows = []
    for kind in policy.kinds.values():
        says = [fields_phrase(language, kind)]
        says += [language.kind.once_an_act] if kind.act else []
        says += [] if policy.reads(kind.name) else [language.kind.unread]
        row = [
            language.text(kind.means),
            language.name(kind.source),
            language.semicolon.join(says),
        ]
        if programme:
            row += [
                basis_phrase(language, kind),
                needs_phrase(language, kind),
                language.closed.context[kind.context],
            ]
        rows.append(tuple(row))
    note = (language.sentence(words.kinds_note),) if programme else ()
    table = Table(caption=words.kinds_heading, columns=tuple(columns), rows=tuple(rows))
    return Section(name="records", heading=words.kinds_heading, sentences=note, tables=(table,))


def _opens(language: Language, policy: Policy) -> list[Section]:
    """Return the levels, that there are bands, and the benefits."""
    words = language.board
    titles = {each.name: language.text(each.title) for each in policy.benefits}
    rows = []
    for level in policy.levels:
        kept = words.points_kept.format(points=language.points(level.keep_above))
        rows.append(
            (
                language.text(level.title),
                words.points_from.format(points=language.points(level.reached_from)),
                kept if level.keep_above < level.reached_from else words.not_kept,
                language.listed(titles[name] for name in level.opens),
            )
        )
    columns = (words.column_level, words.column_from, words.column_kept, words.column_opens)
    tables: tuple[Table, ...] = ()
    said = [language.sentence(words.levels_note if rows else words.no_levels)]
    if policy.bands:
        bands = words.bands.format(number=language.number(len(policy.bands)))
        said.append(language.sentence(bands))
    if rows:
        tables = (Table(caption=words.levels_heading, columns=columns, rows=tuple(rows)),)
    sections = [
        Section(name="levels", heading=words.levels_heading, sentences=tuple(said), tables=tables)
    ]
    return [*sections, _benefits(language, policy)] if policy.benefits else sections


def _benefits(language: Language, policy: Policy) -> Section:
    """Return each benefit with what everybody gets, what the level gives, why and where."""
    words = language.board
    columns = (
        words.column_benefit,
        words.column_everyone,
        words.column_member,
        words.column_because,
        words.column_where,
    )
    rows = tuple(
        (
            language.text(each.title),
            language.text(each.everyone),
            language.text(each.member),
            language.text(each.because),
            words.benefit_where.format(
                partner=language.name(each.partner), context=language.closed.context[each.context]
            ),
        )
        for each in policy.benefits
    )
    table = Table(caption=words.benefits_heading, columns=columns, rows=rows)
    return Section(name="benefits", heading=words.benefits_heading, tables=(table,))


def _reach(language: Language, policy: Policy, reach: Reachability) -> Section:
    """Return the hours a year that the cheapest way to each level takes."""
    words = language.board
    titles = {level.name: language.text(level.title) for level in policy.levels}
    items = [
        language.sentence(_effort_phrase(language, titles[each.level], each.effort))
        for each in reach.levels
    ]
    said = []
    if not any(each.missed_without or each.bought or each.bought_between for each in reach.levels):
        said.append(language.sentence(words.reach_ways))
    if reach.untimed:
        hours = language.number(HOURS_AN_ACT)
        said.append(language.sentence(words.reach_untimed.format(hours=hours)))
    return Section(
        name="reach", heading=words.reach_heading, sentences=tuple(said), items=tuple(items)
    )


def _effort_phrase(language: Language, level: str, effort: Effort | None) -> str:
    """Return what a level takes without money, blood, vehicle or loan."""
    words = language.board
    if effort is None:
        return words.reach_open.format(level=level)
    if not effort.hours_a_year:
        return words.reach_no_hours.format(level=level)
    return words.reach_hours.format(level=level, hours=language.number(effort.hours_a_year))


def _promises(language: Language) -> list[Section]:
    """Return what no setting of this software can change."""
    words = language.board
    return [
        Section(name="contest", heading=words.contest_heading, items=words.contest),
        Section(name="promises", heading=words.promises_heading, items=words.promises),
        Section(
            name="never",
            heading=words.never_heading,
            sentences=(language.sentence(words.never_note),),
            items=tuple(language.sentence(each) for each in words.never),
        ),
    ]
