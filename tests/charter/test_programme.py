"""Articles 1, 2, 4, 10 and 12 in a running programme: joining, disputes, looks, two persons."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.apps import apps
from tests.support.desk import somebody
from tests.support.running import Joined, Opened, add_source, join_with, open_fresh, row

from goodstanding.config.file import POWER_OVER_PEOPLE, read_programme_file
from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Consent, Entry, Member, RefusedRow, Source
from goodstanding.model.names import KindName
from goodstanding.service import appeals, due, notices, own_records, proposals
from goodstanding.service.consents import Given, give
from goodstanding.service.editions import policy_on
from goodstanding.service.filing import file_records
from goodstanding.service.joining import Joining, join
from goodstanding.service.leaving import leave
from goodstanding.service.linking import make_slip, redeem
from goodstanding.service.looks import Role, looks
from goodstanding.service.proposals import Deed
from goodstanding.service.rights import OPERATIONS, Actor
from goodstanding.service.statements import statement

SHIFTS = "volunteer-network"


@pytest.fixture
def town() -> Opened:
    return open_fresh()


def refused(act: Callable[[], object]) -> str:
    """Return the code by which an act is refused."""
    with pytest.raises(ProblemsError) as caught:
        act()
    return caught.value.problems[0].code.name


def told_of_arrears(town: Opened) -> tuple[Joined, str]:
    """Return a member with a deduction that counts, and its source."""
    programme = town.programme
    kind = KindName("tax-arrears")
    source = policy_on(programme, programme.today()).kinds[kind].source
    add_source(source)
    joined = join_with(programme, source)
    file_records(
        programme, source, [row(1, joined.handles[source], source, kind, programme.today())]
    )
    [notice] = notices.notices_of(programme, joined.number)
    notices.open_notice(programme, joined.number, notice.number)
    return joined, source


def total(town: Opened, joined: Joined) -> int:
    """Return the total of a member today."""
    return statement(town.programme, joined.number, as_of=town.programme.today()).total


def test_1a_nobody_is_a_member_who_did_not_read_the_notice(town: Opened) -> None:
    unread = Joining(notice_read=False, of_age=True, language="en")
    assert refused(partial(join, town.programme, unread)) == "join-notice-not-read"
    assert Member.objects.count() == 0


def tables() -> dict[str, set[tuple[object, ...]]]:
    """Return every row of the ledger, by table."""
    models = apps.get_app_config("ledger").get_models()
    return {
        model._meta.db_table: set(map(_plain, model._default_manager.values_list()))
        for model in models
    }


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    """Return a row whose cells can be compared."""
    return tuple(bytes(c) if isinstance(c, memoryview) else repr(c) for c in row)


def test_1d_of_a_row_about_nobody_the_ledger_holds_batch_row_and_code(town: Opened) -> None:
    programme = town.programme
    add_source(SHIFTS)
    joined, left = join_with(programme, SHIFTS), join_with(programme, SHIFTS)
    leave(programme, left.number)
    seals = programme.keys.numbers()

    def changed(handle: str, number: int) -> set[str]:
        said = row(number, handle, SHIFTS, "volunteer-shift", programme.today(), hours=4)
        before = tables()
        file_records(programme, SHIFTS, [said])
        return {name for name, rows in tables().items() if rows != before[name]}

    counts = {"ledger_batch", "ledger_sourceday", "ledger_refusedrow"}
    assert changed("zebra-9917-stranger", 1) == counts
    assert changed(left.handles[SHIFTS], 2) == counts
    assert programme.keys.numbers() == seals
    kept = RefusedRow.objects.values_list("row", "code")
    assert list(kept) == [(1, "handle-not-active"), (2, "handle-not-active")]
    columns = {column.name for column in RefusedRow._meta.fields}
    assert columns == {"sequence", "batch", "row", "code"}
    assert "ledger_entry" in changed(joined.handles[SHIFTS], 3)


def test_1c_a_record_is_taken_in_of_the_kinds_and_for_the_time_that_were_authorised(
    town: Opened,
) -> None:
    programme, awards, kind = town.programme, "awards-office", "government-award"
    add_source(awards)
    number = join(programme, Joining(notice_read=True, of_age=True, language="en"))
    asked = Given(source=awards, kinds=frozenset({kind}), months=1)
    consent = give(programme, number, asked).consent
    [handle] = redeem(programme, awards, [make_slip(programme, number, consent).code])
    assert handle is not None
    first = programme.today()

    def taken(of: str, on: date, name: str) -> tuple[int, str]:
        said = row(1, handle, awards, of, on, level="city", act=name, id=name)
        filed = file_records(programme, awards, [said])
        assert filed.admitted == Entry.objects.filter(batch=filed.batch).count()
        codes = RefusedRow.objects.filter(batch=filed.batch).values_list("code", flat=True)
        return filed.admitted, "".join(codes)

    assert taken("department-award", first, "a") == (0, "kind-not-authorised")
    assert taken(kind, first - timedelta(days=1), "b") == (0, "happened-before-joining")
    town.clock.days(30)
    assert taken(kind, programme.today(), "c") == (1, "")
    town.clock.days(1)  # and no worker came
    assert taken(kind, first, "d") == (0, "handle-not-active")


def test_12b_nobody_is_a_member_who_is_not_18(town: Opened) -> None:
    young = Joining(notice_read=True, of_age=False, language="en")
    assert refused(partial(join, town.programme, young)) == "join-not-of-age"
    assert Member.objects.count() == 0


def test_12a_who_holds_power_over_people_runs_no_programme(tmp_path: Path) -> None:
    text = (
        '[programme]\ntitle = {en = "T"}\nkind = "KIND"\ntime_zone = "UTC"\nlanguages = ["en"]\n'
        '[controller]\nname = "n"\naddress = "a"\ncontact = "c"\n'
    )
    file = tmp_path / "goodstanding.toml"
    for kind in POWER_OVER_PEOPLE:
        file.write_text(text.replace("KIND", kind), encoding="utf-8")
        assert refused(partial(read_programme_file, tmp_path)) == "config-kind-refused"
    assert len(POWER_OVER_PEOPLE) > 10
    file.write_text(text.replace("KIND", "cooperative"), encoding="utf-8")
    assert read_programme_file(tmp_path).kind.value == "cooperative"


def test_2a_leaving_is_one_step_on_any_day_and_nothing_is_left(town: Opened) -> None:
    programme = town.programme
    joined, _ = told_of_arrears(town)
    town.clock.days(5)
    leave(programme, joined.number)
    counts = [model.objects.count() for model in (Member, Consent, Entry)]
    assert counts == [0, 0, 0]
    assert programme.keys.of(joined.number) is None


def test_4b_a_person_decides_in_writing_within_a_fixed_time_and_never_on_their_own_act(
    town: Opened,
) -> None:
    programme = town.programme
    joined, source = told_of_arrears(town)
    number = appeals.file(programme, joined.number, source=source, record="r-1", reasons="paid")
    assert total(town, joined) == 1000
    ann = somebody(programme, "Ann", Role.REVIEWER)
    ben = somebody(programme, "Ben", Role.REVIEWER)
    [waiting] = appeals.queue(programme, ann)
    assert waiting.decide_by == programme.today() + timedelta(days=30)
    appeals.open_case(programme, ann, number)
    unwritten = partial(appeals.reject, programme, ann, number, reasons="")
    assert refused(unwritten) == "case-no-reasons"
    appeals.reject(programme, ann, number, reasons="It was late.")
    appeals.file_again(programme, joined.number, number, reasons="It was not.")
    assert refused(partial(appeals.open_case, programme, ann, number)) == "case-own-act"
    appeals.open_case(programme, ben, number)
    robot = Actor(role=Role.PROGRAMME, name="worker")
    by_nobody = partial(appeals.reject, programme, robot, number, reasons="x")
    assert refused(by_nobody) == "rights-not-yours"


def test_4c_when_nobody_decided_in_time_the_member_was_right(town: Opened) -> None:
    programme = town.programme
    joined, source = told_of_arrears(town)
    appeals.file(programme, joined.number, source=source, record="r-1", reasons="paid")
    town.clock.days(31)
    assert due.work(programme).counts["appeals lapsed"] == 1
    assert total(town, joined) == 1000
    [followed] = appeals.appeals_of(programme, joined.number)
    assert followed.state == "upheld"


def test_4e_a_member_takes_a_good_record_out_and_it_stays_out(town: Opened) -> None:
    programme = town.programme
    add_source(SHIFTS)
    joined = join_with(programme, SHIFTS)
    shift = row(1, joined.handles[SHIFTS], SHIFTS, "volunteer-shift", programme.today(), hours=6)
    file_records(programme, SHIFTS, [shift])
    assert total(town, joined) > 1000
    own_records.delete(programme, joined.number, source=SHIFTS, record="r-1")
    assert total(town, joined) == 1000
    assert file_records(programme, SHIFTS, [shift]).admitted == 0


def test_10a_each_look_of_a_person_is_in_the_members_log(town: Opened) -> None:
    programme = town.programme
    joined, source = told_of_arrears(town)
    assert looks(programme, joined.number) == []
    number = appeals.file(programme, joined.number, source=source, record="r-1", reasons="paid")
    ann = somebody(programme, "Ann", Role.REVIEWER)
    appeals.open_case(programme, ann, number)
    appeals.case(programme, ann, number)
    seen = looks(programme, joined.number)
    assert len(seen) == 2
    for look in seen:
        assert (look.name, look.role, look.unit) == ("Ann", Role.REVIEWER, "Recognition office")
        assert look.at == programme.now()
        assert look.action
        assert look.why


def test_10c_corrections_and_registrations_take_two_people_known_by_more_than_a_password(
    town: Opened,
) -> None:
    programme = town.programme
    ann = somebody(programme, "Ann", Role.OPERATOR, document="passport 12345", account="one")
    same = somebody(programme, "Ann", Role.OPERATOR, document="PASSPORT-12345", account="two")
    ben = somebody(programme, "Ben", Role.OPERATOR)
    title = {"en": "Shifts", "zh": "志愿服务"}
    asked = {"name": SHIFTS, "title": title, "rows_per_day_max": 10}
    number = proposals.propose(programme, ann, Deed.REGISTER_SOURCE, asked)
    for nobody_else in (ann, same):
        once = partial(proposals.approve, programme, nobody_else, number)
        assert refused(once) == "proposal-same-person"
    assert ben.person is not None
    weak = Actor(role=ben.role, name=ben.name, person=ben.person)
    by_password = partial(proposals.approve, programme, weak, number)
    assert refused(by_password) == "rights-weak-login"
    assert Source.objects.count() == 0
    proposals.approve(programme, ben, number)
    assert Source.objects.count() == 1
    for area in ("source", "partner", "correction", "edition", "person"):
        assert {f"{area}.propose", f"{area}.approve"} <= set(OPERATIONS)
