"""The report page: counts of many in both languages, and no value of anybody."""

import re
from collections import Counter
from dataclasses import fields
from datetime import date
from string import Formatter
from typing import Any, Final

import pytest
from tests.support.runs import asked_of, index_policy, points_policy
from tests.support.web import parsed

from goodstanding.errors import UsageError
from goodstanding.model.policy import IndexForm, Policy
from goodstanding.present.cells import CELL_LEAST, distribution
from goodstanding.present.report import Beside, place_of, report_page
from goodstanding.present.report_words import WORDS, ReportWords
from goodstanding.rulebook.words import LANGUAGES
from goodstanding.scoring.receipt import OutputFormat, Receipt, Written
from goodstanding.scoring.tallies import Key, Points, Spread, Tally

DAY: Final = date(2027, 6, 30)
SYNTHETIC: Final = "members file; synthetic: by hand"


def receipt(policy: Policy, members: int, **other: Any) -> Receipt:
    """Return a receipt of so many members."""
    written = Written(
        members=members,
        with_lines=other.pop("with_lines", members),
        levels={},
        lines={"counted": 1_234},
        format=OutputFormat.PARQUET,
        tables={},
        files=(),
        state_hash="ab" * 32,
    )
    return Receipt(asked=asked_of(policy, as_of=DAY, **other), written=written)


def spread(values: dict[int, int]) -> Spread:
    """Return how many members have each value."""
    found = Spread()
    found.add(values)
    return found


def points_page(rules: dict[Key, Points] | None, lang: str = "en", **other: Any) -> str:
    """Return the page of a points policy with 500 members."""
    tally = Tally(
        totals=spread({1_000: 300, 1_010: 100, 1_020: 60, 1_030: 30, 1_300: 10}),
        rules=rules,
        without_lines=other.pop("without", 120),
    )
    policy = points_policy()
    return report_page(policy, receipt(policy, 500, **other), tally, lang)


def rule(place: int = 0) -> tuple[Key, str]:
    """Return a rule of the points policy and its title."""
    policy = points_policy()
    return Key(policy.rule_names[place], None), policy.form.rules[place].title["en"]  # type: ignore[union-attr]  # - it is a points policy


def row_of(page: str, title: str) -> list[str]:
    """Return the cells of a rule's row but the picture, none where it has no row."""
    found = re.search(rf"<tr><th scope=.row.>{re.escape(title)}</th>(.*?)</tr>", page)
    return [] if found is None else re.findall(r"<td class=.[a-z ]*.>([^<]*)</td>", found[1])[:3]


@pytest.mark.parametrize(
    "points, cells",
    [
        (Points(members=60, gaining=20, losing=19, given=70, taken=-5), ["60", "+70", "—"]),
        (Points(members=60, gaining=19, losing=20, given=70, taken=-5), ["60", "—", "−5"]),
        (Points(members=480, gaining=480, given=9), ["480", "+9", "—"]),
        (Points(members=481, gaining=481, given=9), ["nearly all", "+9", "—"]),
        (Points(members=20, gaining=20, given=9), ["20", "+9", "—"]),
        (Points(members=19, gaining=19, given=9), []),
    ],
)
def test_a_sum_of_few_is_not_told_and_neither_is_a_rest_of_few(
    points: Points, cells: list[str]
) -> None:
    key, title = rule()
    page = points_page({key: points})
    assert row_of(page, title) == cells
    last = page[page.index("With lines of fewer than 20 members") :]
    assert (title in last.partition("</p>")[0]) is (cells == [])


@pytest.mark.parametrize(
    "without, said", [(19, "fewer than 20"), (20, "20"), (480, "480"), (481, "nearly all")]
)
def test_members_without_lines_are_told_on_both_sides_of_the_edge(without: int, said: str) -> None:
    page = points_page({}, without=without)
    assert f'<dt>Members without data</dt><dd class="figure">{said}</dd>' in page


def test_a_run_without_lines_says_what_it_does_not_know() -> None:
    page = points_page(None, without=None, with_lines=None)
    assert "The run kept no lines" in page
    assert "not known: the run made no lines" in page
    assert "<dt>Lines</dt>" not in page
    assert "本次未保存明细行" in points_page(None, "zh", without=None, with_lines=None)


def test_the_rules_that_moved_most_come_first_and_rules_are_not_people() -> None:
    (one, first), (two, second) = rule(0), rule(1)
    page = points_page(
        {
            one: Points(members=50, gaining=50, given=30),
            two: Points(members=40, losing=40, taken=-300),
        }
    )
    assert page.index(f">{second}<") < page.index(f">{first}<")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_range_holds_twenty_and_all_ranges_everybody(lang: str) -> None:
    page = points_page({}, lang)
    totals = page.partition('<section id="totals">')[2].partition("</section>")[0]
    counts = [int(n) for n in re.findall(r'<td class="number">([0-9,]+)</td>', totals)]
    assert sum(counts) == 500
    assert min(counts) >= CELL_LEAST
    assert len(counts) == totals.count('<rect class="mark"') == 4


