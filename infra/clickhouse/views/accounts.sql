-- cs.accounts: one wide row per account as things are now: who it is, what it pays, how it fares. Accounts that were merged into
-- another are not shown. Scores and tiers are those of the *_latest views; all else is as of now.
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
    health_band          String COMMENT 'healthy, attention, at-risk, insufficient-data or closed; empty when not scored yet',
    health_score         Nullable(Float64) COMMENT '0 to 100, high is good; NULL when there is too little data, when it is closed or not scored yet',
    coverage             Nullable(Float64) COMMENT 'share of the weight with data, 0 to 1; NULL when not scored yet',
    worries              Array(String) COMMENT 'the up to three measures that cost it the most points, in sentences, worst first',
    scored_as_of         Nullable(DateTime64(3, 'UTC')) COMMENT 'moment that its score is as of, UTC; NULL when not scored yet',
    touch_tier           String COMMENT 'high, low or tech touch; empty when none is assigned',
    mrr                  Nullable(Decimal(18, 2)) COMMENT 'monthly recurring revenue in the reporting currency; 0 when it does not pay; NULL without an exchange rate',
    arr                  Nullable(Decimal(18, 2)) COMMENT 'twelve times mrr; NULL where mrr is',
    currency             String COMMENT 'the reporting currency, ISO 4217',
    plan                 String COMMENT 'products of its active subscriptions; empty when there is none',
    seats                UInt64 COMMENT 'seats of its active subscriptions',
    first_paid_on        Nullable(Date) COMMENT 'day of the first MRR; NULL when it never paid',
    churned_on           Nullable(Date) COMMENT 'day from which no subscription is active; NULL while one is',
    renews_at            Nullable(DateTime64(3, 'UTC')) COMMENT 'next renewal of an active subscription, UTC; NULL when unknown',
    notice_deadline      Nullable(DateTime64(3, 'UTC')) COMMENT 'next day by which notice may be given, UTC; NULL when unknown',
    is_leaving           UInt8 COMMENT '1: it has given notice',
    active_users_28_days UInt64 COMMENT 'distinct users of the last 28 days',
    last_used_on         Nullable(Date) COMMENT 'last day with usage within 400 days, of the company time zone; NULL when there is none',
    open_tickets         UInt64 COMMENT 'tickets that are neither solved nor closed',
    overdue_invoices     UInt64 COMMENT 'open invoices past their due date'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    assumeNotNull((SELECT today FROM mimamori.reporting)) AS today,
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
    billing AS
    (
        SELECT
            account,
            tupleElement(arrayLast(change -> change.day <= today, mrr_days), 'mrr_minor') AS mrr_minor,
            arrayFilter(one -> one.status IN ('active', 'past_due') AND ifNull(one.ended_at > now64(3), 1), subscriptions) AS active,
            arrayMap(one -> assumeNotNull(one.renews_at), arrayFilter(one -> one.renews_at > now64(3), active)) AS renewals,
            arrayMap(one -> assumeNotNull(one.notice_deadline), arrayFilter(one -> one.notice_deadline > now64(3), active)) AS deadlines,
            if(first_paid_on <= today, first_paid_on, NULL) AS first_paid_on,
            if(churned_on <= today, churned_on, NULL) AS churned_on,
            notice_known_at IS NOT NULL AND NOT ifNull(churned_on <= today, 0) AS is_leaving
        FROM mimamori.revenue FINAL
        WHERE events > 0
    ),
    usage AS
    (
        SELECT account, length(groupUniqArrayArrayIf(users, day > today - 28)) AS active_users_28_days, max(day) AS last_used_on
        FROM mimamori.usage_days FINAL
        WHERE day > today - 400 AND events > 0
        GROUP BY account
    ),
    worst AS
    (
        SELECT account, arrayMap(one -> one.2, arraySlice(arraySort(groupArray((-lost_points, reason))), 1, 3)) AS worries
        FROM cs.health_reasons_latest
        WHERE lost_points > 0 AND reason != ''
        GROUP BY account
    )
SELECT
    known.account AS account, profile.name AS name, profile.domain AS domain, profile.segment AS segment,
    profile.country AS country, profile.language AS language, profile.industry AS industry, profile.csm AS csm,
    profile.acquisition_channel AS acquisition_channel, profile.parent_account AS parent_account,
    profile.signed_up_at AS signed_up_at,
    health.band AS health_band, health.score AS health_score,
    if(health.run_id = '', NULL, health.coverage) AS coverage,
    worst.worries AS worries,
    if(health.run_id = '', NULL, health.as_of) AS scored_as_of,
    tiers.tier AS touch_tier,
    if(billing.account = '', toDecimal64(0, 2), toDecimal64(billing.mrr_minor / minor_per_unit, 2)) AS mrr,
    mrr * 12 AS arr,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency,
    arrayStringConcat(arrayDistinct(arrayMap(one -> one.plan, billing.active)), ' + ') AS plan,
    arraySum(arrayMap(one -> toUInt64(one.seats), billing.active)) AS seats,
    billing.first_paid_on AS first_paid_on, billing.churned_on AS churned_on,
    if(empty(billing.renewals), NULL, arrayMin(billing.renewals)) AS renews_at,
    if(empty(billing.deadlines), NULL, arrayMin(billing.deadlines)) AS notice_deadline,
    billing.is_leaving AS is_leaving,
    usage.active_users_28_days AS active_users_28_days,
    if(usage.account = '', NULL, usage.last_used_on) AS last_used_on,
    tickets.open AS open_tickets,
    invoices.overdue AS overdue_invoices
FROM known
LEFT JOIN (SELECT * FROM mimamori.profiles FINAL WHERE present) AS profile ON profile.account = known.account
LEFT JOIN billing ON billing.account = known.account
LEFT JOIN cs.health_scores_latest AS health ON health.account = known.account
LEFT JOIN worst ON worst.account = known.account
LEFT JOIN cs.touch_tiers_latest AS tiers ON tiers.account = known.account
LEFT JOIN usage ON usage.account = known.account
LEFT JOIN
(
    SELECT account, count() AS open FROM mimamori.tickets FINAL
    WHERE present AND status NOT IN ('solved', 'closed') GROUP BY account
) AS tickets ON tickets.account = known.account
LEFT JOIN
(
    SELECT account, count() AS overdue FROM mimamori.invoices FINAL
    WHERE present AND status = 'open' AND due_at < now64(3) GROUP BY account
) AS invoices ON invoices.account = known.account
COMMENT 'Accounts as they are now: who they are, what they pay, how they fare, and what worries most';
