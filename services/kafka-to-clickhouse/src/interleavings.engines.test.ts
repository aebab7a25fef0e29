// Whatever happens between any two steps of the workers, the tables end as after one clean run. The steps are the service's own, the
// ClickHouse is real; only Kafka is a model (stream-model-fixture.ts), so that a test can stop and kill between any two requests.
// INTERLEAVINGS=n tries n of them instead of a few; INTERLEAVINGS_SEED=s begins with others.
import { DEAD_LETTERS_TOPIC, EVENT_TOPICS } from "@mimamori/event-contracts";
import type { IncomingRecord, OutgoingRecord } from "@mimamori/kafka-stream";
import { rawTableOf } from "@mimamori/clickhouse-tables";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeRecord, isRefusal } from "./decode.ts";
import { CURSED, sentEvents } from "./event-histories-fixture.ts";
import type { SentEvent } from "./event-histories-fixture.ts";
import type { Outcome } from "./gate-fixture.ts";
import { COMPANY, Members, settleFacts } from "./members-fixture.ts";
import { createPartitionPatience } from "./partition-patience.ts";
import type { StreamModel } from "./stream-model-fixture.ts";
import {
  batchOf,
  disconnect,
  emptyTables,
  ingestContext,
  rawRows,
  recordOf,
  startEmpty,
  tables,
} from "./worker-fixture.ts";
import { createWorker } from "./worker.ts";

const RUNS = Number(process.env["INTERLEAVINGS"] ?? 8);
const SEED = Number(process.env["INTERLEAVINGS_SEED"] ?? 20_261_128);
const FACTS = ["usage_days", "engagement_days", "tickets", "invoices", "revenue", "profiles"];

/** The constraint is of the tables, so the store itself refuses, and bisecting finds the rows. */
const onRawTables = async (change: string): Promise<void> => {
  for (const topic of EVENT_TOPICS)
    await tables.command(`ALTER TABLE ${rawTableOf(topic)} ${change}`);
};

beforeAll(async () => {
  await startEmpty();
  await onRawTables(`ADD CONSTRAINT IF NOT EXISTS cursed CHECK NOT startsWith(id, '${CURSED}')`);
});
afterAll(async () => {
  await onRawTables("DROP CONSTRAINT cursed");
  await disconnect();
});

/** What was produced so far. */
interface Seen {
  readonly produced: SentEvent[];
}

type Step = fc.AsyncCommand<Seen, Members>;

function step(name: string, run: (seen: Seen, members: Members) => Promise<void> | void): Step {
  return {
    check: () => true,
    run: async (seen, members) => run(seen, members),
    toString: () => name,
  };
}

const produce = (withIdentity: boolean) =>
  sentEvents(withIdentity).map((event) =>
    step(`produce ${event.value}`, (seen, { stream }) => {
      stream.append(event.topic, event.subject, event.value);
      seen.produced.push(event);
    }),
  );
/** An event again: some time later, so behind what has come in since, and known later. */
const produceAgain = fc.nat().map((number) =>
  step(`produce ${number} again`, ({ produced }, { stream }) => {
    const event = produced[number % Math.max(1, produced.length)];
    if (event !== undefined) stream.append(event.topic, event.subject, event.value);
  }),
);
const fetch = fc.tuple(fc.nat({ max: 8 }), fc.integer({ min: 1, max: 6 })).map(([place, most]) =>
  step(`fetch ${most}, looking from ${place} on`, (_, members) => {
    members.fetchSome(place, most);
  }),
);
const decide = (outcome: Outcome) =>
  fc
    .nat({ max: 5 })
    .map((request) =>
      step(`request ${request}: ${outcome}`, (_, members) => members.decide(request, outcome)),
    );
/** Some requests in a row go well; which of those that wait comes first is drawn. */
const proceed = fc
  .array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 10, size: "max" })
  .map((requests) =>
    step(`requests ${requests.join()}: done`, async (_, members) => {
      for (const request of requests) await members.decide(request, "done");
    }),
  );
const recompute = fc
  .tuple(fc.nat({ max: 1 }), fc.integer({ min: 1, max: 20 }))
  .map(([member, limit]) =>
    step(`worker ${member} recomputes ${limit}`, (_, members) => {
      members.recompute(member, limit);
    }),
  );
const recomputeAtOnce = fc
  .nat({ max: 1 })
  .map((member) =>
    step(`worker ${member} recomputes, all else waits`, (_, members) =>
      members.recomputeAtOnce(member, 1_000),
    ),
  );
const report = fc.nat({ max: 1 }).map((member) =>
  step(`worker ${member} reports`, (_, members) => {
    members.report(member);
  }),
);
const rebalance = fc.nat({ max: 1 }).map((deal) =>
  step(`rebalance ${deal}`, (_, members) => {
    members.rebalance(deal);
  }),
);
const replay = fc.nat({ max: 8 }).map((place) =>
  step(`replay ${place}`, (_, members) => {
    members.replay(place);
  }),
);

const mishaps = [
  { weight: 2, arbitrary: produceAgain },
  { weight: 2, arbitrary: recompute },
  { weight: 2, arbitrary: report },
  { weight: 1, arbitrary: decide("not sent") },
  { weight: 1, arbitrary: decide("answer lost") },
  { weight: 1, arbitrary: decide("died before") },
  { weight: 1, arbitrary: decide("died after") },
  { weight: 1, arbitrary: rebalance },
  { weight: 1, arbitrary: replay },
];
interface WeightedStep {
  readonly weight: number;
  readonly arbitrary: fc.Arbitrary<Step>;
}

