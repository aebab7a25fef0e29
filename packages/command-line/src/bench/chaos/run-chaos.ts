/**
 * The run itself: senders, heartbeats and faults at once. In: a system through proxies, a plan. Out: how it went, and the ledger of what was
 * acknowledged; nothing is under way any more when it returns.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { connectProducer, type StreamProducer } from "@mimamori/kafka-stream";
import { connectHttpSink } from "@mimamori/simulator";
import type { ProxiedInstallation } from "../../testing.ts";
import type { Fault } from "./fault-plan.ts";
import { type Heartbeats, startHeartbeats } from "./heartbeats.ts";
import { type ChaosLedger, openLedger } from "./ledger.ts";
import { companyEvents, kafkaSink, keepSending } from "./senders.ts";
import { Strikes } from "./strike.ts";
import type { RowsAt, Struck } from "./timeline.ts";

const LOOK_MS = 500;
/** What gets no answer for so long is sent again. */
const PATIENCE = { retries: 1, requestTimeoutMs: 4_000 } as const;

export interface ChaosPlan {
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly lengthMs: number;
  readonly eventsPerSecond: number;
}

export interface Course {
  readonly ledger: ChaosLedger;
  readonly struck: readonly Struck[];
  readonly rowsAt: readonly RowsAt[];
  readonly lengthMs: number;
  readonly longestStandstillMs: number;
  /** How often a service ended although nobody killed it. */
  readonly endedByThemselves: number;
}

export async function runChaos(
  installation: ProxiedInstallation,
  plan: ChaosPlan,
  say: (sentence: string) => void,
): Promise<Course> {
  const { kafka, tables } = installation;
  const ledger = openLedger();
  const quiet = new AbortController();
  const begunMs = Date.now();
  const since = (): number => Date.now() - begunMs;
  const producer = await connectProducer({ ...kafka, ...PATIENCE });
  const probes = await connectProducer({ ...kafka, ...PATIENCE });
  const heartbeats = startHeartbeats(probes, tables, ledger, quiet.signal);
  const rowsAt: RowsAt[] = [];
  const strikes = new Strikes(installation, say);
  const around = [
    heartbeats.done,
    watchRows(tables, quiet.signal, (rows) => rowsAt.push([since(), rows])),
    strikes.supervise(quiet.signal),
  ];

  const calm = new AbortController();
  const sending = sendAll(installation, producer, ledger, plan, calm.signal);
  const struck = await strikeAll(plan.faults, strikes, heartbeats, since);
  await sleep(Math.max(0, plan.lengthMs - since()));
  calm.abort();
  await sending;
  await heartbeats.throughAgain();
  quiet.abort();
  await Promise.all(around);
  await Promise.all([producer.disconnect(), probes.disconnect()]);
  return {
    ledger,
    struck,
    rowsAt,
    lengthMs: since(),
    longestStandstillMs: heartbeats.longestStandstillMs(),
    endedByThemselves: strikes.endedByThemselves,
  };
}

/** Two senders through the collector, two straight to the topics. */
async function sendAll(
  { collector }: ProxiedInstallation,
  producer: StreamProducer,
  ledger: ChaosLedger,
  { seed, eventsPerSecond }: ChaosPlan,
  stopping: AbortSignal,
): Promise<void> {
  const feed = companyEvents(seed, Date.now());
  const http = await connectHttpSink(collector.url, collector.historyWriteKey);
  const straight = kafkaSink(producer);
  const perSecond = eventsPerSecond / 4;
  await Promise.all(
    [http, http, straight, straight].map((sink) =>
      keepSending({ feed, sink, ledger, perSecond, stopping }),
    ),
  );
}

/** Each fault at its time; resolves when all are over and everything gets through again. */
async function strikeAll(
  faults: readonly Fault[],
  strikes: Strikes,
  heartbeats: Heartbeats,
  since: () => number,
): Promise<Struck[]> {
  return Promise.all(
    faults.map(async (fault) => {
      await sleep(fault.atMs);
      let beganMs = since();
      await strikes.strike(fault, () => (beganMs = since()));
      await heartbeats.throughAgain();
      return { kind: fault.kind, beganMs, throughMs: since() };
    }),
  );
}

async function watchRows(
  tables: ClickhouseTables,
  stopping: AbortSignal,
  note: (rows: number) => void,
): Promise<void> {
  const sql = `SELECT toUInt32(sum(rows)) AS rows FROM system.parts
    WHERE active AND database = 'mimamori' AND startsWith(table, 'raw_')`;
  while (!stopping.aborted) {
    const [counted] = await tables.query<{ rows: number }>(sql).catch(() => []);
    if (counted !== undefined) note(counted.rows);
    await sleep(LOOK_MS);
  }
}
