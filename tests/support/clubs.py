"""Two small policies that have every form of the language, and their tests as text."""

from pathlib import Path
from shutil import copytree
from typing import Final

from tests.support.pages import ROOT

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
"""

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
"""


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
    """Return the shipped policy of volunteers, with its tests, in a folder to be changed."""
    copied = folder / "volunteer-network"
    copytree(ROOT / "policies/volunteer-network", copied)
    return copied / "volunteer-network.yaml"


def change(path: Path, *pairs: tuple[str, str]) -> None:
    """Change a text that stands in a file once."""
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
