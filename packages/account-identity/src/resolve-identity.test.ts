import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EARLIEST_TIME_MS, LATEST_TIME_MS } from "@mimamori/event-contracts";
import type { IdentityChange } from "./identity-changes.ts";
import { isUser, resolveIdentity } from "./resolve-identity.ts";
import { traceSubject } from "./trace-subject.ts";
import type { IdentityInterval } from "./user-links.ts";

const ACCOUNTS = ["A", "B", "C", "D"];
const USERS = ["user:1", "user:2"];
const SUBJECTS = [...ACCOUNTS, ...USERS];

const order = {
  timeMs: fc.integer({ min: EARLIEST_TIME_MS, max: EARLIEST_TIME_MS + 6 }),
  sequence: fc.integer({ min: 0, max: 1 }),
  knownAtMs: fc.integer({ min: EARLIEST_TIME_MS, max: EARLIEST_TIME_MS + 3 }),
  id: fc.constantFrom("a", "b"),
  account: fc.constantFrom(...ACCOUNTS),
};
const change: fc.Arbitrary<IdentityChange> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("linked" as const, "unlinked" as const),
    member: fc.constantFrom(...USERS),
    ...order,
  }),
  fc.record({
    kind: fc.constantFrom("merged" as const, "unmerged" as const),
    member: fc.constantFrom(...ACCOUNTS),
    ...order,
  }),
);
const changes = fc.array(change, { maxLength: 12 });

let serial = 0;
function at(timeMs: number, kind: IdentityChange["kind"], member: string, account: string) {
  serial++;
  return { kind, member, account, timeMs, sequence: 0, knownAtMs: timeMs, id: `${serial}` };
}

function resolve(list: readonly IdentityChange[]): Record<string, IdentityInterval[]> {
  return Object.fromEntries(resolveIdentity(SUBJECTS, list));
}

/** Whose an event at `ms` is: a user without link is nobody's, an account without merge its own. */
function ownerAt(list: readonly IdentityChange[], subject: string, ms: number): string {
  const intervals = resolveIdentity([subject], list).get(subject) ?? [];
  const found = intervals.find((interval) => interval.fromMs <= ms && ms < interval.toMs);
  return found?.account ?? (isUser(subject) ? "" : subject);
}

describe("links of users", () => {
  test("what a user did before the first link is the first account's", () => {
    const list = [at(20, "linked", "user:1", "A"), at(40, "linked", "user:1", "B")];
    const shifted = list.map((one) => ({ ...one, timeMs: EARLIEST_TIME_MS + one.timeMs }));
    expect(resolve(shifted)["user:1"]).toEqual([
      { fromMs: EARLIEST_TIME_MS, toMs: EARLIEST_TIME_MS + 40, account: "A" },
      { fromMs: EARLIEST_TIME_MS + 40, toMs: LATEST_TIME_MS, account: "B" },
    ]);
  });

  test("an unlink ends the link, and nobody has the user until the next", () => {
    const start = EARLIEST_TIME_MS;
    const list = [
      at(start + 10, "linked", "user:1", "A"),
      at(start + 20, "unlinked", "user:1", "A"),
      at(start + 30, "linked", "user:1", "A"),
    ];
    expect(ownerAt(list, "user:1", start)).toBe("A");
    expect(ownerAt(list, "user:1", start + 20)).toBe("");
    expect(ownerAt(list, "user:1", start + 30)).toBe("A");
  });

  test("a late unlink from the account that the user has already left changes nothing", () => {
    const start = EARLIEST_TIME_MS;
    const list = [
      at(start + 10, "linked", "user:1", "A"),
      at(start + 20, "linked", "user:1", "B"),
      at(start + 21, "unlinked", "user:1", "A"),
    ];
    expect(ownerAt(list, "user:1", start + 25)).toBe("B");
  });
});

