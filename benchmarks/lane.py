"""Measure the lane of a programme beside a bare loop that does the same durable work.

Run it so: `python benchmarks/lane.py`; with GOODSTANDING_TEST_DATABASE=postgres for PostgreSQL. It
prints a second of wall, a second of processor, and how many times the bare loop's processor time.
"""

import io
import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
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
from goodstanding.ledger.models import Entry, Member  # noqa: E402 - after set-up
from goodstanding.ledger.store import GatheringStore  # noqa: E402 - after set-up
from goodstanding.service.keys_of_parties import make_partner_key  # noqa: E402 - after set-up
from goodstanding.service.statements import statement  # noqa: E402 - after set-up
from goodstanding.web.lane import Lane  # noqa: E402 - after set-up
from goodstanding.web.lane.reading import ARRAY, LINES  # noqa: E402 - after set-up
from goodstanding.web.serving import warm_up  # noqa: E402 - after set-up

BATCHES, ROWS, MEMBERS, SINGLES, TURNS, AT_ONCE = 20, 1_000, 200, 300, 3, 32
MANY = 6_000
"""Single requests, where many are sent at once: threads and connections are made but once."""
COLUMNS: Final = (
    "token", "content", "member_id", "consent_id", "source", "batch_id", "known", "sealed",
)  # fmt: skip


def make_bare() -> None:
    """Make a table with the columns and the indexes of the table of entries."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare")
        if not sql.is_sqlite():
            cursor.execute("CREATE TABLE bare (LIKE ledger_entry INCLUDING ALL)")
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'ledger_entry'")
        for (text,) in cursor.fetchall():
            if text:
                cursor.execute(text.replace("ledger_entry", "bare"))


def bare(rows: int, times: int, body: Callable[[str, int], bytes]) -> float:
    """Return the processor seconds a row of a loop that parses rows and writes them durably."""
    make_bare()
    bodies = [[body(f"{n}-{m}", m) for m in range(rows)] for n in range(times)]
    members = list(Member.objects.values_list("number", flat=True)[:MEMBERS])
    token = hash
    began = process_time()
    for batch, lines in enumerate(bodies):
        made = []
        for place, line in enumerate(lines):
            said = json.loads(line)
            key = token(said["id"]).to_bytes(16, "big", signed=True)
            made.append((key, key, members[place % MEMBERS], place % MEMBERS, said["source"], batch,
                         said["on"], line[:130]))  # fmt: skip
        with transaction.atomic():
            sql.insert("bare", COLUMNS, made)
    spent = (process_time() - began) / (rows * times)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bare")
    return spent


class Bench:
    """A town whose lane is asked, one request after the other or many at once."""

    def __init__(self) -> None:
        """Open a town with members, as a server opens its programme."""
        self.town = open_town(rows_per_day_max=10_000_000)
        programme = self.town.programme
        self.people = [join_with(programme, SOURCE) for _ in range(MEMBERS)]
        partner = make_partner_key(programme, PARTNER).text
        self.keys = {"records": self.town.key, "checks": partner}
        direct = Lane(programme, checks_a_minute=10**9, pace=at_once)
        self.lanes = {1: direct}
        if sql.is_sqlite():
            gathering = replace(programme, store=GatheringStore())
            self.lanes[AT_ONCE] = Lane(gathering, checks_a_minute=10**9, pace=at_once)
        warm_up(programme)
        self.bare = {rows: float("inf") for rows in (1, ROWS)}

    def record(self, name: str, place: int) -> bytes:
        """Return a record of a shift."""
        who = self.people[place % MEMBERS].handles[SOURCE]
        return json.dumps(self.town.shift(who, id=name, hours=2)).encode()

    def post(self, path: str, body: bytes, threads: int = 1) -> None:
        """Send one request."""
        media = LINES if path == "records" else ARRAY
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST", "PATH_INFO": f"/api/v1/{path}",
            "wsgi.input": io.BytesIO(body), "CONTENT_TYPE": media,
            "CONTENT_LENGTH": str(len(body)), "HTTP_AUTHORIZATION": f"Bearer {self.keys[path]}",
        }  # fmt: skip
        got: list[str] = []
        self.lanes[threads](environ, lambda status, _headers: got.append(status))
        assert got[0][:1] == "2", got

    def measure(self, name: str, path: str, rows: int, threads: int) -> None:
        """Print the best of some turns, and times the best of the bare loop between them."""
        wall = cpu = float("inf")
        for turn in range(TURNS):
            count = BATCHES if rows > 1 else MANY if threads > 1 else SINGLES
            self.bare[rows] = min(self.bare[rows], bare(rows, min(count, SINGLES), self.record))
            salt = f"{turn}-{threads}-{rows}"
            if path == "checks":
                bodies = [b'{"code":"%03d%05d","benefit":"library-loans"}' % (turn + threads, n)
                          for n in range(count)]  # fmt: skip
            else:
                bodies = [b"\n".join(self.record(f"{salt}-{n}-{m}", m + n) for m in range(rows))
                          for n in range(count)]  # fmt: skip
            began = perf_counter(), process_time()
            if threads == 1:
                for body in bodies:
                    self.post(path, body)
            else:
                with ThreadPoolExecutor(threads) as pool:
                    list(pool.map(lambda body: self.post(path, body, threads), bodies))
            wall = min(wall, (perf_counter() - began[0]) / (rows * count))
            cpu = min(cpu, (process_time() - began[1]) / (rows * count))
        times = cpu / self.bare[rows]
        print(f"{name}: {1 / wall:,.0f}/s, {1 / cpu:,.0f} a CPU second, {times:.1f} x bare")


def main() -> None:
    """Print each figure."""
    bench = Bench()
    programme, people = bench.town.programme, bench.people
    for threads in bench.lanes:
        said = f", {threads} at once, gathered" if threads > 1 else ""
        bench.measure(f"records, 1,000 a request{said}", "records", ROWS, threads)
        bench.measure(f"records, one a request{said}", "records", 1, threads)
        bench.measure(f"checks{said}", "checks", 1, threads)
    assert Entry.objects.count() > BATCHES * ROWS
    print("bare: " + ", ".join(f"{rows:,} a transaction {1 / each:,.0f} rows a CPU second"
                               for rows, each in bench.bare.items()))  # fmt: skip
    waits, works = [], []
    people[:] = [join_with(programme, SOURCE) for _ in range(MEMBERS // 2)] * 2
    for place in range(SINGLES):
        new = bench.record(f"n-{place}", place)
        began = perf_counter(), process_time()
        bench.post("records", new)
        statement(programme, people[place % MEMBERS].number, as_of=programme.today())
        waits.append(perf_counter() - began[0])
        works.append(process_time() - began[1])
    half, most = (sorted(waits)[int(SINGLES * part)] * 1000 for part in (0.5, 0.99))
    print(
        "a statement of one to six records, from before the newest was sent: half in "
        f"{half:.1f} ms, 99 % in {most:.1f} ms, {sum(works) / SINGLES * 1000:.1f} CPU ms"
    )


if __name__ == "__main__":
    main()
