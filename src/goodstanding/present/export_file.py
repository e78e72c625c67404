"""A member's export: one file with everything, from which the statement can be worked out again."""

# The part that is scored stands apart under `scored`: the public edition as text, the member's
# consents and admitted records with their states, and the lines that came of them.

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from goodstanding.errors import Problem, ProblemsError, declare
from goodstanding.model.entry import ALWAYS_TOLD, Consent, Entry, Member, State, StateChange
from goodstanding.model.names import (
    ActId,
    KindName,
    LevelName,
    MemberId,
    RecordId,
    SourceName,
)
from goodstanding.model.plain import (
    consent_of,
    day_of,
    fields_of,
    plain_consent,
    plain_day,
    plain_fields,
)
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Statement
from goodstanding.present.known import WORDS
from goodstanding.rulebook.check import check_text
from goodstanding.scoring.score import score
from goodstanding.scoring.tables import LINE_COLUMNS, cell_text, line_rows

FORMAT: Final = "goodstanding export 1"
ME: Final = MemberId("me")
"""Who an export is about; the ledger's own number never leaves it."""

BYTES_MAX: Final = 256 * 1024 * 1024
ALWAYS: Final = "always"

NOT_AN_EXPORT = declare("export-not-readable", "A file is no export of a member's data.")
ANOTHER_EDITION = declare("export-another-edition", "The policy is not the edition of the export.")
LINES_DIFFER = declare("export-lines-differ", "The records of an export give other lines.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export says: enough to score it again, and what was scored then."""

    policy: Policy
    policy_sha256: str
    member: Member
    entries: tuple[Entry, ...]
    as_of: date
    lines: tuple[tuple[str, ...], ...]
    total: int
    level: str


def scored_part(
    policy_text: str, member: Member, entries: Sequence[Entry], statement: Statement
) -> dict[str, Any]:
    """Return the part of an export that is scored, in JSON types."""
    assert member.consents is not None, "in a programme every source is authorised by name"
    return {
        "policy": policy_text,
        "policy_sha256": hashlib.sha256(policy_text.encode()).hexdigest(),
        "as_of": statement.as_of.isoformat(),
        "joined": member.joined.isoformat(),
        "level_held": member.level_held,
        "consents": {
            source: _consent(consent) for source, consent in sorted(member.consents.items())
        },
        "records": [_entry(entry) for entry in entries],
        "opening": statement.opening,
        "total": statement.total,
        "level": statement.level,
        "line_columns": [column.name for column in LINE_COLUMNS],
        "lines": [list(row) for row in _line_texts(statement)],
    }


def export_text(scored: Mapping[str, Any], others: Mapping[str, Any], *, language: str) -> str:
    """Return the whole export as text; `others` are what is not scored."""
    words = WORDS.get(language, WORDS["en"])
    content = {"format": FORMAT, "says": words.personal, "scored": scored, **others}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def read_export(path: Path) -> Exported:
    """Return what an export says.

    Raises:
        ProblemsError: the file cannot be read, is no export, or its policy has errors.
    """
    try:
        if path.stat().st_size > BYTES_MAX:
            raise _not_an_export(path, f"it has more than {BYTES_MAX:,} bytes")
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise _not_an_export(path, "it does not say that it is one")
        scored = content["scored"]
        text = str(scored["policy"])
        policy = _policy(text, path)
        return Exported(
            policy=policy,
            policy_sha256=hashlib.sha256(text.encode()).hexdigest(),
            member=_member(scored),
            entries=tuple(_read_entry(each, place) for place, each in enumerate(scored["records"])),
            as_of=date.fromisoformat(scored["as_of"]),
            lines=tuple(tuple(map(str, line)) for line in scored["lines"]),
            total=int(scored["total"]),
            level=str(scored["level"]),
        )
    except OSError as error:
        raise _not_an_export(path, error.strerror or "it cannot be opened") from None
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError, RecursionError):
        raise _not_an_export(path, "it is not as one was written") from None


