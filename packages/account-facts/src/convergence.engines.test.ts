import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { arrive, emptyTables, factsOf, openStore, settle } from "./facts-fixture.ts";
import type { FactsStore } from "./facts-store.ts";
import { markAll } from "./mark-all.ts";
import { recomputePending } from "./recompute.ts";
import { arrivalsOf, cleanArrivals, history } from "./history-fixture.ts";

let store: FactsStore;

beforeAll(async () => {
  store = await openStore(attachSharedEngines(inject("sharedEngines")));
});
afterAll(() => store.tables.close());

const world = history.chain((events) => arrivalsOf(events));

test("facts after duplicates, late events, retractions, links and merges in any order equal those of one clean run", async () => {
  await fc.assert(
    fc.asyncProperty(world, fc.integer({ min: 3, max: 40 }), async (batches, limit) => {
      await emptyTables(store);
      for (const batch of batches) {
        await arrive(store, batch);
        await recomputePending(store, { partitions: 0, limit });
      }
      await settle(store, limit);
      const converged = await factsOf(store, { tombstones: true });

      await emptyTables(store);
      await arrive(store, cleanArrivals(batches.flat()));
      await settle(store);
      expect(converged).toEqual(await factsOf(store, { tombstones: true }));
    }),
    { numRuns: 4 },
  );
}, 600_000);

test("two recomputes at once, while events arrive, come to the facts of one clean run", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (batches) => {
      await emptyTables(store);
      let arriving = true;
      const passes = async (): Promise<void> => {
        while (arriving) await recomputePending(store, { partitions: 0, limit: 7 });
      };
      const running = [passes(), passes()];
      for (const batch of batches) await arrive(store, batch);
      arriving = false;
      await Promise.all(running);
      await Promise.all([settle(store, 7), settle(store, 7)]);
      const converged = await factsOf(store, { tombstones: true });

      await emptyTables(store);
      await arrive(store, cleanArrivals(batches.flat()));
      await settle(store);
      expect(converged).toEqual(await factsOf(store, { tombstones: true }));
    }),
    { numRuns: 2 },
  );
}, 600_000);

test("marking everything rebuilds the same facts from raw rows alone", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (batches) => {
      await emptyTables(store);
      await arrive(store, batches.flat());
      await settle(store);
      const before = await factsOf(store, { tombstones: true });
      for (const table of [...DERIVED, ...Object.keys(before)]) {
        await store.tables.command(`TRUNCATE TABLE mimamori.${table}`);
      }
      await markAll(store);
      await settle(store);
      expect(await factsOf(store, { tombstones: true })).toEqual(before);
    }),
    { numRuns: 2 },
  );
}, 600_000);

const DERIVED = ["account_subjects", "account_members", "retracted_events", "fact_marks"];
