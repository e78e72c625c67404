"""The texts of the pages in English."""

from goodstanding.web.words.english_cases import CONTEST, LEAVE, LOOKS
from goodstanding.web.words.english_own import BENEFITS, CERTIFICATE, KEYS, NOTICES, WHAT_IF
from goodstanding.web.words.forms import (
    ConsentWords,
    FaultWords,
    FrameWords,
    HomeWords,
    JoinWords,
    PageWords,
    SignInWords,
    StatementPageWords,
)

FRAME = FrameWords(
    skip="Skip to the main content",
    menu="Pages",
    other_language="中文",
    home="Start",
    board="The rules",
    join="Join",
    sign_in="Sign in",
    sign_out="Sign out",
    statement="My statement",
    contest="Contest",
    consents="Consents",
    looks="Who looked",
    notices="Notices",
    benefits="Benefits",
    leave="Leave",
    privacy="Privacy notice",
    foot="{name}, {address}, {contact}",
    foot_rights="What is shown to you here is your personal copy: it proves nothing, and nobody "
    "may ask for it.",
    halted="Publication and answers to partners stand still at the moment. Your rights do not: "
    "you can see, contest, withdraw and leave.",
    error_title="Error: ",
    error_summary="There is a problem",
)

HOME = HomeWords(
    heading="{programme}",
    lead="A programme of points that nobody has to join. It thanks people for what they do, says "
    "why for every point, and can be left at any time.",
    points=(
        "Nobody is scored who did not join. Not joining costs nothing.",
        "Every point can be read, contested and explained, by one public page of rules.",
        "A level opens small benefits. It closes nothing to anybody.",
        "You choose the sources one by one, and can take each back.",
    ),
    no_policy="The programme has not begun yet: no edition of its rules is in force.",
    editions_heading="Every edition",
    edition="Edition {edition}, published on {published}, in force from {day}",
    changes_heading="What edition {edition} changes",
)

JOIN = JoinWords(
    heading="Before you decide",
    lead="Read this first. Yes and not now are both good answers, and either can be changed later.",
    scored_heading="What is scored",
    scored_note="Everyone who joins starts at {points}. These records can change that, and nothing "
    "else can. The rules are on the public page of rules.",
    column_record="Record",
    column_counts="Sent by",
    sources_heading="Which sources there are",
    sources_note="You decide about each of them after joining. None is authorised by joining. A "
    "source that you do not authorise counts neither for nor against you.",
    column_source="Source",
    column_files="What it would send",
    opens_heading="What it opens",
    opens_note="A level opens these, for as long as it is held. What everybody gets stays as it "
    "is.",
    opens_nothing="It opens nothing: no partner gives a benefit.",
    column_level="Level",
    column_benefit="Benefit",
    column_everyone="Everybody",
    column_member="With the level",
    level_from="{level}, from {points}",
    never_heading="What it can never close",
    never=(
        "No transport, home, school, health care, credit, job or public service depends on it.",
        "It has no list of people, no rank, no comparison with others and no view of low totals.",
        "It never reads what you say, believe, or earn, whom you know, or what others say of you.",
        (
            "Nobody outside learns your total, your level or your band. A partner learns one "
            "yes, if you hand it over."
        ),
    ),
    rights_heading="What you can do at any time",
    rights=(
        "See your statement, with the reason for every point.",
        "Contest any line. While a person looks at it, it counts as absent.",
        "Take back one source, or leave altogether. What is held is erased, backups included.",
        "Take everything with you in one file.",
        "See everybody who looked at your records.",
    ),
    held_heading="What is held, and for how long",
    held=(
        (
            "A name for signing in that you make up, a password that nobody can read, and where "
            "notices go."
        ),
        (
            "What your sources send, each for as long as you authorise it: {months} months, unless "
            "you renew."
        ),
        (
            "No name, no birth date and no number of a document. That you are 18 or older is "
            "what you say yourself."
        ),
        "The ground for all of it is your consent. Withdrawing it costs nothing.",
    ),
    controller_heading="Who answers for it",
    controller="{name} ({kind}), {address}, {contact}. Complaints can go there, and to the "
    "authority for the protection of personal data.",
    kinds={
        "city office": "city office",
        "cooperative": "cooperative",
        "volunteer network": "volunteer network",
        "community": "community",
    },
    decide_heading="Do you want to join?",
    decide_note="Nothing about you is kept before you have said yes.",
    yes="Yes, go on",
    not_now="Not now",
    not_now_heading="That is fine",
    not_now_text="Nothing was kept, and nothing changes for you. What everybody gets is yours as "
    "before. You can come back whenever you like, or never.",
    not_now_back="Back to the start",
    account_heading="Join",
    account_lead="One page, and you are a member. No source is authorised by it.",
    login="A name for signing in",
    login_note="Make one up. It need not be your own name, and it is kept so that nobody can read "
    "it.",
    password="Password",
    password_note="12 characters or more. Four words that do not belong together are good.",
    password_again="The password again",
    channel="Where should notices go?",
    channel_note="A deduction counts only once its notice has reached you.",
    channels={
        "portal": "To these pages: I come and look",
        "e-mail": "By e-mail",
        "letter": "By letter",
    },
    address="E-mail or postal address",
    address_note="Leave this empty if you come and look.",
    read="I have read what is scored, what it opens and what it can never close",
    of_age="I am 18 or older",
    send="Join",
    login_missing="Enter a name for signing in, of 3 to 150 characters",
    login_taken="Choose another name for signing in: this one is taken",
    password_short="Choose a password of at least 12 characters",
    password_common="Choose a password that is not one of the common ones",
    password_differs="Enter the same password twice",
    address_missing="Enter the address that notices go to: a whole e-mail address, or a postal "
    "address",
    not_read="Read the notice first, then say so here",
    not_of_age="Only people of 18 or older can join, in any way",
    already="You have joined already.",
)

