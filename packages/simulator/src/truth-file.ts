// The truth as a CSV file: one row per account-month with the true probability of leaving, and what happened. For tests of
// the statistics and for people; the pipeline never reads it. In: account-months. Out: the file, complete after close().
import { open } from "node:fs/promises";
import type { AccountMonth } from "./churn.ts";
import { isoTime } from "./days.ts";

export const TRUTH_COLUMNS = [
  "account",
  "segment",
  "month_start",
  "interval",
  "renewal_decided",
  "engagement",
  "mrr_usd_cents",
  "probability",
  "left",
] as const;

export interface TruthFile {
  append(months: readonly AccountMonth[]): Promise<void>;
  close(): Promise<void>;
}

/** Begins the file anew. */
export async function createTruthFile(path: string): Promise<TruthFile> {
  const file = await open(path, "w");
  await file.write(`${TRUTH_COLUMNS.join(",")}\n`);
  return {
    async append(months) {
      if (months.length > 0) await file.write(months.map(truthRow).join(""));
    },
    close: () => file.close(),
  };
}

function truthRow(month: AccountMonth): string {
  const cells = [
    month.account,
    month.segment,
    isoTime(month.monthStartMs),
    month.interval,
    Number(month.renewalDecided),
    month.engagement.toFixed(4),
    month.mrrUsdCents,
    month.probability.toPrecision(6),
    Number(month.left),
  ];
  return `${cells.join(",")}\n`;
}
