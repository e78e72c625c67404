"""Who may be scored from these files, and on whose word."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from goodstanding.errors import Problem, ProblemsError, declare
from goodstanding.intake.door import Register
from goodstanding.intake.faults import stop
from goodstanding.intake.files import check_file
from goodstanding.intake.members import read_members
from goodstanding.intake.records import record_columns
from goodstanding.intake.study import read_data_sheet
from goodstanding.intake.wire.opening import open_sheet
from goodstanding.model.entry import Member
from goodstanding.model.names import MemberId
from goodstanding.model.policy import Policy, Purpose

WHO_JOINED = declare("intake-who-joined", "Nothing says who of these people joined.")
MEMBERS_OF_A_STUDY = declare("intake-members-of-a-study", "A study has no members file.")

MEMBERS_FILE: Final = "members file"

MembersReader: TypeAlias = Callable[[Path, Policy], Mapping[MemberId, Member]]


def who_is_scored(
    policy: Policy,
    files: Sequence[Path],
    hashes: Mapping[Path, str],
    members: Path | None,
    *,
    read: MembersReader = read_members,
) -> tuple[Register, str]:
    """Return the register for these files and the words for who says that its members joined.

    Every file's header is checked on the way, so that all bad ones are told at once. `read` reads
    the members file.

    Raises:
        ProblemsError: a header or the members file is bad, or nothing says who joined.
    """
    recipes = _recipes(policy, files)
    if policy.purpose is Purpose.STUDY and members is not None:
        raise stop(
            MEMBERS_OF_A_STUDY,
            file=str(members),
            what=f"{policy.name} is a study, and nobody joins one",
            hint="Leave the members file out; a study reads published or synthetic records",
        )
    real = [file for file in files if recipes[file] is None]
    made = "" if real else f"synthetic: {'; '.join(dict.fromkeys(map(str, recipes.values())))}"
    if members is not None:
        joined = read(check_file(members), policy)
        register = Register(kinds=policy.kinds, members=joined, synthetic=bool(made))
        return register, f"{MEMBERS_FILE}; {made}" if made else MEMBERS_FILE
    if made:
        return Register(kinds=policy.kinds, members=None, synthetic=True), made
    if policy.purpose is Purpose.PROGRAMME:
        raise ProblemsError([_who_joined(file) for file in real])
    titles = _titles(real, hashes)
    return Register(kinds=policy.kinds, members=None), f"study: {'; '.join(titles)}"


def _recipes(policy: Policy, files: Sequence[Path]) -> dict[Path, str | None]:
    """Return the recipe of each file that is marked synthetic, and None of the others."""
    columns = record_columns(policy.kinds)
    recipes: dict[Path, str | None] = {}
    problems: list[Problem] = []
    for file in files:
        try:
            with open_sheet(file, columns) as sheet:
                recipes[file] = sheet.recipe
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return recipes


def _titles(files: Sequence[Path], hashes: Mapping[Path, str]) -> list[str]:
    """Return the titles of the data sheets beside these files."""
    directories = dict.fromkeys(file.parent for file in files)
    titles: list[str] = []
    problems: list[Problem] = []
    for directory in directories:
        there = {file.name: hashes[file] for file in files if file.parent == directory}
        try:
            titles.append(read_data_sheet(directory, there))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return titles


def _who_joined(file: Path) -> Problem:
    """Return the problem of records of people of whom nobody says that they joined."""
    return Problem(
        code=WHO_JOINED,
        file=str(file),
        what="nothing says who of these people joined the programme",
        hint="Name the members file with --members; only a table marked synthetic needs none",
    )
