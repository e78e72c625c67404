"""A part of a synthetic city as Arrow tables, in the formats of files of records and members."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from goodstanding.lab.city.draws import Rows, member_numbers, texts
from goodstanding.lab.city.recipe import Recipe
from goodstanding.model.days import Span, Unit
from goodstanding.model.kinds import Day, FieldType, Money, OneOf, WholeNumber, YesOrNo
from goodstanding.model.names import FieldName
from goodstanding.scoring.kernel.calendar import day_number

SYNTHETIC: Final = b"goodstanding.synthetic"
"""The key of the metadata in which each table carries the recipe it was made from."""

MEMBER_DIGITS: Final = 13
RECORD_DIGITS: Final = 9
NUMBERS_A_MEMBER: Final = 4_096
WITHHELD_OF_256: Final = 20
"""So many of 256 sources are not authorised: about 8 of 100."""

LATER_OF_256: Final = 26
"""So many of 256 members joined after the first day: about 10 of 100."""
MEMBERS_A_PIECE: Final = 1_000_000


def fixed_texts(numbers: NDArray[np.uint64], prefix: bytes, digits: int) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return numbers as an Arrow column of texts of one width."""
    text = texts(numbers, prefix, digits)
    width = len(prefix) + digits
    offsets = np.arange(len(numbers) + 1, dtype=np.int64) * width
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(text)]
    return pa.LargeStringArray.from_buffers(len(numbers), buffers[1], buffers[2]).cast(pa.string())


def schema_metadata(recipe: Recipe) -> dict[bytes, bytes]:
    """Return the mark that every table of a city carries."""
    return {SYNTHETIC: recipe.text.encode()}


class Part(NamedTuple):
    """The members `first`, `first + stride`, ... of a city."""

    first: int
    stride: int


def records_table(recipe: Recipe, rows: Rows, count: int, part: Part, *, as_text: bool) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the records of a part in the order in which they were filed.

    `as_text` is for CSV, where yes and no are words and money has its decimals.
    """
    order = np.argsort(rows.filed[:count], kind="stable")
    kinds = list(recipe.policy.kinds.values())
    kind = rows.kind[:count][order]
    member = rows.member[:count][order]
    numbers = numbers_of(recipe, part)[0]
    record = member.astype(np.uint64) * np.uint64(NUMBERS_A_MEMBER)
    record += rows.number[:count][order].astype(np.uint64)
    columns = {
        "id": fixed_texts(record, b"r", RECORD_DIGITS),
        "source": coded([each.source for each in kinds], kind),
        "member": fixed_texts(numbers[(member - part.first) // part.stride], b"m-", MEMBER_DIGITS),
        "kind": coded([each.name for each in kinds], kind),
        "on": pa.array(rows.on[:count][order]).cast(pa.date32()),
        "filed": pa.array(rows.filed[:count][order]).cast(pa.date32()),
        "notified": _days_or_null(rows.notified[:count][order]),
    }
    if any(each.act for each in kinds):
        acts = rows.act[:count][order]
        named = fixed_texts(acts.astype(np.uint64), b"a", 3)
        columns["act"] = pc.if_else(pa.array(acts > 0), named, pa.scalar(None, pa.string()))
    values = rows.values[:, :count][:, order]
    for name in dict.fromkeys(name for each in kinds for name in each.fields):
        columns[name] = _field_column(recipe, name, kind, values, as_text=as_text)
    return pa.table(columns).replace_schema_metadata(schema_metadata(recipe))


def numbers_of(recipe: Recipe, part: Part) -> NDArray[np.uint64]:
    """Return for each member of a part the number of the identifier, and one to draw consent by."""
    count = len(range(part.first, recipe.members, part.stride))
    numbers = np.empty((2, count), np.uint64)
    member_numbers(part.first, part.stride, np.uint64(recipe.seed), numbers)
    return numbers


def coded(names: Sequence[str], places: NDArray[Any]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return names by their places as a dictionary-coded column."""
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(list(names)))


