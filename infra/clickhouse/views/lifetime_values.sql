-- cs.lifetime_values: what each paying account is still worth, as the newest complete live run over all accounts predicts it; beside
-- it the textbook values of its segment, each under its own name. Definitions: docs/statistics.md, packages/lifetime-value.
CREATE OR REPLACE VIEW cs.lifetime_values
(
    run_id              String COMMENT 'the run; see score_runs',
    account             String COMMENT 'account id; accounts that pay',
    as_of               DateTime64(3, 'UTC') COMMENT 'uses what was known by this moment, UTC',
    segment             String COMMENT 'segment of the account; (none) when nobody has named it',
    term_months         UInt16 COMMENT 'months from one renewal to the next, of the subscription that brings most',
    renewals_behind     UInt16 COMMENT 'n: the renewals that the account has made in this term; a change of the term begins anew',
    months_to_renewal   UInt16 COMMENT 'months until its next renewal, the begun one counted: 1 is within a month',
    mrr                 Nullable(Float64) COMMENT 'what it pays per month, in the reporting currency; NULL without an exchange rate, as all that follows from it',
    margin_share        Float64 COMMENT 'contribution margin, share of revenue 0 to 1: that of its products, else of its segment, else of the company',
    cost_to_serve       Float64 COMMENT 'cost per month of looking after it, by the tier that held before the run, in the reporting currency',
    monthly_margin      Nullable(Float64) COMMENT 'mrr x margin_share - cost_to_serve, in the reporting currency; negative where it costs more than it brings',
    hazard_source       String COMMENT 'whose risk the first 12 months go by: churn-model (its own); curve (its segment''s: no model is published, or it is too young for one); notice (it has given notice and pays to the end)',
    expected_revenue_12_months  Nullable(Float64) COMMENT 'MRR x expected months of payment: the 12 payments from now on, each weighted with the probability that it is made; not discounted, in the reporting currency',
    ltv_existing_after_n_renewals_36_months       Nullable(Float64) COMMENT 'expected margin of the 36 payments from now on, discounted; the account stays by its own risk for 12 months, then by the curve of its segment and term after the n renewals behind it. The next payment counts in full. In the reporting currency',
    ltv_existing_after_n_renewals_36_months_low   Nullable(Float64) COMMENT 'lower end of its 90 % interval: how well the expected value is known, not what one account may bring; NULL where that cannot be said',
    ltv_existing_after_n_renewals_36_months_high  Nullable(Float64) COMMENT 'upper end of its 90 % interval',
    ltv_existing_after_n_renewals_60_months       Nullable(Float64) COMMENT 'the same over 60 payments',
    ltv_existing_after_n_renewals_60_months_low   Nullable(Float64) COMMENT 'lower end of its 90 % interval',
    ltv_existing_after_n_renewals_60_months_high  Nullable(Float64) COMMENT 'upper end of its 90 % interval',
    ltv_existing_after_n_renewals_unbounded       Nullable(Float64) COMMENT 'the same without an end, discounted; NULL where it has none (see flags)',
    ltv_existing_after_n_renewals_unbounded_low   Nullable(Float64) COMMENT 'lower end of its 90 % interval',
    ltv_existing_after_n_renewals_unbounded_high  Nullable(Float64) COMMENT 'upper end of its 90 % interval',
    ltv_at_constant_churn  Nullable(Float64) COMMENT 'naive: the same margin, discounted, if every account of the segment left at one constant churn per month for ever; see ltv_gap for why that is another number',
    ltv_gap             Nullable(Float64) COMMENT 'ltv_existing_after_n_renewals_unbounded - ltv_at_constant_churn: what the account''s own risk, the renewals behind it and the differences between accounts add or take off',
    segment_ltv_arpa_over_churn    Nullable(Float64) COMMENT 'textbook, of its segment: ARPA / churn per month',
    segment_ltv_margin_over_churn  Nullable(Float64) COMMENT 'textbook, of its segment: ARPA x gross margin / churn per month',
    segment_ltv_arpa_times_lifetime Nullable(Float64) COMMENT 'textbook, of its segment: ARPA x censoring-aware mean lifetime',
    segment_ltv_first_payment_now  Nullable(Float64) COMMENT 'textbook, of its segment: m(1+i)/(1+i-r), discounted, the first payment now',
    segment_ltv_new_customer_60_months Nullable(Float64) COMMENT 'predicted: a NEW customer of its segment over 60 payments; an existing one has outlived those who left early',
    flags               Array(String) COMMENT 'why to read it with care: gave-notice; no-tail (no curve: only 12 months are known); unbounded-diverges (growth outruns discount and churn); no-interval; curve-of-other-terms (few churns in its term); heterogeneity-not-identified (all accounts taken as alike); no-churn, all-churned (at the renewals of its segment); default-margin (the company''s gross margin stands in); costs-more-than-it-brings; no-exchange-rate',
    currency            String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit
SELECT
    run_id, account, predicted.as_of AS as_of, segment, term_months, renewals_behind, months_to_renewal,
    round(mrr_minor / minor_per_unit, 2) AS mrr,
    margin_share,
    round(cost_to_serve_minor / minor_per_unit, 2) AS cost_to_serve,
    round(monthly_margin_minor / minor_per_unit, 2) AS monthly_margin,
    hazard_source,
    round(expected_revenue_12_months_minor / minor_per_unit, 2) AS expected_revenue_12_months,
    round(ltv_36_months_minor / minor_per_unit, 2) AS ltv_existing_after_n_renewals_36_months,
    round(ltv_36_months_low_minor / minor_per_unit, 2) AS ltv_existing_after_n_renewals_36_months_low,
    round(ltv_36_months_high_minor / minor_per_unit, 2) AS ltv_existing_after_n_renewals_36_months_high,
    round(ltv_60_months_minor / minor_per_unit, 2) AS ltv_existing_after_n_renewals_60_months,
    round(ltv_60_months_low_minor / minor_per_unit, 2) AS ltv_existing_after_n_renewals_60_months_low,
    round(ltv_60_months_high_minor / minor_per_unit, 2) AS ltv_existing_after_n_renewals_60_months_high,
    round(ltv_unbounded_minor / minor_per_unit, 2) AS ltv_existing_after_n_renewals_unbounded,
    round(ltv_unbounded_low_minor / minor_per_unit, 2) AS ltv_existing_after_n_renewals_unbounded_low,
    round(ltv_unbounded_high_minor / minor_per_unit, 2) AS ltv_existing_after_n_renewals_unbounded_high,
    round(ltv_naive_minor / minor_per_unit, 2) AS ltv_at_constant_churn,
    round((ltv_unbounded_minor - ltv_naive_minor) / minor_per_unit, 2) AS ltv_gap,
    textbook.ltv_arpa_over_churn AS segment_ltv_arpa_over_churn,
    textbook.ltv_margin_over_churn AS segment_ltv_margin_over_churn,
    textbook.ltv_arpa_times_lifetime AS segment_ltv_arpa_times_lifetime,
    textbook.ltv_first_payment_now AS segment_ltv_first_payment_now,
    textbook.ltv_new_customer_60_months AS segment_ltv_new_customer_60_months,
    if(flags = '', [], splitByChar(' ', toString(flags))) AS flags,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM mimamori.account_lifetime_values AS predicted FINAL
LEFT ANY JOIN
(
    SELECT segment, ltv_arpa_over_churn, ltv_margin_over_churn, ltv_arpa_times_lifetime, ltv_first_payment_now, ltv_new_customer_60_months
    FROM cs.ltv_latest
) AS textbook ON predicted.segment = textbook.segment
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all')
COMMENT 'Predicted lifetime value of each paying account, with its interval, beside the textbook values of its segment';
