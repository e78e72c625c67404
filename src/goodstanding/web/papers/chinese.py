"""The texts of a programme's papers in Chinese."""

from goodstanding.web.papers.chinese_risks import ASSESSMENT, SCREENING
from goodstanding.web.papers.forms import CommonWords, PaperWords, PrivacyWords, RecordWords

COMMON = CommonWords(
    made="{day}制作，依据“{title}”的实际运行配置：设置、第{edition}版规则（SHA-256：{sha256}）、"
    "已登记的来源和合作单位，以及保存期限表。软件无从得知的内容置于方括号内，并列于文末。",
    draft="本文件由程序起草，不构成法律意见。项目是否合法，由运营方和当地法律判断。",
    blanks_heading="须由运营方填写",
    blanks_lead="软件不知道下列内容：",
    blanks={
        "officer": "数据保护负责人及其联系方式，或不设该职位的理由",
        "representative": "运营方在欧盟以外的，其在欧盟的代表",
        "authority": "受理投诉的个人信息保护主管部门",
        "processors": "由谁运行服务器、数据库、邮件服务器和打印，以及与其签订的合同",
        "transfers": "是否有内容传至欧洲经济区以外的国家，以及采取何种保障",
        "security": "服务器、密钥和备份如何保管，谁能接触，如何检验",
        "necessity": "为何需要“{name}”，以及为何没有更缓和的办法",
        "risk": "“{name}”在此发生的可能性和严重程度，以及软件之外采取的措施",
        "views": "成员及其代表的意见，或未征求意见的理由",
        "advice": "数据保护负责人的意见及日期",
        "decision": "决定内容、决定人、日期，以及下次复查的时间",
        "system": "本项目是否属于第3条第1项所称的人工智能系统：其规则由人制定，并按原文执行",
        "proportion": "“{name}”所给予的是否正当，是否与其缘由相称",
        "signed": "审查人及日期",
    },
    what="事项",
    said="配置内容",
    controller_heading="由谁负责",
    controller_rows={
        "name": "名称",
        "address": "地址",
        "contact": "联系方式",
        "kind": "运营方类型",
        "pages": "页面地址",
        "zone": "所用时区",
    },
    sources_heading="来源，以及各自可以提供的内容",
    sources_lead="每个来源均由两人登记。只读取已授权该来源的成员的记录，且仅限其授权的种类。",
    sources_columns=("来源", "规则中的名称", "记录种类", "每日最多行数", "登记日期"),
    no_sources="没有登记任何来源：不读取任何内容。",
    unregistered="规则提到下列来源，但尚无人登记：{names}。",
    partners_heading="合作单位",
    partners_lead="合作单位凭成员生成的验证码得知对一项权益的“是”，或者一无所知。"
    "总分、等级和分段不会离开本项目。",
    partners_columns=("合作单位", "规则中的名称", "权益"),
    no_partners="没有登记任何合作单位。",
    law_heading="违法和健康记录",
    law_lead="运营方未指明法律依据的，这些种类不启用。",
    law_columns=("记录", "类别", "运营方指明的法律依据"),
    no_law="规则不读取此类记录。",
    law_missing="未指明：不读取",
    classes={"offence": "违法", "health": "健康"},
    retention_heading="保存什么、保存多久",
    retention_lead="软件每小时执行本表。",
    retention_columns=("内容", "期限", "理由"),
    retention={
        "records": ("记录", "保存至对其来源的授权结束"),
        "consents and receipts": ("授权和凭证", "保存至成员退出"),
        "notices, appeals and repairs": ("通知、异议和修复", "保存至来源被撤回或成员退出"),
        "log of looks": ("谁看过的日志", "保存至成员退出"),
        "contact": ("通知送达方式", "保存至成员退出"),
        "editions": ("各版规则", "永久：规则公开，且不涉及任何人"),
        "erased numbers": ("已删除者的随机数", "永久：恢复备份时据此再次删除"),
        "refused rows": ("来源的某行被拒收一事", "以便告知来源应更正什么"),
        "linking slips": ("给来源的关联码", "用过或过期即删除"),
        "codes for partners": ("可得到“是”的验证码", "用过或过期即删除"),
        "codes that were made": ("生成过验证码一事", "使成员看到哪个合作单位查询过"),
        "checks by partners": ("合作单位的查询", "使成员看到哪个合作单位查询过"),
        "steps of dropped notices": ("未发出的通知的经过", "以便说明理由"),
        "who works for the programme": (
            "现在或曾经为项目工作的人员",
            "永久：谁发布、登记、决定过，须能查明",
        ),
        "proposals that were done": (
            "两人达成一致的提议",
            "永久：由谁提出和同意须能查明；其中的记录随成员一并删除",
        ),
        "sources, partners and their counts a day": (
            "来源、合作单位及其每日行数",
            "永久：不涉及任何人；其密钥只保存校验值",
        ),
        "proposals that came to nothing": ("两人未达成一致的提议", "以便询问双方理由"),
        "tries": ("试过密码或验证码一事（以加密校验值保存）", "一刻钟：以防他人猜中"),
        "halts": ("项目暂停一事", "以便调查事故"),
    },
    while_held="以理由存续为限",
    days="{days}天",
    terms_heading="运营方确定的事项",
    terms={
        "consent_months": "授权的有效月数",
        "first_answer_working_days": "异议首次答复的工作日数",
        "decision_days": "异议无人决定即视为成立的天数",
        "repair_first_answer_working_days": "修复申请首次答复的工作日数",
        "repair_decision_working_days": "修复申请作出决定的工作日数",
        "letter_days": "信函未被退回的，视为送达的天数",
        "slip_hours": "关联码的有效小时数",
        "code_minutes": "验证码的有效分钟数",
    },
    benefits_heading="开放什么",
    name_of="{title}（{name}）",
)

