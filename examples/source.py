"""A source that files records: validates them, sends them in batches, and sends again what failed.

Only the standard library. The key comes from the environment, never from the command line:

    export GOODSTANDING_KEY=gs-source-...
    python examples/source.py https://seaside.example records.ndjson --validate
    python examples/source.py https://seaside.example records.ndjson

A key made with `--sandbox` is good for `--validate` alone. Sending the same file twice counts once,
because each record has its own `id`.
"""

import argparse
import json
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

ROWS_AT_ONCE: Final = 1_000
TRIES: Final = 5
AGAIN: Final = {429, 500, 503}
"""Answers after which nothing was taken and the same request may be sent again."""


def main(arguments: Sequence[str] | None = None) -> int:
    """File the records of a file; return 0 once all were taken, 1 where some were malformed."""
    parser = argparse.ArgumentParser(description="File records with a programme.")
    parser.add_argument("address", help="where the programme is, as https://seaside.example")
    parser.add_argument("file", type=Path, help="records, one JSON object a line")
    parser.add_argument(
        "--validate", action="store_true", help="only ask whether they are well formed"
    )
    said = parser.parse_args(arguments)
    path = "records/validate" if said.validate else "records"
    rows = malformed = 0
    for first, batch in batches(said.file):
        answer = send(f"{said.address}/api/v1/{path}", batch, os.environ["GOODSTANDING_KEY"])
        rows += answer["rows"]
        malformed += len({each["row"] for each in answer["malformed"]})
        for each in answer["malformed"]:
            line = first + each["row"] - 1
            print(
                f"{said.file}:{line}: {each['column']}: {each['what']}. {each['hint']}.",
                file=sys.stderr,
            )
    print(f"{rows} rows sent, {malformed} malformed")
    return int(malformed > 0)


def batches(file: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file in batches, each with the number of its first line."""
    with file.open("rb") as lines:
        batch: list[bytes] = []
        first = 1
        for number, line in enumerate(lines, start=1):
            batch.append(line.rstrip(b"\r\n"))
            if len(batch) == ROWS_AT_ONCE:
                yield first, b"\n".join(batch)
                first, batch = number + 1, []
        if batch:
            yield first, b"\n".join(batch)


def send(address: str, body: bytes, key: str) -> dict[str, Any]:
    """Send a batch until it was taken. An answer that was lost on its way does no harm."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
    for turn in range(TRIES):
        request = urllib.request.Request(address, data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError as error:
            if error.code not in AGAIN or turn == TRIES - 1:
                sys.exit(f"{error.code}: {error.read().decode()}")
        except urllib.error.URLError as error:
            if turn == TRIES - 1:
                sys.exit(f"no answer: {error.reason}")
        time.sleep(2**turn)
    return {}


if __name__ == "__main__":
    sys.exit(main())