def is_export(path: Path) -> bool:
    """Return whether a file seems to be an export: what it begins with says so."""
    try:
        with path.open("rb") as file:
            return FORMAT.encode() in file.read(200)
    except OSError:
        return False


def check_export(exported: Exported, path: Path, public: bytes | None) -> list[Problem]:
    """Return what does not come out when an export is scored again.

    `public` is the text of the edition as it was published; None trusts the one in the export.
    """
    problems: list[Problem] = []
    if public is not None and hashlib.sha256(public).hexdigest() != exported.policy_sha256:
        problems.append(
            Problem(
                code=ANOTHER_EDITION,
                file=str(path),
                path="scored.policy",
                what="the policy in the export is not the edition that you gave",
                hint="Take the edition of the same number from the public board",
            )
        )
    again = score(exported.policy, exported.member, exported.entries, as_of=exported.as_of)
    told = (exported.lines, exported.total, exported.level)
    if (tuple(_line_texts(again)), again.total, again.level) != told:
        problems.append(
            Problem(
                code=LINES_DIFFER,
                file=str(path),
                path="scored.lines",
                what="the records and consents in the export give other lines than it says",
                hint="Ask the programme for a new export, and contest what differs",
            )
        )
    return problems


def _line_texts(statement: Statement) -> list[tuple[str, ...]]:
    """Return the lines of a statement as texts, about nobody but the member."""
    mine = replace(statement, member=ME)
    return [tuple(cell_text(cell) for cell in row) for row in line_rows(mine)]


def _consent(consent: Consent) -> dict[str, Any]:
    """Return a consent in JSON types."""
    return {
        "given": consent.given.isoformat(),
        "until": plain_day(consent.until),
        **plain_consent(consent),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    """Return an entry in JSON types."""
    told = entry.notified
    return {
        "source": entry.source,
        "id": entry.record,
        "kind": entry.kind,
        "on": entry.on.isoformat(),
        "until": plain_day(entry.until),
        "filed": entry.filed.isoformat(),
        "act": entry.act,
        "notified": ALWAYS if told == ALWAYS_TOLD else plain_day(told),
        "fields": plain_fields(entry.fields),
        "states": [
            {"state": change.state.value, "on": change.on.isoformat()} for change in entry.states
        ],
    }


def _policy(text: str, path: Path) -> Policy:
    """Return the policy of an export."""
    checked = check_text(text.encode(), file=f"{path}: scored.policy")
    if checked.policy is None:
        raise ProblemsError(checked.errors)
    return checked.policy


def _member(scored: Mapping[str, Any]) -> Member:
    """Return the member of an export."""
    held = scored["level_held"]
    return Member(
        id=ME,
        joined=date.fromisoformat(scored["joined"]),
        level_held=None if held is None else LevelName(str(held)),
        consents={
            SourceName(source): consent_of(
                each, given=date.fromisoformat(each["given"]), until=day_of(each["until"])
            )
            for source, each in scored["consents"].items()
        },
    )


def _read_entry(each: Mapping[str, Any], place: int) -> Entry:
    """Return an entry of an export."""
    told = each["notified"]
    return Entry(
        source=SourceName(each["source"]),
        record=RecordId(each["id"]),
        member=ME,
        kind=KindName(each["kind"]),
        on=date.fromisoformat(each["on"]),
        until=day_of(each["until"]),
        filed=date.fromisoformat(each["filed"]),
        act=None if each["act"] is None else ActId(each["act"]),
        notified=ALWAYS_TOLD if told == ALWAYS else day_of(told),
        position=place,
        fields=fields_of(each["fields"]),
        states=tuple(
            StateChange(state=State(change["state"]), on=date.fromisoformat(change["on"]))
            for change in each["states"]
        ),
    )


def _not_an_export(path: Path, why: str) -> ProblemsError:
    """Return what is said of a file that is no export."""
    return ProblemsError(
        [
            Problem(
                code=NOT_AN_EXPORT,
                file=str(path),
                what=f"this is no export of a member's data: {why}",
                hint="Give the file that the programme made, as it was made",
            )
        ]
    )
