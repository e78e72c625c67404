"""A file system in memory that forgets at a power cut what was not forced to disk.

`python -m tests.support.lossy FOLDER` mounts it and takes orders, a line each: `cut SEED`, `eio N`,
`end`. It speaks the kernel's own protocol, so it needs root and /dev/fuse and no library.
"""

# Contents and names each have two states: what programs see, and what the disk holds. Only a sync
# of a file, or of a folder for its names, carries the one into the other. At a cut a page, a length
# or a folder that was not synced may still have reached the disk, as the seed has it; with seed 0
# none has.

import ctypes
import errno
import os
import select
import stat
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final, TypeAlias

PAGE: Final = 4_096
REQUEST_BYTES: Final = 1 << 17 | PAGE
WRITE_BYTES_MAX: Final = 1 << 17
HEADER: Final = struct.Struct("<IIQQIIII")
ANSWER: Final = struct.Struct("<IiQ")
ATTRIBUTES: Final = struct.Struct("<QQQQQQIIIIIIIIII")
ROOT: Final = 1
DIRECT: Final = 1
SIZE_IS_SET: Final = 8
MODE_IS_SET: Final = 1
NO_ANSWER: Final = {2, 36, 42}
NO_RIGHTS_NO_DEVICES: Final = 2 | 4


class _NoError(OSError):
    """What a request is answered with instead of a result."""


def _no(number: int) -> _NoError:
    """Return an answer that says no."""
    return _NoError(number, os.strerror(number))


