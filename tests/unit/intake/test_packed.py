"""Packed files: unpacked with a bound, and refused where they are damaged."""

import gzip
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa
import pytest
from tests.support.intake import rows, take

from goodstanding.errors import EnvironmentUnfitError, ProblemsError
from goodstanding.intake.limits import EXPANSION_FREE_BYTES
from goodstanding.intake.wire import packed

TEXT: Final = rows(
    "r-1,volunteers,m-1,visit,2027-01-10", "r-2,volunteers,m-1,visit,2027-01-11"
).encode()
LINES: Final = (
    b'{"id":"r-1","source":"volunteers","member":"m-1","kind":"visit","on":"2027-01-10"}\n'
)


def zstd(content: bytes) -> bytes:
    """Return content packed by zstd."""
    stream = pa.BufferOutputStream()
    with pa.CompressedOutputStream(stream, "zstd") as packing:
        packing.write(content)
    return bytes(stream.getvalue())


PACK: Final[Mapping[str, Callable[[bytes], bytes]]] = {"gz": gzip.compress, "zst": zstd}


@pytest.mark.parametrize("ending", PACK)
def test_packed_files_are_read_as_what_they_pack(tmp_path: Path, ending: str) -> None:
    pack = PACK[ending]
    assert take(tmp_path, (f"x.csv.{ending}", pack(TEXT))).rows == 2
    assert take(tmp_path, (f"x.ndjson.{ending}", pack(LINES))).rows == 1
    assert take(tmp_path, (f"x.jsonl.{ending}", pack(LINES))).rows == 1
    assert take(tmp_path, (f"X.CSV.{ending.upper()}", pack(TEXT))).rows == 2
    twice = pack(TEXT[:40]) + pack(TEXT[40:])
    assert take(tmp_path, (f"y.csv.{ending}", twice)).rows == 2


@pytest.mark.parametrize("ending", PACK)
def test_a_damaged_packing_is_refused(tmp_path: Path, ending: str) -> None:
    whole = PACK[ending](TEXT * 50)
    for content in (whole[:-6], whole[: len(whole) // 2], TEXT, b"", whole[:20] + b"x" * 40):
        with pytest.raises(ProblemsError) as caught:
            take(tmp_path, (f"x.csv.{ending}", content))
        assert ("cannot be unpacked" in str(caught.value)) == bool(content), content[:20]
    with pytest.raises(ProblemsError, match="does not begin with the names"):
        take(tmp_path, (f"x.csv.{ending}", PACK[ending](b"")))


@pytest.mark.parametrize("ending", PACK)
def test_a_packing_inside_a_packing_is_no_text(tmp_path: Path, ending: str) -> None:
    pack = PACK[ending]
    with pytest.raises(ProblemsError, match=r"not UTF-8|does not begin with the names"):
        take(tmp_path, (f"x.csv.{ending}", pack(pack(TEXT))))


@pytest.mark.parametrize("ending", PACK)
def test_a_file_that_unpacks_to_far_more_than_its_size_is_refused(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "EXPANSION_FREE_BYTES", len(TEXT) + 50_000)
    padded = TEXT + b"x,volunteers,m-1,visit,2027-01-10\n" * 1_000
    assert take(tmp_path, (f"x.csv.{ending}", PACK[ending](padded))).rows == 1_002
    with pytest.raises(ProblemsError) as caught:
        take(tmp_path, (f"x.csv.{ending}", PACK[ending](TEXT + b"x" * 2_000_000)))
    assert [each.code.name for each in caught.value.problems] == ["intake-unpacks-to-too-much"]
    assert str(caught.value).endswith(
        "the file unpacks to more than 100 times its size. "
        "Give it unpacked if it is meant to be like this."
    )
    monkeypatch.setattr(packed, "FILE_BYTES_MAX", len(padded) - 1)
    with pytest.raises(ProblemsError, match="unpacks to more than"):
        take(tmp_path, (f"x.csv.{ending}", PACK[ending](padded)))


def test_what_is_free_is_more_than_a_small_file_needs() -> None:
    assert EXPANSION_FREE_BYTES == 16 * 1024**2


def test_without_its_library_a_format_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    for name, content in (("x.csv.zst", b"x"), ("x.parquet", b"x")):
        with pytest.raises(EnvironmentUnfitError) as caught:
            take(tmp_path, (name, content))
        assert str(caught.value) == (
            "Parquet and zstd files are read with pyarrow, which is not installed. "
            "Install goodstanding[city], or give the records as CSV or NDJSON."
        )
    assert take(tmp_path, ("x.csv", TEXT), ("x.csv.gz", gzip.compress(TEXT))).rows == 4


def test_unpacked_bytes_are_readable_and_no_more() -> None:
    stream = packed._Unpacked(io.BytesIO(b"ab"), io.BytesIO(b""), "x")
    assert stream.readable()
    assert not stream.writable()
