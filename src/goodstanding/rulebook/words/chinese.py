"""Chinese: grammar, and the words of the closed sets."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import ClassVar

from goodstanding.model.days import Period, Span, Unit
from goodstanding.model.kinds import Basis, Context, Need, RecordClass
from goodstanding.model.names import Number
from goodstanding.rulebook.words.chinese_board import BOARD
from goodstanding.rulebook.words.chinese_changes import CHANGES
from goodstanding.rulebook.words.chinese_names import NAMES
from goodstanding.rulebook.words.chinese_rules import KINDS, RULES
from goodstanding.rulebook.words.language import ClosedWords, Language

DIGITS = "零一二三四五六七八九"
WAN = 10_000
YI = 100_000_000

UNITS = {Unit.DAYS: "天", Unit.WEEKS: "周", Unit.MONTHS: "个月", Unit.YEARS: "年"}


class Chinese(Language):
    """Simplified Chinese, with days as 2026年10月1日."""

    code = "zh"
    own_name = "中文"
    stop = "。"
    space = ""
    comma = "，"
    semicolon = "；"
    also = "，且"
    quotes = ("“", "”")
    rule = RULES
    kind = KINDS
    board = BOARD
    change = CHANGES
    names = NAMES
    units: ClassVar[Mapping[str, str]] = {
        "hours": "每小时",
        "days": "每天",
        "weeks": "每周",
        "months": "每月",
        "kilometres": "每公里",
    }
    unit_of = "每一单位“{field}”"
    closed = ClosedWords(
        basis={
            Basis.OWN_SERVICE: "来源单位自身的服务记录",
            Basis.FINAL_DECISION: "生效决定",
            Basis.AWARD: "表彰决定",
            Basis.CARRIED_BY_THE_MEMBER: "本人提交的材料",
        },
        context={
            Context.GOVERNMENT: "政务",
            Context.ECONOMY: "经济",
            Context.JUSTICE: "司法",
            Context.LIFE: "日常生活",
            Context.TRAFFIC: "交通",
            Context.COMMUNITY: "社区",
        },
        need={
            Need.MONEY: "钱款",
            Need.BODY: "身体条件",
            Need.VEHICLE: "车辆",
            Need.LOAN: "贷款",
            Need.TIME: "时间",
        },
        record_class={
            RecordClass.ORDINARY: "一般",
            RecordClass.OFFENCE: "违法",
            RecordClass.HEALTH: "健康",
        },
        period={
            Period.DAY: "每日",
            Period.MONTH: "每月",
            Period.QUARTER: "每季度",
            Period.YEAR: "每年",
            Period.EVER: "累计",
        },
    )

    def number(self, value: Number) -> str:
        """Return plain digits, whole ten thousands and hundred millions as such."""
        for size, word in ((YI, "亿"), (WAN, "万")):
            if value and value % size == 0:
                return f"{value // size}{word}"
        return str(value)

    def digits(self, value: int) -> str:
        """Return plain digits."""
        return str(value)

    def day(self, day: date) -> str:
        """Return a day such as 2026年10月1日."""
        return f"{day.year}年{day.month}月{day.day}日"

    def span(self, span: Span) -> str:
        """Return a span such as 2年."""
        return f"{span.count}{UNITS[span.unit]}"

    def recent(self, span: Span) -> str:
        """Return a span such as 1年."""
        return self.span(span)

    def share(self, share: Fraction) -> str:
        """Return a share in words, as n/d where a part has more than one digit."""
        if share == Fraction(1, 2):
            return "一半"
        if share.denominator < len(DIGITS):
            return f"{DIGITS[share.denominator]}分之{DIGITS[share.numerator]}"
        return str(share)

    def points(self, points: Number) -> str:
        """Return points such as 5分."""
        return f"{self.number(points)}分"

    def listed(self, parts: Iterable[str]) -> str:
        """Return parts with enumeration commas and a 和 before the last."""
        *most, last = parts
        return f"{'、'.join(most)}和{last}" if most else last