SIGN_IN = SignInWords(
    heading="Sign in",
    login="The name you made up for signing in",
    password="Password",
    send="Sign in",
    wrong="The name or the password is not right",
    locked_heading="Wait a little",
    locked_text="There were too many wrong passwords. Try again in 15 minutes, or ask at the "
    "counter.",
    change="Password",
    change_heading="Choose a new password",
    change_lead="Wherever else you are signed in, you are signed out by it.",
    change_old="The password you have now",
    change_new="The new password",
    change_send="Change it",
    changed="The new password holds from now on. The old one works no more.",
    old_wrong="The password you have now is not right",
    no_member_heading="This is not a member's account",
    no_member_text="These pages are for members. Whoever works for the programme uses other ways.",
)

STATEMENT = StatementPageWords(
    heading="My statement",
    lead="On {day}, by edition {edition} of the rules.",
    figures_heading="Where you stand",
    notices_heading="New notices",
    notices_note="By being shown here they have reached you.",
    no_sources="You have authorised no source: nothing is read, and you stand at the start.",
    no_sources_link="Choose sources",
    contest_link="Contest a line",
)

CONSENTS = ConsentWords(
    heading="Consents",
    lead="Each source needs your yes. Taking it back is as easy as giving it.",
    given="The source is authorised. Your receipt is among the receipts.",
    withdrawn="The source is no longer authorised. What came by it is erased.",
    renewed="The consent lasts for another span from today.",
    agreed="You have agreed. The consent lasts for another span from today.",
    refused="Nothing was changed.",
    ours_heading="What you have authorised",
    none="You have authorised no source.",
    state="State",
    states={
        "requested": "asked",
        "given": "in force",
        "renewed": "in force, renewed",
        "refused": "refused",
        "withdrawn": "withdrawn",
        "expired": "ended by itself",
        "terminated": "ended by leaving",
        "invalidated": "ended by the programme",
    },
    kinds="It sends",
    since="Since",
    until="Until",
    records_from="Counts acts from",
    only_from_joining="the day you joined",
    withdraw_open="Withdraw this consent",
    withdraw_note="What came by this source is erased at once and counts neither for nor against "
    "you. A new consent later begins with nothing.",
    withdraw="Withdraw",
    renew="Renew from today",
    again="The newest edition of the rules would read more from this source than you agreed to. "
    "Until you agree, no rule reads it, and it counts neither for nor against you:",
    agree="Agree to this too, and renew from today",
    slip="Make a slip for this source",
    more_heading="Sources you can authorise",
    more_note="Decide about one at a time. Leaving a source out costs nothing.",
    more_none="There is no other source at the moment.",
    files="It would send, for points that may open benefits, for {months} months:",
    if_not="If you do not: it counts neither for nor against you.",
    give="Authorise this source",
    not_now="Not now",
    past_heading="Consents that have ended",
    column_source="Source",
    column_state="State",
    column_from="From",
    column_until="Until",
    receipts_link="My receipts",
    receipts_heading="Receipts of consents",
    receipts_lead="A receipt is signed proof of what you agreed to, and of its end. Keep it; you "
    "owe it to nobody.",
    receipts_none="There is no receipt yet.",
    receipt_of="{source}: {state}, {day}",
    receipt_text="The signed text",
    slip_heading="A slip for {source}",
    slip_lead="Show this to the source, or read it aloud. With it the source can send your records "
    "without learning anything else about you.",
    slip_code="The slip",
    slip_picture="The same ten characters as a picture for a reader",
    slip_until="It works until {moment}.",
    slip_once="It works once. Making another ends this one.",
    back="Back to the consents",
)

FAULTS = FaultWords(
    not_found_heading="There is no such page",
    not_found="It was never here, or it is no longer, or it belongs to somebody else.",
    forbidden_heading="This form is too old",
    forbidden="It was open for too long, or came from somewhere else. Go back, load the page "
    "again, and send it once more.",
    refused_heading="This did not work",
    refused="Nothing was changed. Go back and look at the page again.",
    broken_heading="Something is wrong here",
    broken="It is our fault and not yours. It has been written down, without anything about you. "
    "Try again in a while.",
    waiting_heading="The programme has not begun yet",
    waiting="No edition of its rules is in force. Come back later.",
    back="Back to the start",
)

ENGLISH = PageWords(
    code="en",
    own_name="English",
    frame=FRAME,
    home=HOME,
    join=JOIN,
    sign_in=SIGN_IN,
    statement=STATEMENT,
    contest=CONTEST,
    consents=CONSENTS,
    looks=LOOKS,
    benefits=BENEFITS,
    notices=NOTICES,
    whatif=WHAT_IF,
    certificate=CERTIFICATE,
    keys=KEYS,
    leave=LEAVE,
    faults=FAULTS,
)
