"""What the tests of reachability share."""

from collections.abc import Sequence
from datetime import date

from goodstanding.model.entry import Entry
from goodstanding.model.names import KindName
from goodstanding.model.policy import Policy
from goodstanding.rulebook.check import check_text
from goodstanding.rulebook.check.best import Pace
from goodstanding.rulebook.check.best_member import BestMember, Work
from goodstanding.rulebook.check.reach import (
    LevelReach,
    Reachability,
    reachability,
)

HEAD = """\
policy: small
kind: points
edition: 1
published: 2026-08-28
from: 2026-10-01
notice: 30 days
title: {en: Small}
start: 0
"""
ENDS = """\
levels:
  thanked: {from: %d, title: {en: Thanked}, opens: [books]}
benefits:
  books: {title: {en: Books}, partner: p, context: life, everyone: 1, member: 2, because: thanks}
"""
AS_OF = date(2040, 6, 30)


def kind(name: str, *, source: str = "", more: str = "") -> str:
    """Return a kind of record of a small policy."""
    source = source or f"office-{name}"
    basis = "" if "basis" in more else "basis: own service, "
    return f"  {name}: {{source: {source}, means: {{en: A}}, {basis}context: life{more}}}\n"


def rule(name: str, worth: str, record: str = "") -> str:
    """Return a rule of a small policy."""
    return f"  {name}: {{title: {{en: A}}, record: {record or name}, {worth}}}\n"


def small(kinds: Sequence[str], rules: Sequence[str], *, level: int = 1, more: str = "") -> str:
    """Return a small points policy with one level."""
    records, ruled = "".join(kinds), "".join(rules)
    return f"{HEAD}records:\n{records}rules:\n{ruled}{more}{ENDS % level}"


def read(text: str) -> Policy:
    """Return a policy, whatever its check says of its levels."""
    found = check_text(text.encode(), file="policy.yaml").reading
    assert [str(problem) for problem in found.problems] == []
    assert found.policy is not None
    return found.policy


def reach(text: str) -> Reachability:
    """Return what reachability says of a policy."""
    found = reachability(read(text))
    assert found is not None
    return found


def level(text: str) -> LevelReach:
    """Return what reachability says of the only level of a policy."""
    (found,) = reach(text).levels
    return found


def best(text: str, *, daily: bool = False) -> BestMember:
    """Return the best member of a policy on a summer's day."""
    return BestMember(policy=read(text), pace=Pace(as_of=AS_OF, daily=daily), work=Work())


def total_of(member: BestMember, **counts: int) -> int:
    """Return the total of some records of each kind."""
    return member.sum_of({KindName(name): count for name, count in counts.items()}).total


def entries_of(member: BestMember, name: str) -> tuple[Entry, ...]:
    """Return the best records of a kind."""
    return member.entries(KindName(name))


TIME = ", needs: [time]"
HOURS = ", needs: [time], fields: {hours: whole number 1..8}"
AMOUNT = ", needs: [money], fields: {amount: money 0..1000}"
