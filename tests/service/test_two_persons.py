"""Acts of two persons: never two accounts of one person, whatever the order of the steps."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import User
from tests.support.desk import somebody
from tests.support.running import Opened, open_fresh

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Partner, PartnerKey, Person, Proposal, Source, SourceKey
from goodstanding.model.lifecycle import ProposalStep
from goodstanding.service import persons, proposals
from goodstanding.service.looks import Role
from goodstanding.service.programme import Programme
from goodstanding.service.proposals import Deed
from goodstanding.service.rights import Actor

SEQUENCES = {"some": 500, "all": 10_000}
TITLE = {"en": "Volunteers", "zh": "志愿者"}
SOURCE = {"name": "volunteer-network", "title": TITLE, "rows_per_day_max": 1000}


@pytest.fixture
def town() -> Opened:
    return open_fresh()


def refused(act: Callable[[], object]) -> str:
    """Return the code by which an act is refused."""
    with pytest.raises(ProblemsError) as caught:
        act()
    return caught.value.problems[0].code.name


def operators(town: Opened, *names: str) -> list[Actor]:
    """Return operators by name."""
    return [somebody(town.programme, name, Role.OPERATOR) for name in names]


def test_two_persons_register_a_source_and_end_it(town: Opened) -> None:
    programme = town.programme
    ann, ben = operators(town, "Ann", "Ben")
    number = proposals.propose(programme, ann, Deed.REGISTER_SOURCE, SOURCE)
    assert Source.objects.count() == 0
    assert refused(lambda: proposals.approve(programme, ann, number)) == "proposal-same-person"
    proposals.approve(programme, ben, number)
    assert Source.objects.get().title == TITLE
    assert refused(lambda: proposals.approve(programme, ben, number)) == "source-registered"
    [shown] = proposals.proposals(programme, ann)
    assert (shown.state.value, shown.proposed_by, shown.decided_by) == ("done", "Ann", "Ben")
    SourceKey.objects.create(
        token=b"k",
        source_id="volunteer-network",
        created=programme.today(),
        expires=programme.today(),
    )
    ending = proposals.propose(programme, ben, Deed.END_SOURCE, {"name": SOURCE["name"]})
    proposals.approve(programme, ann, ending)
    assert not Source.objects.get().active
    assert SourceKey.objects.get().revoked


def test_two_persons_register_a_partner_and_end_it(town: Opened) -> None:
    programme = town.programme
    ann, ben = operators(town, "Ann", "Ben")
    asked = {"name": "town-library", "title": TITLE}
    names = {each.partner for each in _policy(town).benefits}
    asked["name"] = min(names)
    proposals.approve(
        programme, ben, proposals.propose(programme, ann, Deed.REGISTER_PARTNER, asked)
    )
    assert Partner.objects.get().active
    day = programme.today()
    PartnerKey.objects.create(token=b"k", partner=Partner.objects.get(), created=day, expires=day)
    again = refused(lambda: proposals.propose(programme, ann, Deed.REGISTER_PARTNER, asked))
    assert again == "partner-registered"
    proposals.approve(programme, ben, proposals.propose(programme, ann, Deed.END_PARTNER, asked))
    assert not Partner.objects.get().active
    assert PartnerKey.objects.get().revoked


def _policy(town: Opened) -> Any:
    """Return the edition in force."""
    from goodstanding.service.editions import policy_on

    return policy_on(town.programme, town.programme.today())


def test_what_is_wrong_is_said_before_a_second_person_is_asked(town: Opened) -> None:
    programme = town.programme
    [ann] = operators(town, "Ann")
    for deed, asked, code in (
        (Deed.REGISTER_SOURCE, {**SOURCE, "name": "tip-line"}, "source-not-in-policy"),
        (Deed.REGISTER_SOURCE, {**SOURCE, "title": {"en": "x"}}, "source-no-title"),
        (Deed.REGISTER_SOURCE, {**SOURCE, "rows_per_day_max": 0}, "source-quota"),
        (Deed.REGISTER_SOURCE, {**SOURCE, "rows_per_day_max": True}, "source-quota"),
        (Deed.END_SOURCE, {"name": "nobody"}, "source-not-registered"),
        (Deed.REGISTER_PARTNER, {"name": "nobody", "title": TITLE}, "partner-not-in-policy"),
        (Deed.END_PARTNER, {"name": "nobody"}, "partner-not-registered"),
        (Deed.REGISTER_PERSON, {"name": "", "document": "passport 1"}, "person-no-proof"),
        (Deed.REGISTER_PERSON, {"name": "Cleo", "document": "1"}, "person-no-proof"),
        (Deed.PUBLISH_EDITION, {"text": "x"}, "rights-not-yours"),
    ):
        assert refused(partial(proposals.propose, programme, ann, deed, asked)) == code
    assert Proposal.objects.count() == 0


def test_two_persons_register_a_third(town: Opened) -> None:
    programme = town.programme
    ann, ben = operators(town, "Ann", "Ben")
    asked = {"name": "Cleo", "document": "passport EE 123"}
    number = proposals.propose(programme, ann, Deed.REGISTER_PERSON, asked)
    assert "123" not in str(Proposal.objects.get().asked)
    proposals.approve(programme, ben, number)
    assert sorted(each.name for each in persons.working(programme)) == ["Ann", "Ben", "Cleo"]
    same = persons.register(programme, name="Cleopatra", document="PASSPORT ee-123")
    assert Person.objects.get(name="Cleo").number == same
    assert Person.objects.count() == 3


def test_an_account_works_for_one_person_in_the_roles_it_was_given(town: Opened) -> None:
    programme = town.programme
    [ann, ben] = operators(town, "Ann", "Ben")
    account = User.objects.get(username="Ann").pk
    assert persons.roles_of(programme, account) == (Role.OPERATOR,)
    assert persons.roles_of(programme, account + 100) == ()
    assert ann.person is not None
    assert ben.person is not None

    def giving(person: int, *roles: Role) -> str:
        return refused(lambda: persons.give_account(programme, person, account, roles))

    assert giving(ben.person, Role.CLERK) == "person-not-found"
    assert giving(7, Role.CLERK) == "person-not-found"
    assert giving(ann.person, Role.MEMBER) == "person-no-such-role"
    assert giving(ann.person) == "person-no-such-role"
    as_clerk = refused(lambda: persons.actor_of(programme, account, Role.CLERK, strong=True))
    assert as_clerk == "rights-not-yours"
    persons.retire(programme, ann.person)
    assert refused(lambda: persons.retire(programme, 7)) == "person-not-found"
    assert persons.roles_of(programme, account) == ()
    proposing = refused(lambda: proposals.propose(programme, ann, Deed.REGISTER_SOURCE, SOURCE))
    assert proposing == "proposal-person-gone"


def test_a_proposal_is_declined_with_a_reason_or_taken_back_by_its_proposer(town: Opened) -> None:
    programme = town.programme
    ann, ben = operators(town, "Ann", "Ben")
    first = proposals.propose(programme, ann, Deed.REGISTER_SOURCE, SOURCE)
    assert refused(lambda: proposals.take_back(programme, ben, first)) == "proposal-not-proposer"
    proposals.take_back(programme, ann, first)
    assert refused(lambda: proposals.take_back(programme, ann, first)) == "service-not-possible"
    second = proposals.propose(programme, ann, Deed.REGISTER_SOURCE, SOURCE)
    proposals.decline(programme, ben, second, why="not needed")
    assert refused(lambda: proposals.approve(programme, ben, second)) == "service-not-possible"
    assert refused(lambda: proposals.approve(programme, ben, 7)) == "proposal-not-found"
    assert proposals.proposal(programme, ben, second).why == "not needed"
    third = proposals.propose(programme, ann, Deed.REGISTER_SOURCE, SOURCE)
    assert ann.person is not None
    persons.retire(programme, ann.person)
    assert refused(lambda: proposals.approve(programme, ben, third)) == "proposal-person-gone"
    assert Source.objects.count() == 0


def sequence(
    programme: Programme, actors: list[Actor], random: Random, found: Counter[str]
) -> None:
    """Try one sequence of steps, and count what each came to."""
    asked = {"name": "Cleo", "document": "passport 99"}
    number = None
    for _ in range(random.randint(2, 5)):
        actor = random.choice(actors)
        step = random.choice(["propose", "approve", "approve", "approve", "decline", "back"])
        try:
            if step == "propose" or number is None:
                number = proposals.propose(programme, actor, Deed.REGISTER_PERSON, asked)
            elif step == "approve":
                proposals.approve(programme, actor, number)
            elif step == "decline":
                proposals.decline(programme, actor, number, why="no")
            else:
                proposals.take_back(programme, actor, number)
            found[step] += 1
        except ProblemsError as error:
            found[error.problems[0].code.name] += 1


def walk(town: Opened, count: int) -> Counter[str]:
    """Try random sequences of steps by accounts of few persons; count what came of them.

    Two of the accounts are one person's, under two ways to write one document.
    """
    programme, random = town.programme, Random(1)
    one = somebody(programme, "Ann", Role.OPERATOR, document="passport EE 1", account="a1")
    two = somebody(programme, "Ann B", Role.OPERATOR, document="Passport ee-1", account="a2")
    ben = somebody(programme, "Ben", Role.OPERATOR)
    gone = somebody(programme, "Gone", Role.OPERATOR)
    assert gone.person is not None
    persons.retire(programme, gone.person)
    actors = [one, two, ben, gone]
    found: Counter[str] = Counter()

    def some() -> None:
        for _ in range(min(count, 500)):
            sequence(programme, actors, random, found)

    for _ in range(max(1, count // 500)):
        programme.write(some)
    for row in Proposal.objects.filter(state="done").select_related("proposed_by", "decided_by"):
        found["done"] += 1
        assert row.decided_by is not None
        same = row.proposed_by.number == row.decided_by.number
        found["done by one"] += same
        found["done by somebody gone"] += gone.person in {row.proposed_by_id, row.decided_by_id}
    return found


@pytest.mark.parametrize("size", ["some", pytest.param("all", marks=pytest.mark.night)])
def test_no_sequence_of_steps_is_done_without_two_persons(town: Opened, size: str) -> None:
    count = SEQUENCES[size]
    found = walk(town, count)
    assert found["done"] > count // 20
    assert found["proposal-same-person"] > count // 20
    assert found["proposal-person-gone"] > count // 20
    assert found["done by one"] == 0
    assert found["done by somebody gone"] == 0


def test_a_walk_finds_an_approval_that_compares_nothing(
    town: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = proposals._decide

    def forgetful(programme: Any, actor: Any, row: Any, step: Any, *, why: str = "") -> None:
        if step is ProposalStep.APPROVE and actor.person == row.proposed_by_id:
            row.state, row.decided_by = "done", row.proposed_by
            row.save()
            return
        honest(programme, actor, row, step, why=why)

    monkeypatch.setattr(proposals, "_decide", forgetful)
    assert walk(town, 200)["done by one"] > 0
