/**
 * A steady stream of usage straight into Kafka, and how long it takes until some of it is in the facts.
 *
 * Ten events a second are probes: of an account like all others, with a feature that nobody else uses. A probe is in the facts when
 * its feature is in the account's day; it is looked for four times a second, and what a look takes is part of the figure.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { OutgoingRecord, StreamProducer } from "@mimamori/kafka-stream";

export interface StreamOptions {
  readonly tables: ClickhouseTables;
  readonly producer: StreamProducer;
  readonly accounts: number;
  readonly eventsPerSecond: number;
  readonly seconds: number;
  /** After this, what has not come yet counts as never. */
  readonly patienceSeconds: number;
  /** Tells the probes of one stream from those of another. */
  readonly name: string;
}

export interface StreamResult {
  /** Of each probe, from just before it was produced; Infinity for one that did not come. */
  readonly latenciesMs: readonly number[];
  /** What the producer came to: less than asked when Kafka or this process was too slow. */
  readonly eventsPerSecond: number;
}

interface Probe {
  readonly account: string;
  readonly feature: string;
  readonly sentAt: number;
}

const TICK_MS = 50;
const LOOK_EVERY_MS = 250;
const PROBES_PER_SECOND = 10;
/** Sends that Kafka has not acknowledged: beyond this the stream waits, and its rate falls. */
const MOST_SENDS = 20;

export async function runStream(options: StreamOptions): Promise<StreamResult> {
  const stream = new ProbedStream(options);
  const producing = stream.produce();
  const latenciesMs = await stream.watch(producing);
  return { latenciesMs, eventsPerSecond: await producing };
}

class ProbedStream {
  readonly #options: StreamOptions;
  readonly #missing = new Map<string, Probe>();
  #sent = 0;
  #probes = 0;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  /** Resolves with the events per second that it came to. */
  async produce(): Promise<number> {
    const { producer, eventsPerSecond, seconds } = this.#options;
    const underWay = new Set<Promise<void>>();
    const begun = performance.now();
    let failure: Error | undefined;
    for (;;) {
      const elapsed = (performance.now() - begun) / 1000;
      if (failure !== undefined) throw failure;
      if (elapsed >= seconds) break;
      const due = Math.floor(elapsed * eventsPerSecond) - this.#sent;
      if (due > 0 && underWay.size < MOST_SENDS) {
        const sending = producer
          .send("usage.events", this.#nextRecords(Math.min(due, eventsPerSecond), elapsed))
          .catch((error: unknown) => {
            failure ??= error instanceof Error ? error : new Error(String(error));
          })
          .finally(() => underWay.delete(sending));
        underWay.add(sending);
      }
      await delay(TICK_MS);
    }
    await Promise.all(underWay);
    return this.#sent / ((performance.now() - begun) / 1000);
  }

  /** Resolves with the latencies when nothing is missing any more, or patience is over. */
  async watch(producing: Promise<number>): Promise<number[]> {
    const latenciesMs: number[] = [];
    let lastLookAt = Infinity;
    const patienceMs = this.#options.patienceSeconds * 1000;
    const produced = producing.finally(() => {
      lastLookAt = performance.now() + patienceMs;
    });
    produced.catch(() => undefined);
    do {
      await delay(LOOK_EVERY_MS);
      await this.#look(latenciesMs);
    } while (performance.now() < lastLookAt && (lastLookAt === Infinity || this.#missing.size > 0));
    await produced;
    return [...latenciesMs, ...Array.from(this.#missing, () => Infinity)];
  }

  async #look(latenciesMs: number[]): Promise<void> {
    const accounts = [...new Set(Array.from(this.#missing.values(), ({ account }) => account))];
    if (accounts.length === 0) return;
    const rows = await this.#options.tables.query<{ feature: string }>(
      `SELECT DISTINCT arrayJoin(mapKeys(feature_events)) AS feature FROM mimamori.usage_days
       WHERE account IN {accounts:Array(String)} AND day >= today() - 1 AND startsWith(feature, {probes:String})`,
      { accounts, probes: `probe-${this.#options.name}-` },
    );
    const seenAt = performance.now();
    for (const { feature } of rows) {
      const probe = this.#missing.get(feature);
      if (probe === undefined) continue;
      this.#missing.delete(feature);
      latenciesMs.push(seenAt - probe.sentAt);
    }
  }

  #nextRecords(count: number, elapsed: number): OutgoingRecord[] {
    const records = Array.from({ length: count }, () =>
      this.#nextRecord(`feature-${this.#sent % 12}`),
    );
    for (; this.#probes < elapsed * PROBES_PER_SECOND; this.#probes++) {
      const feature = `probe-${this.#options.name}-${this.#probes}`;
      const record = this.#nextRecord(feature);
      this.#missing.set(feature, { account: record.key, feature, sentAt: performance.now() });
      records.push(record);
    }
    return records;
  }

  #nextRecord(feature: string): OutgoingRecord {
    const number = this.#sent++;
    const account = Math.floor(Math.random() * this.#options.accounts);
    const value = JSON.stringify({
      specversion: "1.0",
      id: `${this.#options.name}-${number}`,
      source: "/apps/web",
      type: "usage.feature_used.v1",
      subject: `acct_${account}`,
      time: new Date().toISOString(),
      data: { feature, user: `u_${account}_${number % 8}`, quantity: 1 + (number % 3) },
    });
    return { key: `acct_${account}`, value };
  }
}
