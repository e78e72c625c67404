"""The report page of a run: counts of many, nobody's value, one file that needs nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, NamedTuple

from goodstanding.model.policy import IndexForm, Policy
from goodstanding.present.bars import both_bar, columns
from goodstanding.present.cells import CELL_LEAST, Cell, Distribution, tellable
from goodstanding.present.page import STYLE as STATEMENT_STYLE
from goodstanding.present.report_words import WORDS, ReportWords
from goodstanding.present.rows import signed
from goodstanding.present.subtracted import Shown, shown
from goodstanding.rulebook.words.known import language_for
from goodstanding.rulebook.words.language import Language
from goodstanding.rulebook.words.page import html_list, html_page, html_table
from goodstanding.scoring.receipt import Receipt
from goodstanding.scoring.tallies import Key, Tally

LABEL_GAP: Final = 11.0
"""Labels under bars stand at least so many hundredths of their width apart."""

SYNTHETIC: Final = "synthetic: "
MEMBERS_FILE: Final = "members file"

STYLE: Final = """
.columns{height:12rem}
.part .columns{height:7rem}
.marked{border-left:4px solid var(--mark);background:var(--band);padding:.75rem 1rem}
.report dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.5rem;
align-items:baseline}
.report dt{font-size:1rem}.report dl dd{font-size:1rem;font-weight:400;line-height:1.5;
letter-spacing:0;overflow-wrap:anywhere}
.report dl dd.figure{font-weight:600}
figcaption{color:var(--soft);font-size:.875rem;margin-top:.35rem}
#totals .scroll,.part .scroll{max-width:26rem}
.parts{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1rem 2.5rem}
.part h3{font-size:1rem;margin:.5rem 0 0}.part figure{margin:.75rem 0 .5rem}
.part th,.part td{padding:.25rem .5rem}.part thead th{padding:.35rem .5rem}
td.word{text-align:right;color:var(--soft)}
#points thead th:nth-child(n+2):nth-child(-n+4),#totals thead th:last-child,
.part thead th:last-child{text-align:right}
#points td.picture{width:24%}
@media screen and (max-width:40rem){.report dl{grid-template-columns:1fr;gap:0}
.report dl dd{margin-bottom:.5rem}#points td.picture,#points thead th:last-child{display:none}
#points th,#points td{padding:.5rem .25rem;font-size:.875rem}#points thead th{white-space:normal}
#points td{min-width:0}#points tbody th{min-width:5rem;overflow-wrap:anywhere}}
@media print{.columns{height:9rem}.part{break-inside:avoid}figure{break-inside:avoid}
svg rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
"""Stands after the style of a statement, so what both speak of is as it says."""


class Beside(NamedTuple):
    """A page beside the report, of a synthetic member."""

    file: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    """What every section needs."""

    policy: Policy
    language: Language
    words: ReportWords
    tally: Tally
    shown: Shown

    def said(self, text: str, **parts: str) -> str:
        """Return a template filled in and escaped."""
        return escape(text.format(least=self.language.number(CELL_LEAST), **parts))


def report_page(
    policy: Policy, receipt: Receipt, tally: Tally, lang: str, *, beside: Sequence[Beside] = ()
) -> str:
    """Return the whole page; `beside` are pages of synthetic members that it links to.

    Raises:
        UsageError: the words or the policy's titles lack the language.
    """
    language = language_for(policy, lang)
    page = _Report(
        policy=policy,
        language=language,
        words=WORDS[language.code],
        tally=tally,
        shown=shown(policy, tally),
    )
    words = page.words
    synthetic = SYNTHETIC in receipt.asked.stated_by
    assert synthetic or not beside, "a statement is shown beside a report only of nobody"
    heading = words.heading.format(title=language.text(policy.title))
    subject = page.said(
        words.subject,
        day=language.day(receipt.asked.as_of),
        edition=language.number(receipt.asked.edition),
    )
    body = [
        '<div class="report">',
        f"<header><h1>{escape(heading)}</h1>",
        f'<p class="lead">{subject}</p>',
        f'<p class="marked">{page.said(words.synthetic if synthetic else words.many)}</p></header>',
        *_scored(page, receipt),
        *_totals(page),
        *_parts(page),
        *_points(page),
        *_beside(page, beside),
        f'<section id="reading"><h2>{escape(words.reading_heading)}</h2>',
        html_list(tuple(each.format(least=language.number(CELL_LEAST)) for each in words.reading)),
        "</section>",
        f'<footer><p class="small">{escape(words.closing)}</p></footer>',
        "</div>",
    ]
    return html_page(language, heading, "\n".join(body), style=STATEMENT_STYLE + STYLE)


def _scored(page: _Report, receipt: Receipt) -> list[str]:
    """Return what was scored."""
    words, written, asked = page.words, receipt.written, receipt.asked
    pairs = [
        (words.members, _told(page, written.members), "figure"),
        (words.without, _without(page), "figure"),
        (words.word, _word(page, asked.stated_by), "text"),
        (words.records, _told(page, asked.records), "text"),
        (words.withheld, _told(page, asked.withheld), "text"),
    ]
    if written.with_lines is not None:
        pairs.append((words.lines, _told(page, sum(written.lines.values())), "text"))
    pairs.append((words.state_hash, written.state_hash, "text"))
    items = "".join(
        f'<dt>{escape(name)}</dt><dd class="{kind}">{escape(text)}</dd>'
        for name, text, kind in pairs
    )
    return [
        f'<section id="scored"><h2>{escape(words.scored_heading)}</h2>',
        f"<dl>{items}</dl>",
        f"<p>{escape(words.without_note)}</p></section>",
    ]


def _told(page: _Report, count: int) -> str:
    """Return a count as it may be shown."""
    if count < CELL_LEAST:
        return page.words.few.format(least=page.language.number(CELL_LEAST))
    return page.language.number(count)


def _part_of(page: _Report, count: int) -> str:
    """Return a count of members out of all, as it may be shown."""
    if count >= CELL_LEAST and not tellable(count, page.tally.members):
        return page.words.nearly_all
    return _told(page, count)


def _without(page: _Report) -> str:
    """Return how many members have no data."""
    count = page.tally.without_lines
    if count is None:
        return page.words.no_lines
    return _part_of(page, count) if page.shown.without else _held_back(page)


def _held_back(page: _Report) -> str:
    """Return why a number is not told."""
    return page.words.held_back.format(least=page.language.number(CELL_LEAST))


def _word(page: _Report, stated_by: str) -> str:
    """Return on whose word members joined, in the words of the page."""
    if SYNTHETIC in stated_by:
        return page.words.word_synthetic
    return page.words.word_members if stated_by == MEMBERS_FILE else stated_by


def _totals(page: _Report) -> list[str]:
    """Return the totals as a picture and as a table."""
    words = page.words
    head = f'<section id="totals"><h2>{escape(words.totals_heading)}</h2>'
    found = page.shown.totals
    if found is None:
        return [head, f"<p>{page.said(words.too_few)}</p></section>"]
    opening = page.policy.opening
    mark = place_of(found, opening)
    note = page.said(words.totals_note if found.even else words.uneven_note)
    if mark is not None:
        space = escape(page.language.space)
        note += space + page.said(words.start_note, start=page.language.number(opening))
    caption = (words.totals_heading, words.column_range)
    return [
        head,
        *_figure(page, found, words.totals_told, mark),
        f"<figcaption>{note}</figcaption></figure>",
        _ranges(page, found, *caption),
        "</section>",
    ]


def _parts(page: _Report) -> list[str]:
    """Return each part of an index of which a distribution may be shown."""
    form, words = page.policy.form, page.words
    found = []
    for part in form.dimensions if isinstance(form, IndexForm) else ():
        ranges = page.shown.parts.get(str(part.name))
        if ranges is None:
            continue
        title = page.language.text(part.title)
        found += [
            f'<section class="part"><h3>{escape(title)}</h3>',
            *_figure(page, ranges, title, place_of(ranges, part.base)),
            f"<figcaption>{page.said(words.part_base, base=str(part.base))}</figcaption></figure>",
            _ranges(page, ranges, title, title),
            "</section>",
        ]
    if not found:
        return []
    head = f'<section id="parts-of-all"><h2>{escape(words.parts_heading)}</h2>'
    return [head, f"<p>{page.said(words.parts_note)}</p>", '<div class="parts">', *found,
            "</div></section>"]  # fmt: skip


def _figure(page: _Report, found: Distribution, told: str, mark: float | None) -> list[str]:
    """Return a distribution as upright bars with the ends of ranges below; it is left open."""
    if found.even:
        sizes = [(cell.widths, cell.count / cell.widths) for cell in found.cells]
    else:
        sizes = [(1, float(cell.count)) for cell in found.cells]
    picture = columns(sizes, () if mark is None else (mark,))
    return [
        f'<figure><div role="img" aria-label="{escape(told)}">{picture}',
        f'<div class="labels" aria-hidden="true">{_labels(page, found)}</div></div>',
    ]


def _edges(found: Distribution) -> list[tuple[int, float]]:
    """Return the lower ends of ranges, and where each stands as a share of the width."""
    sizes = [cell.widths if found.even else 1 for cell in found.cells]
    whole, left, edges = sum(sizes), 0, []
    for cell, size in zip(found.cells, sizes, strict=True):
        if cell.low is not None:
            edges.append((cell.low, left / whole))
        left += size
    return edges


def place_of(found: Distribution, value: int) -> float | None:
    """Return where a value stands as a share of the width; None in a range that is open."""
    left, whole = 0, sum(cell.widths for cell in found.cells)
    for cell in found.cells:
        if cell.low is not None and cell.high is not None and cell.low <= value < cell.high:
            inside = (value - cell.low) / (cell.high - cell.low)
            return (left + inside * cell.widths) / whole if found.even else None
        left += cell.widths
    return None


def _labels(page: _Report, found: Distribution) -> str:
    """Return the ends of ranges under their bars, those left out that have no room."""
    spans, last = [], -LABEL_GAP / 2
    for value, share in _edges(found):
        place = 100 * share
        if place - last >= LABEL_GAP and place <= 100 - LABEL_GAP / 2:
            number = page.language.number(value)
            spans.append(f'<span style="left:{place:.1f}%">{escape(number)}</span>')
            last = place
    # The style of a statement pulls a first and a last label inside; these are all in the middle.
    return f"<span></span>{''.join(spans)}<span></span>"


def _ranges(page: _Report, found: Distribution, caption: str, column: str) -> str:
    """Return a distribution as a table."""
    rows = [
        f'<tr><th scope="row">{escape(range_said(page.language, page.words, cell))}</th>'
        f'<td class="number">{escape(page.language.number(cell.count))}</td></tr>'
        for cell in found.cells
    ]
    heads = (column, page.words.column_members)
    return html_table(caption, heads, rows, seen=False)


def range_said(language: Language, words: ReportWords, cell: Cell) -> str:
    """Return a range in words."""
    number = language.number
    if cell.low is None:
        return words.everybody if cell.high is None else words.below.format(high=number(cell.high))
    if cell.high is None:
        return words.above.format(low=number(cell.low))
    if cell.high == cell.low + 1:
        return number(cell.low)
    return words.between.format(low=number(cell.low), last=number(cell.high - 1))


class _Row(NamedTuple):
    """A rule with what may be told of it."""

    title: str
    members: int
    said: str
    given: int | None
    taken: int | None


def _points(page: _Report) -> list[str]:
    """Return what each rule gave and took."""
    words = page.words
    head = f'<section id="points"><h2>{escape(words.points_heading)}</h2>'
    if page.tally.rules is None:
        return [head, f"<p>{escape(words.no_rules)}</p></section>"]
    every = [_row(page, key, title) for key, title in titles(page).items()]
    rows = [row for row in every if row.members >= CELL_LEAST]
    rows.sort(key=lambda row: (row.taken or 0) - (row.given or 0))
    few = [row.title for row in every if row.members < CELL_LEAST]
    largest = max((abs(n) for row in rows for n in (row.given or 0, row.taken or 0)), default=0)
    heads = (
        words.column_rule, words.column_members, words.column_given, words.column_taken,
        words.column_bar,
    )  # fmt: skip
    found = [head, f"<p>{page.said(words.points_note)}</p>"]
    if rows:
        cells = [_row_html(page, row, largest) for row in rows]
        found.append(html_table(words.points_heading, heads, cells, seen=False))
    if few:
        named = page.language.semicolon.join(few)
        found.append(f'<p class="small">{page.said(words.few_rules, named=named)}</p>')
    return [*found, "</section>"]


def _row(page: _Report, key: Key, title: str) -> _Row:
    """Return a rule with what may be told of it."""
    points = (page.tally.rules or {}).get(key)
    if points is None:
        return _Row(title, 0, "", None, None)
    given = points.given if points.gaining >= CELL_LEAST else None
    taken = points.taken if points.losing >= CELL_LEAST else None
    hidden = key in page.shown.unsaid
    said = _held_back(page) if hidden else _part_of(page, points.members)
    return _Row(title, points.members, said, given, taken)


def _row_html(page: _Report, row: _Row, largest: int) -> str:
    """Return a rule as a row of the table."""
    kind = "number" if row.said[:1].isdigit() else "word"
    picture = ""
    if row.given is not None or row.taken is not None:
        picture = both_bar(row.given or 0, row.taken or 0, largest)
    return (
        f'<tr><th scope="row">{escape(row.title)}</th><td class="{kind}">{escape(row.said)}</td>'
        f"{_sum(page, row.given, 'plus')}{_sum(page, row.taken, 'minus')}"
        f'<td class="picture">{picture}</td></tr>'
    )


def _sum(page: _Report, points: int | None, kind: str) -> str:
    """Return a cell of points."""
    if points is None:
        return f'<td class="number">{escape(page.words.untold)}</td>'
    return f'<td class="number {kind}">{escape(signed(page.language, points))}</td>'


def titles(page: _Report) -> dict[Key, str]:
    """Return the public title of everything a line can stand under, in the order of the policy."""
    form, words, text = page.policy.form, page.words, page.language.text
    filled: Callable[..., str] = str.format
    if isinstance(form, IndexForm):
        found = {Key(each.name, None): text(each.title) for each in form.measures}
        found |= {
            Key(None, part.name): filled(words.part_ends, title=text(part.title))
            for part in form.dimensions
        }
    else:
        found = {Key(each.name, None): text(each.title) for each in form.rules}
        found |= {
            Key(group.name, None): filled(words.shared, title=text(group.title))
            for group in form.groups
        }
    return found | {Key(None, None): words.total_ends}


def _beside(page: _Report, beside: Sequence[Beside]) -> list[str]:
    """Return links to the statements of synthetic members."""
    if not beside:
        return []
    links = "".join(
        f'<li><a href="{escape(each.file)}">{escape(each.title)}</a></li>' for each in beside
    )
    return [
        f'<section id="statements"><h2>{escape(page.words.beside_heading)}</h2>',
        f"<p>{escape(page.words.beside_note)}</p><ul>{links}</ul></section>",
    ]
