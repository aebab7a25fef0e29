import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { insertPartitionProgress } from "@mimamori/clickhouse-tables";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { EVENT_TYPES, exampleEvent, parseEvent } from "@mimamori/event-contracts";
import type { ValidEvent } from "@mimamori/event-contracts";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { validEvent } from "./event-fixture.ts";
import { arrive, emptyTables, factsOf, openStore, settle } from "./facts-fixture.ts";
import type { FactsStore } from "./facts-store.ts";
import { markAll } from "./mark-all.ts";
import { countPendingMarks } from "./pending-marks.ts";
import { recomputePending } from "./recompute.ts";
import { arrivalsOf, cleanArrivals, history } from "./history-fixture.ts";

let store: FactsStore;

beforeAll(async () => {
  store = await openStore(attachSharedEngines(inject("sharedEngines")));
});
beforeEach(() => emptyTables(store));
afterAll(() => store.tables.close());

/** Events become known when they happen, and all facts are brought up to date. */
async function happen(...events: ValidEvent[]): Promise<void> {
  const arrivals = events.map((event) => ({
    event,
    knownAt: new Date(event.timeMs).toISOString(),
  }));
  await arrive(store, arrivals);
  await settle(store);
}

const DAY = "2026-01-05";
const NOON = "2026-01-05T03:00:00.000Z"; // in Tokyo

function use(subject: string, user: string | undefined, quantity: number, time = NOON) {
  const data = { feature: "export", quantity, ...(user === undefined ? {} : { user }) };
  return validEvent("usage.feature_used.v1", subject, time, data);
}

function retract(of: ValidEvent, time = "2026-02-01T00:00:00Z"): ValidEvent {
  const { subject, timeMs, source, id } = of;
  const retracted = { subject, time: new Date(timeMs).toISOString(), source, id };
  return validEvent("account.event_retracted.v1", subject, time, { retracted });
}

const linked = (account: string, user: string, time: string) =>
  validEvent("account.user_linked.v1", account, time, { user });
const merged = (account: string, merged_account: string, time: string) =>
  validEvent("account.account_merged.v1", account, time, { merged_account });

function subscription(subject: string, time: string, more: object): ValidEvent {
  return validEvent("billing.subscription_changed.v1", subject, time, {
    subscription_id: "s",
    status: "active",
    items: [{ product: "Team", amount_minor: 1200, seats: 3 }],
    currency: "JPY",
    interval: { unit: "month", count: 1 },
    ...more,
  });
}

describe("facts of usage", () => {
  test("a day holds sums by feature, distinct users, sessions and milestones", async () => {
    await happen(
      use("A", "1", 0.1),
      use("A", "2", 0.2),
      use("A", "1", 4, "2026-01-04T15:00:00.000Z"),
      use("A", "9", 7, "2026-01-04T14:59:59.999Z"),
      validEvent("usage.session_started.v1", "A", NOON, { user: "1" }),
      validEvent("usage.milestone_reached.v1", "A", NOON, { milestone: "first report" }),
      validEvent("usage.feature_used.v1", "A", NOON, { feature: "api", active_users: 12 }),
    );
    const { usage_days: days } = await factsOf(store);
    expect(days).toHaveLength(2);
    expect(days?.[1]).toMatchObject({
      account: "A",
      day: DAY,
      events: "6",
      quantities: { api: 1, export: 0.1 + 0.2 + 4 },
      feature_events: { api: "1", export: "3" },
      users: [expect.any(String), expect.any(String)],
      reported_users: 12,
      sessions: "1",
      milestones: { "first report": NOON },
      last_at: NOON,
      max_known_at: NOON,
    });
  });

  test("a clock-skewed event counts on the day it was corrected to", async () => {
    const time = "1990-01-01T00:00:00Z";
    const data = { feature: "export" };
    await happen(validEvent("usage.feature_used.v1", "A", time, data, { occurredat: NOON }));
    const { usage_days: days } = await factsOf(store);
    expect(days).toMatchObject([{ account: "A", day: DAY, events: "1" }]);
  });
});

