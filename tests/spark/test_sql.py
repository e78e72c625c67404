"""A policy's query gives the totals and levels of the definition in Spark, too."""

import pytest
from tests.agreement.test_sql import compare
from tests.support.spark import MISSING, session
from tests.support.spark_sql import SparkSql

PAIRS = 15
SETTINGS = {
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.codegen.wholeStage": "false",
}

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


def test_spark_gives_the_totals_of_the_definition() -> None:
    with session(**SETTINGS) as spark:
        compared, moved = compare(SparkSql(spark), PAIRS)
    assert compared > PAIRS * 0.9
    assert moved > PAIRS * 0.3
