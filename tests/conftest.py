"""Hypothesis profiles, and the count of tests that `.ci/run` prints last."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests.support.exercised import BEGINNING

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    "quick", max_examples=25, derandomize=True, deadline=None, print_blob=True, database=None
)
settings.register_profile(
    "ci",
    max_examples=150,
    derandomize=True,
    deadline=None,
    print_blob=True,
    database=None,
    suppress_health_check=SLOW,
)
settings.register_profile(
    "night",
    max_examples=5_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=SLOW,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


class Count:
    """How many tests passed, failed and were skipped."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.passed = self.failed = self.skipped = 0
        self.exercised: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test once: its call, or the set-up or tear-down that kept it from passing."""
        if report.skipped:
            self.skipped += 1
        elif report.failed:
            self.failed += 1
        elif report.when == "call":
            self.passed += 1
            lines = report.capstdout.splitlines()
            self.exercised += [line for line in lines if line.startswith(BEGINNING)]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print what tests that passed say they exercised."""
        for line in self.exercised:
            terminalreporter.write_line(line)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Leave the count where `.ci/run` finds it."""
        line = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        path = session.config.getoption("count")
        if path is not None:
            path.write_text(json.dumps({"line": line}) + "\n", encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `.ci/run` name the file that it reads the count from."""
    parser.addoption("--count", type=Path, help="write how many tests passed to this file")


def pytest_configure(config: pytest.Config) -> None:
    """Count this session."""
    config.pluginmanager.register(Count(), "count")
