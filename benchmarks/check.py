"""Measure `policy check` on generated policies of 500 rules, of both families."""

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from goodstanding.rulebook.check import Checked, check_file

RULES = 500
REPEATS = 5
LIMIT_SECONDS = 1.5

HEAD = """\
policy: large-{family}
kind: {family}
edition: 1
published: 2026-08-28
from: 2026-10-01
notice: 30 days
title: {{en: A large policy, zh: 大型规则}}
"""
OPENS = """\
levels:
  thanked: {{from: {thanked}, title: {{en: Thanked, zh: 致谢}}, opens: [library-loans]}}
  honoured: {{from: {honoured}, title: {{en: Honoured, zh: 荣誉}}, opens: [museum-days]}}
benefits:
  library-loans:
    title: {{en: Books at a time, zh: 同时借书册数}}
    partner: city-library
    context: community
    everyone: 5 books
    member: 10 books
    because: {{en: a thank-you for helping the city, zh: 感谢对城市的贡献}}
  museum-days:
    title: {{en: Free days at the museum, zh: 博物馆免费日}}
    partner: city-museum
    context: community
    everyone: 12 days
    member: 366 days
    because: {{en: a thank-you for helping the museum, zh: 感谢对博物馆的贡献}}
"""
KIND = """\
  deed-{i}:
    source: office-{office}
    fields: {{{field}}}
    means: {{en: A deed of sort {i}, zh: 善行第{i}类}}
    basis: {basis}
    {needs}context: community
"""
FIELDS = (
    "hours: whole number 1..12",
    "amount: money 1..1000000",
    "size: 'one of small, middle, large'",
    "kept: yes or no",
)
BASES = ("own service", "award", "final decision", "carried by the member")
RULES_BY_FIELD = (
    """each: hours
    points: {{2026-10-01: 2, 2027-10-01: 3}}
    cap: [{{points: 10, per: month}}, {{points: 60, per: year}}]
    fade: {{2 years: half, 4 years: none}}""",
    """by: amount
    table: {{0: 0, 200: 1, 1000: 2, 5000: 3}}
    cap: {{points: 3, per: year}}
    lasts: 1 year""",
    """by: size
    table: {{small: -2, middle: -5, large: -10}}
    since: 2026-10-01
    lasts: {{small: 1 year, middle: 2 years, large: 3 years}}""",
    """by: kept
    table: {{yes: 1, no: 0}}
    cap: {{times: 2, per: quarter}}
    fade: {{3 years: half, 5 years: none}}""",
)
MEASURES_BY_FIELD = (
    """of: sum hours in deed-{i}
    table: {{0: 0, 8: 2, 24: 4, 60: 6}}
    fade: {{1 year: half, 2 years: quarter}}""",
    """of: latest amount in deed-{i}
    table: {{0: 0, 1: -1, 10000: -3, 100000: -6}}
    since: 2026-10-01""",
    """of: count of deed-{i}
    table: {{0: 0, 1: 1, 2: 2, 3: 3}}""",
    """of: share of deed-{i} where kept
    least: 3
    table: {{0%: -2, 80%: 0, 95%: 2}}
    since: 2026-10-01""",
)


def kinds(count: int) -> str:
    """Return the records of a policy with so many rules."""
    return "records:\n" + "".join(
        KIND.format(
            i=i,
            office=i % 40,
            field=FIELDS[i % 4],
            basis=BASES[i // 4 % 4],
            needs="needs: [money]\n    " if i % 4 == 1 else "needs: [time]\n    ",
        )
        for i in range(count)
    )


def points_policy(count: int) -> str:
    """Return a points policy of so many rules."""
    rules = "".join(
        f"  rule-{i}:\n    title: {{en: Rule {i}, zh: 规则{i}}}\n    record: deed-{i}\n    "
        + RULES_BY_FIELD[i % 4].format()
        + "\n"
        for i in range(count)
    )
    opens = OPENS.format(thanked=1500, honoured=4000)
    head = HEAD.format(family="points") + "start: 1000\nbounds: [0, 100000]\n"
    return f"{head}{kinds(count)}rules:\n{rules}{opens}"


def index_policy(count: int) -> str:
    """Return an index policy of so many measures."""
    dimensions = "".join(
        f"  part-{i}: {{weight: 20%, base: 60, title: {{en: Part {i}, zh: 部分{i}}}}}\n"
        for i in range(5)
    )
    measures = "".join(
        f"  measure-{i}:\n    title: {{en: Measure {i}, zh: 指标{i}}}\n"
        f"    dimension: part-{i % 5}\n    over: 3 years\n    "
        + MEASURES_BY_FIELD[i % 4].format(i=i)
        + "\n"
        for i in range(count)
    )
    opens = OPENS.format(thanked=700, honoured=750)
    head = HEAD.format(family="index") + "scale: [0, 1000]\nwindow: 10 years\n"
    return f"{head}{kinds(count)}dimensions:\n{dimensions}measures:\n{measures}{opens}"


def best_of(path: Path) -> tuple[float, float, Checked]:
    """Return the best wall and CPU time of checking a file in this process, and what was found."""
    walls, cpus = [], []
    for _ in range(REPEATS):
        wall, cpu = time.perf_counter(), time.process_time()
        found = check_file(path)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return min(walls), min(cpus), found


def best_of_process(path: Path) -> float:
    """Return the best wall time of a process that checks a file, its start included."""
    program = (
        "import sys; from pathlib import Path; from goodstanding.rulebook.check import check_file; "
        "sys.exit(bool(check_file(Path(sys.argv[1])).errors))"
    )
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", program, str(path)], check=True)
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> None:
    """Print the figures, and fail where one is beyond its limit."""
    slow = False
    with TemporaryDirectory() as folder:
        for family, text in (("points", points_policy(RULES)), ("index", index_policy(RULES))):
            path = Path(folder) / f"{family}.yaml"
            path.write_text(text, encoding="utf-8")
            seconds, cpu, found = best_of(path)
            assert found.errors == (), found.errors[:3]
            assert found.reach is not None
            whole = best_of_process(path)
            slow = slow or seconds > LIMIT_SECONDS
            print(
                f"policy check, {family}, {RULES} rules, {len(text.encode()):,} bytes: "
                f"{seconds:.2f} s wall, {cpu:.2f} s CPU (limit {LIMIT_SECONDS} s), with the start "
                f"of a process {whole:.2f} s wall"
            )
    if slow:
        sys.exit(1)


if __name__ == "__main__":
    main()
