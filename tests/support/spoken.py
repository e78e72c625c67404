"""Two policies in two languages that have every form of the language, to be put into words."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from tests.support.pages import ROOT

from goodstanding.model.entry import ALWAYS_TOLD, Entry, Member, State, StateChange
from goodstanding.model.names import (
    ActId,
    FieldName,
    FieldValue,
    KindName,
    MemberId,
    RecordId,
)
from goodstanding.model.policy import Policy
from goodstanding.rulebook.reader import read_policy_text
from goodstanding.rulebook.words import LANGUAGES, rule_sentences

POINTS: Final = """\
policy: spoken-points
kind: points
edition: 3
published: 2026-08-01
from: 2026-10-01
notice: 30 days
title: {en: Thanks of the town, zh: 小镇致谢}
start: 100
bounds: {floor: 0, ceiling: 90000}
window: 6 years
records:
  shift:
    source: volunteer-network
    fields: {hours: whole number 1..12, days: whole number 1..3}
    means: {en: A signed shift, zh: 经签认的一次志愿服务}
    basis: own service
    needs: [time]
    context: community
  gift:
    source: charity-register
    fields: {amount: money 0..5000, value: money 0..5000}
    means: {en: A gift, zh: 一次捐赠}
    basis: carried by the member
    needs: [money, time]
    context: community
  prize:
    source: jury
    fields: {grade: 'one of national, city', first: yes or no, given: date 2020-01-01..2030-12-31}
    means: {en: A prize, zh: 一次获奖}
    basis: award
    context: life
  fine:
    source: court
    fields: {given: date}
    act: yes
    class: offence
    means: {en: A final fine, zh: 一次生效罚款}
    basis: final decision
    context: justice
  illness:
    source: clinic
    class: health
    law: {en: Health Act, zh: 卫生法}
    means: {en: A blood gift, zh: 一次献血}
    basis: own service
    needs: [body]
    context: life
rules:
  shifts:
    title: {en: Shifts, zh: 值班}
    record: shift
    each: hours
    points: {2026-01-01: 2, 2026-10-01: 3}
    fade: {1 year: half, 2 years: 1/5, 3 years: none}
    cap: [{points: 10, per: month}, {points: 60, per: year}]
  every-hour:
    title: {en: Hours, zh: 时数}
    record: shift
    each: hours
    rates: {20: 1, 80: 1/2}
  gifts:
    title: {en: Gifts, zh: 捐赠}
    record: gift
    by: amount
    table: {0: 0, 10: 1, 50.50: 5}
    lasts: {0: 1 month, 10: 2 weeks, 50.5: 30 days}
    cap: [{times: 1, per: quarter}, {times: 3, per: ever}]
  gift-units:
    title: {en: Units, zh: 单位}
    record: gift
    each: amount
    points: 1
    cap: {points: 9, per: day}
  prizes:
    title: {en: Prizes, zh: 获奖}
    record: prize
    by: grade
    table: {national: 20, city: 10}
    lasts: {national: 2 years, city: 1 year}
    law: Prize Act 3
  firsts:
    title: {en: Firsts, zh: 首次}
    record: prize
    by: first
    table: {yes: 1, no: 0}
    lasts: 1 year
  fines:
    title: {en: Fines, zh: 罚款}
    record: fine
    points: -20
    since: 2026-10-01
    lasts: 2 years
    repaired: {points: -5, lasts: 1 year}
  small-fines:
    title: {en: Small fines, zh: 小额罚款}
    record: fine
    points: {2026-10-01: -2}
    since: 2026-10-01
    cap: {points: -6, per: year}
    repaired: {points: 0}
groups:
  honours: {title: {en: Honours, zh: 荣誉}, rules: [prizes, firsts], cap: {points: 25, per: year}}
levels:
  thanked: {from: 120, keep: {above: 110}, title: {en: Thanked, zh: 致谢}, opens: [tea]}
  honoured: {from: 150, title: {en: Honoured, zh: 荣誉}, opens: [tea, books]}
bands:
  low: {from: 50, title: {en: Low range, zh: 低段}}
  high: {from: 200, title: {en: High range, zh: 高段}}
benefits:
  tea:
    title: {en: Tea, zh: 茶}
    partner: cafe
    context: community
    everyone: {en: 1 cup, zh: 1杯}
    member: {en: 2 cups, zh: 2杯}
    because: {en: thanks, zh: 谢意}
  books:
    title: {en: Books, zh: 书}
    partner: city-library
    context: life
    everyone: {en: 5 books, zh: 5本}
    member: {en: 10 books, zh: 10本}
    because: {en: reading, zh: 阅读}
