"""Somebody with a fresh clone: the demonstration scores, explains and shows, and nobody lives."""

import importlib.util
import io
import os
import re
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from types import ModuleType
from urllib.parse import urlsplit

import pyarrow.parquet as pq
import pytest
from tests.support.pages import ROOT

from goodstanding.cli import run
from goodstanding.cli.demo import AS_OF, LEGAL_BASIS
from goodstanding.cli.loopback import page_server
from goodstanding.errors import EnvironmentUnfitError
from goodstanding.rulebook import read_policy
from goodstanding.scoring.verify import check_outputs

DEMO = ROOT / "policies/event-reference/demo"
POLICY = ROOT / "policies/event-reference/event-reference.yaml"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Return the script that makes the demonstration's members."""
    spec = importlib.util.spec_from_file_location("demo_members", ROOT / "tools/demo_members.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def demo(out: Path, *options: str) -> int:
    """Run the demonstration with few members."""
    return run(["demo", "--out", str(out), "--no-open", "--members", "300", *options])


def test_the_demonstration_prints_a_statement_and_writes_pages(
    tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "demo"
    assert demo(out) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "Civic recognition points: your statement" in said.out
    assert "Personal copy: it proves nothing, and nobody may ask for it." in said.out
    assert "How to contest a line" in said.out
    assert "members: 300, " in said.out
    assert f"the page: {out}/report.html" in said.out
    checked = check_outputs(out)
    assert (checked.problems, checked.statements) == ((), 300)
    assert checked.receipt.asked.stated_by.startswith("synthetic: ")
    assert len(set(re.findall(r"m-[0-9a-z]{6,}", said.out))) == 1
    names = {path.name for path in out.iterdir()}
    pages = {f"statement-{place}.html" for place in range(1, 7)}
    assert names == {"statements", "lines", "receipt.json", "report.html", "city", *pages}


def test_the_report_shows_counts_and_links_to_statements_of_nobody(
    tmp_path: Path, capsys: Capture
) -> None:
    assert demo(tmp_path) == 0
    capsys.readouterr()
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for word in ("http:", "https:", "//", "<script", "<link", "<img", "@import", "url("):
        assert word not in page
    assert "default-src 'none'" in page
    assert "Nobody on this page lives" in page
    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>', page)
    assert len(links) == 6
    for file, member in links:
        statement = (tmp_path / file).read_text(encoding="utf-8")
        assert member in statement
        assert "Personal copy: it proves nothing, and nobody may ask for it." in statement
    totals = page.partition('<section id="totals">')[2].partition("</section>")[0]
    counts = [int(count) for count in re.findall(r'<td class="number">([0-9,]+)</td>', totals)]
    assert len(counts) >= 4
    assert sum(counts) == 300
    assert min(counts) >= 20


def test_the_files_of_the_city_lead_to_the_same_statement_again(
    tmp_path: Path, capsys: Capture
) -> None:
    assert demo(tmp_path / "demo") == 0
    said = capsys.readouterr().out
    member = re.findall(r"m-[0-9a-z]{6,}", said)[0]
    basis = [
        f"--legal-basis={kind.name}={LEGAL_BASIS}"
        for kind in read_policy(POLICY).kinds.values()
        if kind.off
    ]
    inputs = [
        "--policy", str(POLICY), "--records", str(tmp_path / "demo/city/records"),
        "--members", str(tmp_path / "demo/city/members.parquet"), "--as-of", AS_OF.isoformat(),
    ]  # fmt: skip
    assert run(["explain", *inputs, "--member", member, *basis]) == 0
    explained = capsys.readouterr().out
    assert explained in said
    assert len(explained.splitlines()) > 20


def test_both_engines_come_to_the_same_city(tmp_path: Path, capsys: Capture) -> None:
    assert demo(tmp_path / "one") == 0
    assert demo(tmp_path / "two", "--engine", "embedded") == 0
    capsys.readouterr()
    one, two = (check_outputs(tmp_path / name).receipt for name in ("one", "two"))
    assert one.written.state_hash == two.written.state_hash
    assert (one.asked.engine, two.asked.engine) == ("definition", "embedded")
    assert one.asked.stated_by == two.asked.stated_by


def test_without_numba_the_members_that_come_along_stand_for_a_city(tmp_path: Path) -> None:
    """A process in which numba cannot be found stands for an installation without it."""
    code = (
        "import sys, importlib.util as util\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'numba' else find(name, *more)\n"
        "sys.modules['numba'] = None\n"
        "from goodstanding.cli import run\n"
        "sys.exit(run())\n"
    )
    out = tmp_path / "demo"
    found = subprocess.run(
        [sys.executable, "-c", code, "demo", "--out", str(out), "--no-open"],
        capture_output=True,
        check=False,
        text=True,
        env={"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert "members: 200" in found.stdout
    assert len(set(re.findall(r"synthetic-[0-9]{3}", found.stdout))) == 1
    assert (out / "statement-6.html").exists()
    assert not (out / "city").exists()


def test_a_second_demonstration_replaces_the_first(tmp_path: Path, capsys: Capture) -> None:
    for _ in range(2):
        assert demo(tmp_path / "demo") == 0
    capsys.readouterr()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo"]
    assert sorted(path.name for path in (tmp_path / "demo/city").iterdir()) == [
        "README.txt",
        "members.parquet",
        "records",
    ]


def test_the_demonstration_leaves_other_folders_alone(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert demo(tmp_path) == 1
    assert "the folder holds files that no score run wrote" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_engine_that_is_not_there_is_refused(tmp_path: Path, capsys: Capture) -> None:
    assert demo(tmp_path / "demo", "--engine", "spark") == 2
    assert capsys.readouterr().err == (
        "--engine spark: the demonstration has definition and embedded.\n"
    )


def test_members_are_browsed_by_number(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("1\n300\n0\n301\nmine\n"))
    assert demo(tmp_path / "demo", "--browse") == 0
    _, *shown = capsys.readouterr().out.split("A number from 1 to 300, or nothing to end: ")
    assert len(shown) == 6
    names = pq.read_table(tmp_path / "demo/city/members.parquet")["member"].to_pylist()
    assert min(names) in shown[0]
    assert max(names) in shown[1]
    for answer in shown[:2]:
        assert "your statement" in answer
    for answer, asked in zip(shown[2:5], ("0", "301", "mine"), strict=True):
        assert answer == f"There is no member '{asked}' here.\n"


def fetched(address: str, path: str, host: str | None = None) -> tuple[int, str, dict[str, str]]:
    """Return the status, the text and the headings of an answer."""
    place = urlsplit(address)
    connection = HTTPConnection(str(place.hostname), place.port, timeout=20)
    connection.request("GET", path, headers={} if host is None else {"Host": host})
    answer = connection.getresponse()
    found = answer.status, answer.read().decode(), dict(answer.getheaders())
    connection.close()
    return found


def test_pages_are_served_to_this_machine_alone() -> None:
    pages = {"report.html": "<p>a report</p>", "statement-1.html": "<p>a statement</p>"}
    with page_server(pages, first="report.html", port=0) as server:
        assert server.server_address[0] == "127.0.0.1"
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        status, text, headings = fetched(address, "/")
        assert (status, text) == (200, "<p>a report</p>")
        assert headings["Cache-Control"] == "no-store"
        assert fetched(address, "/statement-1.html")[:2] == (200, "<p>a statement</p>")
        for path in ("/no.html", "/../../etc/passwd", "/city/members.parquet", "/%2e%2e/x"):
            assert fetched(address, path)[:2] == (404, "404 Not Found\n")
        own = f"localhost:{server.server_port}"
        assert fetched(address, "/", own)[0] == 200
        for host in ("evil.example", f"evil.example:{server.server_port}", "127.0.0.1"):
            assert fetched(address, "/", host)[:2] == (421, "421 Misdirected Request\n")
        with pytest.raises(EnvironmentUnfitError, match=r"Port [0-9]+ is taken\."):
            page_server(pages, first="report.html", port=server.server_port)
        server.shutdown()


def test_serving_ends_with_control_c(tmp_path: Path) -> None:
    command = ["demo", "--out", str(tmp_path / "demo"), "--members", "60", "--serve", "--no-open"]
    code = "import sys; from goodstanding.cli import run; sys.exit(run())"
    with subprocess.Popen(
        [sys.executable, "-u", "-c", code, *command],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
    ) as process:
        assert process.stdout is not None
        line = next(line for line in process.stdout if line.startswith("serving "))
        address = line.split()[4]
        assert line.startswith("serving 7 pages on http://127.0.0.1:")
        assert "a run in numbers" in fetched(address, "/")[1]
        assert "your statement" in fetched(address, "/statement-6.html")[1]
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "stopped\n"
        assert process.wait(timeout=20) == 0


@pytest.mark.parametrize("name", ["records", "members", "states"])
def test_the_shipped_files_are_what_the_script_makes(script: ModuleType, name: str) -> None:
    made = dict(script.tables())[name]
    shipped = pq.read_table(DEMO / f"{name}.parquet")
    assert shipped.num_rows == made.num_rows > 0
    assert shipped.schema.equals(made.schema, check_metadata=True)
    assert shipped.equals(made)
    assert shipped.schema.metadata[b"goodstanding.synthetic"].decode() == script.RECIPE


def test_records_differ_between_people_more_than_by_chance() -> None:
    rows = pq.read_table(DEMO / "records.parquet", columns=["member", "kind"]).to_pylist()
    names = pq.read_table(DEMO / "members.parquet").column("member").to_pylist()
    assert len(names) == len(set(names)) == 200
    fines = {"traffic-warning", "traffic-fine"}
    counts = dict.fromkeys(names, 0)
    for row in rows:
        counts[row["member"]] += row["kind"] in fines
    mean = sum(counts.values()) / 200
    variance = sum((count - mean) ** 2 for count in counts.values()) / 199
    assert mean > 0
    assert variance > 2 * mean  # by chance alone the variance is the mean
