"""The texts in Chinese of the impact assessment and of the screening of benefits."""

from goodstanding.web.papers.forms import AssessmentWords, RiskWords, ScreeningWords

ASSESSMENT = AssessmentWords(
    need_heading="为何评估",
    need=(
        (
            "本项目以程序对人进行系统性评价（GDPR第35条第3款a项，"
            "以及指南WP 248关于评价和评分的标准）。须在开始之前评估。"
        ),
    ),
    description_heading="做什么",
    description=(
        (
            "人们阅读告知书之后加入，并逐个授权来源。来源以专为其和该项授权生成的代号报送记录。"
            "公开并注明日期的规则给出分数；总分即各行之和，不在暗中增减。等级开放小额权益。"
            "扣分在通知送达之后才计入。每一行都可以提出异议，也可以申请修复。"
        ),
    ),
    necessity_heading="是否必要，是否相称",
    necessity=(
        (
            "没有规则读取的种类不予收录。关于未加入者的行在入口处即被丢弃。"
            "未经授权的来源，对任何人既不加分，也不扣分。"
        ),
    ),
    necessity_columns=("记录", "读取它的规则", "为何必要"),
    necessity_blank="necessity",
    risks_heading="对人的风险，以及采取的措施",
    risks_lead="第二列和第三列说明软件做了什么、留下什么。由运营方结合本项目逐项判断。",
    risks_columns=("风险", "软件所做的", "留下的", "运营方的判断"),
    risks=(
        RiskWords(
            risk="有人被迫加入",
            does="拒绝不承担任何不利后果，人人享有的待遇不得减损；对人握有权力的运营方被拒绝",
            left="软件之外的压力",
        ),
        RiskWords(
            risk="有人被迫出示总分",
            does="不对总分作任何签名；每一页都注明不作证明之用；合作单位就一项权益只得到一个比特",
            left="在压力下展示屏幕",
        ),
        RiskWords(
            risk="记录有误",
            does="先通知后生效，每一行都有理由，提出异议随即停止计入，逾期以成员的主张为准",
            left="无人提出异议的加分",
        ),
        RiskWords(
            risk="工作人员出于好奇查看",
            does="不能按姓名查找；每次查看都记入日志并向成员展示；登录须有强验证",
            left="掌握磁盘和密钥的人",
        ),
        RiskWords(
            risk="数据泄露",
            does="每位成员一把密钥加密，密钥与数据库及其备份分开",
            left="密钥和数据库一并丢失",
        ),
        RiskWords(
            risk="项目的范围日渐扩大",
            does="记录种类、受保护的事项和权益受章程限制，任何设置都不能更改；各版规则注明日期、"
            "事先公布、绝不溯及既往；读取更多内容须重新同意",
            left="另一个程序",
        ),
        RiskWords(
            risk="有些人比其他人更难达到等级",
            does="每个等级都有两条不同的途径，其中一条不需要钱、献血、贷款或车辆；每年所需时数已公布",
            left="各人的时间、健康和语言",
        ),
        RiskWords(
            risk="退出之后仍有内容保存",
            does="销毁密钥，检查文件，恢复的备份会再次删除",
            left="各来源自己保存的内容",
        ),
        RiskWords(
            risk="从统计数中认出某人",
            does="少于20人的数目不予公布，也无法推算",
            left="来自别处的知识",
        ),
    ),
    risk_blank="risk",
    views_heading="各方意见",
    views=(
        "成员及其代表（第35条第9款）：{views}。",
        "数据保护负责人（第35条第2款）：{advice}。",
    ),
    decision_heading="决定",
    decision=("{decision}。", "仍有高风险的，先征询主管部门（第36条）：{authority}。"),
)

SCREENING = ScreeningWords(
    lead=(
        (
            "（欧盟）2024/1689号条例第5条第1款c项禁止在一段时间内按社会行为或个人特征对人进行评价或"
            "分类的人工智能系统，如果所得评分导致（i）在与数据产生无关的情境中受到较差对待，或（ii）"
            "受到不正当或不相称的较差对待。"
        ),
        "本项目确在一段时间内对人进行评价，因此逐项权益审查上述两点。",
    ),
    whole_heading="整个项目",
    whole=(
        "是否为人工智能系统？{system}。",
        "评价谁：加入者，依据{sources}个已登记来源的{kinds}种记录。",
        "等级关闭什么：什么都不关闭。使人人享有的待遇少于以前的规则不能公布，基本权益被拒绝。",
    ),
    benefit_heading="权益：{name}",
    rows={
        "partner": "提供单位",
        "context": "提供时所属的生活领域",
        "levels": "开放等级",
        "everyone": "人人享有",
        "member": "获得等级后",
        "contexts": "记录产生的生活领域",
        "because": "为何在此提供（规则所述）",
        "first": "（i）在无关情境中受到较差对待",
        "second": "（ii）不正当或不相称",
    },
    context_same="所有记录都产生于同一生活领域",
    context_other="也有记录产生于别处：{contexts}",
    because_missing="规则没有说明，也无须说明：生活领域相同",
    no_worse="没有人受到较差对待：没有等级的人享有人人享有的待遇。",
    not_unrelated="该生活领域即记录产生的领域。",
    unrelated="该生活领域并非所有记录产生的领域。规则所述理由见上，由运营方负责。",
    no_benefits="规则不开放任何权益：没有可审查的内容。",
)
