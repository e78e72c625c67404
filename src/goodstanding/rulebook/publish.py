"""Publishing an edition: what keeps it from being published, and the two files that publish it."""

import hashlib
import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Final

from goodstanding.errors import Code, Problem, ProblemsError, declare
from goodstanding.model.policy import Policy, Purpose
from goodstanding.rulebook.check import Checked, check_file
from goodstanding.rulebook.editions import (
    INDEX,
    Editions,
    Listed,
    edition_file,
    index_text,
    read_editions,
    read_index,
)
from goodstanding.rulebook.laws import check_laws, law_problems, standing_laws
from goodstanding.rulebook.laws.checks import Scorer
from goodstanding.rulebook.testing import SEED, Sort, TestReport, run_tests_of, suite_path
from goodstanding.scoring.files import sync_folder, write_synced
from goodstanding.scoring.score import score

LAW_WORLDS: Final = 200
"""So many generated members each law is tried on before an edition is published."""

PERSON_CHARACTERS_MAX: Final = 128

ONE_PERSON = declare("publish-one-person", "One person wrote and approved an edition.")
NO_PERSON = declare("publish-no-person", "Who published or approved an edition is not a name.")
STUDY = declare("publish-study", "A study cannot be published in a programme.")
OTHER_NAME = declare("publish-other-name", "A policy's name is not that of its file.")
IMMUTABLE = declare("publish-immutable", "An edition is published already, with other content.")
NOT_NEXT = declare("publish-not-next", "An edition's number does not follow the last one.")
LATE = declare("publish-late", "An edition says that it was published before it is.")
CHANGED = declare(
    "publish-changed-meanwhile", "The file or the index changed while an edition was checked."
)


class Step(StrEnum):
    """The steps of a publication, in order; each can be done again without harm.

    The edition's file comes first: one that the index does not list was never published, and
    publishing again finishes or replaces it. The row in the index is the publication.
    """

    EDITION = "write the edition"
    INDEX = "list it in the index"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """An edition that nothing keeps from being published.

    `before` is the edition published last, None where this is the first; `is_published` where this
    very content was published already.
    """

    content: bytes
    policy: Policy
    row: Listed
    editions: Editions
    before: Policy | None
    is_published: bool
    report: TestReport

    @property
    def target(self) -> Path:
        """Return the file of the edition."""
        return self.editions.folder / self.row.file


def publish(path: Path, *, by: str, approved_by: str, on: date, count: int = LAW_WORLDS) -> Path:
    """Publish an edition on a day and return its file; the same edition again changes nothing.

    Raises:
        ProblemsError: everything that keeps it from being published.
        OSError: the folder cannot be written to; publishing again finishes what was begun.
    """
    return write(prepare(path, by=by, approved_by=approved_by, on=on, count=count))


def prepare(  # noqa: PLR0913 - who publishes, when, and how the laws are tried
    path: Path,
    *,
    by: str,
    approved_by: str,
    on: date,
    count: int = LAW_WORLDS,
    scorer: Scorer = score,
) -> Publication:
    """Return a publication of a policy that two persons publish `on` a day.

    It passes its check, its tests and the standing laws on `count` generated members, as they are
    scored by the definition or by `scorer`, and its cases reach every rule and table row.

    Raises:
        ProblemsError: everything that keeps it from being published.
    """
    problems = _person_problems(by, approved_by)
    checked = check_file(path)
    problems += checked.errors
    readable = checked.reading.policy
    if readable is None:
        raise ProblemsError(problems)
    editions = read_editions(path, readable.name)
    problems += [each for each in editions.errors if each not in problems]
    problems += _edition_problems(path, checked, readable, editions, on=on)
    report = TestReport(checked=checked, tests_file=str(suite_path(path)))
    if checked.policy is not None:
        report = run_tests_of(checked, suite_path(path), count=count)
        problems += [*report.problems, *report.gaps(Sort.RULE, Sort.ROW)]
        laws = check_laws(readable, standing_laws(readable), seed=SEED, count=count, scorer=scorer)
        problems += law_problems(laws, file=str(path))
    if problems:
        raise ProblemsError(problems)
    content = _read(path, checked)
    row = Listed(
        policy=readable.name,
        edition=readable.edition,
        sha256=checked.reading.sha256,
        by=" ".join(by.split()),
        approved_by=" ".join(approved_by.split()),
        published=on,
        in_force=readable.in_force,
    )
    return Publication(
        content=content,
        policy=readable,
        row=row,
        editions=editions,
        before=_before(readable, editions),
        is_published=_published(readable, editions) is not None,
        report=report,
    )


def _read(path: Path, checked: Checked) -> bytes:
    """Return the bytes that were checked.

    Raises:
        ProblemsError: the file changed after it was checked.
    """
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != checked.reading.sha256:
        problem = Problem(
            code=CHANGED,
            file=str(path),
            what="the file changed while it was being checked",
            hint="Publish again when nobody is writing to it",
        )
        raise ProblemsError([problem])
    return content


