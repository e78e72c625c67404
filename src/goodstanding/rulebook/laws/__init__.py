"""Laws of a score, one sentence each, tried on generated members."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from goodstanding.errors import Problem, declare
from goodstanding.model.index import Measure, Reading
from goodstanding.model.kinds import RecordKind, YesOrNo
from goodstanding.model.names import FieldName, KindName
from goodstanding.model.points import FixedPoints, PointsByBound, PointsByName, PointsEach, Worth
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.rulebook.laws.checks import (
    BOUNDS,
    CHECKS,
    CONTESTING,
    REPAIRING,
    SINCE,
    TAKING_AWAY,
    Scorer,
    Trial,
    try_adding,
)
from goodstanding.rulebook.laws.law import ADDING, Law, adding
from goodstanding.rulebook.laws.shrink import said, shrink
from goodstanding.rulebook.worlds import World, worlds
from goodstanding.scoring.score import score

LAW_BROKEN = declare("policy-law-broken", "A law of a score fails on a generated member.")
LAW_NOT_TRIED = declare("policy-law-not-tried", "A law says nothing about any generated member.")

LOOKED_FOR: Final = 20
"""So many members are generated for each one on whom a law has to be tried."""

ADDING_SHARED: Final = 20
TRIED_LEAST: Final = 2
"""Laws about adding share the members of twenty laws when there are more, and get two at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LawResult:
    """How a law did: on how many worlds it was tried, and the smallest world where it failed."""

    law: Law
    tried: int
    failed: World | None
    words: str = ""


def parse_law(sentence: str) -> Law | None:
    """Return the law of a sentence, None where no law is written so."""
    match = ADDING.fullmatch(sentence)
    if match is not None:
        field = FieldName(match["field"]) if match["field"] else None
        return Law(sentence=sentence, kind=KindName(match["kind"]), field=field)
    return Law(sentence=sentence) if sentence in CHECKS else None


def known_sentences() -> tuple[str, ...]:
    """Return every sentence that is a law, with KIND and FIELD standing for names."""
    return (
        "adding a KIND record never lowers the total",
        "adding a KIND record with FIELD never lowers the total",
        *CHECKS,
    )


def standing_laws(policy: Policy) -> list[Law]:
    """Return the laws that every policy keeps and that say something about this one.

    A policy without deductions has nothing to contest, one without bounds nothing to stay within.
    """
    form = policy.form
    parts = form.rules if isinstance(form, PointsForm) else form.measures
    silent = set()
    if not any(_deducts(policy, kind) for kind in policy.kinds):
        silent |= {TAKING_AWAY, CONTESTING, REPAIRING}
    if isinstance(form, PointsForm) and form.bounds is None:
        silent.add(BOUNDS)
    if all(part.since is None for part in parts):
        silent.add(SINCE)
    laws = [Law(sentence=sentence) for sentence in CHECKS if sentence not in silent]
    for kind in policy.kinds.values():
        laws += [adding(kind.name, field) for field in _good_fields(policy, kind)]
    return laws


def _deducts(policy: Policy, kind: KindName) -> bool:
    """Return whether a record of a kind can take points away."""
    if isinstance(policy.form, PointsForm):
        return any(not gives(rule.worth) for rule in policy.form.rules_by_kind.get(kind, ()))
    return any(each.deducts for each in policy.form.measures if each.record == kind)


def _good_fields(policy: Policy, kind: RecordKind) -> list[FieldName | None]:
    """Return how a record of a kind can only be good: whatever it holds, or with a field yes."""
    if not policy.reads(kind.name):
        return []
    if isinstance(policy.form, PointsForm):
        rules = policy.form.rules_by_kind[kind.name]
        return [None] if all(gives(rule.worth) for rule in rules) else []
    measures = [each for each in policy.form.measures if each.record == kind.name]
    if not all(_more_is_good(each) for each in measures):
        return []
    shares = {each.field for each in measures if each.reading is Reading.SHARE}
    if not shares:
        return [None]
    yes = [name for name, form in kind.fields.items() if isinstance(form, YesOrNo)]
    return [name for name in yes if shares == {name}]


