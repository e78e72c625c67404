"""Texts in compiled code: characters as the plain reader has them, digests, and tables of names."""

import random
from typing import Final

import numpy as np

from goodstanding.intake.bulk.texts import CHARACTERS, Key, Names, is_plain, keyed
from goodstanding.intake.characters import id_fault

KEY: Final = Key(np.uint64(0x0706050403020100), np.uint64(0x0F0E0D0C0B0A0908))
LETTERS: Final = "ab  \u00e9\u5f20\u200b\u3000\u2028\u212a\t\x00\ufeff"


def test_digests_are_those_of_the_published_reference() -> None:
    low, high = keyed(*KEY, np.zeros(1, np.uint8), 0, 0)
    found = int(low).to_bytes(8, "little") + int(high).to_bytes(8, "little")
    assert found.hex() == "a3817f04ba25a8e66df67214c7550293"


def test_a_text_is_plain_where_the_plain_reader_finds_no_fault() -> None:
    generator = random.Random(1)
    plain = 0
    for _ in range(5_000):
        text = "".join(generator.choices(LETTERS, k=generator.randrange(6)))
        text *= generator.choice((1, 1, 1, 30))
        content = text.encode()
        found = is_plain(CHARACTERS, np.frombuffer(content, np.uint8), 0, len(content), 64)
        assert found == (id_fault(text, "id") is None), repr(text)
        plain += found
    assert 500 < plain < 4_500


def test_bytes_that_are_no_text_are_not_plain() -> None:
    for content in (b"\xff", b"\xc3", b"\xc3x", b"\xe5\xbc", b"\xe0\x80\x80", b"\xed\xa0\x80"):
        assert not is_plain(CHARACTERS, np.frombuffer(content, np.uint8), 0, len(content), 64)


def test_names_are_found_by_their_bytes_however_many_there_are() -> None:
    names = Names(KEY, ["a", "b"])
    assert [names.add(f"x{each}".encode()) for each in range(2_000)] == list(range(2, 2_002))
    assert [names.find(f"x{each}".encode()) for each in range(2_000)] == list(range(2, 2_002))
    assert (names.add(b"b"), names.find(b"c"), names.text(5)) == (1, -1, b"x3")
