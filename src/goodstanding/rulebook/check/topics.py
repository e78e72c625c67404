"""What no rule may score and no name may say, in English and Chinese, with the ordinary words."""

# These lists are the last line of defence, after `means`, `basis` and `class`: whoever wants to
# score a protected thing under another name can, and has then written a lie that the board prints.

from typing import Final, NamedTuple

from goodstanding.rulebook.check.forbidden import FORBIDDEN
from goodstanding.rulebook.check.phrases import Phrases
from goodstanding.rulebook.check.together import TOGETHER, UNLESS


class Topic(NamedTuple):
    """A thing that is never scored: what it is, and which sentence of the charter says so."""

    what: str
    why: str


NOBODY_IS_SCORED_BY: Final = "No rule scores what somebody is, only what they did (charter 5)"
FREE: Final = "Nobody's points depend on it, for or against (charter 5)"

TOPICS: Final = {
    "religion": Topic("a protected attribute: religion or belief", NOBODY_IS_SCORED_BY),
    "origin": Topic("a protected attribute: ethnic origin", NOBODY_IS_SCORED_BY),
    "sex": Topic("a protected attribute: sex or orientation", NOBODY_IS_SCORED_BY),
    "age": Topic("a protected attribute: age or birth", NOBODY_IS_SCORED_BY),
    "residence": Topic("a protected attribute: nationality or residence", NOBODY_IS_SCORED_BY),
    "body": Topic("a protected attribute: disability, genes or body", NOBODY_IS_SCORED_BY),
    "standing": Topic("a proxy of protected attributes: education or work", NOBODY_IS_SCORED_BY),
    "speech": Topic("speech", FREE),
    "politics": Topic("politics, party or service of arms", FREE),
    "petition": Topic("petitions and appeals to authorities", FREE),
    "assembly": Topic("assembly and protest", FREE),
    "association": Topic("association and membership", FREE),
    "family": Topic("family", FREE),
    "custom": Topic("private life: feasts, funerals and quarrels", FREE),
    "wealth": Topic(
        "income or wealth as such", "Being poor or rich is not conduct, and no points (charter 5)"
    ),
    "acquaintance": Topic(
        "whom somebody knows", "Nobody's points come from others (charter 5)"
    ),
    "list": Topic(
        "another list or score",
        "Name the act itself and the decision it rests on; no list is taken over (charter 5)",
    ),
    "denunciation": Topic(
        "a report by or on others",
        "A record rests on a source's own service, a final decision, an award, or what the member "
        "brings (charter 8)",
    ),
    "person": Topic(
        "a private person as a source",
        "A source is an office or group that files what its own service knows (charter 8)",
    ),
    "rank": Topic("a rank or a quota", "People are not compared with each other (charter 6)"),
    "household": Topic(
        "points of a household or a representative",
        "Points are for a member's own acts, never through others (charter 5)",
    ),
    "discretion": Topic(
        "an act left to somebody's judgement",
        'Name each act and its amount; nothing is scored "case by case" (charter 5)',
    ),
    "absence": Topic(
        "the absence of records",
        "Refusing a source would earn such points: score what was done (charter 2)",
    ),
    "unproven": Topic(
        "something not decided", "Wait for the final decision, and read that (charter 8)"
    ),
    "employment": Topic(
        "an employer's or an office's discipline",
        "Who holds power over a person's work may not score them (charter 12)",
    ),
    "shame": Topic(
        "people in a way that shames", "A level only opens, and nobody is shamed (charter 6)"
    ),
}  # fmt: skip

