"""A member's own statement of today, with the reason for each line."""

from dataclasses import replace

from goodstanding.present.explain import Explanation, explain
from goodstanding.service.editions import policy_on
from goodstanding.service.offered import source_titles
from goodstanding.service.people import known
from goodstanding.service.programme import Programme
from goodstanding.service.statements import scored


def own_statement(programme: Programme, number: int) -> Explanation:
    """Return a member's statement of today, explained.

    Raises:
        ProblemsError: nobody of this number is a member, or no edition is in force.
    """

    def act() -> Explanation:
        today = programme.today()
        member, entries = scored(programme, known(programme, number), as_of=today)
        found = explain(policy_on(programme, today), member, entries, as_of=today)
        return replace(found, titles=source_titles(programme))

    return programme.read(act)
