"""The web framework and the tables of a ledger, set up once for a session of tests."""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

import psycopg
from django.core.management import call_command
from tests.support.databases import postgres_server

from goodstanding.config.file import read_programme_file
from goodstanding.config.opening import set_up as set_up_framework
from goodstanding.ledger.keys import Keys

ADDRESS: Final = os.environ.get("GOODSTANDING_TEST_DATABASE", "")
"""Another database than a file: `postgres` starts a server, postgresql://... is there already."""

SETTINGS: Final = """
[programme]
title = {{en = "Seaside thanks", zh = "海滨致谢"}}
kind = "city office"
time_zone = "Asia/Shanghai"
languages = ["en", "zh"]
[controller]
name = "Recognition office"
address = "1 Harbour Road"
contact = "office@seaside.example"
[database]
url = "{url}"
[legal_basis]
traffic-fine = "Road Traffic Act, section 1"
traffic-warning = "Road Traffic Act, section 1"
"""


@cache
def postgres() -> str:
    """Return the folder of the server that this session started."""
    server = ExitStack()
    folder = Path(tempfile.mkdtemp(prefix="gs-postgres-"))
    server.callback(shutil.rmtree, folder, ignore_errors=True)
    server.enter_context(postgres_server(folder))
    atexit.register(server.close)
    return str(folder)


def new_database(folder: Path) -> str:
    """Return the address of an empty database for the programme in a folder."""
    if not ADDRESS:
        return "sqlite:ledger.sqlite3"
    if ADDRESS != "postgres":
        return ADDRESS
    name = f"p{hash(folder) & 0xFFFFFFFF:08x}"
    with psycopg.connect(f"host={postgres()} user=postgres dbname=postgres", autocommit=True) as it:
        it.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql://postgres@/{name}?host={postgres()}"


@cache
def set_up() -> Path:
    """Set up the web framework and the tables once for the process; return the folder."""
    memory = Path("/dev/shm")  # noqa: S108 - a disk in memory, where there is one
    folder = Path(tempfile.mkdtemp(prefix="gs-", dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = new_database(folder)
    (folder / "goodstanding.toml").write_text(SETTINGS.format(url=url), encoding="utf-8")
    set_up_framework(read_programme_file(folder), Keys(None, Random(0).randbytes))

    call_command("migrate", verbosity=0)
    return folder
