"""Acts that two persons have to want: one proposes, another one approves, and then it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from goodstanding.errors import declare
from goodstanding.ledger.models import Entry, Person, Proposal
from goodstanding.model.lifecycle import (
    PROPOSAL,
    ProposalState,
    ProposalStep,
    StepNotPossibleError,
    moved,
)
from goodstanding.service import (
    corrections,
    partners,
    persons,
    publishing,
    recalling,
    sources,
)
from goodstanding.service.entries import seal_of
from goodstanding.service.looks import Reason, note
from goodstanding.service.people import known
from goodstanding.service.programme import Programme
from goodstanding.service.refused import NOT_POSSIBLE, no
from goodstanding.service.rights import Actor, check, not_yours

SAME_PERSON = declare("proposal-same-person", "The person who proposed an act approved it.")
NOT_FOUND = declare("proposal-not-found", "There is no proposal of this number.")
PERSON_GONE = declare("proposal-person-gone", "A person of a proposal works here no more.")
DECLINED: Final = "declined"
"""Beside what was asked about a record stands why it was declined, sealed with it."""

NOT_PROPOSER = declare("proposal-not-proposer", "Somebody else's proposal was to be taken back.")


class Deed(StrEnum):
    """The acts that take two persons."""

    PUBLISH_EDITION = "publish edition"
    REGISTER_SOURCE = "register source"
    END_SOURCE = "end source"
    RECALL_SOURCE = "recall source"
    REGISTER_PARTNER = "register partner"
    END_PARTNER = "end partner"
    CORRECT_RECORD = "correct record"
    REGISTER_PERSON = "register person"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """How a deed is done. `area` begins the names of its operations.

    `prepare` says what is wrong with what is asked, and gives what `perform` needs. A deed about a
    member has `about`, and is prepared inside the transaction; the others are prepared before it.
    """

    area: str
    prepare: Callable[[Programme, Mapping[str, Any]], Any]
    perform: Callable[[Programme, Proposal, Any], None]
    about: Callable[[Programme, Mapping[str, Any]], Entry] | None = None


def _person_asked(_: Programme, asked: Mapping[str, Any]) -> tuple[str, bytes, list[str]]:
    """Return the name, the proof and the roles of a person who is to be registered."""
    return str(asked["name"]), bytes.fromhex(str(asked["proof"])), list(asked["roles"])


def _register_person(
    programme: Programme, _: Proposal, asked: tuple[str, bytes, list[str]]
) -> None:
    """Register a person, in the transaction of the second person's yes."""
    name, proof, roles = asked
    persons.keep(programme, name=name, proof=proof, roles=roles)