PRIVACY = PrivacyWords(
    purpose_heading="用途和依据",
    purpose=(
        "按公开的规则计分，使等级能够开放本文件所列的权益。不作其他用途。",
        (
            "依据是同意（GDPR第6条第1款a项），逐个来源给予；健康记录须有明示同意（第9条第2款a项）"
            "和下列法律，违法记录依据该法律（第10条）。"
        ),
        (
            "同意可以随时撤回，可撤回一个来源，也可全部撤回：在授权页、服务窗口办理，或者退出。"
            "撤回与给予同样容易，不承担任何不利后果；撤回之前的处理仍属合法。"
        ),
        "任何人都没有义务提供任何内容。不加入或不授权某一来源的，人人享有的待遇分毫不减。",
    ),
    recipients_heading="谁会收到什么",
    recipients=(
        "来源只得知专为其生成的代号，以及某行的格式是否正确；不会得知某人是否仍是成员。",
        (
            "在内部，窗口工作人员、复核人、运营人员和审计人员只看到其任务所需的内容。"
            "每次查看都记入日志，并向成员展示。"
        ),
    ),
    rights_heading="您可以",
    rights=(
        "在明细页查看每一分及其理由（第15条）。",
        "用一个可由机器读取的文件带走全部内容（第15条、第20条）。",
        "对记录提出异议；有人作出决定之前视同不存在（第16条、第18条、第22条）。",
        "逐条删除加分的记录，撤回来源，或者退出：所保存的内容随即删除，备份也不例外（第17条）。",
        "查看谁在何时因何看过。",
    ),
    automated_heading="由程序计算的内容",
    automated=(
        "分数和等级只按公开的规则计算；明细列出每一行，以及什么会使它变化。规则列于规则公示页。",
        (
            "等级只开放小额权益，不拒绝、不终止、不减损任何事项，因此没有任何具有法律效力或类似"
            "重大影响的决定以其为依据（第22条）。"
        ),
        "每项异议和修复申请都由人作出决定。",
    ),
    contact_heading="向谁提出",
    contact=("数据保护负责人：{officer}。", "投诉：{authority}。"),
)

RECORD = RecordWords(
    lead="GDPR第30条第1款。字母为该款各项。",
    purposes_heading="（b）用途",
    purposes="按公开的规则为加入者计分，使等级能够开放权益。",
    people_heading="（c）涉及的人，以及保存的内容",
    people=(
        "成员：年满18周岁的加入者。不涉及其他任何人；关于他人的行在入口处即被丢弃。",
        (
            "关于成员：一个随机数、加入日期、语言、通知送达方式、登录名的带密钥散列、密码的散列、"
            "授权及凭证、下列记录、通知、异议、修复、曾有的等级、谁看过。不含姓名、出生日期和证件号码。"
        ),
        "关于项目工作人员：姓名、证件的带密钥散列、职责，以及其提议和决定的事项。",
    ),
    recipients_heading="（d）接收者",
    transfers_heading="（e）传输",
    security_heading="（g）安全措施",
    security=(
        (
            "凡说明成员情况的内容，均以该成员的密钥加密（AES-GCM）；密钥不在数据库及其备份之内。"
            "销毁密钥，即在每一份副本中删除该成员。"
        ),
        "授权在读取或写入的同一事务中核查。",
        "公布规则、登记来源和合作单位、更正记录，均须两人，且身份均经核验。",
        "运行日志和计数不含任何个人内容。来源和合作单位的密钥只保存散列，并自动到期。",
        "运营方补充：{security}。",
    ),
)

CHINESE = PaperWords(
    titles={
        "notice": "加入前的告知书",
        "privacy": "个人信息保护告知",
        "record": "处理活动记录",
        "assessment": "数据保护影响评估",
        "screening": "依据欧盟《人工智能法》第5条第1款c项的审查",
    },
    common=COMMON,
    privacy=PRIVACY,
    record=RECORD,
    assessment=ASSESSMENT,
    screening=SCREENING,
)
