"""Essential services, in English and Chinese: what no benefit may be."""

import re
from typing import Final

from goodstanding.rulebook.check.wordlists import plain

SMALL: Final = re.compile(
    r"\b(?:home page|house rules|open house|house plants?|drug ?store discount|school garden|"
    r"(?:toy|model|miniature) (?:trains?|buses)|train museum|railway museum)\b"
    r"|大学生艺术团"
)
"""Ordinary words that would otherwise be taken for essential services."""

ENGLISH: Final = re.compile(
    r"\b(?:"
    r"hospitals?|clinics?|medical|medicines?|medication|health ?care|doctors?|surger(?:y|ies)|"
    r"treatments?|ambulances?|pharmac(?:y|ies)|drugs?|vaccin\w+|dentists?|nursing|"
    r"schools?|schooling|kindergartens?|nurser(?:y|ies)|tuition|universit(?:y|ies)|college|"
    r"enrolment|enrollment|scholarships?|exams?|day ?care|child ?care|"
    r"housing|house|home|flat|apartment|tenanc(?:y|ies)|rent|rental of (?:a )?(?:flat|house)|"
    r"dormitor(?:y|ies)|mortgages?|evictions?|"
    r"(?:bank|money|cash|student|micro|personal|business|interest free) ?loans?|loan rates?|"
    r"loans? of (?:up to )?[0-9]+ (?:yuan|euros?|dollars?|pounds?)|"
    r"credit (?:lines?|limits?|cards?)|interest rates?|insurance|bank accounts?|overdrafts?|"
    r"jobs?|employment|hiring|recruitment|promotion at work|wages?|salar(?:y|ies)|"
    r"pensions?|welfare|social (?:assistance|security|benefits?|insurance)|allowances?|"
    r"subsistence|food (?:aid|stamps?)|meals? for (?:the )?(?:poor|needy)|"
    r"(?:drinking )?water supply|water bills?|gas supply|electricity|heating|power supply|"
    r"buses|bus|metro|subway|underground|tram|trams|trains?|rail|railways?|flights?|air tickets?|"
    r"public transport|transit|taxis?|"
    r"passports?|visas?|residence permits?|household registration|hukou|citizenship|id cards?|"
    r"licen[cs]es?|permits?|legal aid|bail|parole|court|police|fire brigade|"
    r"internet access|mobile (?:contract|line)|sim cards?|voting|vote|elections?"
    r")\b"
)

CHINESE: Final = re.compile(
    r"医院|医疗|看病|就医|住院|挂号|药品|买药|诊所|医保|治疗|疫苗|"
    r"学校|入学|升学|学费|幼儿园|大学|教育资格|奖学金|托育|"
    r"住房|租房|房租|公租房|购房|落户|户口|居住证|宿舍|公积金|"
    r"贷款|信贷|利率|保险|银行账户|就业|招聘|录用|工资|职位|"
    r"养老金|低保|社保|救助|补贴|供水|供电|供暖|燃气|电费|水费|"
    r"公交|地铁|火车|高铁|动车|铁路|机票|航班|出租车|"
    r"护照|签证|身份证|驾照|许可证|法律援助|报警|选举|投票"
)


def essential_in(text: str) -> str:
    """Return the words of a text that name an essential service, empty where none does."""
    words = SMALL.sub(" ", plain(text))
    found = ENGLISH.search(words) or CHINESE.search(words)
    return "" if found is None else found[0]
