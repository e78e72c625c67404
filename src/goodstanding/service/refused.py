"""Saying no to an act, with a code and a sentence for whoever asked."""

from goodstanding.errors import Code, Problem, ProblemsError, declare

NOT_A_MEMBER = declare("service-not-a-member", "Nobody with this number is a member.")
NOT_POSSIBLE = declare(
    "service-not-possible", "The step does not lead on from the state that the case is in."
)


def no(code: Code, what: str, hint: str, *, path: str = "") -> ProblemsError:
    """Return the refusal of an act, to be raised; it says nothing of a person."""
    return ProblemsError([Problem(code=code, path=path, what=what, hint=hint)])


def not_a_member() -> ProblemsError:
    """Return the one answer for everybody who is not a member: never was, left, or is leaving."""
    return no(NOT_A_MEMBER, "nobody here is a member under this number", "Join first")
