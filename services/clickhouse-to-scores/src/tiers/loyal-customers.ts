/**
 * Which paying customers are loyal, and what the others lack.
 *
 * In: facts as of the run, the run's health scores and renewals, the last daily run's row (since when the score has been high).
 * Out: rows of loyal_customers under the run's id. It may be repeated: the same rows.
 */
import type { FactsAsOf } from "@mimamori/account-facts";
import { say } from "@mimamori/message-catalogue";
import { healthySince, judgeLoyalty } from "@mimamori/touch-tiers";
import type { LoyaltyFacts } from "@mimamori/touch-tiers";
import { z } from "zod";
import { dayNumber } from "../features/account-features.ts";
import { insertNamed } from "../insert-named.ts";
import type { RunContext } from "../run-context.ts";
import { lastRunOverAll } from "./last-run.ts";
import type { TierFacts } from "./tier-facts.ts";

const ROWS_PER_INSERT = 20_000;

const row = z.object({
  account: z.string(),
  score: z.number().nullable(),
  renewals: z.number().nullable(),
  nps: z.number().nullable(),
  overdue: z.number(),
  healthy_since: z.string().nullable(),
});
type Row = z.output<typeof row>;

const select = (facts: FactsAsOf): string => `
SELECT account, max(score) AS score, max(renewals) AS renewals, max(nps) AS nps, toFloat64(max(overdue)) AS overdue,
  max(healthy_since) AS healthy_since
FROM (
  SELECT account, score, CAST(NULL, 'Nullable(Float64)') AS renewals, CAST(NULL, 'Nullable(Float64)') AS nps,
    toUInt64(0) AS overdue, CAST(NULL, 'Nullable(Date)') AS healthy_since
  FROM mimamori.health_scores FINAL WHERE run_id = {runId:String}
  UNION ALL
  SELECT account, NULL, toFloat64(renewals_behind), NULL, 0, NULL
  FROM mimamori.account_lifetime_values FINAL WHERE run_id = {runId:String}
  UNION ALL
  SELECT account, NULL, NULL, avg(score), 0, NULL
  FROM (
    SELECT account, argMax(answer.score, (answer.at, answer.score)) AS score, max(answer.at) AS answered_at
    FROM ${facts.source("engagement_days")} AS days
    ARRAY JOIN surveys AS answer
    WHERE answer.kind = 'nps'
    GROUP BY account, if(answer.respondent = '', toString((answer.at, answer.score)), answer.respondent)
  )
  WHERE answered_at > {asOf:DateTime64(3)} - toIntervalDay({npsDays:UInt16})
  GROUP BY account
  UNION ALL
  SELECT account, NULL, NULL, NULL, count(), NULL
  FROM ${facts.source("invoices")} AS invoices
  WHERE status = 'open' AND NOT disputed AND due_at <= {asOf:DateTime64(3)}
  GROUP BY account
  UNION ALL
  SELECT account, NULL, NULL, NULL, 0, healthy_since
  FROM mimamori.loyal_customers FINAL WHERE run_id = {before:String}
)
GROUP BY account`;

/** Judges those of `accounts` that have paid by the run's day. */
export async function writeLoyalCustomers(
  context: RunContext,
  accounts: readonly string[],
  factsOf: ReadonlyMap<string, TierFacts>,
): Promise<void> {
  const { tables, facts, config, run, dayOf } = context;
  const { loyalCustomers: settings } = config.touchTiers;
  const today = dayOf(run.asOf.getTime());
  const before = (await lastRunOverAll(tables, run.asOf)) ?? "";
  const npsDays = settings.nps?.withinDays ?? 0;
  const parameters = { runId: run.runId, asOf: run.asOf, npsDays, before };
  const read = await facts.read(() => tables.query(select(facts), parameters, row));
  const byAccount = new Map(read.map((one) => [one.account, one]));
  const rows = accounts.flatMap((account) => {
    const known = factsOf.get(account);
    if (known?.first_paid_on == null) return [];
    const found = byAccount.get(account) ?? { ...NOTHING, account };
    const since = healthySince(found.healthy_since, found.score, today, settings);
    const judged = loyaltyFacts(found, known, since, today);
    const missing = judgeLoyalty(judged, settings);
    return [
      {
        run_id: run.runId,
        account,
        as_of: run.asOf.toISOString(),
        loyal: missing.length === 0 ? 1 : 0,
        missing,
        missing_words: missing.map((condition) =>
          say(config.company.language, `not-loyal.${condition}`),
        ),
        renewals: judged.renewals,
        tenure_days: judged.tenureDays,
        healthy_since: since,
        nps: judged.nps,
        seat_use: judged.seatUse,
        overdue_invoices: judged.overdueInvoices,
      },
    ];
  });
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    const part = rows.slice(from, from + ROWS_PER_INSERT);
    await insertNamed(tables, "mimamori.loyal_customers", part);
  }
}

const NOTHING = { score: null, renewals: null, nps: null, overdue: 0, healthy_since: null };

function loyaltyFacts(
  found: Row,
  known: TierFacts,
  since: string | null,
  today: string,
): LoyaltyFacts {
  const daysSince = (day: string | null): number | null =>
    day === null ? null : dayNumber(today) - dayNumber(day);
  const { active_users: active, seats } = known;
  return {
    renewals: found.renewals,
    tenureDays: daysSince(known.first_paid_on),
    healthyDays: daysSince(since),
    nps: found.nps,
    seatUse: active === null || seats === 0 ? null : active / seats,
    overdueInvoices: found.overdue,
  };
}
