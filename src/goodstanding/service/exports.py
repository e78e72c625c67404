"""Everything the programme holds about a member, in one file for the member alone."""

from dataclasses import asdict
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from goodstanding.ledger.models import (
    Appeal,
    Contact,
    Edition,
    LevelHeld,
    Notice,
    Proposal,
    Repair,
)
from goodstanding.ledger.models import Consent as ConsentRow
from goodstanding.ledger.sealing import Seal
from goodstanding.model.plain import plain_day
from goodstanding.present.export_file import export_text, scored_part
from goodstanding.scoring.score import score
from goodstanding.service.checks import answers_about
from goodstanding.service.editions import policy_on
from goodstanding.service.looks import Looker, looks_of, note
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
        others = _others(programme, who)
        return export_text(_scored(programme, who), others, language=who.row.language)

    return programme.read(act) if looker is None else programme.write(act)


def scored_alone(programme: Programme, who: Known) -> str:
    """Return the part of a member's export that is scored, inside a transaction."""
    return export_text(_scored(programme, who), {}, language=who.row.language)


def _scored(programme: Programme, who: Known) -> dict[str, Any]:
    """Return what is scored today, and the edition that it is scored by."""
    today = programme.today()
    policy = policy_on(programme, today)
    member, entries = scored(programme, who, as_of=today)
    text = Edition.objects.get(edition=policy.edition).text
    return scored_part(text, member, entries, score(policy, member, entries, as_of=today))


def _others(programme: Programme, who: Known) -> dict[str, Any]:
    """Return what is held about a member and is not scored."""
    return {
        "language": who.row.language,
        "contact": _contact(who),
        "consents": [_consent(who, row) for row in _consents(who)],
        "levels": [
            {"day": row.day.isoformat(), **who.seal.open(row.sealed, about="level held")}
            for row in LevelHeld.objects.filter(member=who.row).order_by("sequence")
        ],
        "notices": [
            {
                "subject": row.subject,
                "made": row.made.isoformat(),
                "state": row.state,
                "delivered": plain_day(row.delivered),
                **seal.open(row.sealed, about="notice"),
            }
            for row, seal in _sealed_about_entries(programme, who, Notice, "sequence")
        ],
        "appeals": [
            _case(seal, row, about="appeal", filed="filed")
            for row, seal in _sealed_about_entries(programme, who, Appeal, "filed", "number")
        ],
        "repairs": [
            _case(seal, row, about="repair", filed="asked")
            for row, seal in _sealed_about_entries(programme, who, Repair, "filed", "number")
        ],
        "corrections": [
            _proposed(seal, row)
            for row, seal in _sealed_about_entries(programme, who, Proposal, "proposed", "number")
        ],
        "looks": [
            {**asdict(look), "at": look.at.isoformat(), "role": look.role.value}
            for look in reversed(looks_of(programme, who))
        ],
        "checks": [
            {
                "at": each.at.isoformat(),
                "partner": each.partner,
                "benefit": each.benefit,
                "yes": each.yes,
            }
            for each in reversed(answers_about(who))
        ],
    }


def _sealed_about_entries(
    programme: Programme,
    who: Known,
    model: Any,  # noqa: ANN401 - notices, appeals, repairs, proposals
    *order: str,
) -> list[tuple[Any, Seal]]:
    """Return rows of a member in their order, each with the seal of its entry's consent.

    The member's own seal is for rows about no entry; what came by a consent that is gone is left
    out.
    """
    whose = {"entry__member": who.row} if model is Proposal else {"member": who.row}
    rows = list(model.objects.filter(**whose).select_related("entry").order_by(*order))
    seals = programme.keys.of_all({row.entry.consent_id for row in rows if row.entry is not None})
    found = [
        (row, who.seal if row.entry is None else seals.get(row.entry.consent_id)) for row in rows
    ]
    return [(row, seal) for row, seal in found if seal is not None]


def _proposed(seal: Seal, row: Proposal) -> dict[str, Any]:
    """Return what two persons were to do to a record; nothing of what its member has deleted."""
    said = {} if row.sealed is None else seal.open(row.sealed, about="proposal")
    return {"act": row.act, "proposed": row.proposed.isoformat(), "state": row.state, **said}


def _contact(who: Known) -> dict[str, Any]:
    """Return where notices go."""
    row = Contact.objects.filter(member=who.row).first()
    return {} if row is None else who.seal.open(row.sealed, about="contact")


def _consents(who: Known) -> QuerySet[ConsentRow]:
    """Return every consent of a member, the steps of all of them in one query."""
    rows = ConsentRow.objects.filter(member=who.row).order_by("source", "given", "number")
    return rows.prefetch_related("moves")


def _consent(who: Known, row: ConsentRow) -> dict[str, Any]:
    """Return a consent with the receipt of each of its steps."""
    return {
        "source": row.source,
        "state": row.state,
        **who.seal.open(row.sealed, about="consent"),
        "steps": _steps(who.seal, row.moves, about="consent move"),
    }


def _case(seal: Seal, row: Appeal | Repair, *, about: str, filed: str) -> dict[str, Any]:
    """Return an appeal or a request for repair with its steps; `filed` is the word for its day."""
    return {
        filed: row.filed.isoformat(),
        "state": row.state,
        **seal.open(row.sealed, about=about),
        "steps": _steps(seal, row.moves, about=f"{about} move"),
    }


def _steps(seal: Seal, moves: Any, *, about: str) -> list[dict[str, Any]]:  # noqa: ANN401 - of rows
    """Return the steps of a consent or a case in their order."""
    return [
        {"step": move.step, "on": move.on.isoformat(), **seal.open(move.sealed, about=about)}
        for move in sorted(moves.all(), key=attrgetter("sequence"))
    ]
