/**
 * `bench collector`: the collector as production starts it, sent to from this process, beside a producer of kafkajs in this process
 * that sends the same events straight to Kafka (in requests of 1,000, which is where kafkajs is fastest).
 *
 * ratios.batchEventsPerSecond: batches of 100 by the producer's events per second, in turns (peer, batches, batches, peer). What sends
 * the requests takes its share of the same cores. figures.…EventsPerCore: accepted events per second of the collector's own
 * processor time. Latencies at half of the load that was reached, counted from the moment when a request was due.
 */
import { connectProducer } from "@mimamori/kafka-stream";
import type { OutgoingRecord } from "@mimamori/kafka-stream";
import { startTestInstallation, type TestInstallation } from "../testing.ts";
import type { BenchResult, BenchSurroundings } from "./bench.ts";
import {
  type LoadResult,
  percentile,
  sendAsFastAsAnswered,
  sendAtRate,
  type Target,
} from "./collector-load.ts";
import { cpuSecondsOf, peakMegabytesOf, residentMegabytesOf } from "./process-usage.ts";
import { usageEvents } from "./usage-events.ts";

const COLLECTOR = "http-to-kafka";
const EVENTS_PER_BATCH = 100;
const BATCHES = 200;
const [BATCH_CONNECTIONS, SINGLE_CONNECTIONS] = [8, 64];
const [WARM_UP_SECONDS, SECONDS] = [3, 10];
const RECORDS_PER_SEND = 1_000;
const SENDS_UNDER_WAY = 4;

interface Rate {
  readonly eventsPerSecond: number;
  /** Processor seconds of the sender (peer) or the collector per event. */
  readonly cpuPerEvent: number;
}

/** Our side of a comparison: the collector under a load of one kind. */
class CollectorLoad {
  readonly #target: Target;
  readonly #stateDir: string;
  readonly #eventsPerRequest: number;
  readonly #connections: number;

  constructor(target: Target, stateDir: string, eventsPerRequest: number, connections: number) {
    this.#target = target;
    this.#stateDir = stateDir;
    this.#eventsPerRequest = eventsPerRequest;
    this.#connections = connections;
  }

