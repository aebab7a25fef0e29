// Sends a whole history. In: options and a sink. Out: the ledger of what the sink acknowledged, and the truth file.
// A few batches are under way at once, and no more is generated than they can take: memory does not grow with the history.
import { historyStartMs, simulate } from "./company.ts";
import type { SimulationOptions } from "./company.ts";
import { DAY_MS } from "./days.ts";
import type { Delivery } from "./delivery.ts";
import { emptyLedger, record } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import type { Sink } from "./sink.ts";
import type { TruthFile } from "./truth-file.ts";

const BATCH_RECORDS = 1_000;
const BATCHES_UNDER_WAY = 6;

export interface SimulationProgress {
  readonly daysDone: number;
  readonly days: number;
  readonly eventsSent: number;
}

export interface SimulationRun {
  readonly options: SimulationOptions;
  readonly sink: Sink;
  readonly truth?: TruthFile;
  /** Told after each day that was generated. */
  readonly onProgress?: (progress: SimulationProgress) => void;
  /** Told of every delivery that was acknowledged: a test's own list of what was sent. */
  readonly onSent?: (delivery: Delivery) => void;
}

/** @throws what the sink throws; then it is unknown how much of the last batches was stored. */
export async function runSimulation(run: SimulationRun): Promise<Ledger> {
  const { options } = run;
  const ledger = emptyLedger();
  const sending = new SendWindow(run, ledger);
  const days = Math.round((options.untilMs - historyStartMs(options)) / DAY_MS);
  let daysDone = 0;
  for (const day of simulate(options)) {
    await sending.add(day.deliveries);
    await run.truth?.append(day.accountMonths);
    daysDone += 1;
    run.onProgress?.({ daysDone, days, eventsSent: ledger.eventsSent });
  }
  await sending.finish();
  run.onProgress?.({ daysDone, days, eventsSent: ledger.eventsSent });
  return ledger;
}

/** Cuts the stream into batches and keeps a few of them under way. */
class SendWindow {
  readonly #run: SimulationRun;
  readonly #ledger: Ledger;
  readonly #underWay = new Set<Promise<void>>();
  #batch: Delivery[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(run: SimulationRun, ledger: Ledger) {
    this.#run = run;
    this.#ledger = ledger;
  }

  async add(deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) {
      if (!this.#run.sink.canSend(delivery)) continue;
      this.#batch.push(delivery);
      if (this.#batch.length >= BATCH_RECORDS) await this.#start();
    }
  }

  async finish(): Promise<void> {
    await this.#start();
    await Promise.all(this.#underWay);
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #start(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    if (this.#underWay.size >= BATCHES_UNDER_WAY) await Promise.race(this.#underWay);
    if (this.#failure !== undefined) throw this.#failure.error;
    if (batch.length === 0) return;
    const sent = this.#send(batch).finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
  }

  /** Never rejects: a failure waits for the next call, so that it is always somebody's to catch. */
  async #send(batch: readonly Delivery[]): Promise<void> {
    try {
      await this.#run.sink.send(batch);
    } catch (error) {
      this.#failure ??= { error };
      return;
    }
    for (const delivery of batch) {
      record(this.#ledger, delivery);
      this.#run.onSent?.(delivery);
    }
  }
}
