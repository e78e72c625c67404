"""A picture for a notebook: whole numbers of any library, and no range of a few."""

import re

import polars as pl
import pyarrow as pa
import pytest
from tests.support.web import parsed

from goodstanding.errors import UsageError
from goodstanding.present.plots import plot

VALUES = [0] * 40 + [10] * 20 + [20] * 25 + [21] * 3


@pytest.mark.parametrize("values", [VALUES, pa.chunked_array([VALUES]), pl.Series(VALUES)])
def test_a_column_of_any_library_is_drawn(values: object) -> None:
    svg = plot(values, title="Totals <of> a town")._repr_svg_()  # type: ignore[arg-type]  # - each is iterable
    assert svg.startswith("<svg xmlns=")
    assert "<title>Totals &lt;of&gt; a town</title>" in svg
    counts = [int(n) for n in re.findall(r">(\d+)</text>", svg)]
    assert sum(counts) == 88
    assert min(counts) >= 20
    widths = [float(n) for n in re.findall(r'width="([\d.]+)" height="16"', svg)]
    assert widths == [round(400 * count / max(counts), 1) for count in counts]
    assert parsed(svg).every("script") == []


def test_few_people_are_not_drawn_in_either_language() -> None:
    assert "no distribution is shown" in plot([1] * 19, title="x").svg
    assert "不显示分布" in plot([1] * 19, title="x", lang="zh").svg
    assert "<rect x=" not in plot([1] * 19, title="x").svg
    with pytest.raises(UsageError, match="no words in 'fr'"):
        plot([1], title="x", lang="fr")


@pytest.mark.parametrize("value", [1.5, "7", None, True, float("nan")])
def test_what_is_no_whole_number_is_refused_without_its_value(value: object) -> None:
    with pytest.raises(TypeError, match=r"A distribution is of whole numbers, and [a-zA-Z]+ is"):
        plot([value], title="x")
