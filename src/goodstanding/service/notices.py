"""Notices: what a member is told, and on which day it has reached the member."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from goodstanding.errors import declare
from goodstanding.ledger.models import Contact, Entry, Notice, NoticeMove
from goodstanding.ledger.models import Member as MemberRow
from goodstanding.model.lifecycle import (
    NOTICE,
    NoticeState,
    NoticeStep,
    StepNotPossibleError,
    moved,
)
from goodstanding.service.entries import seal_about
from goodstanding.service.joining import CHANNEL_UNKNOWN, can_reach
from goodstanding.service.looks import note
from goodstanding.service.notice_texts import paragraphs_of, subject_of
from goodstanding.service.people import Known, known
from goodstanding.service.programme import Programme
from goodstanding.service.refused import NOT_POSSIBLE, no
from goodstanding.service.rights import Actor, check, not_yours

NO_SUCH_NOTICE = declare("notice-not-found", "There is no such notice for this member.")
NO_LETTER = declare("notice-no-letter", "A notice that was no letter was said to have come back.")

LETTER, MAIL, PORTAL, COUNTER = "letter", "e-mail", "portal", "counter"
ASIDE = "set aside"
"""The channel of a letter that no font can print: it waits for its member to come and look."""


class Subject(StrEnum):
    """What a notice is about."""

    DEDUCTION = "deduction"
    RECALL = "recall"
    CORRECTION = "correction"
    EDITION = "edition"
    APPEAL = "appeal"
    REPAIR = "repair"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A notice in the member's list; what it says is shown once it is opened."""

    number: int
    language: str
    subject: str
    made: date
    state: NoticeState
    delivered: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A notice that was opened, in the member's language."""

    number: int
    language: str
    heading: str
    paragraphs: tuple[str, ...]
    delivered: date


def make(
    programme: Programme,
    who: Known,
    subject: Subject,
    *,
    entry: Entry | None = None,
    said: Mapping[str, Any] | None = None,
) -> int:
    """Make a notice for a member, inside the act that it is about; return its number.

    `entry` is the deduction that counts from the day the notice arrives; `said` is what the words
    are made of, in JSON types.
    """
    found = Notice.objects.create(
        number=programme.number(),
        member=who.row,
        entry=entry,
        subject=subject.value,
        channel="",
        state=NoticeState.WAITING.value,
        made=programme.today(),
        sealed=seal_about(programme, who, entry).close(said or {}, about="notice"),
    )
    return found.number


def move(programme: Programme, row: Notice, step: NoticeStep, *, channel: str = "") -> None:
    """Take a step of a notice and write it down, inside a transaction.

    On the day it arrives its deduction begins to count, and on the day it came back it stops.

    Raises:
        ProblemsError: the step does not lead on from where the notice is.
    """
    try:
        state = moved(NOTICE, NoticeState(row.state), step)
    except StepNotPossibleError as error:
        raise no(NOT_POSSIBLE, str(error), "Look at the notice again") from None
    today = programme.today()
    row.state = state.value
    row.channel = channel or row.channel
    if step is NoticeStep.DELIVER:
        row.delivered = today
    elif step is NoticeStep.RETURN:
        row.delivered = None
        row.counts_from = None
    row.save(update_fields=["state", "channel", "delivered", "counts_from"])
    NoticeMove.objects.create(notice=row, step=step.value, state=state.value, on=today, known=today)
    if step in {NoticeStep.DELIVER, NoticeStep.RETURN} and row.entry_id is not None:
        MemberRow.objects.filter(number=row.member_id).update(due=True)


def notices_of(programme: Programme, number: int) -> list[Listed]:
    """Return the notices of a member, the latest first, without what they say.

    Raises:
        ProblemsError: nobody of this number is a member.
    """

    def act() -> list[Listed]:
        who = known(programme, number)
        rows = Notice.objects.filter(member=who.row).exclude(state=NoticeState.DROPPED.value)
        return [
            Listed(
                number=row.number,
                language=who.row.language,
                subject=subject_of(who.row.language, row.subject),
                made=row.made,
                state=NoticeState(row.state),
                delivered=row.delivered,
            )
            for row in rows.order_by("-sequence")
        ]

    return programme.read(act)


def open_notice(programme: Programme, number: int, notice: int) -> Read:
    """Open a notice in the portal: it has reached the member, and from today it counts.

    Raises:
        ProblemsError: the member has no such notice.
    """

    def act() -> Read:
        who = known(programme, number)
        return _read(programme, who, _own(who, notice), channel=PORTAL)

    return programme.write(act)


