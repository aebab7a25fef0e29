/**
 * What scoring is measured by: the same facts, aggregated per account by plain SELECTs of the server, whose answers nobody reads.
 * No point in time, no missing values, no model, no rows written: what a query in a BI tool would do.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";

const TODAY = "toDate('2026-06-01')";

const PER_FEATURE = Array.from(
  { length: 6 },
  (_, index) => `sumIf(quantities['feature-${index}'], day > ${TODAY} - 28)`,
);

const SELECTS = [
  `SELECT account, sumIf(arraySum(mapValues(quantities)), day > ${TODAY} - 28), sumIf(arraySum(mapValues(quantities)), day <= ${TODAY} - 28),
     uniqExactArrayIf(users, day > ${TODAY} - 28), uniqExactArrayIf(mapKeys(quantities), day > ${TODAY} - 28), max(day), ${PER_FEATURE.join(", ")}
   FROM mimamori.usage_days FINAL WHERE day > ${TODAY} - 112 GROUP BY account`,
  `SELECT account, countIf(opened_at > ${TODAY} - 84), countIf(priority IN ('urgent', 'high') AND status NOT IN ('solved', 'closed'))
   FROM mimamori.tickets FINAL GROUP BY account`,
  `SELECT account, maxIf(${TODAY} - toDate(due_at), status = 'open'), maxIf(attempts, status = 'open')
   FROM mimamori.invoices FINAL GROUP BY account`,
  `SELECT account, avg(arrayAvg(arrayMap(answer -> answer.score, surveys))), maxIf(day, notEmpty(interactions))
   FROM mimamori.engagement_days FINAL WHERE day > ${TODAY} - 364 GROUP BY account`,
  `SELECT revenue.account, segment, mrr_days[-1].mrr_minor, dateDiff('month', first_paid_on, ${TODAY}), contract_states[-1].leaving
   FROM mimamori.revenue AS revenue FINAL LEFT ANY JOIN mimamori.profiles AS profile USING (account)`,
];

/** Runs the SELECTs one after the other. @returns seconds */
export async function runPeerSelects(tables: ClickhouseTables): Promise<number> {
  const begun = performance.now();
  for (const select of SELECTS) await tables.command(`${select} FORMAT Null`);
  return (performance.now() - begun) / 1000;
}
