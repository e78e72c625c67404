"""What a notice says, in the member's language; a deduction in the words of its rule."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Edition, Notice
from goodstanding.model.entry import Entry
from goodstanding.model.names import KindName, Text
from goodstanding.model.plain import day_of, fields_of
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.present.notices import NoticeWords, notice_words
from goodstanding.present.rows import signed
from goodstanding.rulebook.diff import diff
from goodstanding.rulebook.words.known import LANGUAGES
from goodstanding.rulebook.words.language import Language
from goodstanding.rulebook.words.phrases import field_value
from goodstanding.scoring.score import score
from goodstanding.service.editions import parsed, policy_on, with_law
from goodstanding.service.entries import seal_about
from goodstanding.service.offered import source_titles
from goodstanding.service.people import Known
from goodstanding.service.programme import Programme
from goodstanding.service.statements import entries_of, scored


def subject_of(code: str, subject: str) -> str:
    """Return what a notice is about, in a language."""
    return notice_words(code).subjects[subject]


def language_in(code: str) -> Language:
    """Return a language, English where there are no words in it."""
    return LANGUAGES.get(code, LANGUAGES["en"])


def paragraphs_of(programme: Programme, who: Known, row: Notice) -> tuple[str, ...]:
    """Return what a notice says, inside the transaction that shows or sends it."""
    sealed = seal_about(programme, who, row.entry).open(row.sealed, about="notice")
    text = _Text(programme, who, sealed)
    parts = {
        "deduction": text.deduction,
        "recall": text.recall,
        "correction": text.correction,
        "edition": text.edition,
        "appeal": text.answer,
        "repair": text.answer,
        "consent": text.ending,
    }
    found = parts[row.subject](row.entry_id)
    return (*found, *text.signature())


class _Text:
    """One notice put into words."""

    def __init__(self, programme: Programme, who: Known, sealed: dict[str, Any]) -> None:
        """Take the words of the member's language."""
        self._programme = programme
        self._who = who
        self._sealed = sealed
        self._words: NoticeWords = notice_words(who.row.language)
        self._language = language_in(who.row.language)

    def signature(self) -> Iterator[str]:
        """Yield who says so."""
        controller = self._programme.controller
        yield self._words.from_office.format(controller=controller.name, address=controller.address)
        yield self._words.questions.format(contact=controller.contact)

    def deduction(self, number: int | None) -> Iterator[str]:
        """Yield which record it is, what it takes, from when, and what can be done about it."""
        words, language, terms = self._words, self._language, self._programme.terms
        today = self._programme.today()
        policy = self._policy(today)
        entry = self._entry(number)
        if entry is None:
            return
        yield words.record.format(
            source=self._source(entry.source),
            kind=self._kind(policy, entry.kind),
            day=language.day(entry.on),
            record=entry.record,
        )
        takes = 0 if policy is None else self._takes(policy, entry, today)
        if policy is not None and takes > 0:
            rules = language.listed(
                language.quoted(language.text(title)) for title in titles_of(policy, entry.kind)
            )
            yield words.takes.format(rules=rules, points=signed(language, -takes))
            yield words.counts_from
        else:
            yield words.takes_nothing
        yield words.contest.format(
            answer=language.number(terms.first_answer_working_days),
            decide=language.number(terms.decision_days),
        )
        if policy is not None and may_be_repaired(policy, entry.kind):
            yield words.repair

    def recall(self, _: int | None) -> Iterator[str]:
        """Yield how many records were taken back."""
        yield self._words.recalled.format(number=self._language.number(self._sealed["records"]))

    def correction(self, number: int | None) -> Iterator[str]:
        """Yield what a record said before and says now, or that it was struck out, and why."""
        words, language = self._words, self._language
        entry = self._entry(number)
        if entry is None:
            return
        source, policy = self._source(entry.source), self._policy(self._programme.today())
        if self._sealed["struck"]:
            yield words.struck_out.format(source=source, record=entry.record)
            parts = self._contents(policy, entry).items()
            said = [words.part.format(part=part, said=text) for part, text in parts]
            yield words.had_said.format(said=language.semicolon.join(said))
        else:
            yield words.corrected.format(
                source=source,
                record=entry.record,
                kind=self._kind(policy, entry.kind),
                day=language.day(entry.on),
            )
            yield from self._changed(policy, entry)
        yield words.reasons.format(reasons=self._sealed["why"])

    def _changed(self, policy: Policy | None, entry: Entry) -> Iterator[str]:
        """Yield each part of a corrected record that said something else, before and now."""
        was = self._sealed["before"]
        old = replace(
            entry,
            kind=KindName(was["kind"]),
            on=date.fromisoformat(was["on"]),
            until=day_of(was["until"]),
            act=was["act"],
            fields=fields_of(was["fields"]),
        )
        before, after = (self._contents(policy, each) for each in (old, entry))
        nothing = self._words.nothing
        for part in {**before, **after}:
            said = before.get(part, nothing), after.get(part, nothing)
            if said[0] != said[1]:
                yield self._words.changed.format(part=part, before=said[0], after=said[1])

    def _contents(self, policy: Policy | None, entry: Entry) -> dict[str, str]:
        """Return what a record says, by what each part of it is called."""
        language, parts = self._language, self._words.parts
        kind = None if policy is None else policy.kinds.get(entry.kind)
        found = {
            parts["kind"]: language.quoted(self._kind(policy, entry.kind)),
            parts["on"]: language.day(entry.on),
        }
        if entry.until is not None:
            found[parts["until"]] = language.day(entry.until)
        if entry.act is not None:
            found[parts["act"]] = str(entry.act)
        for name, value in entry.fields.items():
            said = language.name(name)
            found[said[:1].upper() + said[1:]] = field_value(language, kind, name, value)
        return found

    def edition(self, _: int | None) -> Iterator[str]:
        """Yield what changes, and what would have to be agreed to again."""
        said, words, language = self._sealed, self._words, self._language
        rows = {row.edition: row for row in Edition.objects.filter(edition__lte=said["edition"])}
        new = with_law(self._programme, parsed(rows[said["edition"]].text))
        yield words.edition.format(
            edition=language.number(new.edition),
            title=language.text(new.title),
            day=language.day(new.in_force),
        )
        before = rows.get(said["edition"] - 1)
        if before is not None:
            yield words.changes
            old = with_law(self._programme, parsed(before.text))
            yield from diff(old, new).lines(language.code)
        for source, kinds in said["again"]:
            named = language.listed(self._kind(new, KindName(kind)) for kind in kinds)
            yield words.again.format(source=self._source(source), kinds=named)
        if said["again"]:
            yield words.silence

    def answer(self, number: int | None) -> Iterator[str]:
        """Yield the state of an appeal or a repair, with the reasons and whose they are."""
        said, words = self._sealed, self._words
        entry = self._entry(number)
        if entry is None:
            return
        yield words.outcomes[said["state"]].format(
            record=entry.record, source=self._source(entry.source)
        )
        if said["lapsed"]:
            yield words.lapsed
        if said["reasons"]:
            yield words.reasons.format(reasons=said["reasons"])
        if said["by"] and said["reasons"]:
            yield words.reviewer.format(name=said["by"])
        if said["state"] == "rejected":
            yield words.file_again

    def ending(self, _: int | None) -> Iterator[str]:
        """Yield which consent ends, when, and what comes of it."""
        words, language = self._words, self._language
        day = date.fromisoformat(self._sealed["until"])
        yield words.ending.format(
            source=self._source(self._sealed["source"]), day=language.day(day)
        )
        yield words.keep_it

    def _policy(self, day: date) -> Policy | None:
        """Return the edition in force, None where there is none."""
        try:
            return policy_on(self._programme, day)
        except ProblemsError:
            return None

    def _entry(self, number: int | None) -> Entry | None:
        """Return the entry that a notice is about, None where it was recalled or deleted."""
        found = (each for each in entries_of(self._programme, self._who) if each.position == number)
        return next(found, None)

    def _source(self, name: str) -> str:
        """Return what a source is called, as it was registered."""
        return self._language.source(name, self._titles.get(name))

    @cached_property
    def _titles(self) -> dict[str, Text]:
        """Return what sources were registered as."""
        return source_titles(self._programme)

    def _kind(self, policy: Policy | None, kind: KindName) -> str:
        """Return what a kind of record is called."""
        known = None if policy is None else policy.kinds.get(kind)
        return self._language.name(kind) if known is None else self._language.text(known.means)

    def _takes(self, policy: Policy, entry: Entry, today: date) -> int:
        """Return what the total of today loses once the notice of an entry has arrived."""
        member, entries = scored(self._programme, self._who, as_of=today)
        by_told = {
            day: [
                replace(each, notified=day) if each.position == entry.position else each
                for each in entries
            ]
            for day in (None, today)
        }
        before, after = (score(policy, member, by_told[day], as_of=today) for day in (None, today))
        return before.total - after.total


def titles_of(policy: Policy, kind: KindName) -> list[Text]:
    """Return the titles of the rules or measures that read a kind."""
    form = policy.form
    parts = form.rules if isinstance(form, PointsForm) else form.measures
    return [part.title for part in parts if part.record == kind]


def may_be_repaired(policy: Policy, kind: KindName) -> bool:
    """Return whether a rule that reads a kind says what a repaired deduction becomes."""
    if not isinstance(policy.form, PointsForm):
        return False
    return any(rule.repaired is not None for rule in policy.form.rules_by_kind.get(kind, ()))
