// What holds for every scorecard and every account.
import fc from "fast-check";
import { expect, test } from "vitest";
import { bandOf, scoreAccount, scorecard, type Measured, type Scorecard } from "./index.ts";

const AS_OF = Date.UTC(2026, 5, 1);
const CLOSE = 9;

/** Rising curves: a higher raw value never gives fewer points. */
const risingCurve = fc
  .record({
    kind: fc.constantFrom("steps", "linear"),
    raws: fc.uniqueArray(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 5 }),
    points: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 5, maxLength: 5 }),
  })
  .map(({ kind, raws, points }) => {
    const rising = [...points].sort((left, right) => left - right);
    return {
      kind,
      points: raws.sort((left, right) => left - right).map((raw, index) => [raw, rising[index]]),
    };
  });

const card: fc.Arbitrary<Scorecard> = fc
  .record({
    minimumCoverage: fc.constantFrom(0, 0.4, 1),
    measures: fc.array(
      fc.record({ weight: fc.double({ min: 0.01, max: 50, noNaN: true }), curve: risingCurve }),
      { minLength: 1, maxLength: 6 },
    ),
    caps: fc.array(
      fc.record({
        of: fc.nat(5),
        below: fc.integer({ min: -20, max: 20 }),
        atMost: fc.integer({ min: 0, max: 100 }),
      }),
      { maxLength: 2 },
    ),
  })
  .map(({ minimumCoverage, measures, caps }) =>
    scorecard.parse({
      name: "any",
      minimumCoverage,
      bands: [
        { name: "healthy", from: 75 },
        { name: "at-risk", from: 0 },
        { name: "attention", from: 50 },
      ],
      measures: measures.map((measure, index) => ({
        id: `m${index}`,
        kind: "seats_used",
        group: "g",
        ...measure,
      })),
      caps: caps.map(({ of, below, atMost }, index) => ({
        id: `c${index}`,
        when: { measure: `m${of % measures.length}`, below },
        atMost,
      })),
    }),
  );

const raw = fc.double({ min: -25, max: 25, noNaN: true });
const values = fc.array(fc.option(raw, { freq: 4 }), { minLength: 6, maxLength: 6 });

function measuredOf(of: Scorecard, rawValues: readonly (number | null)[]): Map<string, Measured> {
  return new Map(of.measures.map(({ id }, index) => [id, { rawValue: rawValues[index] ?? null }]));
}

const scored = (of: Scorecard, rawValues: readonly (number | null)[]) =>
  scoreAccount(of, measuredOf(of, rawValues), AS_OF);

test("the contributions add up to the computed score; effective weights to 1; the score lies in 0 to 100", () => {
  fc.assert(
    fc.property(card, values, (of, rawValues) => {
      const { computedScore, contributions, coverage, score, band } = scored(of, rawValues);
      const sum = (key: "contribution" | "effectiveWeight" | "weight") =>
        contributions.reduce((total, part) => total + part[key], 0);
      expect(sum("weight")).toBeCloseTo(1, CLOSE);
      if (computedScore === null) {
        expect(coverage).toBe(0);
        return;
      }
      expect(sum("contribution")).toBeCloseTo(computedScore, CLOSE - 1);
      expect(sum("effectiveWeight")).toBeCloseTo(1, CLOSE);
      expect(computedScore).toBeGreaterThanOrEqual(0);
      expect(computedScore).toBeLessThanOrEqual(100);
      if (score === null) expect(band).toBe("insufficient-data");
      else expect([score <= computedScore, band]).toEqual([true, bandOf(of, score)]);
    }),
  );
});

test("a better raw value never lowers the score", () => {
  fc.assert(
    fc.property(card, values, fc.nat(5), raw, (of, rawValues, pick, other) => {
      const index = pick % of.measures.length;
      const now = rawValues[index] ?? 0;
      const worse = rawValues.with(index, Math.min(now, other));
      const better = rawValues.with(index, Math.max(now, other));
      const [low, high] = [scored(of, worse), scored(of, better)];
      expect(high.computedScore!).toBeGreaterThanOrEqual(low.computedScore! - 1e-8);
      if (low.score !== null) expect(high.score!).toBeGreaterThanOrEqual(low.score - 1e-8);
    }),
  );
});

test("missing data has no points of its own: what is known scores as it would without the missing measures", () => {
  fc.assert(
    fc.property(card, values, (of, rawValues) => {
      const present = of.measures.filter((_, index) => (rawValues[index] ?? null) !== null);
      fc.pre(present.length > 0);
      const without = scorecard.parse({ ...of, caps: [], measures: present });
      const all = measuredOf(of, rawValues);
      expect(scoreAccount(of, all, AS_OF).computedScore).toBeCloseTo(
        scoreAccount(without, all, AS_OF).computedScore!,
        CLOSE - 1,
      );
    }),
  );
});

test("weights are proportions: scaling them all changes nothing", () => {
  fc.assert(
    fc.property(
      card,
      values,
      fc.double({ min: 0.001, max: 1000, noNaN: true }),
      (of, rawValues, factor) => {
        fc.pre(of.minimumCoverage !== 1);
        const scaled = {
          ...of,
          measures: of.measures.map((one) => ({ ...one, weight: one.weight * factor })),
        };
        const [before, after] = [scored(of, rawValues), scored(scaled, rawValues)];
        expect(after.computedScore ?? -1).toBeCloseTo(before.computedScore ?? -1, CLOSE - 1);
        expect(after.coverage).toBeCloseTo(before.coverage, CLOSE);
      },
    ),
  );
});

test("the order of measures and of raw values is irrelevant", () => {
  fc.assert(
    fc.property(card, values, (of, rawValues) => {
      const measured = measuredOf(of, rawValues);
      const reversed = { ...of, measures: of.measures.toReversed(), caps: of.caps.toReversed() };
      const [before, after] = [
        scoreAccount(of, measured, AS_OF),
        scoreAccount(reversed, new Map([...measured].reverse()), AS_OF),
      ];
      expect(after.computedScore ?? -1).toBeCloseTo(before.computedScore ?? -1, CLOSE - 1);
      expect(after.coverage).toBeCloseTo(before.coverage, CLOSE);
    }),
  );
});
