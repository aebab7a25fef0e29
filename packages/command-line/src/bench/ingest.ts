/**
 * `bench ingest`: from Kafka into the raw table, beside ClickHouse's own Kafka engine (ingest-peer.ts).
 *
 * The topic is filled once. Then both read it from its beginning into an empty table, in turns: two
 * processes of kafka-to-clickhouse as production starts them, which validate every event with its contract, store it, mark the
 * facts that it touches and commit. Both are measured between the moments when a tenth and when nine tenths of the events are
 * stored, which leaves out how they start and how they end; figures.…WholeSeconds have that too.
 * ratios.eventsPerSecond above 1: ours is faster. ratios.cpuPerEvent below 1: ours needs less processor time (workers and server).
 */
import { setTimeout as delay } from "node:timers/promises";
import { connectAdmin, connectProducer } from "@mimamori/kafka-stream";
import type { KafkaAdmin } from "@mimamori/kafka-stream";
import { processNameOf, WORKER_GROUP } from "../services.ts";
import { startTestInstallation, type TestInstallation } from "../testing.ts";
import type { BenchResult, BenchSurroundings } from "./bench.ts";
import { PEER_RIGHTS, PEER_TARGET, startPeer, stopPeer } from "./ingest-peer.ts";
import { type Drain, watchDrain } from "./ingest-drain.ts";
import { peakMegabytesOf } from "./process-usage.ts";
import { usageEvents } from "./usage-events.ts";

const EVENTS = 2_000_000;
const RECORDS_PER_SEND = 5_000;
/** One round of either differs from the next by a tenth. */
const ROUNDS = ["peer", "ours", "ours", "peer", "peer", "ours", "ours", "peer"] as const;
const WORKER = "kafka-to-clickhouse";
const WORKERS = [1, 2];
const WORKER_PROCESSES = WORKERS.map((copy) => processNameOf(WORKER, copy));
const RAW_TABLE = "mimamori.raw_usage_events";

interface Round extends Drain {
  /** The larger of the workers' peaks; 0 for the peer, which lives in the server. */
  readonly workerMegabytes: number;
}

async function fillTopic({ kafka }: TestInstallation, events: number): Promise<void> {
  const producer = await connectProducer(kafka);
  const [fromMs, toMs] = [Date.UTC(2026, 5, 1), Date.UTC(2026, 6, 1)];
  const stream = { events, accounts: 20_000, fromMs, toMs, source: "/apps/web" };
  try {
    for (const records of usageEvents(stream, RECORDS_PER_SEND))
      await producer.send("usage.events", records);
  } finally {
    await producer.disconnect();
  }
}

async function runPeer(
  installation: TestInstallation,
  events: number,
  round: number,
): Promise<Round> {
  const { tables, engines } = installation;
  const { stateDir } = engines;
  const watching = { tables, stateDir, table: PEER_TARGET, events, processes: ["clickhouse"] };
  try {
    const drain = await watchDrain(watching, () =>
      startPeer(tables, engines.kafkaBrokers, `bench-peer-${round}`),
    );
    return { ...drain, workerMegabytes: 0 };
  } finally {
    await stopPeer(tables);
  }
}

async function runOurs(
  installation: TestInstallation,
  events: number,
  admin: KafkaAdmin,
): Promise<Round> {
  const { tables, engines } = installation;
  const { stateDir } = engines;
  const processes = ["clickhouse", ...WORKER_PROCESSES];
  const drain = await watchDrain({ tables, stateDir, table: RAW_TABLE, events, processes }, () =>
    Promise.all(WORKERS.map((copy) => installation.start(WORKER, copy))),
  );
  const peaks = WORKER_PROCESSES.map((name) => peakMegabytesOf(stateDir, name));
  await Promise.all(WORKERS.map((copy) => installation.stop(WORKER, copy)));
  await admin.forgetGroup(WORKER_GROUP);
  for (const table of [RAW_TABLE, "mimamori.fact_marks", "mimamori.usage_days"])
    await tables.command(`TRUNCATE TABLE ${table} SYNC`);
  return { ...drain, workerMegabytes: Math.max(...peaks) };
}

/** Until the server has nothing left to do: the next round must not pay for this one. */
async function waitForQuiet({ tables }: TestInstallation): Promise<void> {
  for (;;) {
    const [row] = await tables.query<{ busy: number }>(
      "SELECT toUInt32((SELECT count() FROM system.merges) + (SELECT count() FROM system.processes) - 1) AS busy",
    );
    if (row?.busy === 0) return;
    await delay(200);
  }
}

function mean(rounds: readonly Round[], valueOf: (round: Round) => number): number {
  return rounds.reduce((sum, round) => sum + valueOf(round), 0) / rounds.length;
}

function resultOf(events: number, ours: readonly Round[], peer: readonly Round[]): BenchResult {
  const perSecond = (rounds: readonly Round[]): number =>
    1 / mean(rounds, (r) => r.secondsPerEvent);
  const cpu = (rounds: readonly Round[], process: (name: string) => boolean): number =>
    mean(rounds, ({ cpuPerEvent }) => {
      const counted = [...cpuPerEvent].filter(([name]) => process(name));
      return counted.reduce((sum, [, seconds]) => sum + seconds, 0) * 1e6;
    });
  const all = (): boolean => true;
  const isServer = (name: string): boolean => name === "clickhouse";
  return {
    ratios: {
      eventsPerSecond: perSecond(ours) / perSecond(peer),
      cpuPerEvent: cpu(ours, all) / cpu(peer, all),
    },
    figures: {
      eventsPerSecond: perSecond(ours),
      peerEventsPerSecond: perSecond(peer),
      cpuPerEventMicroseconds: cpu(ours, all),
      serverCpuPerEventMicroseconds: cpu(ours, isServer),
      peerCpuPerEventMicroseconds: cpu(peer, all),
      workerPeakMegabytes: Math.max(...ours.map((round) => round.workerMegabytes)),
      wholeSeconds: mean(ours, (round) => round.wholeSeconds),
      peerWholeSeconds: mean(peer, (round) => round.wholeSeconds),
      events,
    },
  };
}

/** Runs the bench on engines of its own. Throws CommandError, KafkaStreamError, ClickhouseError. */
export async function bench({ events = EVENTS, say }: BenchSurroundings): Promise<BenchResult> {
  const installation = await startTestInstallation();
  const admin = await connectAdmin(installation.kafka);
  try {
    await installation.engines.grantToApp(PEER_RIGHTS);
    say(`filling the topic with ${events} events …`);
    await fillTopic(installation, events);
    const ours: Round[] = [];
    const peer: Round[] = [];
    for (const [index, who] of ROUNDS.entries()) {
      await waitForQuiet(installation);
      say(
        `round ${index + 1} of ${ROUNDS.length}: ${who === "ours" ? "two workers" : "the Kafka engine"} …`,
      );
      if (who === "ours") ours.push(await runOurs(installation, events, admin));
      else peer.push(await runPeer(installation, events, index));
    }
    return resultOf(events, ours, peer);
  } finally {
    await admin.disconnect();
    await installation.remove();
  }
}
