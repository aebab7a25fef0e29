/**
 * What was spent on winning customers, and who was won, per channel and month.
 *
 * In: acquisition_spend_recorded events known as of the run and not retracted, first payments by channel. Out: ChannelMonth, and
 * rows of acquisition_months. Of several amounts for the same channel and month the latest counts: an event says the whole month.
 */
import type { FactsAsOf } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { Company } from "@mimamori/company-config";
import { minorRate } from "@mimamori/revenue-movements";
import { z } from "zod";
import { insertNamed } from "../insert-named.ts";
import type { RunKey } from "../revenue/revenue-months.ts";
import { SEGMENT } from "./account-facts-sql.ts";

/** New customers whose channel nobody has named. */
const NO_CHANNEL = "(none)";

export interface ChannelMonth {
  readonly channel: string;
  /** YYYY-MM. */
  readonly month: string;
  /** Minor unit of the reporting currency; null: why, says `reason`. */
  readonly spendMinor: number | null;
  readonly reason: "" | "no-spend-recorded" | "no-exchange-rate";
  readonly newCustomers: number;
  /** New customers by segment. */
  readonly bySegment: ReadonlyMap<string, number>;
}

const spendRow = z.object({
  channel: z.string(),
  month: z.string(),
  amount_minor: z.coerce.number(),
  currency: z.string(),
});

/** As of the run: known by then, and not retracted by then. */
const SPEND = `
SELECT channel, month, latest.1 AS amount_minor, latest.2 AS currency
FROM (
  SELECT
    JSONExtractString(data, 'channel') AS channel,
    substring(JSONExtractString(data, 'month'), 1, 7) AS month,
    argMax((JSONExtractInt(data, 'amount_minor'), JSONExtractString(data, 'currency')),
           (occurred_at, sequence, known_at, id, source, subject)) AS latest
  FROM mimamori.raw_billing_events FINAL
  WHERE type = 'billing.acquisition_spend_recorded.v1'
    AND known_at <= {asOf:DateTime64(3)} AND occurred_at <= {asOf:DateTime64(3)}
    AND (subject, time, source, id) NOT IN (
      SELECT subject, time, source, id FROM mimamori.retracted_events FINAL WHERE known_at <= {asOf:DateTime64(3)})
  GROUP BY channel, month
)
ORDER BY channel, month`;

const wonRow = z.object({
  channel: z.string(),
  month: z.string(),
  segment: z.string(),
  won: z.number(),
});

const won = (facts: FactsAsOf): string => `
SELECT
  if(profile.acquisition_channel = '', '${NO_CHANNEL}', toString(profile.acquisition_channel)) AS channel,
  formatDateTime(assumeNotNull(first_paid_on), '%Y-%m') AS month,
  ${SEGMENT} AS segment,
  toUInt32(count()) AS won
FROM ${facts.source("revenue")} AS revenue
LEFT ANY JOIN ${facts.source("profiles")} AS profile ON revenue.account = profile.account
WHERE first_paid_on <= {today:Date}
GROUP BY channel, month, segment
ORDER BY channel, month, segment`;

/** Every month of every channel that has a spend or a new customer. `today` is the run's day, YYYY-MM-DD. */
export async function readChannelMonths(
  tables: ClickhouseTables,
  facts: FactsAsOf,
  { asOf, today, company }: { asOf: Date; today: string; company: Company },
): Promise<ChannelMonth[]> {
  const spent = await tables.query(SPEND, { asOf }, spendRow);
  const customers = await facts.read(() => tables.query(won(facts), { today }, wonRow));
  return channelMonthsOf(spent, customers, company);
}

/** Puts spend and customers together, by channel and month. Pure. */
export function channelMonthsOf(
  spent: readonly z.output<typeof spendRow>[],
  customers: readonly z.output<typeof wonRow>[],
  company: Pick<Company, "reportingCurrency" | "ratesToReporting">,
): ChannelMonth[] {
  const spendOf = new Map(spent.map((row) => [`${row.channel}\n${row.month}`, row]));
  const wonOf = Map.groupBy(customers, ({ channel, month }) => `${channel}\n${month}`);
  const keys = [...new Set([...spendOf.keys(), ...wonOf.keys()])].sort();
  return keys.map((key) => {
    const [channel = "", month = ""] = key.split("\n");
    const spend = spendOf.get(key);
    const rate = spend === undefined ? null : minorRate(spend.currency, company);
    const bySegment = new Map(wonOf.get(key)?.map((row) => [row.segment, row.won]));
    return {
      channel,
      month,
      spendMinor: spend === undefined || rate === null ? null : spend.amount_minor * rate,
      reason: spend === undefined ? "no-spend-recorded" : rate === null ? "no-exchange-rate" : "",
      newCustomers: [...bySegment.values()].reduce((sum, number) => sum + number, 0),
      bySegment,
    };
  });
}

/** Writes the rows. */
export async function writeChannelMonths(
  tables: ClickhouseTables,
  { runId, asOf }: RunKey,
  months: readonly ChannelMonth[],
): Promise<void> {
  const rows = months.map(({ channel, month, spendMinor, newCustomers, reason }) => ({
    run_id: runId,
    channel,
    month: `${month}-01`,
    as_of: asOf.toISOString(),
    spend_minor: spendMinor,
    new_customers: newCustomers,
    reason,
  }));
  await insertNamed(tables, "mimamori.acquisition_months", rows);
}
