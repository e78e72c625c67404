"""The laws of a score hold for any policy of either family and any member."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agreement.laws import LAWS, broken
from tests.support.members import world_of
from tests.support.worlds import EVERY_FORM, Pair, forms_of, pairs, policy_of_seed

from goodstanding.model.statement import Why
from goodstanding.scoring.score import score

FEW, MANY = 2_000, 100_000
SHRUNK = 2_000


def hold_on(first: int, count: int) -> tuple[Counter[str], dict[str, int]]:
    """Try every law on pairs, and return the forms and reasons met and how often each law spoke."""
    met: Counter[str] = Counter()
    tried: dict[str, int] = {}
    for pair in pairs(first, count):
        met.update(forms_of(pair.policy))
        world = pair.world
        statement = score(pair.policy, world.member, world.entries, as_of=world.as_of)
        met.update(f"why {line.why}" for line in statement.lines)
        assert not broken(score, pair, tried), f"the pair of seed {pair.seed} breaks a law"
    return met, tried


def nothing_missed(met: Counter[str], tried: dict[str, int]) -> None:
    """Fail where a form, a reason or a law never came up: then nothing was shown about it."""
    wanted = EVERY_FORM | {f"why {why}" for why in Why}
    assert not wanted - set(met), f"never met: {sorted(wanted - set(met))}"
    assert not set(LAWS) - set(tried), f"never spoke: {sorted(set(LAWS) - set(tried))}"


def test_every_law_holds_on_thousands_of_pairs() -> None:
    nothing_missed(*hold_on(0, FEW))


@pytest.mark.night
def test_every_law_holds_on_a_hundred_thousand_pairs() -> None:
    nothing_missed(*hold_on(1_000_000, MANY))


def test_a_run_that_misses_a_form_or_a_law_fails() -> None:
    met, tried = hold_on(0, 20)
    with pytest.raises(AssertionError, match="never met"):
        nothing_missed(met, tried)
    with pytest.raises(AssertionError, match="never spoke"):
        nothing_missed(Counter({*EVERY_FORM, *(f"why {why}" for why in Why)}), {})


def drawn(random: Random) -> Pair:
    """Return a pair whose every choice Hypothesis makes, and can make smaller."""
    policy = policy_of_seed(random)
    return Pair(seed=0, policy=policy, world=world_of(random, policy))


@given(st.randoms(use_true_random=False))
def test_every_law_holds_and_a_failure_would_shrink(random: Random) -> None:
    assert not broken(score, drawn(random))


@pytest.mark.night
@settings(max_examples=SHRUNK)
@given(st.randoms(use_true_random=False))
def test_every_law_holds_on_two_thousand_pairs_that_shrink(random: Random) -> None:
    assert not broken(score, drawn(random))
