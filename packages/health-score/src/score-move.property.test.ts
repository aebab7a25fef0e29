// What holds for every move, whatever changed between the two scores.
import fc from "fast-check";
import { expect, test } from "vitest";
import { moveBetween, MOVE_STEP, pointsOn, roundToSum } from "./index.ts";
import type { Curve, MeasureState, MovePart, ScoreState } from "./index.ts";
import { meanPoints } from "./weighted-points.ts";

const curve: fc.Arbitrary<Curve> = fc
  .record({
    kind: fc.constantFrom("steps" as const, "linear" as const),
    raws: fc.uniqueArray(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 4 }),
    points: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ kind, raws, points }) => ({
    kind,
    points: raws.sort((left, right) => left - right).map((raw, at) => [raw, points[at] ?? 0]),
  }));

/** A scorecard: which of six measures there are, how they are defined and weighed. */
const card = fc.array(
  fc.record({
    place: fc.nat(5),
    definition: fc.constantFrom("28 days", "90 days"),
    weight: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 50, noNaN: true })),
    curve,
  }),
  { minLength: 1, maxLength: 6 },
);
type Card = readonly {
  readonly place: number;
  readonly definition: string;
  readonly weight: number;
  readonly curve: Curve;
}[];

const raws = fc.array(fc.option(fc.double({ min: -25, max: 25, noNaN: true })), {
  minLength: 6,
  maxLength: 6,
});

const hold = fc.option(
  fc.record({
    by: fc.constantFrom("cap" as const, "override" as const),
    at: fc.double({ min: 0, max: 100, noNaN: true }),
  }),
);
type Hold = { readonly by: "cap" | "override"; readonly at: number } | null;

function measuresOf(of: Card, data: readonly (number | null)[]): MeasureState[] {
  const distinct = new Map(of.map((one) => [one.place, one]));
  return [...distinct.values()].map(({ place, definition, weight, curve: through }) => {
    const rawValue = data[place] ?? null;
    const points = rawValue === null ? null : pointsOn(through, rawValue);
    return { measure: `m${place}`, definition, weight, rawValue, points, curve: through };
  });
}

function stateOf(of: Card, data: readonly (number | null)[], held: Hold): ScoreState {
  const measures = measuresOf(of, data);
  const mean = meanPoints(measures);
  const computedScore = mean === null ? null : Math.round(mean * 1e9) / 1e9;
  // A cap only ever holds a score that is there; an override also gives one where there is none.
  if (held?.by === "override" || (held?.by === "cap" && (computedScore ?? -1) > held.at))
    return { score: held.at, computedScore, heldBy: held.by, measures };
  return { score: computedScore, computedScore, heldBy: null, measures };
}

const billionths = (points: number): number => Math.round(points / MOVE_STEP);
const sumOf = (parts: readonly MovePart[]): number =>
  parts.reduce((sum, { points }) => sum + billionths(points), 0);

test("the parts sum to the difference of the scores exactly, whatever changed: data, scorecard, cap, override", () => {
  fc.assert(
    fc.property(card, card, raws, raws, hold, hold, (a, b, then, now, heldThen, heldNow) => {
      const [before, after] = [stateOf(a, then, heldThen), stateOf(b, now, heldNow)];
      const parts = moveBetween(before, after);
      if (before.score === null || after.score === null) {
        expect(parts).toBeNull();
        return;
      }
      expect(sumOf(parts ?? [])).toBe(billionths(after.score) - billionths(before.score));
      // Only where an override stands for a score that nothing was computed for may there be nothing to tell.
      if (after.computedScore !== null)
        expect(parts?.some(({ kind }) => kind === "other")).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

test("under one scorecard the way back has the same parts with the other sign, data that came as data that went", () => {
  fc.assert(
    fc.property(card, raws, raws, hold, hold, (of, then, now, heldThen, heldNow) => {
      const [before, after] = [stateOf(of, then, heldThen), stateOf(of, now, heldNow)];
      const there = moveBetween(before, after) ?? [];
      const back = moveBetween(after, before) ?? [];
      const opposite = { came: "went", went: "came" } as const;
      for (const part of there) {
        const kind = part.kind === "came" || part.kind === "went" ? opposite[part.kind] : part.kind;
        const match = back.find((one) => one.kind === kind && one.measure === part.measure);
        expect(match?.points ?? 0).toBeCloseTo(-part.points, 6);
      }
    }),
  );
});

test("the same data under another scorecard moves nothing but the scorecard's part; other data under the same one never moves it", () => {
  fc.assert(
    fc.property(card, card, raws, raws, (a, b, then, now) => {
      const recarded = moveBetween(stateOf(a, then, null), stateOf(b, then, null)) ?? [];
      // A measure that the two define in different ways counts with its new value from the start, so it never moves as data.
      expect(recarded.filter(({ kind }) => kind !== "scorecard")).toEqual([]);
      const moved = moveBetween(stateOf(a, then, null), stateOf(a, now, null)) ?? [];
      expect(moved.filter(({ kind }) => kind === "scorecard")).toEqual([]);
    }),
  );
});

test("no part depends on the order of the measures or on the scale of the weights", () => {
  fc.assert(
    fc.property(card, raws, raws, fc.double({ min: 0.1, max: 10, noNaN: true }), (of, x, y, by) => {
      const parts = moveBetween(stateOf(of, x, null), stateOf(of, y, null)) ?? [];
      const scaled = (data: typeof x): ScoreState => {
        const state = stateOf(of, data, null);
        const measures = state.measures.map((one) => ({ ...one, weight: one.weight * by }));
        return { ...state, measures: measures.reverse() };
      };
      const others = moveBetween(scaled(x), scaled(y)) ?? [];
      for (const { kind, measure, points } of parts) {
        const same = others.find((one) => one.kind === kind && one.measure === measure);
        expect(same?.points ?? 0).toBeCloseTo(points, 6);
      }
    }),
  );
});

test("numbers rounded to a sum give that sum, each within one step of its own where the sum is theirs", () => {
  const values = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(values, fc.integer({ min: -1, max: 1 }), (given, off) => {
      const total = Math.round(given.reduce((sum, value) => sum + value, 0) / 0.1) + off;
      const steps = roundToSum(given, total, 0.1);
      expect(steps.reduce((sum, one) => sum + one, 0)).toBe(total);
      steps.forEach((one, index) => {
        const apart = Math.abs(one - (given[index] ?? 0) / 0.1);
        expect(apart).toBeLessThan(off === 0 ? 1 + 1e-6 : 3);
      });
    }),
  );
});
