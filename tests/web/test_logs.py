"""The log holds no words of others: neither a library's, nor an error's, nor a person's."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from tests.support.lanes import open_town

from goodstanding.service import checks
from goodstanding.service.keys_of_parties import make_partner_key
from goodstanding.web.lane.reading import ARRAY
from goodstanding.web.logs import JsonLines, note, note_error

MARKER = "marker-heron-lantern"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Return what is logged while a test runs."""
    text = io.StringIO()
    sink = logging.StreamHandler(text)
    sink.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(sink)
    events = logging.getLogger("goodstanding.events")
    before = events.level
    events.setLevel(logging.INFO)
    yield text
    events.setLevel(before)
    root.removeHandler(sink)


def failing() -> None:
    """Fail with words that hold what somebody typed."""
    raise ValueError(MARKER)


def test_an_error_is_its_class_and_places_and_a_library_is_its_name(log: io.StringIO) -> None:
    try:
        failing()
    except ValueError as error:
        note_error("round failed", error)
        logging.getLogger("some.library").exception("%s is no name", MARKER)
    note("worked", rows=3)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["round failed", "library", "worked"]
    assert lines[1]["library"] == "some.library"
    assert {lines[0]["error"], lines[1]["error"]} == {"ValueError"}
    assert all(line["places"][-1].endswith(" failing") for line in lines[:2])
    assert lines[2]["rows"] == 3
    assert MARKER not in log.getvalue()


def test_what_fails_in_the_lane_says_nothing_of_what_was_sent(
    log: io.StringIO, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    town = open_town()
    key = make_partner_key(town.programme, "city-library").text

    def broken(*_: object) -> bool:
        raise ValueError(MARKER)

    monkeypatch.setattr(checks, "answer", broken)
    body = json.dumps({"code": MARKER, "benefit": "library-loans"}).encode()
    status, said = town.ask("POST", "checks", body, key=key, media=ARRAY)
    assert (status, json.loads(said)["problems"][0]["code"]) == (500, "lane-failed")
    assert len(log.getvalue().splitlines()) == 1
    assert "ValueError" in caplog.text
    for text in (log.getvalue(), said.decode(), caplog.text):
        assert MARKER not in text
        assert key not in text
