"""Values as bytes for the executors of Spark, policies included."""

import copyreg
import io
import pickle
from types import MappingProxyType
from typing import Any


def sent(value: Any) -> bytes:  # noqa: ANN401 - whatever a task is told
    """Return a value as bytes that `received` makes it of again."""
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream)
    # Policies are made of read-only mappings.
    pickler.dispatch_table = {
        **copyreg.dispatch_table,
        MappingProxyType: lambda shown: (_read_only, (dict(shown),)),
    }
    pickler.dump(value)
    return stream.getvalue()


def received(content: bytes) -> Any:  # noqa: ANN401 - whatever was sent
    """Return the value that was sent; only for what another process of this very run wrote."""
    return pickle.loads(content)  # noqa: S301 - the driver or an executor of this run wrote it


def _read_only(shown: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """Return a mapping that cannot be written to; its type has no name that pickle finds."""
    return MappingProxyType(shown)
