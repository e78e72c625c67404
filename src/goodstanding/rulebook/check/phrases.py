"""Finding phrases in texts: longest first, words in English, characters in Chinese."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

WORD: Final = re.compile(r"[a-z]+|[0-9]+")
CHINESE: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
POSSESSIVE: Final = re.compile(r"'s\b|s'(?=\s|$)|'")
SPELLINGS: Final = (
    ("our", "or", ("neighbour", "behaviour", "honour", "colour", "labour", "rumour")),
    ("ise", "ize", ("civilise", "criticise", "organise")),
    ("isation", "ization", ("organisation",)),
    ("ence", "ense", ("offence", "licence")),
)
TRADITIONAL: Final = str.maketrans(
    "訪舉報黨員義喪處罰網發論謠傳誹謗罵輿負評戶級積計劃禮離親屬順財產資貧窮納稅險額單"
    "譽紅誠執檢線會團結組織協業職歷學齡歲種膚國難殘證療藥醫貸獻漿體違盜詐騙駕車無錄記"
    "視節議選愛軍徵維穩紀務辦幹曠績廟燒墳爭鄰紛調監攝頭邏採眾遊罷圍橫靜願纏鬧東養撫歸"
    "隊個們費課開關獎勵標題導號區",
    "访举报党员义丧处罚网发论谣传诽谤骂舆负评户级积计划礼离亲属顺财产资贫穷纳税险额单"
    "誉红诚执检线会团结组织协业职历学龄岁种肤国难残证疗药医贷献浆体违盗诈骗驾车无录记"
    "视节议选爱军征维稳纪务办干旷绩庙烧坟争邻纷调监摄头逻采众游罢围横静愿缠闹东养抚归"
    "队个们费课开关奖励标题导号区",
)
"""Traditional characters of the lists, to the simplified ones in which the lists are written."""

NUMBER: Final = "#"
"""Stands for any number in a phrase."""


def plain(text: str) -> str:
    """Return a text for matching: one form of each letter, small, without possessives."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    folded = folded.translate(TRADITIONAL)
    return POSSESSIVE.sub(lambda match: "s" if match[0].startswith("s") else "", folded)


def words(text: str) -> list[str]:
    """Return the words of a plain text; a number is `#`."""
    return [NUMBER if word[0].isdigit() else word for word in WORD.findall(text)]


Listed: TypeAlias = tuple[str, str, str]
"""A topic, a comma-separated list of words, and another."""

NEAR_WORDS: Final = 6
"""In English two words stand together that are at most so many places apart."""

HIDDEN: Final = "\n"
"""Stands where an allowed phrase stood: it is no word and no character of one."""


