"""Levels, bands and benefits: what opens, in order, small, and never essential."""

from collections import Counter
from itertools import pairwise

from goodstanding.errors import declare
from goodstanding.model.policy import Benefit, Policy
from goodstanding.rulebook.check.complaints import Complaints
from goodstanding.rulebook.check.essential import essential_in

LEVELS_ORDER = declare("policy-levels-order", "Levels or bands do not rise.")
KEEP = declare("policy-keep-above-from", "The mark to keep a level is above the mark to reach it.")
ESSENTIAL = declare("policy-essential-benefit", "A benefit is an essential service.")
NOTHING_OPENED = declare("policy-benefit-opens-nothing", "A benefit gives what everybody gets.")
UNLIKE = declare(
    "policy-benefit-unlike-context", "A benefit in an unlike context explains nothing."
)
NOT_OPENED = declare("policy-benefit-not-opened", "A benefit that no level opens (a warning).")
ALREADY_HELD = declare("policy-level-already-held", "A level that everybody holds (a warning).")
MANY_LEVELS = declare("policy-many-levels", "More levels, bands or benefits than one can read.")

LEVELS_MAX = 20
BENEFITS_MAX = 100


def check_opens(complaints: Complaints, policy: Policy) -> None:
    """Complain of levels, bands and benefits."""
    for what, count, most in (
        ("levels", len(policy.levels), LEVELS_MAX),
        ("bands", len(policy.bands), LEVELS_MAX),
        ("benefits", len(policy.benefits), BENEFITS_MAX),
    ):
        if count > most:
            complaints.error(MANY_LEVELS, what, f"there are {count} {what}", f"Use at most {most}")
    _check_levels(complaints, policy)
    for lower, band in pairwise(policy.bands):
        if band.starts_at <= lower.starts_at:
            complaints.error(
                LEVELS_ORDER,
                f"bands.{band.name}.from",
                f"{band.starts_at} does not rise above {lower.starts_at}, "
                f"where {lower.name} starts",
                "Write the bands from the lowest up",
            )
    opened = {name for level in policy.levels for name in level.opens}
    for benefit in policy.benefits:
        _check_benefit(complaints, policy, benefit)
        if benefit.name not in opened and "levels" not in complaints.reading.broken:
            complaints.warn(
                NOT_OPENED,
                f"benefits.{benefit.name}",
                f"no level opens {benefit.name}",
                "Open it with a level, or take it out",
            )


def _check_levels(complaints: Complaints, policy: Policy) -> None:
    """Complain of levels that do not rise or are kept higher than they are reached."""
    for lower, level in pairwise(policy.levels):
        if level.reached_from <= lower.reached_from:
            complaints.error(
                LEVELS_ORDER,
                f"levels.{level.name}.from",
                f"{level.reached_from} does not rise above {lower.reached_from}, where "
                f"{lower.name} is reached",
                "Write the levels from the lowest up",
            )
    for level in policy.levels:
        if level.keep_above > level.reached_from:
            complaints.error(
                KEEP,
                f"levels.{level.name}.keep",
                f"keep {level.keep_above} is above from {level.reached_from}",
                "Let the level be kept down to a mark that is not above the one to reach it",
            )
        if level.reached_from <= policy.opening:
            complaints.warn(
                ALREADY_HELD,
                f"levels.{level.name}.from",
                f"everybody starts at {policy.opening} and so holds it without any record",
                "Raise the mark, or give the benefit to everybody",
            )


def _check_benefit(complaints: Complaints, policy: Policy, benefit: Benefit) -> None:
    """Complain of an essential benefit, an empty one, and one without a reason of its own."""
    path = f"benefits.{benefit.name}"
    texts = [benefit.name, *benefit.title.values()]
    texts += [*benefit.everyone.values(), *benefit.member.values()]
    found = next((word for text in texts if (word := essential_in(text))), "")
    if found:
        complaints.error(
            ESSENTIAL,
            path,
            f"{found!r} names an essential service, which nobody may need points for",
            "Open something small that nobody depends on (charter 6)",
        )
    if dict(benefit.everyone) == dict(benefit.member):
        complaints.error(
            NOTHING_OPENED,
            f"{path}.member",
            "a member gets what everybody gets",
            "Write what a member gets more, or take the benefit out",
        )
    arose = {kind.context for kind in policy.kinds.values() if policy.reads(kind.name)}
    if benefit.context in arose:
        return
    reasons = Counter(tuple(sorted(each.because.items())) for each in policy.benefits)
    if reasons[tuple(sorted(benefit.because.items()))] > 1:
        complaints.error(
            UNLIKE,
            f"{path}.because",
            f"no record arises in the context {benefit.context}, and another benefit has the "
            "same reason",
            "Say why this benefit, of its own, follows from those records",
        )
