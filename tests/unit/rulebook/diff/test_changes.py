"""What a change says in both languages, and what it needs: an example of each."""

from typing import Final

import pytest
from tests.support.editions import changes
from tests.support.spoken import INDEX, POINTS, STUDY

from goodstanding.rulebook.diff import Needs

SAID: Final = """\
points | rules.shifts.points | notice
- 2026-10-01: 3}
+ 2026-10-01: 3, 2027-01-01: 4}
Shifts: 3 to 4 points an hour from 1 January 2027.
值班：自2027年1月1日起，由每小时加3分改为每小时加4分。

points | rules.small-fines.points | notice
- points: {2026-10-01: -2}
+ points: {2026-10-01: -2, 2027-02-01: -4}
Small fines: 2 to 4 points off from 1 February 2027.
小额罚款：自2027年2月1日起，由扣2分改为扣4分。

points | rules.shifts.points | notice
- 2026-10-01: 3}
+ 2026-10-01: 3, 2027-01-01: 0}
Shifts, points: 2 points an hour for acts from 1 January 2026, 3 points an hour for acts from 1 October 2026, nothing for acts from 1 January 2027; before: 2 points an hour for acts from 1 January 2026, 3 points an hour for acts from 1 October 2026.
值班，分值：2026年1月1日起的行为每小时加2分，2026年10月1日起的行为每小时加3分，2027年1月1日起的行为不计分；原为：2026年1月1日起的行为每小时加2分，2026年10月1日起的行为每小时加3分。

points | rules.fines.points | refused
- points: -20
+ points: -30
Fines, points: 30 points off; before: 20 points off. Acts from before the new edition would lose points: rules never reach back.
罚款，分值：扣30分；原为：扣20分。新版本施行之前的行为将因此少计分：规则不溯及既往。

points | rules.fines.points | notice
- points: -20
+ points: -10
Fines, points: 10 points off; before: 20 points off.
罚款，分值：扣10分；原为：扣20分。

points | rules.fines.since | refused
- -20\\n    since: 2026-10-01
+ -20\\n    since: 2026-09-01
Fines, first day of acts that count: 1 September 2026; before: 1 October 2026. Acts from before the new edition would lose points: rules never reach back.
罚款，计分行为的起始日期：2026年9月1日；原为：2026年10月1日。新版本施行之前的行为将因此少计分：规则不溯及既往。

points | rules.fines.since | notice
- -20\\n    since: 2026-10-01
+ -20\\n    since: 2026-11-01
Fines, first day of acts that count: 1 November 2026; before: 1 October 2026.
罚款，计分行为的起始日期：2026年11月1日；原为：2026年10月1日。

points | rules.shifts.cap | notice
- points: 60, per: year
+ points: 70, per: year
Shifts, limits: at most 10 in a month and at most 70 in a year; before: at most 10 in a month and at most 60 in a year.
值班，上限：每月最多加10分，且每年最多加70分；原为：每月最多加10分，且每年最多加60分。

points | rules.small-fines.cap | refused
- cap: {points: -6, per: year}
+ cap: {points: -8, per: year}
Small fines, limits: at most 8 in a year; before: at most 6 in a year. Acts from before the new edition would lose points: rules never reach back.
小额罚款，上限：每年最多扣8分；原为：每年最多扣6分。新版本施行之前的行为将因此少计分：规则不溯及既往。

points | rules.small-fines.cap | notice
- cap: {points: -6, per: year}
+ cap: {points: -5, per: ever}
Small fines, limits: at most 5 in all; before: at most 6 in a year.
小额罚款，上限：累计最多扣5分；原为：每年最多扣6分。

points | rules.gift-units.cap | notice
-     cap: {points: 9, per: day}\\n
+
Units, limits: none; before: at most 9 in a day.
单位，上限：无；原为：每日最多加9分。

points | rules.shifts.fade | new consent
- 3 years: none
+ 4 years: none
Shifts, what time leaves: counts half after 1 year, counts 1/5 after 2 years, ends after 4 years; before: counts half after 1 year, counts 1/5 after 2 years, ends after 3 years. An act counts longer than before.
值班，随时间的递减：满1年后按一半计，满2年后按五分之一计，满4年后不再计；原为：满1年后按一半计，满2年后按五分之一计，满3年后不再计。行为的计分时间比以前更长。

points | rules.prizes.lasts | new consent
- national: 2 years, city: 1 year
+ national: 3 years, city: 1 year
Prizes, how long an act counts: counts by grade: national, for 3 years; city, for 1 year; before: counts by grade: national, for 2 years; city, for 1 year. An act counts longer than before.
获奖，有效期：有效期按等级确定：国家级的为3年；市级的为1年；原为：有效期按等级确定：国家级的为2年；市级的为1年。行为的计分时间比以前更长。

points | rules.fines.lasts | refused
- -20\\n    since: 2026-10-01\\n    lasts: 2 years
+ -20\\n    since: 2026-10-01
Fines, how long an act counts: none; before: counts for 2 years. An act counts longer than before. Acts from before the new edition would lose points: rules never reach back.
罚款，有效期：无；原为：有效期2年。行为的计分时间比以前更长。新版本施行之前的行为将因此少计分：规则不溯及既往。

points | rules.gift-units.lasts | notice
-     points: 1\\n
+     points: 1\\n    lasts: 9 years\\n
Units, how long an act counts: counts for 9 years; before: none.
单位，有效期：有效期9年；原为：无。

points | rules.small-fines.repaired | refused
- repaired: {points: 0}
+ repaired: {points: -1}
Small fines, what a repair leaves: once repaired: 1 point off, or less where less is left; before: once repaired: nothing, or less where less is left. Acts from before the new edition would lose points: rules never reach back.
小额罚款，修复后的分值：修复后扣1分；剩余影响更小的，按更小的计；原为：修复后不计分；剩余影响更小的，按更小的计。新版本施行之前的行为将因此少计分：规则不溯及既往。

points | rules.shifts.title | nothing
- {en: Shifts, zh: 值班}
+ {en: shifts !, zh: 值 班}
Shifts !, title: only the spelling changes, to shifts !.
值 班，名称：仅调整文字写法，改为：值 班。

points | rules.shifts.title | notice
- {en: Shifts, zh: 值班}
+ {en: Rounds, zh: 值班}
Rounds, title: Rounds; before: Shifts.
值班，名称：值班；原为：值班。

points | rules.shifts.title | nothing
- {en: Shifts, zh: 值班}
+ {en: Shifts, zh: 值班, fr: Tours}
Shifts, title: only the spelling changes, to Shifts.
值班，名称：仅调整文字写法，改为：值班。

points | groups.honours.rules | nothing
- rules: [prizes, firsts]
+ rules: [firsts, prizes]
Rules under it: only their order changes.
所含规则：仅调整排列顺序。

points | groups.honours.rules | notice
- rules: [prizes, firsts]
+ rules: [prizes]
Honours, rules under it: Prizes; before: Prizes and Firsts.
荣誉，所含规则：获奖；原为：获奖和首次。

points | window | refused
- window: 6 years
+ window: 7 years
Thanks of the town, how far back anything is read: 7 years; before: 6 years. Acts from before the new edition would lose points: rules never reach back.
小镇致谢，读取记录的年限：7年；原为：6年。新版本施行之前的行为将因此少计分：规则不溯及既往。

points | window | notice
- window: 6 years
+ window: 5 years
Thanks of the town, how far back anything is read: 5 years; before: 6 years.
小镇致谢，读取记录的年限：5年；原为：6年。

points | window | refused
- window: 6 years\\n
+
Thanks of the town, how far back anything is read: without limit; before: 6 years. Acts from before the new edition would lose points: rules never reach back.
小镇致谢，读取记录的年限：不限；原为：6年。新版本施行之前的行为将因此少计分：规则不溯及既往。

points | bounds | notice
- ceiling: 90000
+ ceiling: none
Thanks of the town, ends of the total: the total is never below 0, this is applied once, at the end, and shown as a line of its own; before: the total is never below 0, the total is never above 90,000, this is applied once, at the end, and shown as a line of its own.
小镇致谢，总分上下限：总分不低于0分，上下限在最后统一适用一次，并单列一行说明；原为：总分不低于0分，总分不高于9万分，上下限在最后统一适用一次，并单列一行说明。

points | bounds | refused
- floor: 0
+ floor: -100
Thanks of the town, ends of the total: the total is never below -100, the total is never above 90,000, this is applied once, at the end, and shown as a line of its own; before: the total is never below 0, the total is never above 90,000, this is applied once, at the end, and shown as a line of its own. Acts from before the new edition would lose points: rules never reach back.
小镇致谢，总分上下限：总分不低于-100分，总分不高于9万分，上下限在最后统一适用一次，并单列一行说明；原为：总分不低于0分，总分不高于9万分，上下限在最后统一适用一次，并单列一行说明。新版本施行之前的行为将因此少计分：规则不溯及既往。

points | records.prize.source | new consent
- source: jury
+ source: academy
“A prize”, source: academy; before: jury.
“一次获奖”，提供单位：academy；原为：jury。

points | records.illness.source | notice
- source: clinic
+ source: hospital
“A blood gift”, source: hospital; before: clinic.
“一次献血”，提供单位：hospital；原为：clinic。

points | records.gift.means | new consent
- {en: A gift, zh: 一次捐赠}
+ {en: Any gift, zh: 一次捐赠}
“A gift”, meaning: Any gift; before: A gift.
“一次捐赠”，含义：一次捐赠；原为：一次捐赠。

points | records.shift.fields.hours | new consent
- hours: whole number 1..12
+ hours: whole number 1..24
What “A signed shift” says, “hours”: hours: a whole number from 1 to 24; before: hours: a whole number from 1 to 12.
“经签认的一次志愿服务”的内容，“时数”：时数：1至24的整数；原为：时数：1至12的整数。

points | records.shift.fields.hours | notice
- hours: whole number 1..12
+ hours: whole number 2..12
What “A signed shift” says, “hours”: hours: a whole number from 2 to 12; before: hours: a whole number from 1 to 12.
“经签认的一次志愿服务”的内容，“时数”：时数：2至12的整数；原为：时数：1至12的整数。

points | records.fine.fields.why | new consent
- given: date}
+ given: date, why: yes or no}
New what “A final fine” says: why: yes or no.
新增“一次生效罚款”的内容：why：是或否。

points | records.fine.fields.given | notice
- given: date}
+ given: date 2026-01-01..2027-01-01}
What “A final fine” says, “given”: given: a day from 1 January 2026 to 1 January 2027; before: given: a day.
“一次生效罚款”的内容，“given”：given：2026年1月1日至2027年1月1日的日期；原为：given：日期。

points | records.fine.fields.given | new consent
- given: date}
+ given: yes or no}
What “A final fine” says, “given”: given: yes or no; before: given: a day.
“一次生效罚款”的内容，“given”：given：是或否；原为：given：日期。

points | levels.thanked.from | notice
- from: 120,
+ from: 125,
Thanked, reached: from 125 points; before: from 120 points.
致谢，获得条件：125分以上；原为：120分以上。

points | levels.honoured.opens | nothing
- opens: [tea, books]
+ opens: [books, tea]
Opens: only their order changes.
开放的权益：仅调整排列顺序。

points | levels.honoured.opens | notice
- opens: [tea, books]
+ opens: [tea]
Honoured, opens: Tea; before: Tea and Books.
荣誉，开放的权益：茶；原为：茶和书。

points | benefits.books.everyone | refused
- {en: 5 books, zh: 5本}
+ {en: 4 books, zh: 4本}
Books, what everybody gets: 4 books; before: 5 books. What everybody gets never becomes worse.
书，人人享有的待遇：4本；原为：5本。人人享有的待遇不得变差。

points | benefits.books.everyone | notice
- {en: 5 books, zh: 5本}
+ {en: 6 books, zh: 6本}
Books, what everybody gets: 6 books; before: 5 books.
书，人人享有的待遇：6本；原为：5本。

index | measures.debts.table | refused
- 0.50: -5
+ 0.50: -6
Debts, points by what is read: from 0, nothing; from 0.50, 6 points off; from 100, 25 points off; before: from 0, nothing; from 0.50, 5 points off; from 100, 25 points off. Acts from before the new edition would lose points: rules never reach back.
欠款，分值表：0起不计分；满0.50扣6分；满100扣25分；原为：0起不计分；满0.50扣5分；满100扣25分。新版本施行之前的行为将因此少计分：规则不溯及既往。

index | measures.debts.table | notice
- 0.50: -5
+ 0.50: -4
Debts, points by what is read: from 0, nothing; from 0.50, 4 points off; from 100, 25 points off; before: from 0, nothing; from 0.50, 5 points off; from 100, 25 points off.
欠款，分值表：0起不计分；满0.50扣4分；满100扣25分；原为：0起不计分；满0.50扣5分；满100扣25分。

index | dimensions.law.weight | refused
- 62.5%, base: 50, title: {en: Life, zh: 生活}}\\n  law: {weight: 37.5%
+ 60%, base: 50, title: {en: Life, zh: 生活}}\\n  law: {weight: 40%
Law, weight: 40%; before: 37.5%. Acts from before the new edition would lose points: rules never reach back.
守法，权重：40%；原为：37.5%。新版本施行之前的行为将因此少计分：规则不溯及既往。

index | dimensions.life.weight | notice
- 62.5%, base: 50, title: {en: Life, zh: 生活}}\\n  law: {weight: 37.5%
+ 60%, base: 50, title: {en: Life, zh: 生活}}\\n  law: {weight: 40%
Life, weight: 60%; before: 62.5%.
生活，权重：60%；原为：62.5%。

index | scale | refused
- scale: [300, 850]
+ scale: [300, 900]
Index of the town, scale: from 300 to 900; before: from 300 to 850. Acts from before the new edition would lose points: rules never reach back.
小镇指数，分值范围：300至900；原为：300至850。新版本施行之前的行为将因此少计分：规则不溯及既往。

index | scale | notice
- scale: [300, 850]
+ scale: [0, 550]
Index of the town, scale: from 0 to 550; before: from 300 to 850.
小镇指数，分值范围：0至550；原为：300至850。

index | measures.debts.over | refused
- over: 5 years
+ over: 6 years
Debts, how far back it reads: 6 years; before: 5 years. Acts from before the new edition would lose points: rules never reach back.
欠款，读取年限：6年；原为：5年。新版本施行之前的行为将因此少计分：规则不溯及既往。

index | measures.kept.least | refused
- least: 2
+ least: 1
Kept, records that it needs: 1; before: 2. Acts from before the new edition would lose points: rules never reach back.
守约，所需记录数：1；原为：2。新版本施行之前的行为将因此少计分：规则不溯及既往。

index | measures.debts.dimension | refused
- dimension: law, of: most
+ dimension: life, of: most
Debts, part of the index: Life; before: Law. Acts from before the new edition would lose points: rules never reach back.
欠款，所属维度：生活；原为：守法。新版本施行之前的行为将因此少计分：规则不溯及既往。

index | measures.rides.over | new consent
- smallest days in ride, over: 1 year
+ smallest days in ride, over: 2 years
Rides, how far back it reads: 2 years; before: 1 year.
乘车，读取年限：2年；原为：1年。

index | measures.rides.over | notice
- smallest days in ride, over: 1 year
+ smallest days in ride, over: 6 months
Rides, how far back it reads: 6 months; before: 1 year.
乘车，读取年限：6个月；原为：1年。

index | measures.rides.of | notice
- of: smallest days in ride
+ of: most days in ride
Rides, what it reads: the largest “days” in “A ride”; before: the smallest “days” in “A ride”.
乘车，读取方式：“一次乘车”中天数的最大值；原为：“一次乘车”中天数的最小值。

index | measures.weights.of | new consent
- of: sum of course
+ of: sum of spare
Weights, what it reads: how many records there are of “Something unread”, each by what time leaves of it; before: how many records there are of “A course”, each by what time leaves of it.
权重，读取方式：“未读取的记录”的记录数，每条按剩余比例计；原为：“一门课程”的记录数，每条按剩余比例计。

index | measures.hours.fade | new consent
- over: 3 years, fade: {1 year: half, 2 years: none}
+ over: 3 years
Hours, what time leaves: none; before: a record weighs half after 1 year, nothing after 2 years.
时数，随时间的递减：无；原为：每条记录满1年后按一半计，满2年后不再计。

index | measures.rides.since | notice
- table: {0: 3, 5: 0}}
+ table: {0: 3, 5: 0}, since: 2026-01-01}
Rides, first day of acts that count: 1 January 2026; before: always.
乘车，计分行为的起始日期：2026年1月1日；原为：一直。

study | purpose | new consent
- purpose: study\\n
+ purpose: programme\\npublished: 2026-08-01\\nfrom: 2026-10-01\\nnotice: 30 days\\n
A published system, purpose: a programme; before: a study.
一项已公开的制度，用途：实施；原为：研究。
"""  # noqa: E501 - one sentence a line

TEXTS: Final = {
    "points": POINTS,
    "index": INDEX,
    "study": STUDY.replace("{en: An upvote", "{en: An").replace(
        "act: yes", "basis: award, context: life"
    ),
}
EXAMPLES: Final = SAID.rstrip("\n").split("\n\n")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.splitlines()[0])
def test_a_change_says_what_it_is_and_needs(example: str) -> None:
    head, old, new, english, chinese = example.splitlines()
    name, path, needs = head.split(" | ")
    pair = (old[2:].replace("\\n", "\n"), new[2:].replace("\\n", "\n"))
    found = next(change for change in changes(TEXTS[name], pair) if change.path == path)
    assert (found.words["en"], found.words["zh"]) == (english, chinese)
    assert found.needs == needs


def test_every_need_is_among_the_examples_and_in_order() -> None:
    assert len(EXAMPLES) == 55
    assert {example.splitlines()[0].split(" | ")[2] for example in EXAMPLES} == set(Needs)
    assert [needs.weight for needs in Needs] == [0, 1, 2, 3]
