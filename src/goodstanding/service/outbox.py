"""The outbox: each notice is sent once, by the member's channel, and none is lost."""

# A notice is first marked with what its sending needs, then sent, then marked as sent. Whoever is
# cut off between the last two sends it again under the same number, and the post knows the number.

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from goodstanding.ledger.models import Contact, Edition, Member, Notice, Setting
from goodstanding.ledger.models import Entry as EntryRow
from goodstanding.model.lifecycle import NoticeState, NoticeStep
from goodstanding.present.notices import notice_words
from goodstanding.service import notices
from goodstanding.service.editions import parsed, with_law
from goodstanding.service.entries import GONE, state_of
from goodstanding.service.linking import characters
from goodstanding.service.notice_texts import language_in, paragraphs_of, subject_of
from goodstanding.service.people import known_all
from goodstanding.service.ports import PostFailedError, Sending, UnsendableError
from goodstanding.service.programme import Programme
from goodstanding.service.publishing import TELLING
from goodstanding.service.reconsent import to_ask_again

AT_ONCE_MAX: Final = 500
"""So many notices are sent, and members told of an edition, in one round."""

CODE_CHARACTERS: Final = 26
"""A hundred and thirty bits, for the link in an e-mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What a round of the outbox did; what `failed` waits for the next one.

    What is `unsendable` waits for its member to come and look, or for a new start of the worker.
    """

    sent: int
    dropped: int
    failed: int
    unsendable: int


def send_waiting(programme: Programme) -> Posted:
    """Send what waits: shown in the portal, mailed or printed, as each member chose."""
    waiting = programme.read(
        lambda: list(
            Notice.objects.filter(state=NoticeState.WAITING.value, channel__in=_channels(programme))
            .order_by("sequence")
            .values_list("number", flat=True)[:AT_ONCE_MAX]
        )
    )
    sent = dropped = failed = unsendable = 0
    for number in waiting:
        found = programme.write(partial(_prepare, programme, number))
        if isinstance(found, Sending):
            try:
                programme.posts[_channel_of(programme, number)].send(found)
            except UnsendableError:
                unsendable += programme.write(partial(_set_aside, number))
                continue
            except PostFailedError:
                failed += 1
                continue
            programme.write(partial(_sent, programme, number))
        sent += found is not None and found is not False
        dropped += found is False
    return Posted(sent=sent, dropped=dropped, failed=failed, unsendable=unsendable)


def _channels(programme: Programme) -> list[str]:
    """Return the channels of notices that can be sent: not yet chosen, or with a post."""
    return ["", notices.PORTAL, *programme.posts]


def _channel_of(programme: Programme, number: int) -> str:
    """Return the channel that a notice was prepared for."""
    return programme.read(
        lambda: Notice.objects.values_list("channel", flat=True).get(number=number)
    )


def _prepare(programme: Programme, number: int) -> Sending | bool | None:
    """Return what is to be sent, True where the portal shows it, False where it was dropped.

    None is for what waits: there is no post for the channel, or the member is leaving.
    """
    row = (
        Notice.objects.select_for_update(of=("self",))
        .select_related("entry")
        .filter(number=number, state=NoticeState.WAITING.value)
        .first()
    )
    who = None if row is None else known_all(programme, [row.member_id]).get(row.member_id)
    if row is None or who is None:
        return None
    if row.subject == notices.Subject.DEDUCTION.value and _is_gone(row.entry):
        notices.move(programme, row, NoticeStep.DROP)
        return False
    contact = who.seal.open(Contact.objects.get(member=who.row).sealed, about="contact")
    channel, code = contact["channel"], ""
    if channel == notices.PORTAL:
        notices.move(programme, row, NoticeStep.SEND, channel=channel)
        return True
    row.channel = channel
    if channel == notices.MAIL:
        code = characters(programme.randomness.random_bytes(CODE_CHARACTERS), CODE_CHARACTERS)
        row.token = programme.keys.hashed("mails", code)
    row.save(update_fields=["channel", "token"])
    if channel not in programme.posts:
        return None
    language = who.row.language
    words = notice_words(language)
    title = language_in(language).text(programme.title)
    if channel == notices.MAIL:
        return Sending(
            number=number,
            address=contact["address"],
            language=language,
            subject=words.mail_subject.format(title=title),
            paragraphs=(words.mail_body,),
            link=f"{programme.origin}/notice/{code}",
        )
    return Sending(
        number=number,
        address=contact["address"],
        language=language,
        subject=subject_of(language, row.subject),
        paragraphs=(
            *paragraphs_of(programme, who, row),
            words.letter_number.format(number=number),
        ),
    )


