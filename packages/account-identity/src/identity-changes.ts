// What changes who a subject is: links of users, merges of accounts, and their undoing. Pure.

/**
 * One identity event. `member` is the subject whose events change hands (`user:<id>`, or the account that is merged away);
 * `account` is the account that gets them, or gives them up.
 */
export interface IdentityChange {
  readonly kind: "linked" | "unlinked" | "merged" | "unmerged";
  readonly member: string;
  readonly account: string;
  /** When it happened, milliseconds UTC. */
  readonly timeMs: number;
  readonly sequence: number;
  readonly knownAtMs: number;
  readonly id: string;
}

/**
 * The order in which changes count: (time, sequence, known_at, id) ascending, so of two that contradict each other the last
 * one holds. What is equal in all four is ordered by its content: the order never depends on how the changes arrived.
 */
export function compareChanges(left: IdentityChange, right: IdentityChange): number {
  return (
    left.timeMs - right.timeMs ||
    left.sequence - right.sequence ||
    left.knownAtMs - right.knownAtMs ||
    compareText(left.id, right.id) ||
    compareText(left.kind, right.kind) ||
    compareText(left.account, right.account) ||
    compareText(left.member, right.member)
  );
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
