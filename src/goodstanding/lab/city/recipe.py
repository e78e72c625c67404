"""The recipe of a synthetic city: what it was made for and from, so that it can be made again."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Final

from goodstanding.errors import UsageError
from goodstanding.model.policy import Policy

VERSION: Final = 1
"""Of the generator: the same recipe makes the same rows as long as this does not change."""

MEMBERS_MAX: Final = 1_000_000_000
RECORDS_A_MEMBER_MAX: Final = 10_000
YEARS_MAX: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a city is made from.

    `records_a_member` is the mean; how active people are varies between them as a gamma
    distribution of shape `1 / dispersion`, so counts are negative binomial. Acts lie in the `years`
    up to and including `until`.
    """

    policy: Policy
    policy_sha256: str
    seed: int
    members: int
    records_a_member: int
    dispersion: float
    years: int
    until: date

    def __post_init__(self) -> None:
        """Refuse numbers that no city has.

        Raises:
            UsageError: one is out of its range.
        """
        for name, value, most in (
            ("--members", self.members, MEMBERS_MAX),
            ("--records-a-member", self.records_a_member, RECORDS_A_MEMBER_MAX),
            ("--years", self.years, YEARS_MAX),
        ):
            if not 1 <= value <= most:
                message = f"{name} {value}: a whole number from 1 to {most:,} is due."
                raise UsageError(message)
        if self.until.year - self.years < 1:
            message = f"--years {self.years}: the calendar begins after that. Use fewer."
            raise UsageError(message)
        if not 0.01 <= self.dispersion <= 100:
            message = f"--dispersion {self.dispersion}: a number from 0.01 to 100 is due."
            raise UsageError(message)

    @property
    def text(self) -> str:
        """Return the recipe as every table of the city carries it."""
        return json.dumps(
            {
                "generator": "goodstanding lab city",
                "version": VERSION,
                "preset": f"{self.policy.name}@{self.policy.edition}",
                "policy_sha256": self.policy_sha256,
                "seed": self.seed,
                "members": self.members,
                "records_a_member": self.records_a_member,
                "dispersion": self.dispersion,
                "years": self.years,
                "until": self.until.isoformat(),
            }
        )
