// How long raw usage events are kept, where the company says for how long. Only usage: it is most of the volume, and its facts are
// days that are over. What other events say holds until something else is said (a subscription, a link, a profile), so that their
// raw rows are kept for ever.
//
// In: the setting and the watermark, once a day. Out: rows of usage_retention that go through their steps (0019_usage_retention.sql),
// and in the end months of raw rows that are dropped. After a crash: every step may be repeated; the next day goes on.
import type { FactsStore } from "./facts-store.ts";
import { nextVersion } from "./progress.ts";

/** Workers read the table once a minute: by the time that a row is in force, every one has heard of it. */
const NOTICE_MS = 10 * 60_000;
/** Longer than any pass of the recompute: none that began before the facts were frozen is still writing. */
const FROZEN_FOR_MS = 60 * 60_000;

/** One first kept day, with its times (Unix ms). */
export interface RetentionStep {
  /** When the first kept day begins. */
  readonly keepFromMs: number;
  readonly inForceFromMs: number;
  readonly isDropped: boolean;
}

/** The times of an event that matter here (Unix ms). */
export interface EventTimes {
  readonly timeMs: number;
  readonly occurredAtMs: number;
}

/**
 * What becomes of a usage event. `too-late`: facts of its time are frozen. `expired`: it was stored in its time, has expired, and is
 * only being read again. Pure, and the same for a record whenever it is read.
 */
export function judgeRetention(
  steps: readonly RetentionStep[],
  { timeMs, occurredAtMs }: EventTimes,
  appendedAtMs: number,
): "kept" | "too-late" | "expired" {
  const earliestMs = Math.min(timeMs, occurredAtMs);
  let isExpired = false;
  for (const { keepFromMs, inForceFromMs, isDropped } of steps) {
    if (earliestMs >= keepFromMs) continue;
    if (appendedAtMs >= inForceFromMs) return "too-late";
    isExpired ||= isDropped;
  }
  return isExpired ? "expired" : "kept";
}

/** All steps there ever were. Throws ClickhouseError. */
export async function readRetention({
  tables,
}: Pick<FactsStore, "tables">): Promise<RetentionStep[]> {
  const rows = await tables.query<{ keep_from_ms: string; from_ms: string; dropped: number }>(
    `SELECT toUnixTimestamp64Milli(keep_from_at) AS keep_from_ms,
            toUnixTimestamp64Milli(in_force_from) AS from_ms, dropped_at IS NOT NULL AS dropped
     FROM mimamori.usage_retention FINAL ORDER BY keep_from`,
  );
  return rows.map((row) => ({
    keepFromMs: Number(row.keep_from_ms),
    inForceFromMs: Number(row.from_ms),
    isDropped: Boolean(row.dropped),
  }));
}

/** SQL: the first day whose facts are still recomputed; 1970-01-01 where none are frozen. */
export const FIRST_UNFROZEN_DAY =
  "(SELECT max(keep_from) FROM mimamori.usage_retention FINAL WHERE frozen_at IS NOT NULL)";

export interface ExpiryOptions {
  /** Whole months that are kept before the running one; undefined: nothing expires. */
  readonly months: number | undefined;
  /** Unix ms. */
  readonly nowMs: number;
}

export interface Expiry {
  /** The first kept day (YYYY-MM-DD) that was decided now; null when none was. */
  readonly keepFrom: string | null;
  /** Months of raw rows that were dropped, and that stayed because something in them happened later than their sender's clock said. */
  readonly monthsDropped: number;
  readonly monthsLeft: number;
}

/** Takes every step that is due. Throws ClickhouseError. */
export async function expireRawUsage(store: FactsStore, options: ExpiryOptions): Promise<Expiry> {
  const { nowMs, months } = options;
  const keepFrom = months === undefined ? null : await decide(store, months, nowMs);
  await freeze(store, nowMs);
  return { keepFrom, ...(await drop(store, nowMs)) };
}

