"""A points policy as parts of a query."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from goodstanding.model.days import Period
from goodstanding.model.kinds import Money, OneOf
from goodstanding.model.names import FieldValue
from goodstanding.model.points import (
    DatedPoints,
    FixedPoints,
    PointsByBound,
    PointsByName,
    PointsEach,
    Rates,
    Rule,
)
from goodstanding.model.policy import PointsForm, Policy, Purpose
from goodstanding.scoring.sql.dialect import OPEN, Value, Writer
from goodstanding.scoring.sql.seen import FIRST, LAST, field_number, share_rows

KEYS = {
    Period.DAY: ("day", "month", "quarter", "year"),
    Period.MONTH: ("month", "quarter", "year"),
    Period.QUARTER: ("quarter", "year"),
    Period.YEAR: ("year",),
    Period.EVER: (),
}
"""What stays of a day in the sums of a period: its own key, and those of the longer ones."""


def points_parts(policy: Policy, form: PointsForm, writer: Writer, as_of: date) -> list[str]:
    """Return the parts of `WITH` that end in `sums`: what each member's lines come to."""
    q = writer.name
    year, month = writer.year("p.day"), writer.month("p.day")
    worths = [row for rule in form.rules for row in _worth_rows(policy, rule)]
    shares = [row for rule in form.rules for row in _rule_shares(rule, as_of)]
    columns = ("rule", "kind", "first_day", "last_day", "low", "high", "per", "row", "points")
    notice = ""
    if policy.purpose is Purpose.PROGRAMME:
        notice = "\nWHERE points >= 0 OR told = 1"
    worth = writer.ceiling("w.points * CASE w.per WHEN 0 THEN 1 ELSE r.value END", _per("w.per"))
    fields = {
        rule.name: field_number(writer, policy.kinds[rule.record], rule.worth.field)
        for rule in form.rules
        if not isinstance(rule.worth, FixedPoints)
    }
    values = " ".join(f"WHEN '{name}' THEN {number}" for name, number in fields.items())
    value = f"CASE n.rule {values} ELSE 0 END" if values else "0"
    names = [(rule.name, rule.record) for rule in form.rules]
    parts = [
        writer.lookup("names", ("rule", "kind"), names),
        writer.lookup("worths", columns, worths),
        writer.lookup("shares", ("rule", "row", "first_day", "last_day", "share", "whole"), shares),
        writer.part(
            "valued",
            f"SELECT r.{q('member')} AS member, r.{q('on')} AS day, r.aged, r.told, n.rule, "
            f"{value} AS value\nFROM seen r JOIN names n ON n.kind = r.{q('kind')}",
        ),
        writer.part(
            "worthy",
            f"SELECT r.member, r.day, r.aged, r.told, r.rule, w.row,\n  {worth} AS points\n"
            "FROM valued r JOIN worths w ON w.rule = r.rule\n"
            "  AND r.day BETWEEN w.first_day AND w.last_day\n"
            "  AND r.value >= w.low AND r.value < w.high",
        ),
        writer.part("told_of", f"SELECT * FROM worthy{notice}"),
        writer.part(
            "lines_0",
            "SELECT p.member, p.rule, p.day,\n"
            f"  {year} AS year, {month} AS month,\n"
            f"  {writer.divide(f'{month} - 1', '3')} AS quarter,\n"
            f"  {writer.ceiling('p.points * s.share', 's.whole')} AS points\n"
            "FROM told_of p JOIN shares s ON s.rule = p.rule AND s.row = p.row\n"
            "  AND p.aged BETWEEN s.first_day AND s.last_day",
        ),
    ]
    capped, source = _caps(writer, form)
    return [*parts, *capped, writer.part("sums", _sums(writer, form, source))]


def _per(form: str) -> str:
    """Return what a product is divided by: 100 where money in hundredths is counted."""
    return f"CASE {form} WHEN 2 THEN 100 ELSE 1 END"


def _worth_rows(policy: Policy, rule: Rule) -> Iterator[Sequence[Value]]:
    """Yield what acts are worth by day and value; `per` is 0 plain, 1 each, 2 each hundred."""
    since = FIRST if rule.since is None else rule.since
    worth = rule.worth
    kind = policy.kinds[rule.record]
    match worth:
        case FixedPoints():
            for first, last, points in _dated(worth.points, since):
                yield rule.name, kind.name, first, last, -OPEN, OPEN, 0, 0, points
        case PointsEach():
            per = 2 if isinstance(kind.fields[worth.field], Money) else 1
            for first, last, points in _dated(worth.points, since):
                yield rule.name, kind.name, first, last, -OPEN, OPEN, per, 0, points
        case PointsByBound():
            bounds = [bound for bound, _ in worth.rows]
            ends = [*bounds[1:], OPEN]
            for row, ((low, points), high) in enumerate(zip(worth.rows, ends, strict=True)):
                low_end = -OPEN if row == 0 else low
                yield rule.name, kind.name, since, LAST, low_end, high, 0, row, points
        case PointsByName():
            form = kind.fields[worth.field]
            for name, points in worth.rows.items():
                code = form.names.index(str(name)) if isinstance(form, OneOf) else int(bool(name))
                yield rule.name, kind.name, since, LAST, code, code + 1, 0, code, points
        case Rates():  # refused before
            raise AssertionError


