"""The languages there are, by code."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from goodstanding.errors import UsageError
from goodstanding.model.policy import Policy
from goodstanding.rulebook.words.chinese import Chinese
from goodstanding.rulebook.words.english import English
from goodstanding.rulebook.words.language import Language

LANGUAGES: Final[Mapping[str, Language]] = MappingProxyType(
    {language.code: language for language in (English(), Chinese())}
)


def language_of(code: str) -> Language:
    """Return a language by its code.

    Raises:
        UsageError: there are no words in this language.
    """
    if code not in LANGUAGES:
        message = f"There are no words in {code!r}. There are words in {', '.join(LANGUAGES)}."
        raise UsageError(message)
    return LANGUAGES[code]


def language_for(policy: Policy, code: str) -> Language:
    """Return a language that both the words and a policy's titles have.

    Raises:
        UsageError: one of them lacks it.
    """
    language = language_of(code)
    if code not in policy.languages:
        there = ", ".join(each for each in policy.languages if each in LANGUAGES) or "none"
        message = (
            f"{policy.name} has no titles in {code!r}. "
            f"Languages that it and the words both have: {there}."
        )
        raise UsageError(message)
    return language
