"""Two small policies that have every form of the language, and one that passes its check."""

from pathlib import Path
from typing import Final

from goodstanding.errors import Problem
from goodstanding.model.policy import Policy
from goodstanding.rulebook.reader import read_policy_text
from goodstanding.rulebook.testing.forms import Suite
from goodstanding.rulebook.testing.read import read_suite

POINTS: Final = """\
policy: club
kind: points
edition: 1
published: 2026-08-01
from: 2026-10-01
notice: 30 days
title: {en: Club}
start: 100
bounds: [0, 200]
window: 6 years
records:
  shift: {source: desk, fields: {hours: whole number 1..12}, means: {en: A}, basis: own service, context: community}
  gift: {source: till, fields: {amount: money 0..500}, means: {en: B}, basis: own service, context: community}
  prize: {source: jury, fields: {class: 'one of gold, silver', first: yes or no, given: date}, means: {en: C}, basis: award, context: community}
  fine: {source: court, fields: {weight: whole number 1..3}, act: yes, means: {en: D}, basis: final decision, context: justice}
  trip: {source: desk, fields: {days: whole number 0..9}, means: {en: E}, basis: own service, context: community}
  note: {source: desk, means: {en: F}, basis: own service, context: community}
rules:
  shifts: {title: {en: A}, record: shift, each: hours, points: {2026-01-01: 1, 2026-12-01: 2}, fade: {1 year: half, 2 years: none}, cap: [{points: 10, per: month}, {points: 30, per: year}]}
  gifts: {title: {en: B}, record: gift, by: amount, table: {0: 0, 10: 1, 50.50: 5}, cap: {times: 1, per: month}, lasts: {0: 1 year, 10: 2 years, 50.5: 3 years}}
  prizes: {title: {en: C}, record: prize, by: class, table: {gold: 20, silver: 10}, lasts: {gold: 2 years, silver: 1 year}}
  firsts: {title: {en: C}, record: prize, by: first, table: {yes: 3, no: 0}, lasts: 1 year}
  fines: {title: {en: D}, record: fine, points: -20, since: 2026-10-01, lasts: 2 years, repaired: {points: -5, lasts: 1 year}}
  trips: {title: {en: E}, record: trip, each: days, rates: {5: 1, 10: 1/2}}
groups:
  prizes-and-firsts: {title: {en: C}, rules: [prizes, firsts], cap: {points: 25, per: year}}
levels:
  thanked: {from: 120, keep: {above: 110}, title: {en: T}, opens: [tea]}
  honoured: {from: 150, title: {en: H}, opens: [tea]}
bands:
  low: {from: 50, title: {en: L}}
benefits:
  tea: {title: {en: Tea}, partner: cafe, context: community, everyone: 1 cup, member: 2 cups, because: {en: thanks}}
"""  # noqa: E501 - one part of a policy a line

INDEX: Final = """\
policy: club
kind: index
edition: 1
published: 2026-08-01
from: 2026-10-01
notice: 30 days
title: {en: Club}
scale: [0, 1000]
window: 10 years
records:
  visit: {source: desk, fields: {kept: yes or no}, means: {en: A}, basis: own service, context: life}
  shift: {source: desk, fields: {hours: whole number 1..12}, means: {en: B}, basis: own service, context: life}
  debt: {source: court, fields: {amount: money 0..1000}, means: {en: C}, basis: final decision, context: justice}
  course: {source: school, means: {en: D}, basis: own service, context: life}
  claim: {source: school, means: {en: E}, basis: own service, context: life}
  test: {source: school, fields: {marks: whole number 0..10}, means: {en: F}, basis: own service, context: life}
dimensions:
  life: {weight: 60%, base: 50, title: {en: L}}
  law: {weight: 40%, base: 20, title: {en: W}}
measures:
  kept: {title: {en: A}, dimension: life, of: share of visit where kept, over: 2 years, least: 2, table: {0%: -10, 50%: 0, 90%: 30}, since: 2026-01-01}
  hours: {title: {en: B}, dimension: life, of: sum hours in shift, over: 3 years, fade: {1 year: half}, table: {0: 0, 8: 8, 24: 40}}
  courses: {title: {en: D}, dimension: life, of: count of course, over: 2 years, table: {0: 0, 1: 4, 3: 9}}
  debts: {title: {en: C}, dimension: law, of: most amount in debt, over: 5 years, table: {0: 0, 0.50: -5, 100: -25}, since: 2026-01-01}
  claims: {title: {en: E}, dimension: law, of: years since latest claim, over: 3 years, table: {0: 8, 2: 1, 4: 0}}
  marks: {title: {en: F}, dimension: life, of: latest marks in test, over: 1 year, table: {0: 0, 5: 2}}
"""  # noqa: E501 - one part of a policy a line

