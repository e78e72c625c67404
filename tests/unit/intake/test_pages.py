"""What the pages of a Parquet file unpack to, read without the library."""

import io
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from pyarrow import parquet

from goodstanding.intake.wire.pages import PageError, group_pages


def written(path: Path, **options: object) -> bytes:
    """Return a file of two columns."""
    columns = {"a": [f"text-{each}" for each in range(2_000)], "b": list(range(2_000))}
    parquet.write_table(pa.table(columns), path, **options)
    return path.read_bytes()


def sizes(content: bytes) -> list[list[int]]:
    """Return what the pages of each group unpack to."""
    return [list(pages) for pages in group_pages(io.BytesIO(content))]


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("coded", [True, False])
def test_pages_come_to_what_the_footer_says(version: str, coded: bool, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    content = written(
        path,
        row_group_size=900,
        data_page_size=500,
        data_page_version=version,
        use_dictionary=coded,
    )
    found = sizes(content)
    metadata = parquet.ParquetFile(path).metadata
    assert len(found) == metadata.num_row_groups == 3
    for place, pages in enumerate(found):
        group = metadata.row_group(place)
        declared = sum(group.column(each).total_uncompressed_size for each in (0, 1))
        assert 0 < sum(pages) <= declared  # what is declared has the headers too
        assert len(pages) == (4 if coded else 2)


def test_a_file_that_is_none_or_cut_off_is_refused(tmp_path: Path) -> None:
    content = written(tmp_path / "x.parquet")
    for bad in (b"", b"PAR1", content[:-9], b"\xff" * 64, content[:40] + content[-20:]):
        with pytest.raises(PageError):
            sizes(bad)


def test_a_changed_byte_gives_sizes_or_a_refusal_and_nothing_else(tmp_path: Path) -> None:
    random = Random(1)
    content = written(tmp_path / "x.parquet", row_group_size=500)
    refused = 0
    for _ in range(400):
        changed = bytearray(content)
        for _ in range(3):
            changed[random.randrange(len(changed))] = random.randrange(256)
        try:
            sizes(bytes(changed))
        except PageError:
            refused += 1
    assert 20 < refused < 400
