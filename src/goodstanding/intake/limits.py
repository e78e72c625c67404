"""The limits of every file that is read; past one is an error with a code, not a slow day."""

from typing import Final

FILE_BYTES_MAX: Final = 64 * 1024**3
"""Of one file, packed or unpacked."""

ROW_BYTES_MAX: Final = 64 * 1024
"""Of one row of a CSV file or one line of an NDJSON file."""

TEXT_CHARACTERS_MAX: Final = 256
ID_CHARACTERS_MAX: Final = 64

ENTRIES_A_MEMBER_MAX: Final = 2_000_000

BUCKET_ROWS_MAX: Final = 16_000_000
"""Of one bucket of members, rows that say the same again among them: they are in memory at once."""

HELD_MAX: Final = 10_000_000
"""So many records are held in memory by the reader that is for small files."""

FILES_MAX: Final = 100_000
"""Of one directory or one command."""

COLUMNS_MAX: Final = 1_024

REFUSED_MAX: Final = 250_000
"""So many problems are listed; a file with more is not a file of records for this policy."""

EXPANSION_MAX: Final = 100
"""A packed file may unpack to so many times its size."""

EXPANSION_FREE_BYTES: Final = 16 * 1024**2
"""What a packed file may unpack to whatever its size."""

ROW_GROUP_BYTES_MAX: Final = 1024**3
"""The unpacked size that a Parquet file may declare for one row group."""

PAGE_BYTES_MAX: Final = 64 * 1024**2
"""Of one page of a Parquet file, unpacked; writers make pages of one megabyte or so."""

ROWS_A_BYTE_MAX: Final = 8
"""So many rows a Parquet file may declare for each of its bytes, past `ROWS_FREE`."""

ROWS_FREE: Final = 100_000

BATCH_ROWS: Final = 8_192
"""So many rows of a Parquet file are in memory at once."""

WHOLE_NUMBER_MAX: Final = 10**12
"""No number of a record is beyond this, in units or in hundredths."""

RECIPE_CHARACTERS_MAX: Final = 1_024
"""Of the recipe in a table that is marked synthetic."""

DATA_SHEET_BYTES_MAX: Final = 64 * 1024
