"""The texts of a programme's papers in English."""

from goodstanding.web.papers.english_risks import ASSESSMENT, SCREENING
from goodstanding.web.papers.forms import CommonWords, PaperWords, PrivacyWords, RecordWords

COMMON = CommonWords(
    made="Made on {day} from what “{title}” runs by: its settings, edition {edition} of its rules "
    "(SHA-256 {sha256}), its registered sources and partners, and its table of what is kept. What "
    "the software cannot know stands in square brackets and is listed at the end.",
    draft="A program drafted this. It is no legal advice: whether the programme is lawful is for "
    "its operator and the law of the place.",
    blanks_heading="To be filled in by the operator",
    blanks_lead="The software does not know these:",
    blanks={
        "officer": "the data protection officer and how to reach that person, or why there is none",
        "representative": "the representative in the Union, where the operator is outside it",
        "authority": "the authority for the protection of personal data that complaints go to",
        "processors": "who runs the machines, the database, the mail server and the printing, and "
        "the contracts with them",
        "transfers": "whether anything goes to a country outside the European Economic Area, and "
        "by what safeguard",
        "security": "how machines, keys and backups are kept, who can reach them, and how that is "
        "tried",
        "necessity": "why “{name}” is needed, and why nothing milder would do",
        "risk": "how likely and how severe “{name}” is here, and what is done beyond the software",
        "views": "what members and their representatives said, or why they were not asked",
        "advice": "the advice of the data protection officer, with its day",
        "decision": "the decision, by whom, on which day, and when it is looked at again",
        "system": "whether the programme is an AI system in the sense of Article 3(1): its rules "
        "are written by people and carried out as they stand",
        "proportion": "whether what “{name}” gives is justified and in proportion to what it is "
        "given for",
        "signed": "who screened this, on which day",
    },
    what="What",
    said="As configured",
    controller_heading="Who answers for it",
    controller_rows={
        "name": "Name",
        "address": "Address",
        "contact": "Contact",
        "kind": "Kind of operator",
        "pages": "Pages",
        "zone": "Time zone of its days",
    },
    sources_heading="Sources, and what each may send",
    sources_lead="Each was registered by two persons. It is read only of members who "
    "authorised it, for the kinds that they authorised.",
    sources_columns=(
        "Source",
        "Its name in the rules",
        "Kinds of record",
        "Rows a day at most",
        "Since",
    ),
    no_sources="No source is registered: nothing is read.",
    unregistered="The rules name these sources, and nobody has registered them: {names}.",
    partners_heading="Partners",
    partners_lead="A partner learns yes for one benefit, from a code that the member made, or "
    "nothing. No total, level or band ever leaves the programme.",
    partners_columns=("Partner", "Its name in the rules", "Benefits"),
    no_partners="No partner is registered.",
    law_heading="Records of offences and of health",
    law_lead="These kinds are off unless the operator names a law.",
    law_columns=("Record", "Class", "Legal basis named by the operator"),
    no_law="The rules read none.",
    law_missing="none named: it is not read",
    classes={"offence": "offence", "health": "health"},
    retention_heading="What is kept, and for how long",
    retention_lead="The software carries this table out every hour.",
    retention_columns=("What", "How long", "Why"),
    retention={
        "records": ("Records", "until their source's consent ends"),
        "consents and receipts": ("Consents and receipts", "until the member leaves"),
        "notices, appeals and repairs": (
            "Notices, appeals, repairs",
            "until the source is withdrawn or the member leaves",
        ),
        "log of looks": ("The log of who looked", "until the member leaves"),
        "contact": ("Where notices go", "until the member leaves"),
        "editions": ("Editions of the rules", "for ever: they are public and about nobody"),
        "erased numbers": (
            "Random numbers of who was erased",
            "for ever: a restored backup erases them again",
        ),
        "refused rows": (
            "That a row of a source was refused",
            "so that the source can be told what to correct",
        ),
        "linking slips": ("Slips for sources", "gone once used or over"),
        "codes for partners": ("Codes that get a yes", "gone once used or over"),
        "codes that were made": (
            "That a code was made",
            "so that the member sees which partner asked",
        ),
        "checks by partners": (
            "Questions by partners",
            "so that the member sees which partner asked",
        ),
        "steps of dropped notices": (
            "Steps of notices that were not sent",
            "so that it can be explained",
        ),
        "who works for the programme": (
            "Who works or worked for the programme",
            "for ever: who published, registered and decided stays known",
        ),
        "proposals that were done": (
            "What two persons agreed on",
            "for ever: who wanted it stays known; a record in it goes with its member",
        ),
        "sources, partners and their counts a day": (
            "Sources, partners, and how many rows came a day",
            "for ever: they are about nobody; of their keys a hash is kept",
        ),
        "proposals that came to nothing": (
            "What two persons did not agree on",
            "so that both can be asked why",
        ),
        "tries": (
            "That a password or code was tried, under a keyed hash",
            "a quarter of an hour: so that nobody guesses them",
        ),
        "halts": ("That the programme stood still", "so that an incident can be looked into"),
    },
    while_held="as long as the reason holds",
    days="{days} days",
    terms_heading="What the operator settled",
    terms={
        "consent_months": "Months that a consent lasts",
        "first_answer_working_days": "Working days to the first answer to an objection",
        "decision_days": "Days after which an objection that nobody decided is upheld",
        "repair_first_answer_working_days": "Working days to the first answer to a repair",
        "repair_decision_working_days": "Working days to the decision on a repair",
        "letter_days": "Days after which a letter has arrived, unless it came back",
        "slip_hours": "Hours that a slip for a source works",
        "code_minutes": "Minutes that a code for a partner works",
    },
    benefits_heading="What it opens",
    name_of="{title} ({name})",
)

