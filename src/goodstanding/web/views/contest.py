"""Contesting: a member's records, the appeals and repairs asked for, and what was said in them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpResponse

from goodstanding.model.lifecycle import APPEAL, AppealState, AppealStep
from goodstanding.model.names import Text
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.model.statement import Why
from goodstanding.present.explain import Explained, Explanation
from goodstanding.present.rows import called, signed
from goodstanding.service import appeals, own_records, repairs
from goodstanding.service.admission import may_deduct
from goodstanding.service.notice_texts import may_be_repaired
from goodstanding.service.offered import source_titles
from goodstanding.service.own_statement import own_statement
from goodstanding.service.reviewing import Followed
from goodstanding.web.visit import Visit

REASONS_SHOWN_MAX: Final = 2_000
"""So many characters of reasons the pages take."""

DONE: Final = (
    "filed",
    "repair_asked",
    "taken_back",
    "appeal_taken_back",
    "filed_again",
    "deleted",
)
"""What may have been done before the page is shown again."""


def cases(visit: Visit) -> HttpResponse:
    """Show what was contested, and every record that can be."""
    words = visit.words.contest
    done = {name: getattr(words, name) for name in DONE}
    programme, member = visit.programme, visit.member
    titles = source_titles(programme)
    context = {
        "done": visit.done(done),
        "appeals": [_appeal(visit, titles, each) for each in appeals.appeals_of(programme, member)],
        "repairs": [_case(visit, titles, each) for each in repairs.repairs_of(programme, member)],
        "lines": _lines(visit),
        "again_most": words.reason_note.format(most=visit.language.number(REASONS_SHOWN_MAX)),
    }
    return visit.show("contest.html", context, title=words.heading)


def _lines(visit: Visit) -> list[dict[str, Any]]:
    """Return every record behind the member's lines, once each, with what can be begun with it."""
    explanation = own_statement(visit.programme, visit.member)
    programme, member = visit.programme, visit.member
    heard = {
        (each.source, each.record)
        for each in appeals.appeals_of(programme, member)
        if (AppealState(each.state), AppealStep.FILE) not in APPEAL
    }
    asked = {
        (each.source, each.record)
        for each in repairs.repairs_of(programme, member)
        if each.state in repairs.REPAIRS.under_way
    }
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for each in explanation.lines:
        for source in each.sources:
            key = (str(source.source), str(source.record))
            found.setdefault(key, _line(visit, explanation, each, key))
    for key, row in found.items():
        row["appeal"] = row["stands"] and key not in heard
        row["repair"] = row["repair"] and row["stands"] and key not in asked
        row["delete"] = row["delete"] and row["stands"]
    return list(found.values())


def _line(
    visit: Visit, explanation: Explanation, each: Explained, key: tuple[str, str]
) -> dict[str, Any]:
    """Return a record as the page shows it."""
    language, line, policy = visit.language, each.line, explanation.policy
    title = "" if each.title is None else language.text(each.title)
    kind = _kind(policy, line.rule or "")
    return {
        "title": title,
        "day": language.day(line.on),
        "points": signed(language, line.counted),
        "source": key[0],
        "record": key[1],
        "stands": line.why is not Why.STRUCK_OUT,
        "from": f"{key[1]}{language.comma}{called(explanation, language, key[0])}",
        "repair": line.points < 0 and kind is not None and may_be_repaired(policy, kind),
        "delete": kind is not None and not may_deduct(policy, kind),
    }


def _kind(policy: Policy, rule: str) -> Any:  # noqa: ANN401 - the name of a kind, or nothing
    """Return the kind that a rule or measure reads."""
    form = policy.form
    every = form.rules if isinstance(form, PointsForm) else form.measures
    return next((each.record for each in every if each.name == rule), None)


def _case(visit: Visit, titles: Mapping[str, Text], case: Followed) -> dict[str, Any]:
    """Return a case as the page shows it, an appeal and a request for repair alike."""
    language, words = visit.language, visit.words.contest
    source = visit.source(case.source, titles.get(case.source))
    return {
        "number": case.number,
        "record": f"{case.record}{language.comma}{source}",
        "state": words.states[case.state],
        "filed": language.day(case.filed),
        "answer_by": language.day(case.answer_by),
        "decide_by": language.day(case.decide_by),
        "back": case.back,
        "said": [(words.you if by == "member" else by, text) for by, text in case.said],
    }


