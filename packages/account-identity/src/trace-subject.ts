// In: a subject and identity changes, whether they still count or not. Out: everything that its identity can ever depend on.
import type { IdentityChange } from "./identity-changes.ts";
import { isUser } from "./resolve-identity.ts";

/** All that can matter to one subject's identity, at whatever time one looks. */
export interface IdentityTrace {
  /** Accounts that may have held the subject's events at some state of knowledge, itself among them if it is one; sorted. */
  readonly accounts: readonly string[];
  /** The changes that its identity follows from: its own, and those of the accounts that they lead to. */
  readonly changes: readonly IdentityChange[];
}

/** Follows links and merges, undone ones too, from `subject` to where they lead. */
export function traceSubject(
  subject: string,
  changesByMember: ReadonlyMap<string, readonly IdentityChange[]>,
): IdentityTrace {
  const reached = new Set([subject]);
  const changes: IdentityChange[] = [];
  for (const member of reached) {
    for (const change of changesByMember.get(member) ?? []) {
      changes.push(change);
      reached.add(change.account);
    }
  }
  if (isUser(subject)) reached.delete(subject);
  return { accounts: [...reached].sort(), changes };
}
