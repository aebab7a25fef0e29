-- cs.revenue_restatements: what is known now to be different in closed months, one row per month, segment and metric. The frozen
-- figure stays in cs.revenue_metrics; this says by how much it would be corrected. Months that were closed in another reporting
-- currency than that of now cannot be compared, and are left out.
CREATE OR REPLACE VIEW cs.revenue_restatements
(
    month       Date COMMENT 'first day of the closed month',
    segment     String COMMENT 'segment; empty for the whole company. An account that changes its segment takes its past with it, so its months differ here',
    metric      String COMMENT 'column of revenue_metrics',
    closed      Nullable(Float64) COMMENT 'the frozen figure (amounts in the reporting currency); NULL where it had none',
    restated    Nullable(Float64) COMMENT 'the figure as the newest complete live run over all accounts sees it; NULL where it has none',
    difference  Nullable(Float64) COMMENT 'restated - closed; NULL where one of them has no value',
    closed_at   Nullable(DateTime64(3, 'UTC')) COMMENT 'when the month was frozen, UTC',
    as_of       Nullable(DateTime64(3, 'UTC')) COMMENT 'the restated figure uses what was known by this moment, UTC; NULL: no account is in the segment any more'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    both AS
    (
        SELECT *, 1 AS is_closed FROM mimamori.revenue_months_closed
        WHERE currency IN (SELECT currency FROM mimamori.revenue_months_now)
        UNION ALL
        SELECT *, NULL AS closed_at, 0 AS is_closed FROM mimamori.revenue_months_now
        WHERE (month, currency) IN (SELECT month, currency FROM mimamori.revenue_months_closed)
    ),
    figures AS
    (
        SELECT month, segment, is_closed, closed_at, as_of, arrayJoin(CAST([
            ('start_mrr', start_mrr_minor / minor_per_unit),
            ('end_mrr', end_mrr_minor / minor_per_unit),
            ('arr', arr_minor / minor_per_unit),
            ('new_mrr', new_minor / minor_per_unit),
            ('expansion_mrr', expansion_minor / minor_per_unit),
            ('contraction_mrr', contraction_minor / minor_per_unit),
            ('churned_mrr', churn_minor / minor_per_unit),
            ('reactivated_mrr', reactivation_minor / minor_per_unit),
            ('arpa', arpa_minor / minor_per_unit),
            ('start_accounts', start_accounts),
            ('end_accounts', end_accounts),
            ('churned_accounts', churned_accounts),
            ('nrr', nrr),
            ('grr', grr),
            ('gross_revenue_churn', gross_revenue_churn),
            ('net_revenue_churn', net_revenue_churn),
            ('logo_churn', logo_churn),
            ('quick_ratio', quick_ratio),
            ('annual_nrr', annual_nrr),
            ('annual_grr', annual_grr),
            ('annual_logo_churn', annual_logo_churn),
            ('accounts_without_rate', accounts_without_rate)
        ], 'Array(Tuple(metric String, value Nullable(Float64)))')) AS figure
        FROM both
    )
SELECT
    month, segment, figure.metric AS metric,
    maxIf(figure.value, is_closed = 1) AS closed,
    maxIf(figure.value, is_closed = 0) AS restated,
    restated - closed AS difference,
    max(closed_at) AS closed_at,
    maxIf(toNullable(as_of), is_closed = 0) AS as_of
FROM figures
GROUP BY month, segment, metric
HAVING closed IS DISTINCT FROM restated
COMMENT 'Corrections of closed months: frozen and restated figures that differ'
