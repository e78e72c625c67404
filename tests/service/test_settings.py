"""The settings of a programme: read strictly, every problem at once, no power over people."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from tests.support.mails import mail_server
from tests.support.printed import is_tagged, printed

from goodstanding.config.django_settings import database_settings
from goodstanding.config.file import POWER_OVER_PEOPLE, read_programme_file
from goodstanding.config.opening import posts_of
from goodstanding.config.posts import LetterFolder, MailServer
from goodstanding.errors import EnvironmentUnfitError, ProblemsError
from goodstanding.ledger.keys import Keys, make_master
from goodstanding.service.ports import PostFailedError, Sending
from goodstanding.service.programme import TERMS_WITHIN, Terms

GOOD = """
[programme]
title = {en = "Seaside thanks"}
kind = "city office"
time_zone = "Europe/Tallinn"
languages = ["en"]
[controller]
name = "Office"
address = "1 Harbour Road"
contact = "office@seaside.example"
"""


def problems(folder: Path, text: str) -> dict[str, str]:
    """Return the code of each problem of a settings file by its place."""
    (folder / "goodstanding.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        read_programme_file(folder)
    return {problem.path: problem.code.name for problem in caught.value.problems}


def test_the_least_settings_are_enough(tmp_path: Path) -> None:
    (tmp_path / "goodstanding.toml").write_text(GOOD, encoding="utf-8")
    found = read_programme_file(tmp_path)
    assert found.database_url == f"sqlite:{tmp_path}/ledger.sqlite3"
    assert found.keys_folder == tmp_path / "keys"
    assert found.terms.consent_months == 12
    assert found.reserve_mib == 16


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("Europe/Tallinn", "Atlantis").replace("name =", "nam =")
    text += (
        '[terms]\nconsent_months = 25\ncode_minutes = 0\n[database]\nurl = "oracle:x"\n'
        "reserve_mib = 0\n[x]\na = 1\n"
    )
    assert problems(tmp_path, text) == {
        "programme.time_zone": "config-wrong-setting",
        "controller.nam": "config-unknown-setting",
        "controller.name": "config-missing-setting",
        "terms.consent_months": "config-wrong-setting",
        "terms.code_minutes": "config-wrong-setting",
        "database.url": "config-wrong-setting",
        "database.reserve_mib": "config-wrong-setting",
        "x": "config-unknown-setting",
    }


@pytest.mark.parametrize(
    "address, read",
    [
        ("//app:a%23b@db.example:5433/thanks?sslmode=verify-full&sslrootcert=/ca.pem", True),
        ("///thanks?host=/run/postgresql", True),
        ("//db.example/thanks?sslmod=verify-full", False),
        ("//db.example/thanks?sslmode", False),
        ("//db.example:99999/thanks", False),
        ("//app:a#b@db.example/thanks", False),
    ],
)
def test_nothing_in_the_address_of_a_database_is_passed_over(
    tmp_path: Path, address: str, read: bool
) -> None:
    text = f'{GOOD}[database]\nurl = "postgresql:{address}"\n'
    if not read:
        assert problems(tmp_path, text) == {"database.url": "config-wrong-setting"}
        return
    (tmp_path / "goodstanding.toml").write_text(text, encoding="utf-8")
    found = database_settings(read_programme_file(tmp_path).database_url)
    secure = {"sslmode": "verify-full", "sslrootcert": "/ca.pem"} if "sslmode" in address else {}
    assert found["OPTIONS"] == secure
    assert found["HOST"] == ("db.example" if secure else "/run/postgresql")
    assert found["PASSWORD"] == ("a#b" if secure else "")


@pytest.mark.parametrize("kind", sorted(POWER_OVER_PEOPLE))
def test_an_operator_with_power_over_people_is_refused(tmp_path: Path, kind: str) -> None:
    text = GOOD.replace("city office", kind)
    assert problems(tmp_path, text) == {"programme.kind": "config-kind-refused"}


def test_another_kind_is_not_known_and_a_title_in_each_language_is_needed(tmp_path: Path) -> None:
    text = GOOD.replace("city office", "club of friends").replace('["en"]', '["en", "zh"]')
    assert problems(tmp_path, text) == {
        "programme.kind": "config-wrong-setting",
        "programme.title.zh": "config-missing-setting",
    }


def test_no_term_is_settled_beyond_what_the_charter_leaves(tmp_path: Path) -> None:
    assert set(TERMS_WITHIN) == set(asdict(Terms()))
    path = tmp_path / "goodstanding.toml"
    for name, (least, most) in TERMS_WITHIN.items():
        for value in (least, most):
            path.write_text(f"{GOOD}[terms]\n{name} = {value}\n", encoding="utf-8")
            assert getattr(read_programme_file(tmp_path).terms, name) == value
        for wrong in (least - 1, most + 1, 10**12, "true", '"7"', 7.5):
            found = problems(tmp_path, f"{GOOD}[terms]\n{name} = {wrong}\n")
            assert found == {f"terms.{name}": "config-wrong-setting"}, wrong


@pytest.mark.parametrize("said", ['""', '"  "', "true", "1", '["Act 1"]'])
def test_a_legal_basis_that_names_no_law_turns_nothing_on(tmp_path: Path, said: str) -> None:
    text = f"{GOOD}[legal_basis]\ntraffic-fine = {said}\n"
    assert problems(tmp_path, text) == {"legal_basis.traffic-fine": "config-missing-setting"}
    text = GOOD + '[legal_basis]\ntraffic-fine = "Act 1"\n'
    (tmp_path / "goodstanding.toml").write_text(text, encoding="utf-8")
    assert read_programme_file(tmp_path).legal_basis == {"traffic-fine": "Act 1"}


@pytest.mark.parametrize("text", ["", "[programme", "\x00"])
def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path, text: str) -> None:
    if text:
        assert problems(tmp_path, text) == {"": "config-not-readable"}
    else:
        with pytest.raises(ProblemsError, match="cannot be read"):
            read_programme_file(tmp_path / "nowhere")


def test_keys_that_are_missing_or_damaged_are_said_so(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentUnfitError, match="holds no readable master key"):
        Keys(tmp_path / "keys", bytes)
    make_master(tmp_path / "keys", bytes)
    assert (tmp_path / "keys/master").stat().st_mode & 0o777 == 0o600
    Keys(tmp_path / "keys", bytes).close()
    (tmp_path / "keys/master").write_bytes(b"short")
    with pytest.raises(EnvironmentUnfitError, match="damaged"):
        Keys(tmp_path / "keys", bytes)


def test_posts_and_the_calendar_are_read_and_what_is_wrong_is_told(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("pass\n", encoding="utf-8")
    text = GOOD + (
        "[calendar]\nholidays = [2026-10-01]\nworked = [2026-10-10]\n"
        '[post]\nletters = "letters"\nhost = "mail"\nport = 2525\nsender = "a@b.example"\n'
        'user = "u"\npassword_file = "secret"\n'
    )
    (tmp_path / "goodstanding.toml").write_text(text, encoding="utf-8")
    found = read_programme_file(tmp_path)
    assert found.calendar.after(date(2026, 9, 30), 1) == date(2026, 10, 2)
    assert found.mail["password"] == "pass"  # noqa: S105 - a test's own
    assert set(posts_of(found)) == {"letter", "e-mail"}
    wrong = text.replace("[2026-10-01]", '["soon"]').replace("2525", '"x"')
    assert problems(tmp_path, wrong.replace('"secret"', '"none"')) == {
        "calendar.holidays": "config-wrong-setting",
        "post.port": "config-wrong-setting",
        "post.password_file": "config-wrong-setting",
    }
    (tmp_path / "goodstanding.toml").write_text(GOOD, encoding="utf-8")
    assert posts_of(read_programme_file(tmp_path)) == {}
    said = GOOD + '[papers]\nofficer = "N. Rao"\nauthority = {en = "Inspectorate"}\n'
    (tmp_path / "goodstanding.toml").write_text(said, encoding="utf-8")
    found = read_programme_file(tmp_path)
    assert found.papers == {"officer": {"en": "N. Rao"}, "authority": {"en": "Inspectorate"}}
    wrong = said.replace('"N. Rao"', "3").replace('{en = "Insp', '{zh = "Insp') + 'decision = "x"\n'
    assert problems(tmp_path, wrong) == {
        "papers.officer": "config-wrong-setting",
        "papers.authority": "config-wrong-setting",
        "papers.decision": "config-unknown-setting",
    }


def test_a_mail_is_handed_to_a_server_under_the_number_of_its_notice() -> None:
    sending = Sending(
        number=77,
        address="m@seaside.example",
        language="en",
        subject="There is a notice",
        paragraphs=("Open it here:",),
        link="http://127.0.0.1/notice/ABC",
    )
    with mail_server() as (port, taken):
        post = MailServer({"host": "127.0.0.1", "port": str(port), "sender": "o@seaside.example"})
        post.send(sending)
        assert post.held() == set()
        post.forget(77)
    [mail] = taken
    assert "Message-ID: <notice-77@seaside.example>" in mail
    assert "http://127.0.0.1/notice/ABC" in mail
    with pytest.raises(PostFailedError):
        post.send(sending)


def test_a_letter_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    sending = Sending(number=7, address="a", language="en", subject="s", paragraphs=("#b *c*",))
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PostFailedError, match="cannot be written"):
        LetterFolder(tmp_path / "file").send(sending)
    post = LetterFolder(tmp_path / "letters")
    assert post.held() == set()
    post.send(sending)
    post.send(sending)
    assert post.held() == {7}
    content = (tmp_path / "letters/7.pdf").read_bytes()
    assert "#b *c*" in printed(content)
    assert is_tagged(content)
    again = LetterFolder(tmp_path / "again")
    again.send(sending)
    assert (tmp_path / "again/7.pdf").read_bytes() == content
    with pytest.raises(PostFailedError, match="No font here"):
        post.send(Sending(number=8, address="\u0378", language="en", subject="s", paragraphs=()))
    assert post.held() == {7}
    post.forget(7)
    assert post.held() == set()
