/**
 * The features of account-snapshots as a table of numbers: what a model is trained on and scores, made by the same code for both.
 *
 * In: snapshots of a chunk of accounts, the facts. Out: raw values, row-major, NaN for missing. Its moments in mimamori.fact_moments
 * are dropped when it is done; after a crash they are nobody's, and dropped a day later.
 */
import { factsAtMoments, writeMoments } from "@mimamori/account-facts";
import type { FactsAsOf, FactsAtMoments, FactsStore } from "@mimamori/account-facts";
import { CONTRACT_COLUMNS } from "@mimamori/churn-risk";
import { readEngagementValues } from "./engagement-values.ts";
import { columnsOf } from "./feature-plan.ts";
import type { ChurnFeaturePlan } from "./feature-plan.ts";
import type { AccountSnapshot, FeatureTable } from "./feature-table.ts";
import * as queries from "./moment-queries.ts";
import { readUsageValues } from "./usage-values.ts";

export interface FeatureRequest {
  readonly store: FactsStore;
  readonly facts: FactsAsOf;
  readonly plan: ChurnFeaturePlan;
  /** Names the moments while they are read: letters, digits, "-", "_" and ".". */
  readonly batch: string;
  /** SQL over `account` that holds for all of the rows. */
  readonly where: string;
  /** False: all snapshots are of the facts' own moment. */
  readonly mayHaveChanged: boolean;
}

const WINDOWS = { usage_days: queries.USAGE_DAYS, engagement_days: queries.ENGAGEMENT_DAYS };

/** Reads the features of the rows, in their order. */
export async function readChurnFeatures(
  request: FeatureRequest,
  rows: readonly AccountSnapshot[],
): Promise<Float64Array> {
  const { store, facts, plan, batch, where, mayHaveChanged } = request;
  const width = columnsOf(plan).length;
  const table: FeatureTable = { rows, width, values: new Float64Array(rows.length * width) };
  if (rows.length === 0) return table.values;
  const moments = rows.map(({ account, snapshot: { day, atMs } }, moment) => {
    return { account, moment, day, atMs };
  });
  await facts.read(async () => {
    await writeMoments(store, batch, moments);
    const options = { batch, where, windows: WINDOWS, mayHaveChanged };
    const atMoments = await factsAtMoments(store, facts, options);
    try {
      await fillValues(request, atMoments, table);
    } finally {
      await atMoments.drop();
    }
  });
  return table.values;
}

async function fillValues(
  { store: { tables }, plan }: FeatureRequest,
  facts: FactsAtMoments,
  table: FeatureTable,
): Promise<void> {
  await Promise.all([
    readUsageValues(tables, facts, plan, table),
    readEngagementValues(tables, facts, plan, table),
  ]);
  const contractFrom = table.width - CONTRACT_COLUMNS.length;
  for (const [row, { snapshot }] of table.rows.entries()) {
    table.values.set(snapshot.contractValues, row * table.width + contractFrom);
  }
}
