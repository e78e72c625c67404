"""The report page of a run: counts of many, one synthetic member's statement, no links."""

# It is made for demonstrations on synthetic people. Of real people it would show the counts alone.

from collections import Counter
from dataclasses import dataclass, field
from html import escape
from typing import Final

from goodstanding.model.names import RuleName
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Statement
from goodstanding.present.cells import CELL_LEAST, Cell, cells
from goodstanding.present.explain import Explanation
from goodstanding.present.page import STYLE as STATEMENT_STYLE
from goodstanding.present.page import statement_html
from goodstanding.present.rows import sheet
from goodstanding.rulebook.words.known import language_for
from goodstanding.rulebook.words.page import html_page
from goodstanding.scoring.receipt import Receipt

CELLS_MAX: Final = 16
"""No more ranges than this stand side by side."""

WIDTHS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000)

ENGLISH: Final = "en"
CHART_HEIGHT: Final = 200
BAR_WIDTH: Final = 64
GAP: Final = 6
LABELS: Final = 56
HATCHED_HEIGHT: Final = 14
HATCHED: Final = (
    '<defs><pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><line class="line" x1="0" y1="0" x2="0" y2="6" '
    'stroke-width="3"/></pattern></defs>'
)

STYLE: Final = """
main{max-width:76rem}
.report figure{margin:0 0 1.25rem}
.report svg{width:auto;max-width:100%;height:auto}
.report svg text{font:13px "Noto Sans",system-ui,sans-serif;fill:var(--ink)}
.report svg .soft{fill:var(--soft)}
.report svg .column{fill:var(--mark)}
.report svg .line{stroke:var(--line)}
figcaption{color:var(--soft);font-size:.875rem}
.report dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.25rem;
align-items:start}
.report dt,.report dd{font-size:1rem;font-weight:400}
.report dl dd{margin:0;overflow-wrap:anywhere;line-height:1.5}
.marked{border-left:4px solid var(--mark);background:var(--band);padding:.75rem 1rem}
.report table{max-width:44rem}
.report tbody th{min-width:12rem}
.report .gain{color:var(--gain)}
.report .loss{color:var(--loss)}
article{border:1px solid var(--line);padding:1.25rem 1rem .5rem;margin:1rem 0 2rem}
article h1{font-size:1.5rem}
article h2{border-top:1px solid var(--line);font-size:1.1rem;margin-top:1.75rem}
@media (max-width:40rem){article{padding:1rem .75rem 0}.report tbody th{min-width:8rem}
.report dl{grid-template-columns:1fr;gap:0}.report dl dd{margin-bottom:.5rem}
.report th,.report td{padding:.5rem .375rem}}
"""
"""Stands after the style of a statement, so what both speak of is as it says."""


@dataclass(slots=True)
class RuleCounts:
    """What one rule came to: how many members it reached, and what it gave and took."""

    members: int = 0
    given: int = 0
    taken: int = 0


@dataclass(slots=True)
class Gathered:
    """Counts of a run, statement by statement; no statement is kept."""

    totals: list[int] = field(default_factory=list)
    without_lines: int = 0
    rules: dict[RuleName | None, RuleCounts] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, statement: Statement) -> None:
        """Count a statement."""
        self.totals.append(statement.total)
        self.without_lines += not statement.lines
        reached: dict[RuleName | None, RuleCounts] = {}
        for line in statement.lines:
            name = None if line.rule is None else RuleName(line.rule)
            counts = reached.setdefault(name, self.rules.setdefault(name, RuleCounts()))
            counts.given += max(line.counted, 0)
            counts.taken += min(line.counted, 0)
            self.reasons[str(line.why)] += 1
        for counts in reached.values():
            counts.members += 1


def report_page(
    policy: Policy, receipt: Receipt, gathered: Gathered, explanation: Explanation
) -> str:
    """Return the whole page; `explanation` is the statement of a synthetic member.

    Raises:
        UsageError: the policy has no titles in English.
    """
    language = language_for(policy, ENGLISH)
    title = f"{policy.title[ENGLISH]}: a demonstration"
    body = [
        '<div class="report">',
        f"<h1>{escape(title)}</h1>",
        (
            '<p class="marked">Nobody on this page lives. The members and their records were made '
            "by a script with a fixed seed, and how many records people have differs as much as it "
            "does in published counts.</p>"
        ),
        *_scored(receipt, gathered),
        *_distribution(gathered),
        *_rules(policy, gathered),
        "</div>",
        *_statement(explanation),
        (
            '<footer><p class="small">A score is the sum of its lines. Nothing here closes, orders '
            "or compares: there are no ranks and no lists of people, and no count of fewer than "
            f"{CELL_LEAST} people is shown.</p></footer>"
        ),
    ]
    return html_page(language, title, "\n".join(body), style=STATEMENT_STYLE + STYLE)


