"""The sample client of a source files records with a programme, as its page says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.fuzzed import listening
from tests.support.lanes import SOURCE, Town, open_town
from tests.support.pages import ROOT
from tests.support.running import join_with

from goodstanding.ledger.models import Entry, EntryState, RefusedRow
from goodstanding.service.keys_of_parties import make_source_key
from goodstanding.service.linking import make_slip
from goodstanding.service.statements import statement
from goodstanding.web.wsgi import application


@pytest.fixture
def town() -> Town:
    return open_town()


def client(
    address: str, file: Path | None, key: str, *more: str
) -> subprocess.CompletedProcess[str]:
    """Run the sample client."""
    given = [] if file is None else [str(file)]
    command = [sys.executable, str(ROOT / "examples/source.py"), address, *given, *more]
    environment = {**os.environ, "GOODSTANDING_KEY": key}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_sample_client_files_once_and_tells_what_is_malformed(
    town: Town, tmp_path: Path
) -> None:
    handle = join_with(town.programme, SOURCE).handles[SOURCE]
    rows = [town.shift(handle, id=f"s-{n}") for n in range(1_200)]
    rows[1_100]["hours"] = 99
    file = tmp_path / "records.ndjson"
    file.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    sandbox = make_source_key(town.programme, SOURCE, sandbox=True).text
    with listening(application(town.programme)) as address:
        asked = client(address, file, sandbox, "--validate")
        assert (asked.returncode, asked.stdout) == (1, "1200 rows sent, 1 malformed\n")
        assert f"{file}:1101: hours: " in asked.stderr
        refused = client(address, file, sandbox)
        assert (refused.returncode, "lane-not-authorised" in refused.stderr) == (1, True)
        assert Entry.objects.count() == 0
        for _ in range(2):
            assert client(address, file, town.key).stdout == asked.stdout
    assert (Entry.objects.count(), RefusedRow.objects.count()) == (1_199, 2)
    assert sandbox not in asked.stderr + refused.stderr


def test_the_sample_client_links_and_takes_back(town: Town, tmp_path: Path) -> None:
    joined = join_with(town.programme, SOURCE)
    slip = make_slip(town.programme, joined.number, joined.consents[SOURCE]).code
    with listening(application(town.programme)) as address:
        linked = client(address, None, town.key, "--link", slip, "0000000000")
        first, second = (line.split(maxsplit=1) for line in linked.stdout.splitlines())
        assert (linked.returncode, first[0], len(first[1])) == (1, slip, 21)
        assert second[1].startswith("no handle")
        file = tmp_path / "records.ndjson"
        rows = [town.shift(first[1], id=name) for name in ("a/b", "c")]
        file.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
        assert client(address, file, town.key).returncode == 0
        for _ in range(2):
            assert client(address, None, town.key, "--recall", "a/b").stdout == "1 recalled\n"
        assert client(address, file, town.key).returncode == 0
        assert client(address, file, town.key, "--recall", "c").returncode == 2
    assert (Entry.objects.count(), EntryState.objects.count()) == (2, 1)
    assert len(statement(town.programme, joined.number, as_of=town.programme.today()).lines) == 1


def test_the_sample_client_needs_nothing_but_python() -> None:
    text = (ROOT / "examples/source.py").read_text(encoding="utf-8")
    names = {line.split()[1].split(".")[0] for line in text.splitlines()
             if line.startswith(("import ", "from "))}  # fmt: skip
    assert names <= set(sys.stdlib_module_names)
    assert len(names) > 5