/**
 * Some mishaps heal what others have broken: a replay reads everything again. So each run has only some of them, drawn by lot
 * (swarm testing: Groce and others, 2012, https://doi.org/10.1145/2338965.2336763).
 */
const interleavings = fc.tuple(fc.subarray(mishaps), fc.boolean()).chain(([some, withIdentity]) => {
  const steps: WeightedStep[] = [
    { weight: 6, arbitrary: produce(withIdentity) },
    { weight: 8, arbitrary: fetch },
    { weight: 12, arbitrary: decide("done") },
    { weight: 4, arbitrary: proceed },
    { weight: 6, arbitrary: recomputeAtOnce },
    ...some,
  ];
  return fc.array(fc.oneof(...steps), { minLength: 60, maxLength: 120, size: "max" });
});

interface Outcomes {
  readonly raw: unknown[];
  readonly facts: Record<string, unknown[]>;
  readonly deadLetters: unknown[];
}

/** All that must not depend on what happened on the way: everything but when something was computed. */
async function outcomes(): Promise<Outcomes> {
  const facts: Record<string, unknown[]> = {};
  for (const table of FACTS) {
    const sql = `SELECT * EXCEPT (version) FROM mimamori.${table} FINAL ORDER BY ALL`;
    facts[table] = await tables.query(sql);
  }
  const deadLetters = await tables.query(
    "SELECT id, code, reason, original FROM mimamori.dead_letters FINAL ORDER BY id",
  );
  return { raw: await allRawRows(), facts, deadLetters };
}

const allRawRows = async () => (await Promise.all(EVENT_TOPICS.map(rawRows))).flat();

/** What the log must come to, by the contracts alone: each identity once, known as early as any copy of it (appended by a time). */
function knownFirst({ places }: StreamModel, appendedByMs = Infinity): Map<string, number> {
  const known = new Map<string, number>();
  const { historyStartsAtMs } = ingestContext();
  for (const { topic, records } of places) {
    const eventTopic = EVENT_TOPICS.find((each) => each === topic);
    for (const record of eventTopic === undefined ? [] : records) {
      if (record.appendedAtMs > appendedByMs) continue;
      const decoded = decodeRecord(record, eventTopic!, historyStartsAtMs);
      if (isRefusal(decoded) || decoded.event.id.startsWith(CURSED)) continue;
      const { subject, timeMs, source, id } = decoded.event;
      const key = JSON.stringify([subject, new Date(timeMs).toISOString(), source, id]);
      known.set(key, Math.min(decoded.knownAtMs, known.get(key) ?? Infinity));
    }
  }
  return known;
}

const knownInRows = (rows: readonly unknown[]) =>
  new Map(
    (rows as Record<string, string>[]).map(({ subject, time, source, id, known_at }) => [
      JSON.stringify([subject, time, source, id]),
      Date.parse(known_at!),
    ]),
  );

/** The same log once, from its beginning, by one worker that nobody disturbs. */
async function cleanRun(stream: StreamModel): Promise<Outcomes> {
  await emptyTables();
  const letters: IncomingRecord[] = [];
  const send = (_topic: string, records: readonly OutgoingRecord[]): Promise<void> => {
    for (const { value } of records) letters.push(recordOf(value.toString(), letters.length, 0));
    return Promise.resolve();
  };
  const context = ingestContext();
  const producer = { ...context.producer, send };
  const waits = { begin: () => undefined, end: () => undefined };
  const patience = createPartitionPatience(waits, Math.random);
  const worker = createWorker({ ...context, producer }, patience, []);
  const dead = { topic: DEAD_LETTERS_TOPIC, partition: 0, records: letters };
  const live = stream.places.filter(({ topic }) => topic !== DEAD_LETTERS_TOPIC);
  for (const { topic, partition, records } of [...live, dead]) {
    const batch = { ...batchOf("usage.events", records), topic, partition };
    if (records.length > 0) await worker.handleBatch(batch);
  }
  await settleFacts({ ...COMPANY, tables });
  return outcomes();
}

test("whatever happens between any two steps, rows, dead letters and facts end as after one clean run", async () => {
  let passes = 0;
  let watermarks = 0;
  await fc.assert(
    fc.asyncProperty(interleavings, async (commands) => {
      await emptyTables();
      const members: Members = new Members(async ({ settledAt }) => {
        passes += 1;
        if (settledAt === undefined) return;
        watermarks += 1;
        // Whoever reads the watermark believes that everything appended by then is in raw rows.
        const rows = knownInRows(await allRawRows());
        const settled = knownFirst(members.stream, Date.parse(settledAt));
        expect([...settled.keys()].filter((key) => !rows.has(key))).toEqual([]);
      });
      await fc.asyncModelRun(() => ({ model: { produced: [] }, real: members }), commands);
      await members.finish();
      const found = await outcomes();
      expect(knownInRows(found.raw)).toEqual(knownFirst(members.stream));
      expect(found).toEqual(await cleanRun(members.stream));
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
  // Else it would have shown little.
  expect(passes).toBeGreaterThan(RUNS);
  expect(watermarks).toBeGreaterThan(0);
}, 600_000);
