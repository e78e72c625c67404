"""The templates of a member's statement: one field a form, in every language."""

from collections.abc import Mapping
from dataclasses import dataclass

from goodstanding.model.statement import Why


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementWords:
    """The words of a statement and of what would change it."""

    heading: str
    subject: str
    personal: str
    total: str
    start: str
    level: str
    no_level: str
    band: str
    next_level: str
    next_total: str
    next_lines: str
    no_change: str
    gauge: str
    reasons_heading: str
    no_reasons: str
    column_reason: str
    column_records: str
    column_bar: str
    parts_heading: str
    column_part: str
    column_weight: str
    column_base: str
    column_part_now: str
    lines_heading: str
    lines_note: str
    no_lines: str
    column_number: str
    column_rule: str
    column_day: str
    column_then: str
    column_part_then: str
    column_now: str
    column_why: str
    column_becomes: str
    column_record: str
    column_contest: str
    cap: str
    limit_part: str
    limit_total: str
    becomes: str
    ends: str
    changes: str
    stays: str
    record: str
    records: str
    no_record: str
    contest: str
    contest_several: str
    contest_rule: str
    aside: str
    measured: str
    under_review: str
    whys: Mapping[Why, str]
    whatif_heading: str
    whatif_now: str
    whatif_then: str
    whatif_same: str
    whatif_unseen: str
    whatif_lines: str
    next_heading: str
    no_next: str
    no_way: str
    act: str
    acts: str
    with_fields: str
    last_fields: str
    field: str
    on_one_day: str
    one_a_day: str
    unauthorised: str
    repair: str
    by_itself: str
