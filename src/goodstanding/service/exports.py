"""Everything the programme holds about a member, in one file for the member alone."""

from typing import Any

from goodstanding.ledger.models import (
    Appeal,
    AppealMove,
    ConsentMove,
    Contact,
    Edition,
    LevelHeld,
    Notice,
    Repair,
    RepairMove,
)
from goodstanding.ledger.models import Consent as ConsentRow
from goodstanding.ledger.models import Look as LookRow
from goodstanding.present.export_file import export_text, scored_part
from goodstanding.scoring.score import score
from goodstanding.service.editions import policy_on
from goodstanding.service.looks import Looker, note
from goodstanding.service.people import Known, known
from goodstanding.service.programme import Programme
from goodstanding.service.statements import scored


def export(
    programme: Programme, number: int, *, looker: Looker | None = None, why: str = ""
) -> str:
    """Return everything about a member as JSON text; a look by somebody else is noted.

    Raises:
        ProblemsError: nobody of this number is a member.
    """

    def act() -> str:
        who = known(programme, number)
        if looker is not None:
            note(programme, who, looker, action="export", why=why)
        today = programme.today()
        policy = policy_on(programme, today)
        member, entries = scored(programme, who, as_of=today)
        text = Edition.objects.get(edition=policy.edition).text
        part = scored_part(text, member, entries, score(policy, member, entries, as_of=today))
        return export_text(part, _others(who), language=who.row.language)

    return programme.read(act) if looker is None else programme.write(act)


def _others(who: Known) -> dict[str, Any]:
    """Return what is held about a member and is not scored."""
    return {
        "language": who.row.language,
        "contact": _contact(who),
        "consents": [_consent(who, row) for row in ConsentRow.objects.filter(member=who.row)],
        "levels": [
            {"day": row.day.isoformat(), **who.seal.open(row.sealed, about="level held")}
            for row in LevelHeld.objects.filter(member=who.row).order_by("sequence")
        ],
        "notices": [
            {
                "subject": row.subject,
                "made": row.made.isoformat(),
                "state": row.state,
                "delivered": None if row.delivered is None else row.delivered.isoformat(),
                **who.seal.open(row.sealed, about="notice"),
            }
            for row in Notice.objects.filter(member=who.row).order_by("made", "number")
        ],
        "appeals": [_appeal(who, row) for row in Appeal.objects.filter(member=who.row)],
        "repairs": [_repair(who, row) for row in Repair.objects.filter(member=who.row)],
        "looks": [
            {
                "at": row.at.isoformat(),
                "role": row.role,
                **who.seal.open(row.sealed, about="look"),
            }
            for row in LookRow.objects.filter(member=who.row).order_by("sequence")
        ],
    }


def _contact(who: Known) -> dict[str, Any]:
    """Return where notices go."""
    row = Contact.objects.filter(member=who.row).first()
    return {} if row is None else who.seal.open(row.sealed, about="contact")


def _consent(who: Known, row: ConsentRow) -> dict[str, Any]:
    """Return a consent with the receipt of each of its steps."""
    moves = ConsentMove.objects.filter(consent=row).order_by("sequence")
    return {
        "source": row.source,
        "state": row.state,
        **who.seal.open(row.sealed, about="consent"),
        "steps": [
            {
                "step": move.step,
                "on": move.on.isoformat(),
                **who.seal.open(move.sealed, about="consent move"),
            }
            for move in moves
        ],
    }


def _appeal(who: Known, row: Appeal) -> dict[str, Any]:
    """Return an appeal with its steps."""
    moves = AppealMove.objects.filter(appeal=row).order_by("sequence")
    return {
        "filed": row.filed.isoformat(),
        "state": row.state,
        **who.seal.open(row.sealed, about="appeal"),
        "steps": [
            {
                "step": move.step,
                "on": move.on.isoformat(),
                **who.seal.open(move.sealed, about="appeal move"),
            }
            for move in moves
        ],
    }


def _repair(who: Known, row: Repair) -> dict[str, Any]:
    """Return a request for repair with its steps."""
    moves = RepairMove.objects.filter(repair=row).order_by("sequence")
    return {
        "asked": row.asked.isoformat(),
        "state": row.state,
        **who.seal.open(row.sealed, about="repair"),
        "steps": [
            {
                "step": move.step,
                "on": move.on.isoformat(),
                **who.seal.open(move.sealed, about="repair move"),
            }
            for move in moves
        ],
    }