def _appeal(visit: Visit, titles: Mapping[str, Text], case: Followed) -> dict[str, Any]:
    """Return an appeal, with what can be done with it."""
    state = AppealState(case.state)
    return {**_case(visit, titles, case), "again": (state, AppealStep.FILE_AGAIN) in APPEAL}


def file_one(visit: Visit) -> HttpResponse:
    """Ask what is wrong with a record; contest it once that is said."""
    words = visit.words.contest
    shown = (
        words.write_heading, words.reason_note, words.send, words.reason, words.reason_missing,
    )  # fmt: skip

    def act(reasons: str) -> HttpResponse:
        appeals.file(
            visit.programme, visit.member, source=visit.said("source"),
            record=visit.said("record"), reasons=reasons,
        )  # fmt: skip
        return visit.go("contest", done="filed")

    return _written(visit, shown, act)


def ask_repair(visit: Visit) -> HttpResponse:
    """Ask what was done to make it good; ask for the repair once that is said."""
    words = visit.words.contest
    shown = (
        words.repair_heading, words.repair_note, words.send_repair,
        words.repair_reason, words.repair_missing,
    )  # fmt: skip

    def act(reasons: str) -> HttpResponse:
        repairs.ask(
            visit.programme, visit.member, source=visit.said("source"),
            record=visit.said("record"), reasons=reasons,
        )  # fmt: skip
        return visit.go("contest", done="repair_asked")

    return _written(visit, shown, act)


def file_again(visit: Visit) -> HttpResponse:
    """Ask for a second person, once the reasons are said."""
    words = visit.words.contest
    shown = (words.again, words.reason_note, words.again, words.reason, words.reason_missing)

    def act(reasons: str) -> HttpResponse:
        appeals.file_again(visit.programme, visit.member, visit.number("case"), reasons=reasons)
        return visit.go("contest", done="filed_again")

    return _written(visit, shown, act)


def _written(
    visit: Visit, shown: tuple[str, str, str, str, str], act: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Show the form for reasons until they are there, and then act.

    `shown` are its heading, note, button and question, and what is said where nothing is written.
    """
    words = visit.words.contest
    most = visit.language.number(REASONS_SHOWN_MAX)
    faults: dict[str, str] = {}
    reasons = visit.said("reasons")
    if "reasons" in visit.request.POST:
        if not reasons:
            faults["reasons"] = shown[4]
        elif len(reasons) > REASONS_SHOWN_MAX:
            faults["reasons"] = words.reason_long.format(most=most)
        else:
            return act(reasons)
    heading, note, button, label, _ = shown
    context = {
        "faults": faults,
        "note": note.format(most=most),
        "button": button,
        "reasons": reasons,
        "hidden": [(name, visit.said(name)) for name in ("source", "record", "case")],
        "label": label,
        "record": _named(visit, visit.said("source"), visit.said("record")),
    }
    status = 422 if faults else 200
    return visit.show("reasons.html", context, title=heading, status=status)


def _named(visit: Visit, source: str, record: str) -> str:
    """Return a record as it is named to its member; empty where none is."""
    title = source_titles(visit.programme).get(source)
    return f"{record}{visit.language.comma}{visit.source(source, title)}" if record else ""


def appeal_back(visit: Visit) -> HttpResponse:
    """Take an appeal back: the record counts again."""
    appeals.take_back(visit.programme, visit.member, visit.number("case"))
    return visit.go("contest", done="appeal_taken_back")


def repair_back(visit: Visit) -> HttpResponse:
    """Take a request for repair back."""
    repairs.take_back(visit.programme, visit.member, visit.number("case"))
    return visit.go("contest", done="taken_back")


def delete_record(visit: Visit) -> HttpResponse:
    """Ask whether a good record is to be deleted; delete it once that is said."""
    words, source, record = visit.words.contest, visit.said("source"), visit.said("record")
    if visit.said("sure") != "yes":
        shown = _named(visit, source, record)
        context = {"source": source, "record_id": record, "record": shown}
        return visit.show("delete.html", context, title=words.delete_heading)
    own_records.delete(visit.programme, visit.member, source=source, record=record)
    return visit.go("contest", done="deleted")
