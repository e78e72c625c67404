"""Policies as text: read strictly, check, test, compare, publish, put in words."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from goodstanding.errors import ProblemsError
from goodstanding.model.names import KindName, Text
from goodstanding.model.policy import Policy
from goodstanding.rulebook.check import check_file

NO_LAW: Mapping[KindName, Text] = MappingProxyType({})


def read_policy(path: Path, *, law: Mapping[KindName, Text] = NO_LAW) -> Policy:
    """Return a policy that was read and checked.

    `law` names the legal basis of kinds of offence or health record; without one they are off.

    Raises:
        ProblemsError: every error of the file; warnings do not raise.
    """
    checked = check_file(path)
    if checked.policy is None:
        raise ProblemsError(checked.errors)
    policy = checked.policy
    kinds = {
        name: replace(kind, law=law[name]) if name in law else kind
        for name, kind in policy.kinds.items()
    }
    return replace(policy, kinds=kinds)


__all__ = ["read_policy"]
