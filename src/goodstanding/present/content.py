"""A statement for machines: JSON values, with the words of one language beside them."""

from typing import Any

from goodstanding.present.explain import Becomes, Explained, Explanation
from goodstanding.present.rows import LineRow, sheet


def explanation_content(explanation: Explanation, lang: str) -> dict[str, Any]:
    """Return a statement as JSON values; days are YYYY-MM-DD.

    Raises:
        UsageError: the words or the policy's titles lack the language; it names those there are.
    """
    page = sheet(explanation, lang)
    policy, statement = explanation.policy, explanation.statement
    band = explanation.band
    return {
        "notice": page.words.personal,
        "language": page.language.code,
        "policy": policy.name,
        "edition": policy.edition,
        "member": statement.member,
        "as_of": statement.as_of.isoformat(),
        "opening": statement.opening,
        "total": statement.total,
        "level": statement.level,
        "band": None if band is None else band.name,
        "next_level": None
        if explanation.next_level is None
        else {
            "level": explanation.next_level.name,
            "from": explanation.next_level.reached_from,
        },
        "next_change": None
        if statement.next_change is None
        else {"on": statement.next_change.isoformat(), "total": explanation.next_total},
        "reasons": [
            {"title": row.title, "counted": row.counted, "records": reason.records}
            for row, reason in zip(page.reasons, explanation.reasons, strict=True)
        ],
        "dimensions": [
            {"name": part.dimension.name, "title": row.title, "base": row.base, "now": row.now}
            for row, part in zip(page.parts, explanation.parts, strict=True)
        ],
        "lines": [
            _line(each, row) for each, row in zip(explanation.lines, page.lines, strict=True)
        ],
        "contest": list(page.contest),
    }


def _line(each: Explained, row: LineRow) -> dict[str, Any]:
    """Return one line."""
    line = each.line
    return {
        "line": str(line.kind),
        "rule": line.rule,
        "title": row.title,
        "dimension": line.dimension,
        "records": [{"source": source, "record": record} for source, record in each.sources],
        "on": line.on.isoformat(),
        "points": line.points,
        "counted": line.counted,
        "why": str(line.why),
        "why_in_words": row.why,
        "becomes": _becomes(each.becomes),
        "contest": row.contest,
    }


def _becomes(becomes: Becomes | None) -> dict[str, Any] | None:
    """Return what a line becomes; of a day that was not scored, the day alone."""
    if becomes is None:
        return None
    day = becomes.on.isoformat()
    if not becomes.known:
        return {"on": day}
    why = None if becomes.why is None else str(becomes.why)
    return {"on": day, "counted": becomes.counted, "why": why}
