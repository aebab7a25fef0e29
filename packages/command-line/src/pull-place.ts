/**
 * How far a pull from another tool has come, in a file of the state folder. In: pages of a source. Out: their events in Kafka.
 * The place is written after Kafka has the page: a pull that dies repeats its last page, which are the same events again.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { topicOf } from "@mimamori/event-contracts";
import type { NpsPage, NpsPlace } from "@mimamori/event-sources";
import { CommandError } from "./errors.ts";

export interface EventTarget {
  send(topic: string, records: readonly { key: string; value: string }[]): Promise<void>;
}

export interface PullSummary {
  readonly events: number;
  readonly ignored: number;
  /** Why answers could not be taken, each reason with how often. */
  readonly refused: ReadonlyMap<string, number>;
}

/** The span to ask for: from the last pull's end, or from `since`, until now. */
export function spanOf(file: string, since: string | undefined, nowMs: number): NpsPlace {
  const left = since === undefined ? readPlace(file) : { dateFrom: since };
  if (left === undefined) {
    const message =
      "pull: this is the first one; say from when with --since, such as --since 2024-01-01.";
    throw new CommandError("usage", message);
  }
  return { dateTo: new Date(nowMs).toISOString(), ...left };
}

function readPlace(file: string): { dateFrom: string; dateTo?: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { dateFrom: string; dateTo?: string };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    const message = `pull: ${file} cannot be read; remove it, and say from when with --since.`;
    throw new CommandError("failed", message, { cause: error });
  }
}

function writePlace(file: string, place: { dateFrom: string; dateTo?: string }): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.next`, JSON.stringify(place));
  renameSync(`${file}.next`, file);
}

/** Sends all pages of a span, and notes after each how far it has come. */
export async function sendPages(
  pages: AsyncIterable<NpsPage>,
  span: NpsPlace,
  file: string,
  target: EventTarget,
): Promise<PullSummary> {
  let events = 0;
  let ignored = 0;
  const refused = new Map<string, number>();
  for await (const { messages, next } of pages) {
    const byTopic = new Map<string, { key: string; value: string }[]>();
    for (const { mapped } of messages) {
      if (mapped.outcome === "ignored") ignored += 1;
      if (mapped.outcome === "refused") {
        refused.set(mapped.reason, (refused.get(mapped.reason) ?? 0) + 1);
      }
      for (const event of mapped.outcome === "events" ? mapped.events : []) {
        const topic = topicOf(event.type);
        const records = byTopic.get(topic) ?? [];
        records.push({ key: event.subject, value: JSON.stringify(event) });
        byTopic.set(topic, records);
        events += 1;
      }
    }
    for (const [topic, records] of byTopic) await target.send(topic, records);
    writePlace(file, next ?? { dateFrom: span.dateTo });
  }
  return { events, ignored, refused };
}
