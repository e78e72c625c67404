"""Limits that hold for all processes of a programme together: their counts stand in the ledger."""

# Each is one statement inside the transaction of what it limits, so that nothing is counted that
# was not done. What goes beyond a limit changes nothing.

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from goodstanding.errors import declare
from goodstanding.ledger import sql
from goodstanding.service.refused import no

RECALLS_SPENT = declare("recall-quota-spent", "The source recalled more records today than it may.")

QUESTIONS_A_MINUTE: Final = 600
"""So often may a partner ask, about whatever codes."""


def count_recall(source: str, on: date) -> None:
    """Count that a source recalls a record on a day, whether or not such a record stands.

    A source may recall as many records a day as it may file. The two are counted apart, so that
    one that has filed all it may can still take all of it back.

    Raises:
        ProblemsError: it has recalled as many today.
    """
    found = sql.rows("SELECT rows_per_day_max FROM ledger_source WHERE name = ? {lock}", (source,))
    most = found[0][0] if found else 0
    if not most or not sql.rows(_RECALL, (source, on, most)):
        raise no(
            RECALLS_SPENT,
            f"a source may recall {most:,} records a day",
            "Recall the rest tomorrow, or ask the operator for more",
        )


_RECALL: Final = """
INSERT INTO ledger_sourceday (source_id, "on", "rows", refused, recalls) VALUES (?, ?, 0, 0, 1)
ON CONFLICT (source_id, "on") DO UPDATE SET recalls = ledger_sourceday.recalls + 1
WHERE ledger_sourceday.recalls < ? RETURNING 1
"""


def may_ask_all(asked: Sequence[tuple[str, int]], at: datetime) -> list[bool]:
    """Count questions, each of a partner with its limit; return of each whether it may be asked."""
    together = {
        alike: may_ask(alike[0], at, alike[1], count=count)
        for alike, count in Counter(asked).items()
    }
    return [together[each] or may_ask(each[0], at, each[1]) for each in asked]


def may_ask(partner: str, at: datetime, most: int, *, count: int = 1) -> bool:
    """Count questions of a partner, and return whether they are among so many in their minute.

    Clocks of two processes may differ by less than a minute: a question of the minute before is
    counted in the minute that has begun. Where they are not, none of them is counted.
    """
    minute = int(at.timestamp() // 60)
    return count <= most and bool(sql.rows(_ASK, (partner, minute, count, most)))


_ASK: Final = """
INSERT INTO ledger_partnerminute AS held (partner_id, "minute", questions) VALUES (?, ?, ?)
ON CONFLICT (partner_id) DO UPDATE SET
"minute" = CASE WHEN excluded."minute" = held."minute" - 1
    THEN held."minute" ELSE excluded."minute" END,
questions = CASE WHEN excluded."minute" IN (held."minute", held."minute" - 1)
    THEN held.questions + excluded.questions ELSE excluded.questions END
WHERE excluded."minute" NOT IN (held."minute", held."minute" - 1)
    OR held.questions + excluded.questions <= ?
RETURNING 1
"""
