"""What no rule may score and no name may say, in English and Chinese, with the ordinary words."""

# These lists are the last line of defence, after `means`, `basis` and `class`: whoever wants to
# score a protected thing under another name can, and has then written a lie that the board prints.
# A phrase is matched by whole words (plurals and both spellings included) or, in Chinese, by
# characters.

from typing import Final, NamedTuple

from goodstanding.rulebook.check.phrases import Phrases


class Topic(NamedTuple):
    """A thing that is never scored: what it is, and which sentence of the charter says so."""

    what: str
    why: str


NOBODY_IS_SCORED_BY: Final = "No rule scores what somebody is, only what they did (charter 5)"
FREE: Final = "Nobody's points depend on it, for or against (charter 5)"

TOPICS: Final = {
    "religion": Topic("a protected attribute: religion or belief", NOBODY_IS_SCORED_BY),
    "origin": Topic("a protected attribute: ethnic origin", NOBODY_IS_SCORED_BY),
    "sex": Topic("a protected attribute: sex or orientation", NOBODY_IS_SCORED_BY),
    "age": Topic("a protected attribute: age or birth", NOBODY_IS_SCORED_BY),
    "residence": Topic("a protected attribute: nationality or residence", NOBODY_IS_SCORED_BY),
    "body": Topic("a protected attribute: disability, genes or body", NOBODY_IS_SCORED_BY),
    "standing": Topic("a proxy of protected attributes: education or work", NOBODY_IS_SCORED_BY),
    "speech": Topic("speech", FREE),
    "politics": Topic("politics, party or service of arms", FREE),
    "petition": Topic("petitions and appeals to authorities", FREE),
    "assembly": Topic("assembly and protest", FREE),
    "association": Topic("association and membership", FREE),
    "family": Topic("family", FREE),
    "custom": Topic("private life: feasts, funerals and quarrels", FREE),
    "wealth": Topic(
        "income or wealth as such", "Being poor or rich is not conduct, and no points (charter 5)"
    ),
    "acquaintance": Topic(
        "whom somebody knows", "Nobody's points come from others (charter 5)"
    ),
    "list": Topic(
        "another list or score",
        "Name the act itself and the decision it rests on; no list is taken over (charter 5)",
    ),
    "denunciation": Topic(
        "a report by or on others",
        "A record rests on a source's own service, a final decision, an award, or what the member "
        "brings (charter 8)",
    ),
    "person": Topic(
        "a private person as a source",
        "A source is an office or group that files what its own service knows (charter 8)",
    ),
    "rank": Topic("a rank or a quota", "People are not compared with each other (charter 6)"),
    "household": Topic(
        "points of a household or a representative",
        "Points are for a member's own acts, never through others (charter 5)",
    ),
    "discretion": Topic(
        "an act left to somebody's judgement",
        'Name each act and its amount; nothing is scored "case by case" (charter 5)',
    ),
    "absence": Topic(
        "the absence of records",
        "Refusing a source would earn such points: score what was done (charter 2)",
    ),
    "unproven": Topic(
        "something not decided", "Wait for the final decision, and read that (charter 8)"
    ),
    "employment": Topic(
        "an employer's or an office's discipline",
        "Who holds power over a person's work may not score them (charter 12)",
    ),
    "shame": Topic(
        "people in a way that shames", "A level only opens, and nobody is shamed (charter 6)"
    ),
}  # fmt: skip

