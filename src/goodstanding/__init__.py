"""Good Standing: points programmes that people join freely, with every point explained."""

from importlib.metadata import PackageNotFoundError, version

from goodstanding.scoring.score import score

try:
    __version__ = version("goodstanding")
except PackageNotFoundError:  # pragma: no cover - a source tree that was never installed
    __version__ = "0"

__all__ = ["__version__", "score"]
