"""A certificate of participation as a paper: what its holder chose to show, and nothing else."""

# It carries no name, no number and no band, and nothing in it is signed: what can be verified can
# be demanded. The hash is that of the public rules, so a reader finds them and learns no more.

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from goodstanding.model.names import Text
from goodstanding.present.known import WORDS
from goodstanding.present.paper import Items, Paper, Paragraph, Table
from goodstanding.rulebook.words.known import language_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What stands on a certificate. What was not chosen is None; `level` is empty for none.

    `origin` is where the programme's pages are, without a slash at its end.
    """

    programme: Text
    controller: str
    origin: str
    day: date
    edition: int
    sha256: str
    since: date | None = None
    level: Text | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateWords:
    """The templates of one language."""

    title: str
    takes_part: str
    column_what: str
    column_said: str
    programme: str
    day: str
    since: str
    level: str
    total: str
    edition: str
    rules: str
    board: str
    controller: str
    name: str
    notes: tuple[str, ...]


ENGLISH: Final = CertificateWords(
    title="Certificate of participation",
    takes_part="Whoever holds this paper took part in “{programme}” of their own free will on "
    "{day}.",
    column_what="What",
    column_said="On this paper",
    programme="Programme",
    day="Day",
    since="Takes part since",
    level="Level",
    total="Total",
    edition="Edition of the rules",
    rules="Text of the rules (SHA-256)",
    board="Where the rules stand",
    controller="Run by",
    name="Name, in the holder's own hand if wished: ______________________________",
    notes=(
        "The programme holds no names, so none stands here. This paper has no number and no copy.",
        "What does not stand here was not chosen. That says nothing about the holder.",
        "The rules are public, and so is the hash of their text: both can be compared by anybody.",
    ),
)

CHINESE: Final = CertificateWords(
    title="参与证明",
    takes_part="本纸的持有人于{day}自愿参加“{programme}”。",
    column_what="事项",
    column_said="本纸所载",
    programme="项目",
    day="日期",
    since="自何时起参加",
    level="等级",
    total="总分",
    edition="规则版次",
    rules="规则文本校验值（SHA-256）",
    board="规则公示页",
    controller="运营方",
    name="姓名（由持有人自愿手写）：______________________________",
    notes=(
        "项目不掌握姓名，因此未在此填写。本纸没有编号，项目不留存副本。",
        "未列出的内容是持有人没有选择展示的，不说明持有人的任何情况。",
        "规则及其文本的校验值均已公开，任何人都可以核对。",
    ),
)

WORDS_OF: Final[Mapping[str, CertificateWords]] = MappingProxyType({"en": ENGLISH, "zh": CHINESE})
"""The words by language."""


def certificate_paper(found: Certificate, lang: str) -> Paper:
    """Return a certificate in a language that `WORDS_OF` has."""
    words, language = WORDS_OF[lang], language_of(lang)
    programme, day = language.text(found.programme), language.day(found.day)
    rows = [(words.programme, programme), (words.day, day)]
    if found.since is not None:
        rows.append((words.since, language.day(found.since)))
    if found.level is not None:
        rows.append((words.level, language.text(found.level) or WORDS[lang].no_level))
    if found.total is not None:
        rows.append((words.total, language.points(found.total)))
    rows += [
        (words.edition, language.number(found.edition)),
        (words.rules, found.sha256),
        (words.board, f"{found.origin}/{lang}/board/"),
        (words.controller, found.controller),
    ]
    return Paper(
        language=lang,
        title=words.title,
        blocks=(
            Paragraph(text=WORDS[lang].personal),
            Paragraph(text=words.takes_part.format(programme=programme, day=day)),
            Table(columns=(words.column_what, words.column_said), rows=tuple(rows)),
            Paragraph(text=words.name),
            Items(items=words.notes),
        ),
    )
