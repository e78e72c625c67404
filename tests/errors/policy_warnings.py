"""What causes a problem against an earlier edition, and each warning, with its exact text."""

from typing import Final

from tests.errors.policy_texts import AWARD, BOOKS, CALM, IDEA, POOL, SECOND, changed
from tests.support.programme import INDEX, TOWN

LATER: Final = {
    "policy-edition-does-not-follow": (
        changed(SECOND, ("edition: 2", "edition: 3")),
        "3: edition: edition 3 does not follow edition 1, the last one published. Write 2.",
    ),
    "policy-reaches-behind": (
        changed(SECOND, ("since: 2026-10-01", "since: 2026-09-01")),
        (
            "61: rules.missed-shift.since: 2026-09-01 reaches behind 2026-10-01, the first day on "
            "which it was in force. Rules are never retroactive: write 2026-10-01 or later."
        ),
    ),
    "charter-everyone-worse": (
        changed(SECOND, (BOOKS, BOOKS.replace("5", "4"))),
        (
            "78: benefits.library-loans.everyone: everybody gets less than in edition 1. "
            "Give everybody at least what they had (charter 6)."
        ),
    ),
}
"""What a second edition of the small programme may not do."""

WARNINGS: Final = {
    "charter-kind-off": (
        changed(
            TOWN, ("source: charity-register\n", "source: charity-register\n    class: health\n")
        ),
        (
            "26: records.gift.class: gift is health data and no legal basis is named: it gives and "
            "takes no points of members until the operator names one. Name the basis under "
            "`law` with the words the board is to print, or leave it off."
        ),
    ),
    "policy-dimension-unmoved": (
        changed(
            INDEX,
            (
                CALM,
                f"  calm: {{weight: 0%, base: 50, title: {{en: Calm, zh: 平静}}}}\n{CALM}",
            ),
        ),
        (
            "26: dimensions.calm: no measure moves calm, so it is 50 for everybody. "
            "Add a measure, or take the dimension out."
        ),
    ),
    "policy-benefit-not-opened": (
        changed(TOWN, ("benefits:\n", POOL)),
        "74: benefits.pool: no level opens pool. Open it with a level, or take it out.",
    ),
    "policy-level-already-held": (
        changed(TOWN, ("    from: 1030\n    keep: {above: 1020}\n", "    from: 1000\n")),
        (
            "66: levels.thanked.from: everybody starts at 1000 and so holds it without any record. "
            "Raise the mark, or give the benefit to everybody."
        ),
    ),
    "policy-cap-never-binds": (
        changed(
            TOWN,
            ("cap: {times: 2, per: year}", "cap: [{times: 2, per: year}, {points: 30, per: year}]"),
        ),
        (
            "48: rules.course.cap: the cap of 30 per year can never be passed: the other caps "
            "leave 30 at most. Take it out, or make it smaller."
        ),
    ),
    "policy-row-never-reached": (
        changed(TOWN, ("1000: 10}", "1000: 10, 2000000: 11}")),
        (
            "54: rules.gift.table.2000000: no amount reaches 2000000. "
            "Take the row out, or widen the field's range."
        ),
    ),
    "policy-history-declared": (
        changed(TOWN, ("since: 2026-10-01", "since: 2026-09-30")),
        (
            "61: rules.missed-shift.since: 2026-09-30 is before this edition's first day, "
            "2026-10-01, and there is no published edition to bear it out. Let both persons who "
            "publish look at it, or keep published editions in editions/."
        ),
    ),
    "policy-counts-for-ever": (
        changed(TOWN, ("fade: {6 months: half, 1 year: none}", "fade: {6 months: half}")),
        (
            "57: rules.missed-shift: the deduction has no end: this counts for ever. "
            "Add `lasts`, or a `fade` that ends in none."
        ),
    ),
    "policy-unread": (
        changed(TOWN, ("rules:\n", IDEA)),
        "36: records.idea: nothing reads idea. Take it out.",
    ),
    "charter-level-decided-by-others": (
        changed(changed(TOWN, AWARD), AWARD),
        (
            "64: levels.thanked.from: only awards and decisions of others lead here without money, "
            "body, vehicle or loan, so no hours can be named. Add something that a member can "
            "set out to do."
        ),
    ),
}
"""A text that causes a warning and nothing else, and what is said after the file's name."""