"""

INDEX: Final = """\
policy: spoken-index
kind: index
edition: 1
published: 2026-08-01
from: 2026-10-01
notice: 1 month
title: {en: Index of the town, zh: 小镇指数}
scale: [300, 850]
window: 10 years
records:
  visit: {source: desk, fields: {kept: yes or no}, means: {en: A visit, zh: 一次预约}, basis: own service, context: life}
  shift: {source: desk, fields: {hours: whole number 1..12, days: whole number 1..3}, means: {en: A shift, zh: 一次值班}, basis: own service, context: life}
  debt: {source: court, fields: {amount: money 0..1000}, means: {en: A debt, zh: 一笔欠款}, basis: final decision, context: justice}
  course: {source: school, means: {en: A course, zh: 一门课程}, basis: own service, context: life}
  claim: {source: school, means: {en: A claim, zh: 一次申领}, basis: own service, context: government}
  test: {source: school, fields: {marks: whole number 0..10}, means: {en: A test, zh: 一次测验}, basis: own service, context: economy}
  ride: {source: desk, fields: {days: whole number 0..9}, means: {en: A ride, zh: 一次乘车}, basis: own service, context: traffic}
  spare: {source: desk, means: {en: Something unread, zh: 未读取的记录}, basis: own service, context: life}
dimensions:
  life: {weight: 62.5%, base: 50, title: {en: Life, zh: 生活}}
  law: {weight: 37.5%, base: 20, title: {en: Law, zh: 守法}}
measures:
  kept: {title: {en: Kept, zh: 守约}, dimension: life, of: share of visit where kept, over: 2 years, least: 2, table: {0%: -10, 50%: 0, 90.5%: 30}, since: 2026-10-01}
  hours: {title: {en: Hours, zh: 时数}, dimension: life, of: sum hours in shift, over: 3 years, fade: {1 year: half, 2 years: none}, table: {0: 0, 8: 8, 24: 40}}
  courses: {title: {en: Courses, zh: 课程}, dimension: life, of: count of course, over: 2 years, table: {0: 0, 1: 4, 3: 9}, law: School Act}
  weights: {title: {en: Weights, zh: 权重}, dimension: life, of: sum of course, over: 2 years, fade: {1 year: quarter}, table: {0: 0, 1/2: 4}}
  debts: {title: {en: Debts, zh: 欠款}, dimension: law, of: most amount in debt, over: 5 years, table: {0: 0, 0.50: -5, 100: -25}, since: 2026-10-01}
  claims: {title: {en: Claims, zh: 申领}, dimension: law, of: years since latest claim, over: 3 years, table: {0: 8, 2: 1, 4: 0}}
  marks: {title: {en: Marks, zh: 成绩}, dimension: life, of: latest marks in test, over: 1 year, table: {0: 0, 5: 2}}
  rides: {title: {en: Rides, zh: 乘车}, dimension: life, of: smallest days in ride, over: 1 year, table: {0: 3, 5: 0}}
"""  # noqa: E501 - one part of a policy a line

STUDY: Final = """\
policy: spoken-study
kind: points
purpose: study
edition: 1
title: {en: A published system, zh: 一项已公开的制度}
start: 1
records:
  upvote: {source: forum, means: {en: An upvote, zh: 一次赞成}, act: yes, class: offence}
rules:
  upvotes: {title: {en: Upvotes, zh: 赞成}, record: upvote, points: 5}
bounds: {floor: 1, ceiling: none, hold: at every record}
"""

WORKED: Final = ROOT.parent / "shared/policies"
"""Where the two worked policies are, on machines that have them."""


def spoken(text: str, *pairs: tuple[str, str]) -> Policy:
    """Return a policy as it is read, with texts that stand in it once changed."""
    for old, new in pairs:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    reading = read_policy_text(text.encode(), file="spoken.yaml")
    assert reading.problems == ()
    assert reading.policy is not None
    return reading.policy


def said_of(policy: Policy) -> str:
    """Return every rule of a policy in every language: `name language | sentences`, one a line."""
    return "".join(
        f"{name} {lang} | {LANGUAGES[lang].together(rule_sentences(policy, name, lang))}\n"
        for name in policy.rule_names
        for lang in policy.languages
    )


NO_FIELDS: Final[Mapping[str, FieldValue]] = {}
ME: Final = Member(id=MemberId("me"))


def entry(
    policy: Policy,
    kind: str,
    record: str,
    on: date,
    fields: Mapping[str, FieldValue] = NO_FIELDS,
    *,
    states: tuple[tuple[State, date], ...] = (),
    notified: date | None = ALWAYS_TOLD,
    filed: date | None = None,
    act: str | None = None,
) -> Entry:
    """Return an entry of a member called me."""
    known = policy.kinds[KindName(kind)]
    return Entry(
        source=known.source,
        record=RecordId(record),
        member=ME.id,
        kind=known.name,
        on=on,
        filed=on if filed is None else filed,
        fields={FieldName(name): value for name, value in fields.items()},
        states=tuple(StateChange(state=state, on=day) for state, day in states),
        notified=notified,
        act=None if act is None else ActId(act),
    )