def _scored(receipt: Receipt, gathered: Gathered) -> list[str]:
    """Return what was scored, from the receipt."""
    asked, written = receipt.asked, receipt.written
    rows = [
        ("Policy", f"{asked.policy}, edition {asked.edition}"),
        ("On the day", asked.as_of.isoformat()),
        ("Members", f"{written.members:,}"),
        ("Members without any line", _told(gathered.without_lines)),
        ("On whose word", asked.stated_by),
        ("Records read", f"{asked.records:,}"),
        ("Of sources not authorised, so unread", f"{asked.withheld:,}"),
        ("Lines", f"{sum(written.lines.values()):,}"),
        ("State hash", written.state_hash),
    ]
    items = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows)
    return [
        '<section id="scored">',
        "<h2>What was scored</h2>",
        f"<dl>{items}</dl>",
        (
            "<p>A member without lines stands at the opening, like one whose sources are silent, "
            "refused or withdrawn: no data neither gives nor takes.</p>"
        ),
        "</section>",
    ]


def _told(count: int) -> str:
    """Return a count of people as it may be shown."""
    return f"{count:,}" if count >= CELL_LEAST else f"fewer than {CELL_LEAST}"


def _distribution(gathered: Gathered) -> list[str]:
    """Return the totals as a picture and as a table."""
    found = told_cells(gathered.totals)
    if not found:
        return []
    rows = "".join(
        f'<tr><th scope="row">{_range(cell)}</th><td class="number">{_cell_count(cell)}</td></tr>'
        for cell in found
    )
    hatched = any(cell.count is None for cell in found)
    untold = " Nothing is told of a hatched range." if hatched else ""
    return [
        '<section id="totals">',
        "<h2>How totals are distributed</h2>",
        "<figure>",
        histogram(found),
        (
            "<figcaption>Members by total; the area of a bar is their number. Ranges are joined "
            f"until they hold {CELL_LEAST} members or more.{untold}"
            "</figcaption>"
        ),
        "</figure>",
        (
            '<div class="scroll"><table><caption class="hidden">Members by total</caption>'
            '<thead><tr><th scope="col">Total</th><th scope="col" class="number">Members</th></tr>'
            f"</thead><tbody>{rows}</tbody></table></div>"
        ),
        "</section>",
    ]


def told_cells(totals: list[int]) -> list[Cell]:
    """Return the distribution over the narrowest round width at which all of it is told."""
    found: list[Cell] = []
    for width in WIDTHS:
        found = cells(totals, width=width)
        if len(found) <= CELLS_MAX and all(cell.count is not None for cell in found):
            break
    return found


def _range(cell: Cell) -> str:
    """Return a range of totals in words."""
    if cell.low is None and cell.high is None:
        return "all"
    if cell.low is None:
        return f"below {cell.high:,}"
    if cell.high is None:
        return f"{cell.low:,} and more"
    return f"{cell.low:,}" if cell.high == cell.low + 1 else f"{cell.low:,} to {cell.high - 1:,}"


def _cell_count(cell: Cell) -> str:
    """Return how many members a range holds, where that is told."""
    return "not told" if cell.count is None else f"{cell.count:,}"


def histogram(found: list[Cell]) -> str:
    """Return ranges as bars whose areas are the counts; the table beside it is its words."""
    most = max((cell.count / cell.widths for cell in found if cell.count is not None), default=1)
    wide = sum(cell.widths for cell in found) * BAR_WIDTH + (len(found) + 1) * GAP
    parts = [
        (
            f'<svg viewBox="0 0 {wide} {CHART_HEIGHT + LABELS + 20}" width="{wide}" role="img" '
            'aria-label="Members by total, the same counts as in the table below">'
        ),
        HATCHED,
    ]
    left = GAP
    for cell in found:
        parts += _bar(cell, left, most)
        left += cell.widths * BAR_WIDTH + GAP
    baseline = CHART_HEIGHT + 20.5
    parts.append(f'<line class="line" x1="0" x2="{wide}" y1="{baseline}" y2="{baseline}"/></svg>')
    return "\n".join(parts)


