/**
 * Usage per account and day, counted once more from what was acknowledged, without any of the code that counts it in the product.
 * In: the ledger's events, the company's time zone. Out: what usage_days must say. Pure.
 */
import type { AcknowledgedEvent } from "./ledger.ts";

interface Sent {
  readonly type: string;
  readonly data: {
    readonly feature?: string;
    readonly user?: string;
    readonly quantity?: number;
    readonly merged_account?: string;
    readonly retracted?: { subject: string; time: string; source: string; id: string };
  };
}

interface Day {
  events: number;
  sessions: number;
  readonly quantities: Map<string, number>;
  readonly users: Set<string>;
}

const USAGE = /^usage\./;

/** By account and day (`usageKey`), the day's numbers (`usageText`). */
export function recountUsage(
  events: Iterable<AcknowledgedEvent>,
  timeZone: string,
): Map<string, string> {
  const read = [...events].map((event) => ({ ...event, ...(JSON.parse(event.value) as Sent) }));
  const ownerOf = readOwners(read);
  const retracted = new Set(
    read.flatMap(({ data }) => (data.retracted ? [keyOf(data.retracted)] : [])),
  );
  const dayOf = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  const days = new Map<string, Day>();
  for (const event of read) {
    const account = ownerOf(event.subject);
    if (!USAGE.test(event.type) || account === undefined) continue;
    const time = new Date(event.timeMs).toISOString();
    const key = usageKey(account, dayOf.format(event.timeMs));
    const day = days.get(key) ?? {
      events: 0,
      sessions: 0,
      quantities: new Map(),
      users: new Set(),
    };
    days.set(key, day);
    if (!retracted.has(keyOf({ ...event, time }))) count(day, event);
  }
  return new Map(
    [...days].map(([key, day]) => [
      key,
      usageText(day.events, day.sessions, day.quantities, day.users.size),
    ]),
  );
}

function count(day: Day, { type, data, subject }: Sent & AcknowledgedEvent): void {
  day.events += 1;
  if (type === "usage.session_started.v1") day.sessions += 1;
  const user =
    data.user ?? (subject.startsWith("user:") ? subject.slice("user:".length) : undefined);
  if (user !== undefined) day.users.add(user);
  if (data.feature === undefined) return;
  day.quantities.set(data.feature, (day.quantities.get(data.feature) ?? 0) + (data.quantity ?? 1));
}

/** Who owns a subject's events: in the simulated company a user is linked once and an account merged once, for good. */
function readOwners(
  events: readonly (Sent & AcknowledgedEvent)[],
): (subject: string) => string | undefined {
  const links = new Map<string, string>();
  const merges = new Map<string, string>();
  for (const { type, subject, data } of events) {
    if (type === "account.user_linked.v1") links.set(`user:${data.user ?? ""}`, subject);
    if (type === "account.account_merged.v1") merges.set(data.merged_account ?? "", subject);
  }
  return (subject) => {
    const account = subject.startsWith("user:") ? links.get(subject) : subject;
    return account === undefined ? undefined : (merges.get(account) ?? account);
  };
}

function keyOf(identity: { subject: string; time: string; source: string; id: string }): string {
  return JSON.stringify([
    identity.subject,
    Date.parse(identity.time),
    identity.source,
    identity.id,
  ]);
}

export function usageKey(account: string, day: string): string {
  return `${account} ${day}`;
}

/** The numbers of a day as text; quantities to six digits, for sums of fractions depend on their order. */
export function usageText(
  events: number,
  sessions: number,
  quantities: Iterable<readonly [string, number]>,
  users: number,
): string {
  const sorted = [...quantities].map(([feature, sum]) => [feature, sum.toFixed(6)]).sort();
  return JSON.stringify([events, sessions, sorted, users]);
}
