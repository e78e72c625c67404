"""A member's own records: good ones may be taken out, and do not come back."""

from goodstanding.errors import declare
from goodstanding.ledger.models import Appeal, Entry, Notice
from goodstanding.ledger.models import Member as MemberRow
from goodstanding.service.admission import may_deduct
from goodstanding.service.consents import no_more_yes
from goodstanding.service.editions import policy_on
from goodstanding.service.entries import found_by, said_of
from goodstanding.service.people import known
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no

NOT_THERE = declare("record-not-there", "The member has no such record that stands.")
NOT_GOOD = declare("record-not-good", "A record that may take points away was to be deleted.")


def delete(programme: Programme, number: int, *, source: str, record: str) -> None:
    """Delete a good record: what it says is gone, and the same record is not taken in again.

    What stays is its keyed hash, which says nothing and keeps it out.

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
        Appeal.objects.filter(entry=entry).delete()
        Notice.objects.filter(entry=entry).delete()
        Entry.objects.filter(sequence=entry.sequence).update(sealed=None)
        no_more_yes(who)
        MemberRow.objects.filter(number=number).update(due=True)

    programme.write(act)
