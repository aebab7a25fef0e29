/**
 * Touch tiers of all accounts that have not left.
 *
 * In: MRR per account, the segments' lifetime values, the tiers of the last live run over all accounts before as_of. Out: rows of
 * touch_tiers under the run's id. The value is ARR, or LTV at the segment's average churn: an account's own risk never lowers it.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { CompanyConfig } from "@mimamori/company-config";
import { arpaMarginOverChurn } from "@mimamori/lifetime-value";
import type { SegmentValues } from "@mimamori/lifetime-value";
import { minorUnitExponent } from "@mimamori/revenue-movements";
import { assignTier } from "@mimamori/touch-tiers";
import { previousTiers } from "./previous-tiers.ts";
import { tierSentence } from "./sentences.ts";
import { NO_SEGMENT } from "./revenue-months.ts";

export interface PayingAccount {
  readonly account: string;
  readonly segment: string;
  readonly mrrMinor: number | null;
}

export interface AccountTier {
  readonly account: string;
  readonly tier: string;
}

const COLUMNS = [
  "run_id",
  "account",
  "as_of",
  "tier",
  "previous_tier",
  "arr_minor",
  "ltv_minor",
  "reason",
] as const;

const ROWS_PER_INSERT = 20_000;
const MONTHS_PER_YEAR = 12;

/** Assigns and writes the tiers. */
export async function assignTiers(
  tables: ClickhouseTables,
  run: { readonly runId: string; readonly asOf: Date },
  config: CompanyConfig,
  accounts: readonly PayingAccount[],
  values: ReadonlyMap<string, SegmentValues>,
): Promise<AccountTier[]> {
  const previous = await previousTiers(tables, run.asOf);
  const minorPerUnit = 10 ** minorUnitExponent(config.company.reportingCurrency);
  const rows = accounts.map(({ account, segment, mrrMinor }) => {
    const arrMinor = mrrMinor === null ? null : mrrMinor * MONTHS_PER_YEAR;
    const ltvMinor = ltvAtAverageChurn(mrrMinor, values.get(segment === "" ? NO_SEGMENT : segment));
    const valueMinor = config.touchTiers.value === "arr" ? arrMinor : ltvMinor;
    const value = valueMinor === null ? null : valueMinor / minorPerUnit;
    const assignment = assignTier(
      { value, previousTier: previous.get(account) ?? null },
      config.touchTiers,
    );
    return {
      run_id: run.runId,
      account,
      as_of: run.asOf.toISOString(),
      tier: assignment.tier,
      previous_tier: assignment.previousTier ?? "",
      arr_minor: arrMinor,
      ltv_minor: ltvMinor,
      reason: tierSentence(config, assignment, value),
    };
  });
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    const part = rows.slice(from, from + ROWS_PER_INSERT);
    await tables.insertRows("mimamori.touch_tiers", COLUMNS, part);
  }
  return rows.map(({ account, tier }) => ({ account, tier }));
}

/** ARPA x margin / churn, with the account's MRR for the ARPA. Null when either is unknown. */
function ltvAtAverageChurn(
  mrrMinor: number | null,
  values: SegmentValues | undefined,
): number | null {
  const churn = values?.monthlyLogoChurn ?? null;
  if (mrrMinor === null || values === undefined || churn === null) return null;
  return arpaMarginOverChurn(mrrMinor, values.grossMargin, churn).value;
}