_WAYS: Final[Mapping[Deed, _Way]] = MappingProxyType(
    {
        Deed.PUBLISH_EDITION: _Way(
            area="edition", prepare=publishing.prepare, perform=publishing.perform
        ),
        Deed.REGISTER_SOURCE: _Way(area="source", prepare=sources.prepare, perform=sources.perform),
        Deed.END_SOURCE: _Way(
            area="source", prepare=sources.prepare_end, perform=sources.perform_end
        ),
        Deed.RECALL_SOURCE: _Way(
            area="source", prepare=recalling.prepare_all, perform=recalling.perform_all
        ),
        Deed.REGISTER_PARTNER: _Way(
            area="partner", prepare=partners.prepare, perform=partners.perform
        ),
        Deed.END_PARTNER: _Way(
            area="partner", prepare=partners.prepare_end, perform=partners.perform_end
        ),
        Deed.CORRECT_RECORD: _Way(
            area="correction",
            prepare=corrections.prepare,
            perform=corrections.perform,
            about=corrections.standing,
        ),
        Deed.REGISTER_PERSON: _Way(area="person", prepare=_person_asked, perform=_register_person),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A proposal as the desk sees it; what is about a member is shown to whoever may approve it."""

    number: int
    deed: Deed
    asked: Mapping[str, Any]
    state: ProposalState
    proposed_by: str
    proposed: datetime
    decided_by: str | None
    decided: datetime | None
    why: str


def propose(programme: Programme, actor: Actor, deed: Deed, asked: Mapping[str, Any]) -> int:
    """Propose an act and return the number of the proposal; durable when it returns.

    A person to be registered is asked for by `name` and `document`, of which a keyed hash is kept,
    and by `roles`, without which it is every role.

    Raises:
        ProblemsError: the actor may not, or something is wrong with what is asked.
    """
    way = _WAYS[deed]
    check(actor, f"{way.area}.propose")
    if deed is Deed.REGISTER_PERSON:
        proof = persons.proof_of(programme, str(asked.get("document", "")))
        name = persons.name_of(str(asked.get("name", "")))
        roles = persons.roles_given(asked.get("roles", ()))
        asked = {"name": name, "proof": proof.hex(), "roles": roles}
    if way.about is None:
        way.prepare(programme, asked)

    def act() -> int:
        person = _person(actor)
        row = Proposal(
            number=programme.number(),
            act=deed.value,
            asked=dict(asked),
            state=ProposalState.PROPOSED.value,
            proposed_by=person,
            proposed=programme.now(),
        )
        if way.about is not None:
            entry = way.about(programme, asked)
            who = known(programme, entry.member_id)
            way.prepare(programme, asked)
            row.entry, row.asked = entry, {}
            row.sealed = seal_of(programme, entry).close(asked, about="proposal")
            doing = f"proposed: {deed.value}"
            note(programme, who, actor.looker, action=doing, why=_why(asked, entry))
        row.save(force_insert=True)
        return row.number

    return programme.write(act)


def approve(programme: Programme, actor: Actor, number: int) -> None:
    """Approve a proposal of another person; the act is done when this returns.

    Raises:
        ProblemsError: the actor may not or is the person who proposed it, whichever account is
            used; a person works here no more; or what was asked is no longer possible.
    """
    check(actor, "proposals.read")
    found = programme.read(lambda: _own(number, lock=False))
    way = _WAYS[Deed(found.act)]
    check(actor, f"{way.area}.approve")
    ready = None if way.about is not None else way.prepare(programme, found.asked)

    def act() -> None:
        row = _own(number, lock=True)
        _decide(programme, actor, row, ProposalStep.APPROVE)
        if way.about is None:
            way.perform(programme, row, ready)
            return
        assert row.entry is not None, "what is about an entry goes with it"
        who = known(programme, row.entry.member_id)
        asked = _opened(programme, row)
        way.perform(programme, row, way.prepare(programme, asked))
        doing = f"approved: {row.act}"
        note(programme, who, actor.looker, action=doing, why=_why(asked, row.entry))

    programme.write(act)


def decline(programme: Programme, actor: Actor, number: int, *, why: str) -> None:
    """Decline a proposal, with a reason, which is sealed where it is about a member's record.

    Raises:
        ProblemsError: the actor may not, or the proposal was decided already.
    """
    check(actor, "proposal.decline")

    def act() -> None:
        row = _own(number, lock=True)
        check(actor, f"{_WAYS[Deed(row.act)].area}.approve")
        _decide(programme, actor, row, ProposalStep.DECLINE, why="" if row.entry else why)
        if row.entry is not None:
            said = {**_opened(programme, row), DECLINED: why}
            row.sealed = seal_of(programme, row.entry).close(said, about="proposal")
            row.save(update_fields=["sealed"])

    programme.write(act)


def take_back(programme: Programme, actor: Actor, number: int) -> None:
    """Take back one's own proposal.

    Raises:
        ProblemsError: somebody else proposed it, or it was decided already.
    """
    check(actor, "proposal.take-back")
    programme.write(
        lambda: _decide(programme, actor, _own(number, lock=True), ProposalStep.TAKE_BACK)
    )


def proposals(programme: Programme, actor: Actor) -> list[Shown]:
    """Return the proposals, those to be decided first and then the latest.

    What is about a member is not in this list; `proposal` shows it, and leaves a trace.

    Raises:
        ProblemsError: the actor may not.
    """
    check(actor, "proposals.read")

    def act() -> list[Shown]:
        rows = Proposal.objects.select_related("proposed_by", "decided_by").order_by("-proposed")
        found = [_shown(row, row.asked) for row in rows]
        return sorted(found, key=lambda each: each.state is not ProposalState.PROPOSED)

    return programme.read(act)


def proposal(programme: Programme, actor: Actor, number: int) -> Shown:
    """Return one proposal as whoever may approve it sees it; of a member's, the member sees that.

    Raises:
        ProblemsError: the actor may not, or there is no such proposal.
    """
    check(actor, "proposals.read")

    def act() -> Shown:
        row = _own(number, lock=False)
        check(actor, f"{_WAYS[Deed(row.act)].area}.approve")
        if row.entry is None:
            return _shown(row, row.asked)
        who = known(programme, row.entry.member_id)
        note(programme, who, actor.looker, action=f"read: {row.act}", why="before deciding")
        asked = _opened(programme, row)
        return replace(_shown(row, asked), why=asked.pop(DECLINED, row.why))

    return programme.write(act)


def _decide(
    programme: Programme, actor: Actor, row: Proposal, step: ProposalStep, *, why: str = ""
) -> None:
    """Take a step of a proposal; it takes two persons to come to done."""
    person = _person(actor)
    if step is ProposalStep.APPROVE:
        if person.number == row.proposed_by_id:
            raise no(
                SAME_PERSON,
                "the person who proposed this cannot approve it",
                "Let another person read and approve it (charter 10)",
            )
        if not row.proposed_by.active:
            raise no(PERSON_GONE, "who proposed this works here no more", "Propose it again")
    elif step is ProposalStep.TAKE_BACK and person.number != row.proposed_by_id:
        raise no(NOT_PROPOSER, "somebody else proposed this", "Decline it instead")
    try:
        row.state = moved(PROPOSAL, ProposalState(row.state), step).value
    except StepNotPossibleError as error:
        raise no(NOT_POSSIBLE, str(error), "Look at the proposal again") from None
    row.decided_by, row.decided, row.why = person, programme.now(), why
    row.save(update_fields=["state", "decided_by", "decided", "why"])


def _person(actor: Actor) -> Person:
    """Return the person who acts, who has to work here still."""
    found = Person.objects.filter(number=actor.person or 0).first()
    if found is None:
        raise not_yours()
    if not found.active:
        raise no(PERSON_GONE, "this person works here no more", "Ask the programme's office")
    return found


def _own(number: int, *, lock: bool) -> Proposal:
    """Return a proposal."""
    rows = Proposal.objects.select_for_update() if lock else Proposal.objects.all()
    found = rows.filter(number=number).first()
    if found is None:
        raise no(NOT_FOUND, "there is no such proposal", "Look at the list")
    return found


def _opened(programme: Programme, row: Proposal) -> dict[str, Any]:
    """Return what is asked about an entry; nothing where its member has deleted it."""
    assert row.entry is not None
    if row.sealed is None:
        return {}
    return seal_of(programme, row.entry).open(row.sealed, about="proposal")


def _shown(row: Proposal, asked: Mapping[str, Any]) -> Shown:
    """Return a proposal as it is shown."""
    return Shown(
        number=row.number,
        deed=Deed(row.act),
        asked=asked,
        state=ProposalState(row.state),
        proposed_by=row.proposed_by.name,
        proposed=row.proposed,
        decided_by=None if row.decided_by is None else row.decided_by.name,
        decided=row.decided,
        why=row.why,
    )


def _why(asked: Mapping[str, Any], entry: Entry) -> Reason:
    """Return why a member's record is to be corrected."""
    return Reason(text=str(asked.get("why", "")), entry=entry)
