"""Somebody with a fresh clone: the demonstration scores, explains and shows, and nobody lives."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pyarrow.parquet as pq
import pytest
from tests.support.pages import ROOT

from goodstanding.cli import run
from goodstanding.scoring.verify import check_outputs

DEMO = ROOT / "policies/event-reference/demo"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Return the script that makes the demonstration's members."""
    spec = importlib.util.spec_from_file_location("demo_members", ROOT / "tools/demo_members.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_demonstration_prints_a_statement_and_writes_a_page(
    tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "demo"
    assert run(["demo", "--out", str(out), "--no-open"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "Civic recognition points: your statement" in said.out
    assert "Personal copy: it proves nothing, and nobody may ask for it." in said.out
    assert "How to contest a line" in said.out
    assert "members: 200" in said.out
    assert f"the page: {out}/report.html" in said.out
    checked = check_outputs(out)
    assert (checked.problems, checked.statements) == ((), 200)
    assert checked.receipt.asked.stated_by.startswith("synthetic: ")
    shown = set(re.findall(r"synthetic-[0-9]{3}", said.out))
    assert len(shown) == 1


def test_the_page_stands_alone_and_shows_one_synthetic_member(
    tmp_path: Path, capsys: Capture
) -> None:
    assert run(["demo", "--out", str(tmp_path), "--no-open"]) == 0
    capsys.readouterr()
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for word in ("http:", "https:", "//", "<script", "<link", "<img", "<a ", "@import", "url(h"):
        assert word not in page.replace("url(#hatched)", "")
    assert "default-src 'none'" in page
    assert "Nobody on this page lives." in page
    assert len(set(re.findall(r"synthetic-[0-9]{3}", page))) == 1
    assert "<svg" in page
    _, _, totals = page.partition('<section id="totals">')
    totals, _, _ = totals.partition("</section>")
    counts = [int(count) for count in re.findall(r'<td class="number">([0-9,]+)</td>', totals)]
    assert len(counts) >= 4
    assert sum(counts) == 200
    assert min(counts) >= 20
    for row in re.findall(r"<tr><th scope=.row.>(.*?)</tr>", page.partition('"points"')[2])[:5]:
        assert int(re.findall(r'<td class="number">([0-9,]+)</td>', row)[0]) >= 20


def test_a_second_demonstration_replaces_the_first(tmp_path: Path, capsys: Capture) -> None:
    for _ in range(2):
        assert run(["demo", "--out", str(tmp_path / "demo"), "--no-open"]) == 0
    capsys.readouterr()
    names = {path.name for path in (tmp_path / "demo").iterdir()}
    assert names == {"statements", "lines", "receipt.json", "report.html"}


def test_the_demonstration_leaves_other_folders_alone(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert run(["demo", "--out", str(tmp_path), "--no-open"]) == 1
    assert "the folder holds files that no score run wrote" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


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
