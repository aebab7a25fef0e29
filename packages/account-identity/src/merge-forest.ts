// In: merges and their undoing. Out: the surviving account of every account. Pure.
import { compareChanges } from "./identity-changes.ts";
import type { IdentityChange } from "./identity-changes.ts";

/**
 * A function from an account to the one that survives after all merges; itself, when it was not merged away.
 *
 * A merge stands unless the last change between the same two accounts undoes it. Standing merges are taken from the newest to
 * the oldest; one is left out when its account has already gone elsewhere or when it would close a circle. So every account
 * goes to at most one other, and of a circle of merges the oldest is the one that does not count.
 */
export function survivors(changes: Iterable<IdentityChange>): (account: string) => string {
  const parents = new Map<string, string>();
  const survivorOf = (account: string): string => {
    let survivor = account;
    for (let next = parents.get(survivor); next !== undefined; next = parents.get(survivor)) {
      survivor = next;
    }
    return survivor;
  };
  for (const { member, account } of standingMerges(changes)) {
    if (!parents.has(member) && survivorOf(account) !== member) parents.set(member, account);
  }
  return survivorOf;
}

/** Newest first. */
function standingMerges(changes: Iterable<IdentityChange>): IdentityChange[] {
  const lastByPair = new Map<string, IdentityChange>();
  for (const change of changes) {
    if (change.kind !== "merged" && change.kind !== "unmerged") continue;
    const pair = `${change.member}\u0000${change.account}`;
    const last = lastByPair.get(pair);
    if (last === undefined || compareChanges(last, change) < 0) lastByPair.set(pair, change);
  }
  return [...lastByPair.values()]
    .filter((change) => change.kind === "merged")
    .sort((left, right) => compareChanges(right, left));
}
