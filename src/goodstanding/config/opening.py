"""From a folder with `goodstanding.toml` to an open programme."""

from pathlib import Path
from typing import Final

import django
from django.conf import settings

from goodstanding.config.clock import SystemClock, SystemRandomness
from goodstanding.config.django_settings import framework_settings
from goodstanding.config.file import ProgrammeFile, read_programme_file
from goodstanding.config.posts import LETTER, MAIL, LetterFolder, MailServer
from goodstanding.errors import EnvironmentUnfitError
from goodstanding.ledger.keys import Keys, make_master
from goodstanding.ledger.room import Room
from goodstanding.ledger.store import DirectStore, Store
from goodstanding.service.ports import Post
from goodstanding.service.programme import Programme

MIB: Final = 1 << 20
IN_MEMORY: Final = "sqlite::memory:"
"""The address of a database that is gone with its connection."""


def open_programme(folder: Path, *, new: bool = False, store: Store | None = None) -> Programme:
    """Open the programme in a folder; `new` makes its keys where there are none yet.

    A process opens one programme. `store` is a `DirectStore` where none is given.

    Raises:
        ProblemsError: the settings are wrong.
        EnvironmentUnfitError: the keys are missing or damaged.
    """
    file = read_programme_file(folder)
    randomness = SystemRandomness()
    if new:
        make_master(file.keys_folder, randomness.random_bytes)
    room = room_of(file)
    keys = Keys(file.keys_folder, randomness.random_bytes, room=room)
    set_up(file, keys)
    return Programme(
        title=file.title,
        kind=file.kind,
        zone=file.zone,
        languages=file.languages,
        controller=file.controller,
        terms=file.terms,
        clock=SystemClock(),
        randomness=randomness,
        keys=keys,
        store=store or DirectStore(room),
        legal_basis=file.legal_basis,
        calendar=file.calendar,
        posts=posts_of(file),
        origin=file.origin,
        room=room,
        papers=file.papers,
    )


def room_of(file: ProgrammeFile) -> Room:
    """Return the reserve of a programme: beside its keys, and beside a ledger in a file."""
    kind, _, place = file.database_url.partition(":")
    ledger = [Path(place).parent] if kind == "sqlite" else []
    return Room([*ledger, file.keys_folder], file.reserve_mib * MIB)


def posts_of(file: ProgrammeFile) -> dict[str, Post]:
    """Return what sends notices, by channel; a channel that is not set up lets them wait."""
    found: dict[str, Post] = {}
    if file.letters_folder is not None:
        found[LETTER] = LetterFolder(file.letters_folder)
    if file.mail:
        found[MAIL] = MailServer(file.mail)
    return found


def set_up(file: ProgrammeFile, keys: Keys) -> None:
    """Set up the web framework for a programme, unless this process has done so.

    Raises:
        EnvironmentUnfitError: the process did so for a programme in memory.
    """
    if settings.configured:
        in_memory = settings.DATABASES["default"]["NAME"] == IN_MEMORY.partition(":")[2]
        if in_memory and file.database_url != IN_MEMORY:
            message = "this process holds a city in memory. Open the programme in another process."
            raise EnvironmentUnfitError(message)
        return
    settings.configure(**framework_settings(file, secret=keys.derived("web sessions").hex()))
    django.setup()
