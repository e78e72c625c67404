"""Words that say of a kind what class it is and what it takes, in English and Chinese."""

from typing import Final

from goodstanding.rulebook.check.phrases import Phrases

OFFENCES: Final = Phrases.of(
    {
        "offence": """
            conviction, convicted, crime, criminal, offence, traffic ticket, traffic fine,
            traffic violation, traffic decision, traffic penalty, parking fine, parking ticket,
            speeding, drunk driving, drink driving, administrative penalty,
            administrative fine, administrative sanction, theft, fraud, assault,
            licence suspension, licence suspended, penalty notice, tax evasion,
            违法, 犯罪, 刑事, 违章, 交通处罚, 行政处罚, 罚款, 判刑, 酒驾, 超速, 偷税, 逃税,
            盗窃, 诈骗, 吊销
        """
    },
    allowed="""
        crime prevention, crime novel, fraud prevention, theft prevention
    """,
)
"""What `class: offence` is for."""

HEALTH: Final = Phrases.of(
    {
        "health": """
            blood, blood donation, plasma, stem cell, bone marrow, organ donor, vaccination,
            vaccinated, illness of, own illness, sick leave, diagnosis, hospital stay,
            medical record, health check, health record, health status, pregnancy, pregnant,
            addiction, drug test, steps walked, fitness tracker, mental health, mental illness,
            psychiatrist, psychologist, depression treated, cancer patient, body mass, weight lost,
            weight loss, smoking, non smoker, alcohol, sobriety, being ill, day of illness,
            days of illness, sick day, own therapy, therapy attended, vaccine, fertility, gym visit,
            visit to a gym, visits to a gym, sleep hour, hours of sleep, wheelchair user,
            disabled person, pills taken, infection, infected, quarantine, epidemic rules,
            blood pressure,
            献血, 血浆, 造血干细胞, 骨髓, 器官捐献, 疫苗, 接种, 患病, 病历, 住院, 体检,
            健康状况, 怀孕, 孕妇, 抑郁, 精神病, 心理治疗, 心理咨询记录, 吸烟, 戒烟, 饮酒, 戒酒,
            血压, 癌症, 患者本人, 隔离期, 核酸, 病假, 疾病, 减重, 睡眠时长, 步数, 健身打卡
        """
    },
    allowed="""
        blood drive, blood bank shift, blood pressure course, course about blood pressure,
        smoking area, smoking hut, fish smoking, alcohol free, cancer charity,
        cancer research, vaccine museum,
        for wheelchair users, for a wheelchair user, with wheelchair users, for disabled people,
        for a disabled person, with disabled people, to disabled people, helping disabled people,
        help disabled people, infection course,
        血压测量志愿, 为孕妇, 帮助孕妇
    """,
)
"""What `class: health` is for."""

BODY: Final = Phrases.of(
    {
        "body": """
            blood, plasma, stem cell, bone marrow, organ donor,
            献血, 血浆, 干细胞, 骨髓, 器官捐献
        """
    },
    allowed="""
        blood drive, blood bank shift, blood pressure course
    """,
)
LOAN: Final = Phrases.of(
    {
        "loan": """
        bank loan, loan month, loan repayment, loan repaid, repaid loan, loan instalment,
        repayment of a loan, mortgage, credit card, instalment,
        贷款, 房贷, 信用卡, 还款, 分期
    """
    },
)
VEHICLE: Final = Phrases.of(
    {
        "vehicle": """
            car, own vehicle, driving, motorcycle, carpool, car sharing,
            驾驶, 私家车, 拼车, 顺风车
        """
    },
    allowed="""
        car free
    """,
)
"""What getting a record may take of a member."""
