"""A small programme of each family that keeps the charter, and its members and entries."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from goodstanding.model.entry import ALWAYS_TOLD, Consent, Entry, Member, State, StateChange
from goodstanding.model.names import KindName, MemberId, RecordId, SourceName
from goodstanding.model.policy import Policy
from goodstanding.rulebook.check import Checked, check_text

DAY: Final = date(2027, 6, 1)
"""The day that the examples ask for."""

TOWN: Final = """\
policy: town-thanks
kind: points
edition: 1
published: 2026-08-28
from: 2026-10-01
notice: 30 days
title: {en: Thanks of the town, zh: 小镇致谢}
start: 1000
bounds: [600, 1300]
records:
  shift:
    source: volunteer-network
    means: {en: A signed volunteer shift, zh: 经签认的志愿服务一次}
    basis: own service
    needs: [time]
    context: community
    fields: {hours: whole number 1..8}
  course:
    source: adult-education
    means: {en: 'A free public course completed, such as first aid', zh: 完成免费公共课程}
    basis: own service
    needs: [time]
    context: community
  gift:
    source: charity-register
    means: {en: A gift to a registered charity, zh: 向登记慈善组织的捐赠}
    basis: carried by the member
    needs: [money]
    context: community
    fields: {amount: money 1..1000000}
  missed-shift:
    source: volunteer-network
    means: {en: A shift that was promised and missed without a word, zh: 无故缺席已承诺的值班}
    basis: own service
    context: community
rules:
  shift:
    title: {en: Volunteer hours, zh: 志愿服务时数}
    record: shift
    each: hours
    points: 2
    cap: {points: 40, per: year}
    fade: {1 year: half, 2 years: none}
  course:
    title: {en: Free course, zh: 免费课程}
    record: course
    points: 15
    cap: {times: 2, per: year}
    lasts: 2 years
  gift:
    title: {en: Gift, zh: 捐赠}
    record: gift
    by: amount
    table: {0: 0, 100: 5, 1000: 10}
    cap: {points: 10, per: year}
    lasts: 1 year
  missed-shift:
    title: {en: Missed shift, zh: 缺席值班}
    record: missed-shift
    points: -9
    since: 2026-10-01
    fade: {6 months: half, 1 year: none}
    repaired: {points: -2, lasts: 3 months}
levels:
  thanked:
    from: 1030
    keep: {above: 1020}
    title: {en: Thanked, zh: 致谢}
    opens: [library-loans]
bands:
  usual: {from: 600, title: {en: Usual, zh: 一般}}
  active: {from: 1010, title: {en: Active, zh: 活跃}}
benefits:
  library-loans:
    title: {en: Library books at a time, zh: 图书馆同时借书册数}
    partner: town-library
    context: community
    everyone: {en: 5 books, zh: 5 册}
    member: {en: 8 books, zh: 8 册}
    because: {en: a thank-you for helping the town, zh: 感谢对小镇的贡献}
"""

SECOND: Final = (
    ("edition: 1", "edition: 2"),
    ("published: 2026-08-28", "published: 2027-08-28"),
    ("\nfrom: 2026-10-01", "\nfrom: 2027-10-01"),
)
"""What makes a second edition of the first."""

INDEX: Final = """\
policy: town-index
kind: index
edition: 1
published: 2026-08-28
from: 2026-10-01
notice: 30 days
title: {en: Index of the town, zh: 小镇指数}
scale: [0, 1000]
window: 10 years
records:
  shift:
    source: volunteer-network
    means: {en: A signed volunteer shift, zh: 经签认的志愿服务一次}
    basis: own service
    needs: [time]
    context: community
  visit:
    source: service-hall
    means: {en: 'An appointment at the service hall, kept or not', zh: 服务大厅预约}
    basis: own service
    context: government
    fields: {kept: yes or no}
dimensions:
  promises: {weight: 60%, base: 66, title: {en: Promises, zh: 守约}}
  helping: {weight: 40%, base: 63, title: {en: Helping, zh: 助人}}
measures:
  visits:
    title: {en: Appointments kept, zh: 预约守约}
    dimension: promises
    of: share of visit where kept
    over: 2 years
    least: 3
    table: {0%: -10, 80%: 0, 95%: 20}
    since: 2026-10-01
  shifts:
    title: {en: Shifts, zh: 值班}
    dimension: helping
    of: count of shift
    over: 2 years
    table: {0: 0, 2: 10, 6: 25}
bands:
  usual: {from: 0, title: {en: Usual, zh: 一般}}
"""


def checked(text: str = TOWN, *changes: tuple[str, str], history: Sequence[Policy] = ()) -> Checked:
    """Return what the checker finds of a text with parts replaced; each part is there once."""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return check_text(text.encode(), file="policy.yaml", history=history)


def policy(text: str = TOWN, *changes: tuple[str, str]) -> Policy:
    """Return a policy that has no errors."""
    found = checked(text, *changes)
    assert [str(problem) for problem in found.errors] == []
    assert found.policy is not None
    return found.policy


def codes(text: str, *changes: tuple[str, str], history: Sequence[Policy] = ()) -> list[str]:
    """Return the codes of what keeps a text with parts replaced from being published."""
    return [problem.code.name for problem in checked(text, *changes, history=history).errors]


def entry(kind: str, record: str, on: date = DAY - timedelta(days=30), **more: Any) -> Entry:
    """Return an admitted record of the small programmes, from the source that files its kind."""
    sources = {
        "shift": "volunteer-network",
        "missed-shift": "volunteer-network",
        "course": "adult-education",
        "gift": "charity-register",
        "visit": "service-hall",
    }
    fields: Mapping[str, Any] = more.pop("fields", {})
    states: Mapping[State, date] = more.pop("states", {})
    return Entry(
        source=SourceName(more.pop("source", sources[kind])),
        record=RecordId(record),
        member=MemberId(more.pop("member", "m-1")),
        kind=KindName(kind),
        on=on,
        filed=more.pop("filed", on),
        notified=more.pop("notified", ALWAYS_TOLD),
        fields=dict(fields),  # type: ignore[arg-type] # - names of fields are written plainly here
        states=tuple(StateChange(state=state, on=day) for state, day in states.items()),
        **more,
    )


def member(*sources: str, **more: Any) -> Member:
    """Return a member who joined on the first day and authorised these sources for a year."""
    joined = more.pop("joined", date(2026, 10, 1))
    until = more.pop("until", date(2028, 10, 1))
    return Member(
        id=MemberId("m-1"),
        joined=joined,
        consents={SourceName(each): Consent(given=joined, until=until) for each in sources},
        **more,
    )