def _dated(points: DatedPoints, since: date) -> Iterator[tuple[date, date, int]]:
    """Yield the amounts with the days from and to which they hold, from `since` on."""
    for (first, amount), (following, _) in pairwise([*points.amounts, (None, 0)]):
        begin = max(FIRST if first is None else first, since)
        end = LAST if following is None else following - timedelta(days=1)
        if begin <= end:
            yield begin, end, amount


def _rule_shares(rule: Rule, as_of: date) -> Iterator[Sequence[Value]]:
    """Yield the share left of each row of a rule's table, by the day from which ages run."""
    spans = {} if rule.lasts is None else dict(rule.lasts.spans)
    for row, key in enumerate(_row_keys(rule)):
        lasts = spans.get(None, spans.get(key))
        for first, last, share, whole in share_rows(rule.fade, lasts, as_of):
            yield rule.name, row, first, last, share, whole


def _row_keys(rule: Rule) -> Sequence[FieldValue | None]:
    """Return the keys of a rule's table in the order of its rows; one for a worth without one."""
    worth = rule.worth
    if isinstance(worth, PointsByBound):
        return [bound for bound, _ in worth.rows]
    if isinstance(worth, PointsByName):
        names = list(worth.rows)
        if set(names) == {True, False}:
            return [False, True]
        return names
    return [None]


def _caps(writer: Writer, form: PointsForm) -> tuple[list[str], str]:
    """Return the parts that apply caps, from the shortest period up, and the name of the last.

    In a period the rules' own caps come before those of groups, whose rules are one from then on.
    """
    parts: list[str] = []
    place = 0
    for period in Period:
        own = [
            (rule.name, rule.name, cap.points)
            for rule in form.rules
            for cap in rule.points_caps
            if cap.per is period
        ]
        shared = [
            (name, f"group {group.name}", cap.points)
            for group in form.groups
            for cap in group.caps
            if cap.per is period
            for name in (*group.rules, f"group {group.name}")
        ]
        for rows in (own, shared):
            if rows:
                parts += _cap(writer, period, rows, place=place)
                place += 1
    return parts, f"lines_{place}"


def _cap(
    writer: Writer, period: Period, rows: Sequence[Sequence[Value]], *, place: int
) -> list[str]:
    """Return the two parts that apply the caps of one period: the look-up, and the sums.

    What has no cap of this period is summed up all the same: no longer period needs it apart.
    """
    keys = "".join(f", l.{key}" for key in KEYS[period])
    summed = (
        f"SELECT l.member, COALESCE(c.name, l.rule) AS rule{keys}, MAX(c.points) AS most,\n"
        f"    {writer.total('l.points')} AS points\n"
        f"  FROM lines_{place} l LEFT JOIN caps_{place} c ON c.rule = l.rule\n"
        f"  GROUP BY l.member, COALESCE(c.name, l.rule){keys}"
    )
    capped = (
        f"SELECT l.member, l.rule{keys},\n"
        "  CASE WHEN l.most >= 0 AND l.points > l.most THEN l.most\n"
        "    WHEN l.most < 0 AND l.points < l.most THEN l.most\n"
        "    ELSE l.points END AS points\n"
        f"FROM (\n  {summed}\n) l"
    )
    return [
        writer.lookup(f"caps_{place}", ("rule", "name", "points"), rows),
        writer.part(f"lines_{place + 1}", capped),
    ]


def _sums(writer: Writer, form: PointsForm, source: str) -> str:
    """Return the query of each member's total before the bounds, and then within them."""
    floor = form.bounds.floor if form.bounds is not None else None
    ceiling = form.bounds.ceiling if form.bounds is not None else None
    low, high = -OPEN if floor is None else floor, OPEN if ceiling is None else ceiling
    q = writer.name
    reached = f"COALESCE(p.points, 0) + {form.start}"
    return (
        f"SELECT m.{q('member')} AS member, CASE WHEN {reached} < {writer.value(low)} "
        f"THEN {writer.value(low)}\n"
        f"  WHEN {reached} > {writer.value(high)} THEN {writer.value(high)} "
        f"ELSE {reached} END AS total\n"
        f"FROM members m LEFT JOIN (\n  SELECT member, {writer.total('points')} AS points "
        f"FROM {source} GROUP BY member\n) p ON p.member = m.{q('member')}"
    )
