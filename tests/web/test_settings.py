"""What the pages' settings are where the programme is known by https, and what serving refuses."""

from pathlib import Path

import pytest
from tests.service.test_settings import GOOD, problems
from tests.support.running import open_fresh

from goodstanding.config.file import read_programme_file
from goodstanding.config.web_settings import web_settings
from goodstanding.errors import ProblemsError
from goodstanding.service.accounts import sign_up
from goodstanding.service.joining import Joining
from goodstanding.web.serving import address_of, admin_address_of

JOINING = Joining(notice_read=True, of_age=True, language="en")


def code(error: ProblemsError) -> str:
    """Return the code of the only problem."""
    [problem] = error.problems
    return problem.code.name


def test_cookies_go_over_tls_alone_where_the_origin_says_https(tmp_path: Path) -> None:
    (tmp_path / "goodstanding.toml").write_text(
        GOOD + '[web]\norigin = "https://thanks.example"\n', encoding="utf-8"
    )
    found = web_settings(read_programme_file(tmp_path))
    assert found["SESSION_COOKIE_SECURE"] is True
    assert found["CSRF_COOKIE_SECURE"] is True
    assert "thanks.example" in found["ALLOWED_HOSTS"]
    (tmp_path / "goodstanding.toml").write_text(GOOD, encoding="utf-8")
    assert web_settings(read_programme_file(tmp_path))["SESSION_COOKIE_SECURE"] is False


@pytest.mark.parametrize("text", ["8000", "host:", "host:0", "host:99999", "host:x", ":80", ""])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        address_of(text, setting="web.address")
    assert code(caught.value) == "serve-not-an-address"
    assert address_of("[::1]:80", setting="web.address") == ("::1", 80)


@pytest.mark.parametrize("host, inside", [("127.0.0.1", True), ("localhost", True),
                                              ("0.0.0.0", False), ("thanks.example", False)])  # noqa: S104 - what is refused  # fmt: skip
def test_the_admin_listener_stays_on_this_machine(tmp_path: Path, host: str, inside: bool) -> None:
    text = GOOD + f'[web]\nadmin_address = "{host}:8001"\n'
    (tmp_path / "goodstanding.toml").write_text(text, encoding="utf-8")
    file = read_programme_file(tmp_path)
    if inside:
        assert admin_address_of(file) == (host, 8001)
        return
    with pytest.raises(ProblemsError) as caught:
        admin_address_of(file)
    assert code(caught.value) == "serve-not-loopback"


def test_a_login_is_of_some_length_and_of_one_person() -> None:
    programme = open_fresh().programme
    sign_up(programme, "river heron", "x" * 12, JOINING)
    for login, wanted in (("River  Heron", "account-login-taken"), ("x", "account-login-wrong"),
                          ("x" * 151, "account-login-wrong")):  # fmt: skip
        with pytest.raises(ProblemsError) as caught:
            sign_up(programme, login, "x" * 12, JOINING)
        assert code(caught.value) == wanted
    assert len(programme.keys.numbers()) == 1


def test_the_settings_file_still_tells_every_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD + "[web]\nadress = 1\n") == {
        "web.adress": "config-unknown-setting"
    }
