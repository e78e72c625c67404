"""Tables of any library in memory come to what the command writes for the same rows."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.pages import ROOT

from goodstanding import read_policy, score, score_table
from goodstanding.cli.run import Inputs, asked, read_given, statements
from goodstanding.errors import ProblemsError
from goodstanding.model.policy import Policy
from goodstanding.rulebook import read_policy as read
from goodstanding.scoring.outputs import write_outputs
from goodstanding.scoring.receipt import OutputFormat, Receipt
from goodstanding.scoring.tables import CellType, TableName, columns_of

FOLDER = ROOT / "policies/event-reference"
POLICY = FOLDER / "event-reference.yaml"
AS_OF = date(2026, 6, 30)
BASIS = "nobody lives here"
TYPES = {CellType.TEXT: pa.string(), CellType.WHOLE: pa.int64(), CellType.DAY: pa.date32()}


@pytest.fixture(scope="module")
def policy() -> Policy:
    from goodstanding.cli.legal import with_legal_basis

    plain = read(POLICY)
    basis = [f"{kind.name}={BASIS}" for kind in plain.kinds.values() if kind.off]
    return with_legal_basis(plain, basis)


def tables() -> dict[str, Any]:
    names = ("records", "members", "states")
    return {name: pq.read_table(FOLDER / f"demo/{name}.parquet") for name in names}


@pytest.fixture(scope="module")
def by_command(tmp_path_factory: pytest.TempPathFactory, policy: Policy) -> tuple[Path, Receipt]:
    out = tmp_path_factory.mktemp("command") / "out"
    inputs = Inputs(
        policy=POLICY,
        records=[FOLDER / "demo/records.parquet"],
        members=FOLDER / "demo/members.parquet",
        states=FOLDER / "demo/states.parquet",
    )
    basis = [f"{kind.name}={BASIS}" for kind in policy.kinds.values() if kind.law]
    given = read_given(inputs, legal_basis=basis)
    receipt = write_outputs(
        out,
        given.policy,
        statements(given, AS_OF),
        asked=asked(given, AS_OF),
        form=OutputFormat.PARQUET,
    )
    return out, receipt


def as_polars(table: pa.Table) -> Any:
    return pl.from_arrow(table)


def as_stream(table: pa.Table) -> Any:
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=7))


def as_duckdb(table: pa.Table) -> Any:
    connection = duckdb.connect()
    connection.register("given", table)
    return connection.sql("SELECT * FROM given")


SCHEMAS = tuple(
    pa.schema([(each.name, TYPES[each.holds]) for each in columns])
    for columns in (columns_of(read(POLICY))[name] for name in TableName)
)


@pytest.mark.parametrize(
    "make, kind", [(as_polars, pl.DataFrame), (as_stream, pa.Table), (as_duckdb, pa.Table)]
)
def test_what_comes_back_is_of_the_same_kind(make: Any, kind: type, policy: Policy) -> None:
    given = {name: make(table) for name, table in tables().items()}
    found = score_table(policy, given["records"], as_of=AS_OF, members=given["members"])
    assert isinstance(found.statements, kind)
    assert isinstance(found.lines, kind)
    assert hasattr(found.statements, "__arrow_c_stream__")


def test_pandas_comes_back_as_pandas(policy: Policy) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas comes with the extra for Spark")
    given = {
        name: table.to_pandas(types_mapper=pandas.ArrowDtype) for name, table in tables().items()
    }
    found = score_table(policy, given["records"], as_of=AS_OF, members=given["members"])
    assert isinstance(found.statements, pandas.DataFrame)
    plain = score_table(policy, tables()["records"], as_of=AS_OF, members=given["members"])
    assert found.state_hash == plain.state_hash
    assert found.statements["total"].tolist() == plain.statements["total"].to_pylist()
    with pytest.raises(ProblemsError, match="never floats or times"):  # what has gaps became floats
        score_table(policy, tables()["records"].to_pandas(), as_of=AS_OF, members=given["members"])


def test_duckdb_asks_a_result_by_its_name(policy: Policy) -> None:
    given = tables()
    statements = score_table(
        policy, as_duckdb(given["records"]), as_of=AS_OF, members=given["members"], lines=False
    ).statements
    assert statements.num_rows == 200
    found = duckdb.connect().execute("SELECT count(*), min(total) FROM statements").fetchall()
    assert found == [(200, min(statements["total"].to_pylist()))]


@pytest.mark.parametrize("make", [lambda table: table, as_stream, as_polars, as_duckdb])
def test_a_table_of_any_library_comes_to_what_the_command_writes(
    make: Any, policy: Policy, by_command: tuple[Path, Receipt]
) -> None:
    out, receipt = by_command
    given = {name: make(table) for name, table in tables().items()}
    found = score_table(
        policy, given["records"], as_of=AS_OF, members=given["members"], states=given["states"]
    )
    assert found.state_hash == receipt.written.state_hash
    assert pa.table(found.statements).cast(SCHEMAS[0]).equals(pq.read_table(out / "statements"))
    assert found.lines is not None
    lines = pa.table(found.lines).cast(SCHEMAS[1])
    assert lines.equals(pq.read_table(out / "lines"))
    assert lines.num_rows > 1_000
    assert (found.rows, found.dropped, found.withheld, found.repeated) == (
        receipt.asked.records, receipt.asked.dropped, receipt.asked.withheld,
        receipt.asked.repeated,
    )  # fmt: skip
    assert found.refused == ()


def test_without_lines_the_statements_are_the_same(
    policy: Policy, by_command: tuple[Path, Receipt]
) -> None:
    given = tables()
    found = score_table(
        policy, given["records"], as_of=AS_OF, members=given["members"], states=given["states"],
        lines=False,
    )  # fmt: skip
    assert found.lines is None
    assert found.statements.equals(pq.read_table(by_command[0] / "statements"))
    assert found.state_hash != by_command[1].written.state_hash


def test_another_row_gives_another_hash(policy: Policy, by_command: tuple[Path, Receipt]) -> None:
    """The control: the hash depends on the rows."""
    given = tables()
    found = score_table(policy, given["records"].slice(1), as_of=AS_OF, members=given["members"])
    assert found.state_hash != by_command[1].written.state_hash


def test_a_bad_row_comes_back_with_its_number_and_the_others_are_scored(policy: Policy) -> None:
    given = tables()
    records = pl.DataFrame(given["records"])
    records[41, "kind"] = "no-such-kind"
    found = score_table(
        policy, records, as_of=AS_OF, members=given["members"], states=given["states"]
    )
    assert isinstance(found.statements, pl.DataFrame)
    assert [(each.file, each.line) for each in found.refused][:1] == [("table of records", 42)]
    assert len(found.statements) == given["members"].num_rows


def error_of(policy: Policy, table: Any, *, code: str = "", **other: Any) -> str:
    with pytest.raises(ProblemsError) as caught:
        score_table(policy, table, as_of=AS_OF, **other)
    assert code in {"", *(problem.code.name for problem in caught.value.problems)}
    return str(caught.value)


def test_what_is_no_table_is_refused(policy: Policy) -> None:
    said = (
        "table of records: this is no table that Arrow can read. "
        "Give a table of pyarrow, Polars, DuckDB or pandas."
    )
    assert error_of(policy, [1, 2], code="table-not-one") == said
    assert error_of(policy, tables()["records"].schema) != ""


def test_nobody_is_scored_of_whom_nothing_says_that_they_joined(policy: Policy) -> None:
    unmarked = tables()["records"].replace_schema_metadata(None)
    assert error_of(policy, unmarked) == (
        "table of records: nothing says who of these people joined the programme. "
        "Give members=, a table; only a table marked synthetic needs none."
    )


def test_a_study_in_memory_needs_the_mark_of_a_synthetic_table() -> None:
    path = ROOT / "policies/stack-exchange-2018/stack-exchange-2018.yaml"
    study = read_policy(path)
    kind = next(iter(study.kinds.values()))
    day = date(2018, 1, 1)
    plain = pa.table(
        {
            "id": ["1"], "source": [kind.source], "member": ["a"], "kind": [kind.name],
            "on": pa.array([day], pa.date32()),
        }
    )  # fmt: skip
    assert error_of(study, plain, code="table-study") == (
        f"table of records: {study.name} is a study, and nothing says why these values are public."
        " Score files beside their data sheet, or a table that is marked synthetic."
    )
    marked = plain.replace_schema_metadata({"goodstanding.synthetic": "one row, by hand"})
    found = score_table(study, marked, as_of=AS_OF)
    assert found.statements.num_rows == 1
    assert found.stated_by == "synthetic: one row, by hand"
    assert "a study, and nobody joins one" in error_of(study, marked, members=plain)


def test_columns_that_would_be_guessed_are_refused(policy: Policy) -> None:
    frame = pl.DataFrame(tables()["records"])
    stamped = frame.with_columns(pl.col("on").cast(pl.Datetime))
    assert error_of(policy, stamped, members=tables()["members"]) == (
        "table of records: on: the column has a type that is not read here. "
        "Write it as days (date32), or text such as 2026-10-01."
    )


def test_texts_coded_by_categories_are_read(policy: Policy) -> None:
    given = tables()
    frame = pl.DataFrame(given["records"]).with_columns(
        pl.col("kind").cast(pl.Categorical), pl.col("source").cast(pl.Categorical)
    )
    wanted = score_table(policy, given["records"], as_of=AS_OF, members=given["members"])
    found = score_table(policy, frame, as_of=AS_OF, members=given["members"])
    assert found.state_hash == wanted.state_hash


def test_a_table_of_no_rows_scores_its_members_at_their_opening(policy: Policy) -> None:
    given = tables()
    empty = given["records"].slice(0, 0)
    found = score_table(policy, empty, as_of=AS_OF, members=given["members"])
    assert found.statements["total"].unique().to_pylist() == [policy.opening]
    assert found.lines is not None
    assert found.lines.num_rows == 0
    assert callable(score)