async function decide(store: FactsStore, months: number, nowMs: number): Promise<string | null> {
  const parameters = { now: new Date(nowMs), months, time_zone: store.timeZone };
  const first =
    "toStartOfMonth(toDate({now:DateTime64(3)}, {time_zone:String})) - INTERVAL {months:UInt16} MONTH";
  const [due] = await store.tables.query<{ keep_from: string }>(
    `SELECT toString(${first}) AS keep_from
     WHERE ${first} > (SELECT max(keep_from) FROM mimamori.usage_retention)`,
    parameters,
  );
  if (due === undefined) return null;
  await store.tables.command(
    `INSERT INTO mimamori.usage_retention (keep_from, keep_from_at, in_force_from)
     SELECT toDate({keep_from:String}), toDateTime64(toDateTime(toDate({keep_from:String}), {time_zone:String}), 3), {from:DateTime64(3)}`,
    { ...parameters, ...due, from: new Date(nowMs + NOTICE_MS) },
  );
  return due.keep_from;
}

/** Once everything that was not too late is in facts, they stay as they are. */
async function freeze(store: FactsStore, nowMs: number): Promise<void> {
  await step(
    store,
    "frozen_at",
    "in_force_from < (SELECT max(settled_at) FROM mimamori.watermarks)",
    nowMs,
  );
}

async function step(
  { tables }: FactsStore,
  column: "frozen_at" | "dropped_at",
  isDue: string,
  nowMs: number,
): Promise<void> {
  await tables.command(
    `INSERT INTO mimamori.usage_retention (keep_from, keep_from_at, in_force_from, frozen_at, dropped_at)
     SELECT * REPLACE ({now:DateTime64(3)} AS ${column}) FROM (
       SELECT keep_from, keep_from_at, in_force_from, frozen_at, dropped_at
       FROM mimamori.usage_retention FINAL WHERE ${column} IS NULL AND ${isDue})`,
    { now: new Date(nowMs) },
  );
}

async function drop(
  store: FactsStore,
  nowMs: number,
): Promise<Pick<Expiry, "monthsDropped" | "monthsLeft">> {
  const isDue = "frozen_at < {due:DateTime64(3)}";
  const parameters = { due: new Date(nowMs - FROZEN_FOR_MS) };
  const [ending] = await store.tables.query<{ keep_from: string; keep_from_at: string }>(
    `SELECT toString(keep_from) AS keep_from, keep_from_at FROM mimamori.usage_retention FINAL
     WHERE dropped_at IS NULL AND ${isDue} ORDER BY keep_from DESC LIMIT 1`,
    parameters,
  );
  if (ending === undefined) return { monthsDropped: 0, monthsLeft: 0 };
  await keepFactsAsTheyAre(store, ending.keep_from);
  const months = await dropMonths(store, new Date(ending.keep_from_at));
  const due = new Date(nowMs - FROZEN_FOR_MS).toISOString().slice(0, -1).replace("T", " ");
  await step(store, "dropped_at", `frozen_at < toDateTime64('${due}', 3, 'UTC')`, nowMs);
  return months;
}

/**
 * Runs as of an earlier time work a bucket out from raw rows where it has changed since. Frozen ones can be read only as they are:
 * they count as known when their day began.
 */
async function keepFactsAsTheyAre(store: FactsStore, keepFrom: string): Promise<void> {
  const dayBegins = "toDateTime64(toDateTime(day, {time_zone:String}), 3, 'UTC')";
  await store.tables.command(
    `INSERT INTO mimamori.usage_days
     SELECT * REPLACE (${dayBegins} AS max_known_at, {version:UInt64} AS version)
     FROM (SELECT * FROM mimamori.usage_days FINAL
           WHERE day < toDate({keep_from:String}) AND max_known_at > ${dayBegins})`,
    { keep_from: keepFrom, time_zone: store.timeZone, version: await nextVersion(store) },
  );
}

/** A month in which something happened after the first kept day (its sender's clock was far behind) is still read, and stays. */
async function dropMonths(
  { tables }: FactsStore,
  keepFromAt: Date,
): Promise<Pick<Expiry, "monthsDropped" | "monthsLeft">> {
  const months = await tables.query<{ month: number; is_read: number }>(
    `SELECT toYYYYMM(time) AS month, max(occurred_at) >= {from:DateTime64(3)} AS is_read
     FROM mimamori.raw_usage_events
     WHERE toYYYYMM(time) < toYYYYMM({from:DateTime64(3)}, 'UTC') GROUP BY month ORDER BY month`,
    { from: keepFromAt },
  );
  const over = months.filter(({ is_read: isRead }) => !isRead);
  for (const { month } of over)
    await tables.command(`ALTER TABLE mimamori.raw_usage_events DROP PARTITION ${month}`);
  return { monthsDropped: over.length, monthsLeft: months.length - over.length };
}