describe("merges of accounts", () => {
  const start = EARLIEST_TIME_MS;

  test("merges chain, and hold for all time", () => {
    const list = [at(start + 50, "merged", "A", "B"), at(start + 10, "merged", "B", "C")];
    expect(ownerAt(list, "A", start)).toBe("C");
    expect(ownerAt(list, "B", start)).toBe("C");
    expect(ownerAt(list, "C", start)).toBe("C");
  });

  test("users go with their account", () => {
    const list = [at(start + 1, "linked", "user:1", "A"), at(start + 2, "merged", "A", "B")];
    expect(ownerAt(list, "user:1", start)).toBe("B");
  });

  test("an unmerge takes its merge back for all time, and no other", () => {
    const list = [
      at(start + 1, "merged", "A", "B"),
      at(start + 2, "merged", "A", "C"),
      at(start + 3, "unmerged", "A", "C"),
    ];
    expect(ownerAt(list, "A", start)).toBe("B");
  });

  test("of merges in a circle the oldest does not count", () => {
    const list = [at(start + 1, "merged", "A", "B"), at(start + 2, "merged", "B", "A")];
    expect(ownerAt(list, "A", start)).toBe("A");
    expect(ownerAt(list, "B", start)).toBe("A");
  });

  test("an account merged into itself stays itself", () => {
    expect(resolve([at(start, "merged", "A", "A")])).toEqual({});
  });
});

describe("whatever the changes are", () => {
  test("their order is irrelevant", () => {
    const shuffled = changes.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(resolve(other)).toEqual(resolve(list));
      }),
    );
  });

  test("duplicates are irrelevant", () => {
    fc.assert(
      fc.property(changes, (list) => {
        expect(resolve([...list, ...list])).toEqual(resolve(list));
      }),
    );
  });

  test("every account comes to exactly one survivor, which survives itself", () => {
    fc.assert(
      fc.property(changes, fc.constantFrom(...ACCOUNTS), (list, account) => {
        const owner = ownerAt(list, account, EARLIEST_TIME_MS + 3);
        expect(ACCOUNTS).toContain(owner);
        expect(ownerAt(list, owner, EARLIEST_TIME_MS + 3)).toBe(owner);
      }),
    );
  });

  test("intervals ascend, do not overlap, and name survivors only", () => {
    fc.assert(
      fc.property(changes, (list) => {
        for (const intervals of Object.values(resolve(list))) {
          for (const [index, { fromMs, toMs, account }] of intervals.entries()) {
            expect(fromMs).toBeLessThan(toMs);
            expect(fromMs).toBeGreaterThanOrEqual(intervals[index - 1]?.toMs ?? EARLIEST_TIME_MS);
            expect(ownerAt(list, account, fromMs)).toBe(account);
          }
        }
      }),
    );
  });

  test("when everything is undone, nothing is left to say", () => {
    fc.assert(
      fc.property(changes, (list) => {
        const merges = list.filter(({ kind }) => kind === "merged" || kind === "unmerged");
        const undoing = merges.map((one) => ({
          ...one,
          kind: "unmerged" as const,
          timeMs: EARLIEST_TIME_MS + 100,
        }));
        const accounts = resolveIdentity(ACCOUNTS, [...list, ...undoing]);
        expect(accounts.size).toBe(0);
        expect(resolveIdentity(SUBJECTS, []).size).toBe(0);
      }),
    );
  });

  test("what traceSubject finds is enough, and names every account that can come out", () => {
    fc.assert(
      fc.property(changes, fc.constantFrom(...SUBJECTS), (list, subject) => {
        const byMember = Map.groupBy(list, (one) => one.member);
        const trace = traceSubject(subject, byMember);
        const all = resolveIdentity([subject], list).get(subject);
        expect(resolveIdentity([subject], trace.changes).get(subject)).toEqual(all);
        for (const { account } of all ?? []) expect(trace.accounts).toContain(account);
      }),
    );
  });

  test("an account that some of the changes lead to is traced whichever of them count", () => {
    const withPart = changes.chain((list) => fc.tuple(fc.constant(list), fc.subarray(list)));
    fc.assert(
      fc.property(withPart, fc.constantFrom(...SUBJECTS), ([list, part], subject) => {
        const { accounts } = traceSubject(
          subject,
          Map.groupBy(list, (one) => one.member),
        );
        for (const { account } of resolveIdentity([subject], part).get(subject) ?? []) {
          expect(accounts).toContain(account);
        }
      }),
    );
  });
});
