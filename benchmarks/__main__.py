"""Run every benchmark: `python benchmarks [--size 200m] [--folder DIR] [NAME ...]`.

Without a size each script measures what it measures by itself, which takes minutes in all. A size
is a number of records, as 2m, 20m or 200m, of a city with 20 records a member; the scripts that
measure a city share it, and DIR keeps it for the next time. A script that fails hides no other one:
all are run, those that failed are named, and then the whole has failed.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

HERE: Final = Path(__file__).parent
RECORDS_A_MEMBER: Final = 20
SNAPSHOT: Final = ("city", "changed_only", "peers", "peers_arrays", "peers_lines", "spark")
"""The scripts that take the members of a city, and the folder of its snapshot."""

FILES: Final = ("intake",)
"""Those that take the members of a city, and the folder of its files."""


def size_of(text: str) -> str:
    """Return a size as it is written: whole millions of records."""
    if not re.fullmatch(r"[1-9][0-9]{0,4}m", text):
        message = f"{text!r} is no size: write millions of records, as 20m"
        raise argparse.ArgumentTypeError(message)
    return text


def options(name: str, size: str | None, folder: Path) -> list[str]:
    """Return the options of a script; the city of a size has a folder of its own."""
    if size is None or name not in SNAPSHOT + FILES:
        return []
    kind = "files" if name in FILES else "city"
    members = int(size[:-1]) * 1_000_000 // RECORDS_A_MEMBER
    return ["--members", str(members), "--folder", str(folder / f"{kind}-{size}")]


def run_all(scripts: Sequence[Path], size: str | None, folder: Path) -> int:
    """Run scripts one after another, name those that failed, and return 1 where one has."""
    failed = []
    for script in scripts:
        asked = options(script.stem, size, folder)
        print(f"== {script.name} {' '.join(asked)}".rstrip(), flush=True)
        if subprocess.run([sys.executable, str(script), *asked], check=False).returncode:
            failed.append(script.stem)
    print(f"== {len(scripts)} run, failed: {', '.join(failed) or 'none'}")
    return int(bool(failed))


def main(arguments: Sequence[str], here: Path = HERE) -> int:
    """Run the scripts of a folder, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=size_of)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("names", nargs="*")
    given = parser.parse_args(arguments)
    scripts = [path for path in sorted(here.glob("*.py")) if not path.stem.startswith("_")]
    known = [path.stem for path in scripts]
    for name in given.names:
        if name not in known:
            parser.error(f"there is no benchmark {name}: {', '.join(known)}")
    chosen = [path for path in scripts if path.stem in (given.names or known)]
    with TemporaryDirectory() as room:
        folder = given.folder or Path(room)
        folder.mkdir(parents=True, exist_ok=True)
        return run_all(chosen, given.size, folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
