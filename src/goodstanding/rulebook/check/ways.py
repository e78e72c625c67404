"""What reachability has to say of each level: two ways to it, and none for money."""

from goodstanding.errors import declare
from goodstanding.model.kinds import Need
from goodstanding.model.policy import Policy
from goodstanding.rulebook.check.best_member import TooMuchWorkError
from goodstanding.rulebook.check.complaints import Complaints
from goodstanding.rulebook.check.reach import (
    LevelReach,
    Reachability,
    reachability,
    rises_with_money,
)

ONE_SOURCE = declare("charter-level-needs-one-source", "A level that one source decides.")
ONE_WAY = declare(
    "charter-level-needs-means", "A level that needs money, body, a vehicle or a loan."
)
ON_SALE = declare("charter-level-on-sale", "A level that amounts of money reach alone.")
MONEY_UNSAID = declare(
    "charter-money-not-declared", "A kind that gains with an amount of money and does not say so."
)
TOO_LARGE = declare("policy-reach-too-large", "Reachability takes too long to work out.")
NO_OWN_WAY = declare(
    "charter-level-decided-by-others", "A level that nobody can set out for (a warning)."
)


def check_reach(complaints: Complaints, policy: Policy) -> Reachability | None:
    """Complain of levels without two ways, or on sale; return what was worked out."""
    try:
        reach = reachability(policy)
    except TooMuchWorkError:
        complaints.error(
            TOO_LARGE,
            "levels",
            "whether the levels can be reached takes too long to work out: records of too many "
            "kinds, too often",
            "Cap how often acts count, let them fade sooner, or split the policy",
        )
        return None
    if reach is not None:
        _check_levels(complaints, policy, reach)
    return reach


def _check_levels(complaints: Complaints, policy: Policy, reach: Reachability) -> None:
    """Complain of each level, and of kinds that do not say that they take money."""
    for level in reach.levels:
        path = f"levels.{level.level}.from"
        for source in level.missed_without:
            complaints.error(
                ONE_SOURCE,
                path,
                f"without {source} the best total is {reach.without_source[source]:,}, "
                f"below {level.mark:,}",
                "Every level can be reached without any one source: add another way, or lower it",
            )
        if not level.without_needs:
            complaints.error(
                ONE_WAY,
                path,
                f"without money, body, vehicle or loan the best total is "
                f"{reach.without_needs:,}, below {level.mark:,}",
                "Add a way that needs none of them, or lower the level",
            )
        elif level.effort is None:
            complaints.warn(
                NO_OWN_WAY,
                path,
                "only awards and decisions of others lead here without money, body, vehicle or "
                "loan, so no hours can be named",
                "Add something that a member can set out to do",
            )
        _check_sale(complaints, path, level, reach)
    for kind in policy.kinds.values():
        if rises_with_money(policy, kind) and Need.MONEY not in kind.needs:
            complaints.error(
                MONEY_UNSAID,
                f"records.{kind.name}.needs",
                f"{kind.name} gives more for a larger amount of money and does not say so",
                "Write `needs: [money]`",
            )


def _check_sale(complaints: Complaints, path: str, level: LevelReach, reach: Reachability) -> None:
    """Complain of a level that money alone reaches, at a year's end or for a part of a year."""
    if level.bought:
        complaints.error(
            ON_SALE,
            path,
            f"amounts of money alone come to {reach.by_money:,}, and the level is at "
            f"{level.mark:,}",
            "No level can be bought: cap what money gives, let it fade sooner, or raise the level",
        )
    elif level.bought_between:
        complaints.warn(
            ON_SALE,
            path,
            f"inside a year amounts of money alone come to {reach.by_money_between:,} for a "
            f"while, the caps of one calendar year more, and the level is at {level.mark:,}",
            "Cap what money gives, let it fade sooner, or raise the level",
        )
