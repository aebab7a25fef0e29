-- Every month as the newest complete live run over all accounts sees it. Columns as in mimamori.revenue_months.
-- Internal: the views of cs build on it. It is named so that it is made before them.
CREATE OR REPLACE VIEW mimamori.revenue_months_now
AS
SELECT *
FROM mimamori.revenue_months FINAL
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all')
COMMENT 'Figures of all months as they are known now';
