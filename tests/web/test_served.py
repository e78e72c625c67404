"""A programme served by a process of its own: ready, halted in time, and silent about people."""

import json
import shutil
import time
from pathlib import Path

import pytest
from tests.support.browser import Browser
from tests.support.served import Remote, asked, command, free_port, new_programme, served

HALT_SECONDS = 5.0
LABELS = {"page", "operation", "method", "status", "ended", "days", "le"}


def test_what_is_not_fit_ends_with_three_and_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "programme"
    nothing = command("serve", folder=tmp_path)
    assert (nothing.returncode, "cannot be read" in nothing.stderr) == (1, True)
    new_programme(folder)
    again = command("operator", "new", str(folder), "--kind", "community", "--time-zone", "UTC",
                    "--title", "en=X", "--name", "X", "--address", "X", "--contact", "X",
                    folder=folder)  # fmt: skip
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    school = command("operator", "new", str(tmp_path / "other"), "--kind", "school",
                     "--time-zone", "UTC", "--title", "en=X", "--name", "X", "--address", "X",
                     "--contact", "X", folder=folder)  # fmt: skip
    assert (school.returncode, "holds power over schooling" in school.stderr) == (1, True)
    assert not (tmp_path / "other").exists()
    ledger, master = folder / "ledger.sqlite3", folder / "keys/master"
    kept, key = ledger.read_bytes(), master.read_bytes()
    ledger.unlink()
    _unfit(folder, "is not there")
    ledger.write_bytes(b"this is no database" * 100)
    _unfit(folder, "cannot be read")
    ledger.write_bytes(b"")
    _unfit(folder, "lacks tables of this version")
    ledger.write_bytes(kept)
    master.unlink()
    _unfit(folder, "no readable master key")
    made = command("migrate", folder=folder)
    assert (made.returncode, "belongs to other keys" in made.stderr) == (3, True)
    assert not master.exists()
    master.write_bytes(bytes(32))
    _unfit(folder, "belongs to other keys")
    master.write_bytes(key)
    assert command("status", folder=folder).returncode == 0


def _unfit(folder: Path, said: str) -> None:
    """Expect that no command works, and that each says why."""
    for name in ("status", "serve"):
        found = command(name, folder=folder)
        assert found.returncode == 3, found.stderr
        assert said in found.stderr
        assert "Traceback" not in found.stderr


def test_an_address_that_is_taken_is_said_so(tmp_path: Path) -> None:
    port = new_programme(tmp_path / "p")
    with served(tmp_path / "p", port):
        second = command("serve", folder=tmp_path / "p")
    assert (second.returncode, "cannot be listened on" in second.stderr) == (3, True)


def test_a_halt_and_its_end_reach_a_running_server_in_time(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    port = new_programme(folder)
    with served(folder, port):
        for name, arguments, halted in (
            ("halt", ("--why", "a drill"), True),
            ("resume", (), False),
        ):
            assert command(name, *arguments, folder=folder).returncode == 0
            began = time.monotonic()
            while ("stand still" in asked(port, "GET", "/en/")[1]) is not halted:
                assert time.monotonic() - began < HALT_SECONDS
            said = command("status", folder=folder).stdout
            assert (": a drill" in said) is halted
        status = json.loads(command("status", "--json", folder=folder).stdout)
    assert (status["halted"], status["halted_because"]) == (False, None)
    assert command("halt", "--why", " ", folder=folder).returncode == 1


def test_health_and_counts_stay_on_the_admin_listener_and_name_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    port = new_programme(folder)
    with served(folder, port) as server:
        assert server.admin("/health/live") == (200, '{"live": true}')
        status, said = server.admin("/health/ready")
        assert (status, json.loads(said)) == (200, {"ready": True, "ledger": True, "worker": True})
        assert server.admin("/health")[0] == 404
        for path in ("/metrics", "/health/live", "/health/ready"):
            assert asked(port, "GET", path)[0] == 404
        browser = Browser(Remote(port))
        assert browser.get("/en/join/account/").status == 503  # no edition of the rules is in force
        browser.send(browser.get("/en/sign-in/").form("/sign-in/"), login=MARKER, password=MARKER)
        browser.get(f"/en/{MARKER}/?q={MARKER}")
        asked(port, "GET", "/api/v1/policies")
        asked(port, "GET", f"/api/v1/{MARKER}")
        asked(port, "DELETE", f"/api/v1/records/{MARKER}", headers={"Authorization": MARKER})
        text = server.admin("/metrics")[1]
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    labels = {pair.partition("=")[0] for line in lines if "{" in line
              for pair in line.partition("{")[2].partition("}")[0].split(",")}  # fmt: skip
    assert len(lines) > 30
    assert labels <= LABELS
    assert 'goodstanding_logins_total{ended="wrong"} 1.0' in lines
    for said in ('listEditions",status="200', 'none",status="404', 'recallRecord",status="401'):
        assert f'goodstanding_requests_total{{operation="{said}"}} 1.0' in lines
    [free] = [float(line.split()[1]) for line in lines if line.startswith("goodstanding_disk_free")]
    assert free == pytest.approx(shutil.disk_usage(folder).free, rel=0.5)
    log = server.log.read_text(encoding="utf-8")
    events = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert len([event for event in events if event["event"] == "page"]) >= 5
    for found in (text, log):
        assert MARKER not in found
        assert "127.0.0.1" not in found.replace(f"http://127.0.0.1:{port}", "").replace(
            f"http://127.0.0.1:{port + 1}", ""
        )


MARKER = "marker-heron-lantern"


def test_a_supervisor_that_is_killed_takes_the_server_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    port = new_programme(folder)
    with served(folder, port) as server:
        server.process.kill()
        server.process.wait()
        until = time.monotonic() + 60
        while _listens(port):
            assert time.monotonic() < until
            time.sleep(0.1)
    assert free_port() > 0


def _listens(port: int) -> bool:
    """Return whether somebody answers on a port."""
    try:
        asked(port, "GET", "/en/")
    except OSError:
        return False
    return True


def test_the_worker_does_a_round_alone(tmp_path: Path) -> None:
    new_programme(tmp_path / "p")
    found = command("worker", "--once", folder=tmp_path / "p")
    assert found.returncode == 0, found.stderr
