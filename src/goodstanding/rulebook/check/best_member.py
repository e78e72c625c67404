"""The best member: what records of chosen kinds come to, by the definition, block by block."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

from goodstanding.model.entry import Entry
from goodstanding.model.names import DimensionName, KindName
from goodstanding.model.points import Bounds
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.model.statement import LineKind
from goodstanding.rulebook.check.best import BEST, Pace, choices
from goodstanding.rulebook.check.best_index import index_entries
from goodstanding.rulebook.check.best_points import points_entries
from goodstanding.scoring.score import score
from goodstanding.scoring.score.index import dimension_room

ALL = 1_000_000
"""More records of a kind than are ever made: every one of them."""

Chosen: TypeAlias = Mapping[KindName, int]
"""How many of a kind's records, the newest first; a kind that is not named has none."""

Wanted: TypeAlias = tuple[tuple[KindName, int], ...]
"""How many records of each kind of one block."""

Gains: TypeAlias = dict[DimensionName | None, int]
"""What lines come to, by dimension; under None in a points policy."""


@dataclass(kw_only=True)
class BestMember:
    """Somebody with every kind at its best on one day; makes and scores records when asked.

    Kinds that share a rule, a group or a measure are a block. Between blocks nothing but a
    dimension's room and the bounds of the total stands, so blocks are scored one by one and added.
    Running bounds hold as those at the end do: with gains alone they come to the same.
    """

    policy: Policy
    pace: Pace
    _entries: dict[KindName, tuple[Entry, ...]] = field(default_factory=dict)
    _gains: dict[Wanted, Gains] = field(default_factory=dict)

    @cached_property
    def enough(self) -> int:
        """Return the total beyond which nobody asks: the highest there is, or the highest level."""
        ceiling = bounds_of(self.policy).ceiling
        marks = [level.reached_from for level in self.policy.levels]
        return max([self.policy.opening, *marks]) if ceiling is None else ceiling

    @cached_property
    def bounds(self) -> Bounds:
        """Return the least and the greatest total."""
        return bounds_of(self.policy)

    @cached_property
    def rooms(self) -> Mapping[DimensionName, tuple[int, int]]:
        """Return the least and the most that each dimension's lines come to."""
        form = self.policy.form
        if isinstance(form, PointsForm):
            return {}
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

    def total(self, chosen: Chosen) -> int:
        """Return the total of the chosen records; at `enough`, no further block is asked."""
        gains: Gains = {}
        total = self._bounded(gains)
        for block in self.blocks:
            if total >= self.enough:
                return total
            wanted = tuple((kind, chosen[kind]) for kind in block if kind in chosen)
            if wanted:
                for dimension, points in self._gained(wanted).items():
                    gains[dimension] = gains.get(dimension, 0) + points
                total = self._bounded(gains)
        return total

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
        for fields in choices(self.policy, declared):
            if isinstance(form, PointsForm):
                made = points_entries(self.policy, form, declared, fields, self.pace)
            else:
                made = index_entries(self.policy, form, declared, fields, self.pace)
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

    def _bounded(self, gains: Gains) -> int:
        """Return the total of gains inside each dimension's room and the bounds of the whole."""
        form = self.policy.form
        if isinstance(form, PointsForm):
            total = form.start + sum(gains.values())
        else:
            total = form.opening
            for name, (least, most) in self.rooms.items():
                total += min(max(gains.get(name, 0), least), most)
        return total + self.bounds.bite(total)


def bounds_of(policy: Policy) -> Bounds:
    """Return the least and the greatest total of a policy of either family."""
    if isinstance(policy.form, PointsForm):
        return policy.form.bounds or Bounds(floor=None, ceiling=None)
    low, high = policy.form.scale
    return Bounds(floor=low, ceiling=high)


def _join(together: dict[KindName, list[KindName]], first: KindName, second: KindName) -> None:
    """Make one block of two kinds' blocks."""
    if together[first] is not together[second]:
        together[first] += together[second]
        for kind in together[second]:
            together[kind] = together[first]


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
