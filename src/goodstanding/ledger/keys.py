"""Keys outside the database: one a member, one a consent, and a master for the programme's own."""

# The keys of members and consents stand in a small SQLite file of their own, each wrapped under the
# master. A backup of the ledger therefore holds nothing that can be read once a key is destroyed.
# Beside them stands which account a name for signing in opens: whoever knows the name of somebody
# who left finds nobody by it in an old backup, with the master neither.

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from goodstanding.errors import EnvironmentUnfitError
from goodstanding.ledger.room import Room, is_full
from goodstanding.ledger.sealing import KEY_BYTES, NONCE_BYTES, Seal
from goodstanding.scoring.files import sync_folder

MASTER: Final = "master"
MEMBERS: Final = "members.sqlite3"
TOKEN_BYTES: Final = 16
NUMBERS_AT_ONCE: Final = 500
PRAGMAS: Final = (
    "PRAGMA journal_mode = TRUNCATE",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)
TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS keys (number INTEGER PRIMARY KEY, wrapped BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS logins (token BLOB PRIMARY KEY, account TEXT NOT NULL)",
)

SEALS_KEPT_MAX: Final = 65_536
HASHES_KEPT_MAX: Final = 1_024
LENGTH_BYTES: Final = 4


class Hashing:
    """Keyed BLAKE2b (RFC 7693) of 16 bytes; what every text begins with is hashed once.

    Each text goes in after its length, so that no two lists of texts are taken for one.
    """

    __slots__ = ("_begun",)

    def __init__(self, key: bytes) -> None:
        """Begin with a key of at most 64 bytes."""
        self._begun = blake2b(key=key, digest_size=TOKEN_BYTES)

    def after(self, *texts: bytes) -> "Hashing":
        """Return the hash of texts that begin with these."""
        found = Hashing(b"")
        found._begun = self._begun.copy()
        for text in texts:
            found._begun.update(len(text).to_bytes(LENGTH_BYTES, "big") + text)
        return found

    def of(self, *texts: bytes) -> bytes:
        """Return the hash of texts, 16 bytes."""
        found = self._begun.copy()
        for text in texts:
            found.update(len(text).to_bytes(LENGTH_BYTES, "big") + text)
        return found.digest()


