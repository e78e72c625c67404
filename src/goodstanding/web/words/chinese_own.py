"""The texts in Chinese of the pages on benefits, and on notices and where they go."""

from goodstanding.web.words.forms import BenefitWords, NoticePageWords

BENEFITS = BenefitWords(
    heading="权益",
    lead="使用权益时，请生成一个验证码并念给合作单位。合作单位只得知对这一项权益的“是”，或者一无所知。",
    nobody="任何人不得索要验证码。任何商户、机构、用人单位、房东或亲属都不得要求您生成；"
    "人人享有的待遇无须验证码。遇有索要，您可以拒绝，并告知项目办公室。",
    none="目前没有接受验证码的合作单位。",
    at="合作单位",
    everyone="人人享有",
    member="获得等级后",
    make="生成验证码",
    code_heading="“{benefit}”的验证码",
    code_lead="请在{partner}念出，或供其扫描。在别处无效，也不能用于其他事项。",
    code="验证码",
    picture="同样八个字符的二维码",
    until="有效期至{moment}。",
    once="只能使用一次。再生成一个，本码即失效。",
    tells="项目的每位成员都可以生成，因此持有验证码不说明您的任何情况。"
    "谁查询过、得到什么答复，列在“谁看过”页面。",
    back="返回权益",
)

NOTICES = NoticePageWords(
    heading="通知",
    lead="告知过您的事项，以及送达的日期。扣分自送达之日起计入，此前不计。",
    none="没有通知。",
    column_subject="事项",
    column_made="制作日期",
    column_state="状态",
    column_open="阅读",
    open="打开",
    states={
        "waiting": "尚未打开",
        "sent": "已发出，尚未打开",
        "delivered": "已送达",
        "returned": "信函被退回",
        "dropped": "未发出",
    },
    reached_on="{day}送达。",
    one_reached="在此显示即为送达。",
    back="返回通知",
    contact_heading="通知送到哪里",
    contact_lead="您可以随时更改。被退回的信函将按新地址重新寄送。",
    contact_send="更改",
    contact_changed="今后的通知将送到那里。",
    mail_heading="您有一份通知",
    mail_lead="检查邮件的程序会自动打开链接，因此目前什么都没有发生：按下按钮，通知才算送达。",
    mail_send="打开通知",
    mail_gone_heading="这个链接已经失效",
    mail_gone="没有这份通知，或已不存在。您的通知列在“通知”页面。",
)
