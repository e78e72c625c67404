"""Spark for tests: local sessions, and a standalone cluster of a master and workers on loopback."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

MISSING: Final = (
    "pyspark is not installed"
    if find_spec("pyspark") is None
    else "java is not installed"
    if shutil.which("java") is None
    else ""
)
SMALL: Final = {
    "spark.ui.enabled": "false",
    "spark.driver.memory": "512m",
    "spark.executor.memory": "512m",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.log.level": "ERROR",
}


_SHARED: Final = ExitStack()
_SESSIONS: Final[list[Any]] = []


def shared_session() -> Any:
    """Return a session of two local cores that tests have together, started by the first of them.

    A test that needs a cluster of its own ends it before, and whoever comes then starts another.
    """
    if not _SESSIONS:
        _SESSIONS.append(_SHARED.enter_context(session()))
    return _SESSIONS[0]


def end_shared_session() -> None:
    """End the session that tests have together."""
    _SESSIONS.clear()
    _SHARED.close()


@contextmanager
def session(master: str = "local[2]", **settings: str) -> Iterator[Any]:
    """Start a small session and stop it in the end, its JVM included."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = SparkSession.builder.master(master).appName("tests")
    for name, value in {**SMALL, **settings}.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    try:
        yield made
    finally:
        made.stop()
        gateway = SparkContext._gateway
        if gateway is not None:
            gateway.shutdown()
            gateway.proc.stdin.close()
            gateway.proc.wait(30)
            SparkContext._gateway = SparkContext._jvm = None


def free_port() -> int:
    """Return a port on loopback that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Cluster:
    """A master and workers, each a process of this machine."""

    def __init__(self, folder: Path, workers: int) -> None:
        import pyspark

        self._folder = folder
        self._home = str(Path(pyspark.__file__).parent)
        self._logs: list[Any] = []
        port = free_port()
        self.master = f"spark://127.0.0.1:{port}"
        self.processes: list[subprocess.Popen[bytes]] = []
        try:
            where = ("--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
            self._start("master.Master", *where)
            self._wait(port)
            for _ in range(workers):
                self.add_worker()
        except BaseException:
            self.stop()
            raise

    def _start(self, name: str, *options: str) -> None:
        """Start a process; it and what it starts form a group of their own."""
        environment = {
            **os.environ,
            "SPARK_HOME": self._home,
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
        }
        log = (self._folder / f"log-{len(self.processes)}").open("wb")
        self._logs.append(log)
        command = [f"{self._home}/bin/spark-class", f"org.apache.spark.deploy.{name}", *options]
        self.processes.append(
            subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        )

    @staticmethod
    def _wait(port: int) -> None:
        """Wait until somebody listens on a port."""
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        message = "the master does not answer"
        raise AssertionError(message)

    def add_worker(self) -> None:
        """Start a worker more."""
        own = ("--cores", "1", "--memory", "1g", "--host", "127.0.0.1", "--webui-port", "0")
        work = ("--work-dir", str(self._folder / f"work-{len(self.processes)}"))
        self._start("worker.Worker", *own, *work, self.master)

    def kill_when(self, number: int, folder: Path, pattern: str, *, least: int) -> "Killing":
        """Kill a worker as soon as a folder has so many such files."""
        return Killing(self, number, lambda: len(list(folder.glob(pattern))), least)

    def kill_worker(self, number: int) -> None:
        """Kill a worker with all it started, as a machine that loses its power."""
        worker = self.processes[1 + number]
        for group in {os.getpgid(process) for process in descendants(worker.pid)}:
            os.killpg(group, 9)
        worker.wait(30)

    def stop(self) -> None:
        """Kill every process that is left."""
        for process in self.processes:
            if process.poll() is None:
                for group in {os.getpgid(each) for each in descendants(process.pid)}:
                    os.killpg(group, 9)
                process.wait(30)
        for log in self._logs:
            log.close()


class Killing(threading.Thread):
    """Waits for its moment, and keeps how much there was when the worker was dead."""

    def __init__(self, started: Cluster, number: int, found: Callable[[], int], least: int) -> None:
        super().__init__(daemon=True)
        self._kill = (started, number, found, least)
        self.found = -1
        self.start()

    def run(self) -> None:
        started, number, found, least = self._kill
        until = time.monotonic() + 300
        while time.monotonic() < until:
            if found() >= least:
                started.kill_worker(number)
                self.found = found()
                return
            time.sleep(0.01)


def wait_for_executors(spark: Any, count: int) -> None:
    """Wait until so many executors have come to a session."""
    for _ in range(600):
        if spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() == count + 1:
            return
        time.sleep(0.1)
    message = f"there are no {count} executors"
    raise AssertionError(message)


def descendants(process: int) -> list[int]:
    """Return a process and all that it and those it started have started."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found = [process]
    for each in found:
        found += children.get(each, [])
    return found


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Start a cluster and end it."""
    made = Cluster(folder, workers)
    try:
        yield made
    finally:
        made.stop()
