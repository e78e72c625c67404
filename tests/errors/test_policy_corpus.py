"""Malformed policies: each names the message it must cause; hostile ones answer within bounds."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from tests.errors.hostile import HOSTILE
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


def bounded(path: Path, words: str) -> str:
    """Return what a process with limits of time and memory says of a policy, about some words."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path), words],
        capture_output=True,
        text=True,
        timeout=60 * SECONDS_MAX,
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


SHIPPED = sorted((ROOT / "policies").glob("*/*.yaml"))
GOOD = {"points": TOWN, "index": INDEX} | {
    path.stem: path.read_text(encoding="utf-8")
    for path in SHIPPED
    if not path.stem.endswith(".tests")
}


def outcome(found: Checked) -> str:
    """Return whether a text is a policy or has problems; nothing else is known."""
    assert (found.policy is None) == bool(found.errors)
    assert all(problem.what and problem.hint for problem in found.errors)
    return "policy" if found.policy is not None else "problems"


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_a_mutant_is_a_policy_or_has_problems(text: str, mutation: Mutation) -> None:

    random = Random(f"{mutation.__name__}{len(text)}")
    outcomes = [
        outcome(check_text(mutation(text, random), file="policy.yaml"))
        for _ in range(MUTANTS // len(MUTATIONS))
    ]
    assert outcomes.count("problems") > len(outcomes) / 5
