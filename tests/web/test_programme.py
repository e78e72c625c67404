"""A whole programme, as its README begins one: two persons, a source, a server, and a member."""

import json
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.project.test_documents import shell_lines
from tests.support.browser import Browser, joined
from tests.support.pages import ROOT, page
from tests.support.served import Remote, asked, command, free_port, new_programme, served

from goodstanding.service.receipts import opened

SOURCE = "volunteer-network"
POLICY = ROOT / "policies/event-reference/event-reference.yaml"
ANN, BEN = "EE passport AA1234567", "EE passport BB7654321"
NOTICE_DAYS = 31


def ran(*arguments: str, folder: Path, days: int = 0) -> str:
    """Run a command that works, and return what it printed."""
    found = command(*arguments, folder=folder, days=days)
    assert found.returncode == 0, found.stderr
    return found.stdout


def file_shift(port: int, key: str, code: str) -> None:
    """Do what a source does: exchange a slip for a handle, and file a shift of four hours."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    body = json.dumps({"slips": [code]}).encode()
    status, text, _ = asked(port, "POST", "/api/v1/links", body=body, headers=headers)
    [handle] = json.loads(text)["handles"]
    assert status == 200
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
    record = {"id": "s-1", "source": SOURCE, "member": handle, "kind": "volunteer-shift",
              "on": today, "hours": 4}  # fmt: skip
    body = json.dumps([record]).encode()
    status, text, _ = asked(port, "POST", "/api/v1/records", body=body, headers=headers)
    assert (status, json.loads(text)) == (202, {"rows": 1, "malformed": []})


def await_total(browser: Browser, total: str) -> None:
    """Wait until what was acknowledged is taken in."""
    until = time.monotonic() + 60
    while total not in browser.get("/en/statement/").words:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_programme_from_an_empty_folder_to_a_receipt_of_leaving(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    port = new_programme(folder)
    ran("operator", "person", "Ann Lee", "--document", ANN, folder=folder)
    ran("operator", "person", "Ben Roy", "--document", BEN, folder=folder)
    ran("operator", "publish", str(POLICY), "--from-today", "--document", ANN,
        folder=folder, days=-NOTICE_DAYS)  # fmt: skip
    alone = command("operator", "approve", "--document", ANN, folder=folder, days=-NOTICE_DAYS)
    assert (alone.returncode, "another" in alone.stderr) == (1, True)
    strange = command("operator", "approve", "--document", "EE passport CC0000000", folder=folder)
    assert (strange.returncode, "works here" in strange.stderr) == (1, True)
    ran("operator", "approve", "--document", BEN, folder=folder, days=-NOTICE_DAYS)
    ran("source", "register", SOURCE, "--title", "en=Volunteer network", "--title",
        "zh=志愿服务平台", "--rows-per-day", "1000", "--document", BEN, folder=folder)  # fmt: skip
    ran("operator", "approve", "--document", ANN, folder=folder)
    out = tmp_path / "papers"
    said = ran("operator", "papers", "--out", str(out), "--lang", "en", folder=folder)
    assert "wrote 5 papers" in said
    record = (out / "record-en").with_suffix(".md").read_text(encoding="utf-8")
    assert "Volunteer network" in record
    assert len(list(out.glob("*.pdf"))) == 5
    french = command("operator", "papers", "--out", str(tmp_path), "--lang", "fr", folder=folder)
    assert (french.returncode, "papers in en, zh" in french.stderr) == (2, True)
    with served(folder, port):
        browser = Browser(Remote(port))
        assert "Volunteer network" in browser.get("/en/join/").words
        page = joined(browser, "river heron")
        page = browser.send(page.form("/consents/give/"))
        slip = browser.send(page.form("/consents/slip/"))
        code = slip.words.split("The slip ")[1][:11]
        key = ran("source", "key", SOURCE, "--days", "30", "--document", ANN, folder=folder)
        assert "within 30 days" in ran("status", folder=folder)
        file_shift(port, key.strip(), code)
        await_total(browser, "1,004 points")
        assert "1,004 points" in browser.get("/en/statement/").words
        ran("member", "password", "--login", "river heron", "--password", "another long password",
            "--why", "asked at the counter", "--document", ANN, folder=folder)  # fmt: skip
        page = browser.send(browser.get("/en/sign-in/").form("/sign-in/"),
                            login="river heron", password="another long password")  # noqa: S106 - a test's own  # fmt: skip
        assert "1,004 points" in page.words
        looked = browser.get("/en/who-looked/").words
        assert "Ann Lee" in looked
        assert "set a new password for you asked at the counter" in looked
        page = browser.send(browser.get("/en/consents/").form("/consents/withdraw/"))
        assert "1,000 points" in browser.get("/en/statement/").words
        page = browser.send(browser.get("/en/leave/").form("/leave/"), confirm="yes")
        receipt = page.words.split("The signed receipt ")[1].split()[0]
        status = ran("status", folder=folder)
    assert opened(receipt, bytes(32)) is None
    assert "members 0" in " ".join(status.split())
    held = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"river heron" not in held


def test_the_readme_begins_a_programme_word_for_word(tmp_path: Path) -> None:
    section = page("README.md").partition("## Run a programme")[2].partition("\n## ")[0]
    lines = [line[1:] for line in shell_lines(section)]
    assert len(lines) == 10
    folder = tmp_path / "thanks"
    for line in lines:
        words = [word.replace("/tmp/thanks", str(folder)) for word in line]  # noqa: S108 - the README's folder
        if words[0] != "serve":
            assert ran(*words, folder=ROOT) != "", line
            continue
        settings = folder / "goodstanding.toml"
        port = free_port()
        text = settings.read_text(encoding="utf-8").replace(":8000", f":{port}")
        settings.write_text(text.replace(":8001", f":{port + 1}"), encoding="utf-8")
        with served(folder, port):
            status, said, _ = asked(port, "GET", "/zh/")
        assert (status, "项目尚未开始" in said) == (200, True)
