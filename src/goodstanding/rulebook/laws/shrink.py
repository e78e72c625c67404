"""The smallest generated member on whom a law fails, in the words of a tests file."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from goodstanding.model.entry import ALWAYS_TOLD, Entry
from goodstanding.model.kinds import HUNDREDTHS, FieldType, Money
from goodstanding.model.names import FieldValue
from goodstanding.model.policy import Policy
from goodstanding.rulebook.worlds import World


def shrink(world: World, fails: Callable[[World], bool]) -> World:
    """Return a world that still fails and of which nothing more can be left out."""
    while (simpler := next((each for each in _simpler(world) if fails(each)), None)) is not None:
        world = simpler
    return world


def _simpler(world: World) -> Iterator[World]:
    """Yield worlds with one thing less, the largest things first."""
    for place in range(len(world.entries)):
        yield replace(world, entries=(*world.entries[:place], *world.entries[place + 1 :]))
    if world.member.consents is not None:
        yield replace(world, member=replace(world.member, consents=None))
    for place, entry in enumerate(world.entries):
        for plainer in _plainer(entry):
            entries = (*world.entries[:place], plainer, *world.entries[place + 1 :])
            yield replace(world, entries=entries)


def _plainer(entry: Entry) -> Iterator[Entry]:
    """Yield an entry with one thing less that an entry can have."""
    if entry.states:
        yield replace(entry, states=entry.states[:-1])
    if entry.until is not None:
        yield replace(entry, until=None)
    if entry.filed != entry.on:
        yield replace(entry, filed=entry.on)
    if entry.notified != ALWAYS_TOLD:
        yield replace(entry, notified=ALWAYS_TOLD)
    if entry.act is not None:
        yield replace(entry, act=None)


def said(policy: Policy, world: World) -> str:
    """Return the records of a world as a tests file writes them."""
    return " ".join(record_words(policy, entry) for entry in world.entries) or "no records"


def record_words(policy: Policy, entry: Entry) -> str:
    """Return one record as a tests file writes it."""
    parts = [f"{entry.kind}: {entry.record}", f"on: {entry.on}"]
    kind = policy.kinds[entry.kind]
    parts += [f"{name}: {_value(entry.fields[name], form)}" for name, form in kind.fields.items()]
    if entry.until is not None:
        parts.append(f"until: {entry.until}")
    if entry.filed != entry.on:
        parts.append(f"filed: {entry.filed}")
    if entry.act is not None:
        parts.append(f"act: {entry.act}")
    if entry.notified != ALWAYS_TOLD:
        parts.append(f"notified: {entry.notified or 'not yet'}")
    if entry.states:
        states = ", ".join(f"{change.on}: {change.state}" for change in entry.states)
        parts.append(f"state: {{{states}}}")
    return f"{{{', '.join(parts)}}}"


def _value(value: FieldValue, form: FieldType) -> str:
    """Return a field's value as it is written."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(form, Money):
        assert isinstance(value, int)
        whole, hundredths = divmod(value, HUNDREDTHS)
        return f"{whole}.{hundredths:02d}" if hundredths else str(whole)
    return str(value)
