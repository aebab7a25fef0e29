// In: the identity changes that count (known by some time, and not retracted). Out: which surviving account each subject's
// events belong to, from when to when. Pure: neither the order of the changes nor repeated ones matter.
import { EARLIEST_TIME_MS, LATEST_TIME_MS, USER_SUBJECT_PREFIX } from "@mimamori/event-contracts";
import type { IdentityChange } from "./identity-changes.ts";
import { survivors } from "./merge-forest.ts";
import { linkIntervals } from "./user-links.ts";
import type { IdentityInterval } from "./user-links.ts";

/**
 * The intervals of each subject, ascending, without overlap, touching ones of the same account joined. Outside them a user
 * belongs to nobody and an account to itself; a subject for which that is all there is to say has no entry.
 *
 * `changes` must hold every change that traceSubject() finds for the subjects; others do no harm.
 */
export function resolveIdentity(
  subjects: Iterable<string>,
  changes: Iterable<IdentityChange>,
): Map<string, IdentityInterval[]> {
  const byMember = Map.groupBy(changes, (change) => change.member);
  const survivorOf = survivors([...byMember.values()].flat());
  const resolved = new Map<string, IdentityInterval[]>();
  for (const subject of subjects) {
    const intervals = isUser(subject)
      ? joined(linkIntervals(byMember.get(subject) ?? []), survivorOf)
      : accountInterval(subject, survivorOf(subject));
    if (intervals.length > 0) resolved.set(subject, intervals);
  }
  return resolved;
}

/** Whether a subject is a person whose account only a link can tell. */
export function isUser(subject: string): boolean {
  return subject.startsWith(USER_SUBJECT_PREFIX);
}

/** A merge holds for all time. */
function accountInterval(subject: string, survivor: string): IdentityInterval[] {
  if (survivor === subject) return [];
  return [{ fromMs: EARLIEST_TIME_MS, toMs: LATEST_TIME_MS, account: survivor }];
}

function joined(
  links: readonly IdentityInterval[],
  survivorOf: (account: string) => string,
): IdentityInterval[] {
  const intervals: IdentityInterval[] = [];
  for (const link of links) {
    const account = survivorOf(link.account);
    const last = intervals.at(-1);
    if (last?.account === account && last.toMs === link.fromMs) {
      intervals[intervals.length - 1] = { ...last, toMs: link.toMs };
    } else {
      intervals.push({ ...link, account });
    }
  }
  return intervals;
}
