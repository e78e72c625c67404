"""Measure the lane of a programme beside a bare loop that does the same durable work.

Run it so: `python benchmarks/lane.py`; with GOODSTANDING_TEST_DATABASE=postgres for PostgreSQL. It
prints a second of wall, a second of processor, and how many times the bare loop's processor time.
"""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support.configured import set_up

set_up()

from django.db import connection, transaction  # noqa: E402 - after set-up
from tests.support.lanes import PARTNER, SOURCE, at_once, open_town  # noqa: E402 - after set-up
from tests.support.running import join_with  # noqa: E402 - after set-up

from goodstanding.ledger import sql  # noqa: E402 - after set-up
from goodstanding.ledger.models import Entry  # noqa: E402 - after set-up
from goodstanding.service.keys_of_parties import make_partner_key  # noqa: E402 - after set-up
from goodstanding.service.statements import statement  # noqa: E402 - after set-up
from goodstanding.web.lane import Lane  # noqa: E402 - after set-up

BATCHES, ROWS, MEMBERS, SINGLES = 20, 1_000, 200, 300
TABLE: Final = """
CREATE TABLE bare ("number" BIGINT PRIMARY KEY, token BYTES NOT NULL UNIQUE, content BYTES,
member BIGINT, consent BIGINT, source TEXT, batch BIGINT, known DATE, sealed BYTES)
"""
COLUMNS: Final = (
    "number", "token", "content", "member", "consent", "source", "batch", "known", "sealed",
)  # fmt: skip


def bare(rows: int, times: int, body: Callable[[str, int], bytes]) -> float:
    """Return the processor seconds a row of a loop that parses rows and writes them durably.

    The table has the columns, the widths and the three indexes of the table of entries.
    """
    kind = "BLOB" if sql.is_sqlite() else "BYTEA"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare")
        cursor.execute(TABLE.replace("BYTES", kind))
        for column in ("member", "consent"):
            cursor.execute(f"CREATE INDEX bare_{column} ON bare ({column})")
    bodies = [[body(f"{n}-{m}", m) for m in range(rows)] for n in range(times)]
    token = hash
    began, number = process_time(), 0
    for batch, lines in enumerate(bodies):
        made = []
        for place, line in enumerate(lines):
            number += 1
            said = json.loads(line)
            key = token(said["id"]).to_bytes(16, "big", signed=True)
            made.append((number, key, key, place % MEMBERS, place % MEMBERS, said["source"],
                         batch, said["on"], line[:130]))  # fmt: skip
        with transaction.atomic():
            sql.insert("bare", COLUMNS, made)
    spent = (process_time() - began) / (rows * times)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bare")
    return spent


def main() -> None:
    """Print each figure."""
    town = open_town(rows_per_day_max=10_000_000)
    programme = town.programme
    town.lane = Lane(programme, checks_a_minute=10**9, pace=at_once)
    people = [join_with(programme, SOURCE) for _ in range(MEMBERS)]
    keys = {"records": town.key, "checks": make_partner_key(programme, PARTNER).text}

    def post(path: str, body: bytes, media: str) -> None:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST", "PATH_INFO": f"/api/v1/{path}",
            "wsgi.input": io.BytesIO(body), "CONTENT_TYPE": media,
            "CONTENT_LENGTH": str(len(body)), "HTTP_AUTHORIZATION": f"Bearer {keys[path]}",
        }  # fmt: skip
        got: list[str] = []
        town.lane(environ, lambda status, _headers: got.append(status))
        assert got[0][:1] == "2", got

    def every(path: str, bodies: list[bytes], media: str) -> None:
        for body in bodies:
            post(path, body, media)

    def record(name: str, place: int) -> bytes:
        who = people[place % MEMBERS].handles[SOURCE]
        return json.dumps(town.shift(who, id=name, hours=2)).encode()

    def measured(name: str, count: int, act: Callable[[], object], base: float) -> None:
        wall, cpu = perf_counter(), process_time()
        act()
        wall, cpu = perf_counter() - wall, process_time() - cpu
        times = cpu / count / base
        print(f"{name}: {count / wall:,.0f}/s, {count / cpu:,.0f} a CPU second, {times:.1f} x bare")

    lines = "application/x-ndjson"
    bodies = [b"\n".join(record(f"{n}-{m}", m) for m in range(ROWS)) for n in range(BATCHES)]
    thousand, one = bare(ROWS, BATCHES, record), bare(1, SINGLES, record)
    print(f"bare, 1,000 a transaction: {1 / thousand:,.0f} rows a CPU second; one: {1 / one:,.0f}")
    measured("records, 1,000 a request", BATCHES * ROWS,
             lambda: every("records", bodies, lines), thousand)  # fmt: skip
    assert Entry.objects.count() == BATCHES * ROWS
    singles = [record(f"s-{n}", n) for n in range(SINGLES)]
    measured("records, one a request", SINGLES,
             lambda: every("records", singles, lines), one)  # fmt: skip
    asked = [b'{"code":"%08d","benefit":"library-loans"}' % n for n in range(SINGLES)]
    measured("checks", SINGLES,
             lambda: every("checks", asked, "application/json"), one)  # fmt: skip
    waits = []
    people[:] = [join_with(programme, SOURCE) for _ in range(MEMBERS // 2)] * 2
    for place in range(SINGLES):
        new = record(f"n-{place}", place)
        began = perf_counter()
        post("records", new, lines)
        statement(programme, people[place % MEMBERS].number, as_of=programme.today())
        waits.append(perf_counter() - began)
    half, most = (sorted(waits)[int(SINGLES * part)] * 1000 for part in (0.5, 0.99))
    print(
        "a statement of one to six records, from before the newest was sent: "
        f"half in {half:.1f} ms, 99 % in {most:.1f} ms"
    )


if __name__ == "__main__":
    main()
