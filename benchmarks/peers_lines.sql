-- The lines of the policy event-reference on 2026-12-31, by hand: see peers_lines.py.
-- Asked bucket by bucket.
WITH seen AS MATERIALIZED (
  SELECT e.member, e.kind, e.record, e.on, e.filed, e.act, e.value, w.rule, w.source_name AS source,
    w.gathered, w.given,
    CASE WHEN w.given < 0 AND NOT e.told THEN 0 ELSE w.counted END AS counted,
    CASE WHEN w.given < 0 AND NOT e.told THEN 'not yet told' ELSE w.why END AS why
  FROM read_parquet('{entries}') e
  JOIN worth w ON w.kind = e.kind AND e.value BETWEEN w.low AND w.high
    AND e.on BETWEEN w.first AND w.last
  JOIN read_parquet('{members}') m ON m.member = e.member
  WHERE e.on >= m.since AND m.until > DATE '2026-12-31' AND e.on <= DATE '2026-12-31'
    AND e.filed <= DATE '2026-12-31' AND (m.opened >> w.source) & 1 = 1
), acts AS (
  SELECT *, row_number() OVER (PARTITION BY member, act, counted > 0
      ORDER BY abs(counted) DESC, rule, source, record) AS place
  FROM seen WHERE gathered = 0 AND act >= 0 AND counted <> 0
), first_pass AS (
  SELECT s.*, c.* EXCLUDE (kind, gathering),
    row_number() OVER (PARTITION BY s.member, s.kind,
      CASE c.period_1 WHEN 'day' THEN s.on WHEN 'month' THEN date_trunc('month', s.on)
        WHEN 'year' THEN date_trunc('year', s.on) END
      ORDER BY abs(s.counted) DESC, s.on DESC, s.filed DESC, s.source, s.record) AS place_1
  FROM seen s JOIN caps c ON c.kind = s.kind WHERE s.gathered = 1 AND s.counted <> 0
), second_pass AS (
  SELECT *, row_number() OVER (PARTITION BY member, kind, place_1 <= most_1,
      date_trunc('month', "on")
      ORDER BY abs(counted) DESC, "on" DESC, filed DESC, source, record) AS place_2
  FROM first_pass
), contested AS MATERIALIZED (
  SELECT *, place_1 <= most_1 AND (period_2 IS NULL OR place_2 <= most_2) AS best FROM second_pass
), by_share AS MATERIALIZED (
  SELECT member, kind, rule, year("on") AS year, most_share, most_year, sum(counted) AS points,
    CASE share WHEN 'quarter' THEN last_day(date_trunc('quarter', min("on")) + INTERVAL 2 MONTH)
      WHEN 'month' THEN last_day(min("on")) END AS "on"
  FROM contested WHERE best
  GROUP BY member, kind, rule, year("on"), most_share, most_year, share,
    CASE share WHEN 'quarter' THEN quarter("on") WHEN 'month' THEN month("on") ELSE 0 END
), by_year AS MATERIALIZED (
  SELECT member, kind, rule, year, most_year, sum(CASE WHEN most_share >= 0
      THEN least(points, most_share) ELSE greatest(points, most_share) END) AS points
  FROM by_share GROUP BY member, kind, rule, year, most_year
), by_group AS MATERIALIZED (
  SELECT member, c.gathering, year, sum(CASE WHEN y.most_year >= 0
      THEN least(points, y.most_year) ELSE greatest(points, y.most_year) END) AS points
  FROM by_year y JOIN caps c ON c.kind = y.kind GROUP BY member, c.gathering, year
), rates AS (
  SELECT member, CASE kind WHEN {hours} THEN
      (12 * least(q, 20) + 6 * least(greatest(q - 20, 0), 60)
       + 4 * least(greatest(q - 80, 0), 120) + 3 * least(greatest(q - 200, 0), 300) + 11) // 12
    ELSE (least(q, 100000) + 9999) // 10000 END AS points
  FROM (SELECT member, kind, year("on") AS year, sum(value) AS q FROM seen
    WHERE gathered = 2 AND why = 'counted' GROUP BY member, kind, year("on"))
), totals AS (
  SELECT member, 1000 + sum(points) AS total FROM (
    SELECT member, counted AS points FROM seen WHERE gathered = 0 AND act < 0
    UNION ALL SELECT member, counted FROM acts WHERE place = 1
    UNION ALL SELECT member, points FROM rates
    UNION ALL SELECT member, CASE gathering WHEN 1 THEN least(points, 25)
      WHEN 2 THEN greatest(points, -60) ELSE points END FROM by_group) GROUP BY member
), lines AS (
  SELECT member, rule, source, record, 1 AS records, "on", given AS points, counted, why
  FROM seen WHERE gathered = 0 AND (act < 0 OR counted = 0)
  UNION ALL SELECT member, rule, source, record, 1, "on", given,
    CASE place WHEN 1 THEN counted ELSE 0 END, CASE place WHEN 1 THEN why ELSE 'same act' END
  FROM acts
  UNION ALL SELECT member, rule, source, record, 1, "on", given, 0, why
  FROM seen WHERE gathered = 1 AND counted = 0
  UNION ALL SELECT member, rule, source, record, 1, "on", given,
    CASE WHEN best THEN counted ELSE 0 END, CASE WHEN best THEN why ELSE 'not among the best' END
  FROM contested
  UNION ALL SELECT member, rule, source, record, 1, "on", NULL, NULL, NULL
  FROM seen WHERE gathered = 2
  UNION ALL SELECT member, rule, NULL, NULL, 0, "on", 0, CASE WHEN most_share >= 0
    THEN least(most_share - points, 0) ELSE greatest(most_share - points, 0) END, 'capped'
  FROM by_share WHERE CASE WHEN most_share >= 0 THEN points > most_share
    ELSE points < most_share END
  UNION ALL SELECT member, rule, NULL, NULL, 0, make_date(year, 12, 31), 0,
    most_year - points, 'capped'
  FROM by_year WHERE CASE WHEN most_year >= 0 THEN points > most_year ELSE points < most_year END
  UNION ALL SELECT member, CASE gathering WHEN 1 THEN 'neighbourhood' ELSE 'arrears' END,
    NULL, NULL, 0, make_date(year, 12, 31), 0,
    CASE gathering WHEN 1 THEN 25 ELSE -60 END - points, 'capped'
  FROM by_group WHERE (gathering = 1 AND points > 25) OR (gathering = 2 AND points < -60)
  UNION ALL SELECT member, NULL, NULL, NULL, 0, DATE '2026-12-31', 0,
    least(greatest(total, 600), 1300) - total, 'limit'
  FROM totals WHERE total NOT BETWEEN 600 AND 1300
)
SELECT m.name AS member, rule, NULL::VARCHAR AS dimension, source, record, records::BIGINT AS records,
  "on"::DATE AS "on", points::BIGINT AS points, counted::BIGINT AS counted, why,
  NULL::DATE AS next_change
FROM lines l JOIN read_parquet('{members}') m ON m.member = l.member
