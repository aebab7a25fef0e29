// Published cohorts and what was computed from them, retyped: tests run without the data folder.

/** Customers of 1,000 left after 0 … 12 renewals: Berry & Linoff's data in Fader & Hardie (2007), table 1. */
export const REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173];
export const HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394];

/** Five cohorts of 10,000 by the customers left after each year: Fader & Hardie (2010), table 1. The youngest has faced no renewal. */
export const BASE_2010 = [
  [10_000, 6334, 4367, 3264, 2604],
  [10_000, 6334, 4367, 3264],
  [10_000, 6334, 4367],
  [10_000, 6334],
  [10_000],
];

/** Anchors in 50-digit arithmetic, where the data folder is there. */
export const ANCHORS = new URL("../../../../shared/data/anchors_contractual.json", import.meta.url);
export const MAVENFLIX = new URL(
  "../../../../shared/data/mavenflix_subscriptions.csv",
  import.meta.url,
);

/** A linear congruential generator (Park & Miller): the same numbers on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
