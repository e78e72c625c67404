-- The totals of the policy event-reference on 2026-12-31, by hand: see peers.py.
-- Asked bucket by bucket. The parts are put together: steps and totals, or steps and prepared.
-- part steps
WITH live AS (
  SELECT e.member, e.kind, e.on, e.act, e.value, w.points, w.gathered
  FROM read_parquet('{entries}') e
  JOIN worth w ON w.kind = e.kind AND e.value BETWEEN w.low AND w.high
    AND e.on BETWEEN w.first AND w.last
  JOIN read_parquet('{members}') m ON m.member = e.member
  WHERE e.on >= m.since AND m.until > DATE '2026-12-31' AND e.filed <= DATE '2026-12-31'
    AND (m.opened >> w.source) & 1 = 1 AND (w.points >= 0 OR e.told)
), acts AS (
  SELECT member, sum(best) AS points FROM (
    SELECT member, CASE WHEN max(points) > 0 THEN max(points) ELSE min(points) END AS best
    FROM live WHERE gathered = 0 AND act >= 0 GROUP BY member, act, points > 0
  ) GROUP BY member
), plain AS (
  SELECT member, sum(points) AS points FROM live WHERE gathered = 0 AND act < 0 GROUP BY member
), first_pass AS (
  SELECT l.*, c.most_2, c.period_2, c.share, c.most_share, c.most_year, c.gathering,
    row_number() OVER (PARTITION BY l.member, l.kind,
      CASE c.period_1 WHEN 'day' THEN l.on WHEN 'month' THEN date_trunc('month', l.on)
        WHEN 'year' THEN date_trunc('year', l.on) END
      ORDER BY abs(l.points) DESC, l.on DESC) AS place_1, c.most_1
  FROM live l JOIN caps c ON c.kind = l.kind WHERE l.gathered = 1
), second_pass AS (
  SELECT *, row_number() OVER (PARTITION BY member, kind, date_trunc('month', "on")
      ORDER BY abs(points) DESC, "on" DESC) AS place_2
  FROM first_pass WHERE place_1 <= most_1
), by_share AS (
  SELECT member, kind, year("on") AS year, gathering, most_share, most_year,
    CASE WHEN most_share >= 0 THEN least(sum(points), most_share)
      ELSE greatest(sum(points), most_share) END AS points
  FROM second_pass WHERE period_2 IS NULL OR place_2 <= most_2
  GROUP BY member, kind, year("on"), gathering, most_share, most_year,
    CASE share WHEN 'quarter' THEN quarter("on") WHEN 'month' THEN month("on") ELSE 0 END
), years AS (
  SELECT member, kind, year("on") AS year, sum(value) AS q FROM live WHERE gathered = 2
  GROUP BY member, kind, year("on")
)
-- part totals
, by_year AS (
  SELECT member, year, gathering,
    CASE WHEN most_year >= 0 THEN least(sum(points), most_year)
      ELSE greatest(sum(points), most_year) END AS points
  FROM by_share GROUP BY member, kind, year, gathering, most_year
), gathered AS (
  SELECT member, CASE gathering WHEN 1 THEN least(sum(points), 25)
    WHEN 2 THEN greatest(sum(points), -60) ELSE sum(points) END AS points
  FROM by_year GROUP BY member, year, gathering
), rates AS (
  SELECT member, CASE kind WHEN {hours} THEN
      (12 * least(q, 20) + 6 * least(greatest(q - 20, 0), 60)
       + 4 * least(greatest(q - 80, 0), 120) + 3 * least(greatest(q - 200, 0), 300) + 11) // 12
    ELSE (least(q, 100000) + 9999) // 10000 END AS points FROM years
), parts AS (
  SELECT member, sum(points) AS points FROM (
    SELECT * FROM acts UNION ALL SELECT * FROM plain
    UNION ALL SELECT * FROM gathered UNION ALL SELECT * FROM rates) GROUP BY member
)
SELECT m.member, least(greatest(1000 + coalesce(p.points, 0), 600), 1300)::BIGINT AS total
FROM read_parquet('{members}') m LEFT JOIN parts p ON p.member = m.member
-- part prepared
SELECT member, kind, year, sum(points) AS number FROM by_share GROUP BY member, kind, year
UNION ALL SELECT member, kind, year, q FROM years
UNION ALL SELECT member, -1, 2026, points FROM acts
UNION ALL SELECT member, -1, 2026, points FROM plain
