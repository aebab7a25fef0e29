// For tests: a real ClickHouse with the house's schema, events put in the way the worker does it, and the facts read back.
import { connectClickhouse, insertRawEvents, RawEventRows } from "@mimamori/clickhouse-tables";
import {
  emptyTables as emptyAllTables,
  migrateForTests,
} from "@mimamori/clickhouse-tables/testing";
import { EVENT_TOPICS } from "@mimamori/event-contracts";
import type { ValidEvent } from "@mimamori/event-contracts";
import type { FactsStore } from "./facts-store.ts";
import { FACT_TABLES } from "./families.ts";
import { recomputePending } from "./recompute.ts";
import { TouchedMarks } from "./touched-marks.ts";

/** An event that arrived: the envelope that was sent, and when it became known (ISO text). */
export interface Arrival {
  readonly event: ValidEvent;
  readonly knownAt: string;
}

/** A store over an empty database of the engine at `url`. */
export async function openStore(connection: {
  clickhouseUrl: string;
  clickhouseUser: string;
  clickhousePassword: string;
}): Promise<FactsStore> {
  const tables = connectClickhouse({
    url: connection.clickhouseUrl,
    user: connection.clickhouseUser,
    password: connection.clickhousePassword,
  });
  await migrateForTests(tables);
  return {
    tables,
    timeZone: "Asia/Tokyo",
    currencies: {
      reportingCurrency: "JPY",
      ratesToReporting: { USD: 150 },
      revenue: { churnDate: "period-end", reactivationVoidsChurnWithinDays: 0 },
    },
  };
}

export function emptyTables({ tables }: FactsStore): Promise<void> {
  return emptyAllTables(tables);
}

/** What the worker does with a batch: raw rows, then marks. */
export async function arrive(store: FactsStore, arrivals: readonly Arrival[]): Promise<void> {
  const marks = new TouchedMarks(store.timeZone);
  for (const topic of EVENT_TOPICS) {
    const rows = arrivals
      .filter(({ event }) => event.topic === topic)
      .map(({ event, knownAt }) => ({ event, knownAtMs: Date.parse(knownAt) }));
    if (rows.length > 0) await insertRawEvents(store.tables, topic, RawEventRows.of(rows));
  }
  for (const { event } of arrivals) marks.add(event);
  await marks.write(store.tables);
}

/** Passes until nothing is pending. */
export async function settle(store: FactsStore, limit?: number): Promise<void> {
  for (;;) {
    const options = limit === undefined ? { partitions: 0 } : { partitions: 0, limit };
    if ((await recomputePending(store, options)).emptied) return;
  }
}

/** All facts but their versions, by family, sorted; tombstones only where asked for. */
export async function factsOf(
  store: FactsStore,
  options: { tombstones?: boolean; source?: (family: string) => string } = {},
): Promise<Record<string, unknown[]>> {
  const facts: Record<string, unknown[]> = {};
  for (const { family, columns, isPresent } of FACT_TABLES) {
    const source = options.source?.(family) ?? `mimamori.${family} FINAL`;
    const shown = columns.filter((column) => column !== "version");
    const rows = await store.tables.query<object>(
      `SELECT ${shown.join(", ")} FROM ${source}
       WHERE ${options.tombstones === true ? "1" : isPresent} ORDER BY ALL`,
    );
    facts[family] = rows;
  }
  return facts;
}
