// Goals, the customer's people, and who looked after whom: facts that are the latest of an entity, or a history of it.
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import type { ValidEvent } from "@mimamori/event-contracts";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { validEvent } from "./event-fixture.ts";
import { arrive, emptyTables, factsOf, openStore, settle } from "./facts-fixture.ts";
import type { FactsStore } from "./facts-store.ts";
import { markMissing } from "./mark-missing.ts";
import { countPendingMarks } from "./pending-marks.ts";

let store: FactsStore;

beforeAll(async () => {
  store = await openStore(attachSharedEngines(inject("sharedEngines")));
});
beforeEach(() => emptyTables(store));
afterAll(() => store.tables.close());

const NOON = "2026-01-05T03:00:00.000Z";

/** Events become known when they happen, and all facts are brought up to date. */
async function happen(...events: ValidEvent[]): Promise<void> {
  const known = (event: ValidEvent) => ({ event, knownAt: new Date(event.timeMs).toISOString() });
  await arrive(store, events.map(known));
  await settle(store);
}

const linked = (account: string, user: string, time: string) =>
  validEvent("account.user_linked.v1", account, time, { user });
const merged = (account: string, merged_account: string, time: string) =>
  validEvent("account.account_merged.v1", account, time, { merged_account });

describe("facts of goals and of people", () => {
  test("a goal keeps when it was set, and is reached when its sender says so, at the latest", async () => {
    const goal = (goal_id: string, time: string, more: object) =>
      validEvent("engagement.goal_changed.v1", "A", time, { goal_id, title: "50 users", ...more });
    const open = { status: "open", due_on: "2026-03-31" };
    const reached_at = "2026-02-01T09:00:00+09:00";
    await happen(
      goal("g1", NOON, open),
      goal("g2", NOON, open),
      goal("g1", "2026-02-03T00:00:00Z", { ...open, status: "reached", reached_at }),
      goal("g2", "2026-02-04T00:00:00Z", { status: "reached" }),
    );
    const { goals } = await factsOf(store);
    expect(goals).toMatchObject([
      {
        goal_id: "g1",
        status: "reached",
        due_on: "2026-03-31",
        set_at: NOON,
        reached_at: "2026-02-01T00:00:00.000Z",
      },
      { goal_id: "g2", due_on: null, reached_at: "2026-02-04T00:00:00.000Z", set_at: NOON },
    ]);
  });

  test("a champion who left is still known, also one whose events came under a user's name", async () => {
    const left_at = "2026-02-01T00:00:00.000Z";
    const contact = { contact_id: "c", role: "admin", champion: true };
    await happen(
      linked("A", "7", NOON),
      validEvent("account.contact_changed.v1", "user:7", NOON, contact),
      validEvent("account.contact_changed.v1", "A", "2026-02-02T00:00:00Z", {
        ...contact,
        champion: false,
        left_at,
      }),
    );
    const { contacts } = await factsOf(store);
    expect(contacts).toMatchObject([
      { account: "A", contact_id: "c", champion: 0, was_champion: 1, left_at, known_since: NOON },
    ]);
  });
});

describe("who looked after an account", () => {
  const profile = (account: string, day: number, data: object) =>
    validEvent("account.profile_changed.v1", account, on(day), data);
  const on = (day: number) => `2026-01-0${day}T00:00:00.000Z`;
  const spells = async () => {
    const { profiles } = await factsOf(store);
    return (profiles as { account: string; csm: string; csm_spells: object[] }[])[0];
  };

  test("is known from when to when, whatever else a profile says, and in whatever order it came", async () => {
    const said = [
      profile("A", 1, { csm: "Mio" }),
      profile("A", 2, { country: "JP", partial: true }),
      profile("A", 3, { csm: "Mio", country: "US" }),
      profile("A", 4, { csm: "Ken", partial: true }),
      profile("A", 5, { country: "JP" }),
      profile("A", 6, { csm: "Ken" }),
    ];
    for (const event of said.toReversed()) await happen(event);
    expect(await spells()).toMatchObject({
      csm: "Ken",
      csm_spells: [
        { csm: "Mio", from_at: on(1), to_at: on(4) },
        { csm: "Ken", from_at: on(4), to_at: on(5) },
        { csm: "Ken", from_at: on(6), to_at: null },
      ],
    });
  });

  test("is told by an account's own profile, and by a merged one's where that is silent", async () => {
    await happen(
      profile("A", 1, { csm: "Mio" }),
      profile("B", 2, { csm: "Ken" }),
      merged("A", "B", on(3)),
    );
    expect(await spells()).toMatchObject({ csm: "Mio", csm_spells: [{ csm: "Mio" }] });
    await emptyTables(store);
    await happen(
      profile("A", 1, { country: "JP", partial: true }),
      profile("B", 2, { csm: "Ken" }),
      merged("A", "B", on(3)),
    );
    expect(await spells()).toMatchObject({ csm: "Ken", csm_spells: [{ csm: "Ken" }] });
  });
});

test("what an older release made no facts of is marked once a newer one starts", async () => {
  const goal = { goal_id: "g", title: "50 users", status: "open" };
  await happen(
    validEvent("engagement.goal_changed.v1", "A", NOON, goal),
    validEvent("account.contact_changed.v1", "A", NOON, { contact_id: "c" }),
    validEvent("account.profile_changed.v1", "A", NOON, { csm: "Mio" }),
  );
  const whole = await factsOf(store);
  await store.tables.command("TRUNCATE TABLE mimamori.goals");
  await store.tables.command("TRUNCATE TABLE mimamori.contacts");
  await store.tables.command(
    `INSERT INTO mimamori.profiles SELECT * REPLACE ([] AS csm_spells, version + 1 AS version)
     FROM (SELECT * FROM mimamori.profiles FINAL)`,
  );
  await markMissing(store);
  await settle(store);
  expect(await factsOf(store)).toEqual(whole);
  await markMissing(store);
  expect((await countPendingMarks(store)).size).toBe(0);
});
