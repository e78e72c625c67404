"""The words of notices, letters and mails to a member, in every language."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeWords:
    """The templates of one language. `subjects` are by what a notice is about."""

    subjects: Mapping[str, str]
    record: str
    takes: str
    takes_nothing: str
    counts_from: str
    contest: str
    repair: str
    recalled: str
    corrected: str
    changed: str
    parts: Mapping[str, str]
    part: str
    nothing: str
    struck_out: str
    had_said: str
    edition: str
    changes: str
    again: str
    silence: str
    ending: str
    keep_it: str
    outcomes: Mapping[str, str]
    reasons: str
    file_again: str
    reviewer: str
    lapsed: str
    from_office: str
    questions: str
    mail_subject: str
    mail_body: str
    letter_number: str


ENGLISH: Final = NoticeWords(
    subjects=MappingProxyType(
        {
            "deduction": "A record that may take points away",
            "recall": "Records that their source took back",
            "correction": "A record that was corrected by hand",
            "edition": "A new edition of the rules",
            "appeal": "The answer to your objection",
            "repair": "The answer to your request for repair",
            "consent": "A consent that ends soon",
        }
    ),
    record="{source} filed a record: “{kind}”, of {day} (record {record}).",
    takes="By {rules} it changes your total by {points}.",
    takes_nothing="As things stand it takes no points away.",
    counts_from="It counts from the day on which this notice reached you, and not before.",
    contest=(
        "If it is wrong you can contest it, on the page of your statement, at the counter or by "
        "letter. From that moment it counts for nothing; a person answers within {answer} working "
        "days, and if nobody has decided within {decide} days, you were right."
    ),
    repair="If it was true and is over you can ask for its repair.",
    recalled="The source took back {number} of your records. They count no more.",
    corrected="Two persons corrected record {record} of {source}: it now says “{kind}”, of {day}.",
    changed="{part}: {before} before, {after} now.",
    parts=MappingProxyType({"kind": "Kind", "on": "Day", "until": "Until", "act": "Act"}),
    part="{part}: {said}",
    nothing="nothing",
    had_said="It had said: {said}.",
    struck_out="Two persons struck out record {record} of {source}: it counts no more.",
    edition="Edition {edition} of “{title}” was published. It holds from {day}.",
    changes="What changes:",
    again="{source} would be read for more than you agreed to: {kinds}.",
    silence=(
        "Until you agree, on the page of your consents or at the counter, no rule reads records of "
        "these kinds."
    ),
    ending=(
        "Your consent to {source} ends on {day}. From then on what came by it is erased, and its "
        "points with it."
    ),
    keep_it=(
        "To keep it, renew it before that day, on the page of your consents or at the counter. If "
        "you do nothing it ends, which counts neither for nor against you."
    ),
    outcomes=MappingProxyType(
        {
            "in review": "A person has begun to look at record {record} of {source}.",
            "in second review": "Another person has begun to look at record {record} of {source}.",
            "upheld": "You were right: record {record} of {source} is struck out.",
            "rejected": "Record {record} of {source} counts again.",
            "rejected at last": "Record {record} of {source} counts again; the last answer.",
            "granted": "Record {record} of {source} is repaired.",
            "refused": "Record {record} of {source} is not repaired.",
        }
    ),
    reasons="The reasons: {reasons}",
    file_again="If you do not agree, another person looks at it once more when you ask for it.",
    reviewer="Decided by {name}.",
    lapsed="Nobody had decided in time.",
    from_office="From {controller}, {address}.",
    questions="Questions: {contact}.",
    mail_subject="{title}: there is a notice for you",
    mail_body="There is a notice for you. Open it here:",
    letter_number="Number of this letter: {number}",
)

CHINESE: Final = NoticeWords(
    subjects=MappingProxyType(
        {
            "deduction": "一条可能扣分的记录",
            "recall": "来源撤回的记录",
            "correction": "人工更正的记录",
            "edition": "新一版规则",
            "appeal": "对您异议的答复",
            "repair": "对您修复申请的答复",
            "consent": "即将到期的授权",
        }
    ),
    record="{source}报送了一条记录：“{kind}”，日期{day}（记录编号{record}）。",
    takes="依据{rules}，您的总分变化为{points}。",
    takes_nothing="目前不扣分。",
    counts_from="自本通知送达您之日起计入，此前不计。",
    contest=(
        "如有错误，您可以在明细页、服务窗口或以书信提出异议。自提出之时起该记录不计分；"
        "工作人员在{answer}个工作日内答复，{decide}日内无人作出决定的，视为您的异议成立。"
    ),
    repair="如情况属实且已经结束，您可以申请修复。",
    recalled="来源撤回了您的{number}条记录，不再计分。",
    corrected="两名工作人员更正了{source}的记录{record}：现为“{kind}”，日期{day}。",
    changed="{part}：原为{before}，现为{after}。",
    parts=MappingProxyType({"kind": "种类", "on": "日期", "until": "截止", "act": "事件"}),
    part="{part}：{said}",
    nothing="无",
    had_said="其原内容为：{said}。",
    struck_out="两名工作人员注销了{source}的记录{record}，不再计分。",
    edition="《{title}》第{edition}版已经公布，自{day}起施行。",
    changes="变化如下：",
    again="{source}将被读取的内容超出您已同意的范围：{kinds}。",
    silence="在您于授权页或服务窗口同意之前，任何规则都不读取这些种类的记录。",
    ending="您对{source}的授权将于{day}到期。自该日起，由其提供的内容随即删除，不再计分。",
    keep_it="如需保留，请在该日之前于授权页或服务窗口续期。不作任何操作的，授权即告结束，既不加分，也不扣分。",
    outcomes=MappingProxyType(
        {
            "in review": "工作人员已开始审查{source}的记录{record}。",
            "in second review": "另一名工作人员已开始审查{source}的记录{record}。",
            "upheld": "您的异议成立：{source}的记录{record}已注销。",
            "rejected": "{source}的记录{record}恢复计分。",
            "rejected at last": "{source}的记录{record}恢复计分。此为最终答复。",
            "granted": "{source}的记录{record}已修复。",
            "refused": "{source}的记录{record}不予修复。",
        }
    ),
    reasons="理由：{reasons}",
    file_again="如不同意，您可以要求由另一名工作人员再次审查。",
    reviewer="决定人：{name}。",
    lapsed="期限内无人作出决定。",
    from_office="{controller}，{address}。",
    questions="咨询：{contact}。",
    mail_subject="{title}：您有一份通知",
    mail_body="您有一份通知，请在此打开：",
    letter_number="本函编号：{number}",
)

NOTICE_WORDS: Final[Mapping[str, NoticeWords]] = MappingProxyType({"en": ENGLISH, "zh": CHINESE})


def notice_words(code: str) -> NoticeWords:
    """Return the words of a language, those of English where there are none in it."""
    return NOTICE_WORDS.get(code, ENGLISH)
