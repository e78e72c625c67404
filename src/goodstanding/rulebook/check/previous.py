"""What a later edition may not do to the one before: reach back, or give everybody less."""

from goodstanding.errors import declare
from goodstanding.model.policy import Policy
from goodstanding.rulebook.check.complaints import Complaints
from goodstanding.rulebook.check.times import BEHIND, deductions
from goodstanding.rulebook.everyone import Everybody, compared
from goodstanding.rulebook.heavier import harsher_than

FOLLOW = declare("policy-edition-does-not-follow", "An edition number or date does not follow.")
EVERYBODY = declare("charter-everyone-worse", "What everybody gets becomes worse.")


def check_previous(complaints: Complaints, policy: Policy, before: Policy, *, last: int) -> None:
    """Complain of what does not follow from the nearest edition; `last` is the newest published."""
    _check_follows(complaints, policy, before, last=last)
    _check_harsher(complaints, policy, before)
    _check_everyone(complaints, policy, before)


def _check_follows(complaints: Complaints, policy: Policy, before: Policy, *, last: int) -> None:
    """Complain of another name, a gap in the numbers, and dates that do not move on."""
    if policy.name != before.name:
        complaints.error(
            FOLLOW,
            "policy",
            f"the editions published before are of {before.name}",
            "Keep the name: it is the address of the policy",
        )
    if policy.edition > last + 1:
        complaints.error(
            FOLLOW,
            "edition",
            f"edition {policy.edition} does not follow edition {last}, the last one published",
            f"Write {last + 1}",
        )
    if policy.edition == before.edition:
        return
    for key, new, old in (
        ("published", policy.published, before.published),
        ("from", policy.in_force, before.in_force),
    ):
        if new <= old:
            complaints.error(
                FOLLOW,
                key,
                f"{new} is not after {old}, the day of edition {before.edition}",
                "Write a later day",
            )


def _check_harsher(complaints: Complaints, policy: Policy, before: Policy) -> None:
    """Complain of deductions that take more than before for acts from before this edition."""
    if policy.edition == before.edition or type(policy.form) is not type(before.form):
        return
    for each in deductions(policy):
        reason = harsher_than(before, policy, each.name)
        if reason:
            complaints.error(
                BEHIND,
                f"{each.place}.{each.name}",
                f"{reason} for acts from before {policy.in_force}, and so reaches behind",
                f"Date the new amount from {policy.in_force}, or write `since: {policy.in_force}`",
            )


def _check_everyone(complaints: Complaints, policy: Policy, before: Policy) -> None:
    """Complain where everybody gets less; warn where only people can tell."""
    now = {benefit.name: benefit for benefit in policy.benefits}
    two = "Two persons must look: what everybody gets may never become worse (charter 6)"
    for old in before.benefits:
        path = f"benefits.{old.name}.everyone"
        new = now.get(old.name)
        if new is None:
            complaints.warn(
                EVERYBODY, "benefits", f"{old.name} is gone, and what everybody got with it", two
            )
            continue
        verdict = compared(old, new)
        if verdict is Everybody.WORSE:
            complaints.error(
                EVERYBODY,
                path,
                f"everybody gets less than in edition {before.edition}",
                "Give everybody at least what they had (charter 6)",
            )
        elif verdict is Everybody.UNCLEAR:
            complaints.warn(
                EVERYBODY, path, f"the words are not those of edition {before.edition}", two
            )
