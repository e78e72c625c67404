"""What an auditor may ask for: a sample that the system draws, and counts in which nobody is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from goodstanding.errors import declare
from goodstanding.ledger.models import LevelHeld, Member
from goodstanding.model.names import NO_LEVEL
from goodstanding.present.cells import groups
from goodstanding.service.editions import policy_on
from goodstanding.service.exports import scored_alone
from goodstanding.service.looks import note
from goodstanding.service.people import known_all
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no
from goodstanding.service.rights import Actor, check

NO_WORD = declare("audit-no-word", "An auditor asked for a sample without a word of their own.")
SAMPLE_SIZE = declare("audit-sample-size", "An auditor asked for a sample of too many or of none.")

SAMPLE_MAX: Final = 100
"""So many members are in one sample at most."""

WORD_CHARACTERS_MIN: Final = 8
COUNTED_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many members hold one of some levels, of those with one of some languages.

    Both are joined with their neighbours until no count is below 20, here or by subtraction.
    """

    languages: tuple[str, ...]
    levels: tuple[str, ...]
    members: int


def draw(programme: Programme, actor: Actor, count: int, *, word: str, why: str) -> list[str]:
    """Return the scored part of so many members drawn, each as an export of its own.

    A word of the auditor's and a key of the programme decide together who is drawn: without the
    key the auditor can choose nobody, and without another word the operator cannot draw again
    until the sample pleases. A file has no name, address or number of a member; `verify` works its
    lines out again. Each member's log says that the member was drawn, by whom and why.

    Raises:
        ProblemsError: the actor may not, asks for none or for more than 100, or the word is short.
    """
    check(actor, "sample.draw")
    if not 1 <= count <= SAMPLE_MAX:
        raise no(
            SAMPLE_SIZE,
            f"a sample has 1 to {SAMPLE_MAX} members",
            "Draw another sample later where one is not enough",
        )
    if len(word) < WORD_CHARACTERS_MIN:
        raise no(
            NO_WORD,
            f"a word has {WORD_CHARACTERS_MIN} characters or more",
            "Let the auditor think of one and tell it nobody before",
        )

    def place(number: int) -> bytes:
        return programme.keys.hashed("audit draws", word, str(number))

    def act() -> list[str]:
        every = Member.objects.values_list("number", flat=True)
        people = known_all(programme, sorted(every.iterator(), key=place)[:count])
        found = []
        for number in sorted(people, key=place):
            who = people[number]
            note(programme, who, actor.looker, action="sample", why=why)
            found.append(scored_alone(programme, who))
        return found

    return programme.write(act)


def counts(programme: Programme, actor: Actor) -> list[Counted]:
    """Return how many members hold which level, by their language; nobody can be found in it.

    Members are read in pieces, as of what the worker settled last.

    Raises:
        ProblemsError: the actor may not, or no edition is in force.
    """
    check(actor, "counts.read")
    found: Counter[tuple[str, str]] = Counter()
    after = -1
    while True:
        numbers = _next(programme, after)
        if not numbers:
            break
        found.update(_levels(programme, numbers))
        after = numbers[-1]
    policy = programme.read(lambda: policy_on(programme, programme.today()))
    levels = [str(NO_LEVEL), *(str(level.name) for level in policy.levels)]
    return joined(found, levels)


def joined(found: Mapping[tuple[str, str], int], levels: Sequence[str]) -> list[Counted]:
    """Return members by language and level as they may be told; `levels` are in their order.

    Every member is in one count and every count is of 20 or more, so that no sum and no difference
    of counts is of fewer. Nothing is told of fewer than 20 altogether.
    """
    levels = [*levels, *sorted({level for _, level in found} - set(levels))]
    languages = sorted({language for language, _ in found})
    spoken = [sum(found.get((language, level), 0) for level in levels) for language in languages]
    counted = []
    for some, _ in groups(spoken):
        names = tuple(languages[place] for place in some)
        held = [sum(found.get((name, level), 0) for name in names) for level in levels]
        counted += [
            Counted(languages=names, levels=tuple(levels[p] for p in run), members=members)
            for run, members in groups(held)
        ]
    return counted


def _next(programme: Programme, after: int) -> list[int]:
    """Return the numbers of the members that are read next."""
    rows = Member.objects.filter(number__gt=after).order_by("number")
    return programme.read(lambda: list(rows.values_list("number", flat=True)[:COUNTED_AT_ONCE]))


def _levels(programme: Programme, numbers: Sequence[int]) -> Counter[tuple[str, str]]:
    """Return how many of some members have which language and level."""

    def act() -> Counter[tuple[str, str]]:
        people = known_all(programme, numbers)
        last = dict.fromkeys(people, str(NO_LEVEL))
        for row in LevelHeld.objects.filter(member__in=list(people)).order_by("sequence"):
            seal = people[row.member_id].seal
            last[row.member_id] = seal.open(row.sealed, about="level held")["level"]
        return Counter((people[n].row.language, level) for n, level in last.items())

    return programme.read(act)
