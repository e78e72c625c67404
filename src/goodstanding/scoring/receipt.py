"""The receipt of a score run: what was scored, with what, and the hash of what came out."""

# A receipt names no person, no moment, no machine and no folder, so that the same inputs give the
# same receipt everywhere.

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from goodstanding.errors import Problem, ProblemsError, declare
from goodstanding.scoring.tables import TableName

NOT_A_RECEIPT = declare("receipt-not-one", "The file is not a receipt of a score run.")
RECEIPT_VERSION = declare("receipt-version", "The receipt is of a version not known here.")
RECEIPT_CHANGED = declare("receipt-changed", "The receipt is not as it was written.")

RECEIPT_FILE: Final = "receipt.json"
FORMAT_VERSION: Final = 1
DEFINITION: Final = "definition"
"""The engine whose parts are cut from one table in the order of all members."""

NOT_GIVEN: Final = "not given"
GIVEN_FOR: Final = "given for "
FILE_NAME: Final = re.compile(r"(statements|lines)(\.csv|/part-[0-9]{5}\.parquet)", re.ASCII)
BYTES_MAX: Final = 4 * 1024 * 1024
"""A receipt is at most so long: it names files, never members."""


class OutputFormat(StrEnum):
    """The file formats in which tables are written."""

    PARQUET = "parquet"
    CSV = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputSeen:
    """A file that was read: its name without folders, SHA-256 of its bytes, rows and refused."""

    name: str
    sha256: str
    rows: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a run was asked: the policy, the day, who, and the inputs.

    Of the rows of records, `dropped` are of people who did not join, `withheld` no consent
    reaches, `repeated` say again what another row says, and `refused` came back. `stated_by` says
    on whose word somebody is a member. `levels_held` is how many members came with the level they
    held before. `legal_basis` is what the operator named for kinds that are off without it.
    """

    policy: str
    edition: int
    purpose: str
    policy_sha256: str
    legal_basis: Mapping[str, str]
    engine: str
    version: str
    as_of: date
    stated_by: str
    levels_held: int
    records: int
    refused: int
    dropped: int
    withheld: int
    repeated: int
    inputs: tuple[InputSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWritten:
    """An output file: its path below the folder, SHA-256 of its bytes, and its rows."""

    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a run wrote. `lines` counts lines by their reason, `levels` members by level.

    `with_lines` is how many members have a line at all; the others stand at their opening. It is
    None, and no lines are counted, where an engine was not asked for lines and made none.

    `tables` holds the hash of each table written. Lines are counted even where they are not kept.
    """

    members: int
    with_lines: int | None
    levels: Mapping[str, int]
    lines: Mapping[str, int]
    format: OutputFormat
    tables: Mapping[TableName, str]
    files: tuple[FileWritten, ...]
    state_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was asked and what was written."""

    asked: Asked
    written: Written

    @property
    def buckets(self) -> int:
        """Return how many buckets the order of rows goes by: a part is one, but of the definition.

        Within a bucket members stand by code point.
        """
        written = self.written
        if self.asked.engine == DEFINITION or written.format is OutputFormat.CSV:
            return 1
        beginning = f"{TableName.STATEMENTS}/"
        return max(1, sum(file.name.startswith(beginning) for file in written.files))


def receipt_content(receipt: Receipt) -> dict[str, Any]:
    """Return a receipt as JSON values, in the order of the file."""
    asked, written = receipt.asked, receipt.written
    given = f"{GIVEN_FOR}{asked.levels_held}" if asked.levels_held else NOT_GIVEN
    return {
        "receipt": FORMAT_VERSION,
        "of": "goodstanding score",
        "version": asked.version,
        "engine": asked.engine,
        "policy": {
            "name": asked.policy,
            "edition": asked.edition,
            "purpose": asked.purpose,
            "sha256": asked.policy_sha256,
            "legal_basis": dict(asked.legal_basis),
        },
        "as_of": asked.as_of.isoformat(),
        "members": {
            "scored": written.members,
            "with_lines": written.with_lines,
            "stated_by": asked.stated_by,
            "levels_held_before": given,
            "levels": dict(written.levels),
        },
        "records": {
            "read": asked.records,
            "refused": asked.refused,
            "dropped": asked.dropped,
            "withheld": asked.withheld,
            "repeated": asked.repeated,
        },
        "lines": dict(sorted(written.lines.items())),
        "inputs": [
            {"name": seen.name, "sha256": seen.sha256, "rows": seen.rows, "refused": seen.refused}
            for seen in asked.inputs
        ],
        "outputs": {
            "format": str(written.format),
            "tables": {str(name): digest for name, digest in written.tables.items()},
            "files": [
                {"name": file.name, "sha256": file.sha256, "rows": file.rows}
                for file in written.files
            ],
        },
        "state_hash": written.state_hash,
    }


def receipt_text(receipt: Receipt) -> str:
    """Return the text of a receipt: JSON, ended by the hash of all that stands before."""
    return _sealed(receipt_content(receipt))


def _sealed(content: Mapping[str, Any]) -> str:
    """Return JSON text with the SHA-256 of the same text without it as the last key."""
    digest = hashlib.sha256(_dump(content).encode()).hexdigest()
    return _dump({**content, "receipt_sha256": digest})


def _dump(content: Mapping[str, Any]) -> str:
    """Return JSON as receipts are written."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def parse_receipt(content: bytes, *, file: str) -> Receipt:
    """Return the receipt that a file's bytes are, exactly as it was written.

    Raises:
        ProblemsError: it is not a receipt, is of another version, or was changed.
    """
    found = _json_object(content)
    if found is None or found.get("of") != "goodstanding score":
        raise ProblemsError([_not_one(file)])
    if found.get("receipt") != FORMAT_VERSION:
        problem = Problem(
            code=RECEIPT_VERSION,
            file=file,
            path="receipt",
            what=f"this is a receipt of another version than {FORMAT_VERSION}",
            hint="Use the version of goodstanding that wrote it, or a newer one",
        )
        raise ProblemsError([problem])
    unsealed = {key: value for key, value in found.items() if key != "receipt_sha256"}
    if content != _sealed(unsealed).encode():
        problem = Problem(
            code=RECEIPT_CHANGED,
            file=file,
            what="the receipt is not as it was written",
            hint="Take it from where it was kept, or score again",
        )
        raise ProblemsError([problem])
    try:
        return _receipt(found)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ProblemsError([_not_one(file)]) from None