def _bar(cell: Cell, left: int, most: float) -> list[str]:
    """Return the bar of a range, its count above it and its ends below it."""
    width = cell.widths * BAR_WIDTH
    told = cell.count is not None
    tall = round((cell.count or 0) / cell.widths / most * CHART_HEIGHT) if told else HATCHED_HEIGHT
    top = 20 + CHART_HEIGHT - tall
    fill = 'class="column"' if told else 'fill="url(#hatched)"'
    middle = left + width // 2
    parts = [f'<rect x="{left}" y="{top}" width="{width}" height="{tall}" {fill}/>']
    if told:
        parts.append(f'<text x="{middle}" y="{top - 5}" text-anchor="middle">{cell.count}</text>')
    parts += [
        f'<text class="soft" x="{middle}" y="{CHART_HEIGHT + 40 + 16 * line}" '
        f'text-anchor="middle">{words}</text>'
        for line, words in enumerate(_label(cell))
    ]
    return parts


def _label(cell: Cell) -> tuple[str, ...]:
    """Return a range as the one or two lines under its bar."""
    if cell.low is None and cell.high is None:
        return ("all",)
    if cell.low is None:
        return ("below", str(cell.high))
    if cell.high is None:
        return (str(cell.low), "and more")
    return (str(cell.low),) if cell.high == cell.low + 1 else (f"{cell.low}-", str(cell.high - 1))


def _rules(policy: Policy, gathered: Gathered) -> list[str]:
    """Return what each rule gave and took, where enough members share it."""
    titles = _titles(policy)
    shown = [
        (titles[name], counts)
        for name, counts in gathered.rules.items()
        if name in titles and counts.members >= CELL_LEAST
    ]
    shown.sort(key=lambda pair: (-(pair[1].given - pair[1].taken), pair[0]))
    hidden = sum(counts.members < CELL_LEAST for counts in gathered.rules.values())
    rows = "".join(
        f'<tr><th scope="row">{escape(title)}</th><td class="number">{counts.members:,}</td>'
        f"{_points(counts.given)}{_points(counts.taken)}</tr>"
        for title, counts in shown
    )
    return [
        '<section id="points">',
        "<h2>What the rules gave and took</h2>",
        (
            '<div class="scroll"><table><caption class="hidden">Points by rule</caption><thead><tr>'
            '<th scope="col">Rule</th><th scope="col" class="number">Members</th>'
            '<th scope="col" class="number">Points given</th>'
            '<th scope="col" class="number">Points taken</th></tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        ),
        f"<p>{hidden} more rules and limits reached fewer than {CELL_LEAST} members each and are "
        "not shown.</p>"
        if hidden
        else "",
        "</section>",
    ]


def _titles(policy: Policy) -> dict[RuleName | None, str]:
    """Return the public title of everything a line can name."""
    form = policy.form
    named = [*getattr(form, "rules", ()), *getattr(form, "measures", ())]
    titles: dict[RuleName | None, str] = {each.name: each.title[ENGLISH] for each in named}
    for group in getattr(form, "groups", ()):
        titles[RuleName(group.name)] = f"{group.title[ENGLISH]} (what the shared cap takes)"
    titles[None] = "The ends of the scale"
    return titles


def _points(points: int) -> str:
    """Return a cell of points with their sign, and 0 plain."""
    if not points:
        return '<td class="number">0</td>'
    signed = f"{points:+,}".replace("-", "\N{MINUS SIGN}")
    return f'<td class="number {"gain" if points > 0 else "loss"}">{signed}</td>'


def _statement(explanation: Explanation) -> list[str]:
    """Return the statement of one synthetic member."""
    return [
        '<section id="statement">',
        "<h2>One statement, as the member would read it</h2>",
        (
            '<p class="marked">This member is synthetic, as the name says. A real statement is for '
            "the member alone.</p>"
        ),
        f"<article>\n{statement_html(sheet(explanation, ENGLISH))}\n</article>",
        "</section>",
    ]
