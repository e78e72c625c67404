"""What if, in words: a statement with acts that nobody did, and what would reach the next level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from goodstanding.model.entry import Entry, Member
from goodstanding.model.kinds import RecordKind
from goodstanding.model.names import FieldName, FieldValue
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Line
from goodstanding.present.explain import Explanation, explain
from goodstanding.present.forms import StatementWords
from goodstanding.present.rows import Sheet, called, sheet, signed
from goodstanding.present.text import plain_line
from goodstanding.rulebook.words.language import Language
from goodstanding.rulebook.words.phrases import field_value
from goodstanding.scoring.counterfactual import Action, NextLevel, Repair, least_change

SHORT: Final = 4
"""So much of a line is printed: nobody contests an imagined record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A statement as it is, as it would be, and what reaches the level above the one held now.

    `unseen` tells whether any of what was imagined would not be read at all.
    """

    before: Explanation
    after: Explanation
    unseen: bool
    next_level: NextLevel | None


def what_if(
    policy: Policy,
    member: Member,
    entries: Sequence[Entry],
    added: Sequence[Entry],
    *,
    as_of: date,
) -> WhatIf:
    """Return a statement on a day with and without `added`, and what reaches the next level.

    Raises:
        ProblemsError: `as_of` is before the edition is in force.
    """
    found = with_added(policy, member, entries, added, as_of=as_of)
    return replace(found, next_level=least_change(policy, member, entries, as_of=as_of))


def with_added(
    policy: Policy,
    member: Member,
    entries: Sequence[Entry],
    added: Sequence[Entry],
    *,
    as_of: date,
) -> WhatIf:
    """Return a member's statement on a day with and without `added`; nothing is kept.

    The next level is not looked for, which may take seconds.

    Raises:
        ProblemsError: `as_of` is before the edition is in force.
    """
    before = explain(policy, member, entries, as_of=as_of)
    after = explain(policy, member, [*entries, *added], as_of=as_of)
    read = {source for each in after.lines for source in each.sources}
    return WhatIf(
        before=before,
        after=after,
        unseen=any((entry.source, entry.record) not in read for entry in added),
        next_level=None,
    )


def whatif_text(found: WhatIf, lang: str) -> str:
    """Return what would be as plain lines, ending with a line break.

    Raises:
        UsageError: the words or the policy's titles lack the language; it names those there are.
    """
    page = sheet(found.after, lang)
    words, language = page.words, page.language
    lines = [words.whatif_heading, words.personal, ""]
    lines += [language.sentence(each) for each in _totals(page, found)]
    if found.unseen:
        lines.append(language.sentence(words.whatif_unseen))
    others = other_lines(page, found)
    if others:
        lines += ["", words.whatif_lines]
        for place in others:
            lines += plain_line(page, page.lines[place])[:SHORT]
    heading, ways = next_ways(page, found)
    lines += ["", heading, *(f"- {way}" for way in ways)]
    return "\n".join([*lines, ""])


def whatif_content(found: WhatIf, lang: str) -> dict[str, Any]:
    """Return what would be as JSON values, with the sentences of one language.

    Raises:
        UsageError: the words or the policy's titles lack the language; it names those there are.
    """
    page = sheet(found.after, lang)
    before, after = found.before.statement, found.after.statement
    return {
        "notice": page.words.personal,
        "language": page.language.code,
        "as_of": after.as_of.isoformat(),
        "before": {"total": before.total, "level": before.level},
        "after": {"total": after.total, "level": after.level},
        "unseen": found.unseen,
        "lines": [
            {
                "rule": after.lines[place].rule,
                "title": page.lines[place].title,
                "counted": after.lines[place].counted,
                "why": str(after.lines[place].why),
            }
            for place in other_lines(page, found)
        ],
        "next_level": None if found.next_level is None else found.next_level.level,
        "ways": list(next_ways(page, found)[1]),
    }


def _totals(page: Sheet, found: WhatIf) -> list[str]:
    """Return the total now, and the total then."""
    words, language = page.words, page.language
    before, after = found.before.statement, found.after.statement
    now = words.whatif_now.format(
        points=language.points(before.total), level=_level(page, found.before)
    )
    form = words.whatif_same if before.total == after.total else words.whatif_then
    then = form.format(
        points=language.points(after.total),
        change=signed(language, after.total - before.total),
        level=_level(page, found.after),
    )
    return [now, then]


def _level(page: Sheet, explanation: Explanation) -> str:
    """Return the level of a statement in words."""
    level = explanation.level
    return page.words.no_level if level is None else page.language.text(level.title)


def other_lines(page: Sheet, found: WhatIf) -> list[int]:
    """Return the places of the lines that are new or count otherwise."""
    before = [_without_next(line) for line in found.before.statement.lines]
    lines = found.after.statement.lines
    assert len(lines) == len(page.lines)
    return [place for place, line in enumerate(lines) if _without_next(line) not in before]


def _without_next(line: Line) -> tuple[object, ...]:
    """Return what a line counts and for what, without what it becomes later."""
    return (line.kind, line.rule, line.dimension, line.source, line.record, line.counted, line.why)


def next_ways(page: Sheet, found: WhatIf) -> tuple[str, tuple[str, ...]]:
    """Return a heading, and each single change that would reach the next level, the least first."""
    words, language = page.words, page.language
    level = found.next_level
    if level is None:
        return language.sentence(words.no_next), ()
    title = next(each.title for each in found.before.policy.levels if each.name == level.level)
    heading = words.next_heading.format(
        level=language.text(title), points=language.points(level.reached_from)
    )
    kinds = found.before.policy.kinds
    said = [_action(page, kinds[each.kind], each) for each in level.actions]
    said += [_repair(language, words, kinds[each.kind], each) for each in level.repairs]
    if level.by_itself_on is not None:
        said.append(words.by_itself.format(day=language.day(level.by_itself_on)))
    if not said:
        said.append(words.no_way)
    return heading, tuple(language.sentence(each) for each in said)


def _action(page: Sheet, kind: RecordKind, action: Action) -> str:
    """Return so many acts of one kind."""
    words, language = page.words, page.language
    form = words.act if action.times == 1 else words.acts
    said = [
        form.format(kind=language.text(kind.means), times=language.number(action.times)),
    ]
    if action.fields:
        fields = _fields(language, words, kind, action.fields)
        alone = action.times == 1
        last = _fields(language, words, kind, action.last_fields)
        if alone:
            said.append(last)
        else:
            said.append(words.with_fields.format(fields=fields))
            said += [words.last_fields.format(fields=last)] if last != fields else []
    if action.times > 1:
        day = language.day(action.reached_on)
        said.append(words.one_a_day.format(day=day) if action.daily else words.on_one_day)
    if not action.authorised:
        source = called(page.explanation, language, kind.source)
        said.append(words.unauthorised.format(source=source))
    return language.comma.join(said)


def _fields(
    language: Language,
    words: StatementWords,
    kind: RecordKind,
    fields: Mapping[FieldName, FieldValue],
) -> str:
    """Return what an act's record says."""
    said = [
        words.field.format(
            field=language.name(name), value=field_value(language, kind, name, value)
        )
        for name, value in fields.items()
    ]
    return language.listed(said)


def _repair(language: Language, words: StatementWords, kind: RecordKind, repair: Repair) -> str:
    """Return the repair of one record."""
    return words.repair.format(record=repair.record, kind=language.text(kind.means))
