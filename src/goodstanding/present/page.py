"""A statement as one self-contained page: bars first, tables always, no script."""

from collections.abc import Sequence
from html import escape
from typing import Final

from goodstanding.model.policy import IndexForm
from goodstanding.present.bars import change_bar, part_bar, place_on, scale_bar
from goodstanding.present.explain import Explanation
from goodstanding.present.rows import LineRow, Sheet, sheet
from goodstanding.present.text import cells
from goodstanding.rulebook.words.page import html_list, html_page, html_table

LABEL_GAP: Final = 12.0
"""Labels of a scale stand at least so many hundredths of its width apart, or are left out."""

STYLE: Final = """
.personal{display:inline-block;border:1px solid var(--line);border-left:4px solid var(--mark);
padding:.35rem .8rem;margin:0 0 1.5rem;background:var(--band);max-width:none}
dl{display:flex;flex-wrap:wrap;gap:.75rem 2.5rem;margin:0 0 1rem;align-items:flex-end}
dt{color:var(--soft);font-size:.875rem}
dd{margin:0;font-size:1.25rem;font-weight:600}
dl div:first-child dd{font-size:2.75rem;line-height:1.1;letter-spacing:-.02em}
figure{margin:1.25rem 0 1.5rem}
svg{display:block;width:100%}
.scale{height:28px}
.bar{height:14px;min-width:7rem}
.track{fill:var(--line)}.axis,.total{fill:var(--ink)}.level{fill:var(--soft)}.mark{fill:var(--mark)}
.gain{fill:var(--gain)}.loss{fill:var(--loss)}
.labels{position:relative;height:1.4rem;font-size:.8125rem;color:var(--soft);
font-variant-numeric:tabular-nums}
.labels span{position:absolute;transform:translateX(-50%)}
.labels span:first-child{transform:none}.labels span:last-child{transform:translateX(-100%)}
td.minus{color:var(--loss)}td.plus{color:var(--gain)}
td.minus,td.plus{font-weight:600}
td.picture{min-width:9rem;width:44%;vertical-align:middle}
#reasons thead th:nth-child(2n),#parts thead th:nth-child(2),#parts thead th:nth-child(n+4),
#lines thead th:first-child,#lines thead th:nth-child(4),#lines thead th:nth-child(5)
{text-align:right}
#reasons thead th:first-child,#parts thead th:first-child{width:28%}
#lines table{font-size:.875rem}#lines th,#lines td{padding:.5rem}
#lines thead th:nth-child(n+4){white-space:normal}#lines td:nth-child(3){white-space:nowrap}
#lines td:nth-child(n+6){min-width:6rem}#lines thead th:nth-child(4),
#lines thead th:nth-child(5){min-width:4.5rem}
@media screen and (max-width:40rem){#reasons th,#reasons td,#parts th,#parts td
{padding:.5rem .375rem}#reasons thead th,#parts thead th{white-space:normal}
#reasons tbody th,#parts tbody th{min-width:6rem}
td.picture{min-width:4rem;width:30%}.bar{min-width:3.5rem}dl div:first-child dd{font-size:2.25rem}}
@media (min-width:70rem){main{max-width:76rem}}
@media screen and (max-width:60rem){#lines .scroll{overflow:visible}
#lines thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
#lines table,#lines tbody{display:block}
#lines tr{display:grid;grid-template-columns:1fr auto;border-bottom:1px solid var(--line);
padding:.75rem 0}
#lines th,#lines td,#lines td.number{border:0;padding:.125rem 0;text-align:left;min-width:0}
#lines tbody th{font-size:1rem;order:1}
#lines td:nth-child(5){order:2;font-size:1rem;text-align:right;padding-left:1rem}
#lines td:nth-child(1){display:none}
#lines td:nth-child(n+6),#lines td:nth-child(3),#lines td:nth-child(4){order:3;
grid-column:1/-1;display:grid;grid-template-columns:8.5rem 1fr;gap:0 .75rem;white-space:normal}
#lines td:nth-child(n+6)::before,#lines td:nth-child(3)::before,#lines td:nth-child(4)::before
{content:attr(data-label);color:var(--soft)}}
@media print{.scroll{break-inside:auto}#lines table{font-size:.8125rem}
#lines th,#lines td{padding:.3rem .4rem}#lines td:nth-child(n+6){min-width:0}
svg,svg *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""


def explanation_html(explanation: Explanation, lang: str) -> str:
    """Return a statement as one page that needs nothing else.

    Raises:
        UsageError: the words or the policy's titles lack the language; it names those there are.
    """
    page = sheet(explanation, lang)
    return html_page(page.language, page.heading, statement_html(page), style=STYLE)


def statement_html(page: Sheet) -> str:
    """Return a statement as the body of a page that has `STYLE`."""
    parts = [
        "<header>",
        f"<h1>{escape(page.heading)}</h1>",
        f'<p class="lead">{escape(page.subject)}</p>',
        f'<p class="personal">{escape(page.words.personal)}</p>',
        "</header>",
        _figures(page),
        _scale(page),
        f"<p>{escape(page.language.together(page.sentences))}</p>",
    ]
    parts += [_reasons(page)] if page.reasons else []
    parts += [_parts(page)] if page.parts else []
    parts += [_lines(page), _contest(page)]
    return "\n".join(parts)


def _figures(page: Sheet) -> str:
    """Return the figures that come first."""
    pairs = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in page.figures
    )
    return f"<dl>{pairs}</dl>"


def ends_of(explanation: Explanation) -> tuple[int, int]:
    """Return the ends of the picture of a total: the policy's own, else what there is to show."""
    form, statement = explanation.policy.form, explanation.statement
    if isinstance(form, IndexForm):
        return form.scale
    shown = [statement.total, statement.opening]
    shown += [level.reached_from for level in explanation.policy.levels]
    low, high = min(shown), max(shown)
    bounds = form.bounds
    if bounds is not None and bounds.floor is not None:
        low = min(low, bounds.floor)
    if bounds is not None and bounds.ceiling is not None:
        high = max(high, bounds.ceiling)
    return (low, high) if low < high else (low - 1, high + 1)


