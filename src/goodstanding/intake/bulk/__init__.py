"""Files of any size into the snapshot of a city: what `read_inputs` reads, a block at a time."""

from goodstanding.intake.bulk.snapshot import Taken, read_snapshot

__all__ = ["Taken", "read_snapshot"]
