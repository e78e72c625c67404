"""Whether a policy that was read may be published: language, charter, reachability."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from goodstanding.errors import Problem, declare
from goodstanding.model.policy import PointsForm, Policy, Purpose
from goodstanding.rulebook.check.charter import check_kinds, check_words
from goodstanding.rulebook.check.complaints import Complaints
from goodstanding.rulebook.check.index import check_index, check_names
from goodstanding.rulebook.check.opens import check_opens
from goodstanding.rulebook.check.points import check_points
from goodstanding.rulebook.check.previous import check_previous
from goodstanding.rulebook.check.reach import Reachability
from goodstanding.rulebook.check.sizes import check_sizes
from goodstanding.rulebook.check.texts import check_texts
from goodstanding.rulebook.check.times import check_notice, check_since
from goodstanding.rulebook.check.unread import check_unread
from goodstanding.rulebook.check.ways import check_reach
from goodstanding.rulebook.editions import read_editions
from goodstanding.rulebook.reader import Reading, listed, read_policy_text
from goodstanding.rulebook.tree import FILE_BYTES_MAX

UNREADABLE = declare("policy-unreadable", "The file is not there or cannot be read.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found out about a file: what keeps it from being published, and what to look at.

    `reach` is None for a study, and where errors leave nothing to reach.
    """

    reading: Reading
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    reach: Reachability | None

    @property
    def policy(self) -> Policy | None:
        """Return the policy where nothing is wrong with it."""
        return None if self.errors else self.reading.policy


def check_text(content: bytes, *, file: str, history: Sequence[Policy] = ()) -> Checked:
    """Return every problem of a policy's text, language and charter.

    `history` are the published editions, in any order; the nearest one not after this edition is
    what `since` and benefits are compared with. One of the same number is taken as the text before
    an edit.
    """
    return _checked(read_policy_text(content, file=file), history)


def check_file(path: Path) -> Checked:
    """Return every problem of a policy file, compared with the editions published beside it."""
    name = str(path)
    try:
        if not path.is_file():
            return _unreadable(name, "there is no such file")
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        return _unreadable(name, f"it cannot be read: {error.strerror}")
    reading = read_policy_text(content, file=name)
    if reading.policy is None:
        return _checked(reading, ())
    editions = read_editions(path, reading.policy.name)
    checked = _checked(reading, editions.history)
    return replace(
        checked,
        errors=(*checked.errors, *editions.errors),
        warnings=(*checked.warnings, *editions.strays),
    )


def _checked(reading: Reading, history: Sequence[Policy]) -> Checked:
    """Return every problem of a reading."""
    complaints = Complaints(reading=reading, errors=list(reading.problems))
    policy, reach = reading.policy, None
    if reading.tree is not None and not reading.study:
        check_words(complaints, reading.tree)
    if policy is not None:
        _check_policy(complaints, policy, history)
        if not complaints.errors:
            reach = check_reach(complaints, policy)
    return Checked(
        reading=reading,
        errors=listed(complaints.errors, file=reading.file),
        warnings=listed(complaints.warnings, file=reading.file),
        reach=reach,
    )


def _check_policy(complaints: Complaints, policy: Policy, history: Sequence[Policy]) -> None:
    """Run every check on what was read."""
    if isinstance(policy.form, PointsForm):
        check_points(complaints, policy, policy.form)
    else:
        check_index(complaints, policy, policy.form)
    check_names(complaints, policy)
    check_texts(complaints, policy)
    check_sizes(complaints, policy)
    check_unread(complaints, policy)
    if policy.purpose is Purpose.STUDY:
        return
    before = max(
        (each for each in history if each.edition <= policy.edition),
        key=lambda each: each.edition,
        default=None,
    )
    check_kinds(complaints, policy)
    check_notice(complaints, policy)
    check_since(complaints, policy, before)
    check_opens(complaints, policy)
    if before is not None:
        last = max(each.edition for each in history)
        check_previous(complaints, policy, before, last=last)


def _unreadable(file: str, what: str) -> Checked:
    """Return that a file could not be read at all."""
    problem = Problem(
        code=UNREADABLE, file=file, what=what, hint="Name a policy file that you may read"
    )
    reading = Reading(
        file=file,
        sha256="",
        tree=None,
        policy=None,
        problems=(problem,),
        broken=frozenset(),
        lines={},
        study=False,
    )
    return Checked(reading=reading, errors=(problem,), warnings=(), reach=None)
