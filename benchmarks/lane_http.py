"""Measure the lane over HTTP: granian, one process that gathers what comes together, and wrk.

Run it so: `python benchmarks/lane_http.py`, with `--memory` on a disk in memory. It needs wrk. It
prints what one process answers in a second of wall and in a second of its processor time, and how
long 99 of 100 answers took at most.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support.served import free_port, new_programme

from goodstanding.config.file import read_programme_file
from goodstanding.config.ready import open_ready, server_store
from goodstanding.web.serving import BACKLOG, THREADS, warm_up

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

SOURCE, PARTNER, MEMBERS, SECONDS = "volunteer-network", "city-library", 100, 10
SCRIPT: Final = """
local handles, key, path, media, rows = HANDLES, "KEY", "PATH", "MEDIA", ROWS
local made = 0
local threads = 0
function setup(thread) thread:set("id", threads); threads = threads + 1 end
local function row()
  made = made + 1
  local name = id .. "-" .. made .. "-SALT"
  if path == "/api/v1/checks" then
    return string.format('{"code":"%s","benefit":"library-loans"}', name)
  end
  return string.format('{"id":"%s","source":"SOURCE","member":"%s","kind":"volunteer-shift",' ..
    '"on":"DAY","hours":2}', name, handles[made % #handles + 1])
end
function request()
  local found = {}
  for place = 1, rows do found[place] = row() end
  local headers = {["Authorization"] = "Bearer " .. key, ["Content-Type"] = media}
  return wrk.format("POST", path, headers, table.concat(found, "\\n"))
end
function done(summary, latency, requests)
  print(string.format("RESULT %d %d %d %d", summary.requests, summary.errors.status,
    latency:percentile(50), latency:percentile(99)))
end
"""


def load(folder: Path) -> "WSGIApplication":
    """Open the programme in the process that serves, without the limit on a partner's questions."""
    programme = open_ready(folder, store=server_store(read_programme_file(folder)))
    from goodstanding.web.lane import Lane

    warm_up(programme)
    return Lane(programme, checks_a_minute=10**9)


def serve(folder: Path, port: int) -> None:
    """Serve the lane as `goodstanding serve` does."""
    from granian.constants import Interfaces
    from granian.server import Server

    server = Server("lane", address="127.0.0.1", port=port, interface=Interfaces.WSGI, workers=1,
                    blocking_threads=THREADS, backlog=BACKLOG, websockets=False,
                    log_enabled=False)  # fmt: skip
    server.serve(target_loader=partial(load, folder), wrap_loader=False)


def prepare(folder: Path) -> dict[str, Any]:
    """Make members with handles, and keys; return what the script of the load needs."""
    programme = open_ready(folder)
    from tests.support.running import add_source, join_with, publish

    from goodstanding.ledger.models import Partner, Source
    from goodstanding.service.keys_of_parties import make_partner_key, make_source_key

    publish("event-reference")
    add_source(SOURCE, rows_per_day_max=2_000_000_000)
    Source.objects.update(registered=programme.today())
    Partner.objects.create(name=PARTNER, title={}, registered=programme.today())
    handles = [join_with(programme, SOURCE).handles[SOURCE] for _ in range(MEMBERS)]
    return {"handles": handles, "day": programme.today().isoformat(),
            "records": make_source_key(programme, SOURCE).text,
            "checks": make_partner_key(programme, PARTNER).text}  # fmt: skip


def spent(process: int) -> float:
    """Return the processor seconds of a process and those that it started."""
    asked = ["ps", "-o", "pid=", "--ppid", str(process)]
    children = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
    ticks = 0
    for each in (process, *map(int, children)):
        fields = Path(f"/proc/{each}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def loaded(port: int, script: Path, connections: int) -> list[int]:
    """Load the server; return requests, refusals, and microseconds for half and 99 in 100."""
    command = ["wrk", "-t2", f"-c{connections}", f"-d{SECONDS}s", "--timeout", "20s",
               "-s", str(script), f"http://127.0.0.1:{port}"]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+)", said)
    assert found is not None, said
    return [int(each) for each in found.groups()]


def measure(port: int, process: int, known: Mapping[str, Any], folder: Path) -> None:
    """Print each figure."""
    lua = "{" + ",".join(json.dumps(each) for each in known["handles"]) + "}"
    for name, path, media, rows, connections in (
        ("records, 1,000 a request", "records", "application/x-ndjson", 1_000, 16),
        ("records, one a request", "records", "application/x-ndjson", 1, 64),
        ("checks", "checks", "application/json", 1, 16),
    ):
        script = folder / "load.lua"
        text = SCRIPT.replace("HANDLES", lua).replace("KEY", known[path]).replace("MEDIA", media)
        text = text.replace("PATH", f"/api/v1/{path}").replace("ROWS", str(rows))
        text = text.replace("SALT", name[-5:-2] + str(rows)).replace("SOURCE", SOURCE)
        script.write_text(text.replace("DAY", known["day"]), encoding="utf-8")
        before = spent(process)
        requests, refused, half, most = loaded(port, script, connections)
        cpu = spent(process) - before
        count = requests * rows
        print(
            f"{name}, {connections} connections: {count / SECONDS:,.0f}/s, "
            f"{count / max(cpu, 0.01):,.0f} a CPU second, half in {half / 1000:.1f} ms, "
            f"99 % in {most / 1000:.1f} ms, {refused} refused"
        )


def main() -> None:
    """Make a programme, serve its lane, and load it."""
    memory = "/dev/shm" if "--memory" in sys.argv else None  # noqa: S108 - a disk in memory
    parent = Path(tempfile.mkdtemp(dir=memory))
    folder = parent / "p"
    new_programme(folder)
    known = prepare(folder)
    port = free_port()
    command = [sys.executable, __file__, "--serve", str(folder), str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urlopen(f"http://127.0.0.1:{port}/api/v1/policies").read()
                break
            except OSError:
                time.sleep(0.2)
        measure(port, server.pid, known, folder)
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(parent)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
