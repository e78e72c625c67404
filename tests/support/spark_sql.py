"""Spark as a database for tests: rows become temporary views, queries run as they are."""

import re
from collections.abc import Sequence
from typing import Any

from goodstanding.scoring.sql import Dialect

TYPES = {"TEXT": "string", "DATE": "date", "BIGINT": "bigint", "BOOLEAN": "boolean"}


class SparkSql:
    """Tables in a Spark session."""

    dialect = Dialect.SPARK

    def __init__(self, session: Any) -> None:
        self._session = session
        self._schemas: dict[str, str] = {}

    def run(self, query: str, rows: Sequence[tuple[Any, ...]] = ()) -> list[tuple[Any, ...]]:
        if query.startswith("DROP TABLE"):
            return []
        made = re.fullmatch(r"CREATE TABLE (\w+) \((.*)\)", query)
        if made is not None:
            columns = [column.rsplit(" ", 1) for column in made[2].split(", ")]
            listed = [f"{name.replace(chr(34), '`')} {TYPES[form]}" for name, form in columns]
            self._schemas[made[1]] = ", ".join(listed)
            self._view(made[1], ())
            return []
        filled = re.fullmatch(r"INSERT INTO (\w+) VALUES .*", query)
        if filled is not None:
            self._view(filled[1], rows)
            return []
        return [tuple(row) for row in self._session.sql(query).collect()]

    def _view(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Make a view of rows."""
        frame = self._session.createDataFrame(list(rows), self._schemas[name])
        frame.createOrReplaceTempView(name)
