-- cs.onboarding: how far each account has come since it began, and how long it took to the first value. The median over accounts is in
-- cs.time_to_value.
CREATE OR REPLACE VIEW cs.onboarding
(
    account             String COMMENT 'account id; accounts whose beginning is known or that have reached a milestone',
    segment             String COMMENT 'segment; empty when unknown',
    csm                 String COMMENT 'customer success manager; empty when nobody is',
    started_on          Nullable(Date) COMMENT 'day of the sign-up, else of the first payment; NULL when neither is known',
    days_since_start    Nullable(Int64) COMMENT 'days from started_on to today; NULL where it is',
    milestones          Map(String, Date) COMMENT 'milestones with the day on which each was first reached, of the company time zone',
    milestones_reached  UInt64 COMMENT 'how many of them',
    milestones_open     Array(String) COMMENT 'milestones that another account has reached and this one has not',
    last_milestone_on   Nullable(Date) COMMENT 'day of the latest; NULL when none was reached',
    value_reached_on    Nullable(Date) COMMENT 'day of the milestone that is value: definitions.valueMilestone of config/company.yaml (as shipped: first_report_shared), or the first of any kind where none is named; NULL when it was not reached',
    time_to_value_days  Nullable(Int64) COMMENT 'days from started_on to value_reached_on, 0 or more; NULL where one of them is'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT today FROM mimamori.reporting)) AS today,
    assumeNotNull((SELECT time_zone FROM mimamori.reporting)) AS time_zone,
    assumeNotNull((SELECT value_milestone FROM mimamori.reporting)) AS value_milestone,
    -- One pass over usage: accounts with a profile and without a milestone come in with a row of their own.
    reached AS
    (
        SELECT account, mapFromArrays(groupArrayIf(milestone, milestone != ''), groupArrayIf(first_on, milestone != '')) AS milestones
        FROM
        (
            SELECT account, arrayJoin(mapKeys(milestones)) AS milestone, min(day) AS first_on
            FROM mimamori.usage_days FINAL
            WHERE notEmpty(milestones)
            GROUP BY account, milestone
            UNION ALL
            SELECT account, '', toDate(0) FROM mimamori.profiles FINAL WHERE present
        )
        GROUP BY account
    )
SELECT
    reached.account AS account, profile.segment AS segment, profile.csm AS csm,
    ifNull(toDate(profile.signed_up_at, time_zone), contract.first_paid_on) AS started_on,
    today - started_on AS days_since_start,
    reached.milestones AS milestones,
    length(milestones) AS milestones_reached,
    arraySort(arrayFilter(name -> NOT mapContains(milestones, name), groupUniqArrayArray(mapKeys(reached.milestones)) OVER ())) AS milestones_open,
    if(empty(milestones), NULL, arrayMax(mapValues(milestones))) AS last_milestone_on,
    multiIf(empty(milestones), NULL,
            value_milestone = '', toNullable(arrayMin(mapValues(milestones))),
            mapContains(milestones, value_milestone), toNullable(milestones[value_milestone]),
            NULL) AS value_reached_on,
    if(value_reached_on < started_on, 0, value_reached_on - started_on) AS time_to_value_days
FROM reached
LEFT ANY JOIN (SELECT account, toString(segment) AS segment, toString(csm) AS csm, signed_up_at FROM mimamori.profiles FINAL WHERE present) AS profile ON profile.account = reached.account
LEFT ANY JOIN (SELECT account, first_paid_on FROM mimamori.contracts_now) AS contract ON contract.account = reached.account
WHERE notEmpty(milestones) OR started_on IS NOT NULL
COMMENT 'Onboarding per account: milestones reached and open, and the days to the first value'
