"""A member's own records: good ones may be taken out, and do not come back."""

from goodstanding.errors import declare
from goodstanding.ledger.models import Appeal, Entry, EntryState, Notice, Proposal
from goodstanding.ledger.models import Member as MemberRow
from goodstanding.service.admission import may_deduct
from goodstanding.service.consents import no_more_yes
from goodstanding.service.editions import policy_on
from goodstanding.service.entries import found_by, said_of, seal_of
from goodstanding.service.looks import forget_reasons
from goodstanding.service.people import Known, known
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no

NOT_THERE = declare("record-not-there", "The member has no such record that stands.")
NOT_GOOD = declare("record-not-good", "A record that may take points away was to be deleted.")


def delete(programme: Programme, number: int, *, source: str, record: str) -> None:
    """Delete a good record: what it says is gone, and the same record is not taken in again.

    What stays is its keyed hash, which says nothing and keeps it out. With a record that was
    corrected by hand goes what it said before, and what was asked and said of it.

    Raises:
        ProblemsError: the member has no such record, or some rule may take points away for it;
            that one is contested, repaired, or goes with its source's consent.
    """

    def act() -> None:
        who = known(programme, number)
        entry = found_by(programme, source, record)
        if entry is None or entry.member_id != number:
            raise no(NOT_THERE, "you have no such record", "Choose one from your statement")
        kind = said_of(programme, entry)["kind"]
        if may_deduct(policy_on(programme, programme.today()), kind):
            raise no(
                NOT_GOOD,
                "this record may take points away",
                "Contest it, ask for its repair, or withdraw the source",
            )
        forget(programme, who, entry)
        no_more_yes(who)
        MemberRow.objects.filter(number=number).update(due=True)

    programme.write(act)


def forget(programme: Programme, who: Known, entry: Entry) -> None:
    """Take out what a record says, what it said before corrections, and what was said of both.

    Call it inside the transaction that deletes.
    """
    every = [entry]
    while every[-1].correction is not None and every[-1].correction.entry is not None:
        every.append(every[-1].correction.entry)
    numbers = [each.sequence for each in every]
    Appeal.objects.filter(entry__in=numbers).delete()
    Notice.objects.filter(entry__in=numbers).delete()
    Proposal.objects.filter(entry__in=numbers).update(sealed=None)
    nothing = seal_of(programme, entry).close({}, about="entry state")
    EntryState.objects.filter(entry__in=numbers).update(sealed=nothing)
    Entry.objects.filter(sequence__in=numbers).update(sealed=None)
    forget_reasons(who, numbers)
