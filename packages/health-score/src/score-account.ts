// In: a scorecard and one account's raw values. Out: its health score from 0 (bad) to 100 (good), with every part of it.
// Pure. Missing is neither good nor bad: the weight of what is missing is spread over the rest, and coverage says how much
// is there. Closed accounts are the caller's business: they are not scored.
import { pointsOn } from "./curves.ts";
import type { MeasureKind } from "./measure-kinds.ts";
import { measureWeights } from "./measure-weights.ts";
import type { BandName, Cap, Measure, Scorecard } from "./scorecard.ts";

const DAY_MS = 86_400_000;

/** Why a measure has no value. `too-old` is decided here, by the measure's freshness limit; `excluded`: by an override. */
export type WhyMissing =
  | "not-connected"
  | "source-down"
  | "too-old"
  | "not-applicable"
  | "excluded";

/** What was measured of one account as of T. `rawValue` null is missing; 0 is a value. */
export interface Measured {
  readonly rawValue: number | null;
  /** How fresh the raw value is. */
  readonly dataAtMs?: number | undefined;
  readonly whyMissing?: WhyMissing | undefined;
  /** What a person put in place of the curve's points; null: the measure is left out. */
  readonly override?: { readonly points: number | null } | undefined;
}

/** One measure's part in the score. `contribution` = points × effectiveWeight; they sum to the computed score. */
export interface Contribution {
  readonly measure: string;
  readonly kind: MeasureKind;
  readonly group: string;
  readonly rawValue: number | null;
  /** What counts. */
  readonly points: number | null;
  /** What the curve gives for the raw value, whatever a person put in its place. */
  readonly computedPoints: number | null;
  readonly overridden: boolean;
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
  /** The band without an override of score or band. */
  readonly computedBand: BandName | "insufficient-data";
  /** Weight with data ÷ all weight but that of measures that people left out, 0 to 1. */
  readonly coverage: number;
  /** The cap that lowered the score, the lowest of several; null when none did. */
  readonly cap: string | null;
  readonly contributions: Contribution[];
}

const ABSENT: Measured = { rawValue: null };

type Seen = Omit<Measured, "override"> & {
  readonly measure: Measure;
  readonly weight: number;
  /** What counts; null: missing. */
  readonly points: number | null;
  readonly computedPoints: number | null;
  readonly overridden: boolean;
};

/** Applies the freshness limit, and takes what is no finite number for missing. Data of exactly the limit's age is too old. */
function freshOf(measure: Measure, measured: Measured, asOfMs: number): Measured {
  const { rawValue, dataAtMs, whyMissing } = measured;
  if (rawValue === null || !Number.isFinite(rawValue))
    return { rawValue: null, dataAtMs, whyMissing: whyMissing ?? "not-connected" };
  const limitMs = (measure.freshnessDays ?? Infinity) * DAY_MS;
  if (dataAtMs !== undefined && asOfMs - dataAtMs >= limitMs)
    return { rawValue: null, dataAtMs, whyMissing: "too-old" };
  return { rawValue, dataAtMs };
}

function seenOf(measure: Measure, weight: number, measured: Measured, asOfMs: number): Seen {
  const fresh = freshOf(measure, measured, asOfMs);
  const computedPoints = fresh.rawValue === null ? null : pointsOn(measure.curve, fresh.rawValue);
  const { override } = measured;
  const seen = { ...fresh, measure, weight, computedPoints, points: computedPoints };
  if (override === undefined) return { ...seen, overridden: false };
  const whyMissing = override.points === null ? "excluded" : undefined;
  return { ...seen, points: override.points, whyMissing, overridden: true };
}

function contributionOf(seen: Seen, allWeight: number, weightWithData: number): Contribution {
  const { measure, weight, rawValue, points, computedPoints, overridden } = seen;
  const effectiveWeight = points === null || weightWithData === 0 ? 0 : weight / weightWithData;
  return {
    measure: measure.id,
    kind: measure.kind,
    group: measure.group,
    rawValue,
    points,
    computedPoints,
    overridden,
    weight: allWeight === 0 ? 0 : weight / allWeight,
    effectiveWeight,
    contribution: (points ?? 0) * effectiveWeight,
    dataAtMs: seen.dataAtMs ?? null,
    whyMissing: seen.whyMissing ?? null,
  };
}

/** A measure that a person has judged caps nothing: the judgement stands in for what was measured. */
function holds({ when }: Cap, contributions: readonly Contribution[]): boolean {
  const watched = contributions.find(({ measure }) => measure === when.measure);
  const rawValue = watched?.rawValue ?? null;
  if (rawValue === null || watched?.overridden === true) return false;
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
  return seen.reduce((sum, { weight }) => sum + weight, 0);
}

const INSUFFICIENT = {
  score: null,
  band: "insufficient-data",
  computedBand: "insufficient-data",
  cap: null,
} as const;

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
  const weights = measureWeights(card);
  const all = card.measures.map((measure) =>
    seenOf(measure, weights.get(measure.id) ?? 0, measured.get(measure.id) ?? ABSENT, asOfMs),
  );
  const weightWithData = weightOf(all.filter(({ points }) => points !== null));
  const weightWanted = weightOf(all.filter(({ whyMissing }) => whyMissing !== "excluded"));
  const allWeight = weightOf(all);
  const contributions = all.map((seen) => contributionOf(seen, allWeight, weightWithData));
  if (weightWithData === 0)
    return { ...INSUFFICIENT, computedScore: null, coverage: 0, contributions };
  const coverage = weightWithData / weightWanted;
  const computedScore = settled(contributions.reduce((sum, part) => sum + part.contribution, 0));
  if (coverage < card.minimumCoverage)
    return { ...INSUFFICIENT, computedScore, coverage, contributions };
  const cap = cappingOf(card, computedScore, contributions);
  const score = cap?.atMost ?? computedScore;
  const band = bandOf(card, score);
  return {
    computedScore,
    score,
    band,
    computedBand: band,
    coverage,
    cap: cap?.id ?? null,
    contributions,
  };
}

/** What a person put in place of an account's score, or of its band alone. */
export type ScoreOverride = { readonly score: number } | { readonly band: BandName };

/** The score as the override has it; what was computed stays beside it. It also gives a score where there is too little data. */
export function overrideScore(
  card: Scorecard,
  computed: AccountScore,
  override: ScoreOverride,
): AccountScore {
  if ("band" in override) return { ...computed, band: override.band };
  return { ...computed, score: override.score, band: bandOf(card, override.score) };
}
