"""What causes each error and warning of a policy's check, and its exact text."""

from typing import Final

from tests.errors.hostile import large
from tests.support.programme import TOWN

CORPUS: Final = {
    "charter-class-not-declared": (
        "class-of-health-unsaid",
        (
            "13: records.course.class: 'blood donation' names health, and the kind is called "
            "ordinary. Write `class: health`; it is off until the operator names a legal basis."
        ),
    ),
    "charter-forbidden": (
        "band-that-shames",
        (
            "47: bands.usual.title.en: 'untrustworthy' names people in a way that shames. A level"
            " only opens, and nobody is shamed (charter 6). Take it out."
        ),
    ),
    "charter-level-needs-means": (
        "level-only-with-money",
        (
            "45: levels.thanked.from: without money, body, vehicle or loan the best total is 100,"
            " below 130. Add a way that needs none of them, or lower the level."
        ),
    ),
    "charter-level-needs-one-source": (
        "level-by-one-source",
        (
            "46: levels.thanked.from: without volunteer-network the best total is 150, below 165."
            " Every level can be reached without any one source: add another way, or lower it."
        ),
    ),
    "charter-level-on-sale": (
        "level-for-money",
        (
            "45: levels.thanked.from: amounts of money alone come to 150, and the level is at "
            "130. No level can be bought: cap what money gives, let it fade sooner, or raise the "
            "level."
        ),
    ),
    "charter-money-not-declared": (
        "money-unsaid",
        (
            "14: records.gift.needs: gift gives more for a larger amount of money and does not "
            "say so. Write `needs: [money]`."
        ),
    ),
    "charter-need-not-declared": (
        "need-of-a-body-unsaid",
        (
            "13: records.course.needs: 'blood' takes the member's body, and the kind does not say"
            " so. Write `needs: [body, time]`."
        ),
    ),
    "policy-alias": (
        "anchor",
        (
            "9: start: the anchor &s names this place for aliases. Take the anchor out; the "
            "language has no aliases."
        ),
    ),
    "policy-bad-key": (
        "key-is-empty",
        (
            "10: a key is empty, longer than 256 characters, or holds a character that cannot be "
            "seen. Write a plain word before the colon."
        ),
    ),
    "policy-bad-table": (
        "lasts-not-for-every-row",
        "42: rules.no-show.lasts: no span is given for 'large'. Add one.",
    ),
    "policy-bad-value": (
        "value-is-empty",
        "9: start: the value is empty. Write one, or take the key out.",
    ),
    "policy-benefit-opens-nothing": (
        "benefit-of-nothing",
        (
            "50: benefits.library-loans.member: a member gets what everybody gets. Write what a "
            "member gets more, or take the benefit out."
        ),
    ),
    "policy-benefit-unlike-context": (
        "benefit-without-own-reason",
        (
            "50: benefits.pool.because: no record arises in the context life, and another benefit"
            " has the same reason. Say why this benefit, of its own, follows from those records."
        ),
    ),
    "policy-beyond-counting": (
        "beyond-counting",
        (
            "17: rules.shift: points times the field's greatest number, for as many records as a "
            "member may have, are beyond 2^62. Use a smaller range, fewer points, or shares with "
            "smaller denominators."
        ),
    ),
    "policy-beyond-window": (
        "measure-beyond-the-window",
        (
            "38: measures.arrears.over: 12 years is longer than the window of 10 years. Nothing "
            "older than the window is read: write a shorter span."
        ),
    ),
    "policy-cap-sign": (
        "group-of-both-signs",
        (
            "45: groups.help.rules: rules under one group all add or all deduct, and these do "
            "both. Make two groups."
        ),
    ),
    "policy-caps-do-not-nest": (
        "rule-in-two-groups",
        "46: groups.two.rules: gift is in the group one too. A rule is in one group at most.",
    ),
    "policy-combination": (
        "rates-with-running-bounds",
        (
            "21: rules.shift.rates: rates do not go with running bounds. Use `hold: at the end`, "
            "or take it out."
        ),
    ),
    "policy-control-character": (
        "character-without-width",
        "18: the character U+200B may not stand in a policy. Take it out.",
    ),
    "policy-duplicate-key": (
        "duplicate-key",
        (
            "28: rules.course.points: 'points' stands here and in line 27: a duplicate key. Keep "
            "one of the two."
        ),
    ),
    "policy-essential-benefit": (
        "benefit-essential",
        (
            "50: benefits.library-loans: 'hospital' names an essential service, which nobody may "
            "need points for. Open something small that nobody depends on (charter 6)."
        ),
    ),
    "policy-keep-above-from": (
        "level-kept-above-from",
        (
            "45: levels.thanked.keep: keep 140 is above from 130. Let the level be kept down to a"
            " mark that is not above the one to reach it."
        ),
    ),
    "policy-language-extra": (
        "language-extra",
        (
            "18: rules.shift.title: the policy's own title is not in fr. Add the language to "
            "every text, or take it out here."
        ),
    ),
    "policy-language-missing": (
        "language-missing",
        (
            "18: rules.shift.title: the text is missing in zh. Write it in every language of the "
            "policy's own title."
        ),
    ),
    "policy-levels-order": (
        "bands-do-not-rise",
        (
            "48: bands.active.from: 40 does not rise above 50, where usual starts. Write the "
            "bands from the lowest up."
        ),
    ),
    "policy-merge": (
        "merge-key",
        ("28: rules.course.<<: << takes a mapping over from elsewhere. Write the keys out here."),
    ),
    "policy-missing-key": (
        "missing-kind",
        "2: the key 'kind' is missing. Add `kind:` here.",
    ),
    "policy-name-taken": (
        "rule-named-like-a-column",
        "24: rules.total: 'total' is a column that every statement has. Give it another name.",
    ),
    "policy-not-in-the-language": (
        "level-that-closes",
        (
            "45: levels.thanked.closes: unknown key 'closes'. A level only opens. Take the key "
            "out: the language has no word for it."
        ),
    ),
    "policy-not-yaml": (
        "indent-wrong",
        (
            "27: this is not YAML: while parsing a block mapping did not find expected key. Mend "
            "the line: look for a missing colon, bracket or quote, or a wrong indent."
        ),
    ),
    "policy-notice": (
        "notice-too-short",
        (
            "6: from: 2026-09-10 gives less than the notice of 30 days after 2026-08-28. Start on"
            " 2026-09-27 or later."
        ),
    ),
    "policy-repair-not-milder": (
        "repaired-of-a-gain",
        (
            "28: rules.course.repaired: the rule takes nothing away that could be repaired. Take "
            "it out."
        ),
    ),
    "policy-several-documents": (
        "second-document",
        "44: a second document starts here. Keep one policy in a file, without a line of ---.",
    ),
    "policy-start-out-of-bounds": (
        "start-out-of-bounds",
        "9: start: everybody would start at 40, outside the bounds. Start inside them.",
    ),
    "policy-tag": (
        "tag",
        (
            "9: start: a tag names a type here. Take the tag out; the language knows what each "
            "value is."
        ),
    ),
    "policy-too-deep": (
        "nested-too-deep",
        (
            "9: "
            "start[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]:"
            " this is nested deeper than 32 levels. Write it flat, as the language is."
        ),
    ),
    "policy-too-many": (
        "table-of-nothing",
        "33: rules.gift.table: the table has 0 rows. Use 1 to 100.",
    ),
    "policy-undeclared": (
        "group-of-unknown-rules",
        "45: groups.help.rules[0]: there is no rule 'helping'. Name a rule.",
    ),
    "policy-unknown-key": (
        "unknown-key-in-a-level",
        ("45: levels.thanked.hold: unknown key 'hold'. Known here are from, title, opens, keep."),
    ),
    "policy-table-turns": (
        "count-that-takes-for-few",
        (
            "41: measures.shifts.table: few records take points and silence takes none, so a "
            "first good one would cost. Write two measures: one whose table only gives, and one "
            "whose table only takes."
        ),
    ),
    "policy-weights": (
        "weights-of-eighty",
        (
            "15: dimensions: the weights sum to 80%, not to 100%. Let the weights of all "
            "dimensions sum to 100%."
        ),
    ),
    "policy-wrong-shape": (
        "scale-of-one",
        "9: scale: a scale has two ends. Write [0, 1000].",
    ),
}
"""The file of the corpus that causes only this, and what is said after the file's name."""


