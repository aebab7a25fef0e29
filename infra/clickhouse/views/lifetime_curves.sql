-- cs.lifetime_curves: how the accounts of a segment survive their renewals, per term, as the newest complete live run over all
-- accounts fitted it; and what a new customer who begins such a term is worth.
CREATE OR REPLACE VIEW cs.lifetime_curves
(
    run_id            String COMMENT 'the run; see score_runs',
    as_of             DateTime64(3, 'UTC') COMMENT 'uses what was known by this moment, UTC',
    segment           String COMMENT 'segment; empty for the whole company (the pool of all segments)',
    term_months       UInt16 COMMENT 'months from one renewal to the next',
    began             UInt32 COMMENT 'times that an account began such a term; who comes back, or changes the term, begins anew',
    paying_accounts   UInt32 COMMENT 'accounts that are in such a term now',
    decisions         UInt32 COMMENT 'renewals that were faced',
    churns            UInt32 COMMENT 'those of them at which the account left',
    at_risk           Array(UInt32) COMMENT 'accounts that faced renewal 1, 2, …',
    lost              Array(UInt32) COMMENT 'those of them that left',
    observed_retention Array(Float64) COMMENT '1 - lost / at_risk, at renewal 1, 2, …',
    fitted_retention  Array(Float64) COMMENT 'by the curve, at renewal 1, 2, … and the one after the last that was observed',
    model             String COMMENT 'sBG: accounts differ, each with a constant churn of its own; BdW: and that churn changes with tenure; dW: all alike, changing; geometric: all alike, constant; none: nothing is known',
    basis             String COMMENT 'cohort: its own renewals, drawn towards those of all segments the more the fewer there are; pool: those of all segments; other-terms: fewer than 10 churns in this term, so the churn per month of the other terms helps out',
    why               String COMMENT 'why this model',
    parameters        Map(String, Float64) COMMENT 'gamma, delta, c or theta of the model',
    standard_errors   Map(String, Float64) COMMENT 'of the parameters; empty where there are none',
    flags             Array(String) COMMENT 'what the fit warns of: no-churn, all-churned, one-renewal, too-few-renewals, heterogeneity-not-identified, at-boundary, not-converged, shrunk, no-data',
    log_likelihood    Nullable(Float64) COMMENT 'of the fit; with its prior where basis is cohort',
    bdw_p_value       Nullable(Float64) COMMENT 'likelihood-ratio test of sBG within BdW (geometric within dW, where accounts are alike), on all segments of the term; NULL where it cannot be made',
    mean_margin       Nullable(Float64) COMMENT 'contribution margin per paying account and month, in the reporting currency; NULL when nobody pays',
    ltv_new_customer_36_months       Nullable(Float64) COMMENT 'expected margin of the 36 payments of a customer who begins such a term now, discounted; the first payment counts in full. In the reporting currency',
    ltv_new_customer_36_months_low   Nullable(Float64) COMMENT 'lower end of its 90 % interval; NULL where that cannot be said',
    ltv_new_customer_36_months_high  Nullable(Float64) COMMENT 'upper end of its 90 % interval',
    ltv_new_customer_60_months       Nullable(Float64) COMMENT 'the same over 60 payments',
    ltv_new_customer_60_months_low   Nullable(Float64) COMMENT 'lower end of its 90 % interval',
    ltv_new_customer_60_months_high  Nullable(Float64) COMMENT 'upper end of its 90 % interval',
    ltv_new_customer_unbounded       Nullable(Float64) COMMENT 'the same without an end; NULL where it has none',
    ltv_new_customer_unbounded_low   Nullable(Float64) COMMENT 'lower end of its 90 % interval',
    ltv_new_customer_unbounded_high  Nullable(Float64) COMMENT 'upper end of its 90 % interval',
    currency          String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit
SELECT
    run_id, as_of, segment, term_months, spells AS began, paying_accounts, decisions, churns, at_risk, lost,
    arrayMap((gone, there) -> 1 - gone / there, lost, at_risk) AS observed_retention,
    retentions AS fitted_retention,
    model, basis, why, parameters, standard_errors, flags, log_likelihood, bdw_p_value,
    round(mean_margin_minor / minor_per_unit, 2) AS mean_margin,
    round(ltv_new_customer_36_months_minor / minor_per_unit, 2) AS ltv_new_customer_36_months,
    round(ltv_new_customer_36_months_low_minor / minor_per_unit, 2) AS ltv_new_customer_36_months_low,
    round(ltv_new_customer_36_months_high_minor / minor_per_unit, 2) AS ltv_new_customer_36_months_high,
    round(ltv_new_customer_60_months_minor / minor_per_unit, 2) AS ltv_new_customer_60_months,
    round(ltv_new_customer_60_months_low_minor / minor_per_unit, 2) AS ltv_new_customer_60_months_low,
    round(ltv_new_customer_60_months_high_minor / minor_per_unit, 2) AS ltv_new_customer_60_months_high,
    round(ltv_new_customer_unbounded_minor / minor_per_unit, 2) AS ltv_new_customer_unbounded,
    round(ltv_new_customer_unbounded_low_minor / minor_per_unit, 2) AS ltv_new_customer_unbounded_low,
    round(ltv_new_customer_unbounded_high_minor / minor_per_unit, 2) AS ltv_new_customer_unbounded_high,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM mimamori.lifetime_curves FINAL
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all')
COMMENT 'Retention curves per segment and term, and what a new customer is worth by them';
