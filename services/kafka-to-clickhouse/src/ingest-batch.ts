// In: one batch of records of an event topic. Out, in this order: raw rows, dead letters, marks of the touched buckets.
// The caller commits the offsets afterwards. After a crash anywhere in between the batch comes again and ends in the same rows,
// letters and marks.
import { setImmediate as nextTurn } from "node:timers/promises";
import { TouchedMarks } from "@mimamori/account-facts";
import { RawEventRows } from "@mimamori/clickhouse-tables";
import type { ClickhouseTables, KnownEvent } from "@mimamori/clickhouse-tables";
import type { EventTopic } from "@mimamori/event-contracts";
import { BatchAbandoned } from "@mimamori/kafka-stream";
import type { IncomingRecord, RecordBatch, StreamProducer } from "@mimamori/kafka-stream";
import { withRetry } from "@mimamori/service-lifecycle";
import type { Log, Waits } from "@mimamori/service-lifecycle";
import { sendDeadLetters, toDeadLetter } from "./dead-letters.ts";
import type { RefusedRecord } from "./dead-letters.ts";
import { decodeRecord, isRefusal } from "./decode.ts";
import { insertEvents } from "./insert-events.ts";
import type { OneAtATime } from "./one-at-a-time.ts";
import type { Retention } from "./retention.ts";
import type { WorkerMetrics } from "./metrics.ts";

/** Records decoded in one go: some 20 ms, after which signals, heartbeats and health checks get their turn. */
const RECORDS_PER_TURN = 2_000;

/** What a moment cures is tried again with the batch in hand, for about a second; else the batch is given back. */
const TRIES_IN_HAND = 4;

export interface IngestContext {
  readonly tables: ClickhouseTables;
  readonly producer: StreamProducer;
  readonly log: Log;
  readonly metrics: WorkerMetrics;
  readonly waits: Pick<Waits, "count">;
  /** When the company's history begins (Unix ms). */
  readonly historyStartsAtMs: number;
  readonly retention: Retention;
  /** The company's reporting time zone, an IANA name. */
  readonly timeZone: string;
  /**
   * Of several batches in hand one is decoded after the other: the first is being inserted while the next is decoded. In turns
   * they would all be decoded at the same time, then all be waited for.
   */
  readonly decodeInTurn: OneAtATime;
  /** Unix ms. */
  readonly now: () => number;
}

interface DecodedBatch {
  /** By the number of its row, the place of the record in the batch. */
  readonly accepted: readonly number[];
  readonly refused: RefusedRecord[];
  readonly marks: TouchedMarks;
}

/**
 * Resolves when everything about the batch is durable.
 * @throws BatchAbandoned when the batch is somebody else's by now; an error that is `retryable` when the batch is to come again later
 */
export async function ingestBatch(
  context: IngestContext,
  topic: EventTopic,
  batch: RecordBatch,
  rows = new RawEventRows(),
): Promise<void> {
  const { tables, metrics } = context;
  const endBatchTimer = metrics.batchSeconds.startTimer({ topic });
  const retry = (work: () => Promise<void>): Promise<void> => retryWhileOurs(context, batch, work);
  const { accepted, refused, marks } = await context.decodeInTurn(() =>
    decodeBatch(context, topic, batch, rows),
  );

  const endInsertTimer = metrics.insertSeconds.startTimer({ topic });
  const byStore = await insertEvents({ tables, retry }, topic, rows);
  endInsertTimer();
  metrics.events.inc({ topic }, accepted.length - byStore.length);
  for (const { number, reason } of byStore) {
    const record = batch.records.at(accepted[number] as number) as IncomingRecord;
    refused.push({ record, code: "refused_by_store", reason });
  }

  await refuse(context, batch, refused, retry);
  await retry(() => marks.write(tables));
  endBatchTimer();
}

async function decodeBatch(
  context: IngestContext,
  topic: EventTopic,
  batch: RecordBatch,
  rows: RawEventRows,
): Promise<DecodedBatch> {
  const accepted: number[] = [];
  const refused: RefusedRecord[] = [];
  const marks = new TouchedMarks(context.timeZone);
  let index = 0;
  for (const record of batch.records) {
    const decoded = decodeRecord(record, topic, context.historyStartsAtMs);
    if (isRefusal(decoded)) {
      refused.push({ record, code: decoded.code, reason: decoded.reason });
    } else if (judgeAge(context, decoded, record, refused)) {
      accepted.push(index);
      rows.add(decoded);
      marks.add(decoded.event);
    }
    if (++index % RECORDS_PER_TURN === 0) {
      await nextTurn();
      if (batch.isStale()) throw new BatchAbandoned();
    }
  }
  return { accepted, refused, marks };
}

/** Whether it is still to be stored. What has expired was stored in its time, and is left out without a word. */
function judgeAge(
  { retention }: IngestContext,
  { event }: KnownEvent,
  record: IncomingRecord,
  refused: RefusedRecord[],
): boolean {
  const age = retention.judge(event, record.appendedAtMs);
  if (age === "too-late") {
    const keptFrom = new Date(retention.keepsFromMs()).toISOString();
    const reason = `it happened before ${keptFrom}: older raw usage events have expired (usageRetentionMonths in company.yaml)`;
    refused.push({ record, code: "too_late", reason });
  }
  return age === "kept";
}

async function refuse(
  { producer, log, metrics, now }: IngestContext,
  batch: RecordBatch,
  refused: readonly RefusedRecord[],
  retry: (work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  if (refused.length === 0) return;
  const letters = refused.map((each) => toDeadLetter(batch, each, now()));
  await retry(() => sendDeadLetters(producer, letters));
  for (const { code } of refused) metrics.deadLetters.inc({ code });
  const { id, code, reason } = letters[0] as (typeof letters)[number];
  log.warn({ count: letters.length, first: { id, code, reason } }, "records could not be taken");
}

/** Tries a few times what may pass in a moment, as long as the partition is ours. */
export async function retryWhileOurs(
  { waits }: Pick<IngestContext, "waits">,
  batch: RecordBatch,
  work: () => Promise<void>,
): Promise<void> {
  await withRetry(work, {
    attempts: TRIES_IN_HAND,
    onRetry: ({ error }) => {
      if (batch.isStale()) throw new BatchAbandoned();
      waits.count(batch.topic, error);
    },
  });
}
