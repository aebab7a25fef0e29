/**
 * Those who send: some through the collector, some straight to the topics, all of them until it is acknowledged.
 *
 * In: the simulator's company. Out: its events, twice or broken here and there, at a steady rate; the ledger of what was acknowledged.
 * What gets no answer is sent again, as every sender has to do it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { OutgoingRecord, StreamProducer } from "@mimamori/kafka-stream";
import {
  type Delivery,
  keyOfDelivery,
  simulate,
  type Sink,
  topicOfDelivery,
} from "@mimamori/simulator";
import type { ChaosLedger } from "./ledger.ts";

const DAY_MS = 86_400_000;
const AGAIN_AFTER_MS = 250;
const EVENTS_PER_BATCH = 25;

/** One record for each event of a company's past year, in the order in which it became known. */
export function* companyEvents(seed: number, nowMs: number): Generator<Delivery, void> {
  const untilMs = nowMs - (nowMs % DAY_MS);
  for (const day of simulate({ seed, accounts: 150, months: 12, untilMs })) {
    for (const delivery of day.deliveries) yield withoutKnownAt(delivery);
  }
}

/** Half of the senders do not say when something became known: then the broker's clock does, for the first copy that it takes. */
function withoutKnownAt(delivery: Delivery): Delivery {
  if (delivery.kind === "bad" || delivery.event.id.length % 2 === 0) return delivery;
  return { ...delivery, value: delivery.value.replace(/"knownat":"[^"]*",/, "") };
}

/** Straight to the topics. */
export function kafkaSink(producer: StreamProducer): Sink {
  return {
    canSend: () => true,
    async send(batch) {
      const byTopic = Map.groupBy(batch, topicOfDelivery);
      const recordOf = (delivery: Delivery): OutgoingRecord => ({
        key: keyOfDelivery(delivery),
        value: delivery.value,
      });
      await Promise.all(
        [...byTopic].map(([topic, deliveries]) => producer.send(topic, deliveries.map(recordOf))),
      );
    },
    close: () => producer.disconnect(),
  };
}

export interface SendOptions {
  readonly feed: Iterator<Delivery, void>;
  readonly sink: Sink;
  readonly ledger: ChaosLedger;
  readonly perSecond: number;
  /** Aborted when nothing more shall be begun: what is under way is still sent until it is acknowledged. */
  readonly stopping: AbortSignal;
}

/** Sends at the rate that is asked for, or as fast as it is acknowledged. */
export async function keepSending({
  feed,
  sink,
  ledger,
  perSecond,
  stopping,
}: SendOptions): Promise<void> {
  const intervalMs = (EVENTS_PER_BATCH / perSecond) * 1_000;
  let turnMs = Date.now();
  while (!stopping.aborted) {
    const batch = takeBatch(feed, sink);
    if (batch.length === 0) return;
    await sendUntilAcknowledged(() => sink.send(batch));
    ledger.note(batch);
    turnMs = Math.max(turnMs + intervalMs, Date.now() - intervalMs);
    await sleep(Math.max(0, turnMs - Date.now()), undefined, { signal: stopping }).catch(
      () => undefined,
    );
  }
}

/** Repeats what was not acknowledged. Never gives up: the run's own end does. */
export async function sendUntilAcknowledged(send: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await send();
      return;
    } catch (error) {
      if (!(error instanceof Error && "retryable" in error && error.retryable === true))
        throw error;
      await sleep(AGAIN_AFTER_MS);
    }
  }
}

function takeBatch(feed: Iterator<Delivery, void>, sink: Sink): Delivery[] {
  const batch: Delivery[] = [];
  while (batch.length < EVENTS_PER_BATCH) {
    const next = feed.next();
    if (next.done === true) break;
    if (sink.canSend(next.value)) batch.push(next.value);
  }
  return batch;
}
