"""Measure the definition under `event-reference`: a member with 20 records, members a second."""

import statistics
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

from goodstanding.model.entry import ALWAYS_TOLD, Entry, Member
from goodstanding.model.kinds import Day, Money, OneOf, RecordKind, WholeNumber
from goodstanding.model.names import FieldName, FieldValue, MemberId, RecordId
from goodstanding.rulebook import read_policy
from goodstanding.scoring.score import score

POLICY = Path(__file__).parents[1] / "policies/event-reference/event-reference.yaml"
RECORDS = 20
MEMBERS = 2_000
SEED = 20
AS_OF = date(2026, 6, 30)
DAYS_BACK_MAX = 540
LIMIT_MICROSECONDS = 150
LEAST_A_SECOND = 7_000


def fields_of(kind: RecordKind, random: Random) -> dict[FieldName, FieldValue]:
    """Return values for the fields of a kind, low ones the likelier."""
    found: dict[FieldName, FieldValue] = {}
    for name, form in kind.fields.items():
        if isinstance(form, WholeNumber | Money):
            found[name] = min(form.most, form.least + int(random.expovariate(1 / 4)))
        elif isinstance(form, OneOf):
            found[name] = random.choice(form.names)
        elif isinstance(form, Day):
            found[name] = AS_OF
        else:
            found[name] = random.random() < 0.9
    return found


def main() -> None:
    """Make members with 20 records each from every kind, score each, and print the figures."""
    policy = read_policy(POLICY)
    random = Random(SEED)
    kinds = list(policy.kinds.values())
    people = []
    for number in range(MEMBERS):
        who = MemberId(f"generated-{number}")
        entries = []
        for place in range(RECORDS):
            kind = random.choice(kinds)
            on = AS_OF - timedelta(days=random.randrange(DAYS_BACK_MAX))
            entries.append(
                Entry(
                    source=kind.source,
                    record=RecordId(f"{number}-{place}"),
                    member=who,
                    kind=kind.name,
                    on=on,
                    filed=on,
                    notified=ALWAYS_TOLD,
                    fields=fields_of(kind, random),
                )
            )
        people.append((Member(id=who), entries))
    for who_first, first in people[:200]:
        score(policy, who_first, first, as_of=AS_OF)
    took = []
    lines = 0
    began = time.process_time()
    for person, entries in people:
        before = time.perf_counter()
        lines += len(score(policy, person, entries, as_of=AS_OF).lines)
        took.append((time.perf_counter() - before) * 1e6)
    a_second = MEMBERS / (time.process_time() - began)
    assert lines > MEMBERS
    middle = statistics.median(took)
    print(
        f"one member with {RECORDS} records, {len(policy.rule_names)} rules: p50 {middle:.0f} µs "
        f"(limit {LIMIT_MICROSECONDS} µs), p95 {statistics.quantiles(took, n=20)[-1]:.0f} µs, "
        f"{lines / MEMBERS:.1f} lines"
    )
    print(f"members a second of one core's time: {a_second:,.0f} (at least {LEAST_A_SECOND:,})")
    sys.exit(0 if middle <= LIMIT_MICROSECONDS and a_second >= LEAST_A_SECOND else 1)


if __name__ == "__main__":
    main()
