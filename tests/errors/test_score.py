"""Each error of outputs, receipts and verification: its cause and its text."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.runs import generated, index_policy, points_policy, written

from goodstanding.errors import CATALOGUE, EnvironmentUnfitError, Problem, ProblemsError
from goodstanding.model.names import DimensionName
from goodstanding.model.policy import IndexForm
from goodstanding.scoring.files import pyarrow_or_sentence
from goodstanding.scoring.outputs import check_folder
from goodstanding.scoring.receipt import InputSeen, OutputFormat, parse_receipt
from goodstanding.scoring.tables import columns_of
from goodstanding.scoring.verify import check_outputs, input_problems, row_problems

HINT = "Do not rely on these outputs: score again, and compare."


def problems_of(cause: Callable[[], object]) -> list[tuple[str, str]]:
    """Return the codes and texts of the problems that something raises."""
    with pytest.raises(ProblemsError) as caught:
        cause()
    return listed(caught.value.problems)


def listed(problems: "tuple[Problem, ...] | list[Problem]") -> list[tuple[str, str]]:
    """Return the codes and texts of problems."""
    return [(problem.code.name, str(problem)) for problem in problems]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return the folder of a run on CSV files."""
    policy = points_policy()
    written(tmp_path / "out", policy, generated(policy, count=12), form=OutputFormat.CSV)
    return tmp_path / "out"


