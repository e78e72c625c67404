"""Names for signing in: where they stand, what is left of them, and of two who want one, one."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Final

import pytest
from django.contrib.auth.models import User
from django.db import connection
from tests.support.running import open_fresh

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Member
from goodstanding.service.accounts import LOGIN_TAKEN, folded, login_kept, sign_up
from goodstanding.service.joining import Joining
from goodstanding.service.leaving import leave
from goodstanding.service.programme import Programme

NAME: Final = "River Heron"
TYPED: Final = "six grey stones"
WANT_IT: Final = 8


def joined(programme: Programme) -> int:
    """Return the number of who joins under the name."""
    asked = Joining(notice_read=True, of_age=True, language="en")
    return sign_up(programme, NAME, TYPED, asked)


def found_by_the_name(programme: Programme, accounts: set[str]) -> set[str]:
    """Return which accounts whoever knows the name and the master key finds by it."""
    hashed = programme.keys.hashed("logins", folded(NAME)).hex()
    return accounts & {hashed, login_kept(programme, NAME), NAME, folded(NAME)}


def test_by_the_name_of_who_left_nobody_is_found_in_an_old_backup() -> None:
    programme = open_fresh().programme
    number = joined(programme)
    backup = set(User.objects.values_list("username", flat=True))
    assert len(found_by_the_name(programme, backup)) == 1, "the control"
    assert not found_by_the_name(programme, backup - {login_kept(programme, NAME)})
    leave(programme, number)
    assert found_by_the_name(programme, backup) == set()


def test_a_name_is_taken_until_its_member_leaves() -> None:
    programme = open_fresh().programme
    number = joined(programme)
    before = login_kept(programme, NAME)
    with pytest.raises(ProblemsError, match="somebody else signs in by this name"):
        joined(programme)
    assert login_kept(programme, " river  HERON ") == before
    leave(programme, number)
    again = joined(programme)
    assert login_kept(programme, NAME) != before
    assert Member.objects.get(account__username=login_kept(programme, NAME)).number == again


def test_of_many_who_want_one_name_at_once_one_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    programme = open_fresh().programme
    # To hash takes long, and longer for one than for another: without it all come at once.
    monkeypatch.setattr("goodstanding.service.accounts.make_password", lambda typed: typed)
    ready = Barrier(WANT_IT)

    def one(_: int) -> str:
        ready.wait(20)
        try:
            return str(joined(programme))
        except ProblemsError as error:
            return error.problems[0].code.name
        finally:
            connection.close()

    with ThreadPoolExecutor(WANT_IT) as threads:
        said = Counter(threads.map(one, range(WANT_IT)))
    assert said.pop(LOGIN_TAKEN.name) == WANT_IT - 1
    [number] = said
    kept = login_kept(programme, NAME)
    assert str(Member.objects.get(account__username=kept).number) == number
    assert User.objects.count() == 1
