// Outcomes that nobody was there to see. In: account-snapshots, and the last day that contracts were heard of. Out: the same, without
// outcomes that are only silence. Pure.
import type { ChurnDataset } from "./dataset.ts";

/**
 * Of an account whose decision came after the last word about contracts (an import has an end, a connector breaks) it is not known
 * whether it stayed: its outcome is -1. A window whose decision was seen keeps its outcome, though it ends a little later.
 */
export function withOutcomesSeenBy(dataset: ChurnDataset, lastDay: number): ChurnDataset {
  const { anchorDay, windowEndDay } = dataset;
  const outcome = dataset.outcome.map((known, row) =>
    (anchorDay[row] ?? 0) > lastDay && (windowEndDay[row] ?? 0) > lastDay + 1 ? -1 : known,
  );
  return { ...dataset, outcome };
}
