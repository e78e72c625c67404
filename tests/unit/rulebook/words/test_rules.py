"""Whole sentences of every form of rule and measure, in every language."""

from typing import Final

import pytest
from tests.support.spoken import INDEX, POINTS, STUDY, said_of, spoken

from goodstanding.model.names import RuleName
from goodstanding.rulebook.words import rule_sentences

SAID_OF_POINTS: Final = """\
shifts en | Shifts: 2 points an hour for acts from 1 January 2026, 3 points an hour for acts from 1 October 2026. At most 10 in a month and at most 60 in a year. Counts half after 1 year, counts 1/5 after 2 years, ends after 3 years.
shifts zh | 值班：2026年1月1日起的行为每小时加2分，2026年10月1日起的行为每小时加3分。每月最多加10分，且每年最多加60分。满1年后按一半计，满2年后按五分之一计，满3年后不再计。
every-hour en | Hours: of a calendar year's hours together: from 0 to 20, 1 point an hour; from 20 to 80, 1/2 point an hour; beyond 80, nothing. The year is rounded up once, to a whole point.
every-hour zh | 时数：一个自然年内的时数合并计算：0至20的部分每小时加1分；20至80的部分每小时加1/2分；超过80的部分不计分。全年合计只取整一次，不足一分的进为一分。
gifts en | Gifts: by amount: from 0, nothing; from 10, 1 point; from 50.50, 5 points. At most once in a quarter (the largest counts) and at most 3 times in all (the largest count). Counts by amount: from 0, for 1 month; from 10, for 2 weeks; from 50.50, for 30 days.
gifts zh | 捐赠：按金额计分：0起不计分；满10加1分；满50.50加5分。每季度最多计一次（取分值最大者），且累计最多计3次（取分值最大者）。有效期按金额确定：0起的为1个月；满10的为2周；满50.50的为30天。
gift-units en | Units: 1 point for each one of “amount”, at most 9 in a day.
gift-units zh | 单位：每一单位“金额”加1分，每日最多加9分。
prizes en | Prizes: by grade: national, 20 points; city, 10 points. Shares a limit with others, Honours: at most 25 in a year. Counts by grade: national, for 2 years; city, for 1 year. Legal basis: Prize Act 3.
prizes zh | 获奖：按等级计分：国家级加20分；市级加10分。与其他规则共用上限“荣誉”：每年最多加25分。有效期按等级确定：国家级的为2年；市级的为1年。法律依据：Prize Act 3。
firsts en | Firsts: by first: yes, 1 point; no, nothing. Shares a limit with others, Honours: at most 25 in a year. Counts for 1 year.
firsts zh | 首次：按首次计分：是加1分；否不计分。与其他规则共用上限“荣誉”：每年最多加25分。有效期1年。
fines en | Fines: 20 points off. Counts for 2 years. Once repaired: 5 points off for 1 year from the repair, or less where less is left. Acts before 1 October 2026 never count. One act that reaches us several times counts once.
fines zh | 罚款：扣20分。有效期2年。修复后扣5分，自修复之日起1年；剩余影响更小的，按更小的计。2026年10月1日以前的行为一律不计。同一行为由多个单位报送的，只计一次。
small-fines en | Small fines: 2 points off for acts from 1 October 2026, at most 6 in a year. Once repaired: nothing, or less where less is left. Acts before 1 October 2026 never count. One act that reaches us several times counts once.
small-fines zh | 小额罚款：2026年10月1日起的行为扣2分，每年最多扣6分。修复后不计分；剩余影响更小的，按更小的计。2026年10月1日以前的行为一律不计。同一行为由多个单位报送的，只计一次。
"""  # noqa: E501 - one paragraph a line

