"""A policy's query gives the totals and levels of the definition in Spark, too."""

from typing import Any

import pytest
from tests.agreement.test_sql import compare
from tests.support.spark import MISSING
from tests.support.spark_sql import SparkSql

PAIRS = 10
SETTINGS = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
}

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


def test_spark_gives_the_totals_of_the_definition(spark: Any) -> None:
    before = {name: spark.conf.get(name) for name in SETTINGS}
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    try:
        compared, moved = compare(SparkSql(spark), PAIRS)
    finally:
        for name, value in before.items():
            spark.conf.set(name, value)
    assert compared > PAIRS * 0.9
    assert moved > PAIRS * 0.3