def reseal(out: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change a receipt, and make it agree with the files and with itself."""
    path = out / "receipt.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["receipt_sha256"]
    for file in content["outputs"]["files"]:
        file["sha256"] = hashlib.sha256((out / file["name"]).read_bytes()).hexdigest()
    change(content)
    body = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    content["receipt_sha256"] = hashlib.sha256(body.encode()).hexdigest()
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8")


def test_a_dimension_with_the_name_of_a_column() -> None:
    policy = index_policy()
    assert isinstance(policy.form, IndexForm)
    first, *rest = policy.form.dimensions
    form = IndexForm(
        scale=policy.form.scale,
        dimensions=(replace(first, name=DimensionName("level")), *rest),
        measures=policy.form.measures,
    )
    assert problems_of(lambda: columns_of(replace(policy, form=form))) == [
        (
            "outputs-column-taken",
            (
                "dimensions.level: the table of statements has a column 'level' of its own. "
                "Give the dimension another name."
            ),
        )
    ]


def test_a_folder_that_is_not_ours_and_a_file_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    hint = "Name a folder that is new, empty, or holds a receipt of a run before."
    assert problems_of(lambda: check_folder(tmp_path)) == [
        (
            "outputs-folder-not-ours",
            f"{tmp_path}: the folder holds files that no score run wrote. {hint}",
        )
    ]
    file = tmp_path / "notes.txt"
    assert problems_of(lambda: check_folder(file)) == [
        ("outputs-not-a-folder", f"{file}: this is a file, and outputs need a folder. {hint}")
    ]
    check_folder(tmp_path / "new")


NOT_ONE = (
    "receipt-not-one",
    (
        "r.json: this is not the receipt of a score run. Give the receipt.json that goodstanding "
        "score wrote, or its folder; a member's own copy is not verified by this version."
    ),
)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b'{"of": 1}', b"\xff\xfe", b"[" * 100_000, b" " * 5_000_000, b'"text"'],
    ids=["empty", "list", "cut", "of", "bytes", "deep", "long", "text"],
)
def test_what_is_no_receipt(content: bytes) -> None:
    assert problems_of(lambda: parse_receipt(content, file="r.json")) == [NOT_ONE]


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.pop("policy"),
        lambda content: content.update(members=[]),
        lambda content: content["records"].update(read=-1),
        lambda content: content["records"].update(read=True),
        lambda content: content["policy"].update(name=7),
        lambda content: content.update(as_of="yesterday"),
        lambda content: content["outputs"].update(format="xlsx"),
        lambda content: content["outputs"]["tables"].update(people="0"),
        lambda content: content["members"].update(levels_held_before="many"),
    ],
)
def test_a_sealed_receipt_of_something_else(
    out: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    reseal(out, change)
    content = (out / "receipt.json").read_bytes()
    assert problems_of(lambda: parse_receipt(content, file="r.json")) == [NOT_ONE]


def test_a_receipt_of_another_version(out: Path) -> None:
    reseal(out, lambda content: content.update(receipt=2))
    content = (out / "receipt.json").read_bytes()
    assert problems_of(lambda: parse_receipt(content, file="r.json")) == [
        (
            "receipt-version",
            (
                "r.json: receipt: this is a receipt of another version than 1. "
                "Use the version of goodstanding that wrote it, or a newer one."
            ),
        )
    ]


def test_a_receipt_that_was_changed(out: Path) -> None:
    content = (out / "receipt.json").read_bytes()
    changed = content.replace(b'"definition"', b'"another"')
    assert changed != content
    for text in (changed, content + b"\n", content[:-1]):
        assert problems_of(lambda text=text: parse_receipt(text, file="r.json")) == [  # type: ignore[misc] # bound for the loop
            (
                "receipt-changed",
                (
                    "r.json: the receipt is not as it was written. "
                    "Take it from where it was kept, or score again."
                ),
            )
        ]
    parse_receipt(content, file="r.json")


def test_files_that_are_missing_changed_or_unknown(out: Path) -> None:
    (out / "lines").mkdir()
    (out / "lines/part-00000.parquet").write_bytes(b"")
    (out / "lines.csv").unlink()
    (out / "statements.csv").write_text("changed", encoding="utf-8")
    assert listed(check_outputs(out).problems) == [
        (
            "verify-file-changed",
            f"{out}/statements.csv: the file is not as it was written. {HINT}",
        ),
        (
            "verify-file-missing",
            f"{out}/lines.csv: the receipt names this file, and it is not there. {HINT}",
        ),
        (
            "verify-file-unknown",
            (
                f"{out}/lines/part-00000.parquet: the receipt does not name this file, and who "
                f"reads the folder would read it. {HINT}"
            ),
        ),
    ]


def test_a_file_that_is_no_table(out: Path) -> None:
    (out / "statements.csv").write_text("member,total\n", encoding="utf-8")
    reseal(out, lambda _content: None)
    said = f"{out}/statements.csv: this is no table of statements as a run writes it. Score again."
    assert problems_of(lambda: check_outputs(out)) == [("verify-file-unreadable", said)]


def test_sums_next_changes_order_counts_and_hashes_that_do_not_hold(out: Path) -> None:
    path = out / "statements.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    member, total, level, opening, _ = rows[1].split(",")
    rows[1] = f"{member},{int(total) + 1},{level},{opening},2999-01-01\n"
    rows[2:4] = [rows[3], rows[2]]
    path.write_text("".join(rows), encoding="utf-8")
    reseal(out, lambda _content: None)
    found = dict(reversed(listed(check_outputs(out).problems)))
    assert found["verify-sum"] == (
        f"{path}:2: the opening and the lines do not sum to the total. {HINT}"
    )
    assert found["verify-next-change"] == (
        f"{path}:2: the next change is not the first of the lines'. {HINT}"
    )
    assert found["verify-order"] == (
        f"{path}:4: the member does not come after the one before. {HINT}"
    )
    path.write_text("".join(rows[:1]), encoding="utf-8")
    (out / "lines.csv").write_text(
        (out / "lines.csv").read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8"
    )
    reseal(out, lambda _content: None)
    receipt = f"{out}/receipt.json"
    assert listed(check_outputs(out).problems) == [
        (
            "verify-state-hash",
            f"{receipt}: the hash of the tables is not the state hash of the receipt. {HINT}",
        ),
        *(
            ("verify-count", f"{receipt}: {path} of the receipt is not what the files hold. {HINT}")
            for path in ("members.scored", "members.levels", "members.with_lines", "lines")
        ),
    ]


def test_inputs_that_are_not_those_of_the_run(out: Path) -> None:
    receipt = parse_receipt((out / "receipt.json").read_bytes(), file="r.json")
    seen = receipt.asked.inputs[0]
    hint = "Give the files that were scored; the receipt has their hashes."
    assert input_problems(receipt, [seen], "0" * 64) == []
    other = [replace(seen, sha256="2" * 64), InputSeen(name="b.csv", sha256="", rows=0, refused=0)]
    assert listed(input_problems(receipt, other, "9" * 64)) == [
        ("verify-input", f"event-reference: the policy is not the one of the run. {hint}"),
        ("verify-input", f"b.csv: the run did not read this file. {hint}"),
        ("verify-input", f"records.csv: the file is not as it was when it was scored. {hint}"),
    ]
    assert listed(input_problems(receipt, [], "0" * 64)) == [
        (
            "verify-input",
            f"records.csv: the run read this file, and it is not among those given. {hint}",
        )
    ]


def test_rows_that_scoring_again_does_not_give(out: Path) -> None:
    policy = points_policy()
    found = generated(policy, count=12)
    assert row_problems(out, policy, found) == []
    raised = [replace(found[0], opening=found[0].opening + 1), *found[1:]]
    assert listed(row_problems(out, policy, raised)) == [
        (
            "verify-row",
            f"{out}/statements.csv:2: scoring again gives another total, opening. {HINT}",
        )
    ]
    assert listed(row_problems(out, policy, found[:-1]))[0] == (
        "verify-row",
        f"{out}/statements.csv:13: scoring again gives no such row. {HINT}",
    )
    more = generated(policy, count=13)
    assert listed(row_problems(out, policy, more))[0] == (
        "verify-row",
        (
            f"{out}/statements.csv:13: scoring again gives one more row for the member at this "
            f"place. {HINT}"
        ),
    )
    index = index_policy()
    other = row_problems(
        out, index, [replace(found[0], lines=(), dimensions={DimensionName("x"): 1})]
    )
    assert listed(other)[0] == (
        "verify-row",
        f"{out}/statements.csv:2: scoring again gives a row with other columns. {HINT}",
    )


def test_parquet_without_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(EnvironmentUnfitError) as caught:
        pyarrow_or_sentence()
    assert str(caught.value) == (
        "Parquet files need the library pyarrow, which is not installed. "
        "Install goodstanding[city], or ask for --format csv."
    )


def test_every_code_of_these_areas_is_caused_here() -> None:
    areas = ("outputs-", "receipt-", "verify-")
    declared = {name for name in CATALOGUE if name.startswith(areas)}
    text = Path(__file__).read_text(encoding="utf-8")
    assert len(declared) >= 17
    assert {name for name in declared if f'"{name}"' not in text} == set()
