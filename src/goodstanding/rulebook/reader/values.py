"""The values of the language: numbers, money, shares, spans, days, names and texts."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeVar

from goodstanding.model.days import SPAN_YEARS_MAX, Span, Unit
from goodstanding.model.kinds import HUNDREDTHS, FieldType, Money
from goodstanding.model.names import Text
from goodstanding.rulebook.reader.context import BAD_VALUE, WRONG_SHAPE, Findings
from goodstanding.rulebook.tree import Node

NUMBER_MAX: Final = 10**12
POINTS_MAX: Final = 1_000_000
NAME_CHARACTERS_MAX: Final = 64
TEXT_CHARACTERS_MAX: Final = 256
DENOMINATOR_MAX: Final = 100
PERCENT: Final = 100
NAME_HINT: Final = (
    "lower-case words of a to z and digits with hyphens between, "
    f"at most {NAME_CHARACTERS_MAX} characters"
)
MINUSES: Final = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-",
                                "\u2212": "-"})  # fmt: skip
"""Signs that word processors put for a minus."""

APART: Final = re.compile(r"[^a-z0-9]+")

WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
DECIMAL = re.compile(r"(-?(?:0|[1-9][0-9]*))(?:\.([0-9]{1,2}))?")
FRACTION = re.compile(r"([1-9][0-9]*)/([1-9][0-9]*)")
PERCENTAGE = re.compile(r"(0|[1-9][0-9]*)(?:\.([0-9]{1,2}))?%")
SPAN = re.compile(r"([1-9][0-9]{0,5}) (day|week|month|year)s?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")

SHARES: Final[Mapping[str, Fraction]] = {
    "none": Fraction(0),
    "quarter": Fraction(1, 4),
    "a quarter": Fraction(1, 4),
    "third": Fraction(1, 3),
    "a third": Fraction(1, 3),
    "half": Fraction(1, 2),
    "two thirds": Fraction(2, 3),
    "three quarters": Fraction(3, 4),
}

Choice = TypeVar("Choice", bound=StrEnum)


def text_of(findings: Findings, node: Node) -> str | None:
    """Return a node's text, complaining where it is a mapping, a list or empty."""
    if node.text is None:
        findings.add(
            WRONG_SHAPE, node, "a mapping or a list stands where a value is due", "Write one value"
        )
        return None
    if not node.text.strip():
        findings.add(BAD_VALUE, node, "the value is empty", "Write one, or take the key out")
        return None
    return node.text


def _refuse(findings: Findings, node: Node, text: str, due: str, hint: str) -> None:
    """Complain that a value is not what is due, and say what to write.

    A text in wide or ornamental characters is told in plain ones.
    """
    plain = unicodedata.normalize("NFKC", text).translate(MINUSES).strip()
    if plain != text and plain.isascii() and len(text) <= NAME_CHARACTERS_MAX:
        hint = f"{plain!r}, in the characters of a plain keyboard"
    findings.add(BAD_VALUE, node, f"{text[:NAME_CHARACTERS_MAX]!r} is not {due}", f"Write {hint}")


def _refuse_name(findings: Findings, node: Node, text: str) -> None:
    """Complain that a text is no name, and say how it would be one."""
    near = APART.sub("-", text.casefold()).strip("-") if text.isascii() else ""
    meant = f"{near!r}: " if is_name(near) else ""
    _refuse(findings, node, text, "a name", f"{meant}{NAME_HINT}")


def _refuse_long(findings: Findings, node: Node, text: str) -> None:
    """Complain of a text that is too long for a board."""
    findings.add(
        BAD_VALUE,
        node,
        f"the text has {len(text)} characters",
        f"Write at most {TEXT_CHARACTERS_MAX}",
    )


def whole(findings: Findings, node: Node, *, least: int, most: int) -> int | None:
    """Return a whole number between two ends, both included."""
    text = text_of(findings, node)
    if text is None:
        return None
    number = parse_whole(text)
    if number is None:
        _refuse(findings, node, text, "a whole number", "digits alone, such as 12")
        return None
    if not least <= number <= most:
        _refuse(findings, node, text, f"between {least} and {most}", "a number between them")
        return None
    return number


