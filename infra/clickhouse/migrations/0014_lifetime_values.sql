-- Lifetime values. In: clickhouse-to-scores, by runs over all accounts. Out: the views of database cs.
-- Contract of the run's tables as in 0010: visible with their run; rows may be written twice (same key, same row). Amounts in the
-- minor unit of the reporting currency. NULL where there is no answer; `flags` and `reason` say why.

-- Facts of revenue, continued: the terms that an account has paid under. Filled by packages/account-facts.
ALTER TABLE mimamori.revenue
    ADD COLUMN IF NOT EXISTS term_spells  Array(Tuple(term_months UInt16, from_on Date, to_on Nullable(Date), left UInt8))
        COMMENT 'from_on inclusive, to_on exclusive: how long it paid under one term; left: the spell ended because the account left, else because the term changed' AFTER leads_since;
ALTER TABLE mimamori.revenue_as_of
    ADD COLUMN IF NOT EXISTS term_spells  Array(Tuple(term_months UInt16, from_on Date, to_on Nullable(Date), left UInt8))
        COMMENT 'from_on inclusive, to_on exclusive: how long it paid under one term; left: the spell ended because the account left, else because the term changed' AFTER leads_since;

-- One row per segment ('' is the whole company: the pool) and term of contracts: how its accounts survive their renewals.
CREATE TABLE IF NOT EXISTS mimamori.lifetime_curves
(
    run_id            String,
    segment           LowCardinality(String),
    term_months       UInt16 COMMENT 'months from one renewal to the next',
    as_of             DateTime64(3, 'UTC'),
    spells            UInt32 COMMENT 'accounts that have begun such a term, once for each time',
    paying_accounts   UInt32 COMMENT 'accounts that are in such a term now',
    decisions         UInt32 COMMENT 'renewals that were faced',
    churns            UInt32 COMMENT 'those of them at which the account left',
    at_risk           Array(UInt32) COMMENT 'accounts that faced renewal 1, 2, …',
    lost              Array(UInt32) COMMENT 'those of them that left',
    model             LowCardinality(String) COMMENT 'sBG, BdW, dW, geometric, two-segment; none: nothing is known',
    basis             LowCardinality(String) COMMENT 'cohort: its own renewals, drawn towards the pool; pool: those of all segments; other-terms: none of this term, the churn per month of the other terms stands in',
    why               String COMMENT 'why this model, in the language of the company',
    parameters        Map(LowCardinality(String), Float64) COMMENT 'gamma, delta, c or theta',
    standard_errors   Map(LowCardinality(String), Float64) COMMENT 'of the parameters; empty where there are none',
    flags             Array(LowCardinality(String)),
    log_likelihood    Nullable(Float64) COMMENT 'of a cohort: with the prior that draws it towards the pool',
    bdw_p_value       Nullable(Float64) COMMENT 'likelihood-ratio test of sBG within BdW on the pool of this term; NULL where it cannot be made',
    retentions        Array(Float64) COMMENT 'fitted r(1), r(2), … as far as it was observed, and one more',
    mean_margin_minor Nullable(Float64) COMMENT 'contribution margin per paying account and month',
    ltv_new_customer_36_months_minor Nullable(Float64),
    ltv_new_customer_36_months_low_minor Nullable(Float64),
    ltv_new_customer_36_months_high_minor Nullable(Float64),
    ltv_new_customer_60_months_minor Nullable(Float64),
    ltv_new_customer_60_months_low_minor Nullable(Float64),
    ltv_new_customer_60_months_high_minor Nullable(Float64),
    ltv_new_customer_unbounded_minor Nullable(Float64),
    ltv_new_customer_unbounded_low_minor Nullable(Float64),
    ltv_new_customer_unbounded_high_minor Nullable(Float64),
    aggregate_retention Nullable(Float64) COMMENT 'of all accounts before their latest renewal, the share that renewed',
    residual_naive_minor Nullable(Float64) COMMENT 'what the paying accounts are still worth at the aggregate retention, the same for all',
    residual_from_age_minor Nullable(Float64) COMMENT 'what is added because older accounts renew more often',
    residual_from_rising_retention_minor Nullable(Float64) COMMENT 'what is added because retention goes on rising',
    residual_sbg_minor Nullable(Float64) COMMENT 'the sum of the three above',
    residual_two_segments_minor Nullable(Float64) COMMENT 'by two kinds of accounts instead of a Beta distribution',
    residual_likelier LowCardinality(String) COMMENT 'sBG or two-segment: the one with the smaller BIC; empty where neither could be fitted',
    residual_explanation String COMMENT 'the gap in a sentence, in the language of the company'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (run_id, segment, term_months);

-- One row per run and paying account: what it is still worth.
CREATE TABLE IF NOT EXISTS mimamori.account_lifetime_values
(
    run_id               String,
    account              String,
    as_of                DateTime64(3, 'UTC'),
    segment              LowCardinality(String),
    term_months          UInt16,
    renewals_behind      UInt16,
    months_to_renewal    UInt16 COMMENT 'from 1',
    mrr_minor            Nullable(Float64) COMMENT 'NULL without an exchange rate, as all that follows from it',
    margin_share         Float64 COMMENT 'of its products, else of its segment, else of the company',
    cost_to_serve_minor  Float64 COMMENT 'per month, of the tier that held before this run',
    monthly_margin_minor Nullable(Float64),
    hazard_source        LowCardinality(String) COMMENT 'churn-model: its own risk; curve: no model published, or too young for it; notice: it has given notice and pays to the end',
    expected_revenue_12_months_minor  Nullable(Float64),
    ltv_36_months_minor         Nullable(Float64),
    ltv_36_months_low_minor     Nullable(Float64),
    ltv_36_months_high_minor    Nullable(Float64),
    ltv_60_months_minor         Nullable(Float64),
    ltv_60_months_low_minor     Nullable(Float64),
    ltv_60_months_high_minor    Nullable(Float64),
    ltv_unbounded_minor         Nullable(Float64),
    ltv_unbounded_low_minor     Nullable(Float64),
    ltv_unbounded_high_minor    Nullable(Float64),
    ltv_naive_minor             Nullable(Float64) COMMENT 'the same margin at one constant churn per month, that of its segment',
    flags                LowCardinality(String) COMMENT 'separated by spaces; see cs.lifetime_values'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (run_id, account);

-- The other textbook formulas, discounted and with the expansion of those that stay.
ALTER TABLE mimamori.lifetime_values
    ADD COLUMN IF NOT EXISTS discount_annual_rate Nullable(Float64),
    ADD COLUMN IF NOT EXISTS monthly_expansion Nullable(Float64) COMMENT 'net expansion of the accounts that stay, per month, mean of the window',
    ADD COLUMN IF NOT EXISTS ltv_first_payment_now_minor Nullable(Float64) COMMENT 'm(1+i)/(1+i-r)',
    ADD COLUMN IF NOT EXISTS ltv_first_payment_at_period_end_minor Nullable(Float64) COMMENT 'm/(1+i-r)',
    ADD COLUMN IF NOT EXISTS ltv_without_first_payment_minor Nullable(Float64) COMMENT 'mr/(1+i-r)',
    ADD COLUMN IF NOT EXISTS ltv_within_36_months_minor Nullable(Float64),
    ADD COLUMN IF NOT EXISTS ltv_within_60_months_minor Nullable(Float64),
    ADD COLUMN IF NOT EXISTS ltv_with_expansion_minor Nullable(Float64) COMMENT 'm(1+i)/(1+i-r(1+g)); NULL where it has no end',
    ADD COLUMN IF NOT EXISTS ltv_new_customer_36_months_minor Nullable(Float64) COMMENT 'predicted: mean over the terms of its paying accounts',
    ADD COLUMN IF NOT EXISTS ltv_new_customer_60_months_minor Nullable(Float64),
    ADD COLUMN IF NOT EXISTS ltv_new_customer_unbounded_minor Nullable(Float64);

-- Acquisition per channel and month, and per channel over the window ('' is all channels).
CREATE TABLE IF NOT EXISTS mimamori.acquisition_months
(
    run_id         String,
    channel        LowCardinality(String),
    month          Date COMMENT 'its first day',
    as_of          DateTime64(3, 'UTC'),
    spend_minor    Nullable(Float64) COMMENT 'NULL where it is not known',
    new_customers  UInt32 COMMENT 'accounts that paid for the first time',
    reason         LowCardinality(String) COMMENT 'why the spend is NULL: no-spend-recorded, no-exchange-rate; else empty'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (run_id, channel, month);

CREATE TABLE IF NOT EXISTS mimamori.acquisition_channels
(
    run_id             String,
    channel            LowCardinality(String),
    as_of              DateTime64(3, 'UTC'),
    window_months      UInt8 COMMENT 'complete months that were looked at',
    months_with_spend  UInt8 COMMENT 'those of them whose spend is known: the others take no part',
    spend_minor        Nullable(Float64),
    new_customers      UInt32 COMMENT 'won in the months with spend',
    cac_minor          Nullable(Float64),
    ltv_new_customer_60_months_minor Nullable(Float64) COMMENT 'mean over its new customers of what a new customer of their segment is worth',
    allowable_cac_minor  Nullable(Float64),
    target_ltv_to_cac  Float64,
    ltv_to_cac         Nullable(Float64),
    mark               LowCardinality(String) COMMENT 'loses-money, thin, healthy, under-investing, or empty',
    payback_simple_months     Nullable(Float64),
    payback_surviving_months  Nullable(Float64),
    ltv_annual_revenue_times_years_less_cac_minor Nullable(Float64),
    reason             LowCardinality(String) COMMENT 'why CAC is NULL: no-spend-recorded, no-exchange-rate, no-new-customers; else empty'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (run_id, channel);
