"""The Arrow library, loaded when a file needs it."""

from typing import Any

from goodstanding.errors import EnvironmentUnfitError


def arrow() -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return pyarrow.

    Raises:
        EnvironmentUnfitError: it is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet
    except ImportError as error:
        message = (
            "Parquet and zstd files are read with pyarrow, which is not installed. "
            "Install goodstanding[city], or give the records as CSV or NDJSON."
        )
        raise EnvironmentUnfitError(message) from error
    return pa