def parse_whole(text: str) -> int | None:
    """Return a whole number in digits, None where the text is none or is beyond all limits."""
    if not WHOLE.fullmatch(text) or len(text) > len(str(NUMBER_MAX)) + 1 or text == "-0":
        return None
    number = int(text)
    return number if abs(number) <= NUMBER_MAX else None


def points(findings: Findings, node: Node) -> int | None:
    """Return points: a whole number of at most a million either way."""
    return whole(findings, node, least=-POINTS_MAX, most=POINTS_MAX)


def parse_decimal(text: str) -> Fraction | None:
    """Return a number with at most two decimals, exactly; None where the text is none."""
    match = DECIMAL.fullmatch(text)
    if match is None or len(text) > len(str(NUMBER_MAX)) + 4:
        return None
    decimals = match[2] or ""
    value = Fraction(int(f"{match[1]}{decimals}"), 10 ** len(decimals))
    return value if abs(value) <= NUMBER_MAX else None


def parse_money(text: str) -> int | None:
    """Return money in hundredths; None where the text is no amount."""
    value = parse_decimal(text)
    if value is None or abs(value) * HUNDREDTHS > NUMBER_MAX:
        return None
    return int(value * HUNDREDTHS)


def written_amount(bound: int, type_: FieldType) -> str:
    """Return a bound of a field's table as a policy writes it."""
    if not isinstance(type_, Money):
        return str(bound)
    whole_part, hundredths = divmod(abs(bound), HUNDREDTHS)
    text = f"{whole_part}.{hundredths:02d}".rstrip("0").rstrip(".")
    return f"-{text}" if bound < 0 else text


def parse_percent(text: str) -> Fraction | None:
    """Return a percentage as a share of 1; None where the text is none."""
    match = PERCENTAGE.fullmatch(text)
    if match is None:
        return None
    decimals = match[2] or ""
    share = Fraction(int(f"{match[1]}{decimals}"), 10 ** len(decimals) * PERCENT)
    return share if share <= 1 else None


def percent(findings: Findings, node: Node) -> Fraction | None:
    """Return a percentage from 0% to 100% as a share of 1."""
    text = text_of(findings, node)
    if text is None:
        return None
    share = parse_percent(text)
    if share is None:
        _refuse(findings, node, text, "a percentage from 0% to 100%", "one such as 25%")
    return share


def parse_fraction(text: str) -> Fraction | None:
    """Return a whole number or n/d with d of at most a hundred; None where the text is neither."""
    match = FRACTION.fullmatch(text)
    if match is not None and int(match[2]) <= DENOMINATOR_MAX and len(match[1]) <= len("1000000"):
        return Fraction(int(match[1]), int(match[2]))
    number = parse_whole(text)
    return None if number is None else Fraction(number)


def share(findings: Findings, node: Node) -> Fraction | None:
    """Return the share that a fade leaves, from none to less than the whole."""
    text = text_of(findings, node)
    if text is None:
        return None
    found = SHARES.get(text)
    if found is None and FRACTION.fullmatch(text):
        found = parse_fraction(text)
    if found is None or not 0 <= found < 1:
        _refuse(findings, node, text, "a share of less than the whole", "half, quarter, 1/3, none")
        return None
    return found


def parse_span(text: str) -> Span | None:
    """Return a span such as `2 years`; None where the text is none or too long."""
    match = SPAN.fullmatch(text)
    if match is None:
        return None
    try:
        return Span(count=int(match[1]), unit=Unit(f"{match[2]}s"))
    except ValueError:
        return None


def span(findings: Findings, node: Node) -> Span | None:
    """Return a span."""
    text = text_of(findings, node)
    if text is None:
        return None
    found = parse_span(text)
    if found is None:
        _refuse(
            findings,
            node,
            text,
            f"a span of at most {SPAN_YEARS_MAX} years",
            "30 days, 6 months, 2 years",
        )
    return found


