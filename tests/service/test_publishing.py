"""Publishing: what keeps an edition back, what it needs of members, and when it holds."""

from collections.abc import Callable
from datetime import date

import pytest
from tests.support.desk import edition, somebody
from tests.support.pages import ROOT
from tests.support.running import Opened, add_source, join_with, open_fresh, row

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Edition, Member
from goodstanding.service import proposals
from goodstanding.service.consents import consents, renew
from goodstanding.service.editions import parsed
from goodstanding.service.filing import file_records
from goodstanding.service.halting import halt, resume
from goodstanding.service.looks import Role
from goodstanding.service.people import known
from goodstanding.service.proposals import Deed
from goodstanding.service.publishing import prepare, start_edition
from goodstanding.service.reconsent import read_anew, to_ask_again
from goodstanding.service.statements import settle, statement

TEXT = (ROOT / "policies/event-reference/event-reference.yaml").read_text(encoding="utf-8")
SECOND = edition(TEXT, 2, "2026-03-02", "2026-05-01")
SOURCE = "community-council"


@pytest.fixture
def town() -> Opened:
    found = open_fresh()
    add_source(SOURCE)
    return found


def refused(act: Callable[[], object]) -> set[str]:
    """Return the codes by which an act is refused."""
    with pytest.raises(ProblemsError) as caught:
        act()
    return {problem.code.name for problem in caught.value.problems}


def test_two_persons_publish_an_edition_that_holds_after_its_notice(town: Opened) -> None:
    programme = town.programme
    ann = somebody(programme, "Ann", Role.PUBLISHER)
    ben = somebody(programme, "Ben", Role.PUBLISHER)
    number = proposals.propose(programme, ann, Deed.PUBLISH_EDITION, {"text": SECOND})
    assert refused(lambda: proposals.approve(programme, ann, number)) == {"proposal-same-person"}
    proposals.approve(programme, ben, number)
    assert sorted(Edition.objects.values_list("edition", flat=True)) == [1, 2]
    joined = join_with(programme)
    assert start_edition(programme)
    Member.objects.update(due=False)
    assert not start_edition(programme)
    town.clock.days(59)
    assert not start_edition(programme)
    town.clock.days(1)
    assert start_edition(programme)
    assert Member.objects.get(number=joined.number).due
    assert not start_edition(programme)


def test_what_keeps_an_edition_back_is_said_by_name(town: Opened) -> None:
    programme = town.programme

    def preparing(text: str) -> set[str]:
        return refused(lambda: prepare(programme, {"text": text}))

    assert preparing(TEXT) == {"publish-immutable"}
    assert "policy-edition-does-not-follow" in preparing(
        edition(TEXT, 3, "2026-03-02", "2026-05-01")
    )
    assert preparing(edition(TEXT, 2, "2026-03-01", "2026-05-01")) == {"publish-late"}
    soon = preparing(edition(TEXT, 2, "2026-03-02", "2026-03-20"))
    assert len(soon) == 1
    assert soon.pop().startswith("policy-")
    broken = SECOND.replace("points: -20", "points: -2000", 1).replace("start: 1000", "start: no")
    assert preparing(broken)
    halt(programme, "a wrong rule")
    assert preparing(SECOND) == {"halt-stands-still"}
    resume(programme)
    ready = prepare(programme, {"text": SECOND})
    assert ready.changes is not None
    assert ready.policy.edition == 2


def test_a_halt_between_the_two_persons_holds_the_edition_back(town: Opened) -> None:
    programme = town.programme
    ann = somebody(programme, "Ann", Role.PUBLISHER)
    ben = somebody(programme, "Ben", Role.PUBLISHER)
    number = proposals.propose(programme, ann, Deed.PUBLISH_EDITION, {"text": SECOND})
    halt(programme, "wait")
    assert refused(lambda: proposals.approve(programme, ben, number)) == {"halt-stands-still"}
    resume(programme)
    town.clock.days(1)
    assert refused(lambda: proposals.approve(programme, ben, number)) == {"publish-late"}
    assert Edition.objects.count() == 1


