/**
 * Sends open dead letters again. In: letters, page by page in the order of their ids. Out: records in their topics, then marks.
 * A letter that still cannot be taken stays open. What the worker refuses once more is the same letter, open again.
 * After a crash or an interrupt: what was marked is done; the rest is open and goes with the next replay. A letter that was sent
 * and not marked goes twice, and is the same event.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { OutgoingRecord, StreamProducer } from "@mimamori/kafka-stream";
import { judgeLetter } from "./judge-letter.ts";
import type { JudgeContext, LetterRecord } from "./judge-letter.ts";
import { markReplayed, pageOfLetters } from "./read-letters.ts";
import type { Letter, LetterChoice } from "./read-letters.ts";

export interface ReplayTools {
  readonly tables: ClickhouseTables;
  readonly producer: Pick<StreamProducer, "send">;
  readonly context: JudgeContext;
  /** Nothing is sent or marked. */
  readonly dryRun: boolean;
  readonly onProgress: (letters: number) => void;
}

export interface ReplayReport {
  /** Letters that were sent, and are closed unless the worker refuses them once more. */
  replayed: number;
  /** Events that they held. */
  events: number;
  /** Letters that still cannot be taken, by "code: reason". */
  readonly stillRefused: Map<string, number>;
}

/** Throws ClickhouseError or KafkaStreamError; what was done until then stays done. */
export async function replayLetters(
  tools: ReplayTools,
  choice: LetterChoice,
): Promise<ReplayReport> {
  const report: ReplayReport = { replayed: 0, events: 0, stillRefused: new Map() };
  let seen = 0;
  let after = "";
  for (;;) {
    const letters = await pageOfLetters(tools.tables, choice, after);
    const last = letters.at(-1);
    if (last === undefined) return report;
    await replayPage(tools, letters, report);
    seen += letters.length;
    tools.onProgress(seen);
    after = last.id;
  }
}

async function replayPage(
  { tables, producer, context, dryRun }: ReplayTools,
  letters: readonly Letter[],
  report: ReplayReport,
): Promise<void> {
  const taken: Letter[] = [];
  const records: LetterRecord[] = [];
  for (const letter of letters) {
    const verdict = judgeLetter(letter, context);
    if (verdict.ok) {
      taken.push(letter);
      records.push(...verdict.records);
    } else {
      const why = `${verdict.code}: ${verdict.reason}`;
      report.stillRefused.set(why, (report.stillRefused.get(why) ?? 0) + 1);
    }
  }
  if (!dryRun) {
    await send(producer, records);
    await markReplayed(tables, taken);
  }
  report.replayed += taken.length;
  report.events += records.length;
}

async function send(
  producer: Pick<StreamProducer, "send">,
  records: readonly LetterRecord[],
): Promise<void> {
  for (const [topic, ofTopic] of Map.groupBy(records, ({ topic: name }) => name)) {
    const outgoing: OutgoingRecord[] = ofTopic.map(({ key, value, headers }) => ({
      key,
      value,
      headers,
    }));
    await producer.send(topic, outgoing);
  }
}