def parse_day(text: str) -> date | None:
    """Return a day written as 2026-10-01; None where there is no such day."""
    if not DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day(findings: Findings, node: Node) -> date | None:
    """Return a day."""
    text = text_of(findings, node)
    if text is None:
        return None
    found = parse_day(text)
    if found is None:
        _refuse(findings, node, text, "a day", "one such as 2026-10-01")
    return found


def is_name(text: str) -> bool:
    """Return whether a text is a name: lower-case words with hyphens, not too long."""
    return NAME.fullmatch(text) is not None and len(text) <= NAME_CHARACTERS_MAX


def name(findings: Findings, node: Node) -> str | None:
    """Return a name."""
    text = text_of(findings, node)
    if text is None:
        return None
    if not is_name(text):
        _refuse_name(findings, node, text)
        return None
    return text


def key_name(findings: Findings, key: str, node: Node) -> bool:
    """Return whether a key that names something is a name, complaining where it is none."""
    if is_name(key):
        return True
    _refuse_name(findings, node, key)
    return False


def choice(findings: Findings, node: Node, choices: type[Choice]) -> Choice | None:
    """Return one of a closed set of words."""
    text = text_of(findings, node)
    if text is None:
        return None
    words = [str(each) for each in choices]
    if text in words:
        return choices(text)
    near = get_close_matches(text, words, n=1)
    meant = f", perhaps {near[0]!r}" if near else ""
    findings.add(
        BAD_VALUE,
        node,
        f"{text[:NAME_CHARACTERS_MAX]!r} is none of the words known here",
        f"Write one of {', '.join(words)}{meant}",
    )
    return None


def short_text(findings: Findings, node: Node) -> str:
    """Return a plain text that is not too long, empty where there is none."""
    text = text_of(findings, node)
    if text is not None and len(text) > TEXT_CHARACTERS_MAX:
        _refuse_long(findings, node, text)
    return text or ""


def texts(findings: Findings, node: Node) -> Text | None:
    """Return a public text by language.

    In `{en: Contracts, loans and taxes, zh: ...}` a comma splits a text that has no quotes. What
    stands there without a value belongs to the text before it, and nothing else can be meant.
    """
    if findings.mapping(node, hint="Write it by language, as in {en: ..., zh: ...}") is None:
        return None
    mapping = _rejoined(node.mapping or {})
    found = {}
    for language, below in mapping.items():
        if not LANGUAGE.fullmatch(language):
            _refuse(findings, below, language, "a language code", "one such as en or zh")
            continue
        text = text_of(findings, below)
        if text is not None and len(text) > TEXT_CHARACTERS_MAX:
            _refuse_long(findings, below, text)
        elif text is not None:
            found[language] = text
    if not mapping:
        findings.add(BAD_VALUE, node, "no language is given", "Write {en: ...} with its languages")
    return found if len(found) == len(mapping) and found else None


def _rejoined(mapping: Mapping[str, Node]) -> Mapping[str, Node]:
    """Return texts by language with what a comma split off put back."""
    found: dict[str, Node] = {}
    last = ""
    for key, below in mapping.items():
        before = found.get(last)
        if before is not None and before.text and below.text == "" and " " in key:
            found[last] = Node(path=before.path, line=before.line, value=f"{before.text}, {key}")
        else:
            found[key] = below
            last = key
    return found


def text_or_texts(findings: Findings, node: Node, languages: tuple[str, ...]) -> Text | None:
    """Return a text by language; one plain text stands for every language of the policy."""
    if node.text is None:
        return texts(findings, node)
    text = text_of(findings, node)
    if text is not None and len(text) > TEXT_CHARACTERS_MAX:
        _refuse_long(findings, node, text)
        return None
    return None if text is None else dict.fromkeys(languages or ("en",), text)
