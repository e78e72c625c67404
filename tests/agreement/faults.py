"""Copies of the definition with one fault each, which the laws and the generators must catch."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType

from tests.agreement.trials import Score

import goodstanding.scoring.score as definition

ORIGINAL = "goodstanding.scoring.score"
FOLDER = Path(definition.__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A wrong sentence in one module of the definition: each edit is (text, what replaces it).

    `form` is the form of the language that the sentence is about; any policy will do where it is
    empty.
    """

    name: str
    module: str
    edits: tuple[tuple[str, str], ...]
    form: str


def _fault(name: str, module: str, *edits: tuple[str, str], form: str = "") -> Fault:
    """Return a fault."""
    return Fault(name=name, module=module, edits=edits, form=form)


FAULTS = (
    _fault(
        "acts chosen before fading",
        "settle",
        (
            "min(losses, key=lambda i: outcomes[i].counted)",
            "min(losses, key=lambda i: bundle[i].points)",
        ),
        (
            "max(gains, key=lambda i: outcomes[i].counted)",
            "max(gains, key=lambda i: bundle[i].points)",
        ),
        form="act",
    ),
    _fault(
        "caps before fading",
        "caps",
        ("sum([each.left for each in inside])", "sum([each.part.points for each in inside])"),
    ),
    _fault(
        "the first come are kept by a cap on times",
        "settle",
        ("-abs(outcomes[i].counted)", "bundle[i].entry.filed"),
        form="times per year",
    ),
    _fault(
        "the smallest losses are kept by a cap on times",
        "settle",
        ("-abs(outcomes[i].counted)", "-outcomes[i].counted"),
        form="times per year",
    ),
    _fault("the longest cap first", "caps", ("for cap in caps:", "for cap in reversed(caps):")),
    _fault(
        "caps do not nest: groups by the day, whatever their period",
        "caps",
        ("period_key(cap.per, each.part", "period_key(type(cap.per).DAY, each.part"),
    ),
    _fault(
        "quantities filled oldest first",
        "settle",
        ("key=lambda i: -shares[i]", "key=lambda i: bundle[i].entry.on"),
        form="Rates",
    ),
    _fault(
        "each piece of a quantity is rounded by itself",
        "settle",
        (
            "amounts[i] = -(-running // units) - before",
            "amounts[i] = -(-form.between(used - quantity, used) * shares[i] // units)",
        ),
        form="Rates",
    ),
    _fault(
        "a struck-out latest record lets an older one return",
        "index",
        ("in {Why.UNDER_REVIEW, Why.STRUCK_OUT} and each.told", "in set()"),
        form="latest in",
    ),
    _fault(
        "an untold latest record takes its place when it is contested",
        "index",
        ("Why.STRUCK_OUT} and each.told", "Why.STRUCK_OUT}"),
        form="latest in",
    ),
    _fault(
        "a minimum of records gates gains and losses alike",
        "index",
        ("if len(speaking) < measure.least:", "if len(values) < measure.least:"),
        form="least",
    ),
    _fault(
        "a floor at the end instead of at every record",
        "points",
        ("is Hold.AT_EVERY_RECORD", "not in Hold"),
        form="bounds at every record",
    ),
    _fault(
        "the room of a cap goes to the first acts",
        "caps",
        ("iter(inside)", "iter(reversed(inside))"),
        form="bounds at every record",
    ),
    _fault(
        "points rounded against the member",
        "parts",
        (
            "return -(-points * share // whole)",
            "return points * share // whole",
        ),
    ),
    _fault(
        "weighted points rounded against the member",
        "index",
        (
            "return ceil_fraction(dimension_scale(form, dimension) * points)",
            "return -ceil_fraction(-dimension_scale(form, dimension) * points)",
        ),
    ),
    _fault(
        "a span ends a day late",
        "parts",
        ("and day >= part.over_on", "and day > part.over_on"),
    ),
    _fault(
        "a step of a fade holds a day late",
        "parts",
        ("        if day >= first_day:", "        if day > first_day:"),
    ),
    _fault("the window closes a day late", "seen", ("as_of >= ends", "as_of > ends")),
    _fault("a measure reads a day too long", "index", ("if as_of < gone:", "if as_of <= gone:")),
    _fault(
        "since begins a day late",
        "parts",
        ("entry.on < rule.since", "entry.on <= rule.since"),
        form="since",
    ),
    _fault(
        "a deduction counts before its notice came",
        "parts",
        ("not needs_notice or entry.told_on(as_of)", "needs_notice or entry.told_on(as_of)"),
    ),
    _fault(
        "a repair counts even where less was left",
        "parts",
        ("if part.repaired > original.counted:", "if part.repaired <= 0:"),
        form="repaired",
    ),
    _fault(
        "a consent for one kind opens every kind",
        "seen",
        ("not consent.covers(entry.kind, as_of)", "not consent.given <= as_of"),
    ),
    _fault("joining opens the past", "seen", ("< _earliest(member, consent)", "< date.min")),
    _fault(
        "a line does not say when it is not seen any more",
        "settle",
        ("return Settled(part.points, today, gone)", "return Settled(part.points, today, None)"),
    ),
    _fault(
        "a line that makes room is not looked ahead to",
        "settle",
        ("bool(counting)", "bool(counting and not changed)"),
    ),
)
"""The wrong orders of the semantics, and slips of a day or of a sign."""

WRONG_ORDERS = frozenset(
    {
        "acts chosen before fading",
        "the first come are kept by a cap on times",
        "the smallest losses are kept by a cap on times",
        "quantities filled oldest first",
        "a struck-out latest record lets an older one return",
        "an untold latest record takes its place when it is contested",
        "a minimum of records gates gains and losses alike",
        "the room of a cap goes to the first acts",
        "points rounded against the member",
    }
)
"""Those that the laws must catch without being shown the right answer."""


def source_of(module: str, faults: Sequence[Fault] = ()) -> str:
    """Return the source of a module of the definition with the faults in it; each text is there."""
    name = module or "__init__"
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    for fault in faults:
        if fault.module == module:
            for right, wrong in fault.edits:
                assert text.count(right) == 1, f"{fault.name}: {right!r} stands in {module} once"
                text = text.replace(right, wrong)
    return text


class _Copy(MetaPathFinder, Loader):
    """Serves a copy of the package under another name."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        """Remember the name of the copy and its faults."""
        self.name, self.faults = name, faults

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module of the copy comes from: here."""
        del path, target
        if fullname != self.name and not fullname.startswith(f"{self.name}."):
            return None
        return spec_from_loader(fullname, self, is_package=fullname == self.name)

    def create_module(self, spec: ModuleSpec) -> None:
        """Let an ordinary module be made."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the edited source; a code of errors is declared once, by the original."""
        own = module.__name__.removeprefix(self.name).lstrip(".")
        text = source_of(own, self.faults).replace(ORIGINAL, self.name)
        text = re.sub(r'declare\(\s*"([a-z-]+)",[^)]*\)', r'CATALOGUE["\1"]', text)
        text = text.replace(", declare\n", ", CATALOGUE\n")
        exec(compile(text, f"<{module.__name__}>", "exec"), module.__dict__)


@contextmanager
def copy_of_the_definition(*faults: Fault) -> Iterator[Score]:
    """Give a copy of the definition with faults in it, or none: the control."""
    name = "copy_of_the_definition"
    finder = _Copy(name, faults)
    sys.meta_path.insert(0, finder)
    try:
        score: Score = import_module(name).score
        yield score
    finally:
        sys.meta_path.remove(finder)
        for loaded in [each for each in sys.modules if each.split(".")[0] == name]:
            del sys.modules[loaded]