def _more_is_good(measure: Measure) -> bool:
    """Return whether one record more, a share's own field yes, is never worse for the member."""
    match measure.reading:
        case Reading.SHARE:
            return not measure.falls
        case Reading.COUNT | Reading.SUM | Reading.SUM_FIELD | Reading.MOST:
            return not measure.falls and not measure.deducts
        case Reading.YEARS_SINCE:
            return (measure.falls or len(measure.table) == 1) and not measure.deducts
        case _:
            assert measure.reading in {Reading.SMALLEST, Reading.LATEST}
            return False


def gives(form: Worth) -> bool:
    """Return whether no act of a worth takes points away; rates never do."""
    match form:
        case PointsByBound():
            return all(points >= 0 for _, points in form.rows)
        case PointsByName():
            return all(points >= 0 for points in form.rows.values())
        case FixedPoints() | PointsEach():
            return all(amount >= 0 for _, amount in form.points.amounts)
        case _:
            return True


def check_laws(  # noqa: PLR0913 - how laws are tried, each by its name
    policy: Policy,
    laws: Sequence[Law],
    *,
    seed: int,
    count: int,
    scorer: Scorer = score,
    progress: Callable[[int], None] | None = None,
) -> list[LawResult]:
    """Try each law on `count` generated members, the same for a seed, and shrink what fails.

    `scorer` is the definition, or whatever else has to keep the laws.

    A member about whom a law says nothing does not count as tried; so many more are looked for that
    most laws find theirs. With `count` 0 nothing is tried and nothing returned. `progress` is told
    how many laws are done.
    """
    if count < 1:
        return []
    about_kinds = sum(law.kind is not None for law in laws)
    shared = count if about_kinds <= ADDING_SHARED else count * ADDING_SHARED // about_kinds
    results = []
    for law in laws:
        wanted = count if law.kind is None else max(shared, min(TRIED_LEAST, count))
        results.append(_result(policy, law, scorer, seed=seed, wanted=wanted))
        if progress is not None:
            progress(len(results))
    return results


def _result(policy: Policy, law: Law, scorer: Scorer, *, seed: int, wanted: int) -> LawResult:
    """Try one law until it fails or was tried often enough."""
    tried = 0
    made = worlds(policy, seed=seed, count=wanted * LOOKED_FOR, about=law.kind)
    for place, world in enumerate(made):

        def attempt(each: World, own_seed: int = seed + place) -> str | None:
            random = Random(own_seed)  # noqa: S311 - seeded on purpose
            trial = Trial(policy=policy, law=law, world=each, random=random, scorer=scorer)
            return CHECKS[law.sentence](trial) if law.kind is None else try_adding(trial)

        words = attempt(world)
        tried += words is not None
        if words:
            small = shrink(world, lambda each: bool(attempt(each)))
            still = attempt(small)
            assert still
            return LawResult(law=law, tried=tried, failed=small, words=_told(policy, small, still))
        if tried == wanted:
            break
    return LawResult(law=law, tried=tried, failed=None)


def _told(policy: Policy, world: World, words: str) -> str:
    """Return what went wrong and on whom, as a tests file would write it."""
    return f"{words}, as of {world.as_of}, besides {said(policy, world)}"


def law_problems(results: Sequence[LawResult], *, file: str) -> list[Problem]:
    """Return a problem for each law that failed, with the smallest member it failed on."""
    return [
        Problem(
            code=LAW_BROKEN,
            file=file,
            path="always",
            what=f"the law {result.law.sentence!r} fails: {result.words}",
            hint="Change the rules until it holds, and keep that member as a test",
        )
        for result in results
        if result.failed is not None
    ]


def untried_problems(results: Sequence[LawResult], *, file: str) -> list[Problem]:
    """Return a problem for each law that was tried on nobody: it proves nothing."""
    return [
        Problem(
            code=LAW_NOT_TRIED,
            file=file,
            path="always",
            what=f"the law {result.law.sentence!r} was tried on no generated member",
            hint="Take it out, or let a rule read what it speaks about",
        )
        for result in results
        if result.tried == 0
    ]


__all__ = [
    "LAW_BROKEN",
    "LAW_NOT_TRIED",
    "Law",
    "LawResult",
    "check_laws",
    "gives",
    "known_sentences",
    "law_problems",
    "parse_law",
    "standing_laws",
    "untried_problems",
]
