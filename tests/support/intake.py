"""A policy with a kind for every type of field, and files of records for it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from goodstanding.intake import Admitted, read_inputs
from goodstanding.model.policy import Policy
from goodstanding.rulebook.reader import read_policy_text

EVERY_FIELD: Final = """\
policy: every-field
kind: points
edition: 1
published: 2026-08-28
from: 2026-10-01
notice: 30 days
title: {en: Every field}
start: 1000
bounds: [600, 1300]
records:
  shift:
    source: volunteers
    means: {en: A shift}
    basis: own service
    context: community
    fields: {hours: whole number -2..12}
  gift:
    source: charities
    means: {en: A gift}
    basis: carried by the member
    context: community
    fields: {amount: money -10..5000}
  bill:
    source: utilities
    means: {en: A bill}
    basis: own service
    context: life
    fields: {on_time: yes or no}
  award:
    source: awards
    means: {en: An award}
    basis: award
    context: community
    act: yes
    fields: {grade: 'one of city, department'}
  course:
    source: schools
    means: {en: A course}
    basis: own service
    context: community
    fields: {ended: date 2020-01-01..2030-12-31, seen: date}
  visit:
    source: volunteers
    means: {en: A visit}
    basis: own service
    context: community
  ticket:
    source: police
    means: {en: A ticket}
    basis: final decision
    class: offence
    context: traffic
rules:
  visit: {title: {en: A visit}, record: visit, points: 1}
levels:
  thanked: {from: 1040, title: {en: Thanked}, opens: [books]}
benefits:
  books:
    title: {en: Books}
    partner: library
    context: community
    everyone: 5 books
    member: 10 books
    because: {en: a thank-you}
"""

STUDY: Final = "purpose: study\n" + EVERY_FIELD.split("levels:", maxsplit=1)[0]

MEMBERS: Final = """\
member,joined,sources,until,level
m-1,2026-10-01,volunteers charities utilities awards schools police,2028-01-01,
m-2,2026-11-01,volunteers,,thanked
m-3,2026-10-01,,,none
"""

HEADER: Final = "id,source,member,kind,on"


def every_field(text: str = EVERY_FIELD) -> Policy:
    """Return the policy, read and not held to the charter."""
    reading = read_policy_text(text.encode(), file="every-field.yaml")
    assert reading.policy is not None, reading.problems
    return reading.policy


def write(path: Path, content: str | bytes) -> Path:
    """Write a file and return its path."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(*lines: str, header: str = HEADER) -> str:
    """Return a CSV file."""
    return "\n".join((header, *lines, ""))


def take(
    folder: Path,
    *files: tuple[str, str | bytes],
    states: str | None = None,
    members: str | None = MEMBERS,
    policy: Policy | None = None,
) -> Admitted:
    """Read records given as (name, content), with members and states, for a policy."""
    paths = [write(folder / name, content) for name, content in files]
    return read_inputs(
        policy or every_field(),
        records=paths,
        members=None if members is None else write(folder / "members.csv", members),
        states=None if states is None else write(folder / "states.csv", states),
    )


def told(admitted: Admitted) -> Sequence[str]:
    """Return what was refused, each as `row column code`."""
    return [f"{each.row} {each.column} {each.code}" for each in admitted.refused]
