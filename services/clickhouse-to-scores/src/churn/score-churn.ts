/**
 * The churn step of a run: what the model of the week says of each account, a chunk at a time.
 *
 * In: facts as of the run. Out: one row of churn_risk per account under the run's id; of a run over all accounts also how far the
 * features have drifted. After a crash: written again with the same keys, or never seen. Memory: two chunks.
 */
import { snapshotAt } from "@mimamori/churn-risk";
import type { AccountAtMoment, CompanyDays, ContractHistory } from "@mimamori/churn-risk";
import { RowBinaryWriter } from "@mimamori/clickhouse-tables";
import { daysInTimeZone } from "@mimamori/revenue-movements";
import { chunksOf } from "../features/account-chunk.ts";
import type { AccountChunk } from "../features/account-chunk.ts";
import { readChurnFeatures } from "./churn-features.ts";
import type { ChurnScoring } from "./churn-scoring.ts";
import { readContractHistories } from "./contract-histories.ts";
import { writeDrift } from "./drift.ts";
import { FeatureDrift } from "./feature-drift.ts";
import { columnsOf } from "./feature-plan.ts";
import type { AccountSnapshot } from "./feature-table.ts";
import { riskOfRows } from "./model-at-work.ts";
import type { KeptModel } from "./model-store.ts";
import type { RiskOfRow } from "./model-at-work.ts";
import { readAhead } from "../features/read-ahead.ts";
import { RISK_COLUMNS, writeRiskRow } from "./risk-rows.ts";
import type { RiskRow } from "./risk-rows.ts";

/** Ranges of all accounts; chosen ones are named one by one in the SQL. */
const ACCOUNTS_PER_RANGE = 20_000;
const ACCOUNTS_PER_LIST = 1_000;
const NO_CONTRACT: ContractHistory = { states: [], leavings: [] };

/** Writes the rows of the accounts (sorted ids). `all`: they are all that there are. */
export async function scoreChurn(
  scoring: ChurnScoring,
  accounts: readonly string[],
  all: boolean,
): Promise<void> {
  const { store, run, model, signal } = scoring;
  const work = workOf(scoring);
  const writer = new RowBinaryWriter();
  const naming = { ...run, modelVersion: model?.version ?? "" };
  const days = daysInTimeZone(store.timeZone);
  const chunks = chunksOf(accounts, all ? ACCOUNTS_PER_RANGE : ACCOUNTS_PER_LIST, all);
  const reading = readAhead(chunks, (chunk, index) =>
    readChunk({ ...scoring, days, batch: `${run.runId}.churn.${index}` }, work, chunk),
  );
  for await (const part of reading) {
    signal.throwIfAborted();
    writer.clear();
    for (const row of rowsOf(part, work)) writeRiskRow(writer, naming, row);
    await store.tables.insertBinary("mimamori.churn_risk", RISK_COLUMNS, writer.view());
  }
  if (all && work !== undefined) await writeDrift(scoring, work.version, work.drift);
}

/** A published model at work. */
interface Work {
  readonly version: string;
  readonly plan: KeptModel["plan"];
  /** Columns of a row of features. */
  readonly width: number;
  readonly riskOf: RiskOfRow;
  readonly drift: FeatureDrift;
}

function workOf({ model }: ChurnScoring): Work | undefined {
  if (model?.verdict !== "published" || model.model === null) return undefined;
  const { version, plan } = model;
  return {
    version,
    plan,
    width: columnsOf(plan).length,
    riskOf: riskOfRows(model.model, plan),
    drift: new FeatureDrift(model.model, plan),
  };
}

/** What was read of a chunk of accounts. */
interface ReadChunk {
  readonly states: readonly AccountState[];
  /** Features of those that can be scored, in their order; nothing without a model. */
  readonly values: Float64Array;
}

interface AccountState {
  readonly account: string;
  readonly state: AccountAtMoment;
}

async function readChunk(
  { store, facts, run, days, batch }: ChurnScoring & { days: CompanyDays; batch: string },
  work: Work | undefined,
  { accounts, where }: AccountChunk,
): Promise<ReadChunk> {
  const histories = await facts.read(() =>
    readContractHistories(store.tables, facts, where, run.asOf),
  );
  const settings = { days, asOfMs: run.asOf.getTime() };
  const states = accounts.map((account) => ({
    account,
    state: snapshotAt(histories.get(account) ?? NO_CONTRACT, settings),
  }));
  if (work === undefined) return { states, values: new Float64Array() };
  const scored = states.flatMap(({ account, state }): AccountSnapshot[] =>
    state.status === "scored" ? [{ account, snapshot: state.snapshot }] : [],
  );
  const request = { store, facts, plan: work.plan, batch, where, mayHaveChanged: false };
  return { states, values: await readChurnFeatures(request, scored) };
}

/** A row for each account, one at a time: together they would be large. */
function* rowsOf(
  { states, values }: ReadChunk,
  work: Work | undefined,
): Generator<RiskRow, void, undefined> {
  work?.drift.add(values);
  let at = 0;
  for (const { account, state } of states) {
    if (state.status === "scored" && work !== undefined) {
      const { snapshot } = state;
      yield { account, status: "scored", snapshot, risk: work.riskOf(values, at, snapshot) };
      at += work.width;
    } else yield withoutModel({ account, state });
  }
}

function withoutModel({ account, state }: AccountState): RiskRow {
  return state.status === "scored"
    ? { account, status: "no-model", snapshot: state.snapshot, risk: undefined }
    : { account, status: state.status, snapshot: undefined, risk: undefined };
}
