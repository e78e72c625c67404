"""What every paper is written with: words in one language, blocks, and the blanks left open."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from goodstanding.model.kinds import RecordClass
from goodstanding.model.names import Text
from goodstanding.present.paper import Block, Heading, Items, Paper, Paragraph, Table
from goodstanding.rulebook.words import board
from goodstanding.rulebook.words.board import Section
from goodstanding.rulebook.words.known import language_of
from goodstanding.rulebook.words.language import Language
from goodstanding.service.papers import Configuration, RegisteredSource
from goodstanding.web.papers.chinese import CHINESE
from goodstanding.web.papers.english import ENGLISH
from goodstanding.web.papers.forms import PaperWords
from goodstanding.web.words import PAGE_WORDS, PageWords

WORDS = {"en": ENGLISH, "zh": CHINESE}


@dataclass(slots=True)
class Writing:
    """A paper that is being written. `blanks` are what was left open so far, each once."""

    found: Configuration
    words: PaperWords
    pages: PageWords
    language: Language
    blocks: list[Block] = field(default_factory=list)
    blanks: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, found: Configuration, lang: str) -> "Writing":
        """Return an empty paper in a language that `WORDS` has."""
        return cls(found, WORDS[lang], PAGE_WORDS[lang], language_of(lang))

    def heading(self, text: str, *, level: int = 1) -> None:
        """Begin a part."""
        self.blocks.append(Heading(level=level, text=text))

    def says(self, *paragraphs: str) -> None:
        """Write paragraphs."""
        self.blocks += [Paragraph(text=each) for each in paragraphs]

    def lists(self, *items: str) -> None:
        """Write a list."""
        self.blocks.append(Items(items=items))

    def table(self, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
        """Write a table."""
        self.blocks.append(Table(columns=columns, rows=tuple(rows)))

    def blank(self, name: str, /, **known: str) -> str:
        """Return what the operator said, else the place of what is unknown, which is listed."""
        said = self.found.programme.papers.get(name)
        if said is not None:
            return self.language.text(said)
        text = self.words.common.blanks[name].format(**known)
        if text not in self.blanks:
            self.blanks.append(text)
        return f"[{text}]"

    def filled(self, text: str) -> str:
        """Return a text with a blank for each name that it has in braces."""
        for name in self.words.common.blanks:
            if f"{{{name}}}" in text:
                text = text.replace(f"{{{name}}}", self.blank(name).rstrip(".。"))
        return text

    def section(self, name: str) -> Section:
        """Return a part of the public page of the rules."""
        page = board(self.found.policy, self.language.code)
        return next(each for each in page.sections if each.name == name)

    def of_board(self, name: str) -> None:
        """Write what a part of the public page of the rules says, under the heading in hand."""
        part = self.section(name)
        self.says(*part.sentences)
        for table in part.tables:
            self.table(table.columns, table.rows)

    def named(self, name: str, title: Text | None) -> str:
        """Return what a source or partner is called."""
        said = None if title is None else title.get(self.language.code)
        return said or self.language.name(name)

    def paper(self, name: str) -> Paper:
        """Return the finished paper, with its blanks at the end."""
        common, found = self.words.common, self.found
        made = common.made.format(
            day=self.language.day(found.day),
            title=self.language.text(found.programme.title),
            edition=self.language.number(found.policy.edition),
            sha256=found.sha256,
        )
        last: list[Block] = []
        if self.blanks:
            last = [
                Heading(level=1, text=common.blanks_heading),
                Paragraph(text=common.blanks_lead),
                Items(items=tuple(self.blanks)),
            ]
        title = self.words.titles[name]
        return Paper(
            language=self.language.code,
            title=f"{self.language.text(found.programme.title)}{self.pages.contest.colon}{title}",
            blocks=(Paragraph(text=made), Paragraph(text=common.draft), *self.blocks, *last),
        )


def controller(writing: Writing) -> None:
    """Write who answers for the programme."""
    common, programme = writing.words.common, writing.found.programme
    said = {
        "name": programme.controller.name,
        "address": programme.controller.address,
        "contact": programme.controller.contact,
        "kind": writing.pages.join.kinds[programme.kind.value],
        "pages": programme.origin,
        "zone": programme.zone.key,
    }
    writing.heading(common.controller_heading)
    rows = [(common.controller_rows[name], text) for name, text in said.items()]
    writing.table((common.what, common.said), rows)


def sources(writing: Writing) -> None:
    """Write each source with its kinds, and what is registered by nobody."""
    common, found = writing.words.common, writing.found
    writing.heading(common.sources_heading)
    if found.sources:
        writing.says(common.sources_lead)
        writing.table(common.sources_columns, [_source(writing, each) for each in found.sources])
    else:
        writing.says(common.no_sources)
    if found.unregistered:
        names = writing.language.listed(map(writing.language.name, found.unregistered))
        writing.says(common.unregistered.format(names=names))


def _source(writing: Writing, source: RegisteredSource) -> tuple[str, ...]:
    """Return a source as a row."""
    language = writing.language
    return (
        writing.named(source.name, source.title),
        source.name,
        language.semicolon.join(language.text(kind.means) for kind in source.kinds),
        language.number(source.rows_per_day_max),
        language.day(source.registered),
    )


def partners(writing: Writing) -> None:
    """Write each partner with its benefits."""
    common, found, language = writing.words.common, writing.found, writing.language
    if not found.partners:
        writing.says(common.no_partners)
        return
    writing.says(common.partners_lead)
    rows = []
    for name, title in found.partners:
        given = [language.text(b.title) for b in found.policy.benefits if b.partner == name]
        rows.append((writing.named(name, title), name, language.semicolon.join(given)))
    writing.table(common.partners_columns, rows)


def laws(writing: Writing) -> None:
    """Write the law of each kind that is off without one."""
    common, language = writing.words.common, writing.language
    writing.heading(common.law_heading)
    rows = [
        (
            language.text(kind.means),
            common.classes[kind.record_class.value],
            language.text(kind.law) if kind.law else common.law_missing,
        )
        for kind in writing.found.kinds
        if kind.record_class is not RecordClass.ORDINARY
    ]
    writing.says(common.law_lead if rows else common.no_law)
    if rows:
        writing.table(common.law_columns, rows)


def retention(writing: Writing) -> None:
    """Write what is kept, for how long and why, and what the operator settled."""
    common, language = writing.words.common, writing.language
    writing.heading(common.retention_heading)
    writing.says(common.retention_lead)
    rows = []
    for name, kept in writing.found.retention.items():
        what, why = common.retention[name]
        days = common.while_held if kept.days is None else common.days
        rows.append((what, days.format(days=language.number(kept.days or 0)), why))
    writing.table(common.retention_columns, rows)
    writing.heading(common.terms_heading)
    settled = asdict(writing.found.programme.terms)
    writing.table(
        (common.what, common.said),
        [(common.terms[name], language.number(value)) for name, value in settled.items()],
    )
