"""An auditor gets a sample that the system drew, and counts in which nobody can be found."""

import itertools
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import pytest
from tests.support.desk import somebody
from tests.support.running import Opened, add_source, join_with, open_fresh, row
from tests.support.shell import open_shell

from goodstanding.cli.app import run
from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import LevelHeld, Member
from goodstanding.present.cells import CELL_LEAST
from goodstanding.present.export_file import read_export
from goodstanding.service.auditing import Counted, counts, draw, joined
from goodstanding.service.filing import file_records
from goodstanding.service.joining import Joining, join
from goodstanding.service.looks import Role, looks
from goodstanding.service.people import known

VOLUNTEERS = "volunteer-network"
WORD = "lantern heron"
ANN = "EE passport AA1234567"


def refused(act: Callable[[], object]) -> str:
    """Return the code by which an act is refused."""
    with pytest.raises(ProblemsError) as caught:
        act()
    return caught.value.problems[0].code.name


def hold(town: Opened, language: str, level: str, count: int) -> None:
    """Let so many members join who hold a level."""
    programme = town.programme
    for _ in range(count):
        number = join(programme, Joining(notice_read=True, of_age=True, language=language))
        who = programme.read(partial(known, programme, number))
        sealed = who.seal.close({"level": level}, about="level held")
        LevelHeld.objects.create(member=who.row, day=programme.today(), sealed=sealed)


def test_a_sample_is_drawn_by_the_system_and_stands_in_the_logs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town = open_fresh()
    programme = town.programme
    add_source(VOLUNTEERS)
    numbers = []
    for place in range(6):
        member = join_with(programme, VOLUNTEERS)
        numbers.append(member.number)
        shift = row(place, member.handles[VOLUNTEERS], VOLUNTEERS, "volunteer-shift",
                    programme.today(), hours=place + 1)  # fmt: skip
        assert file_records(programme, VOLUNTEERS, [shift]).admitted == 1
    auditor = somebody(programme, "A. Vik", Role.AUDITOR)
    drawn = draw(programme, auditor, 3, word=WORD, why="yearly audit")
    assert len(set(drawn)) == 3
    logs = [looks(programme, number) for number in numbers]
    assert sorted(len(log) for log in logs) == [0, 0, 0, 1, 1, 1]
    [look] = next(log for log in logs if log)
    assert (look.action, look.name, look.why) == ("sample", "A. Vik", "yearly audit")
    assert draw(programme, auditor, 3, word=WORD, why="again") == drawn
    others = [draw(programme, auditor, 3, word=f"{WORD} {n}", why="again") for n in range(9)]
    assert any(set(other) != set(drawn) for other in others)
    for text in drawn:
        path = tmp_path / "sample.json"
        path.write_text(text, encoding="utf-8")
        assert read_export(path).total > 1_000
        assert run(["verify", str(path)]) == 0
        assert "contact" not in text
        assert not any(str(number) in text or f"{number:016x}" in text for number in numbers)
    assert "give its 1 lines" in capsys.readouterr().out
    assert len(draw(programme, auditor, 100, word=WORD, why="all")) == 6
    assert (
        refused(lambda: draw(programme, auditor, 101, word=WORD, why="all")) == "audit-sample-size"
    )
    assert (
        refused(lambda: draw(programme, auditor, 0, word=WORD, why="none")) == "audit-sample-size"
    )
    assert refused(lambda: draw(programme, auditor, 1, word="short", why="x")) == "audit-no-word"
    clerk = somebody(programme, "C. Lerk", Role.CLERK)
    assert refused(lambda: draw(programme, clerk, 1, word=WORD, why="x")) == "rights-not-yours"
    assert refused(lambda: counts(programme, clerk)) == "rights-not-yours"


def test_no_count_is_below_twenty_and_none_comes_by_subtraction() -> None:
    town = open_fresh()
    auditor = somebody(town.programme, "A. Vik", Role.AUDITOR)
    assert counts(town.programme, auditor) == []
    hold(town, "en", "none", 30)
    hold(town, "en", "recognised", 21)
    hold(town, "en", "distinguished", 3)
    hold(town, "zh", "none", 9)
    told = counts(town.programme, auditor)
    said = [(each.languages, each.levels, each.members) for each in told]
    assert said == [
        (("en", "zh"), ("none",), 39),
        (("en", "zh"), ("recognised", "distinguished"), 24),
    ]
    hold(town, "zh", "none", 11)
    told = counts(town.programme, auditor)
    assert [each.languages for each in told] == [("en",), ("en",), ("zh",)]
    assert min(each.members for each in told) >= CELL_LEAST
    assert sum(each.members for each in told) == Member.objects.count() == 74


def worked_out(found: dict[tuple[str, str], int], told: list[Counted]) -> list[int]:
    """Return the counts of few that follow from what is told: cells, and what is left of sums."""
    few = []
    for each in told:
        cells = list(itertools.product(each.languages, each.levels))
        assert each.members == sum(found.get(cell, 0) for cell in cells)
        few.append(each.members)
    for whole in told:
        around = set(itertools.product(whole.languages, whole.levels))
        inside = [
            one.members
            for one in told
            if set(itertools.product(one.languages, one.levels)) < around
        ]
        few += [whole.members - sum(inside), *(whole.members - each for each in inside)]
    return [count for count in few if 0 < count < CELL_LEAST]


def test_whatever_the_table_no_count_of_few_can_be_worked_out_of_it() -> None:
    random = Random(5)
    levels = ["none", "recognised", "distinguished"]
    told_of = planted = 0
    for _ in range(500):
        found = {
            (language, level): random.choice([0, 1, 5, 19, 20, 21, 60])
            for language in ("de", "en", "zh")[: random.randint(1, 3)]
            for level in levels
        }
        told = joined(found, levels)
        everybody = sum(found.values())
        assert sum(each.members for each in told) == (everybody if told else 0)
        assert bool(told) == (everybody >= CELL_LEAST)
        cells = [c for each in told for c in itertools.product(each.languages, each.levels)]
        assert len(cells) == len(set(cells))
        assert set(cells) >= {cell for cell, count in found.items() if count} or not told
        assert worked_out(found, told) == []
        told_of += len(told)
        # the control: one blank cell beside the sum of its language is no secret
        blank = [Counted(languages=(language,), levels=(level,), members=count)
                 for (language, level), count in found.items() if count >= CELL_LEAST]  # fmt: skip
        sums = [
            Counted(languages=(language,), levels=tuple(levels), members=sum(
                found[language, level] for level in levels))
            for language in {each for each, _ in found}
        ]  # fmt: skip
        planted += bool(worked_out(found, [*blank, *(s for s in sums if s.members >= CELL_LEAST)]))
    assert told_of > 1_000
    assert planted > 100


def test_an_auditor_s_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = open_shell(capsys)
    shell.said("operator", "person", "Ann Lee", by=ANN)
    join_with(shell.programme)
    out = tmp_path / "sample"
    asked = ("audit", "sample", "--count", "5", "--word", WORD, "--why", "audit", "--out", str(out))
    assert "wrote 1 files" in shell.said(*asked, by=ANN)
    assert read_export(out / "sample-001.json").total == 1_000
    assert "is there already" in shell.said(*asked, by=ANN, code=2)
    assert "20 members or more" in shell.said("audit", "counts", by=ANN)
    assert '"counts": []' in shell.said("audit", "counts", "--json", by=ANN)
