"""The texts of a member's own pages beside the first six, in every language: one field each."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitWords:
    """Codes for benefits: made by the member, for one partner, once."""

    heading: str
    lead: str
    nobody: str
    none: str
    at: str
    everyone: str
    member: str
    make: str
    code_heading: str
    code_lead: str
    code: str
    picture: str
    until: str
    once: str
    tells: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePageWords:
    """A member's notices, where they go, and the link of a mail."""

    heading: str
    lead: str
    none: str
    column_subject: str
    column_made: str
    column_state: str
    column_open: str
    open: str
    states: Mapping[str, str]
    reached_on: str
    one_reached: str
    back: str
    contact_heading: str
    contact_lead: str
    contact_send: str
    contact_changed: str
    mail_heading: str
    mail_lead: str
    mail_send: str
    mail_gone_heading: str
    mail_gone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfWords:
    """What if: an act that nobody did, and the statement with it."""

    heading: str
    lead: str
    link: str
    kind: str
    kind_note: str
    kind_missing: str
    nothing: str
    not_authorised: str
    go_on: str
    other: str
    day: str
    day_note: str
    day_wrong: str
    whole: str
    whole_wrong: str
    amount: str
    amount_wrong: str
    a_day: str
    a_day_wrong: str
    choose: str
    choose_wrong: str
    yes: str
    no: str
    ask: str
    result_heading: str
    not_stored: str
    column_what: str
    column_without: str
    column_with: str
    total: str
    change: str
    same: str
    level: str
    no_level: str
    opens_heading: str
    opens_nothing: str
    never_authorised: str
    not_read: str
    consents_link: str
    lines_heading: str
    no_lines: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePageWords:
    """The page from which a certificate of participation is printed."""

    heading: str
    lead: str
    link: str
    always: str
    choose: str
    choose_note: str
    shows: Mapping[str, str]
    nobody: str
    send: str
    unfit_heading: str
    unfit: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWords:
    """The public key that receipts are checked with, and the check of one."""

    heading: str
    lead: str
    link: str
    receipt: str
    receipt_note: str
    send: str
    missing: str
    right: str
    wrong: str
    says_heading: str
    not_kept: str
    key_heading: str
    key_note: str
