"""A whole programme in memory: moved day by day by hand, and by a seed with faults between."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from tests.support.exercised import exercised
from tests.support.harbour import HARBOUR, LAW
from tests.support.pages import FENCE, ROOT, page
from tests.support.running import add_source, join_with, open_fresh
from tests.support.simulated import LawBrokenError, simulate

from goodstanding.config.city import City
from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Appeal, Notice
from goodstanding.model.lifecycle import NoticeStep
from goodstanding.model.names import SourceName
from goodstanding.service import appeals, notices
from goodstanding.service.consents import Given, give, renew
from goodstanding.service.people import known, members_of
from goodstanding.service.programme import Programme

DAYS, PEOPLE = 40, 8
TRACED: Final = """
from tests.support.configured import set_up
set_up()
from tests.support.running import add_source, join_with, open_fresh
from tests.support.simulated import simulate
print(simulate(5, days=5, people=4).trace)
"""
IN_MEMORY: Final = """
import sys
from pathlib import Path
from goodstanding.config import open_programme
from goodstanding.config.city import City
from goodstanding.errors import EnvironmentUnfitError
with City(Path(sys.argv[1]).read_text(encoding="utf-8")) as city:
    ann = city.join("shift-board")
    city.file(ann, "shift", hours=3)
    print(city.statement(ann).total)
try:
    open_programme(Path(sys.argv[2]), new=True)
except EnvironmentUnfitError as error:
    print(error)
