-- cs.accounts: one wide row per account as things are now: who it is, what it pays, how it fares, what is worth knowing before a call.
-- Accounts that were merged into another are not shown. Scores, risks, values and tiers are those of the runs that hold now; all else
-- is as of now. Whoever wants a few columns of one account may ask for it by its id: everything is looked up by it.
CREATE OR REPLACE VIEW cs.accounts
(
    account              String COMMENT 'account id',
    name                 String COMMENT 'name; empty when unknown',
    domain               String COMMENT 'internet domain; empty when unknown',
    segment              String COMMENT 'segment; empty when unknown',
    country              String COMMENT 'ISO 3166 code; empty when unknown',
    language             String COMMENT 'language; empty when unknown',
    industry             String COMMENT 'industry; empty when unknown',
    csm                  String COMMENT 'customer success manager; empty when nobody is',
    acquisition_channel  String COMMENT 'channel that won it; empty when unknown',
    parent_account       String COMMENT 'account that it belongs to; empty when it stands alone',
    signed_up_at         Nullable(DateTime64(3, 'UTC')) COMMENT 'UTC; NULL when unknown',
    health_band          String COMMENT 'healthy, attention, at-risk, insufficient-data or closed, by the cut-offs of its scorecard in config/scorecards (as shipped: attention from 50, healthy from 75); empty when not scored yet',
    health_score         Nullable(Float64) COMMENT '0 to 100, high is good; NULL when there is too little data, when it is closed or not scored yet',
    health_change_28_days Nullable(Float64) COMMENT 'health_score less the score of the last run over all accounts that is at least 28 days older; NULL where one of them is missing',
    coverage             Nullable(Float64) COMMENT 'share of the weight with data, 0 to 1; NULL when not scored yet',
    stage                String COMMENT 'stage of its life that its scorecard is for: onboarding, adopting, mature; empty when unknown',
    worries              Array(String) COMMENT 'the up to three measures that cost it the most points, in sentences, worst first',
    scored_as_of         Nullable(DateTime64(3, 'UTC')) COMMENT 'moment that its score is as of, UTC; NULL when not scored yet',
    is_at_risk           UInt8 COMMENT '1: it pays and at_risk_because is not empty',
    at_risk_because      Array(String) COMMENT 'notice: it has given notice; health: its band is at-risk; churn: churn_within_90_days from 0.3 on; renewal: not_renewing from 0.5 on; invoices: an undisputed invoice is 30 days overdue. The thresholds as shipped, in config/company.yaml (definitions.atRisk); those in force: cs.definitions',
    churn_within_90_days Nullable(Float64) COMMENT 'probability that it gives notice within 90 days, 0 to 1; NULL without a model or when it is not scored (see cs.churn_risk)',
    not_renewing         Nullable(Float64) COMMENT 'probability that it gives notice by next_decision_on, 0 to 1; NULL as above',
    next_decision_on     Nullable(Date) COMMENT 'day by which it decides whether to stay; NULL when unknown',
    touch_tier           String COMMENT 'high, low or tech touch; empty when none is assigned',
    mrr                  Nullable(Decimal(18, 2)) COMMENT 'monthly recurring revenue in the reporting currency; 0 when it does not pay; NULL without an exchange rate',
    arr                  Nullable(Decimal(18, 2)) COMMENT 'twelve times mrr; NULL where mrr is',
    currency             String COMMENT 'the reporting currency, ISO 4217',
    ltv_36_months        Nullable(Float64) COMMENT 'expected margin of the next 36 payments, discounted, in the reporting currency; NULL when it does not pay (see cs.lifetime_values)',
    plan                 String COMMENT 'products of its active subscriptions; empty when there is none',
    seats                UInt64 COMMENT 'seats of its active subscriptions',
    first_paid_on        Nullable(Date) COMMENT 'day of the first MRR; NULL when it never paid',
    churned_on           Nullable(Date) COMMENT 'day from which no subscription is active; NULL while one is',
    renews_at            Nullable(DateTime64(3, 'UTC')) COMMENT 'next renewal of an active subscription, UTC; NULL when unknown',
    notice_deadline      Nullable(DateTime64(3, 'UTC')) COMMENT 'next day by which notice may be given, UTC; NULL when unknown',
    is_leaving           UInt8 COMMENT '1: it has given notice',
    active_users_28_days UInt64 COMMENT 'distinct users of the last 28 days',
    last_used_on         Nullable(Date) COMMENT 'last day with usage within 91 days, of the company time zone; NULL when there is none',
    open_tickets         UInt64 COMMENT 'tickets that are neither solved nor closed',
    urgent_tickets       UInt64 COMMENT 'those of them with priority high or urgent',
    overdue_invoices     UInt64 COMMENT 'open invoices past their due date',
    nps                  Nullable(Float64) COMMENT 'latest NPS answer of anybody there within 365 days, 0 to 10; NULL when there is none',
    nps_on               Nullable(Date) COMMENT 'day of that answer; NULL where nps is',
    csm_pulse            Nullable(UInt8) COMMENT 'latest judgement of a CSM within 365 days, 1 (very bad) to 5 (very good); NULL when there is none',
    last_talk_on         Nullable(Date) COMMENT 'last day with a meeting, call, chat or review within 365 days; NULL when there is none',
    champions            UInt64 COMMENT 'people who stand up for the product there and have not left',
    champion_left_on     Nullable(Date) COMMENT 'when a champion left, the latest; NULL when none has',
    open_goals           UInt64 COMMENT 'goals that are open',
    overdue_goals        UInt64 COMMENT 'open goals past their day'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    assumeNotNull((SELECT today FROM mimamori.reporting)) AS today,
    assumeNotNull((SELECT time_zone FROM mimamori.reporting)) AS time_zone,
    known AS
    (
        SELECT DISTINCT account FROM
        (
            SELECT account FROM mimamori.profiles FINAL WHERE present
            UNION ALL
            SELECT account FROM mimamori.revenue FINAL WHERE events > 0
            UNION ALL
            SELECT account FROM cs.health_scores_latest
        )
        WHERE account NOT IN (SELECT account FROM mimamori.profiles FINAL WHERE merged_into != '')
    ),
    earlier AS
    (
        SELECT account, score FROM mimamori.health_scores FINAL
        WHERE score IS NOT NULL AND run_id IN (SELECT run_id FROM mimamori.run_28_days_before)
    ),
    talks AS
    (
        SELECT
            account,
            argMaxIf(tupleElement(arrayLast(one -> one.kind = 'nps', surveys), 'score'), day, arrayExists(one -> one.kind = 'nps', surveys)) AS nps,
            maxIf(day, arrayExists(one -> one.kind = 'nps', surveys)) AS nps_on,
            argMaxIf(pulses[-1].score, day, notEmpty(pulses)) AS pulse,
            maxIf(day, notEmpty(interactions)) AS talked_on
        FROM mimamori.engagement_days FINAL
        WHERE day > today - 365 AND events > 0
        GROUP BY account
    ),
    people AS
    (
        SELECT
            account,
            countIf(champion AND NOT ifNull(left_at <= now64(3), 0)) AS champions,
            maxIf(left_at, was_champion AND left_at <= now64(3)) AS champion_left_at
        FROM mimamori.contacts FINAL WHERE present GROUP BY account
    )
SELECT
    known.account AS account, profile.name AS name, profile.domain AS domain, toString(profile.segment) AS segment,
    toString(profile.country) AS country, toString(profile.language) AS language, toString(profile.industry) AS industry, toString(profile.csm) AS csm,
    toString(profile.acquisition_channel) AS acquisition_channel, profile.parent_account AS parent_account,
    profile.signed_up_at AS signed_up_at,
    health.band AS health_band, health.score AS health_score,
    if(earlier.account = '', NULL, health.score - earlier.score) AS health_change_28_days,
    if(health.run_id = '', NULL, health.coverage) AS coverage,
    health.stage AS stage,
    worst.worries AS worries,
    if(health.run_id = '', NULL, health.as_of) AS scored_as_of,
    notEmpty(risks.because) AND ifNull(contract.mrr_minor > 0, 1) AND contract.account != '' AS is_at_risk,
    risks.because AS at_risk_because,
    churn.churn_within_90_days AS churn_within_90_days, churn.not_renewing AS not_renewing, churn.next_decision_on AS next_decision_on,
    tiers.tier AS touch_tier,
    if(contract.account = '', toDecimal64(0, 2), toDecimal64(contract.mrr_minor / minor_per_unit, 2)) AS mrr,
    mrr * 12 AS arr,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency,
    round(value.ltv_36_months_minor / minor_per_unit, 2) AS ltv_36_months,
    arrayStringConcat(arrayDistinct(arrayMap(one -> one.plan, contract.active)), ' + ') AS plan,
    contract.seats AS seats,
    contract.first_paid_on AS first_paid_on, contract.churned_on AS churned_on,
    contract.renews_at AS renews_at, contract.notice_deadline AS notice_deadline, contract.is_leaving AS is_leaving,
    usage.active_users AS active_users_28_days,
    if(last_use.account = '', NULL, last_use.last_day) AS last_used_on,
    tickets.open AS open_tickets, tickets.urgent AS urgent_tickets,
    invoices.overdue AS overdue_invoices,
    if(talks.nps_on = toDate(0), NULL, talks.nps) AS nps,
    if(talks.nps_on = toDate(0), NULL, talks.nps_on) AS nps_on,
    if(talks.pulse = 0, NULL, talks.pulse) AS csm_pulse,
    if(talks.talked_on = toDate(0), NULL, talks.talked_on) AS last_talk_on,
    people.champions AS champions,
    toDate(people.champion_left_at, time_zone) AS champion_left_on,
    goals.open AS open_goals, goals.overdue AS overdue_goals
FROM known
LEFT ANY JOIN (SELECT * FROM mimamori.profiles FINAL WHERE present) AS profile ON profile.account = known.account
LEFT ANY JOIN mimamori.contracts_now AS contract ON contract.account = known.account
LEFT ANY JOIN cs.health_scores_latest AS health ON health.account = known.account
LEFT ANY JOIN earlier ON earlier.account = known.account
LEFT ANY JOIN mimamori.worries_now AS worst ON worst.account = known.account
LEFT ANY JOIN mimamori.risks_now AS risks ON risks.account = known.account
LEFT ANY JOIN (SELECT account, churn_within_90_days, not_renewing, next_decision_on FROM cs.churn_risk) AS churn ON churn.account = known.account
LEFT ANY JOIN cs.touch_tiers_latest AS tiers ON tiers.account = known.account
LEFT ANY JOIN
(
    SELECT account, ltv_36_months_minor FROM mimamori.account_lifetime_values FINAL
    WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all')
) AS value ON value.account = known.account
LEFT ANY JOIN mimamori.usage_28_days AS usage ON usage.account = known.account
LEFT ANY JOIN
(
    SELECT account, max(day) AS last_day FROM mimamori.usage_days FINAL WHERE day > today - 91 AND events > 0 GROUP BY account
) AS last_use ON last_use.account = known.account
LEFT ANY JOIN
(
    SELECT account, count() AS open, countIf(priority IN ('high', 'urgent')) AS urgent FROM mimamori.tickets FINAL
    WHERE present AND status NOT IN ('solved', 'closed') GROUP BY account
) AS tickets ON tickets.account = known.account
LEFT ANY JOIN
(
    SELECT account, count() AS overdue FROM mimamori.invoices FINAL
    WHERE present AND status = 'open' AND due_at < now64(3) GROUP BY account
) AS invoices ON invoices.account = known.account
LEFT ANY JOIN talks ON talks.account = known.account
LEFT ANY JOIN people ON people.account = known.account
LEFT ANY JOIN
(
    SELECT account, count() AS open, countIf(due_on < today) AS overdue FROM mimamori.goals FINAL
    WHERE present AND status = 'open' GROUP BY account
) AS goals ON goals.account = known.account
COMMENT 'Accounts as they are now: who they are, what they pay, how they fare, and what worries most';
