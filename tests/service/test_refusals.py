"""Every act that is refused is refused by name, and leaves nothing behind."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.support.running import Opened, add_source, clear, join_with, open_fresh, row

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Batch, Consent, Edition, Entry, Member, Source
from goodstanding.service.consents import (
    Given,
    consents,
    expire,
    give,
    receipts_of,
    renew,
    withdraw,
)
from goodstanding.service.editions import latest_policy
from goodstanding.service.filing import file_records
from goodstanding.service.joining import Joining, join
from goodstanding.service.linking import issued_here, make_slip, redeem
from goodstanding.service.programme import Programme
from goodstanding.service.receipts import opened, public_key
from goodstanding.service.statements import statement

SOURCE, OTHER = "volunteer-network", "awards-office"
GOOD = Joining(notice_read=True, of_age=True, language="en")


@pytest.fixture
def town() -> Opened:
    found = open_fresh()
    add_source(SOURCE, rows_per_day_max=3)
    return found


def refused(act: Callable[[], object]) -> str:
    """Return the code by which an act is refused."""
    with pytest.raises(ProblemsError) as caught:
        act()
    [problem] = caught.value.problems
    return problem.code.name


@pytest.mark.parametrize(
    "asked, code",
    [
        (replace(GOOD, notice_read=False), "join-notice-not-read"),
        (replace(GOOD, of_age=False), "join-not-of-age"),
        (replace(GOOD, language="fr"), "join-language-unknown"),
        (replace(GOOD, channel="pigeon"), "join-channel-unknown"),
        (replace(GOOD, channel="e-mail"), "join-channel-unknown"),
        (replace(GOOD, channel="e-mail", address="3 Pier Street"), "join-channel-unknown"),
        (replace(GOOD, channel="letter", address=" "), "join-channel-unknown"),
        (replace(GOOD, channel="pigeon", address="loft"), "join-channel-unknown"),
    ],
)
def test_joining_is_refused_by_name(town: Opened, asked: Joining, code: str) -> None:
    assert refused(lambda: join(town.programme, asked)) == code
    assert Member.objects.count() == 0
    assert town.programme.keys.numbers() == set()


def test_nobody_joins_before_an_edition_is_in_force(town: Opened) -> None:
    Edition.objects.all().delete()
    assert latest_policy(town.programme) is None
    assert refused(lambda: join(town.programme, GOOD)) == "service-no-edition"
    assert town.programme.keys.numbers() == set()


def test_an_account_joins_once(town: Opened) -> None:
    from django.contrib.auth.models import User

    account = User.objects.create(username="one").pk
    join(town.programme, replace(GOOD, account=account))
    again = refused(lambda: join(town.programme, replace(GOOD, account=account)))
    assert again == "join-already-joined"


def test_consents_are_refused_by_name(town: Opened) -> None:
    programme = town.programme
    joined = join_with(programme, SOURCE)
    other = join_with(programme, SOURCE)

    def giving(given: Given) -> str:
        return refused(lambda: give(programme, joined.number, given))

    assert giving(Given(source="nobody")) == "consent-no-such-source"
    assert giving(Given(source=OTHER, kinds=frozenset())) == "consent-no-such-kind"
    assert giving(Given(source=OTHER, kinds=frozenset({"gift"}))) == "consent-no-such-kind"
    add_source(OTHER)
    assert giving(Given(source=OTHER, months=25)) == "consent-too-long"
    assert giving(Given(source=SOURCE)) == "consent-already-given"
    mine, theirs = joined.consents[SOURCE], other.consents[SOURCE]
    assert refused(lambda: withdraw(programme, joined.number, theirs)) == "consent-not-found"
    by_guardian = refused(lambda: renew(programme, joined.number, mine, by="guardian"))
    assert by_guardian == "consent-guardian-renews"
    withdraw(programme, joined.number, mine)
    assert refused(lambda: withdraw(programme, joined.number, mine)) == "service-not-possible"
    assert refused(lambda: make_slip(programme, joined.number, mine)) == "link-no-consent"
    assert Consent.objects.filter(state="given").count() == 1


def test_a_source_that_nobody_registered_or_that_ended_is_not_authorised(town: Opened) -> None:
    programme = town.programme
    joined = join_with(programme)
    council = Given(source="community-council")
    assert refused(lambda: give(programme, joined.number, council)) == "source-not-registered"
    add_source(council.source)
    Source.objects.filter(name=council.source).update(active=False)
    assert refused(lambda: give(programme, joined.number, council)) == "source-not-registered"
    assert (Consent.objects.count(), len(programme.keys.numbers())) == (0, 1)
    Source.objects.filter(name=council.source).update(active=True)
    assert give(programme, joined.number, council).state.value == "given"


def test_a_stranger_is_not_a_member(town: Opened) -> None:
    day = town.programme.today()
    assert refused(lambda: statement(town.programme, 7, as_of=day)) == "service-not-a-member"
    joined = join_with(town.programme)
    early = refused(lambda: statement(town.programme, joined.number, as_of=day.replace(year=2024)))
    assert early == "service-no-edition"


def test_a_source_is_registered_and_has_a_quota(town: Opened) -> None:
    programme = town.programme
    joined = join_with(programme, SOURCE)
    rows = [
        row(n, joined.handles[SOURCE], SOURCE, "volunteer-shift", programme.today(), hours=1)
        for n in range(1, 5)
    ]
    assert refused(lambda: file_records(programme, OTHER, rows)) == "file-source-unknown"
    assert refused(lambda: file_records(programme, SOURCE, rows)) == "file-quota-spent"
    assert (Batch.objects.count(), Entry.objects.count()) == (0, 0)
    assert file_records(programme, SOURCE, rows[:3]).admitted == 3
    assert refused(lambda: file_records(programme, SOURCE, rows[3:])) == "file-quota-spent"


def test_a_slip_gives_its_handle_once_in_time_and_to_its_source(town: Opened) -> None:
    programme = town.programme
    number = join(programme, GOOD)
    consent = give(programme, number, Given(source=SOURCE)).consent
    first = make_slip(programme, number, consent)
    second = make_slip(programme, number, consent)
    assert redeem(programme, SOURCE, [first.code, "AAAAAAAAAA", ""]) == [None, None, None]
    assert redeem(programme, OTHER, [second.code]) == [None]
    spoken = f"{second.code[:5]}-{second.code[5:]}".lower().replace("0", "o").replace("1", "i")
    [handle] = redeem(programme, SOURCE, [spoken])
    assert handle is not None
    assert issued_here(programme, SOURCE, handle)
    assert not issued_here(programme, OTHER, handle)
    assert not issued_here(programme, SOURCE, handle[:-1])
    assert redeem(programme, SOURCE, [second.code]) == [None]
    third = make_slip(programme, number, consent)
    town.clock.days(4)
    assert redeem(programme, SOURCE, [third.code]) == [None]


def test_silence_ends_a_consent_and_each_step_has_its_receipt(town: Opened) -> None:
    programme = town.programme
    joined = join_with(programme, SOURCE)
    consent = joined.consents[SOURCE]
    town.clock.days(300)
    renew(programme, joined.number, consent)
    town.clock.days(100)
    assert expire(programme) == 0
    town.clock.days(300)
    assert expire(programme) == 1
    [shown] = consents(programme, joined.number)
    assert shown.state.value == "expired"
    key = public_key(programme)
    said = [opened(text, key) for text in receipts_of(programme, joined.number, consent)]
    states = [each["events"][0]["state"] for each in said if each is not None]
    assert states == ["given", "renewed", "expired"]


def test_a_refused_join_leaves_no_key(town: Opened) -> None:
    def fails(programme: Programme) -> None:
        clear()
        join(programme, GOOD)

    with pytest.raises(ProblemsError):
        fails(town.programme)
    assert town.programme.keys.numbers() == set()
