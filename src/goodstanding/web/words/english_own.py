"""The texts in English of the pages on benefits, and on notices and where they go."""

from goodstanding.web.words.forms import BenefitWords, NoticePageWords

BENEFITS = BenefitWords(
    heading="Benefits",
    lead="To use a benefit, make a code and read it out to the partner. The partner learns yes for "
    "this one benefit, or nothing.",
    nobody="Nobody may demand a code. No shop, office, employer, landlord or relative may ask you "
    "to make one, and what everybody gets is yours without it. If somebody asks, you can say no, "
    "and tell the programme's office.",
    none="No partner takes codes at the moment.",
    at="At",
    everyone="Everybody",
    member="With the level",
    make="Make a code",
    code_heading="A code for “{benefit}”",
    code_lead="Read it out at {partner}, or let it be read. It works nowhere else and for nothing "
    "else.",
    code="The code",
    picture="The same eight characters as a picture for a reader",
    until="It works until {moment}.",
    once="It works once. Making another ends this one.",
    tells="Everybody in the programme can make one, so having a code says nothing about you. Who "
    "asked, and what was answered, stands on the page of who looked.",
    back="Back to the benefits",
)

NOTICES = NoticePageWords(
    heading="Notices",
    lead="What you were told, and when it reached you. A deduction counts from that day on, and "
    "not before.",
    none="There are no notices.",
    column_subject="About",
    column_made="Made on",
    column_state="State",
    column_open="Read",
    open="Open",
    states={
        "waiting": "not opened yet",
        "sent": "sent, not opened yet",
        "delivered": "reached you",
        "returned": "came back by post",
        "dropped": "not sent",
    },
    reached_on="Reached you on {day}.",
    one_reached="By being shown here it has reached you.",
    back="Back to the notices",
    contact_heading="Where notices go",
    contact_lead="You can change this at any time. A letter that came back is sent again, to the "
    "new address.",
    contact_send="Change it",
    contact_changed="Notices go there from now on.",
    mail_heading="A notice for you",
    mail_lead="Programs that look through mails follow links. So nothing has happened yet: the "
    "notice reaches you when you press the button.",
    mail_send="Open the notice",
    mail_gone_heading="This link leads nowhere any more",
    mail_gone="There is no such notice, or not any more. Your notices are on the page of notices.",
)
