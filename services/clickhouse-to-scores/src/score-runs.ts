/**
 * Table score_runs: which runs there are, and which are visible.
 *
 * In: what a run says of itself. Out: one row per run, replaced whole. After a crash: a run that says "started" has left rows
 * that nobody sees; the next run marks it failed.
 */
import { randomBytes } from "node:crypto";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";

export type RunKind = "live" | "as-of" | "replay" | "backtest";
export type RunScope = "all" | "usage" | "due";

export interface ScoreRun {
  readonly runId: string;
  readonly kind: RunKind;
  readonly scope: RunScope;
  readonly asOf: Date;
  readonly configVersion: string;
  /** Decimal: nanoseconds do not fit a number. */
  readonly factsVersion: string;
  readonly startedAt: Date;
}

/** What a run says of the sources as a whole. */
export interface CaptureState {
  /** Company days (YYYY-MM-DD) that were left out of all measures of usage. */
  readonly faultDays: readonly string[];
  /** In words; empty when nothing looks like a fault. */
  readonly problem: string;
  /** Whether the changes of health were held back. */
  readonly heldBack: boolean;
}

/** How a run ended. */
export interface RunOutcome {
  readonly status: "started" | "complete" | "failed";
  readonly accounts: number;
  readonly accountsScored: number;
  /** The churn model that took part; left out: none did. */
  readonly modelVersion?: string;
  readonly capture?: CaptureState;
  readonly message: string;
}

const COLUMNS = [
  "run_id",
  "kind",
  "scope",
  "as_of",
  "status",
  "config_version",
  "model_version",
  "facts_version",
  "accounts",
  "accounts_scored",
  "started_at",
  "completed_at",
  "message",
  "fault_days",
  "capture_problem",
  "held_back",
  "version",
] as const;

/** A new run's id: its kind and as_of to read, random bytes to be unique. Letters, digits and "-". */
export function newRunId(kind: RunKind, asOf: Date): string {
  const moment = asOf.toISOString().replaceAll(/[-:.]/g, "");
  return `${kind}-${moment}-${randomBytes(4).toString("hex")}`;
}

/** Writes the run's row. `complete` makes everything that was written under its id visible at once. */
export async function recordRun(
  tables: ClickhouseTables,
  run: ScoreRun,
  outcome: RunOutcome,
): Promise<void> {
  const row = {
    run_id: run.runId,
    kind: run.kind,
    scope: run.scope,
    as_of: run.asOf.toISOString(),
    status: outcome.status,
    config_version: run.configVersion,
    model_version: outcome.modelVersion ?? "",
    facts_version: run.factsVersion,
    accounts: outcome.accounts,
    accounts_scored: outcome.accountsScored,
    started_at: run.startedAt.toISOString(),
    completed_at: outcome.status === "complete" ? new Date().toISOString() : null,
    message: outcome.message,
    fault_days: outcome.capture?.faultDays ?? [],
    capture_problem: outcome.capture?.problem ?? "",
    held_back: outcome.capture?.heldBack === true ? 1 : 0,
    version: nextVersion(),
  };
  await tables.insertRows("mimamori.score_runs", COLUMNS, [row]);
}

/** Nanoseconds, growing within a process even when the clock does not. */
let lastVersion = 0n;
function nextVersion(): string {
  const now = BigInt(Date.now()) * 1_000_000n;
  lastVersion = now > lastVersion ? now : lastVersion + 1n;
  return lastVersion.toString();
}

/** Runs execute one at a time: whatever else says "started" was killed. */
export async function failInterruptedRuns(tables: ClickhouseTables): Promise<void> {
  await tables.command(
    `INSERT INTO mimamori.score_runs (${COLUMNS.join(", ")})
     SELECT run_id, kind, scope, as_of, 'failed', config_version, model_version, facts_version, accounts, accounts_scored,
            started_at, NULL, 'interrupted before it was complete', fault_days, capture_problem, held_back, {version:UInt64}
     FROM mimamori.score_runs FINAL WHERE status = 'started'`,
    { version: nextVersion() },
  );
}

/** Whether the run may still complete: false when a later run has found it dead. */
export async function isStillRunning(tables: ClickhouseTables, runId: string): Promise<boolean> {
  const rows = await tables.query(
    "SELECT run_id FROM mimamori.score_runs FINAL WHERE run_id = {runId:String} AND status = 'started'",
    { runId },
  );
  return rows.length > 0;
}

const liveRun = z.object({ as_of: z.string(), facts_version: z.string() });

/** A complete live run, as the next one needs to know it. */
export interface PreviousRun {
  readonly asOf: Date;
  readonly factsVersion: string;
}

/** The newest complete live run among those of the scopes; undefined before the first one. */
export async function lastLiveRun(
  tables: ClickhouseTables,
  scopes: readonly RunScope[],
): Promise<PreviousRun | undefined> {
  const [row] = await tables.query(
    `SELECT as_of, facts_version FROM mimamori.score_runs FINAL
     WHERE kind = 'live' AND status IN ('complete', 'thinned') AND scope IN {scopes:Array(String)}
     ORDER BY as_of DESC, completed_at DESC LIMIT 1`,
    { scopes },
    liveRun,
  );
  return row && { asOf: new Date(row.as_of), factsVersion: row.facts_version };
}
