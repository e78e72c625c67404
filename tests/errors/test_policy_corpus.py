"""Malformed policies: each names the message it must cause; hostile ones answer within bounds."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from tests.support.pages import ROOT
from tests.support.programme import INDEX, TOWN

from goodstanding.rulebook.check import Checked, check_file, check_text

CORPUS = sorted((ROOT / "tests/corpus/policies").glob("*.yaml"))
EXPECTS = re.compile(r"# expects (\d+): ([^:]*): (.+)\n")
SECONDS_MAX = 10
BYTES_MAX = 600 * 1024 * 1024
MUTANTS = 400

PROGRAM = f"""
import resource, sys
from pathlib import Path
from goodstanding.rulebook.check import check_file
resource.setrlimit(resource.RLIMIT_AS, ({BYTES_MAX}, {BYTES_MAX}))
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS_MAX}, {SECONDS_MAX}))
found = check_file(Path(sys.argv[1]))
print(len(found.errors), len(found.warnings))
for problem in found.errors:
    if sys.argv[2] in str(problem):
        print(str(problem)[:300])
        break
"""


def causes_what_it_says(content: bytes) -> bool:
    """Return whether checking a file causes the message that its first line names."""
    match = EXPECTS.match(content.decode("utf-8").partition("\n")[0] + "\n")
    assert match is not None, "the first line names no message"
    line, path, words = int(match[1]), match[2], match[3]
    return any(
        problem.line == line and problem.path == path and words in f"{problem.what}. {problem.hint}"
        for problem in check_text(content, file="policy.yaml").errors
    )


def test_the_corpus_has_a_hundred_faults_and_no_two_the_same() -> None:
    assert len(CORPUS) >= 100
    first_lines = [path.read_text(encoding="utf-8").partition("\n")[0] for path in CORPUS]
    texts = [path.read_text(encoding="utf-8").partition("\n")[2] for path in CORPUS]
    assert len(set(texts)) == len(CORPUS)
    assert len(set(first_lines)) > 0.8 * len(CORPUS)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_malformed_policy_says_where_what_and_what_to_do(path: Path) -> None:
    assert causes_what_it_says(path.read_bytes())
    for problem in check_file(path).errors:
        assert problem.file == str(path)
        assert problem.line > 0
        assert problem.what
        assert problem.hint
        assert not problem.what.endswith(".")
        assert not problem.hint.endswith(".")
        assert "Error" not in problem.what
        assert len(str(problem)) < 1_000


@pytest.mark.parametrize("text", [TOWN, INDEX], ids=["points", "index"])
def test_a_good_policy_causes_no_such_message(text: str) -> None:
    """The control: what the corpus test asks of a file, a good policy does not do."""
    for expected in ("9: start: anything", "1: : the file says nothing", "2: policy: a name"):
        assert not causes_what_it_says(f"# expects {expected}\n{text}".encode())


def nested(opening: str, closing: str, count: int) -> str:
    """Return brackets in brackets."""
    return f"policy: {opening * count}{closing * count}\n"


def laughs() -> str:
    """Return aliases of aliases that would come to a billion words."""
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    return "\n".join(lines) + "\n"


def many(line: str, most: int = 511 * 1024) -> str:
    """Return a line repeated with another number until the file is nearly too large."""
    lines: list[str] = []
    size = 0
    while size < most:
        lines.append(line.format(i=len(lines)))
        size += len(lines[-1].encode()) + 1
    return "\n".join(lines[:-1]) + "\n"


def large(kinds: int) -> str:
    """Return a policy of as many rules as fit, each as much work as one can be."""
    names = [f"n{i}" for i in range(6)]
    records = "".join(
        f"  k{i}:\n    {{source: s{i}, means: {{en: A}}, basis: own service, context: life,\n"
        f"     needs: [money], fields: {{amount: money 1..9, one: 'one of {', '.join(names)}'}}}}\n"
        for i in range(kinds)
    )
    table = ", ".join(f"{name}: {place + 1}" for place, name in enumerate(names))
    spans = ", ".join(f"{name}: {9 - place} years" for place, name in enumerate(names))
    rules = "".join(
        f"  r{i}: {{title: {{en: A}}, record: k{i}, by: one, table: {{{table}}},"
        f" lasts: {{{spans}}}, cap: {{points: 99, per: day}}}}\n"
        f"  m{i}: {{title: {{en: A}}, record: k{i}, each: amount, points: 1}}\n"
        for i in range(kinds)
    )
    levels = "".join(
        f"  l{i}: {{from: {i * 40_000 + 1}, title: {{en: A}}, opens: [b]}}\n" for i in range(20)
    )
    benefit = "{title: {en: A}, partner: p, context: life, everyone: 1, member: 2, because: c}"
    return (
        "policy: large\nkind: points\nedition: 1\npublished: 2026-08-28\nfrom: 2026-10-01\n"
        f"notice: 30 days\ntitle: {{en: A}}\nstart: 0\nrecords:\n{records}rules:\n{rules}"
        f"levels:\n{levels}benefits:\n  b: {benefit}\n"
    )


HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "deep-flow": (nested("[", "]", 200_000), "deeper"),
    "deep-mappings": (nested("{a: ", "}", 60_000), "deeper"),
    "deep-block": ("\n".join(" " * i + "a:" for i in range(900)), "deeper"),
    "open-brackets": ("[" * 500_000, "deeper"),
    "one-huge-word": (f"policy: {'a' * 511 * 1024}\n", "is not a name"),
    "one-huge-number": (f"kind: points\nstart: {'9' * 511 * 1024}\n", "is not a whole number"),
    "one-huge-key": (f"{'a' * 300_000}:\n  b: 1\n", "not YAML"),
    "one-long-key": (f"{'a' * 1_000}:\n  b: 1\n", "longer than"),
    "a-huge-key-over-many": (
        f"? {'k' * 100_000}\n: {{{', '.join(map(str, range(60_000)))}}}",
        "longer",
    ),
    "long-keys-over-many": (
        "".join(f"{' ' * i}{'k' * 250}{i}:\n" for i in range(28))
        + f"{' ' * 28}x: {{{', '.join(map(str, range(60_000)))}}}\n",
        "unknown key",
    ),
    "billion-laughs": (laughs(), "alias"),
    "many-keys": (many("key-{i}: 1"), "unknown key"),
    "many-near-keys": (many("titel-{i}: 1"), "unknown key"),
    "one-key-often": (many("policy: x"), "duplicate key"),
    "many-empty-rules": (f"kind: points\nrules:\n{many('  r{i}: {{}}', 500_000)}", "rules"),
    "many-bad-kinds": (f"kind: points\nrecords:\n{many('  k{i}: {{}}', 500_000)}", "missing"),
    "many-bad-levels": (f"kind: points\nlevels:\n{many('  l{i}: {{}}', 500_000)}", "missing"),
    "many-dimensions": (f"kind: index\ndimensions:\n{many('  d{i}: {{}}', 500_000)}", "dimensions"),
    "many-items": (f"policy: [{'a,' * 250_000}]\n", "value is due"),
    "many-anchors": (many("k{i}: &a{i} 1"), "anchor"),
    "many-tags": (many("k{i}: !!x 1"), "tag"),
    "many-documents": ("policy: a\n" + "---\n" * 100_000, "second document"),
    "much-work": (large(400), "takes too long"),
    "nothing": ("", "says nothing"),
    "comments-only": ("# nothing\n" * 1000, "says nothing"),
    "bare-returns": (TOWN.replace("\n", "\r").replace("start: 1000", "start: x"), "whole number"),
    "tabs": (TOWN.replace("  ", "\t"), "not YAML"),
    "a-nul": (TOWN.replace("start", "sta\0rt"), "U+0000"),
    "nuls": ("\0" * 100_000, "U+0000"),
    "text-turned-round": (TOWN.replace("start", "\u202estart"), "U+202E"),
    "a-mark-in-the-middle": (TOWN.replace("start", "\ufeffstart"), "U+FEFF"),
    "utf-16": (TOWN.encode("utf-16"), "not UTF-8"),
    "utf-32": (TOWN.encode("utf-32-le"), "not UTF-8"),
    "latin-1": (TOWN.replace("Gift", "Gäft").encode("latin-1", "replace"), "not UTF-8"),
    "cut-in-a-character": (TOWN.encode()[: TOWN.encode().index("小".encode()) + 1], "not UTF-8"),
    "too-large": (b"#" * (512 * 1024 + 1), "524,289 bytes"),
    "noise": (Random(1).randbytes(100_000), "not UTF-8"),
}


def bounded(path: Path, words: str) -> str:
    """Return what a process with limits of time and memory says of a policy, about some words."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path), words],
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX * 3,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered_within_ten_seconds_and_600_mb(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / "policy.yaml"
    content, words = HOSTILE[name]
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    counts, *said = bounded(path, words).splitlines()
    assert int(counts.split()[0]) > 0
    assert len(said) == 1, f"no problem says {words!r}"


def test_the_bounds_are_noticed(tmp_path: Path) -> None:
    """The control: a program that takes too much does not come through."""
    greedy = PROGRAM.replace("found =", "hoard = bytearray(700 * 1024 * 1024)\nfound =")
    path = tmp_path / "policy.yaml"
    path.write_text(TOWN, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", greedy, str(path), ""], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "MemoryError" in done.stderr


@pytest.mark.parametrize("text", [TOWN, INDEX], ids=["points", "index"])
def test_line_ends_and_a_mark_at_the_start_change_nothing(text: str) -> None:
    for content in (text.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + text.encode()):
        found = check_text(content, file="policy.yaml")
        assert [str(problem) for problem in found.errors] == []
        assert found.policy is not None


def flipped(text: str, random: Random) -> bytes:
    """Return a text with a few bytes changed."""
    content = bytearray(text.encode())
    for _ in range(random.randint(1, 3)):
        content[random.randrange(len(content))] = random.randrange(256)
    return bytes(content)


def without_lines(text: str, random: Random) -> bytes:
    """Return a text without some of its lines."""
    lines = text.splitlines()
    for _ in range(random.randint(1, 3)):
        del lines[random.randrange(len(lines))]
    return "\n".join(lines).encode()


def with_lines_twice(text: str, random: Random) -> bytes:
    """Return a text with a line copied to another place."""
    lines = text.splitlines()
    lines.insert(random.randrange(len(lines)), random.choice(lines))
    return "\n".join(lines).encode()


def with_words_swapped(text: str, random: Random) -> bytes:
    """Return a text in which two words, keys or values, have changed places."""
    words = re.findall(r"[\w%-]+", text)
    first, second = random.choice(words), random.choice(words)
    parts = re.split(r"([\w%-]+)", text)
    places = [place for place, part in enumerate(parts) if part in {first, second}]
    for place in random.sample(places, min(len(places), 2)):
        parts[place] = second if parts[place] == first else first
    return "".join(parts).encode()


def with_another_value(text: str, random: Random) -> bytes:
    """Return a text in which one value is something else."""
    values = ["0", "-1", "[]", "{}", "none", "yes", "1e9", "~", "'", "2026-10-01", "1 year", "50%"]
    lines = text.splitlines()
    place = random.choice([i for i, line in enumerate(lines) if ":" in line])
    key = lines[place].partition(":")[0]
    lines[place] = f"{key}: {random.choice(values)}"
    return "\n".join(lines).encode()


Mutation = Callable[[str, Random], bytes]
MUTATIONS: tuple[Mutation, ...] = (
    flipped,
    without_lines,
    with_lines_twice,
    with_words_swapped,
    with_another_value,
)


def outcome(found: Checked) -> str:
    """Return whether a text is a policy or has problems; nothing else is known."""
    assert (found.policy is None) == bool(found.errors)
    assert all(problem.what and problem.hint for problem in found.errors)
    return "policy" if found.policy is not None else "problems"


@pytest.mark.parametrize("text", [TOWN, INDEX], ids=["points", "index"])
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_a_mutant_is_a_policy_or_has_problems(text: str, mutation: Mutation) -> None:

    random = Random(f"{mutation.__name__}{len(text)}")
    outcomes = [
        outcome(check_text(mutation(text, random), file="policy.yaml"))
        for _ in range(MUTANTS // len(MUTATIONS))
    ]
    assert outcomes.count("problems") > len(outcomes) / 4
