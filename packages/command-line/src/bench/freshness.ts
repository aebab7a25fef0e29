/**
 * `bench freshness`: how old facts are while events keep coming, on top of a history of 50 million rows (loaded directly).
 *
 * First 2,000 events a second over 20,000 accounts for five minutes: figures.p50Ms and p99Ms from produce to visible in the facts,
 * and the processor time of the worker and of ClickHouse meanwhile, in cores. Then figures.maxEventsPerSecond: the largest load at
 * which p99 stays below 10 s, found by doubling and then halving the gap, each load for a fifth of the time.
 */
import { connectProducer } from "@mimamori/kafka-stream";
import { startTestInstallation, type TestInstallation } from "../testing.ts";
import type { BenchResult, BenchSurroundings } from "./bench.ts";
import { percentile } from "./collector-load.ts";
import { loadHistory } from "./freshness-history.ts";
import { runStream, type StreamOptions, type StreamResult } from "./freshness-stream.ts";
import { cpuSecondsOf, peakMegabytesOf } from "./process-usage.ts";

const ROWS = 50_000_000;
const ACCOUNTS = 20_000;
const MINUTES = 5;
const EVENTS_PER_SECOND = 2_000;
const LONGEST_P99_MS = 10_000;
const LARGEST_LOAD = 64_000;
const HALVINGS = 3;
/** A load that the producer itself does not reach is none that was held. */
const LEAST_SHARE = 0.95;
const PATIENCE_SECONDS = 60;
const WORKER = "kafka-to-clickhouse";

type Load = (eventsPerSecond: number, seconds: number) => Promise<StreamResult>;

interface Outcome {
  readonly eventsPerSecond: number;
  readonly p99Ms: number;
}

function isHeld(asked: number, { eventsPerSecond, p99Ms }: Outcome): boolean {
  return eventsPerSecond >= asked * LEAST_SHARE && p99Ms <= LONGEST_P99_MS;
}

/** The largest load that is held, at most twice the largest that is tried; 0 when the steady one was too much already, and less of it. */
async function findLargestLoad(
  load: Load,
  seconds: number,
  steadyIsHeld: boolean,
  say: BenchSurroundings["say"],
): Promise<number> {
  let [held, tooMuch] = steadyIsHeld ? [EVENTS_PER_SECOND, Infinity] : [0, EVENTS_PER_SECOND];
  const tryOut = async (eventsPerSecond: number): Promise<void> => {
    const { latenciesMs, ...reached } = await load(eventsPerSecond, seconds);
    const p99Ms = percentile(latenciesMs, 99);
    const good = isHeld(eventsPerSecond, { ...reached, p99Ms });
    if (good) held = eventsPerSecond;
    else tooMuch = eventsPerSecond;
    say(
      `${eventsPerSecond} events/s: p99 ${(p99Ms / 1000).toFixed(1)} s, ${good ? "held" : "too much"}`,
    );
  };
  while (tooMuch === Infinity && held < LARGEST_LOAD) await tryOut(held * 2);
  for (let halving = 0; halving < HALVINGS && tooMuch < Infinity; halving++)
    await tryOut(Math.round((held + tooMuch) / 2));
  return held;
}

async function measure(
  installation: TestInstallation,
  load: Load,
  seconds: number,
): Promise<Outcome & Readonly<Record<string, number>>> {
  const { stateDir } = installation.engines;
  const before = [WORKER, "clickhouse"].map((name) => cpuSecondsOf(stateDir, name));
  const begun = performance.now();
  const { latenciesMs, eventsPerSecond } = await load(EVENTS_PER_SECOND, seconds);
  const elapsed = (performance.now() - begun) / 1000;
  const [workerCores = 0, serverCores = 0] = [WORKER, "clickhouse"].map(
    (name, index) => (cpuSecondsOf(stateDir, name) - (before[index] ?? 0)) / elapsed,
  );
  return {
    p50Ms: percentile(latenciesMs, 50),
    p99Ms: percentile(latenciesMs, 99),
    eventsPerSecond,
    workerCores,
    serverCores,
    probes: latenciesMs.length,
  };
}

/** Runs the bench on engines of its own. Throws CommandError, KafkaStreamError, ClickhouseError. */
export async function bench(surroundings: BenchSurroundings): Promise<BenchResult> {
  const { rows = ROWS, accounts = ACCOUNTS, minutes = MINUTES, say } = surroundings;
  const installation = await startTestInstallation();
  const { tables, kafka, engines } = installation;
  const producer = await connectProducer(kafka);
  let streams = 0;
  const load: Load = (eventsPerSecond, seconds) => {
    const name = `s${++streams}`;
    const given: Pick<StreamOptions, "eventsPerSecond" | "seconds" | "name"> = {
      eventsPerSecond,
      seconds,
      name,
    };
    const patienceSeconds = PATIENCE_SECONDS;
    return runStream({ tables, producer, accounts, patienceSeconds, ...given });
  };
  try {
    say(`loading ${rows} rows …`);
    const loadBegun = performance.now();
    await loadHistory(tables, { rows, accounts, endMs: Date.now() });
    const loadSeconds = (performance.now() - loadBegun) / 1000;
    await installation.start(WORKER);
    say(`${EVENTS_PER_SECOND} events/s for ${minutes} min …`);
    const steady = await measure(installation, load, minutes * 60);
    const steadyIsHeld = isHeld(EVENTS_PER_SECOND, steady);
    const maxEventsPerSecond = await findLargestLoad(load, minutes * 12, steadyIsHeld, say);
    const workerPeakMegabytes = peakMegabytesOf(engines.stateDir, WORKER);
    return {
      ratios: {},
      figures: { ...steady, maxEventsPerSecond, workerPeakMegabytes, rows, accounts, loadSeconds },
    };
  } finally {
    await producer.disconnect();
    await installation.remove();
  }
}