class Keys:
    """The keys of one programme. Several threads and processes may use the same folder."""

    def __init__(
        self,
        folder: Path | None,
        random_bytes: Callable[[int], bytes],
        *,
        room: Room | None = None,
    ) -> None:
        """Open the keys of a folder; None keeps them in memory, for a programme of an hour.

        `room` is what is let go where the disk is full.

        Raises:
            EnvironmentUnfitError: the folder holds no master key, or one of another length.
        """
        self._random_bytes = random_bytes
        self._room = room
        self._lock = Lock()
        self._derived: dict[str, bytes] = {}
        self._hashing: dict[tuple[str, ...], Hashing] = {}
        self._own: dict[str, Seal] = {}
        self._seals: dict[int, Seal] = {}
        self._version = 0
        if folder is None:
            master, place = random_bytes(KEY_BYTES), ":memory:"
        else:
            master, place = _read_master(folder), str(folder / MEMBERS)
        self._master = master
        self._wrap = AESGCM(self.derived("members"))
        self._database = sqlite3.connect(place, check_same_thread=False, timeout=20)
        self._database.isolation_level = None
        for statement in (*PRAGMAS, *TABLES):
            self._database.execute(statement)

    def close(self) -> None:
        """Let the file go."""
        self._database.close()

    def make(self, number: int) -> Seal:
        """Make and keep the key of a new member or consent; durable when it returns."""
        key, wrapped = self._new(number)
        with self._lock:
            self._change("INSERT INTO keys VALUES (?, ?)", number, wrapped)
        return Seal(key, self._random_bytes)

    def of(self, number: int) -> Seal | None:
        """Return the seal of a member or consent, None where the key was destroyed."""
        return self.of_all([number]).get(number)

    def of_all(self, numbers: Iterable[int]) -> dict[int, Seal]:
        """Return the seals of several; those whose key was destroyed are missing."""
        wanted = list(dict.fromkeys(numbers))
        with self._lock:
            self._forget_if_changed()
            found = {n: seal for n in wanted if (seal := self._seals.get(n))}
            asked = [number for number in wanted if number not in found]
            for first in range(0, len(asked), NUMBERS_AT_ONCE):
                some = asked[first : first + NUMBERS_AT_ONCE]
                marks = ",".join("?" * len(some))
                query = f"SELECT number, wrapped FROM keys WHERE number IN ({marks})"  # noqa: S608 - marks only
                for number, wrapped in self._database.execute(query, some).fetchall():
                    found[number] = Seal(self._unwrapped(number, wrapped), self._random_bytes)
            if len(self._seals) + len(asked) > SEALS_KEPT_MAX:
                self._seals = {}
            self._seals.update((n, found[n]) for n in asked if n in found)
        return found

    def _forget_if_changed(self) -> None:
        """Forget every seal at hand once another connection has changed the file."""
        [version] = self._database.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._seals = {}
            self._version = version

    def numbers(self) -> set[int]:
        """Return whose keys exist."""
        with self._lock:
            return {number for (number,) in self._database.execute("SELECT number FROM keys")}

    def destroy(self, number: int) -> None:
        """Destroy a key, if it is there; durable when it returns."""
        with self._lock:
            self._change("DELETE FROM keys WHERE number = ?", number)
            self._seals.pop(number, None)

    def login(self, token: bytes) -> str | None:
        """Return the account that a name for signing in opens, by the name's hash."""
        with self._lock:
            query = "SELECT account FROM logins WHERE token = ?"
            found = self._database.execute(query, (token,)).fetchone()
        return None if found is None else found[0]

    def keep_login(self, token: bytes, account: str) -> None:
        """Let a name open an account, and no other one any more; durable when it returns."""
        with self._lock:
            self._change("INSERT OR REPLACE INTO logins VALUES (?, ?)", token, account)

    def forget_login(self, account: str) -> None:
        """Let no name open an account any more; durable when it returns."""
        with self._lock:
            self._change("DELETE FROM logins WHERE account = ?", account)

    def _change(self, query: str, *values: object) -> None:
        """Change the file, again without the reserve where the disk is full."""
        try:
            self._database.execute(query, values)
        except sqlite3.OperationalError as error:
            if not is_full(error) or self._room is None or not self._room.let_go():
                raise
            self._database.execute(query, values)

    def hashed(self, purpose: str, *texts: str) -> bytes:
        """Return a keyed hash of texts, 16 bytes, which nobody without the master can make."""
        return self.hashing(purpose).of(*[text.encode() for text in texts])

    def hashing(self, purpose: str, *texts: str) -> "Hashing":
        """Return the keyed hash for one purpose, of texts that are still to be followed."""
        found = self._hashing.get((purpose, *texts))
        if found is None:
            found = Hashing(self.derived(purpose)).after(*[text.encode() for text in texts])
            if len(self._hashing) >= HASHES_KEPT_MAX:
                self._hashing.clear()
            self._hashing[purpose, *texts] = found
        return found

    def derived(self, purpose: str) -> bytes:
        """Return the programme's own key of 32 bytes for one purpose."""
        found = self._derived.get(purpose)
        if found is None:
            kdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode())
            found = self._derived[purpose] = kdf.derive(self._master)
        return found

    def seal_for(self, purpose: str) -> Seal:
        """Return the seal of the programme's own for one purpose."""
        found = self._own.get(purpose)
        if found is None:
            found = self._own[purpose] = Seal(self.derived(purpose), self._random_bytes)
        return found

    def signing(self, purpose: str) -> Ed25519PrivateKey:
        """Return the key that signs for one purpose: receipts, passes, honours; never a score."""
        return Ed25519PrivateKey.from_private_bytes(self.derived(f"sign {purpose}"))

    def _new(self, number: int) -> tuple[bytes, bytes]:
        """Return a new key, plain and wrapped."""
        key, nonce = self._random_bytes(KEY_BYTES), self._random_bytes(NONCE_BYTES)
        return key, nonce + self._wrap.encrypt(nonce, key, str(number).encode())

    def _unwrapped(self, number: int, wrapped: bytes) -> bytes:
        """Return a member's key."""
        nonce, rest = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        return self._wrap.decrypt(nonce, rest, str(number).encode())


def make_master(folder: Path, random_bytes: Callable[[int], bytes]) -> None:
    """Make the folder of a programme's keys and its master, whole; an existing master stays.

    Raises:
        EnvironmentUnfitError: the folder cannot be written.
    """
    path = folder / MASTER
    part = folder / f"{MASTER}.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists():
            return
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(random_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
        sync_folder(folder)
        sync_folder(folder.parent)
    except OSError as error:
        message = f"the keys' folder {folder} cannot be written: {error.strerror}"
        raise EnvironmentUnfitError(message) from None


def _read_master(folder: Path) -> bytes:
    """Return the master key of a folder."""
    try:
        master = (folder / MASTER).read_bytes()
    except OSError:
        message = (
            f"the keys' folder {folder} holds no readable master key. Run `goodstanding migrate` "
            "for a new programme, or bring back the folder of an old one."
        )
        raise EnvironmentUnfitError(message) from None
    if len(master) != KEY_BYTES:
        message = f"the master key in {folder} is damaged. Bring it back from where it is kept."
        raise EnvironmentUnfitError(message)
    return master
