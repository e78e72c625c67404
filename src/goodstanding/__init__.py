"""Good Standing: points programmes that people join freely, with every point explained."""

# Names are loaded when they are first asked for, so that the command line starts quickly.

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodstanding.rulebook import read_policy
    from goodstanding.scoring.score import score
    from goodstanding.table import Scored, score_table

    __version__: str

__all__ = ["Scored", "__version__", "read_policy", "score", "score_table"]


def __getattr__(name: str) -> object:
    """Return a public name of the package."""
    if name == "__version__":
        from importlib.metadata import version

        return version("goodstanding")
    if name == "read_policy":
        from goodstanding.rulebook import read_policy

        return read_policy
    if name == "score":
        from goodstanding.scoring.score import score

        return score
    if name in {"Scored", "score_table"}:
        from goodstanding import table

        return getattr(table, name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
