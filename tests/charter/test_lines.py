"""Articles 3 and 4: every point is on a line, and a contested line counts for nothing."""

import ast
from datetime import date, timedelta
from itertools import product

import pytest
from tests.support.pages import ROOT, committed_of
from tests.support.programme import DAY, INDEX, TOWN, entry, member, policy

from goodstanding.model.entry import State
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Line, LineKind, Why
from goodstanding.rulebook.worlds import World, worlds
from goodstanding.scoring.score import score

GENERATED = 40


def generated(text: str) -> tuple[Policy, list[World]]:
    """Return a policy with generated members."""
    rules = policy(text)
    return rules, list(worlds(rules, seed=3, count=GENERATED))


@pytest.mark.parametrize("text", [TOWN, INDEX], ids=["points", "index"])
def test_3a_a_total_is_the_opening_and_its_lines(text: str) -> None:
    rules, members = generated(text)
    lines = 0
    for world in members:
        statement = score(rules, world.member, world.entries, as_of=world.as_of)
        lines += len(statement.lines)
        assert statement.opening == rules.opening
        assert statement.total == rules.opening + sum(line.counted for line in statement.lines)
    assert lines > GENERATED


def additions_up(source: str) -> list[int]:
    """Return the lines on which a module gives a total to something, instead of summing lines."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.keyword) and node.arg == "total"
    ]


def test_3a_nothing_hands_a_total_to_a_statement() -> None:
    core = [ROOT / "src/goodstanding/model/statement.py"]
    core += committed_of(".py", under="src/goodstanding/scoring/score/")
    assert len(core) > 8
    assert [path for path in core if additions_up(path.read_text(encoding="utf-8"))] == []
    assert additions_up("Statement(total=3)") == [1]


def nameless(line: Line) -> list[str]:
    """Return what a line fails to name."""
    named = {"day": line.on is not None, "reason": isinstance(line.why, Why)}
    if line.kind is not LineKind.LIMIT:
        named["rule"] = line.rule is not None
    if line.kind is LineKind.ENTRY or (line.kind is LineKind.MEASURE and line.records == 1):
        named["source"] = line.source is not None
        named["record"] = line.record is not None
    if line.kind is LineKind.MEASURE:
        named["records"] = line.records > 0
    return [what for what, is_named in named.items() if not is_named]


@pytest.mark.parametrize("text", [TOWN, INDEX], ids=["points", "index"])
def test_3b_each_line_names_what_it_stands_on_and_when_it_changes(text: str) -> None:
    rules, members = generated(text)
    seen = 0
    changes = 0
    for world in members:
        statement = score(rules, world.member, world.entries, as_of=world.as_of)
        for line in statement.lines:
            seen += 1
            assert nameless(line) == []
            if line.next_change is not None:
                changes += 1
                assert line.next_change > world.as_of
    assert seen > GENERATED
    assert changes > 0


def test_3b_a_line_without_a_source_is_found() -> None:
    statement = score(
        policy(),
        member("volunteer-network"),
        [entry("shift", "r-1", fields={"hours": 1})],
        as_of=DAY,
    )
    [line] = statement.lines
    bare = Line(kind=line.kind, rule=None, on=line.on, points=2, counted=2, why=line.why)
    assert nameless(line) == []
    assert nameless(bare) == ["rule", "source", "record"]


def test_3b_the_day_of_the_next_change_is_true() -> None:
    given = [entry("missed-shift", "r-1", date(2027, 5, 2))]
    who = member("volunteer-network")
    today = score(policy(), who, given, as_of=DAY)
    assert today.next_change == date(2027, 11, 2)
    before = score(policy(), who, given, as_of=date(2027, 11, 1))
    after = score(policy(), who, given, as_of=date(2027, 11, 2))
    assert (today.total, before.total, after.total) == (991, 991, 996)


def test_3c_a_deduction_counts_from_the_day_its_notice_arrived() -> None:
    who = member("volunteer-network")
    told_on = DAY - timedelta(days=3)
    missed = entry("missed-shift", "r-1", notified=told_on)
    untold = entry("missed-shift", "r-1", notified=None)
    for given, day, total, why in (
        (missed, told_on - timedelta(days=1), 1000, Why.NOT_YET_TOLD),
        (missed, told_on, 991, Why.COUNTED),
        (untold, DAY, 1000, Why.NOT_YET_TOLD),
    ):
        statement = score(policy(), who, [given], as_of=day)
        assert (statement.total, statement.lines[0].why) == (total, why)


def test_3c_a_gain_needs_no_notice() -> None:
    shift = entry("shift", "r-1", fields={"hours": 4}, notified=None)
    assert score(policy(), member("volunteer-network"), [shift], as_of=DAY).total == 1008


@pytest.mark.parametrize("state", [State.UNDER_REVIEW, State.STRUCK_OUT])
@pytest.mark.parametrize("kind", ["shift", "missed-shift"])
def test_4a_what_is_contested_counts_for_nothing_at_once(state: State, kind: str) -> None:
    who = member("volunteer-network")
    fields = {"hours": 4} if kind == "shift" else {}
    without = score(policy(), who, [], as_of=DAY).total
    undisputed = entry(kind, "r-1", fields=fields)
    assert score(policy(), who, [undisputed], as_of=DAY).total != without
    for contested_on, counts in ((DAY, False), (DAY + timedelta(days=1), True)):
        contested = entry(kind, "r-1", fields=fields, states={state: contested_on})
        statement = score(policy(), who, [contested], as_of=DAY)
        assert (statement.total != without) is counts
        assert len(statement.lines) == 1


def test_4a_an_index_counts_as_if_the_contested_record_were_not_there() -> None:
    who = member("volunteer-network", "service-hall")
    kept = [entry("visit", f"v-{place}", fields={"kept": False}) for place in range(2)]
    third = entry("visit", "v-9", fields={"kept": False})
    under_review = entry("visit", "v-9", fields={"kept": False}, states={State.UNDER_REVIEW: DAY})
    rules = policy(INDEX)
    lost = score(rules, who, [*kept, third], as_of=DAY).total
    absent = score(rules, who, kept, as_of=DAY).total
    assert lost < absent
    assert score(rules, who, [*kept, under_review], as_of=DAY).total == absent


def test_4d_a_repair_never_makes_a_line_harsher() -> None:
    who = member("volunteer-network")
    on = date(2027, 1, 4)
    milder = 0
    for repaired_after, asked_after in product((0, 10, 100, 200, 300), (0, 50, 150, 250, 360, 400)):
        day = on + timedelta(days=asked_after)
        plain = score(policy(), who, [entry("missed-shift", "r-1", on)], as_of=day)
        states = {State.REPAIRED: on + timedelta(days=repaired_after)}
        mended = score(policy(), who, [entry("missed-shift", "r-1", on, states=states)], as_of=day)
        assert mended.total >= plain.total
        milder += mended.total > plain.total
    assert milder > 5
