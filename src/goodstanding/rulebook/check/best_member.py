"""The best member: what records of chosen kinds come to, by the definition, block by block."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

from goodstanding.model.entry import Entry
from goodstanding.model.names import DimensionName, KindName
from goodstanding.model.points import Bounds
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.model.statement import LineKind
from goodstanding.rulebook.check.best import BEST, Pace, choices
from goodstanding.rulebook.check.best_index import index_entries
from goodstanding.rulebook.check.best_points import points_entries
from goodstanding.rulebook.check.signs import gaining_kinds
from goodstanding.scoring.score import score
from goodstanding.scoring.score.index import dimension_room

ALL = 1_000_000
"""More records of a kind than are ever made: every one of them."""

RECORDS_MAX = 60_000
"""So many records are made up for one policy; working them out takes two or three seconds."""

Chosen: TypeAlias = Mapping[KindName, int]
"""How many of a kind's records, the newest first; a kind that is not named has none."""

Wanted: TypeAlias = tuple[tuple[KindName, int], ...]
"""How many records of each kind of one block."""

Block: TypeAlias = tuple[KindName, ...]

Gains: TypeAlias = dict[DimensionName | None, int]
"""What lines come to, by dimension; under None in a points policy."""


class TooMuchWorkError(Exception):
    """A policy asks for more made-up records than are worked out."""


@dataclass(slots=True, kw_only=True)
class Work:
    """How many more records may be made up, by everybody together."""

    left: int = RECORDS_MAX

    def take(self, records: int) -> None:
        """Use some up.

        Raises:
            TooMuchWorkError: there are not so many left.
        """
        self.left -= records
        if self.left < 0:
            raise TooMuchWorkError


@dataclass(kw_only=True)
class BestMember:
    """Somebody with every kind at its best on one day; makes and scores records when asked.

    Kinds that share a rule, a group or a measure are a block. Between blocks nothing but a
    dimension's room and the bounds of the total stands, so blocks are scored one by one and added.
    Running bounds hold as those at the end do: with gains alone they come to the same.
    """

    policy: Policy
    pace: Pace
    work: Work
    _entries: dict[KindName, tuple[Entry, ...]] = field(default_factory=dict)
    _gains: dict[Wanted, Gains] = field(default_factory=dict)

    @cached_property
    def bounds(self) -> Bounds:
        """Return the least and the greatest total."""
        return bounds_of(self.policy)

    @cached_property
    def gaining(self) -> frozenset[KindName]:
        """Return the kinds that anything gives points for; the others need not be tried."""
        return gaining_kinds(self.policy)

    @cached_property
    def rooms(self) -> Mapping[DimensionName, tuple[int, int]]:
        """Return the least and the most that each dimension's lines come to."""
        form = self.policy.form
        assert isinstance(form, IndexForm)
        return {each.name: dimension_room(form, each) for each in form.dimensions}

    @cached_property
    def blocks(self) -> tuple[tuple[KindName, ...], ...]:
        """Return the kinds that something reads, those together that share a group of caps."""
        together: dict[KindName, list[KindName]] = {}
        for kind in self.policy.kinds:
            if self.policy.reads(kind):
                together[kind] = [kind]
        form = self.policy.form
        if isinstance(form, PointsForm):
            kind_by_rule = {rule.name: rule.record for rule in form.rules}
            for group in form.groups:
                kinds = [kind_by_rule[name] for name in group.rules]
                for kind in kinds[1:]:
                    _join(together, kinds[0], kind)
        return tuple(tuple(block) for kind, block in together.items() if block[0] == kind)

    @cached_property
    def block_of(self) -> Mapping[KindName, Block]:
        """Return the block of each kind that something reads."""
        return {kind: block for block in self.blocks for kind in block}

    def sum_of(self, chosen: Chosen) -> "Sum":
        """Return what the chosen records come to."""
        found = Sum(member=self, chosen=dict(chosen))
        for block in self.blocks:
            found.add(self.block_gains(block, chosen), 1)
        return found

    def block_gains(self, block: Block, chosen: Chosen) -> Gains:
        """Return what the chosen records of one block come to."""
        wanted = tuple((kind, chosen[kind]) for kind in block if kind in chosen)
        return self._gained(wanted) if wanted else {}

    def entries(self, kind: KindName) -> tuple[Entry, ...]:
        """Return the best records of a kind, the newest first; none where it only costs points."""
        if kind not in self._entries:
            self._entries[kind] = self._best_entries(kind)
        return self._entries[kind]

    def gain(self, kind: KindName, count: int) -> int:
        """Return what some records of a kind come to when there are no others."""
        return sum(self._gained(((kind, count),)).values())

    def _best_entries(self, kind: KindName) -> tuple[Entry, ...]:
        """Return the records of the way to fill in a kind's fields that comes to most."""
        found: tuple[Entry, ...] = ()
        best: Gains = {}
        form, declared = self.policy.form, self.policy.kinds[kind]
        for fields in choices(self.policy, declared) if kind in self.gaining else ():
            if isinstance(form, PointsForm):
                made = points_entries(self.policy, form, declared, fields, self.pace)
            else:
                made = index_entries(self.policy, form, declared, fields, self.pace)
            self.work.take(len(made))
            gained = self._scored((kind,), made) if made else {}
            if sum(gained.values()) > sum(best.values()):
                found, best = made, gained
        self._gains[((kind, len(found)),)] = best
        return found

    def _gained(self, wanted: Wanted) -> Gains:
        """Return what records of one block come to; the same question is scored once."""
        if wanted not in self._gains:
            counts = tuple((kind, min(count, len(self.entries(kind)))) for kind, count in wanted)
            if counts not in self._gains:
                entries = [each for kind, count in counts for each in self.entries(kind)[:count]]
                kinds = tuple(kind for kind, _ in counts)
                self.work.take(len(entries))
                self._gains[counts] = self._scored(kinds, tuple(entries))
            self._gains[wanted] = self._gains[counts]
        return self._gains[wanted]

    def _scored(self, kinds: tuple[KindName, ...], entries: tuple[Entry, ...]) -> Gains:
        """Return what entries come to before any limit, by the definition of a score."""
        policy = _only(self.policy, kinds)
        statement = score(policy, BEST, entries, as_of=self.pace.as_of)
        gains: Gains = {}
        for line in statement.lines:
            if line.kind is not LineKind.LIMIT:
                gains[line.dimension] = gains.get(line.dimension, 0) + line.counted
        return gains

    def bounded(self, gains: Gains) -> int:
        """Return the total of gains inside each dimension's room and the bounds of the whole."""
        form = self.policy.form
        if isinstance(form, PointsForm):
            total = form.start + sum(gains.values())
        else:
            total = form.opening
            for name, (least, most) in self.rooms.items():
                total += min(max(gains.get(name, 0), least), most)
        return total + self.bounds.bite(total)


