"""The texts that the pages have in every language: one field each, so that none can be missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from goodstanding.web.words.forms_own import (
    BenefitWords,
    CertificatePageWords,
    KeyWords,
    NoticePageWords,
    WhatIfWords,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameWords:
    """What stands around every page."""

    skip: str
    menu: str
    other_language: str
    home: str
    board: str
    join: str
    sign_in: str
    sign_out: str
    statement: str
    contest: str
    consents: str
    looks: str
    notices: str
    benefits: str
    leave: str
    privacy: str
    foot: str
    foot_rights: str
    halted: str
    error_title: str
    error_summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeWords:
    """The first page."""

    heading: str
    lead: str
    points: tuple[str, ...]
    no_policy: str
    editions_heading: str
    edition: str
    changes_heading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinWords:
    """The notice, and joining."""

    heading: str
    lead: str
    scored_heading: str
    scored_note: str
    column_record: str
    column_counts: str
    sources_heading: str
    sources_note: str
    column_source: str
    column_files: str
    opens_heading: str
    opens_note: str
    opens_nothing: str
    column_level: str
    column_benefit: str
    column_everyone: str
    column_member: str
    level_from: str
    never_heading: str
    never: tuple[str, ...]
    rights_heading: str
    rights: tuple[str, ...]
    held_heading: str
    held: tuple[str, ...]
    controller_heading: str
    controller: str
    kinds: Mapping[str, str]
    decide_heading: str
    decide_note: str
    yes: str
    not_now: str
    not_now_heading: str
    not_now_text: str
    not_now_back: str
    account_heading: str
    account_lead: str
    login: str
    login_note: str
    password: str
    password_note: str
    password_again: str
    channel: str
    channel_note: str
    channels: Mapping[str, str]
    address: str
    address_note: str
    read: str
    of_age: str
    send: str
    login_missing: str
    login_taken: str
    password_short: str
    password_common: str
    password_differs: str
    address_missing: str
    not_read: str
    not_of_age: str
    already: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInWords:
    """Signing in."""

    heading: str
    login: str
    password: str
    send: str
    wrong: str
    locked_heading: str
    locked_text: str
    change: str
    change_heading: str
    change_lead: str
    change_old: str
    change_new: str
    change_send: str
    changed: str
    old_wrong: str
    no_member_heading: str
    no_member_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPageWords:
    """A member's own statement."""

    heading: str
    lead: str
    figures_heading: str
    notices_heading: str
    notices_note: str
    no_sources: str
    no_sources_link: str
    contest_link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWords:
    """A member's authorisations."""

    heading: str
    lead: str
    given: str
    withdrawn: str
    renewed: str
    agreed: str
    refused: str
    ours_heading: str
    none: str
    state: str
    states: Mapping[str, str]
    kinds: str
    since: str
    until: str
    records_from: str
    only_from_joining: str
    withdraw_open: str
    withdraw_note: str
    withdraw: str
    renew: str
    again: str
    agree: str
    slip: str
    more_heading: str
    more_note: str
    more_none: str
    files: str
    if_not: str
    give: str
    not_now: str
    past_heading: str
    column_source: str
    column_state: str
    column_from: str
    column_until: str
    receipts_link: str
    receipts_heading: str
    receipts_lead: str
    receipts_none: str
    receipt_of: str
    receipt_text: str
    slip_heading: str
    slip_lead: str
    slip_code: str
    slip_picture: str
    slip_until: str
    slip_once: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookWords:
    """Who looked."""

    heading: str
    lead: str
    none: str
    column_when: str
    column_who: str
    column_role: str
    column_what: str
    column_why: str
    roles: Mapping[str, str]
    actions: Mapping[str, str]
    of_unit: str
    check_yes: str
    check_no: str
    check_why: str
    why_none: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveWords:
    """Leaving."""

    heading: str
    lead: str
    erased_heading: str
    erased: tuple[str, ...]
    kept_heading: str
    kept: tuple[str, ...]
    export_heading: str
    export_note: str
    export: str
    confirm_heading: str
    confirm: str
    send: str
    stay: str
    not_confirmed: str
    left_heading: str
    left_text: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultWords:
    """Pages that say no."""

    not_found_heading: str
    not_found: str
    forbidden_heading: str
    forbidden: str
    refused_heading: str
    refused: str
    broken_heading: str
    broken: str
    waiting_heading: str
    waiting: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestWords:
    """Appeals and repairs."""

    heading: str
    lead: str
    cases_heading: str
    no_cases: str
    lines_heading: str
    lines_note: str
    no_lines: str
    column_line: str
    column_points: str
    column_choose: str
    appeal: str
    repair: str
    write_heading: str
    repair_heading: str
    reason: str
    reason_note: str
    repair_note: str
    send: str
    send_repair: str
    reason_missing: str
    repair_reason: str
    repair_missing: str
    reason_long: str
    filed: str
    repair_asked: str
    taken_back: str
    appeal_taken_back: str
    filed_again: str
    you: str
    colon: str
    case: str
    repair_case: str
    state: str
    states: Mapping[str, str]
    on: str
    answer_by: str
    decide_by: str
    thread: str
    take_back: str
    again: str
    delete: str
    delete_heading: str
    delete_note: str
    delete_send: str
    delete_keep: str
    deleted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """All texts of the pages in one language."""

    code: str
    own_name: str
    frame: FrameWords
    home: HomeWords
    join: JoinWords
    sign_in: SignInWords
    statement: StatementPageWords
    contest: ContestWords
    consents: ConsentWords
    looks: LookWords
    benefits: BenefitWords
    notices: NoticePageWords
    whatif: WhatIfWords
    certificate: CertificatePageWords
    keys: KeyWords
    leave: LeaveWords
    faults: FaultWords
