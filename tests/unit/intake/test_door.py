"""The door: every refusal beside the admission, in the order the checks run."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any, Final

import pytest
from tests.support.intake import every_field

from goodstanding.intake import Register, admit
from goodstanding.model.entry import ALWAYS_TOLD, Consent, Entry, Member
from goodstanding.model.names import ActId, FieldName, KindName, MemberId, RecordId, SourceName
from goodstanding.model.record import Record, Refusal
from goodstanding.scoring.score.seen import seen_entries

JOINED: Final = date(2026, 10, 1)
UNTIL: Final = date(2028, 1, 1)
ON: Final = date(2027, 3, 1)
ONE: Final = timedelta(days=1)
ME: Final = MemberId("m-1")
VISIT: Final = Record(
    source=SourceName("volunteers"),
    id=RecordId("r-1"),
    member=ME,
    kind=KindName("visit"),
    on=ON,
    fields={},
)


def register(consent: Consent | None = None) -> Register:
    """Return a register: one member, who authorised two sources, and one contested record."""
    given = consent or Consent(given=JOINED, until=UNTIL)
    sources = (SourceName("volunteers"), SourceName("police"))
    member = Member(id=ME, joined=JOINED, consents=dict.fromkeys(sources, given))
    contested = frozenset({(VISIT.source, RecordId("contested"))})
    return Register(kinds=every_field().kinds, members={ME: member}, contested=contested)


def at_the_door(
    record: Record = VISIT, known: Register | None = None, filed_on: date = ON
) -> Entry | Refusal:
    """Return what becomes of a record."""
    return admit(record, known or register(), sequence=7, filed_on=filed_on)


def test_an_entry_says_what_its_record_says() -> None:
    fields = {FieldName("grade"): "city"}
    award = Record(
        source=SourceName("awards"),
        id=RecordId("r-9"),
        member=ME,
        kind=KindName("award"),
        on=ON,
        until=ON + ONE,
        act=ActId("a-1"),
        notified=None,
        fields=fields,
    )
    everybody = Register(kinds=every_field().kinds, members=None)
    assert at_the_door(award, everybody, ON + 3 * ONE) == Entry(
        source=SourceName("awards"),
        record=RecordId("r-9"),
        member=ME,
        kind=KindName("award"),
        on=ON,
        filed=ON + 3 * ONE,
        until=ON + ONE,
        act=ActId("a-1"),
        notified=None,
        position=7,
        fields=fields,
    )
    visit = at_the_door()
    assert isinstance(visit, Entry)
    assert visit.notified == ALWAYS_TOLD


CASES: Final[Mapping[Refusal, Mapping[str, Any]]] = {
    Refusal.NOT_A_MEMBER: {"member": MemberId("m-2")},
    Refusal.SOURCE_NOT_REGISTERED: {"source": SourceName("neighbours")},
    Refusal.SOURCE_NOT_AUTHORISED: {"source": SourceName("charities"), "kind": KindName("gift")},
    Refusal.KIND_NOT_REGISTERED: {"kind": KindName("rumour")},
    Refusal.KIND_OF_ANOTHER_SOURCE: {"kind": KindName("award")},
    Refusal.KIND_WITHOUT_LEGAL_BASIS: {"source": SourceName("police"), "kind": KindName("ticket")},
    Refusal.RECORD_ALREADY_FILED: {"id": RecordId("contested")},
    Refusal.HAPPENED_AFTER_FILING: {"on": ON + ONE},
    Refusal.KIND_NOT_AUTHORISED: {},
    Refusal.HAPPENED_BEFORE_JOINING: {"on": JOINED - ONE},
    Refusal.CONSENT_WAS_OVER: {"on": UNTIL - ONE},
}


def refused(*refusals: Refusal) -> tuple[Record, Register, date]:
    """Return a record, a register and a day of filing that meet these refusals and no other."""
    changes: dict[str, Any] = {}
    for refusal in refusals:
        changes |= CASES[refusal]
    record = replace(VISIT, **changes)
    known, filed_on = register(), max(ON, record.on)
    if Refusal.KIND_NOT_AUTHORISED in refusals:
        kinds = frozenset({KindName("shift")})
        known = register(Consent(given=JOINED, until=UNTIL, kinds=kinds))
    if Refusal.HAPPENED_AFTER_FILING in refusals:
        filed_on = ON
    if Refusal.CONSENT_WAS_OVER in refusals:
        filed_on = UNTIL
    return record, known, filed_on


@pytest.mark.parametrize("refusal", Refusal)
def test_each_refusal_has_its_name(refusal: Refusal) -> None:
    assert at_the_door(*refused(refusal)) is refusal


def test_every_refusal_has_its_case() -> None:
    assert list(CASES) == list(Refusal)


def test_of_two_reasons_the_first_is_said() -> None:
    tried = 0
    for first, second in combinations(Refusal, 2):
        if not CASES[first].keys() & CASES[second].keys():
            assert at_the_door(*refused(first, second)) is first, second
            tried += 1
    assert tried > 30


def test_a_synthetic_table_needs_no_legal_basis() -> None:
    ticket = replace(VISIT, source=SourceName("police"), kind=KindName("ticket"))
    kinds = every_field().kinds
    invented = Register(kinds=kinds, members=None, synthetic=True)
    published = Register(kinds=kinds, members=None)
    assert isinstance(at_the_door(ticket, invented), Entry)
    assert at_the_door(ticket, published) is Refusal.KIND_WITHOUT_LEGAL_BASIS


def test_the_edges_of_joining_and_of_consent_are_days() -> None:
    on_joining = replace(VISIT, on=JOINED)
    assert isinstance(at_the_door(on_joining, filed_on=JOINED), Entry)
    last = replace(VISIT, on=UNTIL - ONE)
    assert isinstance(at_the_door(last, filed_on=UNTIL - ONE), Entry)
    assert at_the_door(last, filed_on=UNTIL) is Refusal.CONSENT_WAS_OVER
    endless = register(Consent(given=JOINED))
    assert isinstance(at_the_door(last, endless, UNTIL), Entry)


def test_a_consent_may_reach_behind_joining() -> None:
    early = replace(VISIT, on=JOINED - ONE)
    behind = register(Consent(given=JOINED, until=UNTIL, records_from=JOINED - ONE))
    later = register(Consent(given=JOINED, until=UNTIL, records_from=JOINED + 30 * ONE))
    assert isinstance(at_the_door(early, behind), Entry)
    assert at_the_door(early) is Refusal.HAPPENED_BEFORE_JOINING
    assert isinstance(at_the_door(replace(VISIT, on=JOINED), later), Entry)


def test_what_is_refused_for_lack_of_consent_is_seen_on_no_day() -> None:
    policy = every_field()
    member = register().member(ME)
    assert member is not None
    entry = at_the_door()
    assert isinstance(entry, Entry)
    days = [JOINED + each * ONE for each in range(-40, 900)]
    tried = {True: 0, False: 0}
    for on in days[::7]:
        for late in (0, 1, 200, 600):
            filed_on = on + late * ONE
            outcome = at_the_door(replace(VISIT, on=on), filed_on=filed_on)
            shadow = replace(entry, on=on, filed=filed_on)
            seen = any(seen_entries(policy, member, [shadow], day) for day in days)
            assert isinstance(outcome, Entry) == seen, (on, filed_on)
            tried[seen] += 1
    assert min(tried.values()) > 50


def test_a_record_that_ends_before_it_begins_cannot_be_built() -> None:
    assert replace(VISIT, until=ON).until == ON
    with pytest.raises(ValueError, match="cannot end before it begins"):
        replace(VISIT, until=ON - ONE)


@pytest.mark.parametrize(
    "change",
    [
        {"source": SourceName("x")},
        {"id": RecordId("x")},
        {"member": MemberId("x")},
        {"kind": KindName("x")},
        {"on": ON - ONE},
        {"until": ON},
        {"act": ActId("x")},
        {"notified": None},
        {"fields": {FieldName("x"): 1}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_records_differ_in_everything_but_their_filing(change: Mapping[str, Any]) -> None:
    assert VISIT.same_but_for_filing(replace(VISIT, filed=ON + ONE))
    assert not VISIT.same_but_for_filing(replace(VISIT, **change))
    assert VISIT.key == ("volunteers", "r-1")