@dataclass(slots=True, kw_only=True)
class Sum:
    """What chosen records come to, kept up while one kind after another is chosen anew."""

    member: BestMember
    chosen: dict[KindName, int]
    gains: Gains = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return the total, inside each dimension's room and the bounds of the whole."""
        return self.member.bounded(self.gains)

    def choose(self, counts: Chosen) -> None:
        """Choose other numbers of records of some kinds."""
        blocks = dict.fromkeys(self.member.block_of[kind] for kind in counts)
        before = [self.member.block_gains(block, self.chosen) for block in blocks]
        self.chosen.update(counts)
        for block, gains in zip(blocks, before, strict=True):
            self.add(gains, -1)
            self.add(self.member.block_gains(block, self.chosen), 1)

    def add(self, gains: Gains, sign: int) -> None:
        """Add what a block comes to, or take it away."""
        for dimension, points in gains.items():
            self.gains[dimension] = self.gains.get(dimension, 0) + sign * points


def bounds_of(policy: Policy) -> Bounds:
    """Return the least and the greatest total of a policy of either family."""
    if isinstance(policy.form, PointsForm):
        return policy.form.bounds or Bounds(floor=None, ceiling=None)
    low, high = policy.form.scale
    return Bounds(floor=low, ceiling=high)


def _join(together: dict[KindName, list[KindName]], first: KindName, second: KindName) -> None:
    """Make one block of two kinds' blocks."""
    whole = list(dict.fromkeys([*together[first], *together[second]]))
    together.update(dict.fromkeys(whole, whole))


def _only(policy: Policy, kinds: tuple[KindName, ...]) -> Policy:
    """Return the policy with the rules of some kinds alone, and no bounds."""
    form = policy.form
    if isinstance(form, PointsForm):
        rules = tuple(rule for kind in kinds for rule in form.rules_by_kind[kind])
        groups = {
            group.name: group for rule in rules if (group := form.group_by_rule.get(rule.name))
        }
        part = replace(form, rules=rules, groups=tuple(groups.values()), bounds=None)
        return replace(policy, form=part, levels=(), bands=(), benefits=())
    measures = tuple(measure for measure in form.measures if measure.record in kinds)
    return replace(policy, form=replace(form, measures=measures), levels=(), bands=(), benefits=())
