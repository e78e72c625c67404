"""Papers of a programme name all that it runs by, and list what its operator alone knows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace

import pytest
from tests.support.printed import packed, printed
from tests.support.running import START, Opened, add_source, open_fresh

from goodstanding.errors import EnvironmentUnfitError, ProblemsError
from goodstanding.ledger.models import Edition, Partner, Source
from goodstanding.model.policy import Policy
from goodstanding.present.paper import Items, Paper, markdown, texts
from goodstanding.present.pdf import fonts_for, pdf
from goodstanding.rulebook.words.known import language_of
from goodstanding.service.papers import Configuration, configuration
from goodstanding.service.programme import SAID_BY_OPERATOR, Terms
from goodstanding.service.retention import RETENTION
from goodstanding.web.papers import PAPERS, paper_of, papers
from goodstanding.web.papers.writing import WORDS

SOURCES = ("volunteer-network", "tax-office", "traffic-police")
WITH_SOURCES = {"notice", "privacy", "record", "assessment"}
WITH_KINDS = {"notice", "privacy", "record", "assessment"}
TERMS = Terms(consent_months=13, letter_days=17, code_minutes=9)


@pytest.fixture
def town() -> Opened:
    found = open_fresh()
    for name in SOURCES:
        add_source(name)
    Source.objects.filter(name="tax-office").update(title={"en": "Tax office", "zh": "税务局"})
    Partner.objects.create(name="city-library", title={"en": "Library"}, registered=START.date())
    return Opened(replace(found.programme, terms=TERMS), found.clock)


def missing(found: Configuration, made: Mapping[str, Paper], lang: str) -> dict[str, list[str]]:
    """Return what of a configuration each paper leaves out."""
    language = language_of(lang)
    words = WORDS[lang].common
    sources = [each.name for each in found.sources]
    kinds = [language.text(kind.means) for each in found.sources for kind in each.kinds]
    benefits = [language.text(each.title) for each in found.policy.benefits]
    benefits += [language.text(each.everyone) for each in found.policy.benefits]
    kept = [words.retention[name][0] for name in RETENTION]
    kept += [words.days.format(days=e.days) for e in RETENTION.values() if e.days and e.days < 999]
    kept += [words.terms[name] for name in asdict(found.programme.terms)]
    assert min(map(len, (sources, kinds, benefits, kept))) >= 3
    wanted = {
        name: [
            *(sources if name in WITH_SOURCES else ()),
            *(kinds if name in WITH_KINDS else ()),
            *(kept if name in WITH_SOURCES else ()),
            *benefits,
            found.sha256,
        ]
        for name in PAPERS
    }
    return {
        name: gone
        for name, each in wanted.items()
        if (gone := [text for text in each if text not in " ".join(texts(made[name]))])
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_source_kind_benefit_and_time_of_the_configuration_is_named(
    town: Opened, lang: str
) -> None:
    found = configuration(town.programme)
    made = papers(found, lang)
    assert list(made) == ["notice", "privacy", "record", "assessment", "screening"]
    assert missing(found, made, lang) == {}
    less = papers(replace(found, sources=found.sources[1:]), lang)
    assert set(missing(found, less, lang)) == WITH_SOURCES
    benefits = replace(found.policy, benefits=found.policy.benefits[:-1])
    fewer = papers(replace(found, policy=benefits_only(benefits)), lang)
    assert set(missing(found, fewer, lang)) == set(PAPERS)
    kept = dict(list(RETENTION.items())[:-1])
    shorter = papers(replace(found, retention=kept), lang)
    assert set(missing(found, shorter, lang)) == WITH_SOURCES


def test_papers_are_there_before_the_first_day_of_the_rules(town: Opened) -> None:
    today = configuration(town.programme)
    town.clock.days(-600)
    assert configuration(town.programme).sha256 == today.sha256
    Edition.objects.all().delete()
    with pytest.raises(ProblemsError) as caught:
        configuration(town.programme)
    assert caught.value.problems[0].code.name == "service-no-edition"


def benefits_only(policy: Policy) -> Policy:
    """Return a policy whose levels open only the benefits that it has."""
    names = {each.name for each in policy.benefits}
    levels = tuple(
        replace(each, opens=tuple(n for n in each.opens if n in names)) for each in policy.levels
    )
    return replace(policy, levels=levels)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_software_cannot_know_is_a_named_blank_listed_at_the_end(
    town: Opened, lang: str
) -> None:
    made = papers(configuration(town.programme), lang)
    seen = 0
    for name, paper in made.items():
        *before, last = paper.blocks
        said = " ".join(texts(replace(paper, blocks=tuple(before))))
        open_ones = set(re.findall(r"\[([^\]]+)\]", said))
        if name == "notice":
            assert open_ones == set()
            continue
        assert isinstance(last, Items)
        assert set(last.items) == open_ones
        seen += len(open_ones)
    assert seen > 30
    assert len(WORDS[lang].common.blanks) == 14
    assert not re.search(r"\{\w+\}", " ".join(" ".join(texts(paper)) for paper in made.values()))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_operator_said_stands_where_a_blank_would(town: Opened, lang: str) -> None:
    said = {name: {"en": f"{name} said", "zh": f"{name} 已答复"} for name in SAID_BY_OPERATOR}
    found = configuration(replace(town.programme, papers=said))
    privacy = " ".join(texts(paper_of(found, "privacy", lang)))
    assert "[" not in privacy
    assert WORDS[lang].common.blanks_heading not in privacy
    made = papers(found, lang)
    every = " ".join(" ".join(texts(paper)) for paper in made.values())
    assert [name for name in said if said[name][lang] not in every] == []
    assert "[" in " ".join(texts(made["assessment"]))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_paper_is_the_same_in_markdown_and_in_pdf(town: Opened, lang: str) -> None:
    try:
        fonts_for(lang)
    except EnvironmentUnfitError:
        pytest.skip("there is no font for Chinese on this machine (apt-get install fonts-noto-cjk)")
    for name, paper in papers(configuration(town.programme), lang).items():
        said = packed(printed(pdf(paper)))
        wanted = list(texts(paper))
        assert len(wanted) > 40
        assert [each for each in wanted if packed(each) not in said] == [], name
        plain = markdown(paper).replace("\\", "")
        assert [each for each in wanted if " ".join(each.split()) not in plain] == [], name


def test_both_languages_fill_the_same_places() -> None:
    seen = 0
    english, chinese = (list(leaves(asdict(WORDS[lang]))) for lang in ("en", "zh"))
    for (place, left), (there, right) in zip(english, chinese, strict=True):
        seen += 1
        assert place == there
        assert sorted(re.findall(r"\{\w+\}", left)) == sorted(re.findall(r"\{\w+\}", right)), place
    assert seen > 150
    assert set(WORDS["en"].common.retention) == set(RETENTION)
    assert set(WORDS["en"].common.terms) == set(asdict(Terms()))


def leaves(found: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text below a value, with its place."""
    if isinstance(found, str):
        yield place, found
    elif isinstance(found, dict):
        for name in sorted(found):
            yield from leaves(found[name], f"{place}.{name}")
    elif isinstance(found, tuple):
        for number, each in enumerate(found):
            yield from leaves(each, f"{place}.{number}")


def test_an_index_and_a_programme_without_sources_have_papers_too() -> None:
    found = configuration(open_fresh(policy="index-reference").programme)
    made = papers(found, "en")
    assert "No source is registered" in markdown(made["record"])
    assert "nobody has registered them" in markdown(made["record"])
    assert "No partner is registered" in markdown(made["privacy"])
    bare = replace(found, policy=replace(found.policy, benefits=(), levels=()))
    assert "there is nothing to screen" in markdown(papers(bare, "en")["screening"])