PRIVACY = PrivacyWords(
    purpose_heading="What for, and on what ground",
    purpose=(
        (
            "To give points by public rules, so that levels may open the benefits named in this "
            "paper. Nothing else is done with them."
        ),
        (
            "The ground is consent (Article 6(1)(a) GDPR), given to one source at a time; for "
            "records of health explicit consent (Article 9(2)(a)) and the law named below; for "
            "records of offences that law (Article 10)."
        ),
        (
            "Consent can be withdrawn at any time, for one source or altogether, on the page of "
            "consents, at the counter or by leaving. It is as easy as giving it and costs nothing; "
            "what was done before it stays lawful."
        ),
        (
            "Nobody has to give anything. Whoever does not join, or leaves a source out, loses "
            "nothing that everybody gets."
        ),
    ),
    recipients_heading="Who receives anything",
    recipients=(
        (
            "A source learns a handle made for it alone, and whether the form of a row was right. "
            "It does not learn whether somebody is a member still."
        ),
        (
            "Inside, clerks, reviewers, operators and auditors see what their task needs. Every "
            "look is logged and shown to the member."
        ),
    ),
    rights_heading="What you can do",
    rights=(
        "See every point with its reason, on the page of your statement (Article 15).",
        "Take everything in one file that a machine reads (Articles 15 and 20).",
        "Contest a record; it counts as absent until a person has decided (Articles 16, 18, 22).",
        (
            "Have good records deleted one by one, withdraw a source, or leave: what is held is "
            "erased, backups included (Article 17)."
        ),
        "See who looked, when and why.",
    ),
    automated_heading="What a program works out",
    automated=(
        (
            "Points and levels are worked out by the public rules alone; the statement gives each "
            "line and what would change it. The rules are on the page of the rules."
        ),
        (
            "A level only opens small benefits. Nothing is refused, ended or made worse by it, so "
            "no decision with legal or similarly large effects rests on it (Article 22)."
        ),
        "A person decides on every objection and every repair.",
    ),
    contact_heading="Whom to turn to",
    contact=("Data protection officer: {officer}.", "Complaints: {authority}."),
)

RECORD = RecordWords(
    lead="Article 30(1) GDPR. The letters are those of the article.",
    purposes_heading="(b) Purposes",
    purposes="Points by public rules for people who joined, so that levels may open benefits.",
    people_heading="(c) People, and what is held about them",
    people=(
        (
            "Members: people of 18 or older who joined. Nobody else; rows about others are dropped "
            "at the door."
        ),
        (
            "Of a member: a random number, the day of joining, a language, where notices go, a "
            "keyed hash of a name for signing in, a hash of a password, consents with receipts, "
            "the records below, notices, objections, repairs, levels held, who looked. No name, no "
            "birth date, no number of a document."
        ),
        (
            "Of persons who work for the programme: a name, a keyed hash of a document, roles, and "
            "what they proposed and decided."
        ),
    ),
    recipients_heading="(d) Recipients",
    transfers_heading="(e) Transfers",
    security_heading="(g) Security",
    security=(
        (
            "Everything that says something about a member is sealed under a key of that member "
            "(AES-GCM); keys stand outside the database and its backups. Erasing a key erases the "
            "member in every copy."
        ),
        "Consent is checked in the transaction that reads or writes.",
        (
            "Two persons, each proofed, publish rules, register sources and partners, and correct "
            "a record."
        ),
        (
            "Logs and counts of operation hold nothing of a person. Keys of sources and partners "
            "are kept as hashes and end by themselves."
        ),
        "The operator adds: {security}.",
    ),
)

ENGLISH = PaperWords(
    titles={
        "notice": "Notice before joining",
        "privacy": "Privacy notice",
        "record": "Record of processing activities",
        "assessment": "Data protection impact assessment",
        "screening": "Screening by Article 5(1)(c) of the EU AI Act",
    },
    common=COMMON,
    privacy=PRIVACY,
    record=RECORD,
    assessment=ASSESSMENT,
    screening=SCREENING,
)
