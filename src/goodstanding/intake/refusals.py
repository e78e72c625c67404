"""The words for a record that came to the door and was refused there."""

from collections.abc import Mapping
from typing import Final

from goodstanding.errors import declare
from goodstanding.intake.faults import Fault
from goodstanding.model.record import Refusal

REFUSED_AT_THE_DOOR: Final[Mapping[Refusal, Fault]] = {
    Refusal.SOURCE_NOT_REGISTERED: Fault(
        code=declare("intake-source-not-registered", "No kind of the policy has this source."),
        column="source",
        what="no kind of record of this policy has this source",
        hint="Correct the source, or take the row out",
    ),
    Refusal.KIND_NOT_REGISTERED: Fault(
        code=declare("intake-kind-not-registered", "The policy does not declare this kind."),
        column="kind",
        what="the policy declares no such kind of record",
        hint="Correct the kind, or take the row out",
    ),
    Refusal.KIND_OF_ANOTHER_SOURCE: Fault(
        code=declare("intake-kind-of-another-source", "The kind belongs to another source."),
        column="source",
        what="this kind of record belongs to another source",
        hint="Only the source that the policy names may file it",
    ),
    Refusal.KIND_WITHOUT_LEGAL_BASIS: Fault(
        code=declare(
            "intake-kind-without-legal-basis",
            "An offence or health kind is off until the operator names the legal basis.",
        ),
        column="kind",
        what="this is an offence or health record, and no legal basis is named for its kind",
        hint="Name it with --legal-basis KIND=TEXT or as `law` in the policy, or take the row out",
    ),
    Refusal.RECORD_ALREADY_FILED: Fault(
        code=declare(
            "intake-record-already-filed", "One source and id stand with more than one content."
        ),
        column="id",
        what="this source and id stand elsewhere with another content",
        hint="Keep one of the rows: none of them is read, for nobody can say which is right",
    ),
    Refusal.HAPPENED_AFTER_FILING: Fault(
        code=declare("intake-happened-after-filing", "A record was filed before its act."),
        column="filed",
        what="the record was filed before its act",
        hint="Correct `on` or `filed`",
    ),
}
"""Of the refusals that say that something is wrong; the others are counted and nothing more."""
