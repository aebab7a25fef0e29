// In: the links of one user. Out: from when to when it was whose. Pure.
import { EARLIEST_TIME_MS, LATEST_TIME_MS } from "@mimamori/event-contracts";
import { compareChanges } from "./identity-changes.ts";
import type { IdentityChange } from "./identity-changes.ts";

/** The subject's events with fromMs <= time < toMs are the account's. Milliseconds UTC. */
export interface IdentityInterval {
  readonly fromMs: number;
  readonly toMs: number;
  readonly account: string;
}

/**
 * The user's intervals, ascending and without overlap, before any merge. A link ends the one before it; the first link takes
 * everything earlier too. An unlink ends a link to its own account only: one that comes late, after the user has already moved
 * on, changes nothing.
 */
export function linkIntervals(changes: Iterable<IdentityChange>): IdentityInterval[] {
  const intervals: IdentityInterval[] = [];
  let current: { account: string; fromMs: number } | undefined;
  let linkedBefore = false;
  const endCurrent = (toMs: number): void => {
    if (current !== undefined && current.fromMs < toMs) intervals.push({ ...current, toMs });
    current = undefined;
  };
  for (const { kind, account, timeMs } of [...changes].sort(compareChanges)) {
    if (kind === "linked") {
      endCurrent(timeMs);
      current = { account, fromMs: linkedBefore ? timeMs : EARLIEST_TIME_MS };
      linkedBefore = true;
    } else if (kind === "unlinked" && current?.account === account) {
      endCurrent(timeMs);
    }
  }
  endCurrent(LATEST_TIME_MS);
  return intervals;
}
