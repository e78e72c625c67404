"""The texts in English of the pages on benefits, notices, what if, the certificate, and keys."""

from goodstanding.web.words.forms_own import (
    BenefitWords,
    CertificatePageWords,
    KeyWords,
    NoticePageWords,
    WhatIfWords,
)

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

WHAT_IF = WhatIfWords(
    heading="What if",
    lead="Imagine that you did something, and see your statement with it. Nothing is kept: not "
    "what you ask, and not the answer.",
    link="What if I did something?",
    kind="What would you do?",
    kind_note="These are what the rules can give points for.",
    kind_missing="Choose something that you would do",
    nothing="No source is registered for anything that the rules give points for.",
    not_authorised="{source} (you have not authorised it)",
    go_on="Go on",
    other="Imagine something else",
    day="On which day?",
    day_note="Today, a day before, or a day within a year from now.",
    day_wrong="Enter a day, until {last}, as year-month-day: {today}",
    whole="A whole number, {least} to {most}.",
    whole_wrong="{field}: enter a whole number from {least} to {most}, in plain digits",
    amount="An amount, {least} to {most}.",
    amount_wrong="{field}: enter an amount from {least} to {most}, with at most two decimals",
    a_day="A day.",
    a_day_wrong="{field}: enter a day that the rules allow here, as year-month-day: {today}",
    choose="Choose one",
    choose_wrong="{field}: choose one",
    yes="Yes",
    no="No",
    ask="Show my statement with it",
    result_heading="If you did this on {day}: {kind}",
    not_stored="This is worked out and not kept. It is no promise: a source has to file what you "
    "did, and the rules may change until then.",
    column_what="On {day}",
    column_without="Without it",
    column_with="With it",
    total="Total",
    change="{points} ({change})",
    same="{points}, the same",
    level="Level",
    no_level="none",
    opens_heading="What it would open",
    opens_nothing="It opens nothing more than you have.",
    never_authorised="You have not authorised {source} for this, so nothing of it would be read. "
    "Leaving a source out costs nothing.",
    not_read="Nothing of it would be read: that day is outside what you authorised.",
    consents_link="To the consents",
    lines_heading="Lines that would be new or other",
    no_lines="No line would be new or other.",
    back="Back to my statement",
)

CERTIFICATE = CertificatePageWords(
    heading="Certificate of participation",
    lead="A sheet of paper that says that you take part. It is made for you now, and no copy of it "
    "is kept.",
    link="Print a certificate of participation",
    always="It always says the name of the programme, the day, and the edition of the rules. It "
    "holds no name, because the programme holds none; you may write yours on it by hand.",
    choose="What else should it say?",
    choose_note="Nothing of this has to be on it. Whoever gets the paper reads what you choose.",
    shows={
        "since": "Since when you have taken part",
        "level": "The level that you hold",
        "total": "Your total",
    },
    nobody="Nobody may ask you for it. It is your personal copy, it is not signed, and it proves "
    "nothing. A band is never on it.",
    send="Make the certificate (PDF)",
    unfit_heading="This cannot be printed here now",
    unfit="The programme's machine lacks a font. The office was not told who asked. Ask at the "
    "counter, or come back later.",
    back="Back to my statement",
)

KEYS = KeyWords(
    heading="Check a receipt",
    lead="A receipt of a consent, or of leaving, is signed. Here anybody can see whether this "
    "programme signed one, and that nothing in it was changed.",
    link="Check a receipt",
    receipt="The signed text",
    receipt_note="The whole of it: it begins with ey and has two full stops in it.",
    send="Check it",
    missing="Enter the signed text of a receipt",
    right="This programme signed this receipt, and nothing in it was changed.",
    wrong="This programme did not sign this text, or something in it was changed.",
    says_heading="What it says",
    not_kept="Neither the text nor the answer is kept.",
    key_heading="To check one elsewhere",
    key_note="A receipt is a JWS (RFC 7515), signed with Ed25519. This is the public key, also "
    "at {place} for machines:",
)
