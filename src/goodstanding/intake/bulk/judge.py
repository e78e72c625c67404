"""Which rows of a block are plainly good, in compiled code; others go to the plain reader."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from goodstanding.intake.bulk.cells import (
    AMOUNT,
    DAY,
    NO,
    NOTHING,
    NUMBER,
    TEXT,
    WHOLE,
    YES,
    Block,
)
from goodstanding.intake.bulk.numbers import BAD, read_amount, read_day, read_whole
from goodstanding.intake.bulk.texts import (
    CHARACTERS,
    Bytes,
    Int64s,
    Key,
    NameRows,
    Names,
    UInt64s,
    find_name,
    is_plain,
    keyed,
    same_bytes,
)
from goodstanding.intake.door import Register
from goodstanding.intake.limits import ID_CHARACTERS_MAX, WHOLE_NUMBER_MAX
from goodstanding.intake.records import NEEDED
from goodstanding.intake.values import YES_OR_NO
from goodstanding.model.entry import ALWAYS_TOLD
from goodstanding.model.kinds import Day as DayField
from goodstanding.model.kinds import FieldType, Money, OneOf, WholeNumber, YesOrNo
from goodstanding.scoring.kernel.calendar import FIRST_DAY, LAST_DAY, NEVER, day_number
from goodstanding.scoring.kernel.compiled import compiled, inlined

HELD, ODD, DROPPED, WITHHELD = range(4)
"""What becomes of a row: kept, read again by the plain reader, or one that is not read on."""

LOW, HIGH, SEQUENCE, MEMBER, ON, FILED, UNTIL, NOTIFIED, KIND = range(9)
ID_SIZE, ACT_LOW, ACT_HIGH, ACT_SIZE = range(9, 13)
VALUES: Final = 13
"""The words of a row that is held, and where the values of its fields begin."""

ID, SOURCE, WHO, KIND_NAME, ON_DAY, UNTIL_DAY, FILED_DAY, NOTIFIED_DAY, ACT = range(9)
"""The columns, by their place in `RecordRows.columns`."""

WHOLE_FORM, MONEY_FORM, YES_FORM, NAME_FORM, DAY_FORM = range(5)
ALWAYS: Final = day_number(ALWAYS_TOLD)
TAG_BITS: Final = 18
"""So many bits of a digest are left free for where its row went."""
HIGH_MASK: Final = ~((1 << TAG_BITS) - 1) & (2**64 - 1)


class RecordRows(NamedTuple):
    """How the rows of a file of records are judged."""

    columns: Int64s
    own: Bytes
    kinds: NameRows
    sources: NameRows
    source_of: Int64s
    off: Bytes
    field_first: Int64s
    fields: Int64s
    words: Int64s
    word_bytes: Bytes
    members: NameRows
    facts: Int64s
    given: Bytes
    everybody: bool
    characters: Bytes
    key: Key


@compiled
def _word(rows: RecordRows, content: Bytes, begin: int, end: int, first: int, count: int) -> int:
    """Return the place of a word among some, `BAD` where it is none of them."""
    for place in range(count):
        at = rows.words[first + place]
        size = rows.words[first + place + 1] - at
        if size == end - begin and same_bytes(content, begin, rows.word_bytes, at, size):
            return place
    return BAD


@compiled
def _value(rows: RecordRows, field: int, form: int, content: Bytes, begin: int, end: int) -> int:
    """Return the value of a field in a cell, `BAD` where the plain reader is to judge it."""
    due, least, most, first, count = rows.fields[field, 1:6]
    value = BAD
    if due == WHOLE_FORM:
        if form == WHOLE:
            value = begin
        elif form in (TEXT, NUMBER):
            value = read_whole(content, begin, end)
    elif due == MONEY_FORM:
        if form in (WHOLE, AMOUNT):
            value = begin
        elif form == TEXT:
            value = read_amount(content, begin, end)
    elif due == YES_FORM:
        if form == TEXT:
            found = _word(rows, content, begin, end, first, count)
            return found % 2 if found >= 0 else BAD
        if form in (YES, NO):
            return int(form == YES)
        return BAD
    elif due == NAME_FORM:
        return _word(rows, content, begin, end, first, count) if form == TEXT else BAD
    elif form == DAY:
        value = begin
    elif form == TEXT:
        value = read_day(content, begin, end)
    return value if least <= value <= most else BAD


@inlined
def day_cell(form: int, content: Bytes, begin: int, end: int) -> int:
    """Return the day in a cell, `BAD` where the plain reader is to judge it."""
    if form == TEXT:
        return read_day(content, begin, end)
    return begin if form == DAY else BAD


@compiled
def key_of(
    key: Key, content: Bytes, source: int, source_end: int, name: int, name_end: int
) -> tuple[np.uint64, np.uint64]:
    """Return the digest of a source and id, its last bits free for a tag."""
    one, two = keyed(key.first, key.second, content, source, source_end)
    low, high = keyed(one, two, content, name, name_end)
    return low, high & np.uint64(HIGH_MASK)


@compiled
def judge(
    rows: RecordRows,
    content: Bytes,
    forms: Bytes,
    begins: Int64s,
    ends: Int64s,
    row: int,
    words: Int64s,
    names: Int64s,
) -> int:
    """Judge a row and fill in its words, where it is held, or its digest, where it is not read."""
    columns = rows.columns
    who, sent, name = columns[WHO], columns[SOURCE], columns[ID]
    if forms[row, who] != TEXT or forms[row, sent] != TEXT or forms[row, name] != TEXT:
        return ODD
    begin, end = begins[row, who], ends[row, who]
    if not is_plain(rows.characters, content, begin, end, ID_CHARACTERS_MAX):
        return ODD
    member = -1
    if not rows.everybody:
        member = max(-1, find_name(rows.members, content, begin, end))
    names[row, 0], names[row, 1] = begins[row, name], ends[row, name]
    names[row, 2], names[row, 3] = begin, end
    outcome = HELD
    source = find_name(rows.sources, content, begins[row, sent], ends[row, sent])
    if not rows.everybody and member < 0:
        outcome = DROPPED
    elif source < 0:
        return ODD
    elif not rows.everybody and not rows.given[rows.facts[member, 2], source]:
        outcome = WITHHELD
    low, high = key_of(
        rows.key, content, begins[row, sent], ends[row, sent], begins[row, name], ends[row, name]
    )
    words[row, LOW], words[row, HIGH] = np.int64(low), np.int64(high)
    if outcome != HELD:
        for column in range(forms.shape[1]):
            if forms[row, column] == TEXT:
                for place in range(begins[row, column], ends[row, column]):
                    if content[place] >= 0x80:
                        return ODD
        return outcome
    if not is_plain(
        rows.characters, content, begins[row, name], ends[row, name], ID_CHARACTERS_MAX
    ):
        return ODD
    at = columns[KIND_NAME]
    if forms[row, at] != TEXT:
        return ODD
    kind = find_name(rows.kinds, content, begins[row, at], ends[row, at])
    if kind < 0 or rows.source_of[kind] != source or rows.off[kind]:
        return ODD
    for column in range(forms.shape[1]):
        if forms[row, column] != NOTHING and not rows.own[kind, column]:
            return ODD
    at = columns[ON_DAY]
    on = day_cell(forms[row, at], content, begins[row, at], ends[row, at])
    if on == BAD:
        return ODD
    words[row, UNTIL], words[row, FILED], words[row, NOTIFIED] = NEVER, on, NEVER
    if columns[NOTIFIED_DAY] < 0:
        words[row, NOTIFIED] = ALWAYS
    for place in range(UNTIL_DAY, NOTIFIED_DAY + 1):
        at = columns[place]
        if at >= 0 and forms[row, at] != NOTHING:
            found = day_cell(forms[row, at], content, begins[row, at], ends[row, at])
            if found == BAD or (place != NOTIFIED_DAY and found < on):
                return ODD
            if place == UNTIL_DAY:
                words[row, UNTIL] = found
            elif place == FILED_DAY:
                words[row, FILED] = found
            else:
                words[row, NOTIFIED] = found
    words[row, ACT_LOW], words[row, ACT_HIGH], words[row, ACT_SIZE] = 0, 0, 0
    names[row, 4] = 0
    at = columns[ACT]
    if at >= 0 and forms[row, at] != NOTHING:
        begin, end = begins[row, at], ends[row, at]
        if forms[row, at] != TEXT or not is_plain(
            rows.characters, content, begin, end, ID_CHARACTERS_MAX
        ):
            return ODD
        low, high = keyed(rows.key.first, rows.key.second, content, begin, end)
        words[row, ACT_LOW], words[row, ACT_HIGH] = np.int64(low), np.int64(high | np.uint64(1))
        words[row, ACT_SIZE] = end - begin
        names[row, 4] = begin
    for place in range(VALUES, words.shape[1]):
        words[row, place] = 0
    for field in range(rows.field_first[kind], rows.field_first[kind + 1]):
        at = rows.fields[field, 0]
        if at < 0:
            return ODD
        value = _value(rows, field, forms[row, at], content, begins[row, at], ends[row, at])
        if value == BAD:
            return ODD
        words[row, VALUES + field - rows.field_first[kind]] = value
    words[row, MEMBER], words[row, ON], words[row, KIND] = member, on, kind
    words[row, ID_SIZE] = ends[row, name] - begins[row, name]
    return HELD


@compiled
def judge_all(
    rows: RecordRows,
    content: Bytes,
    forms: Bytes,
    begins: Int64s,
    ends: Int64s,
    odd: Bytes,
    words: Int64s,
    names: Int64s,
    outcomes: Bytes,
) -> None:
    """Judge the rows of a block."""
    for row in range(len(odd)):
        outcomes[row] = (
            ODD if odd[row] else judge(rows, content, forms, begins, ends, row, words, names)
        )


def judged(rows: RecordRows, block: Block, width: int) -> tuple[Int64s, Int64s, Bytes]:
    """Return the words of a block's rows, where their names stand, and what becomes of each."""
    words = np.empty((block.rows, width), np.int64)
    names = np.empty((block.rows, 6), np.int64)
    outcomes = np.empty(block.rows, np.uint8)
    judge_all(
        rows,
        block.content,
        block.forms,
        block.begins,
        block.ends,
        block.odd,
        words,
        names,
        outcomes,
    )
    return words, names, outcomes


