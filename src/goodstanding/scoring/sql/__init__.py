"""A policy as one SQL query in the look-up form, for an auditor to recompute a programme with."""

# The policy stands in the query as small tables, seen from one day: what acts are worth by day and
# value, what share of them is left by age, caps and bounds. What can be told by counts, sums and
# the largest or smallest of somebody's records has a query; other forms are refused by name.

from collections.abc import Iterator
from datetime import date

from goodstanding.errors import Problem, ProblemsError, declare
from goodstanding.model.index import Reading
from goodstanding.model.points import Hold, Rates, Rule
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.scoring.score import check_in_force
from goodstanding.scoring.sql.dialect import Dialect, Writer, dialect_named
from goodstanding.scoring.sql.index import index_parts
from goodstanding.scoring.sql.points import points_parts
from goodstanding.scoring.sql.seen import level_expression, seen_parts, tables_comment

UNSUPPORTED = declare("sql-unsupported-form", "A form of a policy that has no query.")

__all__ = ["UNSUPPORTED", "Dialect", "dialect_named", "policy_sql"]


def policy_sql(policy: Policy, *, as_of: date, dialect: Dialect) -> str:
    """Return the query that gives each member's total and level on a day.

    Raises:
        ProblemsError: `as_of` is before the edition is in force, or the policy has forms that are
            no count, sum, largest or smallest; all of them are named.
    """
    check_in_force(policy, as_of)
    problems = list(_unsupported(policy))
    if problems:
        raise ProblemsError(problems)
    writer = Writer(dialect=dialect)
    parts = seen_parts(policy, writer, as_of)
    if isinstance(policy.form, PointsForm):
        parts += points_parts(policy, policy.form, writer, as_of)
    else:
        parts += index_parts(policy, policy.form, writer, as_of)
    q = writer.name
    return (
        f"-- {policy.name}, edition {policy.edition}, on {as_of}, for {dialect}.\n"
        f"{tables_comment(policy, writer)}\n"
        f"WITH\n{', '.join(parts)}\n"
        f"SELECT t.member, t.total, {level_expression(policy, writer)} AS level\n"
        f"FROM sums t JOIN members m ON m.{q('member')} = t.member\nORDER BY t.member\n"
    )


def _unsupported(policy: Policy) -> Iterator[Problem]:
    """Yield a problem for each form of a policy that has no query."""
    form = policy.form
    if isinstance(form, IndexForm):
        for measure in form.measures:
            if measure.reading is Reading.LATEST:
                yield _problem(f"measures.{measure.name}.of", "latest picks one record of several")
        return
    for kind in policy.kinds.values():
        if kind.act and policy.reads(kind.name):
            yield _problem(f"records.{kind.name}.act", "acts pick one record of several")
    for rule in form.rules:
        yield from _of_rule(rule)
    if form.bounds is not None and form.bounds.hold is Hold.AT_EVERY_RECORD:
        yield _problem("bounds.hold", "running bounds fold one record after another")


def _of_rule(rule: Rule) -> Iterator[Problem]:
    """Yield a problem for each form of a rule that has no query."""
    if rule.times_caps:
        yield _problem(f"rules.{rule.name}.cap", "a cap on times picks the best of several")
    if isinstance(rule.worth, Rates):
        yield _problem(f"rules.{rule.name}.rates", "rates fill a year one record after another")
    if rule.repaired is not None:
        yield _problem(f"rules.{rule.name}.repaired", "a repair depends on the states before it")


def _problem(path: str, why: str) -> Problem:
    """Return the problem of a form without a query."""
    return Problem(
        code=UNSUPPORTED,
        path=path,
        what=f"this form has no query: {why}",
        hint="Recompute this policy with goodstanding score, or without this form",
    )