TIME_BANK: Final = """\
policy: time-bank
kind: points
edition: 1
published: 2026-11-01
from: 2027-01-01
notice: 30 days
title: {en: Volunteer points, zh: 志愿者积分}
start: 0
records:
  shift:
    source: shift-board
    fields: {hours: whole number 1..8}
    means: {en: Hours of a shift that the person helped has signed for, zh: 经受助人签认的服务时数}
    basis: own service
    needs: [time]
    context: community
  workshop:
    source: workshop-team
    fields: {hours: whole number 1..8}
    means: {en: Hours of a free workshop attended or taught, zh: 参加或讲授免费工作坊的时数}
    basis: own service
    needs: [time]
    context: community
rules:
  shifts:
    title: {en: Hours of help, zh: 互助时数}
    record: shift
    each: hours
    points: 2
    cap: {points: 20, per: month}
    fade: {1 year: half, 2 years: none}
  workshops:
    title: {en: Workshops, zh: 工作坊}
    record: workshop
    each: hours
    points: 2
    cap: {points: 60, per: year}
    fade: {1 year: half, 2 years: none}
levels:
  thanked:
    from: 40
    keep: {above: 30}
    title: {en: Thanked, zh: 致谢}
    opens: [tool-loans]
benefits:
  tool-loans:
    title: {en: Tools at a time, zh: 同时借用工具件数}
    partner: tool-library
    context: community
    everyone: {en: 1 tool, zh: 1 件}
    member: {en: 3 tools, zh: 3 件}
    because: {en: a thank-you for helping neighbours, zh: 感谢您帮助邻里}
"""

TIME_BANK_TESTS: Final = """\
policy: time-bank
cases:
  - name: everybody starts at nothing
    on: 2027-06-30
    expect: {total: 0, level: none}
  - name: an hour gives two points
    on: 2027-06-30
    records:
      - {shift: s, on: 2027-06-05, hours: 3}
      - {workshop: w, on: 2027-06-12, hours: 2}
    expect: {shifts: 6, workshops: 4, total: 10}
    then:
      - {on: 2028-06-12, expect: {shifts: 3, workshops: 2}}
always:
  - adding a shift record never lowers the total
  - the order of the records does not matter
refuse:
  - {set: {from: 2026-11-15}, because: notice}
  - {set: {rules.shifts.ponts: 3}, because: unknown}
  - {unset: [rules.workshops], because: reached}
"""
"""Seven keys under `expect`, two laws and three refusals: twelve checks."""


def policy_of(text: str = POINTS) -> Policy:
    """Return a policy as it is read, without any check."""
    reading = read_policy_text(text.encode(), file="club.yaml")
    assert reading.problems == ()
    assert reading.policy is not None
    return reading.policy


def suite_of(cases: str, text: str = POINTS) -> tuple[Suite, list[Problem]]:
    """Return what a tests file says and what is wrong with it."""
    return read_suite(cases.encode(), file="club.tests.yaml", policy=policy_of(text))


def volunteers(folder: Path) -> Path:
    """Return a policy that passes its check, with tests that pass, in a new folder of a folder."""
    made = folder / "time-bank"
    made.mkdir()
    (made / "time-bank.yaml").write_text(TIME_BANK, encoding="utf-8")
    (made / "time-bank.tests.yaml").write_text(TIME_BANK_TESTS, encoding="utf-8")
    return made / "time-bank.yaml"


def change(path: Path, *pairs: tuple[str, str]) -> None:
    """Change a text that stands in a file once."""
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
