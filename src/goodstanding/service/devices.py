"""A device that shows codes (RFC 6238): what a person who works here has besides a document."""

import base64
import hmac
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from goodstanding.errors import declare
from goodstanding.ledger.models import Person, Setting
from goodstanding.service import tries
from goodstanding.service.persons import NO_SUCH_PERSON
from goodstanding.service.programme import LOCKED_MINUTES, Programme
from goodstanding.service.refused import no
from goodstanding.service.rights import Actor, check, not_yours

WRONG_CODE = declare("device-wrong-code", "A code of a device was wrong, used before, or missing.")
LOCKED = declare("device-locked", "Too many codes of a device were wrong.")
NO_DEVICE = declare("device-none", "A device was to be confirmed or ended, and there is none.")

DIGITS: Final = 6
STEP_SECONDS: Final = 30
STEPS_AROUND: Final = 1
"""A code counts one step before and after its time, for clocks that are a little off."""

SECRET_BYTES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What a device is set up with, shown once: the secret in letters, and as a link for a reader.

    The secret is derived from the programme's keys, so the ledger does not hold it.
    """

    secret: str
    link: str


def begin(programme: Programme, actor: Actor) -> Device:
    """Begin a new device of whoever acts; it is asked for once it was confirmed.

    Raises:
        ProblemsError: whoever acts does not work here.
    """
    person = _person(actor)

    def act() -> Device:
        value = {**_state(person), "new": f"{programme.number():016x}"}
        _keep(person, value)
        secret = base64.b32encode(_secret(programme, person, value["new"])).decode()
        issuer = quote(programme.controller.name)
        link = f"otpauth://totp/{issuer}:{quote(actor.name)}?secret={secret}&issuer={issuer}"
        return Device(secret=secret, link=link)

    return programme.write(act)


def confirm(programme: Programme, actor: Actor, code: str) -> None:
    """Confirm a device by a code of it: from now on every act asks for one.

    Raises:
        ProblemsError: no device was begun, or the code is not one of it.
    """
    person = _person(actor)
    if not programme.read(lambda: _state(person).get("new")):
        raise no(NO_DEVICE, "no device was begun", "Begin one with `operator device`")
    _tried(programme, person, code, which="new")


def required(programme: Programme, person: int) -> bool:
    """Return whether a person has a device, and so has to show a code of it."""
    return programme.read(lambda: bool(_state(person).get("in use")))


def prove(programme: Programme, person: int, code: str) -> None:
    """Take a code of a person's device, once.

    Raises:
        ProblemsError: it is wrong or was used, or too many were wrong.
    """
    _tried(programme, person, code, which="in use")


def lost(programme: Programme, actor: Actor, name: str) -> None:
    """End the device of another person, who lost it.

    Raises:
        ProblemsError: the actor may not, or is that person, or nobody of this name has a device.
    """
    check(actor, "person.approve")

    def act() -> None:
        found = Person.objects.filter(name=name, active=True).values_list("number", flat=True)
        held = [number for number in found if _state(number).get("in use")]
        if len(held) != 1:
            raise no(NO_DEVICE, f"{len(held)} persons of this name have a device", "Look it up")
        if held[0] == actor.person:
            raise not_yours()
        Setting.objects.filter(name=_name(held[0])).delete()
        tries.forget(_name(held[0]))

    programme.write(act)


def code_at(secret: bytes, moment: datetime) -> str:
    """Return the code of a secret at a moment."""
    return _code(secret, int(moment.timestamp()) // STEP_SECONDS)


def _code(secret: bytes, step: int) -> str:
    """Return the code of a secret at a step of time (RFC 4226)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), "sha1").digest()
    place = digest[-1] & 0xF
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def _tried(programme: Programme, person: int, code: str, *, which: str) -> None:
    """Try a code; each try is counted, durable, before it is said to be wrong.

    Raises:
        ProblemsError: it is wrong or was used, or too many were wrong.
    """
    given = "".join(unicodedata.normalize("NFKC", code).split()).encode("utf-8", "replace")

    def act() -> Callable[[], Exception] | None:
        value = _state(person, locked=True)
        if tries.take(programme, _name(person)) is not None:
            return _locked
        secret = _secret(programme, person, value[which])
        now = int(programme.now().timestamp()) // STEP_SECONDS
        steps = range(now - STEPS_AROUND, now + STEPS_AROUND + 1)
        right = [step for step in steps if hmac.compare_digest(_code(secret, step).encode(), given)]
        fresh = [step for step in right if which == "new" or step > value.get("last", 0)]
        if fresh:
            _keep(person, {"in use": value[which], "last": fresh[0]})
            tries.forget(_name(person))
            return None
        return _wrong

    refusal = programme.write(act)
    if refusal is not None:
        raise refusal()


def _wrong() -> Exception:
    """Return the refusal of a code."""
    return no(WRONG_CODE, "this is no code of your device", "Wait for the next code, and type it")


def _locked() -> Exception:
    """Return the refusal after too many codes."""
    return no(LOCKED, "too many codes were wrong", f"Try again in {LOCKED_MINUTES} minutes")


def _person(actor: Actor) -> int:
    """Return the number of the person who acts."""
    if actor.person is None:
        raise no(NO_SUCH_PERSON, "nobody of this number works here", "Register the person")
    return actor.person


def _secret(programme: Programme, person: int, which: str) -> bytes:
    """Return the secret of a device, made of the programme's keys and of what is told apart."""
    return programme.keys.derived(f"device {person} {which}")[:SECRET_BYTES]


def _name(person: int) -> str:
    """Return the name of the mark that a person has a device."""
    return f"device {person}"


def _state(person: int, *, locked: bool = False) -> dict[str, Any]:
    """Return what is kept of a person's device, inside a transaction."""
    rows = Setting.objects.select_for_update() if locked else Setting.objects.all()
    found = rows.filter(name=_name(person)).first()
    return {} if found is None else dict(found.value)


def _keep(person: int, value: dict[str, Any]) -> None:
    """Keep what is known of a person's device, inside a transaction."""
    Setting.objects.update_or_create(name=_name(person), defaults={"value": value})
