"""What a real catalogue of one city's family scored and no programme may, each with a twin.

The kinds are those of press reports and of rule books that were public, in our own words. A twin is
an act close by, or in words close by, that anybody may score.
"""

from typing import Final, NamedTuple


class Kind(NamedTuple):
    """A kind of record in a programme: its name, what it means, and the points of its rule."""

    name: str
    en: str
    zh: str
    points: int


class Forbidden(NamedTuple):
    """A kind that is refused, the words that refuse it, and its allowed twin."""

    kind: Kind
    names: str
    twin: Kind


def _row(names: str, forbidden: tuple[str, str, str, int], twin: tuple[str, str, str]) -> Forbidden:
    """Return a row; the twin has the points of what it stands beside, as a gain."""
    return Forbidden(Kind(*forbidden), names, Kind(*twin, abs(forbidden[3])))


CATALOGUE: Final = (
    _row(
        "petitions",
        ("petition-repeated", "A petition handed in again after the answer", "重复信访", -50),
        ("idea-workshop", "A morning at the open workshop for ideas", "参加城市创意工作坊"),
    ),
    _row(
        "petitions",
        ("skipped-office", "Letters and visits to a higher office", "越级上访", -50),
        ("reading-hour", "An hour of reading letters to blind people", "为盲人读信一小时"),
    ),
    _row(
        "assembly",
        ("gathering-unpermitted", "A public assembly without a permit", "未经许可的集会", -50),
        (
            "furniture-evening",
            "Assembly of furniture for the community centre",
            "为社区中心组装家具",
        ),
    ),
    _row(
        "assembly",
        ("took-part", "Joining a protest at the town hall", "到市政府门前聚众", -30),
        ("first-aid-shown", "A demonstration of first aid given to a class", "急救示范课一次"),
    ),
    _row(
        "speech",
        ("web-words", "An online post against the town", "网上发帖损害城市", -20),
        (
            "post-office-shift",
            "A shift at the post office counter of the museum",
            "博物馆邮局值班一次",
        ),
    ),
    _row(
        "speech",
        ("hearsay-spread", "Spreading a rumour in a group", "在群里传谣", -20),
        ("story-hour", "A story told at the children's library hour", "少儿图书馆讲故事一次"),
    ),
    _row(
        "speech",
        ("praise-written", "Positive energy written about the town", "宣传本市正能量", 10),
        ("guide-shift", "A shift as a guide for visitors", "游客引导值班一次"),
    ),
    _row(
        "religion",
        ("teaching-joined", "Belief in a banned teaching", "参与邪教", -100),
        ("first-aid-taken", "A first-aid course completed in good faith", "完成急救课程"),
    ),
    _row(
        "religion",
        ("incense-burnt", "Superstition practised in public", "搞封建迷信活动", -10),
        ("garden-shift", "A shift in the community garden", "社区花园值班一次"),
    ),
    _row(
        "funerals",
        ("funeral-lavish", "A funeral that broke the custom rules", "丧事大操大办", -20),
        ("tree-planted", "A tree planted in the town forest", "在城市森林植树一棵"),
    ),
    _row(
        "feasts",
        ("wedding-costs", "A wedding with too many tables", "婚礼酒席超标", -10),
        ("table-set", "Tables set up for the street festival", "为街区节日布置桌椅"),
    ),
    _row(
        "family",
        ("birth-unplanned", "A breach of family planning", "违反计划生育", -50),
        ("planning-evening", "An evening of town planning attended", "参加城市规划开放日"),
    ),
    _row(
        "family",
        ("parents-honoured", "Filial care of own parents", "孝顺父母", 10),
        ("elders-visited", "A visit to lonely elderly people of the town", "探望孤寡老人一次"),
    ),
    _row(
        "family",
        ("home-harmony", "A family quarrel that came to notice", "家庭纠纷", -10),
        ("family-day-shift", "A shift at the family day of the park", "公园亲子日值班一次"),
    ),
    _row(
        "service of arms",
        ("child-enlisted", "A child who went to military service", "子女参军入伍", 30),
        ("fire-watch", "A night of fire watch in the forest", "森林防火值守一夜"),
    ),
    _row(
        "politics",
        ("party-duty", "A party duty fulfilled at the branch", "完成党支部任务", 10),
        ("street-party", "A shift at the street party", "街区派对值班一次"),
    ),
    _row(
        "politics",
        ("dues-late", "Late party dues", "欠缴党费", -5),
        ("book-late", "A book given back to the library on time", "按时归还图书"),
    ),
    _row(
        "an employer's or an office's discipline",
        ("office-lapse", "A lapse in official duties", "公职人员履职不力", -20),
        ("office-open", "An afternoon at the open office of the archive", "档案馆开放日协助"),
    ),
    _row(
        "an employer's or an office's discipline",
        ("work-absence", "Absence from work found by the employer", "旷工被用人单位处分", -10),
        ("shift-swapped", "A volunteer shift taken over at short notice", "临时顶替志愿服务"),
    ),
    _row(
        "a report by or on others",
        ("neighbour-reported", "Reporting a neighbour to the office", "举报他人", 10),
        ("lamp-reported", "A broken street lamp named to the town works", "发现路灯损坏"),
    ),
    _row(
        "a report by or on others",
        ("clue-given", "A tip that led to a fine", "提供线索", 30),
        ("saving-course", "A course with tips for saving energy", "节能知识课程"),
    ),
    _row(
        "a report by or on others",
        ("gatherer-note", "The note of an information gatherer", "信息员采集", -5),
        ("berry-gathering", "Berries gathered for the food bank", "为食物银行采集浆果"),
    ),
    _row(
        "a report by or on others",
        ("heard-bad", "Complaints by neighbours", "邻居反映不良", -10),
        ("list-carried", "A neighbour's shopping list carried out", "代邻居采购一次"),
    ),
    _row(
        "income or wealth as such",
        ("low-income", "Low income of the member", "低收入", -10),
        ("meal-shift", "A shift at the table for everybody", "共享餐桌值班一次"),
    ),
    _row(
        "income or wealth as such",
        ("capital-brought", "Investment brought to the town", "招商引资", 50),
        ("capital-guide", "A guided tour of the old capital given", "义务讲解古都一次"),
    ),
    _row(
        "income or wealth as such",
        ("tax-large", "The amount of tax paid in a year", "纳税大户", 20),
        ("form-evening", "An evening of helping people with forms", "协助填表一晚"),
    ),
    _row(
        "points of a household or a representative",
        ("household-star", "A star household of the village", "星级文明户", 15),
        ("household-waste", "Household waste sorted at the depot", "在回收站分类生活垃圾"),
    ),
    _row(
        "points of a household or a representative",
        ("villager-voice", "Duty as a village representative", "村民代表履责", 10),
        ("village-path", "A village path cleared", "清理村道一次"),
    ),
    _row(
        "points of a household or a representative",
        ("shared-home", "A fine of somebody in the household", "同住人受处罚", -10),
        ("shared-tools", "A tool lent through the shed", "通过工具棚出借工具"),
    ),
    _row(
        "an act left to somebody's judgement",
        ("other-good", "Other good deeds, 5 to 50 points", "其他良好行为", 20),
        ("others-helped", "Helping others to move a piano", "帮助邻居搬钢琴"),
    ),
    _row(
        "an act left to somebody's judgement",
        ("bad-matter", "Misconduct, case by case", "一事一议的行为", -20),
        ("glass-case", "A glass case of the museum cleaned", "清洁博物馆展柜"),
    ),
    _row(
        "another list or score",
        ("court-listed", "Being on the court's blacklist", "列入黑名单", -100),
        ("safety-list", "A safety check list gone through with a class", "带领安全自查一次"),
    ),
    _row(
        "another list or score",
        ("town-honoured", "A place on the red list", "进入红名单", 30),
        ("town-award", "An award by the town for a deed", "市级表彰"),
    ),
    _row(
        "a rank or a quota",
        ("village-first", "Top 3 of the village in a year", "全村排名靠前", 20),
        ("run-marshal", "A morning as a marshal of the charity run", "公益跑志愿引导"),
    ),
    _row(
        "the absence of records",
        ("year-clean", "A year without any entry", "全年无扣分", 10),
        ("beach-clean", "A beach cleaned on the day of the sea", "海洋日清洁海滩"),
    ),
    _row(
        "something not decided",
        ("police-asked", "Under investigation by the office", "涉嫌违规", -20),
        ("birds-counted", "A night of counting birds", "鸟类调查一夜"),
    ),
    _row(
        "association",
        ("club-joined", "Membership of the right club", "加入协会", 5),
        ("team-trained", "A training evening given to the junior team", "为少年队训练一晚"),
    ),
    _row(
        "whom somebody knows",
        ("friends-brought", "Inviting a friend to the programme", "邀请好友", 5),
        ("cat-fed", "A cat fed while its people were away", "代为喂猫一次"),
    ),
    _row(
        "education or work",
        ("schooling-long", "Years of schooling", "受教育年限", 10),
        ("course-open", "A free course of adult education completed", "完成成人免费课程"),
    ),
    _row(
        "education or work",
        ("degree", "The degree held by the member", "学历", 10),
        ("degrees-below-zero", "A shift at the warm room on a cold night", "寒夜暖屋值班"),
    ),
    _row(
        "education or work",
        ("insured-months", "Social insurance paid in a year", "参保年限", 10),
        ("pool-rescue", "A course in pool rescue completed", "完成泳池救生课程"),
    ),
    _row(
        "nationality or residence",
        ("hukou-local", "Household registration in the town", "本地户籍", 10),
        ("welcome-table", "An evening of language practice for refugees", "与新居民语言交流一晚"),
    ),
)
