/**
 * What people put in place of computed values, as scoring takes it.
 *
 * In: the overrides that hold of an account, in the order in which they were set. Out: points of measures, a score or a band. Pure.
 * Of several for one target the last that was set counts. One that fits nothing (the scorecard has no such measure) has no effect.
 */
import type { BandName, Measured, ScoreOverride } from "@mimamori/health-score";
import type { OverriddenValue } from "@mimamori/message-catalogue";
import type { OverrideFeature } from "../features/account-features.ts";

/** An override with what it puts in place, for its sentence. */
export interface HeldOverride {
  readonly by: OverrideFeature;
  readonly value: OverriddenValue;
}

const BANDS: readonly BandName[] = ["healthy", "attention", "at-risk"];

/** The override of a measure that counts; undefined when there is none. */
export function measureOverride(
  overrides: readonly OverrideFeature[],
  measure: string,
): HeldOverride | undefined {
  const by = overrides.findLast((one) => one.target === "measure" && one.measure === measure);
  if (by === undefined) return undefined;
  const points = by.value === "" ? null : Number(by.value);
  return { by, value: { of: "measure", points } };
}

/** The override of the score or the band that counts, the last of both; undefined when there is none. */
export function scoreOverride(
  overrides: readonly OverrideFeature[],
): (HeldOverride & { readonly override: ScoreOverride }) | undefined {
  const by = overrides.findLast(
    ({ target }) => target === "health_score" || target === "health_band",
  );
  if (by === undefined) return undefined;
  if (by.target === "health_score") {
    const score = Number(by.value);
    return { by, value: { of: "score", score }, override: { score } };
  }
  const band = BANDS.find((name) => name === by.value);
  return band === undefined ? undefined : { by, value: { of: "band", band }, override: { band } };
}

/** The measures with what people put in their place. */
export function withOverrides(
  measured: ReadonlyMap<string, Measured>,
  overrides: readonly OverrideFeature[],
): ReadonlyMap<string, Measured> {
  if (!overrides.some(({ target }) => target === "measure")) return measured;
  return new Map(
    [...measured].map(([id, one]): [string, Measured] => {
      const held = measureOverride(overrides, id);
      if (held?.value.of !== "measure") return [id, one];
      return [id, { ...one, override: { points: held.value.points } }];
    }),
  );
}
