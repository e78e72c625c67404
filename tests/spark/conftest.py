"""One session of Spark for all tests that need no cluster of their own: a JVM costs seconds."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.spark import end_shared_session, shared_session


@pytest.fixture(scope="session")
def _ended() -> Iterator[None]:
    """End the session after the last test."""
    yield
    end_shared_session()


@pytest.fixture
def spark(_ended: None) -> Any:
    """Return a session of two local cores."""
    return shared_session()
