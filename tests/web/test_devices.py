"""Codes of a device: those of the standard, each once, and a lock after too many wrong ones."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from tests.support.running import Opened, open_fresh
from tests.support.shell import open_shell

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Setting
from goodstanding.service import devices
from goodstanding.service.devices import Device, code_at
from goodstanding.service.looks import Role
from goodstanding.service.persons import register
from goodstanding.service.rights import Actor
from goodstanding.service.shell import at_the_shell

ANN, BEN = "EE passport AA1234567", "EE passport BB7654321"
STANDARD = {
    59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924",
    2000000000: "279037", 20000000000: "353130",
}  # fmt: skip
"""The last six digits of the values of RFC 6238, appendix B."""


def refused(act: Callable[[], object]) -> str:
    """Return the code by which an act is refused."""
    with pytest.raises(ProblemsError) as caught:
        act()
    return caught.value.problems[0].code.name


@pytest.fixture
def town() -> Opened:
    found = open_fresh()
    register(found.programme, name="Ann Lee", document=ANN)
    register(found.programme, name="Ben Roy", document=BEN)
    return found


def shown(town: Opened, device: Device) -> str:
    """Return what a device shows now."""
    return code_at(base64.b32decode(device.secret), town.programme.now())


def acting(town: Opened, document: str, code: str = "") -> Actor:
    """Return who acts with a code."""
    return at_the_shell(town.programme, document, Role.OPERATOR, code=lambda: code)


def test_the_codes_are_those_of_the_standard() -> None:
    secret = b"12345678901234567890"
    found = {at: code_at(secret, datetime.fromtimestamp(at, UTC)) for at in STANDARD}
    assert found == STANDARD


def test_a_device_is_asked_for_once_it_is_confirmed_and_each_code_works_once(town: Opened) -> None:
    programme = town.programme
    ann = acting(town, ANN)
    assert refused(lambda: devices.confirm(programme, ann, "000000")) == "device-none"
    device = devices.begin(programme, ann)
    assert device.link.startswith("otpauth://totp/Recognition%20office:Ann%20Lee?secret=")
    acting(town, ANN)
    wrong = "000000" if shown(town, device) != "000000" else "000001"
    assert refused(lambda: devices.confirm(programme, ann, wrong)) == "device-wrong-code"
    code = shown(town, device)
    devices.confirm(programme, ann, f"{code[:3]} {code[3:]}")
    assert refused(lambda: acting(town, ANN)) == "device-wrong-code"
    assert refused(lambda: acting(town, ANN, code)) == "device-wrong-code"
    town.clock.minutes(1)
    code = shown(town, device)
    assert acting(town, ANN, code).name == "Ann Lee"
    assert refused(lambda: acting(town, ANN, code)) == "device-wrong-code"
    assert acting(town, BEN).name == "Ben Roy"
    kept = str(list(Setting.objects.values()))
    assert device.secret not in kept
    assert code not in kept


def test_too_many_wrong_codes_lock_for_a_while(town: Opened) -> None:
    programme = town.programme
    ann = acting(town, ANN)
    device = devices.begin(programme, ann)
    devices.confirm(programme, ann, shown(town, device))
    town.clock.minutes(5)
    said = [refused(lambda: acting(town, ANN, "x")) for _ in range(6)]
    assert said == ["device-wrong-code"] * 5 + ["device-locked"]
    assert refused(lambda: acting(town, ANN, shown(town, device))) == "device-locked"
    town.clock.minutes(16)
    assert acting(town, ANN, shown(town, device)).name == "Ann Lee"


def test_a_code_is_read_in_wide_digits_and_no_character_breaks_it(town: Opened) -> None:
    programme = town.programme
    ann = acting(town, ANN)
    device = devices.begin(programme, ann)
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    devices.confirm(programme, ann, shown(town, device).translate(wide))
    town.clock.minutes(5)
    strange = ["é", "验证码", "\ud800", "x"]
    said = [refused(partial(acting, town, ANN, code)) for code in strange]
    assert said == ["device-wrong-code"] * 4
    assert acting(town, ANN, shown(town, device)).name == "Ann Lee"


def test_a_lost_device_is_ended_by_another_person(town: Opened) -> None:
    programme = town.programme
    ann, ben = acting(town, ANN), acting(town, BEN)
    devices.confirm(programme, ann, shown(town, devices.begin(programme, ann)))
    assert refused(lambda: devices.lost(programme, ann, "Ann Lee")) == "rights-not-yours"
    assert refused(lambda: devices.lost(programme, ben, "Ben Roy")) == "device-none"
    devices.lost(programme, ben, "Ann Lee")
    assert acting(town, ANN).name == "Ann Lee"


def test_the_commands_ask_for_a_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = open_shell(capsys)
    for name, document in (("Ann Lee", ANN), ("Ben Roy", BEN)):
        shell.said("operator", "person", name, by=document)
    said = shell.said("operator", "device", by=ANN)
    secret = base64.b32decode(said.split("picture: ")[1].split()[0])
    code = code_at(secret, datetime.now(UTC))
    assert "Confirmed" in shell.said("operator", "device", "--confirm", code, by=ANN)
    monkeypatch.setenv("GOODSTANDING_CODE", "")
    assert "no code of your device" in shell.said("operator", "proposals", by=ANN, code=1)
    assert shell.said("operator", "proposals", by=BEN) == ""
    assert "has ended" in shell.said("operator", "device-lost", "Ann Lee", by=BEN)
    assert shell.said("operator", "proposals", by=ANN) == ""