FORBIDDEN: Final = {
    "religion": """
        religion, religious, belief, worship, prayer, praying, church attendance,
        church service, church membership, church member, mosque, temple visit,
        temple attendance, baptism, cult, sect, heresy, falun gong, missionary, pilgrimage,
        sermon, ramadan, superstition, faith group, faith community, incense,
        宗教, 信仰, 邪教, 教会, 礼拜, 祷告, 法轮功, 迷信, 传教, 佛教, 道教, 基督, 伊斯兰,
        清真寺, 烧香, 寺庙
    """,
    "origin": """
        ethnicity, ethnic, racial, skin colour, tribe, caste, mother tongue, native language,
        民族, 种族, 肤色, 母语, 口音
    """,
    "sex": """
        gender, sexual, sexuality, homosexual, homosexuality, lgbt, transgender,
        性别, 性取向, 同性恋, 男性, 女性
    """,
    "age": """
        age group, age band, age bracket, age class, year of birth, date of birth, birth date,
        birth year, age of the member, member age, years of age, birthday,
        年龄, 出生日期, 出生年, 生日, 周岁
    """,
    "residence": """
        nationality, citizenship, hukou, household registration, registered residence,
        residence permit, immigrant, immigration, migrant, refugee, asylum, place of birth,
        birthplace, native place, place of origin, permanent resident, outsider,
        国籍, 户籍, 户口, 籍贯, 居住证, 外来人口, 外地人, 移民, 难民
    """,
    "body": """
        disability status, disability certificate, degree of disability, genetic, genes, dna,
        fingerprint, biometric, biometrics, body weight, hiv, face recognition,
        残疾等级, 残疾证, 残疾状况, 残疾人身份, 艾滋, 基因, 指纹, 人脸
    """,
    "standing": """
        education level, level of education, school attended, university attended,
        diploma held, occupation of the member, job title, employment status, unemployed,
        unemployment,
        学历, 文凭, 学位, 职称, 失业, 就业状况,
        years of schooling, schooling of, length of schooling, degree held, degree earned,
        social insurance, months insured, profession of, occupation of,
        受教育, 教育程度, 文化程度, 参保, 社保, 职业状况, 职业类别
    """,
    "speech": """
        speech, speeches, online post, online posting, online comment, posting online,
        posts online, comment online, forum post, blog, blog post, social media, weibo,
        wechat post, tweet, internet post, internet comment, web post, rumour,
        rumour mongering, opinion, criticism of, criticising, insulting, insult, slander,
        defamation, leaflet, press interview, interview with the press, letter to the editor,
        positive energy, image of the city, image of the village, propaganda, slogan,
        foul language, swearing,
        言论, 发帖, 网帖, 帖子, 发表文章, 发表意见, 网络评论, 网上评论, 微博, 朋友圈, 谣言,
        造谣, 传谣, 诽谤, 侮辱, 辱骂, 舆论, 负面信息, 正能量, 抹黑, 城市形象, 接受采访, 骂人
    """,
    "politics": """
        party member, party membership, party dues, party branch, party meeting, party school,
        party lecture, party duty, party duties, party work, party discipline, party committee,
        political, politics, politically, how somebody voted, voting record, election turnout,
        election campaign, patriotic, patriotism, loyalty to, ideological, ideology, communist,
        youth league, flag raising, military service, enlistment, enlisted, enlist, enlisting,
        conscript, conscription, draft evasion, army, soldier,
        党员, 党费, 党支部, 党组织, 党课, 党建, 党委, 党纪, 党内, 党风, 入党, 团员, 共青团,
        政治, 选举, 投票, 爱国, 参军, 入伍, 兵役, 军属, 征兵, 学习强国, 思想, 维稳, 忠诚
    """,
    "petition": """
        petition, petitioning, petitioner, complaint to authorities,
        complaint to the authorities, complaint about the government,
        complaint against an official, letters and visits, collective appeal,
        信访, 上访, 缠访, 闹访, 越级, 请愿, 非访
    """,
    "assembly": """
        unlawful assembly, illegal assembly, public assembly, assembly without,
        assembling without, assembling in public, unlawful gathering, illegal gathering,
        gathering without, mass gathering, crowd gathering, gathering a crowd, protest,
        protesting, protester, demonstrator, demonstration without, demonstration in,
        demonstration against, street demonstration, taking part in a demonstration,
        political rally, sit down protest, labour strike, on strike, strike action, picket,
        picketing, riot,
        集会, 游行, 示威, 聚集, 聚众, 罢工, 静坐, 抗议, 围堵, 拉横幅, 串联
    """,
    "association": """
        association membership, member of an association, membership of, membership in,
        union member, union membership, trade union, labour union, club member,
        club membership, joined a club, joining a club, joining an association,
        joined an association, affiliation, affiliated with, associates with, associating with,
        secret society,
        结社, 社团成员, 加入协会, 加入社团, 工会, 会员身份, 帮会, 非法组织
    """,
    "family": """
        family planning, family member, family relation, family relationship, family status,
        family size, family background, family quarrel, family dispute, family tie,
        family harmony, relatives, next of kin, spouse, husband, wife, wives, marriage,
        married, marital, divorce, divorced, number of children, child of the member,
        children of the member, own child, own children, son, daughter, own parents,
        visit to parents, visits to parents, care of parents, caring for parents,
        elderly parents, filial, filial piety, sibling, brother, sister, birth control,
        extra birth, second child, third child, abortion, childless, adultery, cohabitation,
        bride price, dowry,
        家庭成员, 家庭关系, 家庭状况, 家庭纠纷, 家庭背景, 家庭和睦, 计划生育, 超生, 生育, 婚姻,
        结婚, 离婚, 配偶, 丈夫, 妻子, 子女, 儿子, 女儿, 亲属, 孝顺, 孝敬, 孝老, 孝亲, 父母,
        赡养, 婆媳, 兄弟姐妹, 彩礼
    """,
    "custom": """
        funeral, burial, cremation, grave sweeping, graves, tombs, wedding, lavish feast,
        banquet, festive spending, gift money, quarrel, quarrelling, quarreling,
        dispute with a neighbour, dispute with neighbours, neighbour dispute, mahjong,
        hairstyle, clothing worn,
        丧葬, 丧事, 殡葬, 土葬, 火化, 坟, 红白事, 红白喜事, 喜事, 大操大办, 婚礼, 酒席, 宴席,
        份子钱, 吵架, 争吵, 邻里纠纷, 打麻将
    """,
    "wealth": """
        income, salary, salaries, wage, earnings, wealth, wealthy, poverty, poor household,
        net worth, total assets, assets of the member, bank balance, account balance,
        savings account, savings balance, home owner, home ownership, property owned,
        owns property, house owned, car owner, car ownership, owns a car, luxury,
        amount of tax paid, tax contribution, top taxpayer, social assistance,
        subsistence allowance, welfare recipient, unemployment benefit, investment, investor,
        spending level, housing fund,
        收入, 低保, 贫困, 工资, 财产, 资产, 存款, 余额, 房产, 有房, 有车, 富裕, 招商, 引资,
        投资, 纳税额, 纳税大户, 公积金, 消费水平
    """,
    "acquaintance": """
        number of friends, friends with, score of friends, friends score, contact list,
        contacts of the member, address book, followers, social graph, social circle,
        social network, acquaintance, acquaintances, known associates, referral,
        refer a friend, friend invited, inviting a friend, friends invited, inviting friends,
        bringing a friend, vouch, vouching, vouched for,
        好友, 人脉, 通讯录, 社交关系, 熟人, 推荐人, 交往, 粉丝
    """,
    "list": """
        blacklist, blacklisted, black list, red list, watchlist, watch list,
        list of defaulters, defaulters list, defaulter list, list of dishonest,
        list of untrustworthy, dishonest persons, dishonest debtor, no fly list, another list,
        credit score, credit rating, credit report, social credit, sesame credit, zhima,
        score from another, score of another, score in another, key person, person of interest,
        黑名单, 红名单, 名单, 失信被执行人, 失信人员, 信用评级, 信用等级, 信用评分, 芝麻信用,
        芝麻分, 重点人员, 老赖
    """,
    "denunciation": """
        denunciation, denounce, denounced, denouncing, tip, tip off, tipster, informant,
        informer, informing on, whistleblower, whistleblowing, reporting others,
        reporting other people, reporting on others, report on others, reports on others,
        reporting another, reporting a person, report of a person, reporting neighbours,
        reporting a neighbour, report about a neighbour, report by a neighbour,
        reports by neighbours, reported by neighbours, reported by a neighbour,
        reported by residents, reported by a resident, reported by citizens,
        reporting violations, reporting a violation, reporting offenders, reporting crimes,
        reporting a crime, reporting misconduct, reporting illegal, exposing others,
        complaint by, complaints by, complaint from, complaints from, accusation, patrol,
        collector note, collectors note, note of a collector, information gatherer,
        information collector, grid worker, neighbourhood watch, neighbour rating,
        neighbours rating, opinion of neighbours, peer rating, peer vote, peer evaluation,
        rated by, ratings by, rating by neighbours, mutual evaluation, voted by, surveillance,
        cctv,
        举报, 检举, 揭发, 告密, 告发, 线索, 巡查, 巡逻, 信息员, 网格员, 采集员, 群众反映,
        邻居反映, 群众评议, 民主评议, 互评, 邻里评价, 投诉, 曝光, 监控, 抓拍
    """,
    "rank": """
        rank, ranked, ranking, quota, percentile, quartile, decile, top #, top ten, top three,
        top five, best three, best ten, first three in, first ten in, best #, bottom #,
        leaderboard, league table, last place, better than others, above average,
        below average, compared with others,
        排名, 名次, 排行, 名额, 前十名, 前三名, 前五名, 百分位, 末位, 评比
    """,
    "household": """
        household points, household score, points of the household, points of a household,
        household head, head of household, head of the household, head of a household,
        per household, whole household, star household, model household, civilised household,
        household star, household rating, member of the household, household member,
        representative points, village representative, villagers representative,
        villager representative, residents representative, peoples representative,
        representative of the village, representative of residents, duty as a representative,
        delegate, legal representative, head of an organisation, vicarious,
        家庭户, 户主, 每户, 全户, 户积分, 文明户, 星级户, 五星户, 村民代表, 居民代表, 户代表,
        党代表, 人大代表, 政协委员, 法定代表人, 连带,
        in the household, of the household, same household, somebody at home, housemate, flatmate,
        同住人, 同户, 家里人, 家人
    """,
    "discretion": """
        other act, other deed, other good deed, other behaviour, other conduct,
        other misconduct, other matter, other case, other reason, other circumstance,
        other violation, other contribution, any other, case by case, by circumstances,
        depending on circumstances, depending on the circumstances, at the discretion,
        discretion, discretionary, as appropriate, one matter one discussion, unforeseen,
        miscellaneous,
        其他行为, 其他情形, 其他事项, 其他良好, 其他不良, 其他失信, 其他贡献, 其它, 视情, 酌情,
        一事一议, 自由裁量
    """,
    "absence": """
        no violation, without violation, without a violation, without any violation,
        without deduction, without a deduction, without any deduction, clean year,
        clean record, year without, no record, no bad record, no debts, no ticket,
        without a ticket, without tickets, violation free, absence of, never convicted,
        无违法, 无违章, 零违章, 无不良记录, 无失信, 无违规, 无犯罪, 零投诉, 无扣分
    """,
    "unproven": """
        suspected, suspicion, under investigation, pending investigation, alleged, allegation,
        arrested, arrest, hearsay,
        涉嫌, 嫌疑, 立案, 被调查
    """,
    "employment": """
        employer, employer discipline, disciplinary, dismissal, dismissed from,
        absence from work, absenteeism, job performance, performance review,
        performance appraisal, work discipline, labour discipline, office duty, office duties,
        official duty, official duties, civil servant, public servant, cadre,
        用人单位, 单位处分, 政务处分, 纪律处分, 旷工, 绩效, 年度考核, 履职, 公职人员, 公务员,
        干部, 劳动纪律
    """,
}  # fmt: skip

