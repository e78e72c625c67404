"""Settings to an open programme: the only place that picks a store and reads a clock."""

from goodstanding.config.opening import open_programme

__all__ = ["open_programme"]
