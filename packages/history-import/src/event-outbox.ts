// Events on their way to Kafka. In: validated events, one by one. Out: batches per topic, acknowledged by the broker.
// Memory is bounded: when two batches are under way, whoever adds waits. After a crash the import is simply repeated;
// what was sent already is the same events again.
import type { EventTopic } from "@mimamori/event-contracts";
import type { OutgoingEvent } from "./outgoing-event.ts";

/** Where events go: a Kafka producer, or nowhere in a dry run. Resolves when the records are stored. */
export interface EventSink {
  send(topic: string, records: readonly OutgoingEvent[]): Promise<void>;
}

/** kafkajs is at its best with requests of some thousand records. */
const BATCH_EVENTS = 4000;
const BATCHES_UNDER_WAY = 2;

export class EventOutbox {
  readonly #sink: EventSink;
  readonly #underWay = new Set<Promise<void>>();
  #byTopic = new Map<EventTopic, OutgoingEvent[]>();
  #waiting = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  /** True when a batch is full: call flush() before adding more. */
  get isFull(): boolean {
    return this.#waiting >= BATCH_EVENTS;
  }

  add(event: OutgoingEvent): void {
    const events = this.#byTopic.get(event.topic);
    if (events === undefined) this.#byTopic.set(event.topic, [event]);
    else events.push(event);
    this.#waiting += 1;
  }

  /** Hands the waiting events over, and waits while too much is under way. @throws what the sink threw. */
  async flush(): Promise<void> {
    for (const [topic, events] of this.#byTopic) this.#start(topic, events);
    this.#byTopic = new Map();
    this.#waiting = 0;
    while (this.#underWay.size > BATCHES_UNDER_WAY) await Promise.race(this.#underWay);
    this.#rethrow();
  }

  /** Waits until everything is acknowledged. @throws what the sink threw. */
  async drain(): Promise<void> {
    await this.flush();
    await Promise.all(this.#underWay);
    this.#rethrow();
  }

  #start(topic: EventTopic, events: readonly OutgoingEvent[]): void {
    const sending = this.#sink
      .send(topic, events)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  #rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