def publish_for(town: Opened, text: str) -> None:
    """Put another edition in the ledger, as two persons would have."""
    found = parsed(text)
    Edition.objects.create(
        edition=found.edition,
        text=text,
        sha256="",
        published=town.programme.today(),
        in_force=found.in_force,
    )


def longer(rule: str) -> str:
    """Return the second edition with one rule that lasts longer than it did."""
    head, sign, tail = SECOND.partition(f"\n  {rule}:\n    title")
    assert sign
    before, lasts, after = tail.partition("    lasts: ")
    assert lasts
    return head + sign + before + lasts + "4 years" + after[after.index("\n") :]


def test_of_what_a_new_edition_reads_longer_an_old_consent_gives_no_records(town: Opened) -> None:
    programme = town.programme
    joined = join_with(programme, SOURCE)
    today = programme.today()
    handle = joined.handles[SOURCE]
    rows = [
        row(1, handle, SOURCE, "clean-up", today),
        row(2, handle, SOURCE, "park-care", today),
    ]
    assert file_records(programme, SOURCE, rows).admitted == 2
    both = statement(programme, joined.number, as_of=today).total
    text = longer("clean-up")
    publish_for(town, text)
    new = parsed(text)
    assert read_anew(parsed(TEXT), new) == {"clean-up"}
    assert read_anew(parsed(TEXT), parsed(SECOND)) == frozenset()
    town.clock.days(61)
    then = programme.today()
    less = statement(programme, joined.number, as_of=then)
    assert {line.rule for line in less.lines} == {"park-care"}
    assert less.total < both
    assert statement(programme, joined.number, as_of=date(2026, 4, 30)).total == both
    who = programme.read(lambda: known(programme, joined.number))
    [asked] = to_ask_again(programme, who, new)
    assert (asked.source, asked.kinds) == (SOURCE, ("clean-up",))
    for _ in range(2):
        renew(programme, joined.number, asked.consent)
        assert statement(programme, joined.number, as_of=then) == less
        assert to_ask_again(programme, who, new) == [asked]
    other = frozenset({"park-care"})
    renew(programme, joined.number, asked.consent, kinds=other)
    assert to_ask_again(programme, who, new) == [asked]
    renew(programme, joined.number, asked.consent, kinds=frozenset(asked.kinds))
    assert statement(programme, joined.number, as_of=then).total == both
    assert to_ask_again(programme, who, new) == []
    renew(programme, joined.number, asked.consent)
    assert to_ask_again(programme, who, new) == []
    assert settle(programme, who).total == both


def test_a_kind_that_is_new_is_read_once_the_member_agreed_to_it(town: Opened) -> None:
    programme = town.programme
    joined = join_with(programme, SOURCE)
    kind = """  bench-care:
    source: community-council
    means: {en: A day of care for public benches, zh: 参加一天公共座椅养护}
    basis: own service
    needs: [time]
    context: community
"""
    rule = """  bench-care:
    title: {en: Care of public benches, zh: 公共座椅养护}
    record: bench-care
    points: 2
    lasts: 1 year
"""
    text = SECOND.replace("  park-care:\n    source", kind + "  park-care:\n    source", 1)
    text = text.replace("  park-care:\n    title", rule + "  park-care:\n    title", 1)
    publish_for(town, text)
    new = parsed(text)
    who = programme.read(lambda: known(programme, joined.number))
    [asked] = to_ask_again(programme, who, new)
    assert asked.kinds == ("bench-care",)
    with pytest.raises(ProblemsError, match="files no such records"):
        renew(programme, joined.number, asked.consent, kinds=frozenset({"traffic-fine"}))
    renew(programme, joined.number, asked.consent, kinds=frozenset(asked.kinds))
    [shown] = consents(programme, joined.number)
    assert "bench-care" in shown.kinds
    assert to_ask_again(programme, who, new) == []
    town.clock.days(61)
    filed = row(1, joined.handles[SOURCE], SOURCE, "bench-care", programme.today())
    assert file_records(programme, SOURCE, [filed]).admitted == 1
    assert statement(programme, joined.number, as_of=programme.today()).total == 1002
