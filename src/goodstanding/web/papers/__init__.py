"""The papers of a programme, filled from what it runs by."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from goodstanding.model.policy import Benefit
from goodstanding.present.paper import Paper
from goodstanding.service.papers import Configuration
from goodstanding.web.papers.writing import (
    Writing,
    controller,
    laws,
    partners,
    retention,
    sources,
)


def papers(found: Configuration, lang: str) -> Mapping[str, Paper]:
    """Return every paper in a language, by name."""
    return {name: paper_of(found, name, lang) for name in PAPERS}


def paper_of(found: Configuration, name: str, lang: str) -> Paper:
    """Return one paper by its name, in a language."""
    writing = Writing.of(found, lang)
    PAPERS[name](writing)
    return writing.paper(name)


def notice(writing: Writing) -> None:
    """Write what somebody reads before joining."""
    words, programme = writing.pages.join, writing.found.programme
    writing.says(words.lead)
    writing.heading(words.scored_heading)
    opening = writing.language.points(writing.found.policy.opening)
    writing.says(words.scored_note.format(points=opening))
    writing.of_board("records")
    sources(writing)
    writing.says(words.sources_note)
    _benefits(writing)
    writing.heading(words.never_heading)
    writing.lists(*words.never)
    writing.heading(words.rights_heading)
    writing.lists(*words.rights)
    writing.heading(words.held_heading)
    writing.lists(*(each.format(months=programme.terms.consent_months) for each in words.held))
    retention(writing)
    controller(writing)
    writing.heading(words.decide_heading)
    writing.says(words.decide_note, words.not_now_text)


def privacy(writing: Writing) -> None:
    """Write the privacy notice."""
    words = writing.words.privacy
    controller(writing)
    writing.heading(words.contact_heading)
    writing.says(*map(writing.filled, words.contact))
    writing.heading(words.purpose_heading)
    writing.says(*words.purpose)
    sources(writing)
    laws(writing)
    _benefits(writing)
    writing.heading(words.recipients_heading)
    writing.says(*words.recipients)
    partners(writing)
    writing.says(writing.blank("processors"), writing.blank("transfers"))
    retention(writing)
    writing.heading(words.rights_heading)
    writing.lists(*words.rights)
    writing.heading(words.automated_heading)
    writing.says(*words.automated)


def record(writing: Writing) -> None:
    """Write the record of processing activities."""
    words = writing.words.record
    writing.says(words.lead)
    controller(writing)
    writing.says(writing.blank("officer"), writing.blank("representative"))
    writing.heading(words.purposes_heading)
    writing.says(words.purposes)
    _benefits(writing)
    writing.heading(words.people_heading)
    writing.lists(*words.people)
    writing.of_board("records")
    laws(writing)
    writing.heading(words.recipients_heading)
    writing.says(*writing.words.privacy.recipients)
    sources(writing)
    writing.heading(writing.words.common.partners_heading)
    partners(writing)
    writing.says(writing.blank("processors"))
    writing.heading(words.transfers_heading)
    writing.says(writing.blank("transfers"))
    retention(writing)
    writing.heading(words.security_heading)
    writing.lists(*map(writing.filled, words.security))


def assessment(writing: Writing) -> None:
    """Write the assessment of the impact on people."""
    words, language, found = writing.words.assessment, writing.language, writing.found
    writing.heading(words.need_heading)
    writing.says(*words.need)
    writing.heading(words.description_heading)
    writing.says(*words.description)
    sources(writing)
    _benefits(writing)
    retention(writing)
    writing.heading(words.necessity_heading)
    writing.says(*words.necessity)
    rows = []
    for kind in found.kinds:
        means = language.text(kind.means)
        rules = language.semicolon.join(titles_reading(writing, kind.name))
        rows.append((means, rules, writing.blank(words.necessity_blank, name=means)))
    writing.table(words.necessity_columns, rows)
    laws(writing)
    writing.heading(words.risks_heading)
    writing.says(words.risks_lead)
    writing.table(
        words.risks_columns,
        [
            (each.risk, each.does, each.left, writing.blank(words.risk_blank, name=each.risk))
            for each in words.risks
        ],
    )
    writing.heading(words.views_heading)
    writing.says(*map(writing.filled, words.views))
    writing.heading(words.decision_heading)
    writing.says(*map(writing.filled, words.decision))


def titles_reading(writing: Writing, kind: str) -> list[str]:
    """Return the titles of the rules or measures that read a kind."""
    form = writing.found.policy.form
    every = form.rules if hasattr(form, "rules") else form.measures
    return [writing.language.text(each.title) for each in every if each.record == kind]


def screening(writing: Writing) -> None:
    """Write the screening, benefit by benefit."""
    words, found = writing.words.screening, writing.found
    writing.says(*words.lead)
    writing.heading(words.whole_heading)
    known = {"kinds": sum(not kind.off for kind in found.kinds), "sources": len(found.sources)}
    for each in words.whole:
        text = each.replace("{system}", writing.blank("system")) if "{system}" in each else each
        for name, count in known.items():
            text = text.replace(f"{{{name}}}", writing.language.number(count))
        writing.says(text)
    for benefit in found.policy.benefits:
        _screened(writing, benefit)
    if not found.policy.benefits:
        writing.says(words.no_benefits)
    writing.says(writing.blank("signed"))


def _screened(writing: Writing, benefit: Benefit) -> None:
    """Write the screening of one benefit."""
    words, language, found = writing.words.screening, writing.language, writing.found
    contexts = sorted({kind.context for kind in found.kinds if not kind.off})
    others = [language.closed.context[each] for each in contexts if each is not benefit.context]
    title = language.text(benefit.title)
    levels = [language.text(e.title) for e in found.policy.levels if benefit.name in e.opens]
    said = {
        "partner": writing.named(benefit.partner, dict(found.partners).get(benefit.partner)),
        "context": language.closed.context[benefit.context],
        "levels": language.listed(levels),
        "everyone": language.text(benefit.everyone),
        "member": language.text(benefit.member),
        "contexts": words.context_other.format(contexts=language.listed(others))
        if others
        else words.context_same,
        "because": language.text(benefit.because) or words.because_missing,
        "first": language.together(
            [words.no_worse, words.unrelated if others else words.not_unrelated]
        ),
        "second": language.together([words.no_worse, writing.blank("proportion", name=title)]),
    }
    writing.heading(
        words.benefit_heading.format(
            name=writing.words.common.name_of.format(title=title, name=benefit.name)
        )
    )
    common = writing.words.common
    writing.table(
        (common.what, common.said), [(words.rows[name], text) for name, text in said.items()]
    )


def _benefits(writing: Writing) -> None:
    """Write what the levels open."""
    writing.heading(writing.words.common.benefits_heading)
    writing.of_board("levels")
    if writing.found.policy.benefits:
        writing.of_board("benefits")


PAPERS: Final[Mapping[str, Callable[[Writing], None]]] = MappingProxyType(
    {
        "notice": notice,
        "privacy": privacy,
        "record": record,
        "assessment": assessment,
        "screening": screening,
    }
)
"""The papers by name, each with what writes it."""
