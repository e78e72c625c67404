"""What if: what a member could do, its fields by the rules, and the statement with it."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse

from goodstanding.model.kinds import Day, FieldType, Money, OneOf, RecordKind, WholeNumber, YesOrNo
from goodstanding.model.names import FieldName
from goodstanding.present.explain import Explanation
from goodstanding.present.rows import sheet, signed
from goodstanding.present.whatif import other_lines
from goodstanding.rulebook.words.phrases import value_word
from goodstanding.service.imagining import Imaginable, Imagined, imaginable, imagine, last_day
from goodstanding.service.offered import checkable
from goodstanding.web.visit import Visit

ASK: Final = "ask"
FIELD: Final = "f-"
"""Before the name of a field of the rules, so that it is no field of the page."""


def page(visit: Visit) -> HttpResponse:
    """Ask what to imagine, then for its fields, and show what would be."""
    words = visit.words.whatif
    found = imaginable(visit.programme, visit.member)
    context: dict[str, Any] = {"sources": [_source(visit, each) for each in found]}
    if visit.request.method != "POST":
        return visit.show("whatif.html", context, title=words.heading)
    every = {str(kind.name): kind for each in found for kind in each.kinds}
    kind = every.get(visit.said("kind"))
    if kind is None:
        context["faults"] = {"kind": words.kind_missing}
        return visit.show("whatif.html", context, title=words.heading, status=422)
    faults: dict[str, str] = {}
    if visit.said("step") == ASK:
        faults = _answered(visit, kind, context)
    context |= {"faults": faults, "kind": _kind(visit, kind, faults)}
    status = 422 if faults else 200
    return visit.show("whatif.html", context, title=words.heading, status=status)


def _source(visit: Visit, each: Imaginable) -> dict[str, Any]:
    """Return a source with its kinds, those apart that the member did not authorise."""
    language = visit.language
    title = visit.source(each.source.name, each.source.title)
    kinds = [(str(kind.name), language.text(kind.means)) for kind in each.kinds]
    held = all(kind.name in each.authorised for kind in each.kinds)
    label = title if held else visit.words.whatif.not_authorised.format(source=title)
    return {"label": label, "kinds": kinds}


def _answered(visit: Visit, kind: RecordKind, context: dict[str, Any]) -> dict[str, str]:
    """Put what would be into the page, or return what has to be put right, by field."""
    said = {"on": visit.said("on")}
    said |= {str(name): visit.said(FIELD + name) for name in kind.fields}
    found = imagine(visit.programme, visit.member, kind, said)
    if isinstance(found, Imagined):
        context["result"] = _result(visit, kind, found)
        return {}
    words, programme = visit.words.whatif, visit.programme
    faults = {}
    if "on" in found:
        faults["on"] = words.day_wrong.format(last=last_day(programme), today=programme.today())
    for name, form in kind.fields.items():
        if name in found:
            faults[FIELD + name] = _wrong(visit, name, form)
    assert faults, "a fault is of a field that the page shows"
    return faults


def _wrong(visit: Visit, name: FieldName, form: FieldType) -> str:
    """Return what to enter in a field."""
    words, field = visit.words.whatif, _label(visit, name)
    match form:
        case WholeNumber() | Money():
            least, most = _ends(visit, form)
            text = words.amount_wrong if isinstance(form, Money) else words.whole_wrong
            return text.format(field=field, least=least, most=most)
        case Day():
            return words.a_day_wrong.format(field=field, today=visit.programme.today())
        case _:
            return words.choose_wrong.format(field=field)


def _ends(visit: Visit, form: WholeNumber | Money) -> tuple[str, str]:
    """Return the least and the most of a field in words."""
    say = visit.language.money if isinstance(form, Money) else visit.language.number
    return say(form.least), say(form.most)


def _label(visit: Visit, name: FieldName) -> str:
    """Return what a field is called."""
    said = visit.language.name(name)
    return f"{said[:1].upper()}{said[1:]}"


def _kind(visit: Visit, kind: RecordKind, faults: dict[str, str]) -> dict[str, Any]:
    """Return the form of a kind, with what was entered."""
    today = visit.programme.today().isoformat()
    return {
        "name": kind.name,
        "means": visit.language.text(kind.means),
        "on": visit.said("on") or today,
        "on_fault": faults.get("on", ""),
        "first": "1900-01-01",
        "last": last_day(visit.programme).isoformat(),
        "fields": [_field(visit, name, form, faults) for name, form in kind.fields.items()],
    }


def _field(
    visit: Visit, name: FieldName, form: FieldType, faults: dict[str, str]
) -> dict[str, Any]:
    """Return a field of the form: how it is entered, what it may hold, and what is wrong."""
    words = visit.words.whatif
    entered = visit.said(FIELD + name)
    shown: dict[str, Any] = {
        "id": FIELD + name,
        "label": _label(visit, name),
        "entered": entered,
        "fault": faults.get(FIELD + name, ""),
        "sort": "text",
        "hint": "",
    }
    match form:
        case WholeNumber() | Money():
            least, most = _ends(visit, form)
            text = words.amount if isinstance(form, Money) else words.whole
            shown |= {"hint": text.format(least=least, most=most)}
            shown |= {"mode": "decimal" if isinstance(form, Money) else "numeric"}
        case Day():
            shown |= {"sort": "date", "hint": words.a_day}
        case YesOrNo():
            shown |= _choices({"yes": words.yes, "no": words.no}, entered)
        case OneOf():
            names = {each: value_word(visit.language, name, each) for each in form.names}
            shown |= _choices(names, entered)
    return shown


def _choices(names: Mapping[str, str], entered: str) -> dict[str, Any]:
    """Return what a field that is one of some names adds to it."""
    choices = [
        {"value": value, "text": text, "chosen": value == entered} for value, text in names.items()
    ]
    return {"sort": "choice", "choices": choices}


def _result(visit: Visit, kind: RecordKind, imagined: Imagined) -> dict[str, Any]:
    """Return what would be: total, level and lines with and without, and what it would open."""
    words, language = visit.words.whatif, visit.language
    found = imagined.found
    after = sheet(found.after, visit.words.code)
    without, total = found.before.statement.total, found.after.statement.total
    form = words.same if total == without else words.change
    change = signed(language, total - without)
    return {
        "heading": words.result_heading.format(
            day=language.day(imagined.on), kind=language.text(kind.means)
        ),
        "day": words.column_what.format(day=language.day(imagined.day)),
        "rows": [
            (words.total, language.points(without),
             form.format(points=language.points(total), change=change)),
            (words.level, _level(visit, found.before), _level(visit, found.after)),
        ],
        "opens": _opens(visit, found.before, found.after),
        "unseen": _unseen(visit, kind, imagined),
        "columns": after.columns[1:7],
        "lines": [after.lines[place] for place in other_lines(after, found)],
        "comes": after.sentences,
        "space": language.space,
    }  # fmt: skip


def _unseen(visit: Visit, kind: RecordKind, imagined: Imagined) -> str:
    """Return why nothing of an act would be read, empty where it would."""
    words = visit.words.whatif
    if not imagined.found.unseen:
        return ""
    if imagined.authorised:
        return words.not_read
    titles = {
        each.source.name: each.source.title for each in imaginable(visit.programme, visit.member)
    }
    source = visit.source(kind.source, titles.get(kind.source))
    return words.never_authorised.format(source=source)


def _level(visit: Visit, explanation: Explanation) -> str:
    """Return the level of a statement in words."""
    level = explanation.level
    return visit.words.whatif.no_level if level is None else visit.language.text(level.title)


def _opens(visit: Visit, before: Explanation, after: Explanation) -> list[str]:
    """Return the benefits that would be opened beside those that are."""
    held = set() if before.level is None else set(before.level.opens)
    names = () if after.level is None else after.level.opens
    titles = _titles(visit)
    return [titles[name] for name in names if name not in held and name in titles]


def _titles(visit: Visit) -> dict[str, str]:
    """Return each benefit of a registered partner with what a member gets of it."""
    language, words = visit.language, visit.words.contest
    return {
        each.name: f"{language.text(each.title)}{words.colon}{language.text(each.member)}"
        for each in (found.benefit for found in checkable(visit.programme))
    }
