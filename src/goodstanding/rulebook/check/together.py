"""Words that say a forbidden thing only beside others, or unless others are there, by topic."""

# A post is a piece of wood, a charge or a message: beside `internet` it is a message. A temple is a
# building that volunteers mend, or a place where people worship: without a word of such work it is
# taken for worship. Grades are of an award or a path, or else of a school. Single words; Chinese
# words are matched by characters.

from typing import Final

MEDIA: Final = """
    internet, online, website, web, webpage, forum, chat, chatroom, facebook, twitter, instagram,
    youtube, tiktok, telegram, whatsapp, douyin, weibo, wechat, network, platform, blog,
    网络, 网上, 网站, 论坛, 互联网, 平台
"""
SAYING: Final = """
    post, posting, posted, comment, commenting, commented, remark, video, review, upload, uploaded,
    uploading, shared, tweet, said, criticised, slandered,
    发布, 发表, 上传, 视频, 帖
"""
PRESS: Final = """
    newspaper, press, magazine, radio, television, tv, media, journal, journalist, reporter,
    报纸, 电视台, 媒体, 记者
"""
PIECE: Final = """
    article, letter, interview, column, talk, essay, statement, written, wrote, spoke, criticised,
    文章, 投稿, 发言, 爆料
"""
POWERS: Final = """
    government, mayor, official, officials, authority, authorities, leader, leaders, state, regime,
    party, minister, police,
    政府, 领导, 官员, 国家, 警察
"""
AGAINST: Final = """
    criticism, criticised, critical, criticising, disrespect, disrespectful, insult, insulted,
    joke, mocking, mocked, complaining, complained, rude, talk, video, song, poem, article,
    批评, 讽刺, 不敬, 辱
"""
OTHERS: Final = """
    friend, neighbour, colleague, relative, relation, classmate, contact, roommate, cousin,
    spouse, husband, wife, partner, parent, child, children, family, somebody, others, acquaintance,
    朋友, 好友, 亲友, 邻居, 同事, 同学, 熟人, 亲属, 他人
"""
JUDGED: Final = """
    score, scored, rating, rated, punished, punishment, convicted, conviction, blacklisted, listed,
    fined, offender, indebted, defaulted, low, high, few, band, level, standing,
    分数, 低分, 高分, 得分, 的积分, 失信, 受罚, 被罚, 处罚, 违法, 等级
"""
TELLING: Final = """
    report, reporting, reported, exposing, exposed, photographing, photographed, filming, filmed,
    noting, noted, denouncing, photo, hotline, tip,
    反映, 报告, 拍摄, 记录
"""
WRONGDOERS: Final = """
    somebody, someone, neighbour, offender, violator, wrongdoer, wrongdoing, colleague, cheat,
    thief, misdeed, culprit, jaywalker, resident, stranger,
    邻居, 他人, 某人, 违规者, 同事
"""
PLACES: Final = """
    temple, church, mosque, synagogue, chapel, cathedral, monastery, convent, shrine, pagoda,
    abbey, parsonage,
    寺庙, 寺院, 佛寺, 清真寺, 教堂, 道观, 庙里
"""
WORK_THERE: Final = """
    restoration, restoring, restored, repair, repairing, repaired, mending, mended, roof, tower,
    clock, wall, garden, yard, grounds, museum, fair, market, street, road, lane, square, concert,
    heritage, monument, painted, cleaning, cleaned, sweeping, swept, conservation, tour, guided,
    excavation, archive, shelter, kitchen, hall, mouse, organ,
    修缮, 修复, 维修, 文物, 古建筑, 讲解, 庙会, 博物馆, 保洁, 清扫, 街, 路
"""
BEING_THERE: Final = """
    attendance, attending, attended, attend, worshipping, donation, donating, donated, gift,
    gifts, offering, offered, joining, joined, member, membership, belonging, belongs, faithful,
    visitor, vow, ceremony, service, mass,
    捐赠, 捐款, 供养, 朝拜
"""
PEOPLES: Final = """
    uyghur, uighur, tibetan, mongol, mongolian, han, hui, kazakh, roma, sinti, kurd, kurdish, arab,
    minority
"""
OF_SOMEBODY: Final = """
    member, person, people, resident, citizen, nationality, race, name, origin, blood, birth
"""
BODIES: Final = """
    union, society, association, club, guild, lodge, fraternity, sorority, movement,
    协会, 社团, 团体
"""
BELONGING: Final = """
    joined, joining, joins, membership, belongs, belonging, dues, enrolled, fee, affiliated,
    加入, 入会, 会费
"""
GATHERINGS: Final = """
    rally, demonstration, march, gathering, assembly, vigil,
    集体活动
"""
TAKING_PART: Final = """
    joined, joining, attended, attending, taking, took, unpermitted, unannounced,
    围观, 聚众
"""
MEANS: Final = """
    flat, house, home, car, phone, bank, shop, shops, clothes,
    房, 车, 手机
"""
WORTH: Final = """
    value, price, owner, owned, owning, amount, expensive, cheap, worth, bought,
    价值, 价格, 名下
"""
MARKS: Final = """
    grade, graded, mark, gpa,
    成绩, 分数, 名次
"""
SCHOOLING: Final = """
    school, term, semester, pupil, student, classroom, exam, examination, teacher, transcript,
    diploma, mathematics, maths, university, college,
    学校, 在校, 学期, 期末, 期中, 考试, 班级, 老师, 中学, 小学, 大学
"""
GRADED: Final = """
    award, prize, medal, honour, difficulty, slope, path, trail, route, river, climbing, belt,
    badge, road, timber, wood, fruit, sand, steel
"""
CHANNELS: Final = """
    chat, forum, group, 群
"""
MESSAGES: Final = """
    message, voice, wrote, writing, said, words, 消息, 说
"""

TOGETHER: Final = (
    ("religion", PLACES, BEING_THERE),
    ("speech", SAYING, MEDIA),
    ("speech", PIECE, PRESS),
    ("speech", AGAINST, POWERS),
    ("speech", MESSAGES, CHANNELS),
    ("acquaintance", OTHERS, JUDGED),
    ("denunciation", TELLING, WRONGDOERS),
    ("origin", PEOPLES, OF_SOMEBODY),
    ("association", BELONGING, BODIES),
    ("assembly", TAKING_PART, GATHERINGS),
    ("wealth", WORTH, MEANS),
    ("standing", MARKS, SCHOOLING),
)
"""A topic is named where a word of the first list stands near one of the second."""

UNLESS: Final = (
    ("religion", PLACES, WORK_THERE),
    ("standing", "grades", GRADED),
)
"""A topic is named where a word of the first list stands in a text with none of the second."""
