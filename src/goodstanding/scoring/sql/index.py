"""An index policy as parts of a query."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import lcm

from goodstanding.model.days import Span, Unit
from goodstanding.model.index import Measure, Reading
from goodstanding.model.policy import IndexForm, Policy, Purpose
from goodstanding.scoring.score.index import dimension_room, dimension_scale
from goodstanding.scoring.sql.dialect import OPEN, Value, Writer
from goodstanding.scoring.sql.seen import FIRST, LAST, field_number, share_rows

PER_SHARE = (Reading.SHARE, Reading.YEARS_SINCE)
"""Readings whose number is no weighted quantity."""


def index_parts(policy: Policy, form: IndexForm, writer: Writer, as_of: date) -> list[str]:
    """Return the parts of `WITH` that end in `sums`: what each member's measures come to."""
    return [
        *_lookups(form, writer, as_of),
        *_read_parts(policy, form, writer),
        writer.part("reached", _reached(form)),
        writer.part(
            "lines",
            "SELECT r.member, r.dimension,\n"
            f"  {writer.ceiling('d.scale * r.points', 'd.scale_over')} AS points\n"
            "FROM reached r JOIN dimensions d ON d.dimension = r.dimension",
        ),
        writer.part(
            "parts",
            "SELECT l.member, CASE WHEN l.points < d.room_least THEN d.room_least\n"
            "  WHEN l.points > d.room_most THEN d.room_most ELSE l.points END AS points\n"
            f"FROM (SELECT member, dimension, {writer.total('points')} AS points FROM lines\n"
            "  GROUP BY member, dimension) l JOIN dimensions d ON d.dimension = l.dimension",
        ),
        writer.part("sums", _sums(writer, form)),
    ]


def _lookups(form: IndexForm, writer: Writer, as_of: date) -> list[str]:
    """Return the policy as look-up tables, seen from a day."""
    names = [
        (
            each.name,
            each.record,
            FIRST if each.since is None else each.since,
            int(each.falls),
            each.least,
            form.dimensions.index(form.dimension_by_name[each.dimension]),
        )
        for each in form.measures
    ]
    weights = [row for measure in form.measures for row in _weight_rows(measure, as_of)]
    tables = [row for measure in form.measures for row in _table_rows(measure)]
    dimensions = []
    for place, each in enumerate(form.dimensions):
        scale, room = dimension_scale(form, each), dimension_room(form, each)
        dimensions.append((place, scale.numerator, scale.denominator, *room))
    rooms = ("dimension", "scale", "scale_over", "room_least", "room_most")
    return [
        writer.lookup("names", ("measure", "kind", "since", "falls", "least", "dimension"), names),
        writer.lookup("weights", ("measure", "first_day", "last_day", "weight"), weights),
        writer.lookup("tables", ("measure", "low", "high", "unit", "points"), tables),
        writer.lookup(
            "years", ("measure", "first_day", "last_day", "passed"), list(_year_rows(form, as_of))
        ),
        writer.lookup("dimensions", rooms, dimensions),
    ]


def _read_parts(policy: Policy, form: IndexForm, writer: Writer) -> list[str]:
    """Return the parts that join records to the measures that read them, and add them up."""
    q = writer.name
    values = " ".join(
        f"WHEN '{each.name}' THEN {field_number(writer, policy.kinds[each.record], each.field)}"
        for each in form.measures
        if each.field is not None
    )
    value = f"CASE n.measure {values} ELSE 1 END" if values else "1"
    speaks_for = "CASE WHEN (value = 0) = (falls = 1) THEN 1 ELSE 0 END"
    study = policy.purpose is Purpose.STUDY
    told = "" if study else f"\nWHERE told = 1 OR NOT ({_against(form)})"
    return [
        writer.part(
            "valued",
            f"SELECT r.{q('member')} AS member, r.told, n.measure, n.falls, w.weight,\n"
            f"  COALESCE(y.passed, 0) AS passed, {value} AS value\n"
            f"FROM seen r JOIN names n ON n.kind = r.{q('kind')} AND r.{q('on')} >= n.since\n"
            "JOIN weights w ON w.measure = n.measure\n"
            "  AND r.aged BETWEEN w.first_day AND w.last_day\n"
            "LEFT JOIN years y ON y.measure = n.measure\n"
            "  AND r.aged BETWEEN y.first_day AND y.last_day",
        ),
        writer.part("read_of", f"SELECT * FROM valued{told}"),
        writer.part(
            "numbers",
            f"SELECT member, measure, {writer.total('weight')} AS weights,\n"
            f"  {writer.total('weight * value')} AS weighted,\n"
            "  MAX(weight * value) AS largest, MIN(weight * value) AS smallest,\n"
            "  MIN(passed) AS passed,\n"
            f"  {writer.total(speaks_for)} AS speaking_for,\n"
            "  COUNT(*) AS records\nFROM read_of GROUP BY member, measure",
        ),
    ]


def _unit(measure: Measure) -> int:
    """Return in which part of a whole the numbers of a measure and its bounds are counted."""
    bounds = lcm(*(Fraction(bound).denominator for bound, _ in measure.table))
    return bounds if measure.reading in PER_SHARE else bounds * _weight_over(measure)


def _weight_over(measure: Measure) -> int:
    """Return the common denominator of a measure's fade."""
    return lcm(*(step.share.denominator for step in measure.fade))


