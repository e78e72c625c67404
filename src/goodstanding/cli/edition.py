"""The text of an edition that is to be published, read from a file and dated."""

from datetime import date
from pathlib import Path

from goodstanding.errors import ProblemsError
from goodstanding.rulebook.check import check_text


def text_of(file: Path) -> str:
    """Return the text of a policy's file.

    Raises:
        ProblemsError: it is not UTF-8.
    """
    content = file.read_bytes()
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise ProblemsError(check_text(content, file=str(file)).errors) from None


def dated(text: str, *, file: str, on: date) -> str:
    """Return a policy's text as published on a day, and in force as soon as its notice lets it.

    Raises:
        ProblemsError: the text cannot be read.
    """
    checked = check_text(text.encode(), file=file)
    policy = checked.reading.policy
    if policy is None:
        raise ProblemsError(checked.errors)
    said = {"published": on, "from": policy.notice.after(on)}
    lines = []
    for line in text.splitlines():
        key = line.partition(":")[0]
        lines.append(f"{key}: {said[key]}" if key in said else line)
    return "\n".join(lines) + "\n"
