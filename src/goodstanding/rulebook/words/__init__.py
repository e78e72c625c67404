"""Policies in words: sentences made from the policy's own text, in every language there is."""

from goodstanding.model.names import RuleName
from goodstanding.model.policy import Policy
from goodstanding.rulebook.words.board import Board, Section, Table, board
from goodstanding.rulebook.words.known import LANGUAGES, language_for, language_of
from goodstanding.rulebook.words.markdown import board_markdown
from goodstanding.rulebook.words.page import board_html
from goodstanding.rulebook.words.sentences import rule_named, sentences_of


def rule_sentences(policy: Policy, rule_name: RuleName, lang: str) -> tuple[str, ...]:
    """Return a rule or measure as sentences, its title before the first.

    Raises:
        UsageError: the words or the policy's titles lack the language; it names those there are.
        KeyError: the policy has no rule or measure of this name.
    """
    language = language_for(policy, lang)
    first, *others = sentences_of(language, policy, rule_name)
    title = language.text(rule_named(policy, rule_name).title)
    text = f"{first[:1].lower()}{first[1:]}"
    return (language.rule.titled.format(title=title, text=text), *others)


__all__ = [
    "LANGUAGES",
    "Board",
    "Section",
    "Table",
    "board",
    "board_html",
    "board_markdown",
    "language_for",
    "language_of",
    "rule_sentences",
]
