"""An act that a member imagines: its text to an entry that nobody filed and nobody keeps."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Final

from goodstanding.errors import Problem, ProblemsError, declare
from goodstanding.intake.door import Register
from goodstanding.intake.faults import Fault
from goodstanding.intake.records import RecordReader
from goodstanding.intake.wire.sheet import Cell, JsonNumber
from goodstanding.model.entry import Entry, Member
from goodstanding.model.kinds import RecordKind
from goodstanding.model.names import KindName
from goodstanding.model.policy import Policy

BAD_IMAGINED = declare("whatif-bad-record", "An imagined record is not written as one.")
IMAGINED_LATER = declare("whatif-later", "An imagined record is after the day asked for.")

CHARACTERS_MAX: Final = 4_096
OPTION: Final = "--add"
FORMS: Final = (
    'Write KIND on=DAY field=value, or {"kind": ..., "on": ..., "field": ...} with the policy\'s '
    "own kinds and fields"
)


def imagined_entry(policy: Policy, member: Member, text: str, *, as_of: date, place: int) -> Entry:
    """Return the entry of a text such as `volunteer-hours on=2026-10-01 hours=4`, or of JSON.

    Where no day is given it is `as_of`. `place` tells it from other imagined ones.

    Raises:
        ProblemsError: the text is not a record of the policy, with all that is wrong with it.
    """
    given = _written(text)
    kind = policy.kinds.get(KindName(str(given.pop("kind", ""))))
    if kind is None:
        known = ", ".join(policy.kinds)
        raise _bad("the policy has no such kind of record", f"Use one of {known}")
    given.setdefault("on", as_of.isoformat())
    columns = ("on", "until", *(("act",) if kind.act else ()), *kind.fields)
    unknown = [name for name in given if name not in columns]
    if unknown:
        what = f"{kind.name} has no {unknown[0][:64]!r}"
        raise _bad(what, f"Its parts are {', '.join(columns)}")
    entry = entry_of(policy, member, kind, given, place=place)
    if isinstance(entry, list):
        raise ProblemsError([_problem(fault) for fault in entry])
    if entry.on > as_of:
        raise ProblemsError(
            [
                Problem(
                    code=IMAGINED_LATER,
                    path=OPTION,
                    what=f"the act is on {entry.on}, after the day asked for",
                    hint="Ask for that day or a later one with --as-of",
                )
            ]
        )
    return entry


def _written(text: str) -> dict[str, Cell]:
    """Return the parts of a text by name, its kind among them."""
    if len(text) > CHARACTERS_MAX:
        raise _bad(f"it is longer than {CHARACTERS_MAX:,} characters", FORMS)
    if text.lstrip().startswith("{"):
        return _of_json(text)
    kind, *parts = text.split() or [""]
    found: dict[str, Cell] = {"kind": kind}
    for part in parts:
        name, equals, value = part.partition("=")
        if not equals or name in found:
            raise _bad("a part is not written as name=value, or is written twice", FORMS)
        found[name] = value
    return found


def _of_json(text: str) -> dict[str, Cell]:
    """Return the parts of a JSON object whose values are texts, whole numbers, true or false."""
    try:
        content = json.loads(text, parse_float=str, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise _bad("this is not a JSON object with each name once", FORMS) from error
    if not all(isinstance(value, str | int) for value in content.values()):
        raise _bad("a value is not a text, a number, true or false", FORMS)
    return {
        name: JsonNumber(value) if type(value) is int else value for name, value in content.items()
    }


def _once(pairs: list[tuple[str, Cell]]) -> dict[str, Cell]:
    """Return the pairs of an object, refusing one that says a name twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        message = "a name stands twice"
        raise ValueError(message)
    return found


def entry_of(
    policy: Policy, member: Member, kind: RecordKind, given: Mapping[str, Cell], *, place: int
) -> Entry | list[Fault]:
    """Return the entry of a kind, read as a row of a file would be, or all that is wrong with it.

    `given` has the parts by name: `on`, and the kind's own fields.
    """
    name = f"what-if-{place}"
    row: dict[str, Cell] = {
        "id": name,
        "source": kind.source,
        "member": "member",
        "kind": kind.name,
        **given,
    }
    unknown_people = member.consents is None
    register = Register(kinds=policy.kinds, members=None, synthetic=unknown_people)
    reader = RecordReader(register, tuple(row))
    record = reader.read(tuple(row.values()), "member", kind.source)
    if isinstance(record, list):
        return record
    return Entry(
        source=record.source,
        record=record.id,
        member=member.id,
        kind=record.kind,
        on=record.on,
        filed=record.on,
        until=record.until,
        act=record.act,
        position=place,
        fields=record.fields,
    )


def _problem(fault: Fault) -> Problem:
    """Return what is wrong with a part as a problem of the option."""
    path = f"{OPTION}: {fault.column}" if fault.column else OPTION
    return Problem(code=fault.code, path=path, what=fault.what, hint=fault.hint)


def _bad(what: str, hint: str) -> ProblemsError:
    """Return the error of a text that is no record."""
    return ProblemsError([Problem(code=BAD_IMAGINED, path=OPTION, what=what, hint=hint)])
