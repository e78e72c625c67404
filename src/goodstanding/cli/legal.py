"""Naming the legal basis of offence and health kinds on the command line."""

from collections.abc import Sequence
from dataclasses import replace

from goodstanding.errors import UsageError
from goodstanding.model.kinds import RecordClass
from goodstanding.model.names import KindName
from goodstanding.model.policy import Policy


def with_legal_basis(policy: Policy, named: Sequence[str]) -> Policy:
    """Return the policy with a legal basis on each kind named as `KIND=TEXT`.

    Raises:
        UsageError: a text is not of that form, or names no offence or health kind of the policy.
    """
    kinds = dict(policy.kinds)
    for text in named:
        name, equals, basis = text.partition("=")
        kind = kinds.get(KindName(name.strip()))
        if not equals or not basis.strip():
            message = f"--legal-basis {name}: write it as KIND=TEXT, the text naming the law."
            raise UsageError(message)
        if kind is None or kind.record_class is RecordClass.ORDINARY:
            off = [
                kind.name
                for kind in kinds.values()
                if kind.record_class is not RecordClass.ORDINARY
            ]
            message = (
                f"--legal-basis {name}: no offence or health kind of {policy.name} has this name. "
                f"Those it has: {', '.join(off) or 'none'}."
            )
            raise UsageError(message)
        law = dict.fromkeys(policy.languages, basis.strip())
        kinds[kind.name] = replace(kind, law=law)
    return replace(policy, kinds=kinds) if named else policy
