"""Essential services, in English and Chinese: what no benefit may be."""

from typing import Final

from goodstanding.rulebook.check.phrases import Phrases

ESSENTIAL: Final = Phrases.of(
    {
        "health": """
            hospital, clinic, medical, medicine, medication, healthcare, health care, doctor,
            surgery, treatment, ambulance, pharmacy, pharmacies, drug, vaccine, vaccination,
            dentist, nursing,
            医院, 医疗, 看病, 就医, 住院, 挂号, 药品, 买药, 诊所, 医保, 治疗, 疫苗
        """,
        "schooling": """
            school, schooling, kindergarten, nursery, tuition, university, universities,
            college, enrolment, enrollment, scholarship, exam, day care, daycare, child care,
            childcare,
            学校, 入学, 升学, 学费, 幼儿园, 大学, 奖学金, 托育
        """,
        "housing": """
            housing, tenancy, rent, rent of a flat, flat, apartment, dormitory, mortgage,
            eviction, home loan,
            住房, 租房, 房租, 公租房, 购房, 落户, 宿舍, 公积金
        """,
        "credit": """
            bank loan, money loan, cash loan, student loan, micro loan, personal loan,
            business loan, interest free loan, loan rate, loan of money, loan of # yuan,
            loan up to, loan of up to, credit line, credit limit, credit card, interest rate,
            insurance, bank account, overdraft,
            贷款, 信贷, 利率, 保险, 银行账户
        """,
        "work": """
            job, employment, hiring, recruitment, promotion at work, wage, salary, salaries,
            就业, 招聘, 录用, 工资, 职位
        """,
        "support": """
            pension, welfare, social assistance, social security, social benefit, allowance,
            subsistence, food aid, food stamp, food parcel, meal for the needy,
            养老金, 低保, 社保, 救助, 补贴
        """,
        "supply": """
            water supply, water bill, drinking water, gas supply, gas bill, electricity,
            power supply, heating, internet access, mobile contract, sim card,
            供水, 供电, 供暖, 燃气, 电费, 水费
        """,
        "transport": """
            bus, buses, metro, subway, underground, tram, train, rail, railway, flight,
            air ticket, public transport, transit, taxi,
            公交, 地铁, 火车, 高铁, 动车, 铁路, 机票, 航班, 出租车
        """,
        "papers": """
            passport, visa, residence permit, household registration, hukou, citizenship,
            identity card, id card, licence, permit, legal aid, bail, parole, court hearing,
            police, fire brigade, vote, voting, election,
            户口, 居住证, 护照, 签证, 身份证, 驾照, 许可证, 法律援助, 报警, 选举, 投票
        """,
    },
    allowed="""
        toy train, model train, miniature train, miniature railway, train museum,
        railway museum, tram museum, school garden, tennis court, fishing permit,
        fishing licence, flat rate, bus museum, plant nursery, medical museum, police museum
    """,
)


def essential_in(text: str) -> str:
    """Return the words of a text that name an essential service, empty where none does."""
    found = ESSENTIAL.found(text)
    return "" if found is None else found[0]
