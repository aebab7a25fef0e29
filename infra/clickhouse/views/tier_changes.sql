-- cs.tier_changes: one row per change of a tier, from its proposal to what became of it. Steps of complete live runs only, so a change
-- appears with the daily run that proposed it, and an approval with the one that has heard of it.
CREATE OR REPLACE VIEW cs.tier_changes
(
    account          String COMMENT 'account id',
    name             String COMMENT 'name; empty when unknown',
    change_id        String COMMENT 'names the change within the account; an approval names it (account.tier_change_decided.v1)',
    kind             String COMMENT 'first: the account had no tier; raise, lower: by the rules; pin, unpin: by people',
    from_tier        String COMMENT 'tier before; empty when there was none',
    to_tier          String COMMENT 'tier that it leads to',
    status           String COMMENT 'proposed: waits for approval; approved: waits for its day, or for a free place; in-effect; declined; expired: nobody decided in time; withdrawn: its reason was gone, or a pin came',
    reason           String COMMENT 'why, in words',
    proposed_on      Date COMMENT 'company day on which the rules first said so, or people pinned',
    decided_by       String COMMENT 'who approved, declined or pinned; rule where nobody needs to; empty while nobody has decided',
    decision_reason  String COMMENT 'what that person gave as the reason; empty for the rule',
    effective_on     Nullable(Date) COMMENT 'company day from which it is to be in effect; NULL when it was never approved',
    in_effect_as_of  Nullable(DateTime64(3, 'UTC')) COMMENT 'as_of of the run with which it took effect, UTC; NULL before that',
    changed_as_of    DateTime64(3, 'UTC') COMMENT 'as_of of the run with its last step, UTC',
    pool             String COMMENT 'team that looked after the account; empty when no pools are named',
    csm              String COMMENT 'its customer success manager at the last step; empty when nobody was',
    arr              Nullable(Decimal(18, 2)) COMMENT 'ARR at the last step, in the reporting currency; NULL without an exchange rate',
    currency         String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    steps AS
    (
        SELECT
            account, change_id, kind, from_tier, to_tier, status, reason, proposed_on, decided_by, decision_reason, effective_on,
            pool, csm, arr_minor, runs.as_of AS run_as_of,
            (runs.as_of, runs.completed_at, indexOf(['proposed', 'approved'], status) = 0, status = 'approved') AS at
        FROM mimamori.tier_change_steps AS written FINAL
        INNER JOIN
        (
            SELECT run_id, as_of, assumeNotNull(completed_at) AS completed_at FROM mimamori.score_runs FINAL
            WHERE kind = 'live' AND status IN ('complete', 'thinned')
        ) AS runs USING (run_id)
    ),
    changes AS
    (
        SELECT
            account, change_id, any(kind) AS kind, any(from_tier) AS from_tier, any(to_tier) AS to_tier,
            argMax(status, at) AS last_status,
            argMaxIf(reason, at, reason != '') AS why,
            min(proposed_on) AS first_proposed_on,
            argMax(decided_by, at) AS last_decided_by,
            argMax(decision_reason, at) AS last_decision_reason,
            argMax(tuple(effective_on), at).1 AS last_effective_on,
            minIf(run_as_of, status = 'in-effect') AS effect_as_of,
            max(run_as_of) AS last_as_of,
            argMax(pool, at) AS last_pool,
            argMax(csm, at) AS last_csm,
            argMax(tuple(arr_minor), at).1 AS last_arr_minor
        FROM steps
        GROUP BY account, change_id
    )
SELECT
    changes.account AS account, profile.name AS name, change_id, kind, from_tier, to_tier,
    last_status AS status, why AS reason, first_proposed_on AS proposed_on,
    last_decided_by AS decided_by, last_decision_reason AS decision_reason, last_effective_on AS effective_on,
    if(effect_as_of = toDateTime64(0, 3, 'UTC'), NULL, effect_as_of) AS in_effect_as_of,
    last_as_of AS changed_as_of, last_pool AS pool, last_csm AS csm,
    toDecimal64(last_arr_minor / minor_per_unit, 2) AS arr,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM changes
LEFT ANY JOIN (SELECT account, name FROM mimamori.profiles FINAL WHERE present) AS profile ON profile.account = changes.account
COMMENT 'Changes of touch tiers: one row per change, with its reason, who decided it, and when it takes effect'
