"""Publishing an edition: checked, compared with the one before, and in force after its notice."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from goodstanding.errors import Problem, ProblemsError
from goodstanding.ledger.models import Edition, Member, Proposal, Setting
from goodstanding.model.policy import Policy, Purpose
from goodstanding.rulebook.check import check_text
from goodstanding.rulebook.diff import Diff, diff
from goodstanding.rulebook.laws import check_laws, law_problems, standing_laws
from goodstanding.rulebook.publish import IMMUTABLE, LATE, LAW_WORLDS, NOT_NEXT, STUDY
from goodstanding.rulebook.testing import SEED
from goodstanding.service.editions import parsed, policy_on
from goodstanding.service.halting import refuse_if_halted
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no

FILE: Final = "edition"
TELLING: Final = "edition to tell"
"""The mark of an edition whose members have not all been told: its number, and the last told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An edition that nothing keeps from being published.

    `changes` is what means something else than in the edition before, None for the first.
    `warnings` are for the second person to look at.
    """

    text: str
    policy: Policy
    changes: Diff | None
    warnings: tuple[Problem, ...]


def prepare(programme: Programme, asked: Mapping[str, Any]) -> Ready:
    """Return an edition ready for publication: it passes its check, and the laws hold.

    The laws are tried on generated members, which takes seconds: call it outside a transaction.

    Raises:
        ProblemsError: everything that keeps it from being published.
    """
    refuse_if_halted(programme)
    text = str(asked.get("text", ""))
    history = programme.read(_history)
    checked = check_text(text.encode(), file=FILE, history=history)
    if checked.policy is None:
        raise ProblemsError(checked.errors)
    policy = checked.policy
    _follows(programme, policy, history)
    problems = _broken_laws(text)
    if problems:
        raise ProblemsError(problems)
    before = history[-1] if history else None
    return Ready(
        text=text,
        policy=policy,
        changes=None if before is None else diff(before, policy),
        warnings=checked.warnings,
    )


@lru_cache(maxsize=8)
def _broken_laws(text: str) -> tuple[Problem, ...]:
    """Return what is wrong with a policy by its laws; the second person asks the same again."""
    policy = parsed(text)
    laws = check_laws(policy, standing_laws(policy), seed=SEED, count=LAW_WORLDS)
    return tuple(law_problems(laws, file=FILE))


def perform(programme: Programme, _: Proposal, ready: Ready) -> None:
    """Publish an edition, in the transaction of the second person's yes; it never changes again."""
    refuse_if_halted(programme)
    _follows(programme, ready.policy, _history())
    Edition.objects.create(
        edition=ready.policy.edition,
        text=ready.text,
        sha256=hashlib.sha256(ready.text.encode()).hexdigest(),
        published=programme.today(),
        in_force=ready.policy.in_force,
    )
    Setting.objects.update_or_create(
        name=TELLING, defaults={"value": {"edition": ready.policy.edition, "after": -1}}
    )


def start_edition(programme: Programme) -> bool:
    """Mark every member due on the day on which another edition comes into force.

    Return whether it did: once for each edition, whenever the worker comes by.
    """

    def act() -> bool:
        name = "edition in force"
        today = programme.today()
        if not Edition.objects.filter(in_force__lte=today).exists():
            return False
        edition = policy_on(programme, today).edition
        mark, made = Setting.objects.select_for_update().get_or_create(
            name=name, defaults={"value": edition}
        )
        if not made and mark.value == edition:
            return False
        Setting.objects.filter(name=name).update(value=edition)
        Member.objects.update(due=True)
        return True

    return programme.write(act)


def _history() -> list[Policy]:
    """Return the published editions, the earliest first."""
    return [parsed(row.text) for row in Edition.objects.order_by("edition")]


def _follows(programme: Programme, policy: Policy, history: Sequence[Policy]) -> None:
    """Refuse an edition that does not follow, or says that it was published before it is.

    Raises:
        ProblemsError: it does not follow.
    """
    today = programme.today()
    last = history[-1].edition if history else 0
    if policy.purpose is Purpose.STUDY:
        raise no(STUDY, "a study is no programme's policy", "Publish a policy", path="purpose")
    if policy.edition <= last:
        raise no(
            IMMUTABLE,
            f"edition {policy.edition} was published already, and never changes",
            f"Write edition {last + 1}",
            path="edition",
        )
    if history and policy.edition != last + 1:
        raise no(
            NOT_NEXT,
            f"edition {policy.edition} does not follow edition {last}",
            f"Write edition {last + 1}",
            path="edition",
        )
    if today > policy.published:
        start = max(policy.notice.after(today), policy.in_force)
        raise no(
            LATE,
            f"{policy.published} is before the day of publication, {today}",
            f"Write {today}, and start on {start} or later",
            path="published",
        )
