"""From the cells of a row to a record, with everything that is wrong with the row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from goodstanding.errors import declare
from goodstanding.intake.characters import PLAIN_ID, empty
from goodstanding.intake.door import Register, kind_refused
from goodstanding.intake.faults import Fault
from goodstanding.intake.limits import ID_CHARACTERS_MAX
from goodstanding.intake.refusals import REFUSED_AT_THE_DOOR
from goodstanding.intake.values import Days, Parsed, read_text, reader_of
from goodstanding.intake.wire.sheet import Cell, Columns, filled
from goodstanding.model.entry import ALWAYS_TOLD
from goodstanding.model.kinds import RecordKind
from goodstanding.model.names import (
    ActId,
    FieldName,
    FieldValue,
    KindName,
    MemberId,
    RecordId,
    SourceName,
)
from goodstanding.model.record import Record, Refusal

NOT_OF_THE_KIND = declare(
    "intake-not-of-the-kind", "A cell is filled that records of this kind do not have."
)
ENDS_BEFORE_IT_BEGINS = declare("intake-ends-before-it-begins", "An act ends before it begins.")

NEEDED: Final = ("id", "source", "member", "kind", "on")
DAYS: Final = ("on", "until", "filed", "notified")
NO_FIELDS: Final[Mapping[FieldName, FieldValue]] = MappingProxyType({})

ENDS_TOO_SOON: Final = Fault(
    code=ENDS_BEFORE_IT_BEGINS,
    column="until",
    what="the act ends before it begins",
    hint="Correct `on` or `until`",
)


def record_columns(kinds: Mapping[KindName, RecordKind]) -> Columns:
    """Return the columns of a file of records for a policy with these kinds."""
    fields = dict.fromkeys(field for kind in kinds.values() for field in kind.fields)
    return Columns(
        needed=NEEDED,
        optional=("until", "filed", "act", "notified", *fields),
        texts=frozenset({"id", "source", "member", "kind", "act"}),
        days=frozenset(DAYS),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """How the rows of one kind from one source are read: its own cells, and those left empty."""

    fields: tuple[tuple[FieldName, int, Callable[[Cell], Parsed]], ...]
    foreign: tuple[tuple[int, str], ...]


class RecordReader:
    """Reads the rows of one file of records."""

    def __init__(self, register: Register, columns: Sequence[str]) -> None:
        """Look up where each column stands."""
        self._register = register
        self._columns = tuple(columns)
        self._plans: dict[tuple[str, Cell], _Plan] = {}
        self._days = Days()
        self._id, self._source, self._member, self._kind, self._on = (
            self._columns.index(name) for name in NEEDED
        )
        self._until, self._filed, self._notified, self._act = (
            self._columns.index(name) if name in self._columns else -1
            for name in ("until", "filed", "notified", "act")
        )

    def key(self, cells: Sequence[Cell]) -> tuple[str, str] | None:
        """Return the source and id that a row says, None where it says none."""
        source, name = cells[self._source], cells[self._id]
        if isinstance(source, str) and isinstance(name, str) and source and name:
            return (source, name)
        return None

    def member_of(self, cells: Sequence[Cell]) -> str | Fault:
        """Return whom a row is about."""
        return self._identifier(cells[self._member], "member")

    def source_of(self, cells: Sequence[Cell]) -> str | Fault:
        """Return who sent a row."""
        cell = cells[self._source]
        if cell in self._register.sources and isinstance(cell, str):
            return cell
        return self._identifier(cell, "source")

    def read(self, cells: Sequence[Cell], member: str, source: str) -> Record | list[Fault]:
        """Return the record of a row from a registered source, or all that is wrong with it."""
        faults: list[Fault] = []
        name = self._identifier(cells[self._id], "id")
        if isinstance(name, Fault):
            faults.append(name)
        if not filled(cells[self._on]):
            faults.append(empty("on"))
        on = self._day(cells, self._on, "on", faults)
        until = self._day(cells, self._until, "until", faults)
        filed = self._day(cells, self._filed, "filed", faults)
        if on is not None:
            if until is not None and until < on:
                faults.append(ENDS_TOO_SOON)
            if filed is not None and filed < on:
                faults.append(REFUSED_AT_THE_DOOR[Refusal.HAPPENED_AFTER_FILING])
        notified = self._day(cells, self._notified, "notified", faults)
        act = None
        if self._act >= 0 and filled(cells[self._act]):
            act = self._identifier(cells[self._act], "act")
            if isinstance(act, Fault):
                faults.append(act)
        fields = self._fields(cells, source, faults)
        if faults:
            return faults
        assert on is not None
        return Record(
            source=SourceName(source),
            id=RecordId(str(name)),
            member=MemberId(member),
            kind=KindName(str(cells[self._kind])),
            on=on,
            until=until,
            filed=filed,
            act=None if act is None else ActId(str(act)),
            notified=notified if self._notified >= 0 else ALWAYS_TOLD,
            fields=fields,
        )

    def _identifier(self, cell: Cell, column: str) -> str | Fault:
        """Return an identifier."""
        if isinstance(cell, str) and PLAIN_ID.fullmatch(cell):
            return cell
        return read_text(cell, column, ID_CHARACTERS_MAX)

    def _day(
        self, cells: Sequence[Cell], place: int, column: str, faults: list[Fault]
    ) -> date | None:
        """Return the day in a cell, None where there is none or, with a fault, no day."""
        cell = cells[place] if place >= 0 else None
        if not filled(cell):
            return None
        found = self._days.read(cell, column)
        if isinstance(found, Fault):
            faults.append(found)
            return None
        return found

    def _fields(
        self, cells: Sequence[Cell], source: str, faults: list[Fault]
    ) -> Mapping[FieldName, FieldValue]:
        """Return the fields of a row; a cell that its kind does not have is left empty."""
        kind = cells[self._kind]
        plan = self._plans.get((source, kind)) or self._plan(source, kind)
        if isinstance(plan, Fault):
            faults.append(plan)
            return NO_FIELDS
        for place, column in plan.foreign:
            if filled(cells[place]):
                faults.append(_not_of_the_kind(column))
        if not plan.fields:
            return NO_FIELDS
        fields: dict[FieldName, FieldValue] = {}
        for field, place, read in plan.fields:
            value = read(None if place < 0 else cells[place])
            if isinstance(value, Fault):
                faults.append(value)
            else:
                fields[field] = value
        return fields

    def _plan(self, source: str, cell: Cell) -> _Plan | Fault:
        """Return how the rows of a kind from a source are read, or why they are not."""
        name = read_text(cell, "kind", ID_CHARACTERS_MAX)
        if isinstance(name, Fault):
            return name
        kind = self._register.kinds.get(KindName(name))
        refusal = kind_refused(self._register, SourceName(source), kind)
        if refusal is not None:
            return REFUSED_AT_THE_DOOR[refusal]
        assert kind is not None
        own = {*NEEDED, *DAYS, *kind.fields} | ({"act"} if kind.act else set())
        plan = _Plan(
            fields=tuple(
                (
                    field,
                    self._columns.index(field) if field in self._columns else -1,
                    reader_of(form, field),
                )
                for field, form in kind.fields.items()
            ),
            foreign=tuple(
                (place, column) for place, column in enumerate(self._columns) if column not in own
            ),
        )
        self._plans[source, name] = plan
        return plan


def _not_of_the_kind(column: str) -> Fault:
    """Return the fault of a cell that should be empty."""
    return Fault(
        code=NOT_OF_THE_KIND,
        column=column,
        what="records of this kind do not have this column",
        hint="Leave the cell empty",
    )
