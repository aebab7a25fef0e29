/** A scorecard's own SQL expressions as measures. In: the values that sql-values.ts read. Out: a raw value, or why there is none. Pure. */
import type { Measured, MeasureOf } from "@mimamori/health-score";
import type { AccountFeatures } from "../features/account-features.ts";
import { missing } from "./measure-context.ts";
import type { MeasureContext } from "./measure-context.ts";

/** The same expression over the same facts is read once, however many measures share it. */
export function sqlKey({ from, value }: Pick<MeasureOf<"sql">, "from" | "value">): string {
  return JSON.stringify([from, value]);
}

export function measureSql(
  measure: MeasureOf<"sql">,
  { sqlValues }: AccountFeatures,
  { asOfMs }: MeasureContext,
): Measured {
  const value = sqlValues.get(sqlKey(measure));
  const rawValue = value === undefined ? measure.whenSilent : value;
  if (rawValue === "missing" || rawValue === null) return missing("not-applicable", asOfMs);
  return { rawValue, dataAtMs: asOfMs };
}