@dataclass(eq=False)
class File:
    """What a program sees of a file, what the disk holds of it, and the pages that differ."""

    mode: int
    seen: bytearray = field(default_factory=bytearray)
    held: bytearray = field(default_factory=bytearray)
    dirty: set[int] = field(default_factory=set)

    def write(self, place: int, content: bytes) -> None:
        """Write what a program sees."""
        self.resize(max(len(self.seen), place + len(content)))
        self.seen[place : place + len(content)] = content
        self.dirty.update(range(place // PAGE, (place + len(content) - 1) // PAGE + 1))

    def resize(self, size: int) -> None:
        """Cut or lengthen what a program sees."""
        if size < len(self.seen):
            del self.seen[size:]
        elif size > len(self.seen):
            self.dirty.update(range(len(self.seen) // PAGE, (size - 1) // PAGE + 1))
            self.seen.extend(bytes(size - len(self.seen)))

    def sync(self) -> None:
        """Carry everything to the disk."""
        self._reach(self.dirty, len(self.seen))
        self.dirty.clear()

    def cut(self, random: Random | None) -> None:
        """Lose what was not synced, but for what reached the disk by itself."""
        if random is not None:
            kept = {page for page in sorted(self.dirty) if random.random() < 0.5}
            longer = (max(kept) + 1) * PAGE if kept else 0
            self._reach(kept, random.choice([len(self.seen), max(len(self.held), longer)]))
        self.seen = bytearray(self.held)
        self.dirty.clear()

    def _reach(self, pages: set[int], size: int) -> None:
        """Let pages and a length reach the disk."""
        del self.held[size:]
        self.held.extend(bytes(size - len(self.held)))
        for page in pages:
            part = self.seen[page * PAGE : min((page + 1) * PAGE, size)]
            self.held[page * PAGE : page * PAGE + len(part)] = part


@dataclass(eq=False)
class Folder:
    """The names that a program sees in a folder, and those that the disk holds."""

    mode: int
    seen: dict[bytes, "Node"] = field(default_factory=dict)
    held: dict[bytes, "Node"] = field(default_factory=dict)

    def sync(self) -> None:
        """Carry the names to the disk."""
        self.held = dict(self.seen)

    def cut(self, random: Random | None) -> None:
        """Lose the names that were not synced, unless the folder reached the disk by itself."""
        if random is not None and random.random() < 0.5:
            self.sync()
        self.seen = dict(self.held)
        for node in list(self.seen.values()):
            node.cut(random)


Node: TypeAlias = File | Folder


class Disk:
    """The file system: answers requests by their number in the protocol."""

    def __init__(self) -> None:
        """Begin empty."""
        self._nodes: dict[int, Node] = {ROOT: Folder(mode=stat.S_IFDIR | 0o755)}
        self._numbers: dict[int, int] = {id(self._nodes[ROOT]): ROOT}
        self.syncs = 0
        self.fail_at: int | None = None
        self._ways = {
            1: self._look_up, 3: self._attributes, 4: self._set, 9: self._make_folder,
            10: self._remove, 11: self._remove, 12: self._rename, 13: self._link, 14: self._open,
            15: self._read, 16: self._write, 17: self._room, 18: self._nothing, 20: self._sync,
            25: self._nothing, 26: self._begin, 27: self._open, 28: self._names, 29: self._nothing,
            30: self._sync, 35: self._create, 43: self._allocate, 45: self._rename,
        }  # fmt: skip

    def cut(self, seed: int) -> None:
        """Lose what was not synced."""
        self._nodes[ROOT].cut(Random(seed) if seed else None)

    def answer(self, request: bytes) -> bytes | None:
        """Answer a request of the kernel."""
        _, way, unique, number, *_ = HEADER.unpack_from(request)
        if way in NO_ANSWER:
            return None
        try:
            if way not in self._ways:
                raise _no(errno.ENOSYS)
            code, content = 0, self._ways[way](number, way, request[HEADER.size :])
        except _NoError as error:
            code, content = -(error.errno or errno.EIO), b""
        return ANSWER.pack(ANSWER.size + len(content), code, unique) + content

    def _begin(self, _number: int, _way: int, content: bytes) -> bytes:
        major, minor = struct.unpack_from("<II", content)
        return struct.pack("<IIIIHHIIHHI28x", major, min(minor, 31), 0, 0, 8, 6, WRITE_BYTES_MAX,
                           1, 0, 0, 0)  # fmt: skip

    def _folder(self, number: int) -> Folder:
        found = self._nodes[number]
        if not isinstance(found, Folder):
            raise _no(errno.ENOTDIR)
        return found

    def _file(self, number: int) -> File:
        found = self._nodes[number]
        if not isinstance(found, File):
            raise _no(errno.EISDIR)
        return found

    def _number(self, node: Node) -> int:
        number = self._numbers.setdefault(id(node), len(self._nodes) + 1)
        self._nodes[number] = node
        return number

    def _said(self, number: int) -> bytes:
        node = self._nodes[number]
        size = len(node.seen) if isinstance(node, File) else 0
        blocks = (size + 511) // 512
        return ATTRIBUTES.pack(number, size, blocks, 0, 0, 0, 0, 0, 0, node.mode, 1, os.getuid(),
                               os.getgid(), 0, PAGE, 0)  # fmt: skip

    def _entry(self, node: Node) -> bytes:
        number = self._number(node)
        return struct.pack("<QQQQII", number, 0, 0, 0, 0, 0) + self._said(number)

    def _look_up(self, number: int, _way: int, content: bytes) -> bytes:
        found = self._folder(number).seen.get(content.rstrip(b"\0"))
        if found is None:
            raise _no(errno.ENOENT)
        return self._entry(found)

    def _attributes(self, number: int, _way: int, _content: bytes) -> bytes:
        return struct.pack("<QII", 0, 0, 0) + self._said(number)

    def _set(self, number: int, way: int, content: bytes) -> bytes:
        asked, _, _, size = struct.unpack_from("<IIQQ", content)
        if asked & SIZE_IS_SET:
            self._file(number).resize(size)
        if asked & MODE_IS_SET:
            node = self._nodes[number]
            [mode] = struct.unpack_from("<I", content, 68)
            node.mode = stat.S_IFMT(node.mode) | stat.S_IMODE(mode)
        return self._attributes(number, way, b"")

    def _make_folder(self, number: int, _way: int, content: bytes) -> bytes:
        mode, _ = struct.unpack_from("<II", content)
        made = Folder(mode=stat.S_IFDIR | stat.S_IMODE(mode))
        self._folder(number).seen[content[8:].rstrip(b"\0")] = made
        return self._entry(made)

    def _create(self, number: int, way: int, content: bytes) -> bytes:
        _, mode, _, _ = struct.unpack_from("<IIII", content)
        made = File(mode=stat.S_IFREG | stat.S_IMODE(mode))
        self._folder(number).seen[content[16:].rstrip(b"\0")] = made
        return self._entry(made) + self._open(number, way, b"")

    def _remove(self, number: int, _way: int, content: bytes) -> bytes:
        names, name = self._folder(number).seen, content.rstrip(b"\0")
        if name not in names:
            raise _no(errno.ENOENT)
        found = names[name]
        if isinstance(found, Folder) and found.seen:
            raise _no(errno.ENOTEMPTY)
        del names[name]
        return b""

    def _rename(self, number: int, way: int, content: bytes) -> bytes:
        [target] = struct.unpack_from("<Q", content)
        old, new = content[16 if way == 45 else 8 :].rstrip(b"\0").split(b"\0")
        names = self._folder(number).seen
        if old not in names:
            raise _no(errno.ENOENT)
        self._folder(target).seen[new] = names.pop(old)
        return b""

    def _link(self, number: int, _way: int, content: bytes) -> bytes:
        [old] = struct.unpack_from("<Q", content)
        names, name = self._folder(number).seen, content[8:].rstrip(b"\0")
        if name in names:
            raise _no(errno.EEXIST)
        names[name] = self._nodes[old]
        return self._entry(names[name])

    def _open(self, _number: int, _way: int, _content: bytes) -> bytes:
        return struct.pack("<QII", 0, DIRECT, 0)

    def _read(self, number: int, _way: int, content: bytes) -> bytes:
        _, place, size = struct.unpack_from("<QQI", content)
        return bytes(self._file(number).seen[place : place + size])

    def _write(self, number: int, _way: int, content: bytes) -> bytes:
        _, place, size = struct.unpack_from("<QQI", content)
        self._file(number).write(place, content[40 : 40 + size])
        return struct.pack("<II", size, 0)

    def _allocate(self, number: int, _way: int, content: bytes) -> bytes:
        _, place, size, mode = struct.unpack_from("<QQQI", content)
        if mode:
            raise _no(errno.EOPNOTSUPP)
        file = self._file(number)
        file.resize(max(len(file.seen), place + size))
        return b""

    def _sync(self, number: int, _way: int, _content: bytes) -> bytes:
        self.syncs += 1
        node = self._nodes[number]
        if self.syncs == self.fail_at:
            if isinstance(node, File):
                node.dirty.clear()  # as kernels do: the pages count as written, and are not
            raise _no(errno.EIO)
        node.sync()
        return b""

    def _room(self, _number: int, _way: int, _content: bytes) -> bytes:
        return struct.pack("<QQQQQIII28x", 1 << 20, 1 << 20, 1 << 20, 0, 0, PAGE, 255, PAGE)

    def _nothing(self, _number: int, _way: int, _content: bytes) -> bytes:
        return b""

    def _names(self, number: int, _way: int, content: bytes) -> bytes:
        _, first, size = struct.unpack_from("<QQI", content)
        answer = b""
        for place, (name, node) in enumerate(self._folder(number).seen.items(), start=1):
            kind = stat.S_IFMT(node.mode) >> 12
            entry = struct.pack("<QQII", self._number(node), place, len(name), kind) + name
            entry += bytes(-len(entry) % 8)
            if place <= first:
                continue
            if len(answer) + len(entry) > size:
                break
            answer += entry
        return answer


def _mount(folder: Path) -> int:
    """Mount the file system, and return where its requests come from."""
    requests = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={requests},rootmode=40000,user_id={os.getuid()},group_id={os.getgid()}"
    library = ctypes.CDLL(None, use_errno=True)
    place = str(folder).encode()
    if library.mount(b"lossy", place, b"fuse.lossy", NO_RIGHTS_NO_DEVICES, options.encode()) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return requests


def _unmount(folder: Path) -> None:
    """Take the file system away, at once."""
    ctypes.CDLL(None).umount2(str(folder).encode(), 2)


def serve(folder: Path) -> None:
    """Serve until told to end."""
    disk, requests = Disk(), _mount(folder)
    try:
        _say("mounted")
        while True:
            ready, _, _ = select.select([requests, sys.stdin], [], [])
            if requests in ready:
                answer = disk.answer(os.read(requests, REQUEST_BYTES))
                if answer is not None:
                    os.write(requests, answer)
            elif not _obey(disk, os.read(sys.stdin.fileno(), 80).decode().split()):
                return
    finally:
        _unmount(folder)


def _obey(disk: Disk, order: list[str]) -> bool:
    """Carry out an order; False ends."""
    match order:
        case ["cut", seed]:
            disk.cut(int(seed))
        case ["eio", count]:
            disk.fail_at = disk.syncs + int(count)
        case _:
            return False
    _say(f"done {disk.syncs}")
    return True


def _say(text: str) -> None:
    """Say something to whoever gives the orders."""
    os.write(sys.stdout.fileno(), (text + "\n").encode())


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
