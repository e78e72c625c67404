"""The texts that a programme's papers have in every language: one field each."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskWords:
    """A risk of a programme: what may happen, what the software does against it, what is left."""

    risk: str
    does: str
    left: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonWords:
    """What several papers have."""

    made: str
    draft: str
    blanks_heading: str
    blanks_lead: str
    blanks: Mapping[str, str]
    what: str
    said: str
    controller_heading: str
    controller_rows: Mapping[str, str]
    sources_heading: str
    sources_lead: str
    sources_columns: tuple[str, ...]
    no_sources: str
    unregistered: str
    partners_heading: str
    partners_lead: str
    partners_columns: tuple[str, ...]
    no_partners: str
    law_heading: str
    law_lead: str
    law_columns: tuple[str, ...]
    no_law: str
    law_missing: str
    classes: Mapping[str, str]
    retention_heading: str
    retention_lead: str
    retention_columns: tuple[str, ...]
    retention: Mapping[str, tuple[str, str]]
    while_held: str
    days: str
    terms_heading: str
    terms: Mapping[str, str]
    benefits_heading: str
    name_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyWords:
    """The privacy notice: Articles 13 and 14 of the GDPR."""

    purpose_heading: str
    purpose: tuple[str, ...]
    recipients_heading: str
    recipients: tuple[str, ...]
    rights_heading: str
    rights: tuple[str, ...]
    automated_heading: str
    automated: tuple[str, ...]
    contact_heading: str
    contact: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWords:
    """The record of processing: Article 30(1) of the GDPR, point by point."""

    lead: str
    purposes_heading: str
    purposes: str
    people_heading: str
    people: tuple[str, ...]
    recipients_heading: str
    transfers_heading: str
    security_heading: str
    security: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentWords:
    """The assessment of the impact on people: Article 35(7) of the GDPR."""

    need_heading: str
    need: tuple[str, ...]
    description_heading: str
    description: tuple[str, ...]
    necessity_heading: str
    necessity: tuple[str, ...]
    necessity_columns: tuple[str, ...]
    necessity_blank: str
    risks_heading: str
    risks_lead: str
    risks_columns: tuple[str, ...]
    risks: tuple[RiskWords, ...]
    risk_blank: str
    views_heading: str
    views: tuple[str, ...]
    decision_heading: str
    decision: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningWords:
    """The screening of each benefit by Article 5(1)(c) of the EU AI Act."""

    lead: tuple[str, ...]
    whole_heading: str
    whole: tuple[str, ...]
    benefit_heading: str
    rows: Mapping[str, str]
    context_same: str
    context_other: str
    because_missing: str
    no_worse: str
    not_unrelated: str
    unrelated: str
    no_benefits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWords:
    """All texts of the papers in one language."""

    titles: Mapping[str, str]
    common: CommonWords
    privacy: PrivacyWords
    record: RecordWords
    assessment: AssessmentWords
    screening: ScreeningWords