def _days_or_null(days: NDArray[np.int32]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return days, null where they are before 1970."""
    return pa.array(days, mask=days < 0).cast(pa.date32())


def _field_column(
    recipe: Recipe,
    name: FieldName,
    kind: NDArray[np.int16],
    values: NDArray[np.int64],
    *,
    as_text: bool,
) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the column of a field: null for the kinds that do not have it."""
    parts = []
    for place, each in enumerate(recipe.policy.kinds.values()):
        if name in each.fields:
            slot = list(each.fields).index(name)
            parts.append((each.fields[name], kind == place, values[slot]))
    alike = len({type(form) for form, _, _ in parts}) == 1
    columns = [_typed(form, here, held, as_text=as_text or not alike) for form, here, held in parts]
    return columns[0] if len(columns) == 1 else pc.coalesce(*columns)


def _typed(
    form: FieldType, here: NDArray[np.bool_], values: NDArray[np.int64], *, as_text: bool
) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return one kind's values of a field, null on the rows of other kinds."""
    away = ~here
    match form:
        case WholeNumber():
            column = pa.array(values, mask=away)
            return column.cast(pa.string()) if as_text else column
        case Money():
            column = pa.array(values, mask=away)
            return _amounts(column) if as_text else column
        case YesOrNo():
            if as_text:
                return pa.array(np.array(["no", "yes"])[np.clip(values, 0, 1)], mask=away)
            return pa.array(values > 0, mask=away)
        case OneOf():
            names = np.array(form.names)
            return pa.array(names[np.clip(values, 0, len(names) - 1)], mask=away)
        case Day():
            column = pa.array(values.astype(np.int32), mask=away).cast(pa.date32())
            return column.cast(pa.string()) if as_text else column


def _amounts(column: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return money in hundredths as text with its decimals."""
    units = pc.divide(column, 100)
    cents = pc.subtract(column, pc.multiply(units, 100))
    padded = pc.utf8_lpad(cents.cast(pa.string()), 2, "0")
    return pc.binary_join_element_wise(units.cast(pa.string()), padded, ".")


def members_table(recipe: Recipe) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return who joined, from when to when, and which sources each authorised."""
    return people_table(recipe, numbers_of(recipe, Part(0, 1)))


def people_table(recipe: Recipe, numbers: NDArray[np.uint64]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the same of those members alone whose numbers, as of `numbers_of`, are given."""
    sources = sorted({kind.source for kind in recipe.policy.kinds.values()})
    first = first_day(recipe)
    days = day_number(recipe.until) - day_number(first)
    chance = numbers[1] & np.uint64(255)
    joined = np.full(numbers.shape[1], day_number(first), np.int32)
    later = (numbers[1] >> np.uint64(8)) % np.uint64(max(days, 1))
    joined += np.where(chance < LATER_OF_256, later, 0).astype(np.int32)
    patterns = numbers[1] >> np.uint64(40)
    until = Span(count=1, unit=Unit.YEARS).after(recipe.until)
    table = pa.table(
        {
            "member": fixed_texts(numbers[0], b"m-", MEMBER_DIGITS),
            "joined": pa.array(joined).cast(pa.date32()),
            "sources": _authorised(sources, patterns),
            "until": pa.array(np.full(numbers.shape[1], day_number(until), np.int32)).cast(
                pa.date32()
            ),
        }
    )
    return table.replace_schema_metadata(schema_metadata(recipe))


def _authorised(sources: Sequence[str], patterns: NDArray[np.uint64]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the sources that each member authorised, one of 4,096 lists of them."""
    lists = _lists_of_sources(tuple(sources))
    places = patterns % np.uint64(len(lists))
    # In one piece the texts of ten million members would be more than a column of text can hold.
    pieces = range(0, len(places) or 1, MEMBERS_A_PIECE)
    return pa.chunked_array(
        [coded(lists, places[at : at + MEMBERS_A_PIECE]).cast(pa.string()) for at in pieces]
    )


@cache
def _lists_of_sources(sources: tuple[str, ...]) -> list[str]:
    """Return 4,096 lists of sources, some withheld in each."""
    lists = []
    for pattern in range(4_096):
        random = np.random.Generator(np.random.PCG64(pattern))
        draws = random.integers(0, 256, len(sources))
        lists.append(
            " ".join(s for s, n in zip(sources, draws, strict=True) if n >= WITHHELD_OF_256)
        )
    return lists


def first_day(recipe: Recipe) -> date:
    """Return the first day on which an act may lie."""
    until = recipe.until
    day = 28 if (until.month, until.day) == (2, 29) else until.day
    return date(until.year - recipe.years, until.month, day)
