"""What a source does with a slip: `python -m tests.support.filed FOLDER SOURCE CODE`."""

import sys
from pathlib import Path

from goodstanding.config.ready import open_ready


def main(folder: Path, source: str, code: str) -> None:
    """Redeem a slip, and file a shift of four hours of today."""
    programme = open_ready(folder)
    from tests.support.running import row

    from goodstanding.service.filing import file_records
    from goodstanding.service.linking import redeem

    [handle] = redeem(programme, source, [code])
    assert handle is not None
    shift = row(1, handle, source, "volunteer-shift", programme.today(), hours=4)
    filed = file_records(programme, source, [shift])
    sys.stdout.write(f"{filed.admitted}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