ALLOWED: Final = """
    speech therapy, speech therapist, second opinion, good faith, belief that, for refugees,
    with refugees, to refugees, help refugees, helping refugees, refugee centre, for migrants,
    with migrants, to migrants, for unemployed people, with unemployed people,
    to unemployed people, for low income, to low income, with low income, on low income,
    relative to, big brother big sister, sister city, brother printer, salvation army,
    taxi rank, tips for, tips on, rubbish tip, school crossing patrol, crossing patrol,
    ski patrol, mountain patrol, waiting list, election hall shift,
    old age home, for foreigners, to foreigners, with foreigners, post office, post box,
    lamp post, sign post, fence post, goal post, bed post, parcel post, by post, first aid post,
    youth club, for wheelchair users, jewish museum, parish hall, grandparents day,
    like for like, church mouse, for local people, to local people, with local people,
    help local people, helping local people, for locals, to locals, with locals, helping locals,
    couple of, couple more, couple hours, couple days, couple weeks, couple months, couple times,
    for a couple, for an old couple, for an elderly couple, to a couple, to an old couple,
    to an elderly couple, with a couple, with an old couple, with an elderly couple,
    first grade, second grade, third grade, fourth grade, fifth grade, sixth grade, grade school,
    road mark, trail mark, way mark, book mark, high water mark,
    为当地居民, 为本地居民, 为当地人, 帮助当地, 帮助本地, 服务当地, 服务本地, 为老年夫妇,
    给老年夫妇, 给老夫妇, 比赛成绩, 运动会成绩,
    代写信件, 帮助外国人, 为外国人, 母亲节, 父亲节, 庙会,
    民族舞, 民族音乐, 民族乐器, 为难民, 为低收入, 帮扶贫困, 为贫困, 思想实验, 其他人, 帮助其他
"""
"""Ordinary phrases in which a listed word means something else, or names who is helped."""

BARE: Final = {
    "religion": """
        faith, creed, church, temple, muslim, christian, buddhist, catholic, protestant,
        jewish, hindu, taoist, atheist
    """,
    "origin": """
        race, colour, minority, uyghur, tibetan, han, accent
    """,
    "sex": """
        sex, male, female, man, woman, orientation
    """,
    "age": """
        age, dob, birth
    """,
    "residence": """
        origin, postcode, post code, zip code, zipcode, surname, district of residence
    """,
    "body": """
        disability, disabled, health, illness, bmi
    """,
    "standing": """
        education, occupation, profession, job, degree
    """,
    "speech": """
        post, comment, like, speech
    """,
    "politics": """
        party, vote
    """,
    "assembly": """
        assembly, assemblies, gathering, rally, rallies, demonstration, strike
    """,
    "association": """
        association, membership, union, club
    """,
    "family": """
        family, families, child, children, parent, kin, relative
    """,
    "wealth": """
        asset, savings, rich, poor, balance, property
    """,
    "acquaintance": """
        friend, contact, follower
    """,
    "list": """
        list
    """,
    "denunciation": """
        report, complaint, rating, tip
    """,
    "household": """
        household, representative, deputy
    """,
    "discretion": """
        other, misc, else, etc
    """,
}  # fmt: skip
"""Words that say a forbidden thing where they are the whole name of a field, kind or rule."""

SHAME: Final = {
    "shame": """
        dishonest, untrustworthy, untrusted, discredited, disgraced, bad citizen, second class,
        suspect, shame, shamed, defaulter, warned, distrusted, low score,
        失信, 不诚信, 老赖, 不可信, 警示, 低分, 差评
    """,
    "list": FORBIDDEN["list"],
    "rank": FORBIDDEN["rank"],
}

SCORED: Final = Phrases.of(FORBIDDEN, allowed=ALLOWED, together=TOGETHER, unless=UNLESS)
NAMES: Final = Phrases.of(BARE)
OPENED: Final = Phrases.of(
    SHAME,
    allowed="""
    taxi rank, top up
""",
)
OTHER_FIRST: Final = Phrases.of(
    {"discretion": "other, 其他, 另外"},
    allowed="others, other people, other members, 其他人, 其他会员",
)
"""What a text may not begin with: a rule names its act."""

SOURCES: Final = Phrases.of(
    {
        "person": """
            neighbour, resident, citizen, villager, tenant, informant, informer, anonymous,
            anonymous person, public, the public, crowd, passer by, private person, person,
            individual, member, colleague, customer, friend, family, relative, collector, gatherer,
            observer, witness, patrol, volunteer
        """
    }
)
"""What the whole name of a source may not be: somebody, instead of an office or a group."""
