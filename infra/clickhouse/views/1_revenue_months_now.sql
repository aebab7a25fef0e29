-- Every month as the newest complete live run over all accounts sees it. Columns as in mimamori.revenue_months; a run from before
-- runs noted their currency has that of now.
-- Internal: the views of cs build on it. It is named so that it is made before them.
CREATE OR REPLACE VIEW mimamori.revenue_months_now
AS
SELECT * REPLACE
(
    if(currency = '', assumeNotNull((SELECT reporting.currency FROM mimamori.reporting)), currency) AS currency,
    if(minor_per_unit = 0, assumeNotNull((SELECT reporting.minor_per_unit FROM mimamori.reporting)), minor_per_unit) AS minor_per_unit
)
FROM mimamori.revenue_months FINAL
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all')
COMMENT 'Figures of all months as they are known now';