def _scale(page: Sheet) -> str:
    """Return the total between its ends, with the marks of the levels."""
    explanation, language = page.explanation, page.language
    statement = explanation.statement
    low, high = ends_of(explanation)
    marks = [level.reached_from for level in explanation.policy.levels]
    picture = scale_bar(statement.total, statement.opening, marks, low=low, high=high)
    told = page.words.gauge.format(
        total=language.number(statement.total),
        low=language.number(low),
        high=language.number(high),
        start=language.number(statement.opening),
    )
    return (
        f'<figure role="img" aria-label="{escape(told)}">{picture}'
        f'<div class="labels" aria-hidden="true">{_labels(page, marks, low=low, high=high)}</div>'
        "</figure>"
    )


def _labels(page: Sheet, marks: list[int], *, low: int, high: int) -> str:
    """Return the numbers under a scale: its ends, the next level, other levels if they fit."""
    following = page.explanation.next_level
    first = [] if following is None else [following.reached_from]
    found = {0.0: low, 100.0: high}
    for mark in (*first, *marks):
        place = place_on(mark, low, high)
        if all(abs(place - other) >= LABEL_GAP for other in found):
            found[place] = mark
    return "".join(
        f'<span style="left:{place:.1f}%">{escape(page.language.number(value))}</span>'
        for place, value in sorted(found.items())
    )


def _sign(counted: int) -> str:
    """Return the class of a cell of points."""
    return "plus" if counted > 0 else "minus" if counted < 0 else "none"


def _reasons(page: Sheet) -> str:
    """Return the main reasons as bars in a table."""
    words = page.words
    largest = max(abs(each.counted) for each in page.reasons)
    rows = [
        f'<tr><th scope="row">{escape(each.title)}</th>'
        f'<td class="number {_sign(each.counted)}">{escape(each.now)}</td>'
        f'<td class="picture">{change_bar(each.counted, largest)}</td>'
        f'<td class="number">{escape(each.records)}</td></tr>'
        for each in page.reasons
    ]
    columns = (words.column_reason, words.column_now, words.column_bar, words.column_records)
    table = html_table(words.reasons_heading, columns, rows, seen=False)
    return f'<section id="reasons">\n<h2>{escape(words.reasons_heading)}</h2>\n{table}\n</section>'


def _parts(page: Sheet) -> str:
    """Return the parts of an index as bars in a table."""
    words = page.words
    rows = [
        f'<tr><th scope="row">{escape(each.title)}</th>'
        f'<td class="number">{each.now}</td>'
        f'<td class="picture">{part_bar(each.now, each.base)}</td>'
        f'<td class="number">{each.base}</td>'
        f'<td class="number">{escape(each.weight)}</td></tr>'
        for each in page.parts
    ]
    columns = (
        words.column_part,
        words.column_part_now,
        words.column_bar,
        words.column_base,
        words.column_weight,
    )
    table = html_table(words.parts_heading, columns, rows, seen=False)
    return f'<section id="parts">\n<h2>{escape(words.parts_heading)}</h2>\n{table}\n</section>'


def _lines(page: Sheet) -> str:
    """Return every line as a table."""
    words, language = page.words, page.language
    parts = ['<section id="lines">', f"<h2>{escape(words.lines_heading)}</h2>"]
    note = language.sentence(words.lines_note if page.lines else words.no_lines)
    parts.append(f"<p>{escape(note)}</p>")
    if page.lines:
        parts.append(_lines_table(page))
    return "\n".join([*parts, "</section>"])


def _lines_table(page: Sheet) -> str:
    """Return the lines as a table, of which a narrow screen makes a card a line.

    A table laid out otherwise is one no more for those who hear the page, so its roles are said.
    """
    caption = escape(page.words.lines_heading)
    heads = "".join(
        f'<th scope="col" role="columnheader">{escape(column)}</th>' for column in page.columns
    )
    rows = "\n".join(_line(page.columns, row) for row in page.lines)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}">\n'
        f'<table role="table">\n<caption class="hidden">{caption}</caption>\n'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{rows}\n</tbody>\n</table>\n</div>'
    )


def _line(columns: Sequence[str], row: LineRow) -> str:
    """Return one line as a row of the table; each cell has the name of its column."""
    kinds = ("number", "", "", "number", f"number {_sign(row.counted)}", "", "", "", "")
    found = []
    for place, (column, cell, kind) in enumerate(zip(columns, cells(row), kinds, strict=True)):
        if place == 1:
            found.append(f'<th scope="row" role="rowheader">{escape(cell)}</th>')
            continue
        given = f' class="{kind}"' if kind else ""
        found.append(f'<td role="cell"{given} data-label="{escape(column)}">{escape(cell)}</td>')
    return f'<tr role="row">{"".join(found)}</tr>'


def _contest(page: Sheet) -> str:
    """Return how to object to a line, and once more what this page is not."""
    heading = page.language.board.contest_heading
    return (
        f'<section id="contest">\n<h2>{escape(heading)}</h2>\n{html_list(page.contest)}\n'
        f'</section>\n<footer><p class="small">{escape(page.words.personal)}</p></footer>'
    )
