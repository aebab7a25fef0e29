// In: a raw value and a curve. Out: points from 0 to 100. Pure.
import { z } from "zod";

const pair = z.tuple(
  [
    z.number("expected a raw value (a number)"),
    z
      .number("expected points from 0 to 100")
      .min(0, "expected points from 0 to 100")
      .max(100, "expected points from 0 to 100"),
  ],
  "expected a pair [raw value, points]",
);

function rises(points: readonly (readonly [number, number])[]): boolean {
  return points.every(([raw], index) => index === 0 || raw > (points[index - 1]?.[0] ?? Infinity));
}

const points = z
  .array(pair)
  .min(1, "expected at least one pair [raw value, points]")
  .refine(rises, "expected the raw values to rise from pair to pair");

/**
 * `steps`: a pair holds from its raw value (inclusive) to the next pair's (exclusive).
 * `linear`: straight between the pairs. Below the first pair its points hold, above the last one its own.
 */
export const curve = z.strictObject({
  kind: z.enum(["steps", "linear"], "expected steps or linear"),
  points,
});

export type Curve = z.infer<typeof curve>;

/** Points from 0 to 100 for a finite raw value. */
export function pointsOn({ kind, points }: Curve, rawValue: number): number {
  const index = Math.max(
    0,
    points.findLastIndex(([raw]) => raw <= rawValue),
  );
  const [fromRaw, fromPoints] = points[index] ?? [0, 0];
  const next = points[index + 1];
  if (kind === "steps" || next === undefined || rawValue <= fromRaw) return fromPoints;
  const [toRaw, toPoints] = next;
  const share = (rawValue - fromRaw) / (toRaw - fromRaw);
  return fromPoints + share * (toPoints - fromPoints);
}
