"""A source: links members, tries records, files them in batches, sends again, and takes back.

Only the standard library. The key comes from the environment, never from the command line:

    export GOODSTANDING_KEY=gs-source-...
    python examples/source.py https://seaside.example --link 7K3M9QXA2B
    python examples/source.py https://seaside.example records.ndjson --validate
    python examples/source.py https://seaside.example records.ndjson
    python examples/source.py https://seaside.example --recall shift-7

A key made with `--sandbox` is good for `--validate` alone. Sending the same file twice counts once,
because each record has its own `id`. One that was taken back stays so: correct it under a new `id`.
"""

import argparse
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

LINES, JSON = "application/x-ndjson", "application/json"
ROWS_AT_ONCE: Final = 1_000
TRIES: Final = 5
AGAIN: Final = {429, 500, 503}
"""Answers after which nothing was taken and the same request may be sent again."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked for; return 0 once all was taken, 1 where some was no use."""
    parser = argparse.ArgumentParser(description="File records with a programme.")
    parser.add_argument("address", help="where the programme is, as https://seaside.example")
    parser.add_argument("file", type=Path, nargs="?", help="records, one JSON object a line")
    parser.add_argument("--link", nargs="+", metavar="SLIP", help="print the handle of each slip")
    parser.add_argument("--recall", nargs="+", metavar="ID", help="take records back")
    parser.add_argument(
        "--validate", action="store_true", help="only ask whether they are well formed"
    )
    said = parser.parse_args(arguments)
    at = f"{said.address}/api/v1"
    if sum(each is not None for each in (said.file, said.link, said.recall)) != 1:
        parser.error("give a file, slips to link, or records to recall")
    if said.link:
        handles = send(f"{at}/links", json.dumps({"slips": said.link}).encode(), media=JSON)[
            "handles"
        ]
        for slip, handle in zip(said.link, handles, strict=True):
            print(slip, handle or "no handle: ask the member for another slip")
        return int(None in handles)
    if said.recall:
        for name in said.recall:
            send(f"{at}/records/{urllib.parse.quote(name, safe='')}", method="DELETE")
        print(f"{len(said.recall)} recalled")
        return 0
    return filed(said.file, f"{at}/records/validate" if said.validate else f"{at}/records")


def filed(file: Path, address: str) -> int:
    """Send the records of a file; return 1 where some were malformed, else 0."""
    rows = malformed = 0
    for first, batch in batches(file):
        answer = send(address, batch)
        rows += answer["rows"]
        malformed += len({each["row"] for each in answer["malformed"]})
        for each in answer["malformed"]:
            line = first + each["row"] - 1
            print(
                f"{file}:{line}: {each['column']}: {each['what']}. {each['hint']}.",
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


def send(
    address: str, body: bytes | None = None, *, media: str = LINES, method: str = "POST"
) -> dict[str, Any]:
    """Send until it was taken. An answer that was lost on its way does records no harm."""
    headers = {"Authorization": f"Bearer {os.environ['GOODSTANDING_KEY']}", "Content-Type": media}
    for turn in range(TRIES):
        request = urllib.request.Request(address, data=body, headers=headers, method=method)
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
