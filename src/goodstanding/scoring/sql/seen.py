"""The part of a query that both families share: which records are seen, and what a total opens."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from goodstanding.model.days import Span
from goodstanding.model.kinds import (
    Day,
    FieldType,
    Money,
    OneOf,
    RecordKind,
    WholeNumber,
    YesOrNo,
)
from goodstanding.model.names import FieldName
from goodstanding.model.points import FadeStep
from goodstanding.model.policy import Policy
from goodstanding.scoring.sql.dialect import Dialect, Writer

FIRST, LAST = date.min, date.max


def tables_comment(policy: Policy, writer: Writer) -> str:
    """Return, as a comment, the tables that a query reads."""
    day = "TEXT" if writer.dialect is Dialect.SQLITE else "DATE"
    text = "STRING" if writer.dialect is Dialect.SPARK else "TEXT"
    fields: dict[FieldName, str] = {}
    for kind in policy.kinds.values():
        for name, form in kind.fields.items():
            fields[name] = _column_type(form, day=day, text=text)
    q = writer.name
    own = [f"{q(name)} {form}" for name, form in fields.items()]
    texts = [f"{q(name)} {text}" for name in ("id", "source", "member", "kind")]
    days = [f"{q(name)} {day}" for name in ("on", "until", "filed", "notified")]
    joined = f"{q('member')} {text}, {q('joined')} {day}, {q('sources')} {text}, {q('until')} {day}"
    state = f"{q('source')} {text}, {q('record')} {text}, {q('state')} {text}, {q('on')} {day}"
    lines = [
        "It reads these tables; money is in whole hundredths, and empty cells are NULL:",
        f"records ({', '.join([*texts, *days, *own])})",
        f"members ({joined}, {q('level')} {text})",
        f"states ({state}, place BIGINT)",
        "`place` is the order in which states were appended. Where notices are not kept, let",
        "`notified` be the day of the act.",
    ]
    return "\n".join(f"-- {line}" for line in lines)


def _column_type(form: FieldType, *, day: str, text: str) -> str:
    """Return the type of a field's column."""
    match form:
        case WholeNumber() | Money():
            return "BIGINT"
        case YesOrNo():
            return "BOOLEAN"
        case OneOf():
            return text
        case Day():
            return day


def seen_parts(policy: Policy, writer: Writer, as_of: date) -> list[str]:
    """Return the parts of `WITH` that end in `seen`: the records that count as they are."""
    q, today = writer.name, writer.day(as_of)
    window = ""
    if policy.window is not None:
        cut = policy.window.last_over(as_of)
        window = (
            ""
            if cut is None
            else f"\n  AND COALESCE(r.{q('until')}, r.{q('on')}) > {writer.day(cut)}"
        )
    last_state = f"""
SELECT {q("source")}, {q("record")}, {q("state")},
  ROW_NUMBER() OVER (
    PARTITION BY {q("source")}, {q("record")} ORDER BY {q("on")} DESC, place DESC
  ) AS back
FROM states WHERE {q("on")} <= {today}"""
    seen = f"""
SELECT r.*, COALESCE(r.{q("until")}, r.{q("on")}) AS aged,
  CASE WHEN r.{q("notified")} <= {today} THEN 1 ELSE 0 END AS told
FROM records r
JOIN members m ON m.{q("member")} = r.{q("member")}
LEFT JOIN last_state s
  ON s.{q("source")} = r.{q("source")} AND s.{q("record")} = r.{q("id")} AND s.back = 1
WHERE r.{q("on")} <= {today}
  AND COALESCE(r.{q("filed")}, r.{q("on")}) <= {today}
  AND m.{q("joined")} <= r.{q("on")}
  AND (m.{q("until")} IS NULL OR m.{q("until")} > {today})
  AND (' ' || m.{q("sources")} || ' ') LIKE ('% ' || r.{q("source")} || ' %')
  AND COALESCE(s.{q("state")}, 'counted') NOT IN ('under review', 'struck out'){window}"""
    return [writer.part("last_state", last_state), writer.part("seen", seen)]


def field_number(writer: Writer, kind: RecordKind, name: FieldName) -> str:
    """Return a field as a whole number: yes as 1, names by their place."""
    column = f"r.{writer.name(name)}"
    match kind.fields[name]:
        case YesOrNo():
            return f"CASE WHEN {column} THEN 1 ELSE 0 END"
        case OneOf() as form:
            cases = " ".join(f"WHEN '{each}' THEN {i}" for i, each in enumerate(form.names))
            return f"CASE {column} {cases} END"
        case _:
            return column


def share_rows(
    fade: Sequence[FadeStep], lasts: Span | None, as_of: date
) -> Iterator[tuple[date, date, int, int]]:
    """Yield for each range of days of age what share is left on a day: first, last, share, of."""
    edges = {FIRST, *_after_cuts(fade, lasts, as_of)}
    days = [*sorted(edges), None]
    for first, following in pairwise(days):
        assert first is not None
        share = 1, 1
        for step in fade:
            over = as_of >= step.after.after(first)
            if over and step.share * share[1] < share[0]:
                share = step.share.numerator, step.share.denominator
        if lasts is not None and as_of >= lasts.after(first):
            share = 0, 1
        last = LAST if following is None else following - timedelta(days=1)
        yield first, last, *share


def _after_cuts(fade: Sequence[FadeStep], lasts: Span | None, as_of: date) -> Iterator[date]:
    """Yield the days from which one of the spans is not over yet."""
    for span in (*(step.after for step in fade), *([] if lasts is None else [lasts])):
        cut = span.last_over(as_of)
        if cut is not None:
            yield cut + timedelta(days=1)


def level_expression(policy: Policy, writer: Writer) -> str:
    """Return the level of `t.total`, given the level that the member held before."""
    if not policy.levels:
        return "'none'"
    held = f"m.{writer.name('level')}"
    places = " ".join(f"WHEN '{level.name}' THEN {i}" for i, level in enumerate(policy.levels))
    cases = " ".join(
        f"WHEN t.total >= CASE WHEN CASE {held} {places} ELSE -1 END >= {i} "
        f"THEN {level.keep_above} ELSE {level.reached_from} END THEN '{level.name}'"
        for i, level in reversed(list(enumerate(policy.levels)))
    )
    return f"CASE {cases} ELSE 'none' END"
