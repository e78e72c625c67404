"""Measure the lane of a programme on SQLite, beside a bare loop of the same durable work.

Run it so: `python benchmarks/lane.py`.
"""

import io
import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support.configured import set_up

set_up()

from tests.support.running import add_source, join_with, open_fresh  # noqa: E402 - after set-up

from goodstanding.config.django_settings import SQLITE_PRAGMAS  # noqa: E402 - after set-up
from goodstanding.ledger.models import Entry, Partner  # noqa: E402 - after set-up
from goodstanding.service.keys_of_parties import (  # noqa: E402 - after set-up
    make_partner_key,
    make_source_key,
)
from goodstanding.web.lane import Lane  # noqa: E402 - after set-up
from goodstanding.web.lane.pace import Pace  # noqa: E402 - after set-up

SOURCE: Final = "volunteer-network"
BATCHES, ROWS, MEMBERS, SINGLES = 20, 1_000, 200, 300


def bare(rows: int, times: int) -> float:
    """Return the CPU seconds a row of a bare durable loop: parse, and insert with one index."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        database = sqlite3.connect(f"{folder}/bare.sqlite3", isolation_level=None)
        database.executescript(SQLITE_PRAGMAS)
        database.execute("CREATE TABLE bare (id TEXT PRIMARY KEY, content BLOB)")
        bodies = [
            [json.dumps({"id": f"{n}-{m}", "kind": "x", "on": "2026-03-02"}) for m in range(rows)]
            for n in range(times)
        ]
        began = process_time()
        for body in bodies:
            read = [(json.loads(line)["id"], line) for line in body]
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT INTO bare VALUES (?, ?)", read)
            database.execute("COMMIT")
        return (process_time() - began) / (rows * times)


def main() -> None:
    """Print each figure: a second of wall, a second of processor, and times the bare loop."""
    opened = open_fresh()
    programme = opened.programme
    add_source(SOURCE, rows_per_day_max=10_000_000)
    Partner.objects.create(name="city-library", title={}, registered=programme.today())
    handles = [join_with(programme, SOURCE).handles[SOURCE] for _ in range(MEMBERS)]
    keys = {
        "records": make_source_key(programme, SOURCE).text,
        "checks": make_partner_key(programme, "city-library").text,
    }
    lane = Lane(programme, checks_a_minute=10**9, pace=lambda: Pace(wait=lambda _: None))

    def post(path: str, body: bytes, media: str) -> str:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST", "PATH_INFO": f"/api/v1/{path}",
            "wsgi.input": io.BytesIO(body), "CONTENT_TYPE": media,
            "CONTENT_LENGTH": str(len(body)), "HTTP_AUTHORIZATION": f"Bearer {keys[path]}",
        }  # fmt: skip
        got: list[str] = []
        lane(environ, lambda status, _headers: got.append(status))
        assert got[0][:1] == "2", got
        return got[0]

    def record(name: str, place: int) -> bytes:
        said = {"id": name, "source": SOURCE, "member": handles[place % MEMBERS],
                "kind": "volunteer-shift", "on": programme.today().isoformat(),
                "hours": 2}  # fmt: skip
        return json.dumps(said).encode()

    def measured(name: str, count: int, act: Callable[[], object], base: float) -> None:
        wall, cpu = perf_counter(), process_time()
        act()
        wall, cpu = perf_counter() - wall, process_time() - cpu
        times = cpu / count / base
        print(f"{name}: {count / wall:,.0f}/s, {count / cpu:,.0f} a CPU second, {times:.1f} x bare")

    lines = "application/x-ndjson"
    bodies = [b"\n".join(record(f"{n}-{m}", m) for m in range(ROWS)) for n in range(BATCHES)]
    thousand, one = bare(ROWS, BATCHES), bare(1, SINGLES)
    measured("records, 1,000 a request", BATCHES * ROWS,
             lambda: [post("records", body, lines) for body in bodies], thousand)  # fmt: skip
    assert Entry.objects.count() == BATCHES * ROWS
    singles = [record(f"s-{n}", n) for n in range(SINGLES)]
    measured("records, one a request", SINGLES,
             lambda: [post("records", body, lines) for body in singles], one)  # fmt: skip
    asked = [b'{"code":"%08d","benefit":"library-loans"}' % n for n in range(SINGLES)]
    measured("checks", SINGLES,
             lambda: [post("checks", body, "application/json") for body in asked], one)  # fmt: skip


if __name__ == "__main__":
    main()
