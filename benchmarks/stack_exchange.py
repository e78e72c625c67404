"""Score the published records of Stack Exchange and count the real totals that come out.

    .venv/bin/python benchmarks/stack_exchange.py FOLDER

FOLDER holds records.csv, totals.csv and published.yaml; it can be named by STACK_EXCHANGE in the
environment, too. Without it nothing is measured. The rules of 2018 have to give exactly 774 of the
899 members with records and 7,634 of all 7,782; two wrong rules are the controls, and have to give
exactly what they gave before.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
COMMAND: Final = Path(sys.executable).with_name("goodstanding")
POLICY: Final = ROOT / "policies/stack-exchange-2018/stack-exchange-2018.yaml"

RUNS: Final[tuple[tuple[str, dict[str, str], int, int], ...]] = (
    ("the rules of 2018", {}, 774, 7_634),
    ("a floor at the end alone", {"hold: at every record": "hold: at the end"}, 706, 7_566),
    ("ten points for a question", {"points: 5 ": "points: 10 "}, 219, 7_079),
)


def policy_with(changes: dict[str, str], folder: Path) -> Path:
    """Return the policy with some of its text changed, in a file of its own."""
    text = POLICY.read_text(encoding="utf-8")
    for before, after in changes.items():
        assert text.count(before) == 1
        text = text.replace(before, after)
    path = folder / POLICY.name
    path.write_text(text, encoding="utf-8")
    return path


def agreement(policy: Path, published: Path, out: Path) -> dict[str, int]:
    """Return how many totals agree, even accounts by a difference of 0 or 100."""
    command = [COMMAND, "score", "--policy", policy, "--as-of", "2018-09-02", "--json"]
    command += ["--records", published / "records.csv", "--out", out]
    command += ["--expect", published / "totals.csv", "--off", "100"]
    ran = subprocess.run([str(part) for part in command], capture_output=True, check=True)
    found: dict[str, int] = json.loads(ran.stdout)["expect"]
    return found


def main() -> None:
    """Print the six figures and exit with 1 where one is another."""
    named = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("STACK_EXCHANGE", "")
    if not named:
        print("Stack Exchange: the folder of the published records was not named; not measured")
        return
    published = Path(named)
    exact = True
    for name, changes, recorded, everybody in RUNS:
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            policy = policy_with(changes, Path(folder))
            found = agreement(policy, published, Path(folder) / "out")
            took = time.perf_counter() - began
        exact &= (found["with_records_agree"], found["all_agree"]) == (recorded, everybody)
        print(
            f"{name}: {found['with_records_agree']:,} of {found['with_records']:,} members with "
            f"records (wanted {recorded:,}), {found['all_agree']:,} of all "
            f"{found['all_members']:,} (wanted {everybody:,}); {took:.1f} s"
        )
    sys.exit(0 if exact else 1)


if __name__ == "__main__":
    main()
