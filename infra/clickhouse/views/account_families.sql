-- cs.account_families: parent accounts, with all that belongs to them at any depth rolled up. One row per account that another belongs
-- to; whoever stands in the middle has a row of its own too. A cycle (a parent that belongs to its own child) is followed once round
-- and no further: each account counts once in a family. Depth is limited to 20 levels.
CREATE OR REPLACE VIEW cs.account_families
(
    account           String COMMENT 'the parent account; it may itself be unknown but for its children',
    name              String COMMENT 'its name; empty when unknown',
    parent_account    String COMMENT 'what it belongs to itself; empty when it is at the top',
    members           UInt64 COMMENT 'accounts in the family: itself and all below it, at any depth',
    paying_members    UInt64 COMMENT 'of these, those with MRR above 0',
    depth             UInt8 COMMENT 'levels below it: 1 when it has only direct children',
    mrr               Nullable(Decimal(18, 2)) COMMENT 'sum of the MRR of its members in the reporting currency, those without an exchange rate left out; NULL when it is known of none',
    currency          String COMMENT 'the reporting currency, ISO 4217',
    health_score      Nullable(Float64) COMMENT 'mean of the members'' health scores weighted by MRR, 0 to 100; over members with both a score and MRR; NULL when there is none',
    worst_health_score Nullable(Float64) COMMENT 'the lowest health score of a member; NULL when none has a score',
    worst_health_band String COMMENT 'band of that member: healthy, attention or at-risk; empty when none has a score',
    worst_account     String COMMENT 'account id of that member; empty when none has a score',
    at_risk_mrr       Decimal(18, 2) COMMENT 'MRR of members whose band is at-risk, in the reporting currency',
    leaving_members   UInt64 COMMENT 'members that have given notice',
    member_accounts   Array(String) COMMENT 'account ids of the members, itself first, then by id'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH RECURSIVE
    parents AS
    (
        SELECT account, parent_account FROM mimamori.profiles FINAL
        WHERE present AND merged_into = '' AND parent_account != '' AND parent_account != account
    ),
    -- From each account up to whoever it belongs to; an account that the way has passed already ends it.
    ways AS
    (
        SELECT account AS member, parent_account AS ancestor, toUInt8(1) AS levels, [account, parent_account] AS passed FROM parents
        UNION ALL
        SELECT ways.member, parents.parent_account, toUInt8(ways.levels + 1), arrayPushBack(ways.passed, parents.parent_account)
        FROM ways INNER JOIN parents ON parents.account = ways.ancestor
        WHERE ways.levels < 20 AND NOT has(ways.passed, parents.parent_account)
    ),
    families AS
    (
        SELECT ancestor AS family, member, min(levels) AS levels FROM ways GROUP BY family, member
        UNION ALL
        SELECT DISTINCT ancestor AS family, ancestor AS member, toUInt8(0) AS levels FROM ways
    )
SELECT
    family AS account, family_name AS name, family_parent AS parent_account, members, paying_members, depth, mrr,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency,
    if(weight > 0, weighted / weight, NULL) AS health_score, worst.1 AS worst_health_score,
    if(worst.1 IS NULL, '', worst.3) AS worst_health_band, if(worst.1 IS NULL, '', worst.2) AS worst_account,
    at_risk_mrr, leaving_members, member_accounts
FROM
(
    SELECT
        families.family AS family, any(head.name) AS family_name, any(head.parent_account) AS family_parent,
        count() AS members, countIf(ifNull(one.mrr, 0) > 0) AS paying_members, max(families.levels) AS depth, sumOrNull(one.mrr) AS mrr,
        argMin((one.health_score, families.member, one.health_band), (ifNull(one.health_score, 1000), families.member)) AS worst,
        sumIf(ifNull(one.mrr, toDecimal64(0, 2)), one.health_band = 'at-risk') AS at_risk_mrr,
        countIf(one.is_leaving = 1) AS leaving_members,
        arrayMap(pair -> pair.2, arraySort(groupArray((families.levels > 0, families.member)))) AS member_accounts,
        sum(if(one.health_score IS NULL, 0, ifNull(toFloat64(one.mrr), 0)) * ifNull(one.health_score, 0)) AS weighted,
        sum(if(one.health_score IS NULL, 0, ifNull(toFloat64(one.mrr), 0))) AS weight
    FROM families
    LEFT JOIN (SELECT account, mrr, health_score, health_band, is_leaving FROM cs.accounts) AS one ON one.account = families.member
    LEFT JOIN (SELECT account, name, parent_account FROM mimamori.profiles FINAL WHERE present) AS head ON head.account = families.family
    GROUP BY families.family
)
COMMENT 'Parent accounts with all that belongs to them at any depth: MRR, MRR-weighted and worst health'
