/**
 * The verdict: what the tables hold beside what was acknowledged, when everything is quiet again.
 * In: the ledger, ClickHouse. Out: how much was lost, is extra, and is counted wrongly; 0 of each is the promise.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { EVENT_TOPICS, parseEvent } from "@mimamori/event-contracts";
import { identityFingerprint } from "@mimamori/simulator";
import type { AcknowledgedEvent, ChaosLedger } from "./ledger.ts";
import { recountUsage, usageKey, usageText } from "./recount.ts";

export interface Differences {
  readonly lost: number;
  readonly extra: number;
}

interface RawRow {
  readonly subject: string;
  readonly time: string;
  readonly source: string;
  readonly id: string;
  readonly data: string;
}

/** Raw events against the ledger: identities, and what each says. A row that says something else is lost and extra. */
export async function compareEvents(
  tables: ClickhouseTables,
  ledger: ChaosLedger,
): Promise<Differences> {
  const missing = new Map(ledger.events);
  let extra = 0;
  for (const topic of EVENT_TOPICS) {
    const rows = await tables.query<RawRow>(
      `SELECT subject, time, source, id, data FROM mimamori.raw_${topic.replace(".", "_")} FINAL`,
    );
    for (const row of rows) {
      const fingerprint = identityFingerprint({ ...row, timeMs: Date.parse(row.time) });
      const sent = ledger.events.get(fingerprint);
      if (sent?.topic === topic && dataOf(sent) === row.data) missing.delete(fingerprint);
      else extra += 1;
    }
  }
  return { lost: missing.size, extra };
}

/** The data of an event in the form in which it is stored. */
function dataOf({ value }: AcknowledgedEvent): string {
  const parsed = parseEvent(JSON.parse(value));
  return parsed.ok ? JSON.stringify(parsed.event.data) : "";
}

/** Dead letters against the bad records; of one that was sent twice straight to a topic there are two, and that is right. */
export async function compareDeadLetters(
  tables: ClickhouseTables,
  ledger: ChaosLedger,
): Promise<Differences> {
  const missing = new Set(ledger.bad.keys());
  let extra = 0;
  const letters = await tables.query<{ code: string; original: string }>(
    "SELECT DISTINCT code, original FROM mimamori.dead_letters FINAL",
  );
  for (const { code, original } of letters) {
    if (ledger.bad.get(original) === code) missing.delete(original);
    else extra += 1;
  }
  return { lost: missing.size, extra };
}

interface UsageRow {
  readonly account: string;
  readonly day: string;
  readonly events: string;
  readonly sessions: string;
  readonly quantities: Readonly<Record<string, number>>;
  readonly users: number;
}

/** Days of accounts whose usage is not what the ledger's events add up to. */
export async function countWrongUsage(
  tables: ClickhouseTables,
  ledger: ChaosLedger,
  timeZone: string,
): Promise<number> {
  const missing = recountUsage(ledger.events.values(), timeZone);
  const rows = await tables.query<UsageRow>(
    "SELECT account, day, events, sessions, quantities, toUInt32(length(users)) AS users FROM mimamori.usage_days FINAL",
  );
  let wrong = 0;
  for (const { account, day, events, sessions, quantities, users } of rows) {
    const key = usageKey(account, day);
    const text = usageText(Number(events), Number(sessions), Object.entries(quantities), users);
    // What has lost all its events to another account is a row of zeros, and may also be none.
    const expected = missing.get(key) ?? usageText(0, 0, [], 0);
    if (expected !== text) wrong += 1;
    missing.delete(key);
  }
  const nothing = usageText(0, 0, [], 0);
  return wrong + [...missing.values()].filter((text) => text !== nothing).length;
}
