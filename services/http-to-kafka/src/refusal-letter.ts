// In: what was refused, from whom and why. Out: the record for the topic dead-letters.
import { createHash } from "node:crypto";
import type { DeadLetter, DeadLetterCode } from "@mimamori/event-contracts";
import type { OutgoingRecord } from "@mimamori/kafka-stream";
import type { Origin } from "./sender.ts";

/** The id comes from sender and bytes: who sends the same again, because an answer got lost, makes no second letter. */
export function refusalLetter(
  refusal: { readonly code: DeadLetterCode; readonly reason: string },
  original: Buffer,
  { sender, format }: Origin,
  nowMs: number,
): OutgoingRecord {
  const hash = createHash("sha256").update(`${sender.source}\n${refusal.code}\n`);
  const id = `http/${hash.update(original).digest("hex")}`;
  const letter: DeadLetter = {
    id,
    code: refusal.code,
    reason: refusal.reason,
    refused_by: "http-to-kafka",
    refused_at: new Date(nowMs).toISOString(),
    topic: "",
    partition: -1,
    offset: "-1",
    key: "",
    sender: sender.source,
    format,
    original_base64: original.toString("base64"),
  };
  return { key: id, value: JSON.stringify(letter) };
}
