/**
 * Health of a chunk of accounts: rules applied, rows written.
 *
 * In: features, the scorecards. Out: one row of health_scores per account, one of health_reasons per account and measure, under
 * the run's id. After a crash: written again with the same keys, or never seen.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { CompanyConfig } from "@mimamori/company-config";
import { scoreAccount, scorecardFor } from "@mimamori/health-score";
import type { AccountScore, Scorecard } from "@mimamori/health-score";
import type { AccountFeatures } from "./account-features.ts";
import { measureAccount } from "./measure-account.ts";
import type { MeasureContext } from "./measure-context.ts";
import { capSentence, reasonSentence } from "./sentences.ts";

/** What was found of one account. */
export interface AccountHealth {
  readonly account: string;
  /** Null: closed, or too little data. */
  readonly score: number | null;
  readonly band: string;
  readonly coverage: number;
}

const ONBOARDING_DAYS = 90;
const ADOPTING_DAYS = 365;

const SCORE_COLUMNS = [
  "run_id",
  "account",
  "as_of",
  "score",
  "computed_score",
  "band",
  "coverage",
  "scorecard",
  "segment",
  "stage",
  "cap",
] as const;

const REASON_COLUMNS = [
  "run_id",
  "account",
  "as_of",
  "measure",
  "measure_group",
  "raw_value",
  "points",
  "weight",
  "effective_weight",
  "contribution",
  "data_at",
  "why_missing",
  "reason",
] as const;

/** Scores the accounts and writes their rows. */
export async function scoreHealth(
  tables: ClickhouseTables,
  runId: string,
  config: CompanyConfig,
  context: MeasureContext,
  features: readonly AccountFeatures[],
): Promise<AccountHealth[]> {
  const scored = features.map((one) => scoreOne(config, context, one));
  const asOf = new Date(context.asOfMs).toISOString();
  const scores = scored.map(({ features: one, card, result }) => ({
    run_id: runId,
    account: one.account,
    as_of: asOf,
    score: result?.score ?? null,
    computed_score: result?.computedScore ?? null,
    band: result?.band ?? "closed",
    coverage: result?.coverage ?? 0,
    scorecard: result === undefined ? "" : card.name,
    segment: one.segment,
    stage: stageOf(one.startDay, context.today),
    cap: capSentence(config.company, card, result?.cap ?? null, result?.contributions ?? []),
  }));
  const reasons = scored.flatMap(({ features: one, card, result }) =>
    reasonRows(config, card, result).map((row) => ({
      run_id: runId,
      account: one.account,
      as_of: asOf,
      ...row,
    })),
  );
  await tables.insertRows("mimamori.health_reasons", REASON_COLUMNS, reasons);
  await tables.insertRows("mimamori.health_scores", SCORE_COLUMNS, scores);
  return scores.map(({ account, score, band, coverage }) => ({ account, score, band, coverage }));
}

interface Scored {
  readonly features: AccountFeatures;
  readonly card: Scorecard;
  /** Undefined: the account is closed. */
  readonly result: AccountScore | undefined;
}

const NO_CARD: Scorecard = { name: "", minimumCoverage: 1, bands: [], measures: [], caps: [] };

function scoreOne(
  config: CompanyConfig,
  context: MeasureContext,
  features: AccountFeatures,
): Scored {
  // A segment that no scorecard is for has no measures, and so too little data.
  const card = scorecardFor(config.scorecards, features.segment) ?? NO_CARD;
  // An account that has left is neither well nor unwell: its score would only say how it ended.
  if (features.revenue?.closed === true) return { features, card, result: undefined };
  const measured = measureAccount(card, features, context);
  const result = card === NO_CARD ? WITHOUT_CARD : scoreAccount(card, measured, context.asOfMs);
  return { features, card, result };
}

const WITHOUT_CARD: AccountScore = {
  computedScore: null,
  score: null,
  band: "insufficient-data",
  coverage: 0,
  cap: null,
  contributions: [],
};

function reasonRows(config: CompanyConfig, card: Scorecard, result: AccountScore | undefined) {
  return (result?.contributions ?? []).map((part) => ({
    measure: part.measure,
    measure_group: part.group,
    raw_value: part.rawValue,
    points: part.points,
    weight: part.weight,
    effective_weight: part.effectiveWeight,
    contribution: part.contribution,
    data_at: part.dataAtMs === null ? null : new Date(part.dataAtMs).toISOString(),
    why_missing: part.whyMissing ?? "",
    reason: reasonSentence(config.company, card, part),
  }));
}

/** By the days since the account began; empty when that is unknown. */
function stageOf(startDay: number | null, today: number): string {
  if (startDay === null) return "";
  const age = today - startDay;
  if (age < ONBOARDING_DAYS) return "onboarding";
  return age < ADOPTING_DAYS ? "adopting" : "mature";
}
