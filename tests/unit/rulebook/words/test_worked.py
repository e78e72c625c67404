"""Whole sentences of the two worked policies, in both languages."""

from typing import Final

import pytest
from tests.support.spoken import WORKED, said_of

from goodstanding.rulebook import read_policy

CITY_POINTS: Final = """\
ticket en | Traffic ticket: 5 points off, at most 30 in a year. Counts half after 1 year, ends after 2 years. Acts before 1 October 2026 never count.
ticket zh | 交通违章：扣5分，每年最多扣30分。满1年后按一半计，满2年后不再计。2026年10月1日以前的行为一律不计。
city-award en | City-level award: 30 points.
city-award zh | 市级表彰：加30分。
department-award en | Department-level award: 5 points, at most 2 times in a year (the largest count).
department-award zh | 部门表彰：加5分，每年最多计2次（取分值最大者）。
volunteering en | Volunteering: 2 points an hour for acts from 1 January 2025, 3 points an hour for acts from 1 October 2026. At most 10 in a month and at most 60 in a year. Counts half after 2 years, ends after 4 years.
volunteering zh | 志愿服务：2025年1月1日起的行为每小时加2分，2026年10月1日起的行为每小时加3分。每月最多加10分，且每年最多加60分。满2年后按一半计，满4年后不再计。
course en | Free public course: 20 points, at most 2 times in a year (the largest count). Counts half after 3 years, ends after 5 years.
course zh | 公共课程：加20分，每年最多计2次（取分值最大者）。满3年后按一半计，满5年后不再计。
donation en | Donation to a registered charity: by amount: from 0, nothing; from 200, 5 points; from 1,000, 10 points; from 5,000, 15 points. At most once in a quarter (the largest counts) and at most 15 in a year. Ends after 2 years.
donation zh | 慈善捐赠：按金额计分：0起不计分；满200加5分；满1000加10分；满5000加15分。每季度最多计一次（取分值最大者），且每年最多加15分。满2年后不再计。
"""  # noqa: E501 - one paragraph a line

CITY_INDEX: Final = """\
kept-visits en | Appointments kept: the share of “An appointment at the service hall, kept or not” with yes for “kept”, over the last 2 years. Of the dimension's 100 points: from 0%, 10 points off; from 80%, nothing; from 95%, 20 points. A gain needs at least 3 records that speak for it, a loss at least 3 that speak against it. Acts before 1 November 2024 never count.
kept-visits zh | 预约守约：最近2年内，“服务大厅预约，履约或爽约”中“履约”为“是”的占比。以本项满分100分计：0%起扣10分；满80%不计分；满95%加20分。加分须有至少3条有利记录，扣分须有至少3条不利记录。2024年11月1日以前的行为一律不计。
rent-on-time en | Rent paid on time: the share of “A month of rent or lease” with yes for “on time”, over the last 2 years. Of the dimension's 100 points: from 0%, nothing; from 90%, 10 points; from 100%, 15 points. A gain needs at least 6 records that speak for it, a loss at least 6 that speak against it.
rent-on-time zh | 按时付租：最近2年内，“一个月的租金或租约”中“按时”为“是”的占比。以本项满分100分计：0%起不计分；满90%加10分；满100%加15分。加分须有至少6条有利记录，扣分须有至少6条不利记录。
overdue-loan en | Worst overdue loan month: the largest “days overdue” in “A month of a loan”, over the last 2 years. Of the dimension's 100 points: from 0, nothing; from 1, 5 points off; from 31, 20 points off; from 91, 40 points off. Acts before 1 November 2024 never count.
overdue-loan zh | 贷款逾期：最近2年内，“一个月的贷款”中逾期天数的最大值。以本项满分100分计：0起不计分；满1扣5分；满31扣20分；满91扣40分。2024年11月1日以前的行为一律不计。
tax-arrears en | Tax arrears: the latest “amount” in “Tax that is due by a final decision and not paid” (of one day, the best for the member), over the last 5 years. Of the dimension's 100 points: from 0, nothing; from 1, 5 points off; from 10,000, 15 points off; from 100,000, 30 points off. Acts before 1 November 2024 never count.
tax-arrears zh | 欠税：最近5年内，“经生效决定应缴而未缴的税款”中最近一次的金额（同日有多条的，取对本人最有利者）。以本项满分100分计：0起不计分；满1扣5分；满1万扣15分；满10万扣30分。2024年11月1日以前的行为一律不计。
court-order en | Court order not carried out: how many records there are of “A civil judgment that was not carried out”, each by what time leaves of it, over the last 5 years. Of the dimension's 100 points: from 0, nothing; from 1/2, 20 points off; from 1, 40 points off; from 2, 60 points off. A record weighs half after 2 years. Acts before 1 November 2024 never count.
court-order zh | 未履行法院判决：最近5年内，“未履行法院判决”的记录数，每条按剩余比例计。以本项满分100分计：0起不计分；满1/2扣20分；满1扣40分；满2扣60分。每条记录满2年后按一半计。2024年11月1日以前的行为一律不计。
bills-on-time en | Bills paid on time: the share of “A bill for water, gas or power” with yes for “on time”, over the last 2 years. Of the dimension's 100 points: from 0%, 15 points off; from 70%, nothing; from 90%, 10 points; from 100%, 20 points. A gain needs at least 6 records that speak for it, a loss at least 6 that speak against it. Acts before 1 November 2024 never count.
bills-on-time zh | 按时缴费：最近2年内，“水电燃气账单”中“按时”为“是”的占比。以本项满分100分计：0%起扣15分；满70%不计分；满90%加10分；满100%加20分。加分须有至少6条有利记录，扣分须有至少6条不利记录。2024年11月1日以前的行为一律不计。
volunteering en | Volunteer hours: the sum of “hours” in “Hours of a signed volunteer shift”, over the last 3 years. Of the dimension's 100 points: from 0, nothing; from 8, 8 points; from 24, 16 points; from 60, 26 points. A record weighs half after 1 year, a quarter after 2 years.
volunteering zh | 志愿时长：最近3年内，“经签认的志愿服务时数”的时数之和。以本项满分100分计：0起不计分；满8加8分；满24加16分；满60加26分。每条记录满1年后按一半计，满2年后按四分之一计。
courses en | Free public courses: how many records there are of “A free public course completed, such as first aid”, over the last 5 years. Of the dimension's 100 points: from 0, nothing; from 1, 8 points; from 2, 16 points; from 3, 24 points.
courses zh | 公共课程：最近5年内，“完成免费公共课程，如急救”的记录数。以本项满分100分计：0起不计分；满1加8分；满2加16分；满3加24分。
"""  # noqa: E501 - one paragraph a line

pytestmark = pytest.mark.skipif(
    not WORKED.is_dir(), reason="the worked policies are not at ../shared/policies"
)


@pytest.mark.parametrize("file, said", [("city-points", CITY_POINTS), ("city-index", CITY_INDEX)])
def test_a_worked_policy_is_put_into_these_sentences(file: str, said: str) -> None:
    assert said_of(read_policy(WORKED / f"{file}.yaml")) == said