class Beside(NamedTuple):
    """Words that name a topic near others (`apart` is false) or in a text without them (true)."""

    topic: str
    words: frozenset[str]
    others: frozenset[str]
    apart: bool
    chinese: tuple[str, ...]
    chinese_others: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Phrases:
    """Phrases by what they stand for; an allowed phrase hides the shorter ones inside it."""

    _english: dict[tuple[str, ...], str] = field(default_factory=dict)
    _chinese: dict[str, str] = field(default_factory=dict)
    _starts: dict[str, int] = field(default_factory=dict)
    _characters: dict[str, int] = field(default_factory=dict)
    _beside: tuple[Beside, ...] = ()

    @classmethod
    def of(
        cls,
        lists: Mapping[str, str],
        *,
        allowed: str = "",
        together: Iterable[Listed] = (),
        unless: Iterable[Listed] = (),
    ) -> "Phrases":
        """Return the phrases of comma-separated lists by topic, with plurals and spellings.

        `together` are words that name a topic near one of other words, `unless` such as name it in
        a text that has none of the others.
        """
        made = cls()
        made._beside = tuple(
            Beside(
                topic,
                _listed(each),
                _listed(others),
                apart,
                _in_characters(each),
                _in_characters(others),
            )
            for given, apart in ((unless, True), (together, False))
            for topic, each, others in given
        )
        for topic, listed in lists.items():
            made._add(listed, topic)
        made._add(allowed, "")
        return made

    def _add(self, listed: str, topic: str) -> None:
        """Add the phrases of one comma-separated text."""
        for phrase in (" ".join(each.split()) for each in listed.split(",")):
            if CHINESE.search(phrase):
                self._chinese[phrase] = topic
                first = phrase[0]
                self._characters[first] = max(self._characters.get(first, 0), len(phrase))
            elif phrase:
                for variant in _variants(phrase):
                    parts = tuple(variant.split())
                    self._english[parts] = topic
                    self._starts[parts[0]] = max(self._starts.get(parts[0], 0), len(parts))

    def found(self, text: str) -> tuple[str, str] | None:
        """Return the first phrase found in a text and its topic, None where there is none.

        Words that stand together are returned with dots between them.
        """
        folded = plain(text)
        tokens = words(folded)
        for phrase, topic in (*self._in_english(tokens), *self._in_chinese(folded)):
            if topic:
                return phrase, topic
        return self._found_beside(tokens, folded) if self._beside else None

    def _found_beside(self, tokens: list[str], text: str) -> tuple[str, str] | None:
        """Return the words that name a topic by what stands beside them, None where none do.

        Nothing was found before: every phrase that is met is an allowed one, and hides its words.
        """
        for phrase, _ in self._in_english(tokens):
            tokens = _without(tokens, phrase.split(" "))
        for phrase, _ in self._in_chinese(text):
            text = text.replace(phrase, HIDDEN)
        plainly, chinese = frozenset(tokens), CHINESE.search(text) is not None
        for beside in self._beside:
            found = ""
            if not plainly.isdisjoint(beside.words):
                found = _english_beside(beside, tokens)
            if not found and chinese:
                found = _chinese_beside(beside, text)
            if found:
                return found, beside.topic
        return None

    def whole(self, text: str) -> tuple[str, str] | None:
        """Return the phrase that a whole text is and its topic, None where it is none."""
        tokens = tuple(words(plain(text)))
        topic = self._english.get(tokens)
        return None if topic is None else (" ".join(tokens), topic)

    def first(self, text: str) -> tuple[str, str] | None:
        """Return the longest phrase that begins a text and its topic, None where it is allowed."""
        folded = plain(text).strip()
        tokens = tuple(words(folded))
        found = [
            (" ".join(parts), topic)
            for parts, topic in self._english.items()
            if tokens[: len(parts)] == parts
        ]
        found += [pair for pair in self._chinese.items() if folded.startswith(pair[0])]
        phrase, topic = max(found, key=lambda pair: len(pair[0]), default=("", ""))
        return (phrase, topic) if topic else None

    def _in_english(self, tokens: list[str]) -> Iterator[tuple[str, str]]:
        """Yield the phrases of words, the longest at each place, and go on behind it."""
        place = 0
        while place < len(tokens):
            step = 1
            for length in range(self._starts.get(tokens[place], 0), 0, -1):
                parts = tuple(tokens[place : place + length])
                if parts in self._english:
                    yield " ".join(parts), self._english[parts]
                    step = length
                    break
            place += step

    def _in_chinese(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the phrases of characters, the longest at each place, and go on behind it."""
        for run in CHINESE.findall(text):
            place = 0
            while place < len(run):
                step = 1
                for length in range(self._characters.get(run[place], 0), 0, -1):
                    phrase = run[place : place + length]
                    if phrase in self._chinese:
                        yield phrase, self._chinese[phrase]
                        step = length
                        break
                place += step


def _variants(phrase: str) -> set[str]:
    """Return a phrase with its plural, in both spellings of English."""
    found = {phrase}
    for british, american, stems in SPELLINGS:
        for stem in stems:
            if stem in phrase:
                found.add(phrase.replace(stem, f"{stem.removesuffix(british)}{american}"))
    found |= {f"{each}s" for each in found if each[-1].isalpha() and not each.endswith("s")}
    return found


def _listed(text: str) -> frozenset[str]:
    """Return the words of a comma-separated list, those of English with plurals and spellings."""
    found: set[str] = set()
    for word in (each.strip() for each in text.split(",")):
        found |= {word} if CHINESE.search(word) else _variants(word)
    return frozenset(found - {""})


def _in_characters(text: str) -> tuple[str, ...]:
    """Return the Chinese words of a comma-separated list."""
    return tuple(sorted(word for word in _listed(text) if CHINESE.search(word)))


def _without(tokens: list[str], parts: list[str]) -> list[str]:
    """Return words with the first place hidden where some, which are there, stand in a row."""
    place = next(n for n in range(len(tokens)) if tokens[n : n + len(parts)] == parts)
    return [*tokens[:place], *[HIDDEN] * len(parts), *tokens[place + len(parts) :]]


def _english_beside(beside: Beside, tokens: list[str]) -> str:
    """Return the words of a text that name a topic by what is near them, empty where none do."""
    places = [place for place, token in enumerate(tokens) if token in beside.words]
    others = [place for place, token in enumerate(tokens) if token in beside.others]
    if beside.apart:
        return tokens[places[0]] if places and not others else ""
    for one in places:
        for other in others:
            if 0 < abs(one - other) <= NEAR_WORDS:
                return " ... ".join(tokens[place] for place in sorted((one, other)))
    return ""


def _chinese_beside(beside: Beside, text: str) -> str:
    """Return the same of the characters of a text."""
    words = [each for each in beside.chinese if each in text]
    if not words:
        return ""
    others = [each for each in beside.chinese_others if each in text]
    if beside.apart:
        return "" if others else words[0]
    for one in words:
        for other in others:
            if one not in other and other not in one:
                return " ... ".join(sorted((one, other), key=text.index))
    return ""