SAID_OF_INDEX: Final = """\
kept en | Kept: the share of “A visit” with yes for “kept”, over the last 2 years. Of the dimension's 100 points: from 0%, 10 points off; from 50%, nothing; from 90.5%, 30 points. A gain needs at least 2 records that speak for it, a loss at least 2 that speak against it. Acts before 1 October 2026 never count.
kept zh | 守约：最近2年内，“一次预约”中“履约”为“是”的占比。以本项满分100分计：0%起扣10分；满50%不计分；满90.5%加30分。加分须有至少2条有利记录，扣分须有至少2条不利记录。2026年10月1日以前的行为一律不计。
hours en | Hours: the sum of “hours” in “A shift”, over the last 3 years. Of the dimension's 100 points: from 0, nothing; from 8, 8 points; from 24, 40 points. A record weighs half after 1 year, nothing after 2 years.
hours zh | 时数：最近3年内，“一次值班”的时数之和。以本项满分100分计：0起不计分；满8加8分；满24加40分。每条记录满1年后按一半计，满2年后不再计。
courses en | Courses: how many records there are of “A course”, over the last 2 years. Of the dimension's 100 points: from 0, nothing; from 1, 4 points; from 3, 9 points. Legal basis: School Act.
courses zh | 课程：最近2年内，“一门课程”的记录数。以本项满分100分计：0起不计分；满1加4分；满3加9分。法律依据：School Act。
weights en | Weights: how many records there are of “A course”, each by what time leaves of it, over the last 2 years. Of the dimension's 100 points: from 0, nothing; from 1/2, 4 points. A record weighs a quarter after 1 year.
weights zh | 权重：最近2年内，“一门课程”的记录数，每条按剩余比例计。以本项满分100分计：0起不计分；满1/2加4分。每条记录满1年后按四分之一计。
debts en | Debts: the largest “amount” in “A debt”, over the last 5 years. Of the dimension's 100 points: from 0, nothing; from 0.50, 5 points off; from 100, 25 points off. Acts before 1 October 2026 never count.
debts zh | 欠款：最近5年内，“一笔欠款”中金额的最大值。以本项满分100分计：0起不计分；满0.50扣5分；满100扣25分。2026年10月1日以前的行为一律不计。
claims en | Claims: whole years since the latest of “A claim”, over the last 3 years. Of the dimension's 100 points: from 0, 8 points; from 2, 1 point; from 4, nothing.
claims zh | 申领：最近3年内，距最近一次“一次申领”的整年数。以本项满分100分计：0起加8分；满2加1分；满4不计分。
marks en | Marks: the latest “marks” in “A test” (of one day, the best for the member), over the last year. Of the dimension's 100 points: from 0, nothing; from 5, 2 points.
marks zh | 成绩：最近1年内，“一次测验”中最近一次的marks（同日有多条的，取对本人最有利者）。以本项满分100分计：0起不计分；满5加2分。
rides en | Rides: the smallest “days” in “A ride”, over the last year. Of the dimension's 100 points: from 0, 3 points; from 5, nothing.
rides zh | 乘车：最近1年内，“一次乘车”中天数的最小值。以本项满分100分计：0起加3分；满5不计分。
"""  # noqa: E501 - one paragraph a line

SAID_OF_STUDY: Final = """\
upvotes en | Upvotes: 5 points. One act that reaches us several times counts once.
upvotes zh | 赞成：加5分。同一行为由多个单位报送的，只计一次。
"""


@pytest.mark.parametrize(
    "text, said",
    [(POINTS, SAID_OF_POINTS), (INDEX, SAID_OF_INDEX), (STUDY, SAID_OF_STUDY)],
    ids=["points", "index", "study"],
)
def test_every_rule_is_put_into_these_sentences(text: str, said: str) -> None:
    assert said_of(spoken(text)) == said


@pytest.mark.parametrize("text", [POINTS, INDEX], ids=["points", "index"])
def test_a_rule_that_is_not_there_has_no_sentences(text: str) -> None:
    with pytest.raises(KeyError):
        rule_sentences(spoken(text), RuleName("nothing"), "en")
