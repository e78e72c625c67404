"""The texts in English of the impact assessment and of the screening of benefits."""

from goodstanding.web.papers.forms import AssessmentWords, RiskWords, ScreeningWords

ASSESSMENT = AssessmentWords(
    need_heading="Why there is an assessment",
    need=(
        (
            "The programme evaluates people systematically and by program (Article 35(3)(a) GDPR, "
            "and the criteria on evaluation and scoring of the guidelines WP 248). An assessment "
            "is needed before it begins."
        ),
    ),
    description_heading="What is done",
    description=(
        (
            "People join after a notice and authorise sources one by one. A source files records "
            "under a handle made for it and that consent. Public, dated rules give points; a total "
            "is the sum of its lines and nothing is added out of sight. A level opens small "
            "benefits. A deduction counts only after its notice arrived. Lines can be contested "
            "and repaired."
        ),
    ),
    necessity_heading="Is it needed, and is it in proportion?",
    necessity=(
        (
            "A kind that no rule reads is not taken in. Rows about people who did not join are "
            "dropped at the door. A source that is not authorised counts neither for nor against "
            "anybody."
        ),
    ),
    necessity_columns=("Record", "Rules that read it", "Why it is needed"),
    necessity_blank="necessity",
    risks_heading="Risks to people, and what is done",
    risks_lead="The second and third columns say what the software does and what it leaves. The "
    "operator judges each for this programme.",
    risks_columns=("Risk", "What the software does", "What is left", "The operator's judgement"),
    risks=(
        RiskWords(
            risk="Somebody is pressed to join",
            does="Refusing costs nothing, and what everybody gets cannot become worse; operators "
            "with power over people are refused",
            left="pressure outside the software",
        ),
        RiskWords(
            risk="Somebody is pressed to show a total",
            does="Nothing about a total is signed; every page says that it proves nothing; a "
            "partner gets one bit for one benefit",
            left="a screen shown under pressure",
        ),
        RiskWords(
            risk="A record is wrong",
            does="Notice before effect, reasons for every line, objections that suspend at once, "
            "a deadline after which the member wins",
            left="gains that nobody contests",
        ),
        RiskWords(
            risk="Somebody who works here looks out of curiosity",
            does="No search by name; every look is logged and shown to the member; a strong login",
            left="whoever holds disk and keys",
        ),
        RiskWords(
            risk="Data leak",
            does="Sealed under a key a member, keys apart from the database and its backups",
            left="keys and database lost together",
        ),
        RiskWords(
            risk="The programme reaches further with time",
            does="Kinds, protected topics and benefits are bounded by a charter that no setting "
            "changes; editions are dated, announced and never reach back; wider reading needs new "
            "consent",
            left="another program",
        ),
        RiskWords(
            risk="Some people can reach a level less easily than others",
            does="Every level has two separate ways, one without money, blood, loan or vehicle; "
            "the hours a year are declared",
            left="time, health and language that people have or lack",
        ),
        RiskWords(
            risk="Something is kept after leaving",
            does="Keys are destroyed, files searched, restored backups erase again",
            left="what sources hold themselves",
        ),
        RiskWords(
            risk="Somebody is found in counts",
            does="No count of fewer than 20 is told or can be worked out",
            left="knowledge from elsewhere",
        ),
    ),
    risk_blank="risk",
    views_heading="What others say",
    views=(
        "Members and their representatives (Article 35(9)): {views}.",
        "Data protection officer (Article 35(2)): {advice}.",
    ),
    decision_heading="Decision",
    decision=(
        "{decision}.",
        "Where a high risk is left, the authority is asked first (Article 36): {authority}.",
    ),
)

SCREENING = ScreeningWords(
    lead=(
        (
            "Article 5(1)(c) of Regulation (EU) 2024/1689 forbids AI systems that evaluate or "
            "classify people over a time by their social behaviour or by personal characteristics, "
            "where the score leads to worse treatment (i) in contexts unrelated to where the data "
            "arose, or (ii) that is unjustified or out of proportion."
        ),
        "People are evaluated over a time here. So each benefit is looked at for both limbs.",
    ),
    whole_heading="The whole programme",
    whole=(
        "Is it an AI system? {system}.",
        (
            "Who is evaluated: people who joined, by {kinds} kinds of record from {sources} "
            "registered sources."
        ),
        (
            "What a level closes: nothing. A policy in which everybody would get less than before "
            "does not publish, and benefits that are essential are refused."
        ),
    ),
    benefit_heading="Benefit: {name}",
    rows={
        "partner": "Given by",
        "context": "Part of life in which it is given",
        "levels": "Opened by",
        "everyone": "Everybody gets",
        "member": "With the level",
        "contexts": "Parts of life in which the records arose",
        "because": "Why it is given there, as the policy says",
        "first": "(i) Worse treatment in an unrelated context",
        "second": "(ii) Unjustified or out of proportion",
    },
    context_same="all records arose in the same part of life",
    context_other="records arose elsewhere too: {contexts}",
    because_missing="the policy gives none, and needs none: the parts of life are alike",
    no_worse="Nobody is treated worse: whoever has no level gets what everybody gets.",
    not_unrelated="The part of life is that of the records.",
    unrelated="The part of life is not that of every record. The policy's reason stands above, and "
    "the operator has to stand for it.",
    no_benefits="The rules open no benefit: there is nothing to screen.",
)
