/**
 * One row of churn_risk per account. In: what the model says of it, or why it says nothing. Out: bytes for the table. Pure memory.
 */
import type { AccountAtMoment, ChurnSnapshot, RiskAhead } from "@mimamori/churn-risk";
import type { RowBinaryWriter } from "@mimamori/clickhouse-tables";

/** What an account's row says beside its risk. */
export type RiskStatus = AccountAtMoment["status"] | "no-model";

/** What a published model says of an account. */
export interface AccountRisk {
  readonly ahead: RiskAhead;
  /** The lines of the calibrated logit, in the order of the model's reasons. */
  readonly contributions: Float64Array;
  /** Raw values of the lines; NaN: missing, or a line without one. */
  readonly values: Float64Array;
}

export interface RiskRow {
  readonly account: string;
  readonly status: RiskStatus;
  /** Of an account that is scored, or would be. */
  readonly snapshot: ChurnSnapshot | undefined;
  readonly risk: AccountRisk | undefined;
}

export const RISK_COLUMNS = [
  "run_id",
  "account",
  "as_of",
  "status",
  "p30",
  "p30_low",
  "p30_high",
  "p60",
  "p90",
  "p_next_renewal",
  "p_next_renewal_low",
  "p_next_renewal_high",
  "next_decision_day",
  "next_decision_kind",
  "hazards",
  "logit",
  "base",
  "model_version",
  "reason_values",
  "reason_contributions",
] as const;

const DECISION_KINDS = {
  "notice-deadline": "notice-deadline",
  renewal: "renewal",
  unknown: "month-end",
} as const;

/** The last day that a column of type Date holds. */
const LAST_DAY = 2 ** 16 - 1;

/** Appends a row, in the order of RISK_COLUMNS. */
export function writeRiskRow(
  writer: RowBinaryWriter,
  run: { readonly runId: string; readonly asOf: Date; readonly modelVersion: string },
  { account, status, snapshot, risk }: RiskRow,
): void {
  writer.string(run.runId);
  writer.string(account);
  writer.instant(run.asOf.getTime());
  writer.string(status);
  writeRisk(writer, risk, snapshot);
  writer.string(run.modelVersion);
  writeNumbers(writer, risk?.values ?? NOTHING);
  writeNumbers(writer, risk?.contributions ?? NOTHING);
}

/** From p30 to base. */
function writeRisk(
  writer: RowBinaryWriter,
  risk: AccountRisk | undefined,
  snapshot: ChurnSnapshot | undefined,
): void {
  const { ahead, contributions } = risk ?? UNKNOWN;
  writer.nullableFloat64(ahead.within30Days);
  writer.nullableFloat64(ahead.within30DaysRange.low);
  writer.nullableFloat64(ahead.within30DaysRange.high);
  writer.nullableFloat64(ahead.within60Days);
  writer.nullableFloat64(ahead.within90Days);
  writer.nullableFloat64(ahead.byNextDecision);
  writer.nullableFloat64(ahead.byNextDecisionRange.low);
  writer.nullableFloat64(ahead.byNextDecisionRange.high);
  const decisionDay = snapshot?.nextDecisionDay ?? Infinity;
  writer.nullableDay(decisionDay > LAST_DAY ? null : decisionDay);
  writer.string(snapshot === undefined ? "" : DECISION_KINDS[snapshot.plan.kind]);
  writer.arrayOf(ahead.hazards.length);
  for (const hazard of ahead.hazards) writer.float32(hazard);
  writer.nullableFloat64(risk === undefined ? null : sumOf(contributions));
  writer.nullableFloat64(contributions[0] ?? null);
}

const NOTHING = new Float64Array();

const UNKNOWN = {
  ahead: {
    hazards: NOTHING,
    within30Days: null,
    within60Days: null,
    within90Days: null,
    byNextDecision: null,
    within30DaysRange: { low: null, high: null },
    byNextDecisionRange: { low: null, high: null },
  },
  contributions: NOTHING,
};

function writeNumbers(writer: RowBinaryWriter, numbers: Float64Array): void {
  writer.arrayOf(numbers.length);
  for (const number of numbers) writer.float64(number);
}

function sumOf(numbers: Float64Array): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