def changed(text: str, *changes: tuple[str, str]) -> str:
    """Return a text with parts replaced, each where it stands first."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


SECOND = changed(
    TOWN,
    ("edition: 1", "edition: 2"),
    ("published: 2026-08-28", "published: 2027-08-28"),
    ("from: 2026-10-01", "from: 2027-10-01"),
)
BOOKS = "everyone: {en: 5 books, zh: 5 册}"
POOL = (
    "benefits:\n  pool: {title: {en: Pool, zh: 泳池}, partner: p, context: community, "
    "everyone: 1 visit, member: 2 visits, because: {en: thanks, zh: 感谢}}\n"
)
CALM = "measures:\n"
IDEA = (
    "  idea: {source: town-hall, means: {en: An idea, zh: 主意}, basis: own service, "
    "context: community}\nrules:\n"
)
AWARD = ("basis: own service\n    needs: [time]\n", "basis: award\n")
BANDS = "".join(f"  b{i}: {{from: {i}, title: {{en: B, zh: 乙}}}}\n" for i in range(19))

TEXTS: Final = {
    "policy-too-large": (
        b"#" * 524_289,
        (
            "1: the file has 524,289 bytes, a policy at most 524,288. "
            "Split the programme, or take out what is not part of the policy."
        ),
    ),
    "policy-not-utf-8": (b"policy: \xff\n", "1: the file is not UTF-8. Save it as UTF-8."),
    "policy-empty": (b"", "1: the file says nothing. Write a policy into it."),
    "policy-many-levels": (
        changed(TOWN, ("bands:\n", f"bands:\n{BANDS}")).encode(),
        "70: bands: there are 21 bands. Use at most 20.",
    ),
    "policy-reach-too-large": (
        large(400).encode(),
        (
            "2011: levels: whether the levels can be reached takes too long to work out: "
            "records of too many kinds, too often. Cap how often acts count, let them fade "
            "sooner, or split the policy."
        ),
    ),
}
"""A text that causes an error and only that, and what is said after the file's name."""