def _is_gone(entry: EntryRow | None) -> bool:
    """Return whether what a notice tells of counts no more anyway."""
    return entry is None or entry.sealed is None or state_of(entry) in GONE


def _sent(programme: Programme, number: int) -> None:
    """Note that a notice was sent; a letter has arrived after the days that letters take."""
    row = Notice.objects.select_for_update().filter(number=number).first()
    if row is None or row.state != NoticeState.WAITING.value:
        return
    if row.channel == notices.LETTER:
        row.counts_from = programme.today() + timedelta(days=programme.terms.letter_days)
    notices.move(programme, row, NoticeStep.SEND)


def _set_aside(number: int) -> int:
    """Set a notice aside that cannot be printed: it is not sent, and so nothing of it counts."""
    rows = Notice.objects.filter(number=number, state=NoticeState.WAITING.value)
    return rows.update(channel=notices.ASIDE)


def set_aside(programme: Programme) -> list[int]:
    """Return the numbers of the letters that were set aside, the oldest first."""
    rows = Notice.objects.filter(state=NoticeState.WAITING.value, channel=notices.ASIDE)
    return programme.read(lambda: list(rows.order_by("sequence").values_list("number", flat=True)))


def try_again(programme: Programme) -> int:
    """Let letters that were set aside be tried again; return how many. Fonts may be there now."""
    rows = Notice.objects.filter(state=NoticeState.WAITING.value, channel=notices.ASIDE)
    return programme.write(lambda: rows.update(channel=""))


def letters_arrived(programme: Programme) -> int:
    """Let every letter have arrived that took its days and did not come back; return how many."""

    def act() -> int:
        rows = list(
            Notice.objects.select_for_update().filter(
                state=NoticeState.SENT.value,
                channel=notices.LETTER,
                counts_from__lte=programme.today(),
            )[:AT_ONCE_MAX]
        )
        for row in rows:
            notices.move(programme, row, NoticeStep.DELIVER)
        return len(rows)

    return programme.write(act)


def forget_letters(programme: Programme) -> int:
    """Take away what a post still holds of notices that are gone, or have arrived; return how many.

    A letter lies as a file until it is printed; when its member leaves, or what it tells of was
    struck out, it must not.
    """
    forgotten = 0
    for post in programme.posts.values():
        held = post.held()
        needed = programme.read(partial(_on_their_way, held))
        for number in held - needed:
            post.forget(number)
            forgotten += 1
    return forgotten


def _on_their_way(numbers: set[int]) -> set[int]:
    """Return those of these notices that are there, have not arrived and still are to."""
    rows = Notice.objects.filter(number__in=numbers, delivered__isnull=True).exclude(
        state=NoticeState.DROPPED.value
    )
    return set(rows.values_list("number", flat=True))


def tell_edition(programme: Programme) -> int:
    """Tell members of an edition that was published, each once; return how many were told now.

    Where the mark stands is written in the transaction that tells, so nobody is told twice or not.
    """

    def act() -> int:
        mark = Setting.objects.select_for_update().filter(name=TELLING).first()
        if mark is None:
            return 0
        edition, after = mark.value["edition"], mark.value["after"]
        policy = with_law(programme, parsed(Edition.objects.get(edition=edition).text))
        numbers = list(
            Member.objects.filter(number__gt=after)
            .order_by("number")
            .values_list("number", flat=True)[:AT_ONCE_MAX]
        )
        if not numbers:
            mark.delete()
            return 0
        people = known_all(programme, numbers)
        for who in people.values():
            again = [
                [each.source, list(each.kinds)] for each in to_ask_again(programme, who, policy)
            ]
            said = {"edition": edition, "again": again}
            notices.make(programme, who, notices.Subject.EDITION, said=said)
        Setting.objects.filter(name=TELLING).update(
            value={"edition": edition, "after": numbers[-1]}
        )
        return len(people)

    return programme.write(act)
