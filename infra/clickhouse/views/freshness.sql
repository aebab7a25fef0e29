-- cs.freshness: when something was last heard, by account and source of data, and of the company as a whole (account is empty).
CREATE OR REPLACE VIEW cs.freshness
(
    account      String COMMENT 'account id; empty: the newest of all accounts',
    source       String COMMENT 'usage, subscriptions, invoices, tickets, engagement (surveys, conversations, messages, pulses), profile, contacts or goals',
    last_at      DateTime64(3, 'UTC') COMMENT 'when something of it last happened, became known or was corrected, UTC; usage: the last that happened within 91 days',
    days_silent  Int64 COMMENT 'whole days since then',
    is_silent    UInt8 COMMENT '1: nothing for 14 days or more, as shipped (definitions.silent of config/company.yaml; in force: cs.definitions). Contracts, contacts and goals are silent for long by nature: look at usage of accounts that pay, and at the rows of the company'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT thresholds['silent.daysFrom'] FROM mimamori.reporting)) AS silent_from,
    heard AS
    (
        SELECT account, 'usage' AS source, max(usage.last_at) AS last_at FROM mimamori.usage_days AS usage FINAL
        WHERE day > today() - 91 AND events > 0 GROUP BY account
        UNION ALL SELECT account, 'subscriptions', max_known_at FROM mimamori.revenue FINAL WHERE events > 0
        UNION ALL SELECT account, 'invoices', max(max_known_at) FROM mimamori.invoices FINAL WHERE present GROUP BY account
        UNION ALL SELECT account, 'tickets', max(max_known_at) FROM mimamori.tickets FINAL WHERE present GROUP BY account
        UNION ALL SELECT account, 'engagement', max(max_known_at) FROM mimamori.engagement_days FINAL WHERE events > 0 GROUP BY account
        UNION ALL SELECT account, 'profile', max_known_at FROM mimamori.profiles FINAL WHERE present
        UNION ALL SELECT account, 'contacts', max(max_known_at) FROM mimamori.contacts FINAL WHERE present GROUP BY account
        UNION ALL SELECT account, 'goals', max(max_known_at) FROM mimamori.goals FINAL WHERE present GROUP BY account
    )
SELECT account, source, last_at, intDiv(dateDiff('second', last_at, now64(3, 'UTC')), 86400) AS days_silent, days_silent >= silent_from AS is_silent
FROM
(
    SELECT account, source, last_at FROM heard
    UNION ALL
    SELECT '', source, max(last_at) FROM heard GROUP BY source
)
COMMENT 'When something was last heard, by account and source of data'
