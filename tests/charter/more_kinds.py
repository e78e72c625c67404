"""Kinds in words that once passed the lists of the charter, each with a twin that may be scored.

A twin uses a word of the kind it stands beside for what anybody may do: what is meant is refused,
and not a word. Why each is on its side: docs/decisions/2026-11-28-words-of-the-charter.md.
"""

from typing import Final

from tests.charter.catalogue import Forbidden, Kind


def _row(names: str, en: str, zh: str, twin: str, twin_zh: str) -> Forbidden:
    """Return a row; a kind is called by some of its English words."""
    kind, other = (
        Kind("-".join(text.lower().replace("'", "").split()[1:5]), text, chinese, 5)
        for text, chinese in ((en, zh), (twin, twin_zh))
    )
    return Forbidden(kind, names, other)


MORE: Final = (
    _row("religion", "Attendance at a temple", "去寺院上香",
         "A day of temple restoration as a volunteer", "参加寺庙修缮志愿服务一天"),
    _row("religion", "A visit to the mosque", "到清真寺",
         "A guided tour of the mosque given to a class", "为班级讲解清真寺建筑"),
    _row("religion", "A donation to a church", "向教堂捐款",
         "A morning of cleaning the church yard", "清扫教堂街一次"),
    _row("religion", "An evening of bible study", "诵经一晚",
         "An evening of reading aloud at the library", "图书馆朗读一晚"),
    _row("origin", "Being a native of the province", "本地人",
         "A walk through town given for foreigners", "为外国人导览一次"),
    _row("origin", "A member who is Tibetan", "藏族",
         "An evening of folk dance shown", "民族舞示范一晚"),
    _row("sex", "A shift open to women only", "仅限女会员",
         "A shift at the tool library", "工具图书馆值班一次"),
    _row("age", "A member over sixty", "年满六十",
         "An afternoon at the old age home", "敬老院服务一次"),
    _row("speech", "A post on the internet", "在网上发帖",
         "A lamp post painted with the town works", "粉刷一根路灯杆"),
    _row("speech", "A remark left on a website", "在网站上发表意见",
         "A website built for the food bank", "为食物银行制作网站"),
    _row("speech", "An article for the newspaper", "给报纸投稿",
         "A newspaper carried to somebody ill at home", "送报纸上门一次"),
    _row("speech", "A joke about the mayor", "讽刺领导",
         "A booklet of jokes printed for the carnival", "印制狂欢节笑话册"),
    _row("speech", "A message in a chat group", "在群里留言",
         "A shift at the message desk of the station", "车站问讯处值班一次"),
    _row("politics", "Somebody who voted in the village", "参加村里投票",
         "A shift at the counting of migrating birds", "候鸟计数值班一次"),
    _row("petition", "An open letter to the council", "联名信",
         "A letter written for somebody who cannot write", "为不识字的人代写信件"),
    _row("assembly", "The rally joined on the square", "围观集会",
         "A bicycle checked for the charity ride", "为公益骑行检查自行车"),
    _row("association", "A year since they joined the union", "加入工会",
         "A year of tools mended for the joinery course", "为木工课修理工具一年"),
    _row("family", "A second baby in the home", "生二胎",
         "A second shift at the baby clothes swap", "婴儿衣物交换会值班"),
    _row("family", "A visit with care for a parent", "照顾母亲",
         "A visit to somebody who needs company", "探访需要陪伴的人"),
    _row("wealth", "The price of a phone", "名下手机的价格",
         "A phone mended at the repair table", "修理台修好一部手机"),
    _row("wealth", "The monthly pay of somebody", "月薪",
         "The monthly swap of books set up", "布置每月图书交换"),
    _row("whom somebody knows", "A friend's low score", "朋友的低分",
         "A friend's bicycle mended at the repair café", "在修理咖啡馆为朋友修车"),
    _row("whom somebody knows", "A colleague who was fined", "同事受处罚",
         "A colleague's shift taken over at short notice", "替同事值班一次"),
    _row("another list or score", "A bank rating above average", "银行评分",
         "A bench built on the river bank", "在河岸搭建长椅"),
    _row("another list or score", "The points in another programme", "其他平台分",
         "The water points of the marathon served", "马拉松补水点服务"),
    _row("a report by or on others", "A note on somebody seen by a camera", "随手拍他人",
         "A camera mended at the repair table", "修理台修好一部相机"),
    _row("a report by or on others", "The reporting of an offender", "反映他人问题",
         "The reporting of broken benches", "报修破损长椅"),
    _row("a rank or a quota", "The best of the street in a year", "全街第一名",
         "The street swept on the best day of spring", "春日清扫街道"),
    _row("a household", "The points of the family", "家庭积分",
         "The family trail in the park marked", "标记公园步道"),
    _row("somebody's judgement", "Good behaviour in the town", "表现良好",
         "A good bench painted again", "重新粉刷长椅"),
    _row("somebody's judgement", "The acts that the office decides on", "由办公室决定的事",
         "The office plants watered over summer", "夏季为绿植浇水"),
    _row("the absence of records", "A quarter with no complaints", "全季无投诉",
         "A quarter of the orchard pruned", "修剪果园四分之一"),
    _row("something not decided", "Being accused by the office", "被指控",
         "Being a marshal at the fun run", "趣味跑引导员"),
    _row("education or work", "The exam result of somebody", "考试成绩",
         "The exam hall chairs stacked after the concert", "音乐会后收拾椅子"),
    _row("education or work", "The grades of a half year", "学期成绩",
         "The climbing routes of two grades brushed clean", "清洁攀岩路线"),
    _row("education or work", "A mark of the teacher", "老师给的分数",
         "A road mark painted before the school", "在学校前粉刷道路标线"),
    _row("residence", "A shift of local people", "当地居民值班",
         "A shift with local people at the food bank", "为当地居民值班一次"),
    _row("family", "A couple that lives in the town", "镇上的夫妇",
         "A couple of hours at the tool library", "工具图书馆值班两小时"),
    _row("family", "The couple of the year", "年度夫妇",
         "The meals carried to an elderly couple", "给老年夫妇送餐"),
)  # fmt: skip
