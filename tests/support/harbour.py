"""A small policy in which much happens within months: for a city that is moved day by day."""

from datetime import date
from typing import Final

from tests.support.desk import edition

from goodstanding.model.names import KindName

HARBOUR: Final = """\
policy: harbour
kind: points
edition: 1
published: 2026-01-05
from: 2026-02-05
notice: 30 days
title: {en: Harbour thanks, zh: 海港致谢}
start: 20
bounds: [0, 200]
records:
  shift:
    source: quay
    fields: {hours: whole number 1..8}
    means: {en: Hours of a shift, zh: 服务时数}
    basis: own service
    needs: [time]
    context: community
  workshop:
    source: hall
    fields: {hours: whole number 1..8}
    means: {en: Hours of a free workshop, zh: 工作坊时数}
    basis: own service
    needs: [time]
    context: community
  fine:
    source: harbour-office
    class: offence
    act: yes
    means: {en: A mooring fine that can no longer be appealed, zh: 已生效的停泊罚款}
    basis: final decision
    context: traffic
rules:
  shifts:
    title: {en: Hours of help, zh: 互助时数}
    record: shift
    each: hours
    points: 2
    cap: {points: 30, per: month}
    fade: {2 months: half, 5 months: none}
  workshops:
    title: {en: Workshops, zh: 工作坊}
    record: workshop
    each: hours
    points: 3
    cap: {points: 60, per: year}
    fade: {3 months: half, 6 months: none}
  fines:
    title: {en: Fines, zh: 罚款}
    record: fine
    points: -15
    since: 2026-02-05
    lasts: 4 months
    repaired: {points: -4, lasts: 1 month}
levels:
  thanked:
    from: 40
    keep: {above: 30}
    title: {en: Thanked, zh: 致谢}
    opens: [moorings]
benefits:
  moorings:
    title: {en: Nights at the quay, zh: 靠泊夜数}
    partner: quay-office
    context: community
    everyone: {en: 1 night, zh: 1 晚}
    member: {en: 3 nights, zh: 3 晚}
    because: {en: a thank-you for helping at the harbour, zh: 感谢您为海港出力}
"""

LAW: Final = {"fine": "Harbour Act, section 1"}


def following(text: str, number: int, published: date, in_force: date) -> str:
    """Return the next edition, in which an hour of help gives a point more than in the first."""
    found = edition(text, number, published.isoformat(), in_force.isoformat())
    assert found.count("    points: 2\n") == 1
    return found.replace("    points: 2\n", f"    points: {1 + number}\n")


READ_MORE: Final = frozenset({KindName("workshop")})
"""The kinds of which `reading_more` reads more than the first edition did."""


def reading_more(text: str) -> str:
    """Return an edition that reads records of workshops for longer, which needs a new consent."""
    before, after = "{3 months: half, 6 months: none}", "{4 months: half, 8 months: none}"
    assert text.count(before) == 1
    return text.replace(before, after)
