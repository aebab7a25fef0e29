// For the test of interleavings: the workers. Each is made of the service's real steps (createWorker, recomputePending,
// createProgress) over a real ClickHouse behind the gate, and of a member of the modelled group, which does as kafka-stream does:
// a batch is committed when its handler has resolved, unless the group has rebalanced since.
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { recomputePending } from "@mimamori/account-facts";
import type { FactsStore, RecomputeResult } from "@mimamori/account-facts";
import { BatchAbandoned } from "@mimamori/kafka-stream";
import type { IncomingRecord, RecordBatch } from "@mimamori/kafka-stream";
import { Gate } from "./gate-fixture.ts";
import type { Outcome } from "./gate-fixture.ts";
import type { IngestContext } from "./ingest-batch.ts";
import { createPartitionPatience } from "./partition-patience.ts";
import { createProgress } from "./progress.ts";
import type { Progress } from "./progress.ts";
import { EVENT_PARTITIONS, StreamModel } from "./stream-model-fixture.ts";
import type { Place } from "./stream-model-fixture.ts";
import { ingestContext, tables } from "./worker-fixture.ts";
import { createWorker } from "./worker.ts";
import type { Worker } from "./worker.ts";

const MEMBERS = 2;

export const COMPANY: Omit<FactsStore, "tables"> = {
  timeZone: "Asia/Tokyo",
  currencies: {
    reportingCurrency: "JPY",
    ratesToReporting: { USD: 150 },
    revenue: { churnDate: "period-end", reactivationVoidsChurnWithinDays: 0 },
  },
};

/** One life of a worker process. */
interface Member {
  isDead: boolean;
  readonly worker: Worker;
  readonly progress: Progress;
  /** Where it goes on reading the places that it owns. */
  readonly positions: Map<Place, number>;
  readonly inHand: Set<Place>;
}

export class Members {
  readonly stream = new StreamModel();
  readonly gate = new Gate();
  readonly #members: Member[];
  /** Work that is under way, of the living. */
  readonly #underWay = new Map<Promise<void>, Member>();
  /** Told of every pass over the facts that came to an end. */
  readonly #onPass: (result: RecomputeResult) => Promise<void>;
  #passes = 0;
  #failure: unknown;

  constructor(onPass: (result: RecomputeResult) => Promise<void>) {
    this.#onPass = onPass;
    this.#members = Array.from({ length: MEMBERS }, () => this.#begin());
    this.rebalance(0);
  }

  /** The next records of the first partition from `placeNumber` on of which there are some to be had. */
  fetchSome(placeNumber: number, most: number): void {
    const { places } = this.stream;
    places.some((_, index) =>
      this.#fetch(places[(placeNumber + index) % places.length] as Place, most),
    );
  }

