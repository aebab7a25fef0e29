// In: a scorecard and one account's raw values. Out: its health score from 0 (bad) to 100 (good), with every part of it.
// Pure. Missing is neither good nor bad: the weight of what is missing is spread over the rest, and coverage says how much
// is there. Closed accounts are the caller's business: they are not scored.
import { pointsOn } from "./curves.ts";
import type { MeasureKind } from "./measure-kinds.ts";
import type { BandName, Cap, Measure, Scorecard } from "./scorecard.ts";

const DAY_MS = 86_400_000;

/** Why a measure has no value. `too-old` is decided here, by the measure's freshness limit. */
export type WhyMissing = "not-connected" | "source-down" | "too-old" | "not-applicable";

/** What was measured of one account as of T. `rawValue` null is missing; 0 is a value. */
export interface Measured {
  readonly rawValue: number | null;
  /** How fresh the raw value is. */
  readonly dataAtMs?: number | undefined;
  readonly whyMissing?: WhyMissing | undefined;
}

/** One measure's part in the score. `contribution` = points × effectiveWeight; they sum to the computed score. */
export interface Contribution {
  readonly measure: string;
  readonly kind: MeasureKind;
  readonly group: string;
  readonly rawValue: number | null;
  readonly points: number | null;
  /** Share of 1, as the scorecard says. */
  readonly weight: number;
  /** Share of 1 after the weight of missing measures is spread over the rest; 0 for a missing one. */
  readonly effectiveWeight: number;
  readonly contribution: number;
  readonly dataAtMs: number | null;
  readonly whyMissing: WhyMissing | null;
}

export interface AccountScore {
  /** Before caps; null when nothing was measured. */
  readonly computedScore: number | null;
  /** After caps; null below the minimum coverage. */
  readonly score: number | null;
  readonly band: BandName | "insufficient-data";
  /** Weight with data ÷ all weight, 0 to 1. */
  readonly coverage: number;
  /** The cap that lowered the score, the lowest of several; null when none did. */
  readonly cap: string | null;
  readonly contributions: Contribution[];
}

const ABSENT: Measured = { rawValue: null };

type Seen = Measured & { readonly measure: Measure };

/** Applies the freshness limit, and takes what is no finite number for missing. */
function seenOf(measure: Measure, measured: Measured, asOfMs: number): Seen {
  const { rawValue, dataAtMs, whyMissing } = measured;
  if (rawValue === null || !Number.isFinite(rawValue))
    return { measure, rawValue: null, dataAtMs, whyMissing: whyMissing ?? "not-connected" };
  const limitMs = (measure.freshnessDays ?? Infinity) * DAY_MS;
  if (dataAtMs !== undefined && asOfMs - dataAtMs > limitMs)
    return { measure, rawValue: null, dataAtMs, whyMissing: "too-old" };
  return { measure, rawValue, dataAtMs };
}

function contributionOf(seen: Seen, allWeight: number, weightWithData: number): Contribution {
  const { measure, rawValue } = seen;
  const points = rawValue === null ? null : pointsOn(measure.curve, rawValue);
  const effectiveWeight =
    points === null || weightWithData === 0 ? 0 : measure.weight / weightWithData;
  return {
    measure: measure.id,
    kind: measure.kind,
    group: measure.group,
    rawValue,
    points,
    weight: measure.weight / allWeight,
    effectiveWeight,
    contribution: (points ?? 0) * effectiveWeight,
    dataAtMs: seen.dataAtMs ?? null,
    whyMissing: seen.whyMissing ?? null,
  };
}

function holds({ when }: Cap, contributions: readonly Contribution[]): boolean {
  const rawValue = contributions.find(({ measure }) => measure === when.measure)?.rawValue ?? null;
  if (rawValue === null) return false;
  return rawValue >= (when.atLeast ?? -Infinity) && rawValue < (when.below ?? Infinity);
}

/** The lowest of the caps that hold and lie below the score. */
function cappingOf(
  card: Scorecard,
  score: number,
  contributions: readonly Contribution[],
): Cap | undefined {
  return card.caps
    .filter((cap) => cap.atMost < score && holds(cap, contributions))
    .sort((left, right) => left.atMost - right.atMost)[0];
}

/** The band that a score lies in: bounds are inclusive below and exclusive above. */
export function bandOf(card: Scorecard, score: number): BandName {
  const reached = card.bands.filter(({ from }) => from <= score);
  return reached.reduce((best, band) => (band.from > best.from ? band : best), {
    name: "at-risk",
    from: -1,
  }).name;
}

/** Nine decimals: a mean of 75s is 75, and not a hair below the band that begins there. */
function settled(score: number): number {
  return Math.round(score * 1e9) / 1e9;
}

function weightOf(seen: readonly Seen[]): number {
  return seen.reduce((sum, { measure }) => sum + measure.weight, 0);
}

/**
 * The weighted mean of the points of the measures with data: computedScore = Σ points × weight ÷ Σ weight. Caps lower it,
 * bands name it. The design (re-spread, coverage, capped outside the mean) follows Gainsight's NA rule and PostHog's
 * risk indicators.
 */
export function scoreAccount(
  card: Scorecard,
  measured: ReadonlyMap<string, Measured>,
  asOfMs: number,
): AccountScore {
  const all = card.measures.map((measure) =>
    seenOf(measure, measured.get(measure.id) ?? ABSENT, asOfMs),
  );
  const allWeight = weightOf(all);
  const weightWithData = weightOf(all.filter(({ rawValue }) => rawValue !== null));
  const contributions = all.map((seen) => contributionOf(seen, allWeight, weightWithData));
  const coverage = weightWithData / allWeight;
  if (weightWithData === 0)
    return {
      computedScore: null,
      score: null,
      band: "insufficient-data",
      coverage: 0,
      cap: null,
      contributions,
    };
  const computedScore = settled(contributions.reduce((sum, part) => sum + part.contribution, 0));
  if (coverage < card.minimumCoverage)
    return {
      computedScore,
      score: null,
      band: "insufficient-data",
      coverage,
      cap: null,
      contributions,
    };
  const cap = cappingOf(card, computedScore, contributions);
  const score = cap?.atMost ?? computedScore;
  return {
    computedScore,
    score,
    band: bandOf(card, score),
    coverage,
    cap: cap?.id ?? null,
    contributions,
  };
}
