"""Checks of a benefit: a code that the member made, and one bit for the partner it was made for."""

# Whoever answers holds the set of codes that get a yes and nothing else. Every kind of no is the
# same absence from that set: a code that is unknown, over, used, another partner's, of somebody
# whose level does not open the benefit, who left, or whose record is contested.

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from goodstanding.errors import declare
from goodstanding.ledger import sql
from goodstanding.ledger.models import Check, CheckCode, Partner, YesCode
from goodstanding.model.names import BenefitName
from goodstanding.service import hourly, limits
from goodstanding.service.editions import policy_on
from goodstanding.service.keys_of_parties import PartyGoneError, party_of
from goodstanding.service.linking import characters, plain
from goodstanding.service.looks import Role
from goodstanding.service.people import Known, known
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no
from goodstanding.service.statements import statement_of
from goodstanding.service.yes_codes import opened_by

NO_SUCH_BENEFIT = declare(
    "check-no-such-benefit", "The policy has no such benefit, or not with this partner."
)

CODE_CHARACTERS: Final = 8
"""Forty bits, for ten minutes, once."""
QUESTIONS_MAX: Final = 5
"""So often may one code be asked about, whether there is such a code or not."""
DROPPED: Final = "codes dropped"
"""The mark of the hour in which old codes were dropped last."""
UNKNOWN_KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What the member reads out to the partner."""

    code: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of a partner: `key` is the hash of the key it came with.

    `a_minute` is how often the partner may ask.
    """

    key: bytes
    partner: str
    token: bytes
    a_minute: int = limits.QUESTIONS_A_MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer, as the member sees it in the log."""

    at: datetime
    partner: str
    benefit: str
    yes: bool


def make_code(programme: Programme, number: int, partner: str, benefit: str) -> Code:
    """Make a code for one partner and benefit; an earlier one of the same kind ends.

    Everybody may make one, so that having one tells nothing.

    Raises:
        ProblemsError: nobody of this number is a member, or there is no such benefit there.
    """
    random = programme.randomness.random_bytes(CODE_CHARACTERS)
    code = characters(random, CODE_CHARACTERS)
    expires = programme.after(minutes=programme.terms.code_minutes)
    token = token_of(programme, partner, benefit, code)

    def act() -> Code:
        who = known(programme, number)
        policy = policy_on(programme, programme.today())
        there = any(b.name == benefit and b.partner == partner for b in policy.benefits)
        if not there or not Partner.objects.filter(name=partner, active=True).exists():
            raise no(NO_SUCH_BENEFIT, "this partner has no such benefit", "Choose one of the list")
        level = statement_of(programme, who, as_of=programme.today()).level
        opens = opened_by(policy, level)
        before = CheckCode.objects.filter(member=who.row, partner=partner, benefit=benefit)
        YesCode.objects.filter(token__in=before.values("token")).delete()
        now = programme.now()
        before.filter(expires__gt=now).update(expires=now)
        CheckCode.objects.create(
            token=token, member=who.row, partner=partner, benefit=benefit, expires=expires
        )
        if BenefitName(benefit) in opens:
            YesCode.objects.create(token=token, expires=expires)
        return Code(code=code, expires=expires)

    return programme.write(act)


def token_of(programme: Programme, partner: str, benefit: str, code: str) -> bytes:
    """Return the hash under which a code for a partner and benefit stands, if there is one."""
    return programme.keys.hashed("checks", partner, benefit, plain(code))


def answer(programme: Programme, asked: Asked) -> bool | None:
    """Answer one question, once it stands durable in the log; None where it was asked too often.

    That is more often than `a_minute` by its partner, in whatever process, or about its code. What
    others ask at the same time may be answered in the same transaction, each by itself. While the
    programme stands still all answers are no.

    Raises:
        PartyGoneError: the key does not hold any more; nothing was answered.
    """
    return programme.write_together(_answer_all, asked, spares_reserve=True)


def _answer_all(programme: Programme, asked: Sequence[Asked]) -> list[bool | Exception | None]:
    """Answer questions; the same statements run whatever they are about."""
    moment = programme.now()
    now = sql.moment(moment)
    gone = {key for key in {each.key for each in asked} if not _is_of_partner(programme, key)}
    held = [each for each in asked if each.key not in gone]
    counted = limits.may_ask_all([(each.partner, each.a_minute) for each in held], moment)
    may = {id(each): allowed for each, allowed in zip(held, counted, strict=True)}
    counts = sql.rows_within(_ASKED_BEFORE, list({each.token for each in asked}))
    before: Counter[bytes] = Counter({bytes(token): count for token, count in counts})
    open_to = {each.token for each in held if may[id(each)] and before[each.token] < QUESTIONS_MAX}
    halted = sql.rows("SELECT halted FROM ledger_halt ORDER BY sequence DESC LIMIT 1")
    still = bool(halted and halted[0][0])
    yes = {bytes(t) for (t,) in sql.rows_within(_TAKE, [] if still else list(open_to), (now,))}
    answers: list[bool | Exception | None] = []
    log = []
    for each in asked:
        if each.key in gone:
            answers.append(PartyGoneError())
        elif not may[id(each)] or before[each.token] >= QUESTIONS_MAX:
            answers.append(None)
        else:
            before[each.token] += 1
            answers.append(each.token in yes)
            log.append((each.token, each.partner, now, each.token in yes))
            yes.discard(each.token)
    sql.insert("ledger_check", ("token", "partner", "at", "yes"), log)
    return answers


def _is_of_partner(programme: Programme, key: bytes) -> bool:
    """Return whether a key holds and is a partner's."""
    party = party_of(programme, key)
    return party is not None and party.role is Role.PARTNER


_ASKED_BEFORE: Final = """
SELECT token, count(*) FROM ledger_check WHERE token IN ({marks}) GROUP BY token
"""
_TAKE: Final = """
DELETE FROM ledger_yescode WHERE token IN ({marks}) AND expires > ? RETURNING token
"""


def answered(programme: Programme, number: int) -> list[Answered]:
    """Return every answer about a member to a partner, the latest first.

    Raises:
        ProblemsError: nobody of this number is a member.
    """
    return programme.read(lambda: answers_about(known(programme, number)))


def answers_about(who: Known) -> list[Answered]:
    """Return every answer about a member, the latest first, inside a transaction."""
    codes = {
        bytes(token): benefit
        for token, benefit in CheckCode.objects.filter(member=who.row).values_list(
            "token", "benefit"
        )
    }
    rows = Check.objects.filter(token__in=list(codes)).order_by("-at", "-sequence")
    return [
        Answered(at=row.at, partner=row.partner, benefit=codes[bytes(row.token)], yes=row.yes)
        for row in rows
    ]


def drop_old_codes(programme: Programme) -> int:
    """Drop codes that are over and were never asked about, and questions about no code.

    It looks through every question, so once an hour is enough. What was asked about a member
    stays in the log of that member. Returns how many codes went.
    """

    def act() -> int:
        now = programme.now()
        hourly.note(programme, DROPPED)
        YesCode.objects.filter(expires__lte=now).delete()
        asked = Check.objects.values("token")
        gone, _ = CheckCode.objects.filter(expires__lte=now).exclude(token__in=asked).delete()
        codes = CheckCode.objects.values("token")
        Check.objects.filter(at__lte=now - UNKNOWN_KEPT).exclude(token__in=codes).delete()
        return gone

    return 0 if hourly.is_done(programme, DROPPED) else programme.write(act)
