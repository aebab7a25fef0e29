/**
 * Until when a company's contracts can be judged.
 *
 * In: what is known by a moment, and when contracts were last heard of. Out: instants. In a running company both are that moment. Of an
 * imported history nothing is known after its end: an account that has not been heard of since has not stayed, it is unknown.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";

export interface HistoryEnd {
  /** What was known by then is used. */
  readonly asOf: Date;
  /** Decisions after it were not seen. */
  readonly contractsSeenAt: Date;
}

/** So long after the last decision its monthly window is over. */
const WINDOW_DAYS = 31;
const DAY_MS = 86_400_000;

/** Undefined when no contract has ever been heard of. */
export async function readHistoryEnd(
  tables: ClickhouseTables,
  knownBy: Date,
): Promise<HistoryEnd | undefined> {
  const [row] = await tables.query(
    `SELECT toFloat64(toUnixTimestamp64Milli(max(known_at))) AS seen_ms
     FROM mimamori.raw_billing_events
     WHERE known_at <= {knownBy:DateTime64(3)}
       AND (startsWith(type, 'billing.subscription_') OR startsWith(type, 'billing.invoice_'))`,
    { knownBy },
    z.object({ seen_ms: z.number() }),
  );
  if (row === undefined || row.seen_ms === 0) return undefined;
  const windowEndMs = row.seen_ms + WINDOW_DAYS * DAY_MS;
  return {
    asOf: new Date(Math.min(knownBy.getTime(), windowEndMs)),
    contractsSeenAt: new Date(row.seen_ms),
  };
}