describe("facts of engagement and billing", () => {
  test("text that is not well-formed Unicode does not hide the rest of an event", async () => {
    const comment = "broken \ud800 text \\ud800 \udc00\udc00";
    const answer = { kind: "csat", score: 4, scale: { min: 1, max: 5 }, comment, respondent: "r" };
    await happen(validEvent("engagement.survey_answered.v1", "A", NOON, answer));
    const { engagement_days: days } = await factsOf(store);
    const survey = {
      at: NOON,
      kind: "csat",
      score: 4,
      scale_min: 1,
      scale_max: 5,
      respondent: "r",
    };
    expect(days).toMatchObject([{ account: "A", day: DAY, surveys: [survey] }]);
  });

  test("of a ticket's snapshots the highest (time, sequence) counts, however they arrive", async () => {
    const ticket = (status: string, sequence: number) =>
      validEvent(
        "engagement.ticket_changed.v1",
        "A",
        NOON,
        { ticket_id: "t", status, opened_at: "2026-01-05T12:00:00.5+09:00" },
        { sequence },
      );
    await happen(ticket("solved", 3));
    await happen(ticket("open", 1), ticket("pending", 2));
    const { tickets } = await factsOf(store);
    expect(tickets).toMatchObject([{ status: "solved", opened_at: "2026-01-05T03:00:00.500Z" }]);
  });

  test("revenue is in the reporting currency, and unknown without a rate", async () => {
    const start = "2026-01-01T00:00:00Z";
    await happen(
      subscription("A", start, { currency: "USD" }),
      subscription("B", start, { currency: "EUR" }),
      subscription("B", "2026-03-01T00:00:00Z", { status: "ended" }),
    );
    const { revenue } = await factsOf(store);
    expect(revenue).toMatchObject([
      { account: "A", mrr_days: [{ day: "2026-01-01", mrr_minor: "1800" }], events: "1" },
      { account: "B", churned_on: "2026-03-01", events: "2" },
    ]);
    expect(revenue?.[1]).toMatchObject({ mrr_days: [{ mrr_minor: null }, { mrr_minor: "0" }] });
  });

  test("amounts beyond all reason do not stop the recompute", async () => {
    const items = [{ product: "p", amount_minor: Number.MAX_SAFE_INTEGER, seats: 2 ** 40 }];
    await happen(subscription("A", NOON, { items, currency: "USD" }));
    const { revenue } = await factsOf(store);
    expect(revenue).toMatchObject([{ account: "A", subscriptions: [{ seats: 2 ** 32 - 1 }] }]);
  });
});

describe("a bucket that lost its events", () => {
  test("is a tombstone after a merge, and the survivor has them", async () => {
    await happen(use("A", "1", 1), subscription("A", NOON, {}));
    await happen(merged("B", "A", "2026-02-01T00:00:00Z"));
    const { usage_days: days, revenue } = await factsOf(store);
    expect(days).toMatchObject([{ account: "B", quantities: { export: 1 } }]);
    expect(revenue).toMatchObject([{ account: "B" }]);
    const { profiles } = await factsOf(store, { tombstones: true });
    expect(profiles).toMatchObject([
      { account: "A", present: 0, merged_into: "B" },
      { account: "B" },
    ]);
  });

  test("comes back when the merge is undone", async () => {
    await happen(use("A", "1", 1));
    await happen(merged("B", "A", "2026-02-01T00:00:00Z"));
    const time = "2026-02-02T00:00:00Z";
    await happen(validEvent("account.account_unmerged.v1", "B", time, { merged_account: "A" }));
    const { usage_days: days } = await factsOf(store);
    expect(days).toMatchObject([{ account: "A", quantities: { export: 1 } }]);
  });

  test("is a tombstone after a retraction, and says since when", async () => {
    const wrong = use("A", "1", 1);
    await happen(wrong);
    await happen(retract(wrong));
    expect((await factsOf(store))["usage_days"]).toEqual([]);
    const { usage_days: days } = await factsOf(store, { tombstones: true });
    expect(days).toMatchObject([{ events: "0", max_known_at: "2026-02-01T00:00:00.000Z" }]);
  });

  test("stays one when the retraction came before its event", async () => {
    const wrong = use("A", "1", 1);
    await happen(retract(wrong));
    await happen(wrong);
    expect((await factsOf(store))["usage_days"]).toEqual([]);
  });
});

describe("a user's events", () => {
  test("are nobody's until a link says whose, then the account's from the beginning", async () => {
    await happen(use("user:7", undefined, 2));
    expect((await factsOf(store, { tombstones: true }))["usage_days"]).toEqual([]);
    await happen(linked("A", "7", "2026-02-01T00:00:00Z"));
    const { usage_days: days } = await factsOf(store);
    expect(days).toMatchObject([
      { account: "A", quantities: { export: 2 }, users: [expect.anything()] },
    ]);
  });

  test("go back to nobody when the link is retracted", async () => {
    const link = linked("A", "7", "2026-01-01T00:00:00Z");
    await happen(use("user:7", undefined, 2), link);
    await happen(retract(link));
    expect((await factsOf(store))["usage_days"]).toEqual([]);
  });
});

describe("a partial profile", () => {
  const profile = (account: string, day: number, data: object) =>
    validEvent("account.profile_changed.v1", account, `2026-01-0${day}T00:00:00Z`, data);

  test("leaves what it does not say as it was; a whole one does not", async () => {
    const whole = { name: "Ada", segment: "smb", crm_ids: { hubspot: "1" } };
    await happen(
      profile("A", 1, { industry: "forgotten", partial: true }),
      profile("A", 2, whole),
      profile("A", 3, { segment: "enterprise", crm_ids: { stripe: "2" }, partial: true }),
      profile("A", 4, { country: "JP", partial: true }),
    );
    const { profiles } = await factsOf(store);
    expect(profiles).toMatchObject([
      {
        account: "A",
        name: "Ada",
        segment: "enterprise",
        country: "JP",
        industry: "",
        crm_ids: { hubspot: "1", stripe: "2" },
      },
    ]);
  });

  test("arrives in any order, and the newest that was said of each field holds", async () => {
    const said = [
      profile("A", 1, { name: "Ada", country: "US", partial: true }),
      profile("A", 2, { name: "Ada Inc", partial: true }),
      profile("A", 3, { country: "JP", partial: true }),
    ];
    for (const event of said.toReversed()) await happen(event);
    const { profiles } = await factsOf(store);
    expect(profiles).toMatchObject([{ account: "A", name: "Ada Inc", country: "JP" }]);
  });

  test("of an account is completed by those of accounts merged into it, and never overruled", async () => {
    await happen(
      profile("A", 1, { name: "Ada", partial: true }),
      profile("cus_1", 5, { name: "Ada K.K. (billing)", country: "JP", partial: true }),
      merged("A", "cus_1", "2026-01-06T00:00:00Z"),
    );
    const { profiles } = await factsOf(store);
    expect(profiles).toMatchObject([{ account: "A", name: "Ada", country: "JP" }]);
  });
});

