"""The edition that follows one of the spoken policies, and what changes to it."""

from dataclasses import replace
from datetime import date
from typing import Final

from tests.support.spoken import spoken

from goodstanding.model.policy import Policy
from goodstanding.rulebook.diff import Change, diff

HEAD: Final = frozenset({"edition", "published", "from"})
"""The paths that every new edition changes."""


def next_edition(text: str, *pairs: tuple[str, str]) -> Policy:
    """Return the edition that follows: published later, in force later, with texts changed."""
    edited = spoken(text, *pairs)
    return replace(
        edited,
        edition=edited.edition + 1,
        published=date(2026, 11, 1),
        in_force=date(2027, 1, 1),
    )


def changes(text: str, *pairs: tuple[str, str]) -> list[Change]:
    """Return what changes beside the edition's own number and days."""
    found = diff(spoken(text), next_edition(text, *pairs))
    return [change for change in found.changes if change.path not in HEAD]
