"""Leaving: steps that are safe to repeat, after the first of which nothing reads the person."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from goodstanding.ledger.models import Consent, Erased, Handle, Leaving, LinkingSlip, Member
from goodstanding.model.lifecycle import LeavingStep
from goodstanding.service.consents import end_without_key, no_more_yes
from goodstanding.service.people import known
from goodstanding.service.programme import Programme
from goodstanding.service.receipts import signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """The receipt of a member who left, the only thing that remains, in the member's hands."""

    at: datetime
    receipt: str


def leave(programme: Programme, number: int) -> Left:
    """Let a member leave: when this returns nothing here holds anything about the person.

    The first step is durable before any other begins, so an interrupted leaving is finished by
    `finish_leavings`.

    Raises:
        ProblemsError: nobody of this number is a member.
    """

    def freeze() -> datetime:
        who = known(programme, number)
        at = programme.now()
        Leaving.objects.create(number=number, step=LeavingStep.FROZEN.value, asked=at)
        Handle.objects.filter(member=who.row).delete()
        LinkingSlip.objects.filter(consent__member=who.row).delete()
        no_more_yes(who)
        return at

    at = programme.write(freeze)
    _erase(programme, number)
    return Left(at=at, receipt=_receipt(programme))


def finish_leavings(programme: Programme) -> int:
    """Finish every leaving that was interrupted, and return how many there were."""
    numbers = programme.read(
        lambda: list(Leaving.objects.order_by("asked").values_list("number", flat=True))
    )
    for number in numbers:
        _erase(programme, number)
    return len(numbers)


def erase_again(programme: Programme) -> int:
    """Erase what stands in the ledger without a key: what was erased after a backup was made.

    Returns how many members were erased and consents ended. Before it has run, nothing of theirs
    can be read either: there is no key.
    """

    def gone() -> list[int]:
        known_numbers = programme.keys.numbers()
        return [
            number
            for number in Member.objects.values_list("number", flat=True)
            if number not in known_numbers
        ]

    numbers = programme.read(gone)
    for number in numbers:
        _erase(programme, number)
    return len(numbers) + end_without_key(programme)


def _erase(programme: Programme, number: int) -> None:
    """Take the steps after the first; each does nothing where it was done before."""
    consents = programme.read(
        lambda: list(Consent.objects.filter(member=number).values_list("number", flat=True))
    )
    for each in (number, *consents):
        programme.keys.destroy(each)
    for account in programme.read(lambda: _own_accounts(number)):
        programme.keys.forget_login(account)

    def rows() -> None:
        Leaving.objects.filter(number=number).update(step=LeavingStep.KEY_DESTROYED.value)
        member = Member.objects.select_related("account").filter(number=number).first()
        if member is not None:
            account = member.account
            member.delete()
            if account is not None and not hasattr(account, "work"):
                account.delete()
        Erased.objects.get_or_create(number=number, defaults={"on": programme.today()})
        Leaving.objects.filter(number=number).delete()

    programme.write(rows)


def _own_accounts(number: int) -> list[str]:
    """Return the account of a member, but for one that the member also works with."""
    return list(
        User.objects.filter(member=number, work__isnull=True).values_list("username", flat=True)
    )


def _receipt(programme: Programme) -> str:
    """Return the signed receipt of a leaving; it names nobody and needs no record here."""
    return signed(
        programme,
        {
            "receipt_id": f"{programme.number():016x}",
            "state": "terminated",
            "time": programme.now().isoformat(timespec="seconds"),
            "controller": programme.controller.name,
            "erased": "every record, consent, notice and log about you, and the key of the backups",
        },
    )