def record_rows(
    register: Register, columns: Sequence[str], people: "tuple[NameRows, Int64s, Bytes]", key: Key
) -> RecordRows:
    """Return how the rows of a file with these columns are judged."""
    kinds = list(register.kinds.values())
    sources = source_names(register)
    held = [*NEEDED, "until", "filed", "notified", "act"]
    places = {name: place for place, name in enumerate(columns)}
    fields: list[tuple[int, ...]] = []
    first, words = [0], [b""]
    for kind in kinds:
        for name, form in kind.fields.items():
            fields.append((places.get(name, -1), *_form(form, words)))
        first.append(len(fields))
    own = np.zeros((len(kinds), len(columns)), np.uint8)
    for place, kind in enumerate(kinds):
        mine = {*held[:-1], *kind.fields} | ({"act"} if kind.act else set())
        own[place] = [name in mine for name in columns]
    names, facts, given = people
    return RecordRows(
        columns=np.array([places.get(name, -1) for name in held], np.int64),
        own=own,
        kinds=Names(key, [kind.name for kind in kinds]).rows,
        sources=Names(key, sources).rows,
        source_of=np.array([sources.index(kind.source) for kind in kinds], np.int64),
        off=np.array([kind.off and not register.synthetic for kind in kinds], np.uint8),
        field_first=np.array(first, np.int64),
        fields=np.array(fields, np.int64).reshape(-1, 6),
        words=np.cumsum([len(word) for word in words], dtype=np.int64),
        word_bytes=np.frombuffer(b"".join(words) or b" ", np.uint8),
        members=names,
        facts=facts,
        given=given,
        everybody=register.members is None,
        characters=CHARACTERS,
        key=key,
    )


def source_names(register: Register) -> list[str]:
    """Return the sources of a register by name, which is how they are numbered."""
    return sorted(register.sources)


def _form(form: FieldType, words: list[bytes]) -> tuple[int, int, int, int, int]:
    """Return a field's type, least and most, and where its words begin and how many there are."""
    most = WHOLE_NUMBER_MAX
    first = len(words) - 1
    match form:
        case WholeNumber():
            return WHOLE_FORM, max(form.least, -most), min(form.most, most), 0, 0
        case Money():
            return MONEY_FORM, max(form.least, -most), min(form.most, most), 0, 0
        case YesOrNo():
            for word in ("no", "yes", "false", "true"):
                assert word in YES_OR_NO
                words.append(word.encode())
            return YES_FORM, 0, 1, first, 4
        case OneOf():
            words.extend(name.encode() for name in form.names)
            return NAME_FORM, 0, len(form.names), first, len(form.names)
        case DayField():
            least = FIRST_DAY if form.least is None else day_number(form.least)
            return DAY_FORM, least, LAST_DAY if form.most is None else day_number(form.most), 0, 0


def as_signed(numbers: UInt64s) -> Int64s:
    """Return numbers of 64 bits as whole numbers with a sign."""
    return numbers.view(np.int64)