"""


def test_a_city_is_moved_day_by_day_through_the_acts_of_the_service() -> None:
    with City(HARBOUR, legal_basis=LAW) as city:
        ann, ben = city.join("quay", "harbour-office"), city.join()
        assert city.file(ann, "shift", hours=8).admitted == 1
        assert city.file(ann, "fine", act="a-1", id="f-1").admitted == 1
        assert (city.statement(ann).total, city.statement(ben).total) == (36, 20)
        assert city.read_notices(ann) == 1
        assert city.statement(ann).total == 21
        city.pass_days(3)
        source = {"source": "harbour-office", "record": "f-1"}
        appeals.file(city.programme, ann.number, reasons="Paid in time.", **source)
        assert city.statement(ann).total == 36
        city.pass_days(31)
        assert Appeal.objects.get().state == "upheld"
        before = city.today - timedelta(days=33)
        assert city.statement(ann, as_of=before, known_on=before).total == 21


def test_what_a_city_refuses_is_refused_and_another_one_opens_after_it() -> None:
    with pytest.raises(ProblemsError), City("policy: none"):
        pass
    with City(HARBOUR, legal_basis=LAW) as city:
        with pytest.raises(ProblemsError, match="no rule reads this source"):
            city.join("bank")
        assert city.statement(city.join()).total == 20


def test_a_city_works_without_any_file_and_no_other_programme_opens_in_its_process(
    tmp_path: Path,
) -> None:
    settings = (
        '[programme]\ntitle = {en = "A"}\nkind = "community"\ntime_zone = "UTC"\n'
        'languages = ["en"]\n[controller]\nname = "A"\naddress = "A"\ncontact = "A"\n'
    )
    (tmp_path / "goodstanding.toml").write_text(settings, encoding="utf-8")
    policy = ROOT / "policies/volunteer-network/volunteer-network.yaml"
    asked = [sys.executable, "-c", IN_MEMORY, str(policy), str(tmp_path)]
    done = subprocess.run(asked, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == [
        "6",
        "this process holds a city in memory. Open the programme in another process.",
    ]


def test_the_example_of_the_page_gives_what_stands_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    example, shown = (FENCE.findall(page("docs/reference/city.md"))[place] for place in (0, 1))
    monkeypatch.chdir(ROOT)
    exec(example[1], {})  # noqa: S102 - the example of our own page
    assert capsys.readouterr().out == shown[1]


@pytest.mark.parametrize(
    "seeds, days, people",
    [(range(15, 16), DAYS, PEOPLE), pytest.param(range(10), 365, 30, marks=pytest.mark.night)],
)
def test_the_laws_hold_on_every_day_of_a_city_with_faults(
    seeds: range, days: int, people: int
) -> None:
    counts: Counter[str] = Counter()
    for seed in seeds:
        counts += simulate(seed, days=days, people=people).counts
    needed = (
        "stood replayed deductions crashed jumped contested withdrawn left told recalled lapsed "
        "reheard represented narrowed opened"
    )
    exercised("a simulated city", counts)
    assert all(counts[each] > 0 for each in needed.split()), counts
    assert counts["sent twice"] * counts["next changes"] * counts["asked again"] > 0, counts


def test_the_same_seed_gives_the_same_trace_in_every_process() -> None:
    here = simulate(5, days=5, people=4).trace
    asked = [sys.executable, "-c", TRACED]
    env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    there = subprocess.run(asked, check=True, capture_output=True, text=True, env=env, cwd=ROOT)
    assert there.stdout.strip() == here
    assert simulate(6, days=2, people=4).trace != here


def _arrives_when_sent(programme: Programme, number: int) -> None:
    """Let a letter have arrived on the day on which it went out."""
    row = Notice.objects.get(number=number)
    notices.move(programme, row, NoticeStep.DELIVER)


def _told_now(who: Any, _known_on: Any) -> dict[int, Any]:
    """Say of every day what is so now."""
    rows = Notice.objects.filter(member=who.row, subject="deduction")
    return dict(rows.values_list("entry_id", "delivered"))


def _whole(_programme: Any, _who: Any, member: Any, *_: Any, **__: Any) -> Any:
    """Cut a consent to nothing less than it was."""
    return member


FAULTS: Final[dict[str, tuple[str, Callable[..., Any], int]]] = {
    "a letter arrives when it is sent": ("outbox._sent", _arrives_when_sent, 15),
    "an interrupted leaving is not finished": ("due.finish_leavings", lambda _: 0, 4),
    "notices of the past are read from the present": ("statements._told", _told_now, 15),
    "a deduction counts before its notice": ("statements._told", lambda *_: {}, 15),
    "a consent reaches what a later edition reads": ("statements.reached", _whole, 15),
    "what a guardian does is not in the log": ("counter._note", lambda *_: None, 15),
    "whoever rejected an appeal hears it again": ("hearing.refuse_own_act", lambda *_: None, 5),
    "a withdrawal leaves the codes": ("consents.no_more_yes", lambda _: None, 15),
}
"""Each with where it is planted, what stands there instead, and a seed that finds it."""


@pytest.mark.parametrize("fault", FAULTS)
def test_the_seeded_run_finds_a_planted_fault(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, instead, seed = FAULTS[fault]
    monkeypatch.setattr(f"goodstanding.service.{place}", instead)
    with pytest.raises(LawBrokenError):
        simulate(seed, days=DAYS, people=PEOPLE)


def test_a_consent_that_was_widened_is_as_narrow_as_it_was_on_the_days_before() -> None:
    town, council = open_fresh(), "community-council"
    add_source(council)
    programme = town.programme
    number = join_with(programme).number
    narrow, wide = frozenset({"clean-up"}), frozenset({"clean-up", "snow-clearing"})
    consent = give(programme, number, Given(source=council, kinds=narrow)).consent
    before = programme.today()
    town.clock.days(1)
    renew(programme, number, consent, kinds=frozenset({"snow-clearing"}))
    who = {number: programme.read(lambda: known(programme, number))}
    for known_on, kinds in ((before, narrow), (programme.today(), wide), (None, wide)):
        found = members_of(who, as_of=before, known_on=known_on)[number].consents
        assert found is not None
        assert found[SourceName(council)].kinds == kinds


def test_a_level_of_a_day_to_come_is_kept_by_what_was_known_then() -> None:
    with City(HARBOUR, legal_basis=LAW) as city:
        ann = city.join("quay")
        before, later = city.today, city.today + timedelta(days=60)
        assert city.file(ann, "shift", hours=8).admitted == 1
        assert city.file(ann, "shift", hours=4).admitted == 1
        shown = city.statement(ann, as_of=later)
        assert (shown.total, shown.level) == (32, "none")
        city.pass_days(2)
        assert city.statement(ann, as_of=later).level == "thanked"
        assert city.statement(ann, as_of=later, known_on=before) == shown