def _json_object(content: bytes) -> dict[str, Any] | None:
    """Return the JSON object of some bytes, None where they are something else."""
    if len(content) > BYTES_MAX:
        return None
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _not_one(file: str) -> Problem:
    """Return the problem of a file that is no receipt."""
    return Problem(
        code=NOT_A_RECEIPT,
        file=file,
        what="this is not the receipt of a score run",
        hint=f"Give the {RECEIPT_FILE} that goodstanding score wrote, or its folder; "
        "a member's own copy is not verified by this version",
    )


def _text(value: object) -> str:
    """Return a value that has to be text."""
    if not isinstance(value, str):
        raise TypeError
    return value


def _count(value: object) -> int:
    """Return a value that has to be a count."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value


def _receipt(found: Mapping[str, Any]) -> Receipt:
    """Return the receipt of JSON values; raises what Python does where they are not of one."""
    policy, members, records = found["policy"], found["members"], found["records"]
    outputs = found["outputs"]
    given = _text(members["levels_held_before"])
    asked = Asked(
        policy=_text(policy["name"]),
        edition=_count(policy["edition"]),
        purpose=_text(policy["purpose"]),
        policy_sha256=_text(policy["sha256"]),
        legal_basis={kind: _text(law) for kind, law in policy["legal_basis"].items()},
        engine=_text(found["engine"]),
        version=_text(found["version"]),
        as_of=date.fromisoformat(found["as_of"]),
        stated_by=_text(members["stated_by"]),
        levels_held=0 if given == NOT_GIVEN else int(given.removeprefix(GIVEN_FOR)),
        records=_count(records["read"]),
        refused=_count(records["refused"]),
        dropped=_count(records["dropped"]),
        withheld=_count(records["withheld"]),
        repeated=_count(records["repeated"]),
        inputs=tuple(_input_seen(seen) for seen in found["inputs"]),
    )
    written = Written(
        members=_count(members["scored"]),
        with_lines=None if members["with_lines"] is None else _count(members["with_lines"]),
        levels={name: _count(count) for name, count in members["levels"].items()},
        lines={why: _count(count) for why, count in found["lines"].items()},
        format=OutputFormat(outputs["format"]),
        tables={TableName(name): _text(digest) for name, digest in outputs["tables"].items()},
        files=tuple(_file_written(file) for file in outputs["files"]),
        state_hash=_text(found["state_hash"]),
    )
    return Receipt(asked=asked, written=written)


def _input_seen(seen: Mapping[str, Any]) -> InputSeen:
    """Return an input file of a receipt."""
    return InputSeen(
        name=_text(seen["name"]),
        sha256=_text(seen["sha256"]),
        rows=_count(seen["rows"]),
        refused=_count(seen["refused"]),
    )


def _file_written(file: Mapping[str, Any]) -> FileWritten:
    """Return an output file of a receipt; its name must be one that a run writes.

    So a receipt from elsewhere cannot lead `verify` out of the folder.
    """
    name = _text(file["name"])
    if not FILE_NAME.fullmatch(name):
        raise ValueError
    return FileWritten(name=name, sha256=_text(file["sha256"]), rows=_count(file["rows"]))
