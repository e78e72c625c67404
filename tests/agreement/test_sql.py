"""A policy's query gives the totals and levels of the definition, in databases of others."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.support.databases import (
    Database,
    DuckDb,
    Postgres,
    Sqlite,
    load,
    postgres_folder,
    postgres_server,
)
from tests.support.members import World
from tests.support.worlds import pairs

from goodstanding.errors import ProblemsError
from goodstanding.model.entry import Consent, Entry
from goodstanding.model.index import Reading
from goodstanding.model.points import Hold, Rates
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.rulebook import read_policy
from goodstanding.scoring.score import score
from goodstanding.scoring.sql import Dialect, policy_sql

PAIRS = 250
PAIRS_POSTGRES = 120


def with_a_query(policy: Policy) -> Policy | None:
    """Return what of a policy has a query, None where nothing is left."""
    kinds = {name: replace(kind, act=False) for name, kind in policy.kinds.items()}
    form = policy.form
    if isinstance(form, IndexForm):
        measures = tuple(each for each in form.measures if each.reading is not Reading.LATEST)
        made: PointsForm | IndexForm = IndexForm(
            scale=form.scale, dimensions=form.dimensions, measures=measures
        )
        return replace(policy, kinds=kinds, form=made) if measures else None
    rules = tuple(
        replace(rule, times_caps=(), repaired=None)
        for rule in form.rules
        if not isinstance(rule.worth, Rates)
    )
    names = {rule.name for rule in rules}
    groups = [
        replace(group, rules=tuple(name for name in group.rules if name in names))
        for group in form.groups
    ]
    bounds = None if form.bounds is None else replace(form.bounds, hold=Hold.AT_THE_END)
    made = PointsForm(
        start=form.start,
        bounds=bounds,
        rules=rules,
        groups=tuple(group for group in groups if group.rules),
    )
    return replace(policy, kinds=kinds, form=made) if rules else None


def as_a_file_says(world: World) -> World:
    """Return a world with what tables can hold: one consent for all sources, and no acts."""
    member = world.member
    if member.consents is not None:
        consents = {source: Consent(given=member.joined) for source in member.consents}
        member = replace(member, consents=consents)
    entries: tuple[Entry, ...] = tuple(replace(entry, act=None) for entry in world.entries)
    return replace(world, member=member, entries=entries)


def worlds_with_queries(count: int) -> Iterator[tuple[Policy, World]]:
    for pair in pairs(1, count):
        policy = with_a_query(pair.policy)
        if policy is not None:
            yield policy, as_a_file_says(pair.world)


def compare(database: Database, count: int) -> tuple[int, int]:
    """Compare every pair; return how many were compared and how many have another total."""
    compared, moved = 0, 0
    for policy, world in worlds_with_queries(count):
        load(database, policy, [world])
        query = policy_sql(policy, as_of=world.as_of, dialect=database.dialect)
        statement = score(policy, world.member, world.entries, as_of=world.as_of)
        assert database.run(query) == [("m0000", statement.total, statement.level)]
        compared += 1
        moved += statement.total != policy.opening
    return compared, moved


@pytest.mark.parametrize("make", [Sqlite, DuckDb])
def test_an_embedded_database_gives_the_totals_of_the_definition(make: type[Database]) -> None:
    compared, moved = compare(make(), PAIRS)
    assert compared > PAIRS * 0.9
    assert moved > PAIRS * 0.3


@pytest.mark.skipif(postgres_folder() is None, reason="PostgreSQL's server is not installed")
def test_postgresql_gives_the_totals_of_the_definition() -> None:
    import psycopg

    with (
        tempfile.TemporaryDirectory(prefix="gs-pg-") as short,
        postgres_server(Path(short)) as address,
        psycopg.connect(address, autocommit=True) as connection,
    ):
        compared, moved = compare(Postgres(connection), PAIRS_POSTGRES)
    assert compared > PAIRS_POSTGRES * 0.9
    assert moved > PAIRS_POSTGRES * 0.3


def test_a_query_for_another_day_gives_other_totals() -> None:
    """The control: what is compared depends on the query."""
    unlike = 0
    for policy, world in worlds_with_queries(80):
        database = Sqlite()
        load(database, policy, [world])
        later = date(world.as_of.year + 3, 1, 15)
        query = policy_sql(policy, as_of=later, dialect=Dialect.SQLITE)
        statement = score(policy, world.member, world.entries, as_of=world.as_of)
        unlike += database.run(query) != [("m0000", statement.total, statement.level)]
    assert unlike > 10


def test_forms_without_a_query_are_refused_by_name_all_at_once() -> None:
    policies = Path(__file__).parents[2] / "policies"
    policy = read_policy(policies / "event-reference" / "event-reference.yaml")
    with pytest.raises(ProblemsError) as caught:
        policy_sql(policy, as_of=policy.in_force, dialect=Dialect.DUCKDB)
    named = {problem.path for problem in caught.value.problems}
    assert len(named) > 10
    assert {problem.code.name for problem in caught.value.problems} == {"sql-unsupported-form"}
    assert {path.rpartition(".")[2] for path in named} >= {"act", "cap", "rates", "repaired"}
    running = read_policy(policies / "stack-exchange-2018" / "stack-exchange-2018.yaml")
    with pytest.raises(ProblemsError) as caught:
        policy_sql(running, as_of=date(2018, 9, 2), dialect=Dialect.DUCKDB)
    assert str(caught.value) == (
        "bounds.hold: this form has no query: running bounds fold one record after another. "
        "Recompute this policy with goodstanding score, or without this form."
    )


def test_a_latest_reading_has_no_query() -> None:
    policies = Path(__file__).parents[2] / "policies"
    policy = read_policy(policies / "index-reference" / "index-reference.yaml")
    with pytest.raises(ProblemsError) as caught:
        policy_sql(policy, as_of=policy.in_force, dialect=Dialect.SQLITE)
    assert all(problem.path.endswith(".of") for problem in caught.value.problems)