test("an account's own profile comes before that of an account merged into it, however new", async () => {
  const profile = (account: string, name: string, time: string) =>
    validEvent("account.profile_changed.v1", account, time, { name });
  await happen(profile("A", "Ada", "2026-01-01T00:00:00Z"), profile("B", "Bo", NOON));
  await happen(merged("A", "B", "2026-02-01T00:00:00Z"), merged("C", "A", "2026-01-01T00:00:00Z"));
  const { profiles } = await factsOf(store);
  expect(profiles).toMatchObject([{ account: "C", name: "Bo" }]);
});

test("marking raw rows marks the same buckets as marking each event when it arrives", async () => {
  const events = EVENT_TYPES.map((type) => parseEvent(exampleEvent(type)));
  const valid = events.flatMap((parsed) => (parsed.ok ? [parsed.event] : []));
  expect(valid).toHaveLength(EVENT_TYPES.length);
  await arrive(
    store,
    valid.map((event) => ({ event, knownAt: NOON })),
  );
  const marks = () =>
    store.tables.query(
      "SELECT DISTINCT family, subject, bucket FROM mimamori.fact_marks ORDER BY ALL",
    );
  const arrived = await marks();
  await store.tables.command("TRUNCATE TABLE mimamori.fact_marks");
  await markAll(store);
  expect(await marks()).toEqual(arrived);
});

describe("a recompute that dies", () => {
  /** Throws at the n-th call, before it or after it was done. */
  function dying(tables: ClickhouseTables, calls: number, after: boolean): ClickhouseTables {
    let left = calls;
    const get = (target: ClickhouseTables, name: keyof ClickhouseTables) => {
      const call = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
      return async (...given: unknown[]) => {
        left--;
        if (left === 0 && !after) throw new Error("killed");
        const answer = await call(...given);
        if (left === 0) throw new Error("killed");
        return answer;
      };
    };
    return new Proxy(tables, { get });
  }

  test("at any step leaves nothing wrong: the next one finishes its work", async () => {
    const world = history.chain((events) => arrivalsOf(events));
    const deaths = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.boolean()), {
      minLength: 2,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(world, deaths, async (batches, steps) => {
        await emptyTables(store);
        for (const batch of batches) await arrive(store, batch);
        for (const [calls, after] of steps) {
          const tables = dying(store.tables, calls, after);
          await recomputePending({ ...store, tables }, { partitions: 0, limit: 15 }).catch(
            () => null,
          );
        }
        await settle(store);
        const converged = await factsOf(store, { tombstones: true });
        await emptyTables(store);
        await arrive(store, cleanArrivals(batches.flat()));
        await settle(store);
        expect(converged).toEqual(await factsOf(store, { tombstones: true }));
      }),
      { numRuns: 4 },
    );
  }, 600_000);
});

describe("the settled watermark", () => {
  const progress = (partition: number, settledThroughMs: number) =>
    insertPartitionProgress(store.tables, [
      { topic: "usage.events", partition, nextOffset: 1n, settledThroughMs },
    ]);
  const watermarks = () =>
    store.tables.query("SELECT settled_at FROM mimamori.watermarks ORDER BY settled_at");

  test("waits for every partition, and for every mark", async () => {
    await progress(0, Date.UTC(2026, 0, 9));
    expect((await recomputePending(store, { partitions: 2 })).settledAt).toBeUndefined();
    await progress(1, Date.UTC(2026, 0, 8));
    const arrivals = [use("A", "1", 1), use("B", "1", 1), use("C", "1", 1)];
    await arrive(
      store,
      arrivals.map((event) => ({ event, knownAt: NOON })),
    );
    const first = await recomputePending(store, { partitions: 2, limit: 2 });
    expect(first).toMatchObject({ marks: 2, emptied: false, settledAt: undefined });
    expect(await watermarks()).toEqual([]);
    await settleWith(2);
    expect(await watermarks()).toEqual([{ settled_at: "2026-01-08T00:00:00.000Z" }]);
    expect((await countPendingMarks(store)).size).toBe(0);
  });

  async function settleWith(partitions: number): Promise<void> {
    while (!(await recomputePending(store, { partitions, limit: 2 })).emptied);
  }
});
