"""Self-contained HTML pages: one style, no script, nothing fetched from anywhere."""

from html import escape
from typing import Final

from goodstanding.rulebook.words.board import Board, Section, Table
from goodstanding.rulebook.words.language import Language

STYLE: Final = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1c2126;--soft:#505a64;--line:#ccd3da;
--band:#f3f5f7;--mark:#17456e;--gain:#1d5f8a;--loss:#a4470f}
@media (prefers-color-scheme:dark){:root{--paper:#14181c;--ink:#e8ebee;--soft:#aab4be;
--line:#3a444e;--band:#1d2329;--mark:#9cc8ee;--gain:#7db8e6;--loss:#f0a36e}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 "Noto Sans",system-ui,
"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",
sans-serif}
main{max-width:62rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:1.9rem;line-height:1.25;margin:0 0 .75rem;font-weight:650;letter-spacing:-.01em}
:lang(zh) h1{letter-spacing:0}
h2{font-size:1.25rem;line-height:1.35;margin:2.75rem 0 .75rem;padding-top:.75rem;
border-top:2px solid var(--mark);font-weight:650}
p{margin:0 0 .75rem;max-width:48rem}
.lead,.small{color:var(--soft)}
.small{font-size:.875rem;overflow-wrap:anywhere}
ul,ol{margin:0 0 1rem;padding-left:1.25rem;max-width:48rem}
li{margin:.25rem 0}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;max-width:none}
a{color:var(--mark);text-underline-offset:.2em}
.scroll{overflow-x:auto;margin:0 0 1.25rem}
.scroll:focus-visible,a:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.9375rem;line-height:1.5}
caption{text-align:left;font-weight:650;padding:0 0 .5rem}
caption.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem;border-bottom:1px solid var(--line)}
thead th{background:var(--band);color:var(--soft);font-weight:600;font-size:.875rem;
border-bottom:1px solid var(--line);white-space:nowrap}
tbody th{font-weight:600;min-width:8.5rem}
#rules thead th:last-child,#measures thead th:last-child{width:22%}
#rules thead th:first-child,#measures thead th:first-child{width:16%}
td.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
th.number{text-align:right}
@media screen and (max-width:40rem){main{padding-top:1.5rem}h1{font-size:1.5rem}td{min-width:6rem}
td.number{min-width:0}}
@media print{:root{--paper:#fff;--ink:#000;--soft:#333;--line:#999;--band:#fff;--mark:#000;
--gain:#000;--loss:#000}main{max-width:none;padding:0}nav{display:none}
h2{break-after:avoid}tr,li{break-inside:avoid}.scroll{overflow:visible}html{font-size:10pt}
h2{margin-top:1.75rem}td,th{padding:.3rem .5rem}}
"""
"""Text and marks of both schemes have a contrast of at least 4.5 to 1 (a test calculates it)."""

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def html_page(language: Language, title: str, body: str, *, style: str = "") -> str:
    """Return a whole page around a body that is HTML already."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language.code}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}{style}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def html_table(caption: str, columns: tuple[str, ...], rows: list[str], *, seen: bool) -> str:
    """Return a table with headings; `rows` are HTML already.

    Where the caption repeats a heading it is kept for those who hear the page only (`seen` no).
    """
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    hidden = "" if seen else ' class="hidden"'
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}">\n<table>\n'
        f"<caption{hidden}>{escape(caption)}</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n" + "\n".join(rows) + "\n</tbody>\n</table>\n"
        "</div>"
    )


def html_row(cells: tuple[str, ...]) -> str:
    """Return a row of texts, the first its heading."""
    first, *others = cells
    return (
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in others)
        + "</tr>"
    )


def html_list(items: tuple[str, ...]) -> str:
    """Return a list of texts."""
    return "<ul>\n" + "\n".join(f"<li>{escape(item)}</li>" for item in items) + "\n</ul>"


def board_html(board: Board) -> str:
    """Return a board as one page that needs nothing else."""
    language = board.language
    links = "".join(
        f'<li><a href="#{section.name}">{escape(section.heading)}</a></li>'
        for section in board.sections
    )
    parts = [
        f"<h1>{escape(board.heading)}</h1>",
        f'<p class="lead">{escape(language.together(board.opening))}</p>',
        f'<nav aria-label="{escape(language.board.contents)}"><ul>{links}</ul></nav>',
        *(_section(board, section) for section in board.sections),
        "<footer>",
        *(f'<p class="small">{escape(sentence)}</p>' for sentence in board.closing),
        "</footer>",
    ]
    return html_page(language, board.heading, "\n".join(parts))


def _section(board: Board, section: Section) -> str:
    """Return one section."""
    parts = [f'<section id="{section.name}">', f"<h2>{escape(section.heading)}</h2>"]
    if section.sentences:
        parts.append(f"<p>{escape(board.language.together(section.sentences))}</p>")
    if section.items:
        parts.append(html_list(section.items))
    parts += [_table(section, table) for table in section.tables]
    return "\n".join([*parts, "</section>"])


def _table(section: Section, table: Table) -> str:
    """Return a table of a section."""
    rows = [html_row(row) for row in table.rows]
    return html_table(table.caption, table.columns, rows, seen=table.caption != section.heading)
