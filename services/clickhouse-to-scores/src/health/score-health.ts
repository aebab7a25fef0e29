/**
 * Health of a chunk of accounts: rules applied, rows written.
 *
 * In: features, the scorecards. Out: one row of health_scores per account, one of health_reasons per account and measure, under
 * the run's id. After a crash: written again with the same keys, or never seen.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { CompanyConfig } from "@mimamori/company-config";
import { overrideScore, scoreAccount } from "@mimamori/health-score";
import type { AccountScore, Scorecard } from "@mimamori/health-score";
import { recordScorecards } from "@mimamori/score-history";
import type { AccountFeatures, OverrideFeature } from "../features/account-features.ts";
import { measureOverride, scoreOverride, withOverrides } from "./account-overrides.ts";
import { chooseScorecard } from "./account-scorecard.ts";
import type { ChosenScorecard } from "./account-scorecard.ts";
import { measureAccount } from "../measures/measure-account.ts";
import type { MeasureContext } from "../measures/measure-context.ts";
import { capSentence, overrideSentence, reasonSentence } from "./sentences.ts";

/** What was found of one account. */
export interface AccountHealth {
  readonly account: string;
  /** Null: closed, or too little data. */
  readonly score: number | null;
  readonly band: string;
  readonly coverage: number;
}

const SCORE_COLUMNS = [
  "run_id",
  "account",
  "as_of",
  "score",
  "computed_score",
  "band",
  "coverage",
  "computed_band",
  "scorecard",
  "segment",
  "stage",
  "cap",
  "override",
] as const;

const REASON_COLUMNS = [
  "run_id",
  "account",
  "as_of",
  "measure",
  "measure_group",
  "raw_value",
  "points",
  "computed_points",
  "weight",
  "effective_weight",
  "contribution",
  "data_at",
  "why_missing",
  "reason",
  "override",
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
  const scores = scored.map((one) => ({
    run_id: runId,
    account: one.features.account,
    as_of: asOf,
    ...scoreRow(config, one),
  }));
  const reasons = scored.flatMap((one) =>
    reasonRows(config, one).map((row) => ({
      run_id: runId,
      account: one.features.account,
      as_of: asOf,
      ...row,
    })),
  );
  const cards = scored.flatMap(({ card }) => (card === NO_CARD ? [] : [card]));
  await recordScorecards(tables, config.version, cards);
  await tables.insertRows("mimamori.health_reasons", REASON_COLUMNS, reasons);
  await tables.insertRows("mimamori.health_scores", SCORE_COLUMNS, scores);
  return scores.map(({ account, score, band, coverage }) => ({ account, score, band, coverage }));
}

export interface Scored {
  readonly features: AccountFeatures;
  readonly stage: string;
  readonly card: Scorecard;
  /** Undefined: the account is closed. */
  readonly result: AccountScore | undefined;
}

const NO_CARD: Scorecard = { name: "", minimumCoverage: 1, bands: [], measures: [], caps: [] };

/** One account as of the context's moment. Pure. */
export function scoreOne(
  config: CompanyConfig,
  context: MeasureContext,
  features: AccountFeatures,
): Scored {
  return scoreBy(chooseScorecard(config, features, context), context, features);
}

/** The same under each configuration; what they have in common is worked out once. */
export function scoreUnder(
  configs: readonly CompanyConfig[],
  context: MeasureContext,
  features: AccountFeatures,
): Scored[] {
  const scored = new Map<Scorecard | undefined, Scored>();
  return configs.map((config) => {
    const chosen = chooseScorecard(config, features, context);
    const known = scored.get(chosen.card);
    if (known?.stage === chosen.stage) return known;
    const one = scoreBy(chosen, context, features);
    scored.set(chosen.card, one);
    return one;
  });
}

// Accounts that no scorecard is for have no measures, and so too little data.
function scoreBy(
  { stage, card = NO_CARD }: ChosenScorecard,
  context: MeasureContext,
  features: AccountFeatures,
): Scored {
  // An account that has left is neither well nor unwell: its score would only say how it ended.
  if (features.revenue?.closed === true) return { features, stage, card, result: undefined };
  if (card === NO_CARD) return { features, stage, card, result: WITHOUT_CARD };
  const { overrides } = features;
  const measured = withOverrides(measureAccount(card, features, context), overrides);
  const computed = scoreAccount(card, measured, context.asOfMs);
  const held = scoreOverride(overrides);
  const result = held === undefined ? computed : overrideScore(card, computed, held.override);
  return { features, stage, card, result };
}

const WITHOUT_CARD: AccountScore = {
  computedScore: null,
  score: null,
  band: "insufficient-data",
  computedBand: "insufficient-data",
  coverage: 0,
  cap: null,
  contributions: [],
};

const CLOSED = {
  score: null,
  computed_score: null,
  band: "closed",
  computed_band: "closed",
  coverage: 0,
  scorecard: "",
  cap: "",
  override: "",
} as const;

function scoreRow({ company }: CompanyConfig, { features, stage, card, result }: Scored) {
  const { segment, overrides } = features;
  if (result === undefined) return { ...CLOSED, segment, stage };
  return {
    score: result.score,
    computed_score: result.computedScore,
    band: result.band,
    computed_band: result.computedBand,
    coverage: result.coverage,
    scorecard: card.name,
    segment,
    stage,
    cap: capSentence(company, card, result.cap, result.contributions),
    override: overrideSentence(company, scoreOverride(overrides)),
  };
}

function reasonRows({ company }: CompanyConfig, { features, card, result }: Scored) {
  return (result?.contributions ?? []).map((part) => ({
    measure: part.measure,
    measure_group: part.group,
    raw_value: part.rawValue,
    points: part.points,
    computed_points: part.computedPoints,
    weight: part.weight,
    effective_weight: part.effectiveWeight,
    contribution: part.contribution,
    data_at: part.dataAtMs === null ? null : new Date(part.dataAtMs).toISOString(),
    why_missing: part.whyMissing ?? "",
    reason: reasonSentence(company, card, part),
    override: measureSentence(company, features.overrides, part.measure),
  }));
}

function measureSentence(
  company: CompanyConfig["company"],
  overrides: readonly OverrideFeature[],
  measure: string,
): string {
  return overrideSentence(company, measureOverride(overrides, measure));
}
