// Whose an event is may be known late, and known wrongly for a while: facts of every family follow, and follow back.
import { EVENT_TYPES, exampleEvent, parseEvent } from "@mimamori/event-contracts";
import type { ValidEvent } from "@mimamori/event-contracts";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { validEvent } from "./event-fixture.ts";
import { arrive, emptyTables, factsOf, openStore, settle } from "./facts-fixture.ts";
import type { FactsStore } from "./facts-store.ts";

let store: FactsStore;

beforeAll(async () => {
  store = await openStore(attachSharedEngines(inject("sharedEngines")));
});
beforeEach(() => emptyTables(store));
afterAll(() => store.tables.close());

/** Events become known when they happen, and all facts are brought up to date. */
async function happen(...events: readonly ValidEvent[]): Promise<void> {
  const arrivals = events.map((event) => ({
    event,
    knownAt: new Date(event.timeMs).toISOString(),
  }));
  await arrive(store, arrivals);
  await settle(store);
}

/** Facts without the moment at which they became settled: that moves with every change of identity. */
async function facts(): Promise<Record<string, Record<string, unknown>[]>> {
  const all = await factsOf(store);
  return Object.fromEntries(
    Object.entries(all).map(([family, rows]) => [
      family,
      rows.map((row) => ({ ...(row as Record<string, unknown>), max_known_at: undefined })),
    ]),
  );
}

function accountsOf(all: Record<string, Record<string, unknown>[]>): Set<unknown> {
  return new Set(
    Object.values(all)
      .flat()
      .map(({ account }) => account),
  );
}

const IDENTITY = /linked|merged|retracted|erased/;
/** One event of every type that says nothing about identity. */
const EVERYTHING = EVENT_TYPES.filter((type) => !IDENTITY.test(type)).map((type) => {
  const parsed = parseEvent({ ...exampleEvent(type), subject: "A", time: "2026-01-05T03:00:00Z" });
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.event;
});

const merged = (time: string) =>
  validEvent("account.account_merged.v1", "B", time, { merged_account: "A" });
const unmerged = (time: string) =>
  validEvent("account.account_unmerged.v1", "B", time, { merged_account: "A" });
const use = (time: string) =>
  validEvent("usage.feature_used.v1", "user:7", time, { feature: "export", quantity: 1 });
const answer = (time: string) =>
  validEvent("engagement.survey_answered.v1", "user:7", time, { kind: "nps", score: 9 });
const linked = (account: string, time: string) =>
  validEvent("account.user_linked.v1", account, time, { user: "7" });
const unlinked = (account: string, time: string) =>
  validEvent("account.user_unlinked.v1", account, time, { user: "7" });

function retract({ subject, timeMs, source, id }: ValidEvent, time: string): ValidEvent {
  const retracted = { subject, time: new Date(timeMs).toISOString(), source, id };
  return validEvent("account.event_retracted.v1", subject, time, { retracted });
}

describe("two accounts that are one", () => {
  test("are the survivor in every family of facts, and two again as before when the merge is undone", async () => {
    await happen(...EVERYTHING);
    const before = await facts();
    expect(accountsOf(before)).toEqual(new Set(["A"]));
    await happen(merged("2026-02-01T00:00:00Z"));
    const after = await facts();
    expect(accountsOf(after)).toEqual(new Set(["B"]));
    for (const [family, rows] of Object.entries(before))
      expect(after[family], family).toHaveLength(rows.length);
    await happen(unmerged("2026-02-02T00:00:00Z"));
    expect(await facts()).toMatchObject(before);
  });

  test("are two again as before when the merge is retracted", async () => {
    await happen(...EVERYTHING);
    const before = await facts();
    const merge = merged("2026-02-01T00:00:00Z");
    await happen(merge);
    await happen(retract(merge, "2026-02-02T00:00:00Z"));
    expect(await facts()).toMatchObject(before);
  });

  test("are one for what comes after the merge too, under either name", async () => {
    await happen(merged("2026-01-01T00:00:00Z"), ...EVERYTHING);
    expect(accountsOf(await facts())).toEqual(new Set(["B"]));
  });
});

describe("a user that was known before its account", () => {
  const days = async (family = "usage_days") =>
    ((await facts())[family] ?? []).map(({ account, day }) => `${String(day)} ${String(account)}`);

  test("brings everything along once the link is known, and nothing after it was unlinked", async () => {
    await happen(use("2026-01-05T03:00:00Z"), answer("2026-01-05T04:00:00Z"));
    expect(accountsOf(await facts())).toEqual(new Set());
    await happen(linked("A", "2026-01-10T00:00:00Z"));
    expect(await days()).toEqual(["2026-01-05 A"]);
    expect(await days("engagement_days")).toEqual(["2026-01-05 A"]);
    await happen(unlinked("A", "2026-01-20T00:00:00Z"), use("2026-01-15T03:00:00Z"));
    await happen(use("2026-01-25T03:00:00Z"));
    expect(await days()).toEqual(["2026-01-05 A", "2026-01-15 A"]);
  });

  test("an unlink that is known late takes away what had been given", async () => {
    await happen(linked("A", "2026-01-01T00:00:00Z"), use("2026-01-25T03:00:00Z"));
    expect(await days()).toEqual(["2026-01-25 A"]);
    await happen(unlinked("A", "2026-01-20T00:00:00Z"));
    expect(await days()).toEqual([]);
  });

  test("a retracted unlink gives it back, and a retracted link takes all away", async () => {
    const link = linked("A", "2026-01-01T00:00:00Z");
    const unlink = unlinked("A", "2026-01-20T00:00:00Z");
    await happen(link, unlink, use("2026-01-10T03:00:00Z"), use("2026-01-25T03:00:00Z"));
    expect(await days()).toEqual(["2026-01-10 A"]);
    await happen(retract(unlink, "2026-02-01T00:00:00Z"));
    expect(await days()).toEqual(["2026-01-10 A", "2026-01-25 A"]);
    await happen(retract(link, "2026-02-02T00:00:00Z"));
    expect(await days()).toEqual([]);
  });

  test("goes with its account into the one that survives", async () => {
    await happen(use("2026-01-05T03:00:00Z"), linked("A", "2026-01-10T00:00:00Z"));
    await happen(merged("2026-02-01T00:00:00Z"));
    expect(await days()).toEqual(["2026-01-05 B"]);
    await happen(unmerged("2026-02-02T00:00:00Z"));
    expect(await days()).toEqual(["2026-01-05 A"]);
  });
});
