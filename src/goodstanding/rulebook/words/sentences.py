"""Rules, measures, groups and kinds of record as whole sentences."""

from goodstanding.model.index import Measure
from goodstanding.model.kinds import (
    FieldType,
    Money,
    OneOf,
    RecordClass,
    RecordKind,
    WholeNumber,
    YesOrNo,
)
from goodstanding.model.names import FieldName, RuleName
from goodstanding.model.points import FixedPoints, Group, PointsEach, Rates, Rule
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.rulebook.words.language import Language
from goodstanding.rulebook.words.phrases import (
    caps_phrase,
    fade_phrases,
    lasts_phrase,
    measure_rows,
    reading_phrase,
    repaired_phrase,
    weighs_phrase,
    worth_phrase,
)


def sentences_of(language: Language, policy: Policy, name: RuleName) -> tuple[str, ...]:
    """Return the sentences of a rule or measure, without its title.

    Raises:
        KeyError: the policy has no rule or measure of this name.
    """
    rule = rule_named(policy, name)
    if isinstance(rule, Measure):
        return _of_measure(language, policy, rule)
    assert isinstance(policy.form, PointsForm)
    return _of_rule(language, policy, policy.form, rule)


def rule_named(policy: Policy, name: RuleName) -> Rule | Measure:
    """Return a rule or measure by its name.

    Raises:
        KeyError: the policy has none of this name.
    """
    form = policy.form
    for each in form.rules if isinstance(form, PointsForm) else form.measures:
        if each.name == name:
            return each
    raise KeyError(name)


def _of_rule(language: Language, policy: Policy, form: PointsForm, rule: Rule) -> tuple[str, ...]:
    """Return the sentences of a rule: worth and limits, time, repair, first day, acts, law."""
    words = language.rule
    kind = policy.kinds[rule.record]
    worth = worth_phrase(language, kind, rule.worth)
    caps = caps_phrase(language, (*rule.times_caps, *rule.points_caps))
    short = isinstance(rule.worth, FixedPoints | PointsEach) and len(rule.worth.points.amounts) == 1
    said = [language.sentence(worth, caps)] if short else [language.sentence(worth)]
    if isinstance(rule.worth, Rates):
        said.append(language.sentence(words.rate_round))
    if caps and not short:
        said.append(language.sentence(caps))
    group = form.group_by_rule.get(rule.name)
    if group is not None:
        shared = caps_phrase(language, group.caps)
        said.append(
            language.sentence(words.group.format(group=language.text(group.title), caps=shared))
        )
    fade = fade_phrases(language, rule.fade)
    lasts = lasts_phrase(language, kind, rule)
    repaired = repaired_phrase(language, rule.repaired)
    said += [language.sentence(*fade)] if fade else []
    said += [language.sentence(each) for each in (lasts, repaired) if each]
    if rule.since is not None:
        said.append(language.sentence(words.since.format(day=language.day(rule.since))))
    if kind.act:
        said.append(language.sentence(words.act))
    if rule.law:
        said.append(language.sentence(words.law.format(law=rule.law)))
    return tuple(said)


def _of_measure(language: Language, policy: Policy, measure: Measure) -> tuple[str, ...]:
    """Return the sentences of a measure: what it reads, its points, time, first day, law."""
    words = language.rule
    kind = policy.kinds[measure.record]
    reading = reading_phrase(language, kind, measure)
    said = [
        language.sentence(
            words.measure.format(reading=reading, span=language.recent(measure.over))
        ),
        language.sentence(words.measure_table.format(rows=measure_rows(language, kind, measure))),
    ]
    if measure.least > 1:
        said.append(language.sentence(words.least.format(number=language.number(measure.least))))
    weighs = weighs_phrase(language, measure.fade)
    said += [language.sentence(weighs)] if weighs else []
    if measure.since is not None:
        said.append(language.sentence(words.since.format(day=language.day(measure.since))))
    if measure.law:
        said.append(language.sentence(words.law.format(law=measure.law)))
    return tuple(said)


def group_sentence(language: Language, form: PointsForm, group: Group) -> str:
    """Return which rules share a limit, and what it is."""
    titles = {rule.name: language.text(rule.title) for rule in form.rules}
    rules = language.listed(titles[name] for name in group.rules)
    caps = caps_phrase(language, group.caps)
    return language.sentence(language.rule.group_caps.format(rules=rules, caps=caps))


def field_phrase(language: Language, name: FieldName, form: FieldType) -> str:
    """Return a field of a record with what it may hold."""
    words = language.kind
    field = language.name(name)
    match form:
        case WholeNumber():
            least, most = language.number(form.least), language.number(form.most)
            return words.whole_number.format(field=field, least=least, most=most)
        case Money():
            least, most = language.money(form.least), language.money(form.most)
            return words.money.format(field=field, least=least, most=most)
        case YesOrNo():
            return words.yes_or_no.format(field=field)
        case OneOf():
            names = language.comma.join(language.value(name, each) for each in form.names)
            return words.one_of.format(field=field, names=names)
        case _:  # a day
            if form.least is None or form.most is None:
                return words.day.format(field=field)
            return words.day_between.format(
                field=field, least=language.day(form.least), most=language.day(form.most)
            )


def fields_phrase(language: Language, kind: RecordKind) -> str:
    """Return everything that a record of a kind says."""
    if not kind.fields:
        return language.kind.no_fields
    return language.semicolon.join(
        field_phrase(language, name, form) for name, form in kind.fields.items()
    )


def basis_phrase(language: Language, kind: RecordKind) -> str:
    """Return what a kind rests on, with its class and legal basis where it has one."""
    words = language.kind
    basis = language.closed.basis[kind.basis]
    if kind.record_class is RecordClass.ORDINARY:
        return words.ordinary.format(basis=basis)
    record_class = language.closed.record_class[kind.record_class]
    if kind.off:
        return words.off.format(basis=basis, record_class=record_class)
    return words.legal_basis.format(
        basis=basis, record_class=record_class, law=language.text(kind.law)
    )


def needs_phrase(language: Language, kind: RecordKind) -> str:
    """Return what it takes a member to get a record of a kind."""
    if not kind.needs:
        return language.kind.no_needs
    return language.listed(
        word for need, word in language.closed.need.items() if need in kind.needs
    )
