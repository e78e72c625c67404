"""The templates that every language has: one field a form, so that a missing one is no program."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWords:
    """The sentences of rules, measures, caps and groups.

    Phrases have no capital and no full stop; `Language.sentence` adds both where a language has
    them.
    """

    gain: str
    loss: str
    nothing: str
    titled: str
    each: str
    from_day: str
    by_field: str
    row: str
    bound_first: str
    bound_later: str
    rates: str
    rate_row: str
    rate_end: str
    rate_round: str
    cap_gain: str
    cap_loss: str
    cap_times: str
    cap_times_once: str
    fade_share: str
    fade_none: str
    lasts: str
    lasts_by: str
    lasts_row: str
    repaired: str
    repaired_lasting: str
    since: str
    act: str
    law: str
    group: str
    group_caps: str
    measure: str
    count: str
    sum_field: str
    sum_weights: str
    most: str
    smallest: str
    latest: str
    share: str
    years_since: str
    measure_table: str
    least: str
    weighs: str
    step_share: str
    step_none: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """What a kind of record is: its fields, what it rests on and what getting one costs."""

    whole_number: str
    money: str
    yes_or_no: str
    one_of: str
    day: str
    day_between: str
    no_fields: str
    no_needs: str
    ordinary: str
    legal_basis: str
    off: str
    off_rule: str
    once_an_act: str
    unread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardWords:
    """The headings and sentences of a board beside its rules."""

    heading: str
    edition: str
    published: str
    in_force: str
    notice: str
    study: str
    generated: str
    start_heading: str
    start: str
    start_study: str
    index_start: str
    floor: str
    ceiling: str
    hold_at_end: str
    hold_always: str
    window: str
    no_window: str
    consent: str
    rounding: str
    reading_notes: tuple[str, ...]
    dimension_heading: str
    dimension_note: str
    column_dimension: str
    column_weight: str
    column_base: str
    rules_heading: str
    measures_heading: str
    column_rule: str
    column_counts: str
    column_reads: str
    groups_heading: str
    column_group: str
    column_members: str
    kinds_heading: str
    kinds_note: str
    column_kind: str
    column_source: str
    column_basis: str
    column_context: str
    column_needs: str
    column_fields: str
    levels_heading: str
    levels_note: str
    no_levels: str
    column_level: str
    column_from: str
    column_kept: str
    column_opens: str
    points_from: str
    points_kept: str
    not_kept: str
    bands: str
    benefits_heading: str
    column_benefit: str
    column_everyone: str
    column_member: str
    column_because: str
    column_where: str
    benefit_where: str
    reach_heading: str
    reach_hours: str
    reach_no_hours: str
    reach_open: str
    reach_ways: str
    reach_untimed: str
    promises_heading: str
    promises: tuple[str, ...]
    contest_heading: str
    contest: tuple[str, ...]
    never_heading: str
    never_note: str
    never: tuple[str, ...]
    hash: str
    no_hash: str
    contents: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWords:
    """What changes from one edition to the next, and what a change needs."""

    none: str
    heading: str
    needs_nothing: str
    needs_notice: str
    needs_consent: str
    needs_refused: str
    changed: str
    spelled: str
    added: str
    removed: str
    order: str
    dated: str
    stops: str
    policy: str
    edition: str
    edition_back: str
    edition_other: str
    purpose: str
    published: str
    in_force: str
    not_later: str
    notice: str
    title: str
    family: str
    window: str
    for_ever: str
    always: str
    none_word: str
    start: str
    bounds: str
    floor: str
    ceiling: str
    no_bounds: str
    scale: str
    scale_words: str
    rule: str
    group: str
    measure: str
    dimension: str
    kind: str
    kind_from: str
    level: str
    band: str
    benefit: str
    points_family: str
    index_family: str
    programme: str
    study: str
    reads: str
    worth: str
    since: str
    fade: str
    lasts: str
    repaired: str
    caps: str
    law: str
    rules: str
    weight: str
    base: str
    of_dimension: str
    reading: str
    over: str
    table: str
    least: str
    source: str
    means: str
    basis: str
    context: str
    record_class: str
    needs: str
    act: str
    field_of: str
    reached: str
    kept: str
    opens: str
    starts: str
    partner: str
    everyone: str
    member: str
    because: str
    reaches_back: str
    everyone_worse: str
    yes: str
    no: str
