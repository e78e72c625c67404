"""The policies that come with the package: where they are, and beginning a new one from one."""

import re
from pathlib import Path

from goodstanding.cli.output import write_text
from goodstanding.errors import EnvironmentUnfitError, UsageError

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def shipped_folder() -> Path:
    """Return the folder of the shipped policies: inside the package, or of a source checkout.

    Raises:
        EnvironmentUnfitError: neither is there.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "policies", package.parents[1] / "policies"):
        if (folder / "event-reference").is_dir():
            return folder
    message = "The shipped policies are not installed. Install goodstanding again."
    raise EnvironmentUnfitError(message)


def begin_from(like: str, name: str, folder: Path) -> list[Path]:
    """Write `name.yaml` and `name.tests.yaml` to a folder, begun from a shipped policy.

    Raises:
        UsageError: the name is not one, no such policy is shipped, or a file is there already.
    """
    if not NAME.fullmatch(name):
        message = f"{name!r} is no name for a policy. Use lower-case words with hyphens between."
        raise UsageError(message)
    source = shipped_folder() / like
    if not NAME.fullmatch(like) or not source.is_dir():
        known = sorted(path.name for path in shipped_folder().iterdir() if path.is_dir())
        message = f"No policy {like!r} is shipped. There are: {', '.join(known)}."
        raise UsageError(message)
    pairs = [
        (source / f"{like}{ending}", folder / f"{name}{ending}")
        for ending in (".yaml", ".tests.yaml")
    ]
    for _, target in pairs:
        if target.exists():
            message = f"{target} is there already. Choose another name or folder."
            raise UsageError(message)
    for path, target in pairs:
        text = path.read_text(encoding="utf-8")
        named = re.sub(
            rf"^policy:(\s+){re.escape(like)}\b", rf"policy:\g<1>{name}", text, flags=re.MULTILINE
        )
        write_text(named, target)
    return [target for _, target in pairs]