ALLOWED: Final = """
    speech therapy, speech therapist, second opinion, good faith, belief that, for refugees,
    with refugees, to refugees, help refugees, helping refugees, refugee centre, for migrants,
    with migrants, to migrants, for unemployed people, with unemployed people,
    to unemployed people, for low income, to low income, with low income, on low income,
    relative to, big brother big sister, sister city, brother printer, salvation army,
    taxi rank, tips for, tips on, rubbish tip, school crossing patrol, crossing patrol,
    ski patrol, mountain patrol, waiting list, election hall shift,
    民族舞, 民族音乐, 民族乐器, 为难民, 为低收入, 帮扶贫困, 为贫困, 思想实验, 其他人, 帮助其他
"""
"""Ordinary phrases in which a listed word means something else, or names who is helped."""

BARE: Final = {
    "religion": """
        faith, creed, church, temple, muslim, christian, buddhist, catholic, protestant,
        jewish, hindu, taoist, atheist
    """,
    "origin": """
        race, colour, minority, uyghur, tibetan, han, accent
    """,
    "sex": """
        sex, male, female, man, woman, orientation
    """,
    "age": """
        age, dob, birth
    """,
    "residence": """
        origin, postcode, post code, zip code, zipcode, surname, district of residence
    """,
    "body": """
        disability, disabled, health, illness, bmi
    """,
    "standing": """
        education, occupation, profession, job, degree
    """,
    "speech": """
        post, comment, like, speech
    """,
    "politics": """
        party, vote
    """,
    "assembly": """
        assembly, assemblies, gathering, rally, rallies, demonstration, strike
    """,
    "association": """
        association, membership, union, club
    """,
    "family": """
        family, families, child, children, parent, kin, relative
    """,
    "wealth": """
        asset, savings, rich, poor, balance, property
    """,
    "acquaintance": """
        friend, contact, follower
    """,
    "list": """
        list
    """,
    "denunciation": """
        report, complaint, rating, tip
    """,
    "household": """
        household, representative, deputy
    """,
    "discretion": """
        other, misc, else, etc
    """,
}  # fmt: skip
"""Words that say a forbidden thing where they are the whole name of a field, kind or rule."""

