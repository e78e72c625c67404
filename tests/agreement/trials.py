"""What a law of a score is tried on: a definition, a pair of policy and member, and chance."""

from collections.abc import Callable, Iterable
from datetime import date
from random import Random
from typing import NamedTuple, Protocol

from tests.support.members import World

from goodstanding.model.entry import Entry, Member
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Statement


class Score(Protocol):
    """The definition, or a copy of it with a fault."""

    def __call__(
        self, policy: Policy, member: Member, entries: Iterable[Entry], *, as_of: date
    ) -> Statement:
        """Return a member's statement on a day."""


class Trial(NamedTuple):
    """One law about to be tried: the definition, the pair, and chance for what the law draws."""

    score: Score
    policy: Policy
    world: World
    random: Random

    def on(self, world: World) -> Statement:
        """Return the statement of a world."""
        return self.score(self.policy, world.member, world.entries, as_of=world.as_of)

    def total(self, world: World) -> int:
        """Return the total of a world."""
        return self.on(world).total


Law = Callable[[Trial], bool | None]
"""Whether a law holds; None where it has nothing to say about the pair."""