def open_link(programme: Programme, code: str) -> Read:
    """Open a notice by the code at the end of an e-mail's link.

    Programs that look through mails follow links; so ask for a press of a button, and call this
    when it was pressed.

    Raises:
        ProblemsError: the code belongs to no notice, or its member is leaving.
    """

    def act() -> Read:
        row = Notice.objects.filter(token=programme.keys.hashed("mails", code)).first()
        if row is None:
            raise not_yours()
        who = known(programme, row.member_id)
        return _read(programme, who, _own(who, row.number), channel=MAIL)

    return programme.write(act)


def hand_over(programme: Programme, actor: Actor, number: int, notice: int) -> Read:
    """Hand a notice over at the counter, to the member who stands there.

    Raises:
        ProblemsError: the clerk may not, or the member has no such notice.
    """
    check(actor, "notice.hand-over", member=number)

    def act() -> Read:
        who = known(programme, number)
        found = _read(programme, who, _own(who, notice), channel=COUNTER)
        note(programme, who, actor.looker, action="notice", why="handed over at the counter")
        return found

    return programme.write(act)


def came_back(programme: Programme, actor: Actor, notice: int) -> None:
    """Note that a letter came back: what it told does not count, until it is told otherwise.

    Raises:
        ProblemsError: the actor may not, there is no such notice, or it was no letter.
    """
    check(actor, "notice.returned")

    def act() -> None:
        row = Notice.objects.select_for_update().filter(number=notice).first()
        if row is None:
            raise no(NO_SUCH_NOTICE, "there is no such notice", "Read the number on the letter")
        if row.channel != LETTER:
            raise no(NO_LETTER, "this notice was no letter", "Read the number on the letter")
        move(programme, row, NoticeStep.RETURN)

    programme.write(act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Where notices go, as the member sees and changes it."""

    channel: str
    address: str


def contact_of(programme: Programme, number: int) -> Reached:
    """Return where a member's notices go.

    Raises:
        ProblemsError: nobody of this number is a member.
    """

    def act() -> Reached:
        who = known(programme, number)
        row = Contact.objects.get(member=who.row)
        return Reached(**who.seal.open(row.sealed, about="contact"))

    return programme.read(act)


def change_contact(programme: Programme, number: int, reached: Reached) -> None:
    """Change where a member's notices go; letters that came back are sent again, to there.

    Raises:
        ProblemsError: nobody of this number is a member, or nothing can be sent there.
    """
    address = reached.address.strip()
    if not can_reach(reached.channel, address):
        raise no(
            CHANNEL_UNKNOWN,
            "notices cannot be sent there",
            "Choose the portal, or e-mail or letter with an address",
        )

    def act() -> None:
        who = known(programme, number)
        sealed = {"channel": reached.channel, "address": address}
        Contact.objects.filter(member=who.row).update(
            sealed=who.seal.close(sealed, about="contact")
        )
        waiting = Notice.objects.filter(member=who.row, state=NoticeState.WAITING.value)
        waiting.update(channel="", token=None)
        returned = Notice.objects.filter(member=who.row, state=NoticeState.RETURNED.value)
        for row in returned.order_by("sequence"):
            move(programme, row, NoticeStep.SEND_AGAIN)
            Notice.objects.filter(number=row.number).update(channel="", token=None)

    programme.write(act)


def _own(who: Known, notice: int) -> Notice:
    """Return a member's own notice; another's is as good as none."""
    found = (
        Notice.objects.select_for_update()
        .filter(member=who.row, number=notice)
        .exclude(state=NoticeState.DROPPED.value)
        .first()
    )
    if found is None:
        raise no(NO_SUCH_NOTICE, "you have no such notice", "Choose one from your list")
    return found


def _read(programme: Programme, who: Known, row: Notice, *, channel: str) -> Read:
    """Return what a notice says; the first time, it has arrived."""
    if row.state != NoticeState.DELIVERED.value:
        move(programme, row, NoticeStep.DELIVER, channel=channel)
    assert row.delivered is not None
    return Read(
        number=row.number,
        language=who.row.language,
        heading=subject_of(who.row.language, row.subject),
        paragraphs=paragraphs_of(programme, who, row),
        delivered=row.delivered,
    )
