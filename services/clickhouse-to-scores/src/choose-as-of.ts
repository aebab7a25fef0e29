/**
 * The moment that a run is as of.
 *
 * In: the settled watermark; for a run about the past, what was asked for. Out: an instant, with the version of the facts that
 * it stands on. A live run's as_of is the watermark and not the clock: all that was known by then is in raw rows and facts.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";
import { ScoringError } from "./errors.ts";

export interface Watermark {
  readonly settledAt: Date;
  /** Decimal nanoseconds: facts of up to this version have been written. */
  readonly factsVersion: string;
}

const watermarkRow = z.object({ settled_at: z.string(), facts_version: z.string() });

/** The settled watermark; undefined before the first facts. */
export async function readWatermark(tables: ClickhouseTables): Promise<Watermark | undefined> {
  const [row] = await tables.query(
    `SELECT settled_at, facts_version FROM mimamori.watermarks
     ORDER BY settled_at DESC, facts_version DESC LIMIT 1`,
    {},
    watermarkRow,
  );
  return row && { settledAt: new Date(row.settled_at), factsVersion: row.facts_version };
}

/**
 * The instant that a person means: an instant is itself, a day is its end in the company's time zone.
 * @throws ScoringError not_settled when not everything known by then is in yet: the numbers could still change
 */
export async function asOfAsked(
  tables: ClickhouseTables,
  text: string,
  timeZone: string,
  watermark: Watermark,
): Promise<Date> {
  const asOf = text.includes("T") ? new Date(text) : await endOfDay(tables, text, timeZone);
  if (asOf > watermark.settledAt) {
    throw new ScoringError(
      "not_settled",
      `${text} is not over for the pipeline: it has taken in everything known by ${watermark.settledAt.toISOString()}; ask for a moment up to then`,
    );
  }
  return asOf;
}

/** The first instant of the next day. */
async function endOfDay(tables: ClickhouseTables, day: string, timeZone: string): Promise<Date> {
  const [row] = await tables.query(
    "SELECT toDateTime64(toString(toDate({day:String}) + 1), 3, {timeZone:String}) AS ended_at",
    { day, timeZone },
    z.object({ ended_at: z.string() }),
  );
  return new Date(row?.ended_at ?? Number.NaN);
}
