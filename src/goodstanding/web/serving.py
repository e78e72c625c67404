"""Serving a programme: one process with the pages, the lanes, the worker's thread and the admin."""

import gc
import ipaddress
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING, Any, Final

from goodstanding.config.file import ProgrammeFile, read_programme_file
from goodstanding.config.posts import letters_fit
from goodstanding.config.ready import open_ready, server_store
from goodstanding.errors import EnvironmentUnfitError, Problem, ProblemsError, declare
from goodstanding.web.logs import note, set_up_logs

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from goodstanding.service.programme import Programme

THREADS: Final = 64
"""Most of them wait: for the disk, or for the moment at which an answer leaves."""
SWITCH_SECONDS: Final = 0.001
"""After so long a thread that works lets another one work: a short request beside a long one."""
BACKLOG: Final = 1024
PARENT_SECONDS: Final = 1.0
PORT_MAX: Final = 65535
YOUNG_MAX: Final = 20_000
"""So many objects are made before the collector looks for cycles among them."""

NOT_AN_ADDRESS = declare("serve-not-an-address", "A listener's address is not a host and a port.")
NOT_LOOPBACK = declare(
    "serve-not-loopback", "The admin listener was to be reached from other machines."
)


def address_of(text: str, *, setting: str) -> tuple[str, int]:
    """Return the host and port of an address such as 127.0.0.1:8000.

    Raises:
        ProblemsError: the text is none.
    """
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) <= PORT_MAX:
        what, hint = "this is no address", 'Write a host and a port, as "127.0.0.1:8000"'
        raise ProblemsError([Problem(code=NOT_AN_ADDRESS, path=setting, what=what, hint=hint)])
    return host.strip("[]"), int(port)


def admin_address_of(file: ProgrammeFile) -> tuple[str, int]:
    """Return where the admin listener is.

    Raises:
        ProblemsError: it is no address, or one that other machines reach.
    """
    host, port = address_of(file.admin_address, setting="web.admin_address")
    try:
        inside = ipaddress.ip_address(host).is_loopback
    except ValueError:
        inside = host == "localhost"
    if not inside:
        what = "the admin listener knows no logins and stays on this machine"
        hint = "Write 127.0.0.1 and a port, and let a proxy of yours guard it"
        problem = Problem(code=NOT_LOOPBACK, path="web.admin_address", what=what, hint=hint)
        raise ProblemsError([problem])
    return host, port


def serve(folder: Path, *, begun: Callable[[ProgrammeFile], None] = lambda _file: None) -> None:
    """Serve the programme of a folder until told to stop.

    `begun` is called once everything was found fit, before the first request.

    Raises:
        ProblemsError: the settings are wrong.
        EnvironmentUnfitError: keys, database or addresses are not fit.
    """
    file = read_programme_file(folder)
    host, port = address_of(file.address, setting="web.address")
    _check_free(host, port)
    _check_free(*admin_address_of(file))
    letters_fit(file)
    _look_once(folder)
    begun(file)
    from granian.constants import Interfaces
    from granian.server import Server

    server = Server(
        "goodstanding",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        websockets=False,
        log_enabled=False,
        respawn_failed_workers=True,
    )
    server.serve(target_loader=partial(load, folder, os.getpid()), wrap_loader=False)


def _check_free(host: str, port: int) -> None:
    """Refuse an address that somebody else listens on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = (
                f"{host}:{port} cannot be listened on: {error.strerror}. Stop what listens there, "
                "or write another address in goodstanding.toml."
            )
            raise EnvironmentUnfitError(message) from None


def _look_once(folder: Path) -> None:
    """Find out whether the programme is fit, and let go of everything again.

    The process that serves is a child of this one: it must not inherit an open database.
    """
    from django.db import connections

    programme = open_ready(folder)
    programme.keys.close()
    connections.close_all()


def load(folder: Path, parent: int) -> "WSGIApplication":
    """Open the programme in the process that serves, and return what answers its requests."""
    set_up_logs()
    file = read_programme_file(folder)
    programme = open_ready(folder, store=server_store(file))
    from goodstanding.web.admin import Check, admin_application, start_admin
    from goodstanding.web.rounds import Rounds
    from goodstanding.web.wsgi import application

    rounds = Rounds(programme)
    rounds.start()
    checks = [Check(name="worker", holds=rounds.is_well)]
    start_admin(admin_application(programme, checks), *admin_address_of(file))
    Thread(target=_end_with, args=(parent,), name="parent-watch", daemon=True).start()
    found = application(programme)
    warm_up(programme)
    note("serving")
    return found


def warm_up(programme: "Programme") -> None:
    """Read the edition in force before a request needs it, and put aside all that is loaded.

    The collector of cycles then looks at what requests leave: it would go through some hundred
    thousand objects in the middle of one, and stop the threads of all others for as long.
    """
    from goodstanding.service.editions import policy_on

    with suppress(ProblemsError):
        programme.read(lambda: policy_on(programme, programme.today()))
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_MAX)
    sys.setswitchinterval(SWITCH_SECONDS)


def _end_with(parent: int) -> None:
    """End this process once the one that supervises it is gone, however it went."""
    while os.getppid() == parent:
        sleep(PARENT_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


def work(folder: Path, *, once: bool = False) -> None:
    """Run the worker alone, for programmes whose pages run elsewhere; `once` for one round.

    Raises:
        ProblemsError: the settings are wrong.
        EnvironmentUnfitError: keys or database are not fit.
    """
    letters_fit(read_programme_file(folder))
    programme = open_ready(folder)
    from goodstanding.web.rounds import Rounds, begin, one_round

    if once:
        begin(programme)
        one_round(programme)
        return
    set_up_logs()
    rounds = Rounds(programme)

    def stop(_number: int, _frame: Any) -> None:  # noqa: ANN401 - a frame of the interpreter
        rounds.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    note("working")
    rounds.run()
    sys.stderr.flush()
