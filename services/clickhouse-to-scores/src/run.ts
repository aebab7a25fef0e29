/**
 * A score run from its start to the moment when it becomes visible.
 *
 * In: a watermark, the facts as of the run, the configuration. Out: rows of scores, reasons, lifetime values and tiers under a
 * fresh run id, and one row of score_runs that says "complete": only then does anybody see them. After a crash: the run stays
 * invisible, and the next tick makes another one.
 */
import { factsAsOf } from "@mimamori/account-facts";
import type { FactsAsOf, FactsStore } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { CompanyConfig } from "@mimamori/company-config";
import { dayInTimeZone } from "@mimamori/revenue-movements";
import { ScoringError } from "./errors.ts";
import { failInterruptedRuns, isStillRunning, newRunId, recordRun } from "./score-runs.ts";
import type { RunKind, RunScope, ScoreRun } from "./score-runs.ts";
import { scoreAccounts } from "./score-accounts.ts";
import type { Found } from "./score-accounts.ts";

/** What a run is about. */
export interface RunRequest {
  readonly kind: RunKind;
  readonly scope: RunScope;
  readonly asOf: Date;
  /** Of the watermark that the run stands on. */
  readonly factsVersion: string;
  /** "all" for a run over all accounts. */
  readonly accounts: readonly string[] | "all";
  /** Only churn risk and lifetime values: no health, no revenue months, no tiers. Never of a live run. */
  readonly skipHealth?: boolean;
}

export interface RunResult extends Found {
  readonly runId: string;
  readonly asOf: Date;
  readonly seconds: number;
}

/**
 * Runs it. One run at a time: what else says "started" is taken for dead.
 * @throws whatever a step throws, after the run was marked failed; the reason of `signal` when it is aborted
 */
export async function runScores(
  tables: ClickhouseTables,
  config: CompanyConfig,
  request: RunRequest,
  signal: AbortSignal,
): Promise<RunResult> {
  const startedAt = new Date();
  const run: ScoreRun = {
    runId: newRunId(request.kind, request.asOf),
    kind: request.kind,
    scope: request.scope,
    asOf: request.asOf,
    configVersion: config.version,
    factsVersion: request.factsVersion,
    startedAt,
  };
  await failInterruptedRuns(tables);
  await recordRun(tables, run, { status: "started", accounts: 0, accountsScored: 0, message: "" });
  try {
    const found = await withFacts(tables, config, run, request, (facts) =>
      scoreAccounts(
        { tables, config, run, facts, signal, dayOf: dayIn(config) },
        request.accounts,
        request,
      ),
    );
    if (!(await isStillRunning(tables, run.runId))) {
      throw new ScoringError("superseded", "another run began before this one was complete");
    }
    await recordRun(tables, run, {
      status: "complete",
      accounts: found.accounts,
      accountsScored: found.accountsScored,
      modelVersion: found.modelVersion,
      capture: found.capture,
      message: "",
    });
    const seconds = (Date.now() - startedAt.getTime()) / 1000;
    return { ...found, runId: run.runId, asOf: run.asOf, seconds };
  } catch (error) {
    await recordFailure(tables, run, error);
    throw error;
  }
}

function dayIn({ company }: CompanyConfig): (ms: number) => string {
  return dayInTimeZone(company.timeZone);
}

/** What is staged for the run is dropped whatever happens. */
async function withFacts<T>(
  tables: ClickhouseTables,
  { company }: CompanyConfig,
  { runId, asOf }: ScoreRun,
  { accounts }: RunRequest,
  work: (facts: FactsAsOf) => Promise<T>,
): Promise<T> {
  const store: FactsStore = { tables, timeZone: company.timeZone, currencies: company };
  const facts = await factsAsOf(store, { runId, asOf, accounts });
  try {
    return await work(facts);
  } finally {
    await facts.drop();
  }
}

/** Tries to say why; when even that fails, the next run says that this one was interrupted. */
async function recordFailure(
  tables: ClickhouseTables,
  run: ScoreRun,
  error: unknown,
): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  const outcome = { status: "failed", accounts: 0, accountsScored: 0, message } as const;
  await recordRun(tables, run, outcome).catch(() => undefined);
}
