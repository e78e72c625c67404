"""Measure how long `goodstanding --help` and `--version` take, the start of Python included."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

COMMAND = Path(sys.executable).with_name("goodstanding")
REPEATS = 11
LIMIT_SECONDS = 0.3


def seconds(option: str) -> float:
    """Return the median of some starts."""
    took = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        done = subprocess.run([str(COMMAND), option], capture_output=True, check=True)
        took.append(time.perf_counter() - began)
        assert done.stdout
    return statistics.median(took)


def bare() -> float:
    """Return the median of starting Python for nothing."""
    took = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], capture_output=True, check=True)
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def main() -> None:
    """Print the figures and exit with 1 where help is too slow."""
    for_help = seconds("--help")
    print(
        f"goodstanding --help: {for_help * 1e3:.0f} ms (limit {LIMIT_SECONDS * 1e3:.0f} ms); "
        f"--version: {seconds('--version') * 1e3:.0f} ms; Python alone: {bare() * 1e3:.0f} ms"
    )
    sys.exit(0 if for_help <= LIMIT_SECONDS else 1)


if __name__ == "__main__":
    main()
