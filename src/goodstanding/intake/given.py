"""Tables in memory read into what can be scored, by the rules for files."""

from typing import Final

from goodstanding.errors import declare
from goodstanding.intake.collected import Collected, Place
from goodstanding.intake.door import Register
from goodstanding.intake.faults import Fault, Refusals, stop
from goodstanding.intake.inputs import Admitted, by_member, take_states
from goodstanding.intake.members import COLUMNS as MEMBER_COLUMNS
from goodstanding.intake.members import members_of
from goodstanding.intake.records import RecordReader, record_columns
from goodstanding.intake.standing import MEMBERS_OF_A_STUDY, WHO_JOINED
from goodstanding.intake.states import COLUMNS as STATE_COLUMNS
from goodstanding.intake.wire.stream import ArrowStream, StreamSheet
from goodstanding.model.policy import Policy, Purpose

STUDY_IN_MEMORY = declare(
    "table-study", "A study's published records are read from files, beside their data sheet."
)

RECORDS: Final = "table of records"
MEMBERS: Final = "table of members"
STATES: Final = "table of states"
STATED_BY: Final = "members table"


def read_tables(
    policy: Policy,
    records: ArrowStream,
    *,
    members: ArrowStream | None = None,
    states: ArrowStream | None = None,
) -> Admitted:
    """Read tables for a policy: good rows become entries, bad ones come back with their reasons.

    Rows count from 1. What is returned is that of `read_inputs`, without files.

    Raises:
        ProblemsError: a table as a whole cannot be used; all that is wrong with it is told.
        EnvironmentUnfitError: pyarrow is not installed.
    """
    sheet = StreamSheet(records, record_columns(policy.kinds), name=RECORDS)
    register, stated_by = _who_is_scored(policy, sheet.recipe, members)
    refusals = Refusals()
    collected = Collected(register, refusals)
    reader = RecordReader(register, sheet.columns)
    for number, cells in sheet.rows():
        if isinstance(cells, Fault):
            collected.take_broken(Place(RECORDS, number), cells)
        else:
            collected.take(Place(RECORDS, number), cells, reader)
    entries = collected.settle()
    if states is not None:
        said = StreamSheet(states, STATE_COLUMNS, name=STATES)
        take_states(said, STATES, entries, collected, refusals)
    everybody = collected.members
    return Admitted(
        members=everybody,
        entries=by_member(everybody, entries),
        refused=refusals.sorted([RECORDS, STATES]),
        inputs=(),
        rows=collected.rows,
        dropped=collected.dropped,
        withheld=collected.withheld,
        repeated=collected.repeated,
        stated_by=stated_by,
    )


def _who_is_scored(
    policy: Policy, recipe: str | None, members: ArrowStream | None
) -> tuple[Register, str]:
    """Return the register for a table and on whose word its members joined."""
    if members is not None and policy.purpose is Purpose.STUDY:
        raise stop(
            MEMBERS_OF_A_STUDY,
            file=MEMBERS,
            what=f"{policy.name} is a study, and nobody joins one",
            hint="Leave the members out; a study reads published or synthetic records",
        )
    made = "" if recipe is None else f"synthetic: {recipe}"
    if members is not None:
        joined = members_of(
            StreamSheet(members, MEMBER_COLUMNS, name=MEMBERS), policy, file=MEMBERS
        )
        register = Register(kinds=policy.kinds, members=joined, synthetic=bool(made))
        return register, f"{STATED_BY}; {made}" if made else STATED_BY
    if made:
        return Register(kinds=policy.kinds, members=None, synthetic=True), made
    if policy.purpose is Purpose.STUDY:
        raise stop(
            STUDY_IN_MEMORY,
            file=RECORDS,
            what=f"{policy.name} is a study, and nothing says why these values are public",
            hint="Score files beside their data sheet, or a table that is marked synthetic",
        )
    raise stop(
        WHO_JOINED,
        file=RECORDS,
        what="nothing says who of these people joined the programme",
        hint="Give members=, a table; only a table marked synthetic needs none",
    )