def _person_problems(by: str, approved_by: str) -> list[Problem]:
    """Return what is wrong with the two persons: no name, or one person twice."""
    problems = [
        Problem(
            code=NO_PERSON,
            path=option,
            what=f"this is no name of a person, or longer than {PERSON_CHARACTERS_MAX} characters",
            hint="Write the name that the public index will show",
        )
        for option, name in (("--by", by), ("--approved-by", approved_by))
        if not person_key(name) or len(name) > PERSON_CHARACTERS_MAX
    ]
    if not problems and person_key(by) == person_key(approved_by):
        problems.append(
            Problem(
                code=ONE_PERSON,
                path="--approved-by",
                what="the person who approves is the person who publishes",
                hint="Let another person read the edition and approve it (charter 10)",
            )
        )
    return problems


def person_key(name: str) -> str:
    """Return what is the same for two ways to write one name: case, width, spaces, points."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(each for each in folded if unicodedata.category(each)[0] in "LMN")


def _edition_problems(
    path: Path, checked: Checked, policy: Policy, editions: Editions, *, on: date
) -> list[Problem]:
    """Return what keeps an edition from following those published before it on this day."""
    problems: list[Problem] = []

    def wrong(code: Code, at: str, what: str, hint: str) -> None:
        line = checked.reading.line_of(at)
        problems.append(
            Problem(code=code, file=str(path), line=line, path=at, what=what, hint=hint)
        )

    if policy.purpose is Purpose.STUDY:
        what = "a study of a published system is no programme's policy"
        wrong(STUDY, "purpose", what, "Keep it as a study; only programmes publish editions")
        return problems
    if path.name != f"{policy.name}.yaml":
        what = f"the policy {policy.name!r} stands in the file {path.name!r}"
        wrong(OTHER_NAME, "policy", what, "A policy's name never changes: write that of the file")
    published = _published(policy, editions)
    if published is not None:
        if published.sha256 != checked.reading.sha256:
            what = f"edition {policy.edition} was published on {published.published}, and differs"
            hint = f"An edition never changes: write edition {_last(policy, editions) + 1}"
            wrong(IMMUTABLE, "edition", what, hint)
        return problems
    said = {each.path for each in checked.errors}
    last = _last(policy, editions)
    if last and policy.edition != last + 1 and "edition" not in said:
        what = f"edition {policy.edition} does not follow edition {last}, the last published"
        wrong(NOT_NEXT, "edition", what, f"Write edition {last + 1}")
    if on > policy.published:
        start = policy.notice.after(on)
        what = f"{policy.published} is before the day of publication, {on}"
        hint = f"Write {on}, and start on {max(start, policy.in_force)} or later"
        wrong(LATE, "published", what, hint)
    own = str(editions.folder / edition_file(policy.name, policy.edition))
    return problems + [each for each in editions.strays if each.file != own]


def _published(policy: Policy, editions: Editions) -> Listed | None:
    """Return the row of an edition that was published already."""
    file = edition_file(policy.name, policy.edition)
    return next((row for row in editions.index if row.file == file), None)


def _last(policy: Policy, editions: Editions) -> int:
    """Return the number of the edition published last, 0 where none was."""
    numbers = [row.edition for row in editions.index if row.policy == policy.name]
    return max(numbers, default=0)


def _before(policy: Policy, editions: Editions) -> Policy | None:
    """Return the edition published last before this one, None where this is the first."""
    listed = {row.file for row in editions.index}
    earlier = [
        each
        for each in editions.history
        if each.edition < policy.edition and edition_file(each.name, each.edition) in listed
    ]
    return earlier[-1] if earlier else None


def write(publication: Publication) -> Path:
    """Write the edition and then the index, each whole or not at all, and return the edition.

    Raises:
        ProblemsError: another edition was published since this one was prepared.
        OSError: the folder cannot be written to; publishing again finishes what was begun.
    """
    if publication.is_published:
        return publication.target
    folder = publication.editions.folder
    folder.mkdir(exist_ok=True)
    with _held(folder):
        index, _ = read_index(folder / INDEX)
        if index != publication.editions.index:
            problem = Problem(
                code=CHANGED,
                file=str(folder / INDEX),
                what="another edition was published while this one was being checked",
                hint="Publish again, so that this one is checked against it",
            )
            raise ProblemsError([problem])
        for step in Step:
            if step is Step.EDITION:
                _put(publication.target, publication.content)
            else:
                _put(folder / INDEX, index_text((*index, publication.row)).encode())
    return publication.target


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Keep others from publishing into a folder; whoever is cut off lets go of it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        flock(descriptor, LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _put(path: Path, content: bytes) -> None:
    """Write a neighbour, force it to disk, and rename it into place."""
    beside = path.with_name(f".{path.name}.part")
    try:
        write_synced(beside, content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


__all__ = ["LAW_WORLDS", "Publication", "Step", "person_key", "prepare", "publish", "write"]