  async rate(): Promise<Rate> {
    await sendAsFastAsAnswered(this.#target, this.#connections, WARM_UP_SECONDS);
    const cpuBefore = cpuSecondsOf(this.#stateDir, COLLECTOR);
    const load = await sendAsFastAsAnswered(this.#target, this.#connections, SECONDS);
    const cpuSeconds = cpuSecondsOf(this.#stateDir, COLLECTOR) - cpuBefore;
    const events = load.requests * this.#eventsPerRequest;
    return { eventsPerSecond: events / load.seconds, cpuPerEvent: cpuSeconds / events };
  }

  latencies({ eventsPerSecond }: Rate): Promise<LoadResult> {
    return sendAtRate(this.#target, eventsPerSecond / this.#eventsPerRequest / 2, SECONDS);
  }
}

async function directRate(
  { kafka }: TestInstallation,
  records: readonly OutgoingRecord[],
): Promise<Rate> {
  const producer = await connectProducer(kafka);
  const sendFor = async (seconds: number): Promise<number> => {
    const begun = performance.now();
    let next = 0;
    const sendInTurn = async (): Promise<void> => {
      while (performance.now() - begun < seconds * 1000) {
        const from = (next++ * RECORDS_PER_SEND) % records.length;
        await producer.send("usage.events", records.slice(from, from + RECORDS_PER_SEND));
      }
    };
    await Promise.all(Array.from({ length: SENDS_UNDER_WAY }, sendInTurn));
    return next * RECORDS_PER_SEND;
  };
  try {
    await sendFor(WARM_UP_SECONDS);
    const [begun, cpuBefore] = [performance.now(), process.cpuUsage()];
    const events = await sendFor(SECONDS);
    const cpu = process.cpuUsage(cpuBefore);
    const seconds = (performance.now() - begun) / 1000;
    return {
      eventsPerSecond: events / seconds,
      cpuPerEvent: (cpu.user + cpu.system) / 1e6 / events,
    };
  } finally {
    await producer.disconnect();
  }
}

function mean(rates: readonly Rate[]): Rate {
  const average = (valueOf: (rate: Rate) => number): number =>
    rates.reduce((sum, rate) => sum + valueOf(rate), 0) / rates.length;
  return {
    eventsPerSecond: average((rate) => rate.eventsPerSecond),
    cpuPerEvent: average((rate) => rate.cpuPerEvent),
  };
}

interface Loads {
  readonly records: readonly OutgoingRecord[];
  readonly batch: CollectorLoad;
  readonly single: CollectorLoad;
}

/** The same events as records, as batches and one by one. */
function prepareLoads({ engines, collector }: TestInstallation): Loads {
  const { stateDir } = engines;
  const { url, writeKey } = collector;
  const events = BATCHES * EVENTS_PER_BATCH;
  const [fromMs, toMs] = [Date.UTC(2026, 5, 1), Date.UTC(2026, 6, 1)];
  const stream = { events, accounts: 20_000, fromMs, toMs, source: "/apps/web" };
  const chunks = [...usageEvents(stream, EVENTS_PER_BATCH)];
  const records = chunks.flat();
  const batches = {
    url,
    writeKey,
    bodies: chunks.map((chunk) => Buffer.from(`[${chunk.map((r) => r.value).join(",")}]`)),
    contentType: "application/cloudevents-batch+json",
  };
  const singles = {
    url,
    writeKey,
    bodies: records.map(({ value }) => Buffer.from(value)),
    contentType: "application/cloudevents+json",
  };
  return {
    records,
    batch: new CollectorLoad(batches, stateDir, EVENTS_PER_BATCH, BATCH_CONNECTIONS),
    single: new CollectorLoad(singles, stateDir, 1, SINGLE_CONNECTIONS),
  };
}

async function measure(
  installation: TestInstallation,
  say: BenchSurroundings["say"],
): Promise<BenchResult> {
  const { stateDir } = installation.engines;
  const { records, batch, single } = prepareLoads(installation);
  await installation.start(COLLECTOR);
  const [direct, batches]: [Rate[], Rate[]] = [[], []];
  for (const who of ["peer", "batches", "batches", "peer"]) {
    say(who === "peer" ? "straight to Kafka …" : `batches of ${EVENTS_PER_BATCH} …`);
    if (who === "peer") direct.push(await directRate(installation, records));
    else batches.push(await batch.rate());
  }
  const residentBeforeMegabytes = residentMegabytesOf(stateDir, COLLECTOR);
  say("single posts …");
  const singles = await single.rate();
  say("at half of these loads …");
  const latencies = {
    batch: (await batch.latencies(mean(batches))).latenciesMs,
    single: (await single.latencies(singles)).latenciesMs,
  };
  const [ours, peer] = [mean(batches), mean(direct)];
  return {
    ratios: { batchEventsPerSecond: ours.eventsPerSecond / peer.eventsPerSecond },
    figures: {
      batchEventsPerSecond: ours.eventsPerSecond,
      directEventsPerSecond: peer.eventsPerSecond,
      singleEventsPerSecond: singles.eventsPerSecond,
      batchEventsPerCore: 1 / ours.cpuPerEvent,
      singleEventsPerCore: 1 / singles.cpuPerEvent,
      directEventsPerCore: 1 / peer.cpuPerEvent,
      batchP50Ms: percentile(latencies.batch, 50),
      batchP99Ms: percentile(latencies.batch, 99),
      singleP50Ms: percentile(latencies.single, 50),
      singleP99Ms: percentile(latencies.single, 99),
      residentBeforeMegabytes,
      residentAfterMegabytes: residentMegabytesOf(stateDir, COLLECTOR),
      peakMegabytes: peakMegabytesOf(stateDir, COLLECTOR),
    },
  };
}

/** Runs the bench on engines of its own. Throws CommandError, KafkaStreamError. */
export async function bench({ say }: BenchSurroundings): Promise<BenchResult> {
  // What is measured is the collector, not the rate that a laptop's key may have.
  process.env["RATE_LIMIT_EVENTS_PER_SECOND"] = "10000000";
  const installation = await startTestInstallation();
  try {
    return await measure(installation, say);
  } finally {
    await installation.remove();
  }
}
