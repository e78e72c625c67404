"""Somebody who scores a programme and looks at everybody together: a histogram, and a page."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.pages import ROOT

from goodstanding.cli import run

FOLDER = ROOT / "policies/event-reference"
POLICY = FOLDER / "event-reference.yaml"
Capture = pytest.CaptureFixture[str]
COMMAND = [
    "score", "--policy", str(POLICY), "--records", str(FOLDER / "demo/records.parquet"),
    "--as-of", "2026-06-30",
]  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the report of each engine and language, of the same records."""
    found = {}
    for engine in ("definition", "embedded"):
        for lang in ("en", "zh"):
            place = tmp_path_factory.mktemp(f"{engine}-{lang}")
            report = place / "report.html"
            options = ["--engine", engine, "--lang", lang, "--report", str(report)]
            assert run([*COMMAND, "--out", str(place / "out"), *options]) == 0
            found[f"{engine} {lang}"] = report.read_text(encoding="utf-8")
    return found


def test_every_engine_writes_the_same_page(pages: dict[str, str]) -> None:
    for lang in ("en", "zh"):
        assert pages[f"definition {lang}"] == pages[f"embedded {lang}"]
    assert "Civic recognition points: a run in numbers" in pages["definition en"]
    assert '<html lang="zh">' in pages["definition zh"]


def test_no_member_and_no_record_is_on_the_page(pages: dict[str, str]) -> None:
    import pyarrow.parquet as pq

    rows = pq.read_table(FOLDER / "demo/records.parquet", columns=["id", "member"])
    names = {*rows["id"].to_pylist(), *rows["member"].to_pylist()}
    assert len(names) > 1_000
    for page in pages.values():
        words = set(re.findall(r"[\w-]+", page))
        assert not words & names
    assert set(re.findall(r"[\w-]+", "synthetic-084")) & names  # the control: it would be found


@pytest.mark.parametrize("table_format", ["csv", "parquet"])
def test_the_page_is_the_same_for_either_format(
    table_format: str, pages: dict[str, str], tmp_path: Path
) -> None:
    report = tmp_path / "out/report.html"
    options = ["--format", table_format, "--report", str(report), "--out", str(tmp_path / "out")]
    assert run([*COMMAND, *options]) == 0
    assert report.read_text(encoding="utf-8") == pages["definition en"]
    assert run([*COMMAND, *options]) == 0  # a page beside the outputs of a run is no stranger
    assert report.exists()


def test_a_run_without_lines_has_a_page_without_rules(tmp_path: Path) -> None:
    report = tmp_path / "r.html"
    options = ["--no-lines", "--engine", "embedded", "--report", str(report)]
    assert run([*COMMAND, "--out", str(tmp_path / "out"), *options]) == 0
    assert "The run kept no lines" in report.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "report, said",
    [
        ("report.txt", "the page is HTML. Give it a name that ends with .html."),
        ("no-such-folder/r.html", "its folder is not there. Make it first, or name another."),
        ("folder.html", "this is a folder. Name a file."),
    ],
)
def test_a_page_without_a_place_is_refused_before_anything_is_scored(
    report: str, said: str, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "folder.html").mkdir()
    out = tmp_path / "out"
    assert run([*COMMAND, "--out", str(out), "--report", str(tmp_path / report)]) == 2
    assert capsys.readouterr().err == f"--report {tmp_path / report}: {said}\n"
    assert not out.exists()


def test_a_language_that_is_not_there_is_refused_before_anything_is_scored(
    tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "out"
    options = ["--report", str(tmp_path / "r.html"), "--lang", "fr"]
    assert run([*COMMAND, "--out", str(out), *options]) == 2
    assert "There are no words in 'fr'" in capsys.readouterr().err
    assert not out.exists()


def on_a_terminal(arguments: list[str], *, columns: int = 80) -> str:
    """Return what a command prints where its output is a terminal of so many columns."""
    ours, theirs = pty.openpty()
    environment = {
        **os.environ, "COLUMNS": str(columns), "TERM": "xterm", "NO_COLOR": "1",
        "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip
    code = "import sys; from goodstanding.cli import run; sys.exit(run())"
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=environment,
    ) as process:
        os.close(theirs)
        found = b""
        while True:
            try:
                some = os.read(ours, 65_536)
            except OSError:  # the other end is closed
                break
            if not some:
                break
            found += some
        assert process.stderr is not None
        said = process.stderr.read().decode()
        assert process.wait() == 0, said
    os.close(ours)
    text = found.decode().replace("\r\n", "\n")
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)


@pytest.mark.parametrize("engine", ["definition", "embedded"])
def test_a_terminal_has_a_histogram_of_totals(engine: str, tmp_path: Path) -> None:
    printed = on_a_terminal([*COMMAND, "--engine", engine, "--out", str(tmp_path / "out")])
    _, _, histogram = printed.partition("How totals are distributed\n")
    rows = [line for line in histogram.splitlines() if line.strip()]
    counts = [int(row.split()[-1]) for row in rows]
    assert len(counts) >= 4
    assert min(counts) >= 20
    assert f"members                      │ {sum(counts)}, " in printed
    assert max(len(row) for row in rows) <= 80
    widest = max(rows, key=lambda row: row.count("█"))
    assert int(widest.split()[-1]) == max(counts)


def test_the_histogram_is_in_the_language_asked_for(tmp_path: Path) -> None:
    printed = on_a_terminal([*COMMAND, "--lang", "zh", "--out", str(tmp_path / "out")])
    assert "总分的分布" in printed
    assert "及以上" in printed


def test_nothing_is_drawn_where_nobody_looks(tmp_path: Path, capsys: Capture) -> None:
    assert run([*COMMAND, "--out", str(tmp_path / "out")]) == 0
    assert "How totals are distributed" not in capsys.readouterr().out
    printed = on_a_terminal([*COMMAND, "--json", "--out", str(tmp_path / "two")])
    assert "How totals are distributed" not in printed
    assert '"receipt"' in printed
