"""The definition and the oracle, written apart, say the same of every points policy."""

from collections import Counter, defaultdict

from tests.agreement.faults import FAULTS, copy_of_the_definition
from tests.agreement.oracle import oracle
from tests.agreement.trials import Score
from tests.support.worlds import Pair, pairs

from goodstanding.model.policy import PointsForm
from goodstanding.model.statement import LineKind, Statement
from goodstanding.scoring.score import score

COUNT = 1_500
FIRST = 50_000


def agrees(definition: Score, pair: Pair) -> bool:
    """Return whether a definition gives the oracle's pairs, caps and total."""
    world = pair.world
    said = oracle(pair.policy, world)
    found = definition(pair.policy, world.member, world.entries, as_of=world.as_of)
    mine = {(each.entry.record, each.rule.name): (each.left, each.why) for each in said.pairs}
    capped = {name: taken for name, taken in said.capped.items() if taken}
    return (entries_of(found), caps_of(found), found.total) == (mine, capped, said.total)


def entries_of(statement: Statement) -> dict[tuple[object, object], tuple[int, str]]:
    """Return what a statement says of each record under each rule."""
    return {
        (line.record, line.rule): (line.counted, str(line.why))
        for line in statement.lines
        if line.kind is LineKind.ENTRY
    }


def caps_of(statement: Statement) -> dict[str, int]:
    """Return what the caps of each rule and group take."""
    found: dict[str, int] = defaultdict(int)
    for line in statement.lines:
        if line.kind is LineKind.CAP:
            found[str(line.rule)] += line.counted
    return dict(found)


def points_pairs(first: int, count: int) -> list[Pair]:
    """Return the pairs of points policies among those from a seed on."""
    found = pairs(first, count)
    return [pair for pair in found if isinstance(pair.policy.form, PointsForm)]


def test_the_definition_agrees_with_the_oracle() -> None:
    met: Counter[str] = Counter()
    examples = points_pairs(FIRST, COUNT)
    for pair in examples:
        assert agrees(score, pair), f"they differ on the pair of seed {pair.seed}"
        met.update(each.why for each in oracle(pair.policy, pair.world).pairs)
    assert len(examples) > COUNT // 2
    assert len(met) == 10, f"the oracle only ever said {sorted(met)}"


def test_the_oracle_tells_a_copy_with_a_fault_apart() -> None:
    [fault] = [fault for fault in FAULTS if fault.name == "points rounded against the member"]
    with copy_of_the_definition(fault) as copy:
        assert not all(agrees(copy, pair) for pair in points_pairs(FIRST, 200))