def test_fewer_than_twenty_members_have_no_distribution() -> None:
    policy = points_policy()
    tally = Tally(totals=spread({1_000: 19}), rules={}, without_lines=3)
    page = report_page(policy, receipt(policy, 19), tally, "en")
    assert "Fewer than 20 members were scored, so no distribution is shown." in page
    assert "<rect" not in page
    assert not re.search(r">(19|3)<", page)


def index_page(lang: str, *, differing: int = 9) -> str:
    """Return the page of an index policy; in so many parts members differ."""
    policy = index_policy()
    assert isinstance(policy.form, IndexForm)
    parts = {
        str(part.name): spread({part.base: 400, 20: 50, 90: 50} if place < differing else {65: 500})
        for place, part in enumerate(policy.form.dimensions)
    }
    limit = Key(None, policy.form.dimensions[0].name)
    tally = Tally(
        totals=spread({650: 400, 700: 100}),
        dimensions=parts,
        rules={limit: Points(members=40, losing=40, taken=-70)},
        without_lines=200,
    )
    return report_page(policy, receipt(policy, 500), tally, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_index_has_a_distribution_of_each_part(lang: str) -> None:
    page = index_page(lang)
    form = index_policy().form
    assert isinstance(form, IndexForm)
    assert page.count('<section class="part">') == len(form.dimensions) >= 2
    for part in form.dimensions:
        assert f"<h3>{part.title[lang]}</h3>" in page
    title = form.dimensions[0].title[lang]
    assert WORDS[lang].part_ends.format(title=title) in page


def test_one_part_that_differs_is_the_total_and_is_not_cut_twice() -> None:
    """Two pictures of one thing with other ranges could be subtracted from each other."""
    assert '<section class="part">' not in index_page("en", differing=0)
    assert '<section class="part">' not in index_page("en", differing=1)
    assert '<section class="part">' in index_page("en", differing=2)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("make", ["points", "index"])
def test_the_page_is_whole_accessible_and_needs_nothing_else(make: str, lang: str) -> None:
    key, _ = rule()
    points = {key: Points(members=60, gaining=60, given=7)}
    html = points_page(points, lang) if make == "points" else index_page(lang)
    page = parsed(html)
    assert page.every("html") == [{"lang": lang}]
    assert len(page.every("h1")) == 1
    assert all("scope" in each for each in page.every("th"))
    assert all(each["aria-hidden"] == "true" for each in page.every("svg"))
    assert len(page.every("caption")) == len(page.every("table")) >= 2
    for tag in ("script", "link", "img", "iframe", "a", "text"):
        assert page.every(tag) == []
    assert "://" not in html
    for word in ("percentile", "rank", "average", "better than", "排名", "百分位"):
        assert word not in html.lower()


def test_synthetic_members_are_said_to_be_nobody_and_have_pages_beside() -> None:
    policy = points_policy()
    tally = Tally(totals=spread({1_000: 50}), rules={}, without_lines=25)
    synthetic = receipt(policy, 50, stated_by=SYNTHETIC)
    beside = [Beside("statement-1.html", "m-1")]
    page = report_page(policy, synthetic, tally, "en", beside=beside)
    assert "Nobody on this page lives" in page
    assert '<a href="statement-1.html">m-1</a>' in page
    real = receipt(policy, 50, stated_by="members file")
    assert "Nobody on this page lives" not in report_page(policy, real, tally, "en")
    assert "the members file" in report_page(policy, real, tally, "en")
    with pytest.raises(AssertionError):
        report_page(policy, real, tally, "en", beside=beside)


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="no words in 'fr'"):
        points_page({}, "fr")


def test_the_start_stands_where_it_is_on_the_scale() -> None:
    found = distribution(spread(dict.fromkeys(range(60), 20)))
    assert found is not None
    assert found.even
    assert place_of(found, 10) == pytest.approx(2 / 12)
    assert place_of(found, 27) == pytest.approx(5.4 / 12)
    assert place_of(found, 0) is None
    assert place_of(found, 99) is None


def test_every_language_has_every_word_of_a_report() -> None:
    assert set(WORDS) == set(LANGUAGES)
    english, chinese = WORDS["en"], WORDS["zh"]
    seen = 0
    for field in fields(ReportWords):
        pair: Any = (getattr(english, field.name), getattr(chinese, field.name))
        one, other = pair if field.name == "reading" else ((pair[0],), (pair[1],))
        assert len(one) == len(other)
        for ours, theirs in zip(one, other, strict=True):
            seen += 1
            assert names_in(ours) == names_in(theirs), field.name
            assert not re.search("[\u4e00-\u9fff]", ours)
            assert not re.search("[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", theirs))
    assert seen > 45


def names_in(template: str) -> Counter[str]:
    """Return the names of the parts of a template."""
    return Counter(name for _, name, _, _ in Formatter().parse(template) if name is not None)
