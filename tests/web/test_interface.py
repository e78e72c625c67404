"""The interface of sources, partners and the public is what its document says, and nothing else."""

from collections.abc import Iterable
from typing import Any

import pytest
from tests.support.exercised import exercised
from tests.support.fuzzed import fuzzed, listening
from tests.support.lanes import PARTNER, open_town

from goodstanding.service.keys_of_parties import make_partner_key
from goodstanding.service.rights import OPERATIONS
from goodstanding.web.lane import openapi
from goodstanding.web.lane.operations import BASE, LANE
from goodstanding.web.wsgi import application

PHASES = {"examples", "coverage", "fuzzing", "stateful"}


def undeclared(document: dict[str, Any]) -> set[str]:
    """Return the operations that do not say whose they are, as the table of rights does."""
    return {
        f"{method} {path}"
        for path, methods in document["paths"].items()
        for method, each in methods.items()
        if each.get("x-operation") not in OPERATIONS
        or each.get("x-audience") != sorted(role.value for role in OPERATIONS[each["x-operation"]])
    }


def test_every_operation_declares_its_audience() -> None:
    document = openapi.document()
    served = {(each.method.lower(), BASE + each.path) for each in LANE}
    assert {(m, path) for path, found in document["paths"].items() for m in found} == served
    assert undeclared(document) == set()
    path = {"get": {"x-operation": "refusals.read", "x-audience": ["member"]}}
    assert undeclared({"paths": {"/x": path}}) == {"get /x"}
    assert undeclared({"paths": {"/x": {"get": {}}}}) == {"get /x"}


def test_the_document_and_each_board_are_served_to_everybody() -> None:
    town = open_town()
    assert town.ask("GET", "openapi.json", key="") == (200, openapi.text().encode())
    status, board = town.ask("GET", "policies/1/board/zh", key="")
    assert (status, board[:2]) == (200, b"# ")
    for missing in ("policies/9/board/en", "policies/1/board/xx", "policies/1/board"):
        assert town.code("GET", missing, key="") == "lane-no-such-path"


@pytest.mark.parametrize(
    "cases, examples",
    [
        pytest.param(500, 12, id="500"),
        pytest.param(10_000, 540, id="10,000", marks=pytest.mark.night),
    ],
)
def test_the_interface_is_as_its_document_says(cases: int, examples: int) -> None:
    town = open_town(rows_per_day_max=10**8)
    partner = make_partner_key(town.programme, PARTNER).text
    keys = {"source": town.key, "partner": partner, "": ""}
    with listening(application(town.programme)) as address:
        found = fuzzed(address, keys, examples=examples)
    exercised("requests", {**found.cases, **found.operations, "checks": found.checks})
    assert found.failures == []
    assert found.cases.total() >= cases
    assert set(found.cases) == PHASES
    assert {f"{each.method} {BASE}{each.path}" for each in LANE} == set(found.operations)


def test_an_answer_that_breaks_the_document_is_found() -> None:
    lane = open_town().lane

    def broken(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        said = b"".join(lane(environ, start_response))
        return [said.replace(b'{"editions"', b'{"verdicts"')]

    with listening(broken) as address:
        found = fuzzed(address, {"": ""}, examples=1)
    assert any("GET /api/v1/policies: response_schema" in each for each in found.failures)
