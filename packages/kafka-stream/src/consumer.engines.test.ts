import { setTimeout as sleep } from "node:timers/promises";
import kafkajs from "kafkajs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BatchAbandoned, BatchPostponed } from "./errors.ts";
import { connection, createTestTopic, engines, numbersOf } from "./stream-fixture.ts";
import type { TestTopic } from "./stream-fixture.ts";

let topic: TestTopic;

beforeEach(async () => {
  topic = await createTestTopic(4);
});
afterEach(async () => {
  await topic.remove();
});

const waiting = { timeout: 90_000, interval: 50 };

/** The numbers 0 … count - 1. */
function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function ascending(numbers: Iterable<number>): number[] {
  return [...numbers].sort((a, b) => a - b);
}

describe("at least once", () => {
  test("every record arrives with its bytes, offset and append time, and is committed", async () => {
    const producedAtMs = Date.now();
    await topic.produce(0, 1_000);
    const seen: number[] = [];
    await topic.consume(async (batch) => {
      await sleep(1);
      expect(batch.topic).toBe(topic.name);
      for (const record of batch.records) {
        expect(record.key?.toString()).toBe(`key-${record.value?.toString() ?? ""}`);
        expect(Math.abs(record.appendedAtMs - producedAtMs)).toBeLessThan(60_000);
      }
      const offsets = Array.from(batch.records, ({ offset }) => offset);
      expect(offsets).toEqual(offsets.toSorted((a, b) => (a < b ? -1 : 1)));
      expect(offsets.at(-1)).toBeLessThan(batch.highWatermark);
      seen.push(...numbersOf(batch));
    });
    await vi.waitFor(async () => {
      expect(await topic.lag()).toBe(0);
    }, waiting);
    expect(ascending(seen)).toEqual(range(1_000));
  });

  test("records of a transaction arrive when it was committed, and those of an aborted one never do", async () => {
    const client = new kafkajs.Kafka({
      brokers: [...connection.brokers],
      logLevel: kafkajs.logLevel.NOTHING,
    });
    const producer = client.producer({
      transactionalId: topic.name,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    for (const [numbers, end] of [
      [[0, 1], "commit"],
      [[2, 3], "abort"],
      [[4], "commit"],
      [[5], "abort"],
    ] as const) {
      const transaction = await producer.transaction();
      const messages = numbers.map((number) => ({ value: String(number), partition: 0 }));
      await transaction.send({ topic: topic.name, messages });
      await transaction[end]();
    }
    await producer.disconnect();
    const seen: number[] = [];
    await topic.consume((batch) => {
      seen.push(...numbersOf(batch));
      return Promise.resolve();
    });
    await vi.waitFor(() => {
      expect(seen).toEqual([0, 1, 4]);
    }, waiting);
    await topic.produce(6, 1);
    await vi.waitFor(() => {
      expect(seen).toEqual([0, 1, 4, 6]);
    }, waiting);
  });

  test("a record arrives as it was sent: without key or value, with headers, compressed, with a time of its own", async () => {
    const name = `${topic.name}-own-time`;
    const config = { "message.timestamp.type": "CreateTime" };
    await topic.admin.ensureTopics([{ name, partitions: 1, replicationFactor: 1, config }]);
    const producer = new kafkajs.Kafka({
      brokers: [...connection.brokers],
      logLevel: kafkajs.logLevel.NOTHING,
    }).producer();
    await producer.connect();
    const timestamp = "1700000000123";
    const full = {
      key: "k",
      value: "é".repeat(300),
      headers: { a: ["1", "2"], b: "x" },
      timestamp,
    };
    const messages = [{ key: null, value: null, timestamp }, full, { value: "", timestamp }];
    await producer.send({ topic: name, messages, compression: kafkajs.CompressionTypes.GZIP });
    await producer.send({ topic: name, messages });
    await producer.disconnect();

    const seen: unknown[] = [];
    await topic.consume(
      (batch) => {
        const contents = [...batch.records].flatMap(({ key, value }) => [key, value]);
        expect(batch.bytes).toBeGreaterThan(
          contents.reduce((sum, each) => sum + (each?.length ?? 0), 0),
        );
        for (const { key, value, headers, appendedAtMs, offset } of batch.records) {
          const texts = [...headers].map(([header, text]) => `${header}=${text.toString()}`);
          seen.push([Number(offset), key?.toString(), value?.toString(), texts, appendedAtMs]);
        }
        return Promise.resolve();
      },
      { topics: [name] },
    );
    await vi.waitFor(() => {
      expect(seen).toHaveLength(6);
    }, waiting);
    const sent = [
      [undefined, undefined, []],
      ["k", full.value, ["a=2", "b=x"]],
      [undefined, "", []],
    ];
    expect(seen).toEqual(
      [...sent, ...sent].map((record, offset) => [offset, ...record, Number(timestamp)]),
    );
    await topic.admin.deleteTopics([name]);
  });

  test("a handler that throws ends the consumer once, and its batch comes again to the next one", async () => {
    await topic.produce(0, 200);
    let calls = 0;
    const failing = await topic.consume(() => {
      calls += 1;
      return Promise.reject(new Error("disk on fire"));
    });
    await expect(failing.finished).rejects.toMatchObject({
      code: "handler_failed",
      message: expect.stringContaining("disk on fire"),
    });
    await failing.stop();
    const callsAtTheEnd = calls;
    expect(callsAtTheEnd).toBeLessThanOrEqual(4);
    expect(await topic.lag()).toBe(200);

    const seen = new Set<number>();
    await topic.consume((batch) => {
      for (const number of numbersOf(batch)) seen.add(number);
      return Promise.resolve();
    });
    await vi.waitFor(() => {
      expect(seen.size).toBe(200);
    }, waiting);
    expect(calls).toBe(callsAtTheEnd);
  });

  test("a consumer that the broker turns away ends with an error instead of trying for ever", async () => {
    // Below the broker's group.min.session.timeout.ms.
    const options = { sessionTimeoutMs: 3_000 };
    const refused = await topic.consume(() => Promise.resolve(), options);
    await expect(refused.finished).rejects.toMatchObject({ code: "consumer_crashed" });
  });

  test("members that join and leave in mid-stream lose and skip nothing", async () => {
    const total = 20_000;
    const seen = new Set<number>();
    const note = async (batch: Parameters<typeof numbersOf>[0]): Promise<void> => {
      await sleep(20);
      for (const number of numbersOf(batch)) seen.add(number);
    };
    const small = { maxBytesPerPartition: 20_000, partitionsConsumedConcurrently: 2 };
    const producing = (async () => {
      for (let from = 0; from < total; from += 500) {
        await topic.produce(from, 500);
        await sleep(20);
      }
    })();
    await topic.consume(note, small);
    await vi.waitFor(() => {
      expect(seen.size).toBeGreaterThan(500);
    }, waiting);
    const second = await topic.consume(note, small);
    await sleep(1_500);
    await second.stop();
    await topic.consume(note, small);
    await producing;
    await vi.waitFor(async () => {
      expect(await topic.lag()).toBe(0);
    }, waiting);
    expect(ascending(seen)).toEqual(range(total));
  });

  test.each([
    [
      "is killed and comes back",
      async () => {
        await engines.kafka.kill();
        await engines.kafka.restart();
      },
    ],
    [
      "answers nothing for longer than a session",
      async () => {
        await engines.kafka.hold();
        await sleep(12_000);
        engines.kafka.release();
      },
    ],
  ])("a broker that %s ends neither the consumer nor the stream", async (_what, outage) => {
    await topic.produce(0, 1_000);
    const seen = new Set<number>();
    let failure: unknown;
    const note = (batch: Parameters<typeof numbersOf>[0]): Promise<void> => {
      for (const number of numbersOf(batch)) seen.add(number);
      return Promise.resolve();
    };
    const consumer = await topic.consume(note, { sessionTimeoutMs: 10_000 });
    consumer.finished.catch((error: unknown) => (failure = error));
    await vi.waitFor(() => {
      expect(seen.size).toBe(1_000);
    }, waiting);
    await outage();
    await topic.produce(1_000, 1_000);
    await vi.waitFor(async () => {
      expect(await topic.lag()).toBe(0);
    }, waiting);
    expect(ascending(seen)).toEqual(range(2_000));
    expect(failure).toBeUndefined();
  });
});

describe("stop", () => {
  test("waits for the batch in hand and commits it when its handler goes through", async () => {
    await topic.produce(0, 1);
    const started = Promise.withResolvers<undefined>();
    let finishedHandler = false;
    const consumer = await topic.consume(async () => {
      started.resolve(undefined);
      await sleep(500);
      finishedHandler = true;
    });
    await started.promise;
    await consumer.stop();
    await consumer.finished;
    expect(finishedHandler).toBe(true);
    expect(await topic.lag()).toBe(0);
  });

  test("a batch that its handler abandons is not committed and is no failure", async () => {
    await topic.produce(0, 1);
    const started = Promise.withResolvers<undefined>();
    const consumer = await topic.consume(async (batch) => {
      started.resolve(undefined);
      while (!batch.isStale()) await sleep(10);
      throw new BatchAbandoned();
    });
    await started.promise;
    await consumer.stop();
    await consumer.finished;
    expect(await topic.lag()).toBe(1);
  });
});

describe("a batch that is postponed", () => {
  test("comes again after its pause, and holds up no other partition meanwhile", async () => {
    await topic.produce(0, 400);
    const seen = new Set<number>();
    const takenAtMs: number[] = [];
    let held: number | undefined;
    const consumer = await topic.consume((batch) => {
      held ??= batch.partition;
      if (batch.partition === held) takenAtMs.push(Date.now());
      if (batch.partition === held && takenAtMs.length < 3) {
        throw new BatchPostponed(1_000, new Error("disk full"));
      }
      for (const number of numbersOf(batch)) seen.add(number);
      return Promise.resolve();
    });
    await vi.waitFor(async () => {
      const waiting = await topic.lags();
      expect(waiting.filter(({ lag }) => lag > 0n).map(({ partition }) => partition)).toEqual([
        held,
      ]);
      expect(consumer.isPaused(topic.name, held ?? -1)).toBe(true);
    }, waiting);
    await vi.waitFor(async () => {
      expect(await topic.lag()).toBe(0);
    }, waiting);
    expect(ascending(seen)).toEqual(range(400));
    const pausesMs = takenAtMs.slice(1).map((ms, index) => ms - (takenAtMs[index] ?? 0));
    expect(Math.min(...pausesMs)).toBeGreaterThanOrEqual(1_000);
    expect(consumer.isPaused(topic.name, held ?? -1)).toBe(false);
  });
});

describe("group membership", () => {
  test("onAssignment names every partition of the topic", async () => {
    const assigned = Promise.withResolvers<ReadonlyMap<string, readonly number[]>>();
    await topic.consume(() => Promise.resolve(), { onAssignment: assigned.resolve });
    const assignment = await assigned.promise;
    expect([...(assignment.get(topic.name) ?? [])].sort()).toEqual([0, 1, 2, 3]);
  });

  test("a batch that takes longer than the session keeps its partitions", async () => {
    await topic.produce(0, 1);
    let assignments = 0;
    let handled = 0;
    await topic.consume(
      async () => {
        await sleep(8_000);
        handled += 1;
      },
      { sessionTimeoutMs: 6_000, onAssignment: () => (assignments += 1) },
    );
    await vi.waitFor(async () => {
      expect(await topic.lag()).toBe(0);
    }, waiting);
    expect({ handled, assignments }).toEqual({ handled: 1, assignments: 1 });
  });

  test("who lost its partitions in mid-batch is told so, commits nothing and goes on as a member", async () => {
    await topic.produce(0, 100);
    const release = Promise.withResolvers<undefined>();
    const told = Promise.withResolvers<undefined>();
    let failure: unknown;
    const slow = await topic.consume(
      async (batch) => {
        while (!batch.isStale()) await sleep(20);
        told.resolve(undefined);
        await release.promise;
      },
      { rebalanceTimeoutMs: 1_000 },
    );
    slow.finished.catch((error: unknown) => (failure = error));
    await sleep(500);

    const seen = new Set<number>();
    await topic.consume(
      (batch) => {
        for (const number of numbersOf(batch)) seen.add(number);
        return Promise.resolve();
      },
      { rebalanceTimeoutMs: 1_000 },
    );
    await told.promise;
    await vi.waitFor(async () => {
      expect(await topic.lag()).toBe(0);
    }, waiting);
    expect(seen.size).toBe(100);

    release.resolve(undefined);
    await topic.produce(100, 100);
    await vi.waitFor(async () => {
      expect(await topic.lag()).toBe(0);
    }, waiting);
    expect(failure).toBeUndefined();
  });
});
