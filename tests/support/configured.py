"""The web framework and the tables of a ledger, set up once for a session of tests."""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from django.core.management import call_command

from goodstanding.config.file import read_programme_file
from goodstanding.config.opening import set_up as set_up_framework
from goodstanding.ledger.keys import Keys

ADDRESS: Final = os.environ.get("GOODSTANDING_TEST_DATABASE", "")
"""Where another database than a file of its own is to be used: postgresql://..."""

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
def set_up() -> Path:
    """Set up the web framework and the tables once for the process; return the folder."""
    memory = Path("/dev/shm")  # noqa: S108 - a disk in memory, where there is one
    folder = Path(tempfile.mkdtemp(prefix="gs-", dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = ADDRESS or "sqlite:ledger.sqlite3"
    (folder / "goodstanding.toml").write_text(SETTINGS.format(url=url), encoding="utf-8")
    set_up_framework(read_programme_file(folder), Keys(None, Random(0).randbytes))

    call_command("migrate", verbosity=0)
    return folder