SHAME: Final = {
    "shame": """
        dishonest, untrustworthy, untrusted, discredited, disgraced, bad citizen, second class,
        suspect, shame, shamed, defaulter, warned, distrusted, low score,
        失信, 不诚信, 老赖, 不可信, 警示, 低分, 差评
    """,
    "list": FORBIDDEN["list"],
    "rank": FORBIDDEN["rank"],
}

SCORED: Final = Phrases.of(FORBIDDEN, allowed=ALLOWED)
NAMES: Final = Phrases.of(BARE)
OPENED: Final = Phrases.of(
    SHAME,
    allowed="""
    taxi rank, top up
""",
)
OTHER_FIRST: Final = Phrases.of(
    {"discretion": "other, 其他, 另外"},
    allowed="others, other people, other members, 其他人, 其他会员",
)
"""What a text may not begin with: a rule names its act."""

SOURCES: Final = Phrases.of(
    {
        "person": """
            neighbour, resident, citizen, villager, tenant, informant, informer, anonymous,
            anonymous person, public, the public, crowd, passer by, private person, person,
            individual, member, colleague, customer, friend, family, relative, collector, gatherer,
            observer, witness, patrol, volunteer
        """
    }
)
"""What the whole name of a source may not be: somebody, instead of an office or a group."""