  /** To the member that owns it. False when nobody does, or some are in hand, or none are left. */
  #fetch(place: Place, most: number): boolean {
    const member = this.#members.find(({ isDead, positions }) => !isDead && positions.has(place));
    const from = member?.positions.get(place);
    if (member === undefined || from === undefined || member.inHand.has(place)) return false;
    const records = place.records.slice(from, from + most);
    if (records.length === 0) return false;
    member.inHand.add(place);
    void this.#run(member, this.#handle(member, place, records));
    return true;
  }

  recompute(memberNumber: number, limit: number): void {
    this.#beginPass(memberNumber, limit);
  }

  /** A whole pass, while all other work waits. */
  async recomputeAtOnce(memberNumber: number, limit: number): Promise<void> {
    const pass = this.#beginPass(memberNumber, limit);
    while (pass !== undefined && this.#underWay.has(pass.done)) {
      const requests = this.gate.waiting.filter(({ work }) => work === pass.work);
      for (const request of requests) await request.decide("done");
      await this.#quiet();
    }
  }

  #beginPass(number: number, limit: number): { work: string; done: Promise<void> } | undefined {
    const member = this.#members[number % MEMBERS];
    if (member === undefined || member.isDead) return undefined;
    this.#passes += 1;
    const work = `pass ${this.#passes}`;
    const store = { ...COMPANY, tables: this.gate.guard(work, tables, isDeadOf(member)) };
    const pass = async (): Promise<void> => {
      const result = await recomputePending(store, { partitions: EVENT_PARTITIONS, limit });
      await this.#onPass(result);
    };
    return { work, done: this.#run(member, pass().catch(forgiveLostConnection)) };
  }

  report(memberNumber: number): void {
    const member = this.#members[memberNumber % MEMBERS];
    if (member !== undefined && !member.isDead) void this.#run(member, member.progress.report());
  }

  /** Decides about one of the requests that wait. */
  async decide(requestNumber: number, outcome: Outcome): Promise<void> {
    const { waiting } = this.gate;
    const request = waiting[requestNumber % Math.max(1, waiting.length)];
    if (request === undefined) return;
    const member = this.#members.find((each) => !each.isDead && request.isDead === isDeadOf(each));
    if (outcome === "died before" && member !== undefined) this.#kill(member);
    await request.decide(outcome);
    if (outcome === "died after" && member !== undefined) this.#kill(member);
    await this.#quiet();
  }

  /** All that live join again, the dead come back; the partitions are dealt anew, from the last commits on. */
  rebalance(deal: number): void {
    this.stream.generation += 1;
    this.#members.forEach((member, index) => {
      if (member.isDead) this.#members[index] = this.#begin();
      this.#members[index]?.positions.clear();
      this.#members[index]?.inHand.clear();
    });
    this.stream.places.forEach((place, index) => {
      this.#members[(index + deal) % MEMBERS]?.positions.set(place, place.committed);
    });
  }

  /** Somebody sets the group back to the beginning of a topic's partition; it takes a group that is stopped. */
  replay(placeNumber: number): void {
    const place = this.stream.places[placeNumber % this.stream.places.length] as Place;
    for (const member of this.#members) this.#kill(member);
    place.committed = 0;
    this.rebalance(placeNumber);
  }

  /** Without any more mishaps, until everything is read and no mark is left. */
  async finish(): Promise<void> {
    this.rebalance(0);
    while (!this.stream.isRead() || this.#underWay.size > 0) {
      for (const place of this.stream.places) this.#fetch(place, 1_000);
      await this.decide(0, "done");
      if (this.gate.waiting.length === 0) await sleep(5);
    }
    await settleFacts({ ...COMPANY, tables });
  }

  #begin(): Member {
    const member = { isDead: false, positions: new Map<Place, number>(), inHand: new Set<Place>() };
    const guarded = this.gate.guard("ingest", tables, isDeadOf(member));
    const { stream, gate } = this;
    const producer: IngestContext["producer"] = {
      send: (topic, records) =>
        gate.pass(topic, isDeadOf(member), () => {
          stream.send(topic, records);
          return Promise.resolve();
        }),
      flush: () => Promise.resolve(),
      disconnect: () => Promise.resolve(),
    };
    const now = (): number => stream.now();
    const context: IngestContext = { ...ingestContext(), tables: guarded, producer, now };
    const { admin } = stream;
    const waits = { begin: () => undefined, end: () => undefined };
    const progress = createProgress({ admin, tables: guarded, groupId: "model", waits, now });
    const patience = createPartitionPatience(waits, Math.random);
    const worker = createWorker(context, patience, [progress]);
    return Object.assign(member, { worker, progress });
  }

  async #handle(member: Member, place: Place, records: readonly IncomingRecord[]): Promise<void> {
    const { generation } = this.stream;
    const isStale = (): boolean => this.stream.generation !== generation;
    const next = Number(records.at(-1)?.offset) + 1;
    const batch: RecordBatch = {
      topic: place.topic,
      partition: place.partition,
      records,
      bytes: 0,
      highWatermark: BigInt(place.records.length),
      isStale,
      heartbeat: () => Promise.resolve(),
    };
    try {
      await member.worker.handleBatch(batch);
      if (isStale()) return;
      await this.gate.pass("commit", isDeadOf(member), () => {
        if (!isStale()) place.committed = next;
        return Promise.resolve();
      });
      if (!isStale()) member.positions.set(place, next);
    } catch (error) {
      if (error instanceof BatchAbandoned) return;
      // A batch that was postponed, or a commit without an answer: the member fetches again from what the group knows.
      forgiveLostConnection(error);
      if (!isStale()) member.positions.set(place, place.committed);
    } finally {
      if (!isStale()) member.inHand.delete(place);
    }
  }

  #kill(member: Member): void {
    member.isDead = true;
    for (const [work, of] of this.#underWay) if (of === member) this.#underWay.delete(work);
  }

  #run(member: Member, work: Promise<void>): Promise<void> {
    const watched = work
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .then(() => {
        this.#underWay.delete(watched);
      });
    this.#underWay.set(watched, member);
    return watched;
  }

  /** Until all that live wait for a decision, or for the end of a pause before they try again. */
  async #quiet(): Promise<void> {
    for (let turn = 0; turn < 6; turn++) await nextTurn();
    if (this.#failure !== undefined) throw this.#failure as Error;
  }
}

const deaths = new WeakMap<object, () => boolean>();

/** The same function for the same member: a request is known by it. */
function isDeadOf(member: { readonly isDead: boolean }): () => boolean {
  const known = deaths.get(member) ?? (() => member.isDead);
  deaths.set(member, known);
  return known;
}

/** A pass or a report that got no answer is done again by the loop that it is in. */
function forgiveLostConnection(error: unknown): void {
  if (!(error instanceof Error && "retryable" in error && error.retryable === true)) throw error;
}

export async function settleFacts(store: FactsStore): Promise<void> {
  while (!(await recomputePending(store, { partitions: EVENT_PARTITIONS })).emptied);
}
