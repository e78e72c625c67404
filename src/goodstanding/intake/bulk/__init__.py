"""Files of any size into the snapshot of a city: what `read_inputs` reads, a block at a time."""

from goodstanding.intake.bulk.snapshot import Checked, Taken, check_files, read_snapshot

__all__ = ["Checked", "Taken", "check_files", "read_snapshot"]
