"""Reminders: a consent that ends soon is told of once, in time to renew it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from tests.support.running import Opened, add_source, join_with, open_fresh, tell_all

from goodstanding.ledger.models import Consent, Notice, Setting
from goodstanding.service import due, notices
from goodstanding.service.consents import consents, renew, withdraw
from goodstanding.service.leaving import leave
from goodstanding.service.reminding import REMIND_DAYS, REMINDED, remind

SOURCE, OTHER = "community-council", "volunteer-network"


def town() -> Opened:
    """Return a programme with two sources."""
    found = open_fresh()
    for name in (SOURCE, OTHER):
        add_source(name)
    return found


def told() -> int:
    """Return how many reminders there are."""
    return Notice.objects.filter(subject="consent").count()


def test_a_consent_is_told_of_once_before_it_ends_and_again_after_it_was_renewed() -> None:
    found = town()
    programme = found.programme
    joined = join_with(programme, SOURCE)
    [consent] = Consent.objects.all()
    assert consent.until is not None
    days = (consent.until - programme.today()).days
    found.clock.days(days - REMIND_DAYS - 1)
    assert due.work(programme).counts["consents reminded of"] == 0
    found.clock.days(1)
    assert due.work(programme).counts["consents reminded of"] == 1
    assert due.work(programme).counts["consents reminded of"] == 0
    found.clock.days(1)
    assert remind(programme) == 0
    [notice] = notices.notices_of(programme, joined.number)
    assert notice.subject == "A consent that ends soon"
    read = " ".join(notices.open_notice(programme, joined.number, notice.number).paragraphs)
    assert "Your consent to community-council ends on 2 March 2027" in read
    assert "renew it before that day, on the page of your consents or at the counter" in read
    renew(programme, joined.number, joined.consents[SOURCE])
    found.clock.days(REMIND_DAYS + 10)
    assert (remind(programme), consents(programme, joined.number)[0].state.value) == (0, "renewed")
    found.clock.days(365 - REMIND_DAYS - (REMIND_DAYS + 10))
    assert (remind(programme), told()) == (1, 2)
    found.clock.days(REMIND_DAYS)
    due.work(programme)
    assert consents(programme, joined.number)[0].state.value == "expired"
    assert (remind(programme), told()) == (0, 2)


def test_nobody_is_reminded_of_what_was_withdrawn_or_who_left_and_none_is_missed() -> None:
    found = town()
    programme = found.programme
    first, second, third = (join_with(programme, SOURCE, OTHER) for _ in range(3))
    withdraw(programme, first.number, first.consents[SOURCE])
    leave(programme, second.number)
    found.clock.days(365 - 3)
    assert remind(programme) == 3
    assert remind(programme) == 0
    of = {notice.member_id for notice in Notice.objects.filter(subject="consent")}
    assert of == {first.number, third.number}
    tell_all(programme)
    assert remind(programme) == 0


def test_of_workers_that_come_at_the_same_time_in_the_first_round_one_tells() -> None:
    found = town()
    programme = found.programme
    for _ in range(3):
        join_with(programme, SOURCE)
    found.clock.days(365 - 3)
    ready = Barrier(4)

    def work(_: int) -> int:
        try:
            ready.wait(20)
            return remind(programme)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for turn in range(1, 4):
            Setting.objects.filter(name=REMINDED).delete()
            assert sorted(pool.map(work, range(4))) == [0, 0, 0, 3]
            assert told() == 3 * turn
