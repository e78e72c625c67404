"""Slips with an office program or a Chinese keyboard: what to write instead is said."""

import pytest
from tests.support.programme import TOWN

from goodstanding.rulebook.check import check_text

SLIPS = {
    "a tab": ("  course:\n    source", "\tcourse:\n    source", "there is a tab"),
    "a wide colon": ("start: 1000", "start：1000", "Write ':' for the wide U+FF1A, with a space"),
    "a wide comma": ("town, zh", "town，zh", "Write ',' for the wide U+FF0C, with a space"),
    "a wide bracket": ("needs: [money]", "needs: [money］", "Write ']' for the wide U+FF3D"),
    "a wide space": (
        "    source: charity", "\u3000\u3000source: charity", "Write a plain space for the wide"
    ),
    "a space that does not break": ("start: 1000", "start:\u00a01000", "a plain space"),
    "a long minus": ("points: -9", "points: \u22129", "Write '-9', in the characters of a plain"),
    "a dash for a minus": ("points: -9", "points: \u20139", "Write '-9', in the characters of a"),
    "wide digits": ("start: 1000", "start: １０００", "Write '1000', in the characters of a plain"),
    "a day in wide digits": ("from: 2026-10-01", "from: ２０２６-10-01", "Write '2026-10-01', in"),
    "one language": ("{en: Thanks of the town, zh: 小镇致谢}", "Thanks", "as in {en: ..., zh: "),
    "a capital": ("  course:\n    source", "  Course:\n    source", "Write 'course': lower-case"),
    "a name of two words": ("policy: town-thanks", "policy: Town thanks", "Write 'town-thanks': "),
    "a Chinese name": ("  course:\n    source", "  课程:\n    source", "words of a to z"),
    "a kind in the plural": ("record: course", "record: courses", "Write 'course' if you mean"),
    "a field in the singular": ("each: hours", "each: hour", "Write 'hours' if you mean that, or"),
    "a benefit misspelt": ("[library-loans]", "[library-loan]", "Write 'library-loans' if you"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_what_to_write(slip: str) -> None:
    old, new, hint = SLIPS[slip]
    assert TOWN.count(old) >= 1
    line = TOWN[: TOWN.index(old)].count("\n") + 1
    found = check_text(TOWN.replace(old, new, 1).encode(), file="policy.yaml").errors
    told = [problem for problem in found if hint in problem.hint]
    assert [problem.line for problem in told] == [line], [str(problem) for problem in found]


def test_a_good_text_with_wide_signs_in_its_words_is_none() -> None:
    """The control: Chinese texts have their own colons, and nothing else is told of a tab."""
    text = TOWN.replace("小镇致谢", "小镇：致谢，第１版")
    assert check_text(text.encode(), file="policy.yaml").errors == ()
    broken = check_text(TOWN.replace("start: 1000", "start 1000").encode(), file="p.yaml").errors
    assert [each.hint.partition(":")[0] for each in broken] == ["Mend the line"]


@pytest.mark.parametrize("start", [b"PK\x03\x04word/", b"\xd0\xcf\x11\xe0\xa1", b"%PDF-1.7"])
def test_a_document_of_another_program_is_called_one(start: bytes) -> None:
    [problem] = check_text(start + bytes(range(256)), file="policy.yaml").errors
    assert problem.code.name == "policy-not-utf-8"
    assert problem.what == "the file is a document of another program, and no plain text"
