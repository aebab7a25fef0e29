/**
 * What a live run changed: written beside the run before it completes, published to topic score.changes afterwards.
 *
 * In: scores and tiers before and after. Out: CloudEvents with ids that follow from run, account and field. After a crash: rows of a
 * run that never completes are never published; a complete run is published again from the next tick on until its marker is
 * written, and readers know a repeated event by its id.
 */
import { createHash } from "node:crypto";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { SCORE_CHANGED_TYPE, SCORE_CHANGES_TOPIC } from "@mimamori/event-contracts";
import type { ScoreChanged } from "@mimamori/event-contracts";
import type { StreamProducer } from "@mimamori/kafka-stream";
import { z } from "zod";
import { FALL_POINTS } from "./capture/hold-back.ts";
import type { AccountTier } from "./tiers/assign-tiers.ts";
import type { AccountHealth } from "./health/score-health.ts";

const SOURCE = "mimamori/clickhouse-to-scores";
const LONGEST_ID = 256;
const EVENTS_PER_SEND = 5_000;
const ROWS_PER_INSERT = 20_000;
const COLUMNS = ["run_id", "event_id", "account", "field", "event"] as const;

type Change = Omit<ScoreChanged, "run_id">;

const healthRow = z.object({ account: z.string(), score: z.number().nullable(), band: z.string() });
const tierRow = z.object({ account: z.string(), tier: z.string() });

/** What held before the run, of runs whose changes were published. */
const PUBLISHED_BEFORE = `
WITH live AS
(
  SELECT run_id, scope, (as_of, completed_at) AS place FROM mimamori.score_runs FINAL
  WHERE kind = 'live' AND status = 'complete' AND NOT held_back
)
SELECT account, score, toString(band) AS band
FROM mimamori.health_scores AS scores FINAL INNER JOIN live USING (run_id)
WHERE run_id IN (SELECT run_id FROM live WHERE place >= (SELECT max(place) FROM live WHERE scope = 'all'))
  AND account IN {accounts:Array(String)}
ORDER BY place DESC
LIMIT 1 BY account`;

const SEEN_BEFORE =
  "SELECT account, score, band FROM cs.health_scores_latest WHERE account IN {accounts:Array(String)}";

/**
 * Compares a chunk of accounts with what was published of them last, and writes the differences to the outbox.
 * @returns how many scores have fallen since the run before
 */
export async function recordHealthChanges(
  tables: ClickhouseTables,
  run: { readonly runId: string; readonly asOf: Date },
  health: readonly AccountHealth[],
): Promise<number> {
  const accounts = health.map(({ account }) => account);
  const read = async (sql: string) => {
    const rows = await tables.query(sql, { accounts }, healthRow);
    return new Map(rows.map((row) => [row.account, row]));
  };
  const [published, seen] = [await read(PUBLISHED_BEFORE), await read(SEEN_BEFORE)];
  const changes = health.flatMap(({ account, score, band, coverage }): Change[] => {
    const old = published.get(account);
    return [
      {
        account,
        field: "health_score",
        before: rounded(old?.score ?? null),
        after: rounded(score),
        coverage,
      },
      { account, field: "health_band", before: old?.band ?? null, after: band, coverage },
    ];
  });
  await insertChanges(tables, run, changes);
  return health.filter(({ account, score }) => {
    const before = seen.get(account)?.score ?? null;
    return before !== null && score !== null && before - score >= FALL_POINTS;
  }).length;
}

/** As recordHealthChanges, for tiers. */
export async function recordTierChanges(
  tables: ClickhouseTables,
  run: { readonly runId: string; readonly asOf: Date },
  tiers: readonly AccountTier[],
): Promise<void> {
  const rows = await tables.query("SELECT account, tier FROM cs.touch_tiers_latest", {}, tierRow);
  const before = new Map(rows.map(({ account, tier }) => [account, tier]));
  const changes = tiers.map(({ account, tier }): Change => ({
    account,
    field: "touch_tier",
    before: before.get(account) ?? null,
    after: tier,
  }));
  await insertChanges(tables, run, changes);
}

/** What nobody would see is no change. */
function rounded(score: number | null): number | null {
  return score === null ? null : Math.round(score * 10) / 10;
}

async function insertChanges(
  tables: ClickhouseTables,
  run: { readonly runId: string; readonly asOf: Date },
  changes: readonly Change[],
): Promise<void> {
  const rows = changes
    .filter(({ before, after }) => before !== after)
    .map((change) => {
      const event = eventOf(run, change);
      return {
        run_id: run.runId,
        event_id: event.id,
        account: change.account,
        field: change.field,
        event: JSON.stringify(event),
      };
    });
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    const part = rows.slice(from, from + ROWS_PER_INSERT);
    await tables.insertRows("mimamori.score_changes_outbox", COLUMNS, part);
  }
}

function eventOf({ runId, asOf }: { runId: string; asOf: Date }, change: Change) {
  return {
    specversion: "1.0",
    id: eventId(`${runId}/${change.account}/${change.field}`),
    source: SOURCE,
    type: SCORE_CHANGED_TYPE,
    subject: change.account,
    time: asOf.toISOString(),
    data: { run_id: runId, ...change },
  };
}

/** An account's id may itself be as long as an event's id may be. */
function eventId(text: string): string {
  return text.length <= LONGEST_ID ? text : createHash("sha256").update(text).digest("hex");
}

const runRow = z.object({ run_id: z.string() });
const eventRow = z.object({ event_id: z.string(), account: z.string(), event: z.string() });

/** Publishes what complete live runs have left unpublished, oldest first. @returns how many events were sent */
export async function publishPending(
  tables: ClickhouseTables,
  producer: StreamProducer,
  signal: AbortSignal,
): Promise<number> {
  const runs = await tables.query(
    `SELECT run_id FROM mimamori.score_runs FINAL
     WHERE kind = 'live' AND status = 'complete'
       AND run_id NOT IN (SELECT run_id FROM mimamori.score_changes_published)
     ORDER BY as_of, completed_at`,
    {},
    runRow,
  );
  let sent = 0;
  for (const { run_id } of runs) {
    sent += await publishRun(tables, producer, run_id, signal);
    await tables.insertRows("mimamori.score_changes_published", ["run_id"], [{ run_id }]);
  }
  return sent;
}

async function publishRun(
  tables: ClickhouseTables,
  producer: StreamProducer,
  runId: string,
  signal: AbortSignal,
): Promise<number> {
  let sent = 0;
  for (let after = ""; ;) {
    signal.throwIfAborted();
    const rows = await tables.query(
      `SELECT event_id, account, event FROM mimamori.score_changes_outbox FINAL
       WHERE run_id = {runId:String} AND event_id > {after:String}
       ORDER BY event_id LIMIT ${EVENTS_PER_SEND}`,
      { runId, after },
      eventRow,
    );
    const records = rows.map(({ account, event }) => ({ key: account, value: event }));
    if (records.length > 0) await producer.send(SCORE_CHANGES_TOPIC, records);
    sent += records.length;
    if (rows.length < EVENTS_PER_SEND) return sent;
    after = rows.at(-1)?.event_id ?? after;
  }
}
