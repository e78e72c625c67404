"""What is read in one go says of every row what the full reader says, word for word."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any, Final

import pytest
from tests.support.exercised import exercised
from tests.support.pages import ROOT

from goodstanding.errors import ProblemsError
from goodstanding.model.policy import Policy
from goodstanding.service.admission import FiledRow, sealed_text
from goodstanding.service.editions import parsed
from goodstanding.web.lane.ordinary import DECODE, Ordinary
from goodstanding.web.lane.reading import ARRAY, EVENTS, LINES, ROWS_MAX, Form

TODAY: Final = date(2026, 3, 2)
SOURCES: Final = ("volunteer-network", "awards-office", "charity-register", "programme-council")
ODD: Final[tuple[Any, ...]] = (
    None, "", 0, 1, -1, 7, 10**15 - 1, 10**15, -(10**16), 10**30, True, False, 1.5, 1.0, [], {},
    ["x"], {"day": "2026-03-01"}, "x", " x", "x ", "x" * 64, "x" * 65, "é", "\u200b", "a\tb", 'a"b',
    "a\\b", "\ud800", "\x7f", "\x01", "2026-03-01", "2026-03-03", "2026-02-30", "0001-01-01", "yes",
    "no", "12.50", "-0", "0", "1", "5", "6", "007", "+1", "1e2", "12.505", "volunteer-network",
    "volunteer-shift", "bravery", "gift", "traffic-fine", "city", "national",
)  # fmt: skip
"""Values that stand where they should, and where they should not."""
KEYS: Final = (
    "id", "source", "member", "kind", "on", "until", "act", "filed", "notified", "hours", "amount",
    "level", "finding", "how_often", "x", "é",
)  # fmt: skip
BROKEN: Final = (
    (b"{", b'{"id":"twice",'), (b"}", b',"on":"2026-03-01"}'), (b"}", b',"hours":3}'),
    (b": ", b" :\t"), (b": ", b":-"), (b"1", b"-0"), (b"2", b"2.0"), (b"3", b"3e0"), (b"4", b"04"),
    (b'"', b"'"), (b"}", b",}"), (b"}", b"} x"), (b"{", b"\xef\xbb\xbf{"), (b"-", b"\x01"),
    (b"s", b"\\u0073"), (b"s", b"\xff"), (b"}", b"}\r"), (b"{", b""), (b"{", b"[{"),
    (b":", b":NaN"), (b"o", b"\x0b"), (b", ", b",\n"), (b"null", b"nul"), (b"}", b"}}"),
)  # fmt: skip
"""What is done to the bytes of a row, with what it is done for."""


def policy_with_law() -> Policy:
    """Return the reference with a legal basis for each kind but one."""
    text = (ROOT / "policies/event-reference/event-reference.yaml").read_text(encoding="utf-8")
    found = parsed(text)
    kinds = {
        name: kind if name == "record-forged" else replace(kind, law={"en": "Act", "zh": "Act"})
        for name, kind in found.kinds.items()
    }
    return replace(found, kinds=kinds)


POLICY: Final = policy_with_law()


def row_of(random: Random, source: str) -> dict[str, Any]:
    """Return a row of a source, good as a rule."""
    kind = random.choice([k for k in POLICY.kinds.values() if k.source == source])
    row: dict[str, Any] = {
        "id": f"r-{random.randrange(99)}", "source": source, "member": "0123456789ABCDEFGHJKM",
        "kind": str(kind.name), "on": f"2026-02-{random.randrange(1, 29):02}"}  # fmt: skip
    good = {"hours": (1, "2", 6), "amount": ("12.50", "100"), "how_often": ("first", "again"),
            "level": ("city", "national", "local"), "finding": ("notable",)}  # fmt: skip
    row |= {str(field): random.choice(good[field]) for field in kind.fields}
    if kind.act and random.random() < 0.5:
        row["act"] = "a-1"
    if random.random() < 0.2:
        row["until"] = random.choice(("2026-03-01", None))
    return row


def body_of(random: Random, source: str, rows: int, odd: float, media: str) -> bytes:
    """Return a body in which each row is odd with a probability."""
    texts = []
    for _ in range(rows):
        row = row_of(random, source)
        strange = random.random() < odd
        if strange:
            for _ in range(random.randrange(3)):
                row[random.choice(KEYS)] = random.choice(ODD)
            if random.random() < 0.2:
                row.pop(random.choice(list(row)))
        said: dict[str, Any] = row
        if media == EVENTS:
            named = {"id": "id", "source": "source", "kind": "type", "member": "subject"}
            said = {named[k]: v for k, v in row.items() if k in named}
            said |= {"specversion": "1.0", "data": {k: v for k, v in row.items() if k not in named}}
            if random.random() < 0.3:
                said |= {"time": "2026-03-01T00:00:00Z", "datacontenttype": ARRAY}
            if strange and random.random() < 0.3:
                said[random.choice(("specversion", "data", "time", "x"))] = random.choice(ODD)
        text = json.dumps(said, ensure_ascii=random.random() < 0.7).encode("utf-8", "surrogatepass")
        if strange and random.random() < 0.5:
            text = text.replace(*random.choice(BROKEN), random.choice((1, -1)))
        texts.append(text)
    if media == LINES:
        return random.choice((b"\n", b"\n", b"\r\n")).join(texts) + random.choice((b"", b"\n"))
    return b"[" + b", ".join(texts) + b"]"


def read(form: Form, body: bytes, media: str) -> Any:
    """Return what a reader says of a body, types of values included."""
    try:
        count, good, bad = form.rows(body, media, TODAY)
    except ProblemsError as error:
        return [str(problem) for problem in error.problems]
    texts = [row.text or sealed_text(row) for row in good]
    return count, [repr(row._replace(text=b"")) for row in good], texts, bad


class Careless(Ordinary):
    """The control: it takes what a quick decoder makes of a row for what the row says."""

    def row(self, number: int, text: bytes, today: date) -> FiledRow | None:
        """Return a row whose key may stand twice."""
        try:
            said = DECODE(text)
            return self._row(number, said, 2 * sum(type(v) is str for v in said.values()), today)
        except (ValueError, AttributeError, TypeError):
            return None


class Counted(Ordinary):
    """Counts the rows that were read in one go."""

    def __init__(self, *given: Any) -> None:
        """Begin with none."""
        super().__init__(*given)
        self.read: Counter[bool] = Counter()

    def _row(self, *given: Any) -> FiledRow | None:
        """Read a row and count it."""
        found = super()._row(*given)
        self.read[found is not None] += 1
        return found


def differ(quick: type[Ordinary], media: str, bodies: int) -> tuple[int, Counter[bool]]:
    """Return of how many bodies two readers differ, and how many rows were read in one go."""
    random, found, counts = Random(f"rows {media}"), 0, Counter[bool]()
    for source in SOURCES:
        form, plain = Form(POLICY, source), Form(POLICY, source)
        form.ordinary, plain.ordinary = quick(POLICY.kinds, source), Ordinary({}, source)
        for turn in range(bodies):
            rows = random.choice((0, 1, 1, 2, 5, 40))
            body = body_of(random, source, rows, (0, 0.3, 1)[turn % 3], media)
            found += read(form, body, media) != read(plain, body, media)
        counts += getattr(form.ordinary, "read", Counter())
    return found, counts


@pytest.mark.parametrize("media", [LINES, ARRAY, EVENTS])
@pytest.mark.parametrize("bodies", [200, pytest.param(10_000, marks=pytest.mark.night)])
def test_a_row_read_in_one_go_is_the_row_of_the_full_reader(media: str, bodies: int) -> None:
    found, counts = differ(Counted, media, bodies)
    exercised(f"bodies of {media}", {"read": counts[True], "refused": counts[False]})
    assert found == 0
    assert counts[True] > 3 * bodies
    assert counts[False] > bodies // 2
    if media == LINES:
        assert differ(Careless, media, bodies)[0] > 5


def test_a_row_too_many_is_one_too_many_however_it_is_read() -> None:
    form = Form(POLICY, SOURCES[0])
    good = json.dumps(row_of(Random(1), SOURCES[0])).encode()
    for media, joint, ends in ((LINES, b"\n", (b"", b"")), (ARRAY, b",", (b"[", b"]"))):
        body = ends[0] + joint.join([good] * ROWS_MAX) + ends[1]
        assert form.rows(body, media, TODAY)[0] == ROWS_MAX
        over = ends[0] + joint.join([good] * (ROWS_MAX + 1)) + ends[1]
        with pytest.raises(ProblemsError) as caught:
            form.rows(over, media, TODAY)
        assert caught.value.problems[0].code.name == "lane-too-many-rows"
