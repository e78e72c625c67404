"""The published editions beside a policy: `editions/NAME@N.yaml` and their hashes in the index."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from goodstanding.errors import Code, Problem, declare
from goodstanding.model.policy import Policy
from goodstanding.rulebook.reader import read_policy_text
from goodstanding.rulebook.reader.values import is_name, parse_day
from goodstanding.rulebook.tree import FILE_BYTES_MAX

FOLDER: Final = "editions"
INDEX: Final = "index.json"
FORMAT: Final = 1
INDEX_BYTES_MAX: Final = 4 * 1024 * 1024
EDITION_FILE: Final = re.compile(r"(?P<name>[a-z0-9_-]+)@(?P<edition>[1-9][0-9]{0,5})\.yaml")
SHA_256: Final = re.compile(r"[0-9a-f]{64}")

BAD_INDEX = declare("edition-bad-index", "The index of published editions cannot be read.")
TAMPERED = declare("edition-tampered", "A published edition is not what was published.")
MISSING = declare("edition-missing", "A published edition is not there any more.")
UNREADABLE = declare("edition-unreadable", "A file of an edition cannot be read as a policy.")
NOT_LISTED = declare("edition-not-listed", "A file of an edition that the index does not list.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One row of the index: an edition that two persons published on a day."""

    policy: str
    edition: int
    sha256: str
    by: str
    approved_by: str
    published: date
    in_force: date

    @property
    def file(self) -> str:
        """Return the name of the edition's file."""
        return edition_file(self.policy, self.edition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Editions:
    """What a folder of editions holds of one policy.

    `index` are the rows of every policy in the folder, `history` the policies of this one's
    editions, the earliest first. `errors` are tampered, missing and unreadable editions; `strays`
    are files that the index does not list, which nobody published.
    """

    folder: Path
    index: tuple[Listed, ...] = ()
    history: tuple[Policy, ...] = ()
    errors: tuple[Problem, ...] = ()
    strays: tuple[Problem, ...] = ()


def edition_file(name: str, edition: int) -> str:
    """Return the name of an edition's file."""
    return f"{name}@{edition}.yaml"


def read_editions(policy_path: Path, name: str) -> Editions:
    """Return the editions of a policy that stand beside its file, none where there is no folder.

    Files that no index lists count as history only where there is no index at all.
    """
    folder = policy_path.parent / FOLDER
    if not folder.is_dir():
        return Editions(folder=folder)
    index, errors = read_index(folder / INDEX)
    listed = {row.file: row for row in index if row.policy == name}
    history: list[Policy] = []
    strays: list[Problem] = []
    found = [path.name for path in folder.iterdir() if _is_edition(path.name, name)]
    for file_name in sorted({*found, *listed}, key=_number):
        row = listed.get(file_name)
        path = folder / file_name
        if row is None:
            strays.append(_stray(path))
            if index or errors:
                continue
        policy = _read(path, row, errors)
        if policy is not None:
            history.append(policy)
    return Editions(
        folder=folder,
        index=index,
        history=tuple(history),
        errors=tuple(errors),
        strays=tuple(strays),
    )


def _is_edition(file_name: str, name: str) -> bool:
    """Return whether a file is an edition of a policy, by its name."""
    match = EDITION_FILE.fullmatch(file_name)
    return match is not None and match["name"] == name


def _number(file_name: str) -> int:
    """Return the number of an edition's file."""
    return int(file_name.removesuffix(".yaml").rpartition("@")[2])


def _stray(path: Path) -> Problem:
    """Return that a file was not published by the command."""
    return Problem(
        code=NOT_LISTED,
        file=str(path),
        what="the index does not list this edition",
        hint="Publish it with `goodstanding policy publish`, or take the file away",
    )


def _read(path: Path, row: Listed | None, errors: list[Problem]) -> Policy | None:
    """Return the policy of an edition, adding what is wrong with its file."""

    def wrong(code: Code, what: str, hint: str) -> None:
        errors.append(Problem(code=code, file=str(path), what=what, hint=hint))

    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        what = f"the published edition cannot be read: {error.strerror}"
        wrong(MISSING, what, "Put it back from a copy: an edition stays readable for ever")
        return None
    if row is not None and hashlib.sha256(content).hexdigest() != row.sha256:
        wrong(
            TAMPERED,
            f"the file is not what {row.by} and {row.approved_by} published on {row.published}",
            "Put it back from a copy: an edition never changes, a change is a new edition",
        )
        return None
    policy = read_policy_text(content, file=str(path)).policy
    if policy is None or edition_file(policy.name, policy.edition) != path.name:
        what = f"this is not edition {_number(path.name)} of the policy {path.name.split('@')[0]!r}"
        wrong(UNREADABLE, what, "Take the file away, or put it back from a copy")
        return None
    return policy


def read_index(path: Path) -> tuple[tuple[Listed, ...], list[Problem]]:
    """Return the rows of an index and what is wrong with it; no file is an empty index."""
    try:
        with path.open("rb") as file:
            content = file.read(INDEX_BYTES_MAX + 1)
    except FileNotFoundError:
        return (), []
    except OSError as error:
        return (), [_bad_index(path, f"the index cannot be read: {error.strerror}")]
    try:
        rows = _rows(json.loads(content, object_pairs_hook=_once))
    except (ValueError, RecursionError) as error:
        said = str(error) if isinstance(error, _BadIndexError) else "this is not JSON"
        return (), [_bad_index(path, said)]
    return rows, []


class _BadIndexError(ValueError):
    """The index does not have the form that the publish command writes."""


def _bad_index(path: Path, what: str) -> Problem:
    """Return what is wrong with an index."""
    return Problem(
        code=BAD_INDEX,
        file=str(path),
        what=what,
        hint="Put the index back from a copy; only the publish command writes it",
    )


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return a JSON object that has each key once."""
    found = dict(pairs)
    if len(found) < len(pairs):
        message = "a key stands twice in the index"
        raise _BadIndexError(message)
    return found


def _rows(found: object) -> tuple[Listed, ...]:
    """Return the rows of the index's JSON."""
    if not isinstance(found, Mapping) or found.get("format") != FORMAT:
        message = f"this is not an index of format {FORMAT}"
        raise _BadIndexError(message)
    editions = found.get("editions")
    if not isinstance(editions, list) or set(found) != {"format", "editions"}:
        message = "the index has not the keys format and editions, or no list of editions"
        raise _BadIndexError(message)
    rows = tuple(_row(place, each) for place, each in enumerate(editions))
    if len({row.file for row in rows}) < len(rows):
        message = "the index lists an edition twice"
        raise _BadIndexError(message)
    return rows


TEXTS: Final = ("policy", "sha256", "by", "approved_by", "published", "from")


def _row(place: int, found: object) -> Listed:
    """Return one row of the index."""
    message = f"editions[{place}] is not a row as the publish command writes it"
    if not isinstance(found, Mapping) or set(found) != {*TEXTS, "edition"}:
        raise _BadIndexError(message)
    texts = {key: str(found[key]) for key in TEXTS if isinstance(found[key], str)}
    edition = found["edition"]
    is_number = isinstance(edition, int) and not isinstance(edition, bool) and edition > 0
    if len(texts) < len(TEXTS) or not is_number:
        raise _BadIndexError(message)
    published, in_force = parse_day(texts["published"]), parse_day(texts["from"])
    if published is None or in_force is None:
        raise _BadIndexError(message)
    if not is_name(texts["policy"]) or not SHA_256.fullmatch(texts["sha256"]):
        raise _BadIndexError(message)
    return Listed(
        policy=texts["policy"],
        edition=int(edition),
        sha256=texts["sha256"],
        by=texts["by"],
        approved_by=texts["approved_by"],
        published=published,
        in_force=in_force,
    )


def index_text(rows: Iterable[Listed]) -> str:
    """Return the text of an index, its rows by policy and edition."""
    ordered = sorted(rows, key=lambda row: (row.policy, row.edition))
    editions = [
        {
            "policy": row.policy,
            "edition": row.edition,
            "sha256": row.sha256,
            "by": row.by,
            "approved_by": row.approved_by,
            "published": row.published.isoformat(),
            "from": row.in_force.isoformat(),
        }
        for row in ordered
    ]
    found = {"format": FORMAT, "editions": editions}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
