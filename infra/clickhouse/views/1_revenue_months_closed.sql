-- The frozen figures of closed months: those of the run that closed them. Columns as in mimamori.revenue_months.
-- Internal: the views of cs build on it. It is named so that it is made before them.
CREATE OR REPLACE VIEW mimamori.revenue_months_closed
AS
SELECT months.*, closed.closed_at AS closed_at
FROM (SELECT * FROM mimamori.revenue_months FINAL WHERE run_id IN (SELECT run_id FROM mimamori.closed_months)) AS months
INNER JOIN (SELECT month, run_id, closed_at FROM mimamori.closed_months FINAL) AS closed USING (month, run_id)
COMMENT 'Figures of closed months as they were when they were closed';
