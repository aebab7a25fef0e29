-- cs.surveys: NPS, CSAT and CES by month and segment, with how many accounts answered at all. Of several answers of one person to one
-- kind of survey in one month the last one counts; answers without a name count each.
CREATE OR REPLACE VIEW cs.surveys
(
    month           Date COMMENT 'first day of the month, of the company time zone',
    segment         String COMMENT 'segment the accounts are in now; (none) for accounts without one; empty for the whole company',
    kind            String COMMENT 'nps (0 to 10), csat or ces',
    answers         UInt64 COMMENT 'answers that count: the last of each respondent',
    answering_accounts UInt64 COMMENT 'accounts with an answer',
    paying_accounts Nullable(UInt32) COMMENT 'accounts that paid at the end of the month (of the current month: now), as in cs.revenue_metrics; NULL before the first run over all accounts, and for (none)',
    response_rate   Nullable(Float64) COMMENT 'answering_accounts / paying_accounts, by account. The denominator is all accounts that pay, asked or not: an answer does not tell which campaign asked for it, and not every tool tells whom it asked. So a month in which only some were asked shows less than the rate of those; above 1 is possible when leads answer; NULL where paying_accounts is NULL or 0',
    mean_score      Float64 COMMENT 'mean of the answers, each as a share of its scale from 0 (worst) to 1 (best)',
    promoters       UInt64 COMMENT 'nps answers of 9 and 10; 0 for other kinds',
    passives        UInt64 COMMENT 'nps answers of 7 and 8; 0 for other kinds',
    detractors      UInt64 COMMENT 'nps answers of 0 to 6; 0 for other kinds',
    nps             Nullable(Float64) COMMENT '100 x (promoters - detractors) / answers, -100 to 100; NULL for other kinds',
    nps_margin      Nullable(Float64) COMMENT 'half the width of its 95 % interval, in points: with few answers the NPS moves by chance; NULL where nps is, and for a single answer'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    answers AS
    (
        SELECT account, toStartOfMonth(day) AS month, survey.kind AS kind, argMax(survey, survey.at) AS last
        FROM (SELECT account, day, surveys FROM mimamori.engagement_days FINAL WHERE notEmpty(surveys))
        ARRAY JOIN surveys AS survey
        GROUP BY account, month, kind, survey.respondent, if(survey.respondent = '', toString(survey.at), '')
    ),
    counted AS
    (
        SELECT
            month, segment, kind,
            count() AS answers, uniqExact(account) AS answering_accounts,
            avg((last.score - last.scale_min) / nullIf(last.scale_max - last.scale_min, 0)) AS mean_score,
            countIf(kind = 'nps' AND last.score >= 9) AS promoters,
            countIf(kind = 'nps' AND last.score >= 7 AND last.score < 9) AS passives,
            countIf(kind = 'nps' AND last.score < 7) AS detractors
        FROM
        (
            SELECT account, month, kind, last, arrayJoin(['', if(profile.segment = '', '(none)', profile.segment)]) AS segment
            FROM answers
            LEFT ANY JOIN (SELECT account, toString(segment) AS segment FROM mimamori.profiles FINAL WHERE present) AS profile USING (account)
        )
        GROUP BY month, segment, kind
    )
SELECT
    counted.month AS month, counted.segment AS segment, counted.kind AS kind, answers, answering_accounts,
    if(months.month = toDate(0), NULL, months.end_accounts) AS paying_accounts,
    answering_accounts / nullIf(paying_accounts, 0) AS response_rate,
    ifNull(mean_score, 0) AS mean_score, promoters, passives, detractors,
    if(kind = 'nps', 100 * (toInt64(promoters) - toInt64(detractors)) / answers, NULL) AS nps,
    if(answers > 1, 196 * sqrt(((promoters + detractors) / answers - pow(nps / 100, 2)) / (answers - 1)), NULL) AS nps_margin
FROM counted
LEFT ANY JOIN (SELECT month, segment, end_accounts FROM mimamori.revenue_months_now) AS months
    ON months.month = counted.month AND months.segment = counted.segment
COMMENT 'NPS, CSAT and CES by month and segment, with the response rate among paying accounts'
