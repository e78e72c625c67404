"""The command line."""

from goodstanding.cli.app import main, run

__all__ = ["main", "run"]
