"""Disks of one's own for tests: one that forgets what was not forced to it, and small ones."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tests.support.pages import ROOT

MOUNT: Final = shutil.which("mount") or "mount"
UNMOUNT: Final = shutil.which("umount") or "umount"


@dataclass(frozen=True)
class LossyDisk:
    """A mounted disk; nobody else may be using it while it is given an order."""

    process: subprocess.Popen[str]

    def cut(self, seed: int) -> int:
        """Cut the power and switch it on again; return how often anything was synced."""
        return self._order(f"cut {seed}")

    def fail(self, count: int) -> int:
        """Let the sync after so many more fail, and lose what it was about."""
        return self._order(f"eio {count}")

    def _order(self, text: str) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        word, count = self.process.stdout.readline().split()
        assert word == "done"
        return int(count)


@contextmanager
def lossy_disk(folder: Path) -> Iterator[LossyDisk]:
    """Mount a disk in a folder."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.lossy", folder],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "mounted\n", "the disk could not be mounted"
        yield LossyDisk(process)
    finally:
        process.communicate("end\n" if process.poll() is None else None, timeout=20)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """Mount a disk of so many bytes in a folder, and take it away with everything on it."""
    mount = [MOUNT, "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    subprocess.run(mount, check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run([UNMOUNT, "--lazy", folder], check=True, capture_output=True)


@cache
def cannot_mount() -> str:
    """Return why no disk can be mounted here, nothing where one can."""
    if os.geteuid() != 0:
        return "only root mounts a disk"
    with tempfile.TemporaryDirectory() as folder:
        try:
            with small_disk(Path(folder), 1 << 16):
                pass
        except (OSError, subprocess.CalledProcessError):
            return "no disk can be mounted here"
    return ""


@cache
def cannot_mount_lossy() -> str:
    """Return why no lossy disk can be mounted here, nothing where one can."""
    if cannot_mount():
        return cannot_mount()
    if not os.access("/dev/fuse", os.W_OK):
        return "there is no /dev/fuse"
    with tempfile.TemporaryDirectory() as folder:
        try:
            with lossy_disk(Path(folder)):
                return ""
        except AssertionError:
            return "no file system of ours can be mounted here"