def _weight_rows(measure: Measure, as_of: date) -> Iterator[Sequence[Value]]:
    """Yield the weight of records by the day from which their ages run; what weighs 0 has none."""
    over = _weight_over(measure)
    for first, last, share, whole in share_rows(measure.fade, measure.over, as_of):
        if share:
            yield measure.name, first, last, share * over // whole


def _table_rows(measure: Measure) -> Iterator[Sequence[Value]]:
    """Yield the rows of a measure's table with both ends, and the factor of what is looked up."""
    unit = _unit(measure)
    factor = unit if measure.reading in PER_SHARE else unit // _weight_over(measure)
    bounds = [int(bound * unit) for bound, _ in measure.table]
    ends = [*bounds[1:], OPEN]
    for row, ((_, points), high) in enumerate(zip(measure.table, ends, strict=True)):
        yield measure.name, -OPEN if row == 0 else bounds[row], high, factor, points


def _year_rows(form: IndexForm, as_of: date) -> Iterator[Sequence[Value]]:
    """Yield how many whole years have passed, by the day from which they run."""
    yield "", FIRST, FIRST, 0
    for measure in form.measures:
        if measure.reading is not Reading.YEARS_SINCE:
            continue
        cuts: list[date] = []
        while True:
            cut = Span(count=len(cuts) + 1, unit=Unit.YEARS).last_over(as_of)
            if cut is None or as_of >= measure.over.after(cut):
                break
            cuts.append(cut)
        edges = [LAST, *cuts]
        for passed, (last, before) in enumerate(pairwise([*edges, None])):
            first = FIRST if before is None else before + timedelta(days=1)
            assert last is not None
            yield measure.name, first, last, passed


def _against(form: IndexForm) -> str:
    """Return whether a record can take points away under the measure that reads it."""
    cases = []
    for measure in form.measures:
        if not measure.deducts:
            continue
        match measure.reading:
            case Reading.SHARE:
                test = "value <> 0" if measure.falls else "value = 0"
            case Reading.MOST | Reading.SMALLEST:
                test = _negative(measure)
            case _:
                test = "value > 0"
        cases.append(f"(measure = '{measure.name}' AND {test})")
    return " OR ".join(cases) or "1 = 0"


def _negative(measure: Measure) -> str:
    """Return whether a value alone reaches a row that takes points away; tables go one way."""
    bounds = [bound for bound, points in measure.table if points < 0]
    if measure.falls or len(bounds) == len(measure.table):
        first = Fraction(bounds[0])
        if bounds[0] == measure.table[0][0]:
            return "1 = 1"
        return f"value * {first.denominator} >= {first.numerator}"
    after = Fraction(next(bound for bound, points in measure.table if points >= 0))
    return f"value * {after.denominator} < {after.numerator}"


def _reached(form: IndexForm) -> str:
    """Return the query of each measure's points, 0 where too few records speak that way."""
    readings = " ".join(
        f"WHEN '{measure.name}' THEN {_number(measure)}" for measure in form.measures
    )
    shares = [f"'{each.name}'" for each in form.measures if each.reading is Reading.SHARE]
    of = "1"
    few = ""
    if shares:
        listed = ", ".join(shares)
        of = f"CASE WHEN n.measure IN ({listed}) THEN n.weights ELSE 1 END"
        few = (
            f"  WHEN n.measure IN ({listed}) AND t.points > 0 AND n.speaking_for < m.least THEN 0\n"
            f"  WHEN n.measure IN ({listed}) AND t.points < 0\n"
            "    AND n.records - n.speaking_for < m.least THEN 0\n"
        )
    points = f"CASE\n{few}  ELSE t.points END" if few else "t.points"
    return (
        f"SELECT n.member, m.dimension, {points} AS points\n"
        f"FROM (\nSELECT n.*, CASE n.measure {readings} END AS number, {of} AS of_weights\n"
        "FROM numbers n\n) n JOIN names m ON m.measure = n.measure\n"
        "JOIN tables t ON t.measure = n.measure\n"
        "  AND n.number * t.unit >= CASE WHEN t.low <= -4611686018427387904 THEN t.low\n"
        "    ELSE t.low * n.of_weights END\n"
        "  AND n.number * t.unit < CASE WHEN t.high >= 4611686018427387904 THEN t.high\n"
        "    ELSE t.high * n.of_weights END"
    )


def _number(measure: Measure) -> str:
    """Return the number of a measure, before its factor."""
    match measure.reading:
        case Reading.COUNT | Reading.SUM:
            return "n.weights"
        case Reading.SUM_FIELD | Reading.SHARE:
            return "n.weighted"
        case Reading.MOST:
            return "n.largest"
        case Reading.SMALLEST:
            return "n.smallest"
        case Reading.YEARS_SINCE:
            return "n.passed"
        case Reading.LATEST:  # refused before
            raise AssertionError


def _sums(writer: Writer, form: IndexForm) -> str:
    """Return the query of each member's total inside the scale."""
    low, high = form.scale
    q = writer.name
    reached = f"COALESCE(p.points, 0) + {form.opening}"
    return (
        f"SELECT m.{q('member')} AS member, CASE WHEN {reached} < {low} THEN {low}\n"
        f"  WHEN {reached} > {high} THEN {high} ELSE {reached} END AS total\n"
        f"FROM members m LEFT JOIN (\n  SELECT member, {writer.total('points')} AS points "
        f"FROM parts GROUP BY member\n) p ON p.member = m.{q('member')}"
    )
