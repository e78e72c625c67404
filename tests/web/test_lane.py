"""The lane of sources and partners, asked as a server would ask it."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

import pytest
from django.db import connection
from tests.support.lanes import BENEFIT, PARTNER, SOURCE, Town, at_once, lines, open_town
from tests.support.running import join_with, row

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import (
    Check,
    Edition,
    Entry,
    RefusedRow,
    Source,
    SourceKey,
    YesCode,
)  # fmt: skip
from goodstanding.ledger.room import Room
from goodstanding.ledger.store import DirectStore
from goodstanding.service import checks
from goodstanding.service.consents import withdraw
from goodstanding.service.filing import file_records
from goodstanding.service.halting import halt, resume
from goodstanding.service.keys_of_parties import (
    keys_shown,
    make_partner_key,
    make_source_key,
    revoke_key,
)  # fmt: skip
from goodstanding.service.programme import Programme
from goodstanding.service.refusals import DAYS_SHOWN
from goodstanding.web.lane import BODY_BYTES_MAX, Lane
from goodstanding.web.lane.operations import LANE
from goodstanding.web.lane.pace import ROW_SECONDS, STEP_SECONDS, Pace
from goodstanding.web.lane.reading import ARRAY, EVENTS, LINES, ROWS_MAX

OUT_OF_RANGE: Final = "intake-out-of-range"


@pytest.fixture
def town() -> Town:
    return open_town()


def test_each_form_of_body_files_the_same_record_once(town: Town) -> None:
    handle = join_with(town.programme, SOURCE).handles[SOURCE]
    said = town.shift(handle)
    event = {"specversion": "1.0", "id": "s-1", "source": SOURCE, "type": said["kind"],
             "subject": handle, "data": {"on": said["on"], "hours": 6}}  # fmt: skip
    for body, media in (
        (lines(said), LINES), (json.dumps([said]).encode(), ARRAY),
        (json.dumps([event]).encode(), EVENTS),
    ):  # fmt: skip
        assert town.told(body, media=media) == []
        assert (Entry.objects.count(), RefusedRow.objects.count()) == (1, 0)


def test_the_answer_says_nothing_of_whom_a_row_is_about(town: Town) -> None:
    programme = town.programme
    live, gone = join_with(programme, SOURCE), join_with(programme, SOURCE)
    withdraw(programme, gone.number, gone.consents[SOURCE])
    handles = [live.handles[SOURCE], gone.handles[SOURCE], "never-existed"]
    answers = {town.ask("POST", "records", lines(town.shift(h, id=h))) for h in handles}
    conflict = town.shift(handles[0], id=handles[0], hours=5)
    answers.add(town.ask("POST", "records", lines(conflict)))
    assert answers == {(202, b'{"rows":1,"malformed":[]}')}
    assert (Entry.objects.count(), RefusedRow.objects.count()) == (1, 3)
    today = programme.today().isoformat()
    many = [town.shift("never-existed", id=f"n-{n}") for n in range(12)]
    assert town.told(lines(*many)) == []

    def refused() -> dict[str, int]:
        days = json.loads(town.ask("GET", "refusals")[1])["days"]
        return {each["on"]: each["refused"] for each in days}

    assert today not in refused()  # a row and then a look would tell what became of it
    town.clock.days(1)
    assert refused()[today] == 20
    assert len(refused()) == DAYS_SHOWN
    assert town.ask("DELETE", f"records/{handles[0]}") == town.ask("DELETE", "records/none")
    again = row(1, handles[0], SOURCE, "volunteer-shift", programme.today(), hours=1, id="r-2")
    assert file_records(programme, SOURCE, [again]).admitted == 1


def test_what_is_malformed_comes_back_row_by_row(town: Town) -> None:
    good = town.shift("h")
    tomorrow = (town.programme.today() + timedelta(days=1)).isoformat()
    body = b"\n".join(
        [lines(good), b"\xff", b"[]", b'{"id":1,"id":2}', lines({**good, "on": tomorrow}),
         lines({**good, "source": "awards-office"}), lines({**good, "notified": tomorrow}),
         lines({**good, "hours": 99}), b'"' + b"x" * 70_000 + b'"']
    )  # fmt: skip
    assert town.told(body) == [
        (2, "intake-not-utf-8"), (3, "intake-not-an-object"), (4, "intake-key-twice"),
        (5, "intake-happened-after-filing"), (6, "lane-not-your-source"),
        (7, "intake-unknown-key"), (8, "intake-out-of-range"), (9, "intake-row-too-long"),
    ]  # fmt: skip
    event: dict[str, Any] = {
        "specversion": "1.0", "id": "e", "source": SOURCE, "type": "volunteer-shift",
             "subject": "h", "data": {"on": good["on"], "hours": 1}}  # fmt: skip
    bad = [
        {**event, "id": None},
        {**event, "specversion": "0.3"},
        {**event, "until": "x"},
        {**event, "data": None},
        {**event, "data": {**event["data"], "id": "x"}},
        {**event, "datacontenttype": "text/xml"},
        {**event, "datacontenttype": "application/json; charset=utf-8", "dataschema": "x:y"},
        7,
    ]
    assert [code for _, code in town.told(json.dumps(bad).encode(), media=EVENTS)] == [
        "lane-event-without-id", *["lane-bad-event"] * 5, "lane-not-json",
    ]  # fmt: skip


def test_a_source_is_told_what_a_source_can_do(town: Town) -> None:
    tomorrow = (town.programme.today() + timedelta(days=1)).isoformat()
    body = lines(town.shift("h", on=tomorrow), town.shift("h")) + b"\n\xff"
    told = json.loads(town.ask("POST", "records", body)[1])["malformed"]
    assert [(each["row"], each["column"]) for each in told] == [(1, "on"), (3, "")]
    said = json.dumps(told)
    assert ("has not come" in said, "UTF-8" in said) == (True, True)
    assert ("filed" in said, "file" in said) == (False, False)


def test_before_the_first_edition_is_in_force_rows_can_be_tried_and_not_filed(town: Town) -> None:
    today = town.programme.today()
    sandbox = make_source_key(town.programme, SOURCE, sandbox=True).text
    Edition.objects.update(published=today, in_force=today + timedelta(days=30))
    body = lines(town.shift("h"), town.shift("h", hours=99))
    for key in (sandbox, town.key):
        status, answer = town.ask("POST", "records/validate", body, key=key)
        told = json.loads(answer)
        assert (status, [each["code"] for each in told["malformed"]]) == (200, [OUT_OF_RANGE])
    assert town.code("POST", "records", body) == "service-no-edition"
    Edition.objects.update(in_force=today)
    assert town.told(body) == [(2, OUT_OF_RANGE)]


def test_a_request_is_refused_as_a_whole_by_name(town: Town) -> None:
    body = lines(town.shift("h"))
    assert town.code("POST", "records", body, key="") == "lane-not-authorised"
    assert town.code("GET", "nothing") == "lane-no-such-path"
    assert town.code("GET", "records") == "lane-wrong-method"
    assert town.code("POST", "records", body, media="text/csv") == "lane-wrong-content-type"
    assert town.code("POST", "records", body, HTTP_CONTENT_ENCODING="gzip").endswith("type")
    over = str(BODY_BYTES_MAX + 1)
    assert town.code("POST", "records", body, CONTENT_LENGTH=over) == "lane-body-too-large"
    assert town.code("POST", "records", body, CONTENT_LENGTH="9999") == "lane-body-cut-short"
    assert town.code("POST", "records", body, CONTENT_LENGTH="") == "lane-body-cut-short"
    assert town.code("POST", "records", b"{", media=ARRAY) == "lane-not-json"
    assert town.code("POST", "records", b"[]", media=ARRAY) == "lane-no-rows"
    many = b"\n".join([b"{}"] * (ROWS_MAX + 1))
    assert town.code("POST", "records", many) == "lane-too-many-rows"
    assert town.code("POST", "links", b"{}", media=ARRAY) == "lane-wrong-body"
    Source.objects.update(rows_per_day_max=1)
    assert town.told(body) == []
    assert town.code("POST", "records", body) == "file-quota-spent"


def test_what_is_sent_waits_while_there_is_no_room(town: Town, tmp_path: Path) -> None:
    handle = join_with(town.programme, SOURCE).handles[SOURCE]
    body = lines(town.shift(handle))
    full = replace(town.programme, store=DirectStore(Room([tmp_path], 1 << 60)))
    town.lane = Lane(full, pace=at_once)
    status, answer = town.ask("POST", "records", body)
    assert (status, json.loads(answer)["problems"][0]["code"]) == (503, "storage-full")
    assert town.ask("POST", "records/validate", body)[0] == 200
    assert Entry.objects.count() == 0


def test_every_key_that_does_not_hold_gets_one_answer(town: Town) -> None:
    programme = town.programme
    sandbox = make_source_key(programme, SOURCE, sandbox=True).text
    partner = make_partner_key(programme, PARTNER).text
    short, ended = make_source_key(programme, SOURCE, days=1), make_source_key(programme, SOURCE)
    revoke_key(programme, ended.name)
    town.clock.days(1)
    body = lines(town.shift("h"))
    keys = ["", "x", sandbox, partner, short.text, ended.text, "\xe9"]
    answers = {town.ask("POST", "records", body, key=key) for key in keys}
    assert {status for status, _ in answers} == {401}
    assert len(answers) == 1
    assert town.ask("POST", "records/validate", body, key=sandbox)[0] == 200
    assert not any(text in str(SourceKey.objects.values_list()) for text in (sandbox, short.text))
    assert [key.name for key in keys_shown(programme) if key.revoked] == [ended.name]
    for act, code in (
        (lambda: make_source_key(programme, "nobody"), "key-no-such-party"),
        (lambda: make_partner_key(programme, PARTNER, days=999), "key-too-long"),
        (lambda: revoke_key(programme, "00"), "key-not-found"),
    ):
        with pytest.raises(ProblemsError) as caught:
            act()
        assert caught.value.problems[0].code.name == code


def test_a_partner_learns_yes_once_or_one_and_the_same_no(town: Town) -> None:
    programme = town.programme
    key = make_partner_key(programme, PARTNER).text
    number = join_with(programme, SOURCE).number

    def check(code: str, benefit: str = BENEFIT) -> tuple[int, bytes]:
        body = json.dumps({"code": code, "benefit": benefit}).encode()
        return town.ask("POST", "checks", body, key=key, media=ARRAY)

    def made(*, yes: bool) -> str:
        code = checks.make_code(programme, number, PARTNER, BENEFIT)
        if yes:  # as a level that opens the benefit would
            token = checks.token_of(programme, PARTNER, BENEFIT, code.code)
            YesCode.objects.create(token=token, expires=code.expires)
        return code.code

    nos = [check(made(yes=False)), check("00000000")]
    good = made(yes=True)
    nos.append(check(good, "museum-tours"))
    halt(programme, "drill")
    nos.append(check(good))
    resume(programme)
    assert check(good) == (200, b'{"yes":true}')
    nos.append(check(good))
    over = made(yes=True)
    town.clock.minutes(11)
    nos.append(check(over))
    assert set(nos) == {(200, b'{"yes":false}')}
    assert Check.objects.count() == 7
    assert len(checks.answered(programme, number)) >= 4
    assert [check("11111111")[0] for _ in range(6)] == [200] * 5 + [429]
    assert check(good) == check(good) == check("00000000") != check("11111111")
    with pytest.raises(ProblemsError) as caught:
        checks.make_code(programme, number, PARTNER, "sports-hall")
    assert caught.value.problems[0].code.name == "check-no-such-benefit"
    town.clock.days(2)
    checks.drop_old_codes(programme)
    town.lane = Lane(programme, checks_a_minute=0)
    assert town.code("POST", "checks", b'{"code":"1","benefit":"2"}', key=key,
                     media=ARRAY) == "lane-too-often"  # fmt: skip


def test_policies_are_public_and_a_slip_gives_its_handle(town: Town) -> None:
    status, said = town.ask("GET", "policies", key="")
    assert (status, len(json.loads(said)["editions"])) == (200, 1)
    assert town.ask("GET", "policies/1", key="")[1].startswith(b"#")
    assert town.code("GET", "policies/x", key="") == "lane-no-such-path"
    got = town.ask("POST", "links", b'{"slips":["0000000000"]}', media=ARRAY)
    assert got == (200, b'{"handles":[null]}')
    assert all(operation.audience for operation in LANE)


def test_an_answer_leaves_at_a_step_that_only_the_form_decides(town: Town) -> None:
    waited: list[float] = []
    for work in (0.001, 0.004, 0.006):
        moments = iter((0.0, work))
        Pace(clock=partial(next, moments), wait=waited.append).keep(STEP_SECONDS)
    assert [round(each * 1000, 6) for each in waited] == [4, 1, 4]
    slow: list[float] = []
    town.lane = Lane(town.programme, pace=partial(Pace, wait=slow.append))
    town.told(lines(town.shift("h"), {}))
    town.ask("DELETE", "records/s-1")
    town.ask("POST", "records/validate", lines(town.shift("h")))
    assert len(slow) == 2
    assert 0 < slow[0] <= STEP_SECONDS + 2 * ROW_SECONDS < slow[1] * 10


def test_what_fails_of_ours_is_said_so() -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/api/v1/policies", "wsgi.input": None}
    broken = Lane(cast("Programme", None))
    got: list[str] = []
    [body] = broken(environ, lambda status, _headers: got.append(status))
    assert (got, b"lane-failed" in body) == (["500 Internal Server Error"], True)


def test_a_key_that_held_a_moment_ago_and_was_ended_lets_nobody_in(town: Town) -> None:
    made = make_partner_key(town.programme, PARTNER)
    source = make_source_key(town.programme, SOURCE)
    body = b'{"code":"0","benefit":"library-loans"}'
    assert town.ask("POST", "checks", body, key=made.text, media=ARRAY)[0] == 200
    assert town.ask("DELETE", "records/x", key=source.text)[0] == 202
    for name in (made.name, source.name):
        revoke_key(town.programme, name)
    assert town.code("POST", "checks", body, key=made.text, media=ARRAY) == "lane-not-authorised"
    assert town.code("DELETE", "records/x", key=source.text) == "lane-not-authorised"
    assert Check.objects.count() == 1


def test_the_same_records_from_many_at_once_count_once(town: Town) -> None:
    handle = join_with(town.programme, SOURCE).handles[SOURCE]
    rows = [town.shift(handle, id=f"s-{n}") for n in range(40)]
    asked = [lines(*(rows if turn % 2 else reversed(rows))) for turn in range(8)]

    def send(body: bytes) -> tuple[int, bytes]:
        try:
            return town.ask("POST", "records", body)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(send, asked))
    assert answers == {(202, b'{"rows":40,"malformed":[]}')}
    assert (Entry.objects.count(), RefusedRow.objects.count()) == (40, 0)
