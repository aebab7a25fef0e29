// How many of n leave when each does with probability p: drawn with the caller's random numbers. Pure.
import { logGammaRatio } from "./gamma-functions.ts";

/**
 * An exact binomial draw by inversion from the most likely number outwards: some standard deviations of steps, one random number.
 * @param random uniform on [0, 1)
 */
export function drawBinomial(n: number, p: number, random: () => number): number {
  let u = random();
  if (n === 0 || p <= 0) return 0;
  if (p >= 1) return n;
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const logChoose = logGammaRatio(1, n - mode) - logGammaRatio(mode + 1, n - mode);
  const atMode = Math.exp(logChoose + mode * Math.log(p) + (n - mode) * Math.log1p(-p));
  const odds = p / (1 - p);
  let below = atMode;
  let above = atMode;
  u -= atMode;
  for (let away = 1; u > 0 && away <= n; away += 1) {
    const low = mode - away;
    const high = mode + away;
    if (high <= n) {
      above *= ((n - high + 1) / high) * odds;
      u -= above;
      if (u <= 0) return high;
    }
    if (low >= 0) {
      below *= (low + 1) / (n - low) / odds;
      u -= below;
      if (u <= 0) return low;
    }
  }
  return mode;
}
