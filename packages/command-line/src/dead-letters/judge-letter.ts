/**
 * What a dead letter would be today. In: the letter, today's contracts, mapping and write keys. Out: the records to send, or why it
 * still cannot be taken. Pure. What depends on when the broker appends it, the worker judges once more.
 */
import {
  parseEvent,
  REPLAYED_LETTER_HEADER,
  topicOf,
  topicOfFamily,
} from "@mimamori/event-contracts";
import type { EventTopic } from "@mimamori/event-contracts";
import { isWebhookName, mapAgain } from "@mimamori/event-sources";
import type { EventMapping } from "@mimamori/event-sources";
import type { KnownKey } from "../write-keys.ts";
import type { Letter } from "./read-letters.ts";

/** A record of an event topic has at most so many bytes. */
const MOST_BYTES = 1024 * 1024 - 4_096;

export interface LetterRecord {
  readonly topic: EventTopic;
  readonly key: string;
  readonly value: Buffer | string;
  readonly headers: Readonly<Record<string, string>>;
}

export type LetterVerdict =
  /** Without records: today nothing of it is of interest. */
  | { readonly ok: true; readonly records: readonly LetterRecord[] }
  | { readonly ok: false; readonly code: string; readonly reason: string };

export interface JudgeContext {
  readonly mapping: EventMapping;
  readonly keys: readonly KnownKey[];
}

export function judgeLetter(letter: Letter, context: JudgeContext): LetterVerdict {
  const original = Buffer.from(letter.original_base64, "base64");
  if (letter.topic === "dead-letters")
    return refuse("contract_violation", "it is about a damaged dead letter, and holds no event");
  if (original.length > MOST_BYTES)
    return refuse("oversize", `${original.length} bytes are more than ${MOST_BYTES}`);
  let message: unknown;
  try {
    message = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(original));
  } catch (error) {
    return refuse("not_json", error instanceof Error ? error.message : String(error));
  }
  return letter.format === "" || letter.format === "cloudevents"
    ? judgeEvent(letter, original, message, context)
    : judgeMessage(letter, message, context);
}

/** An event of ours goes again as its bytes are. */
function judgeEvent(
  letter: Letter,
  original: Buffer,
  value: unknown,
  { keys }: JudgeContext,
): LetterVerdict {
  const parsed = parseEvent(value);
  if (!parsed.ok) return parsed;
  const { topic, subject, knownAtMs } = parsed.event;
  if (letter.refused_by === "http-to-kafka") {
    const denied = denyTopic(letter.sender, topic, keys) ?? denyKnownAt(letter, knownAtMs, keys);
    if (denied !== undefined) return denied;
  }
  const headers = { [REPLAYED_LETTER_HEADER]: letter.id };
  return { ok: true, records: [{ topic, key: subject, value: original, headers }] };
}

/** A tool's message is mapped anew; it goes whole or not at all, as it would over HTTP. */
function judgeMessage(
  letter: Letter,
  message: unknown,
  { mapping, keys }: JudgeContext,
): LetterVerdict {
  const { format, sender } = letter;
  const receivedAtMs = Date.parse(letter.refused_at);
  const messages = mapAgain(format, message, { source: sender, receivedAtMs, mapping });
  if (messages === undefined)
    return refuse("contract_violation", `there is no wire format "${format}"`);
  const records: LetterRecord[] = [];
  for (const { mapped } of messages) {
    if (mapped.outcome === "refused") return refuse(mapped.code, mapped.reason);
    for (const event of mapped.outcome === "events" ? mapped.events : []) {
      const topic = topicOf(event.type);
      const denied = isWebhookName(format) ? undefined : denyTopic(sender, topic, keys);
      if (denied !== undefined) return denied;
      const headers = { [REPLAYED_LETTER_HEADER]: `${letter.id}/${records.length}` };
      records.push({ topic, key: event.subject, value: JSON.stringify(event), headers });
    }
  }
  return { ok: true, records };
}

/** A replay may do what a key of the same source may do today. */
function denyTopic(
  source: string,
  topic: EventTopic,
  keys: readonly KnownKey[],
): LetterVerdict | undefined {
  const may = keysOf(source, keys).some(({ families }) =>
    families.some((family) => topicOfFamily(family) === topic),
  );
  if (may) return undefined;
  return refuse("family_not_allowed", `no key of "${source}" may send ${topic}`);
}

function denyKnownAt(
  { sender }: Letter,
  knownAtMs: number | undefined,
  keys: readonly KnownKey[],
): LetterVerdict | undefined {
  if (knownAtMs === undefined) return undefined;
  if (keysOf(sender, keys).some(({ may_state_known_at: may }) => may)) return undefined;
  return refuse("knownat_not_allowed", `no key of "${sender}" may set knownat`);
}

function keysOf(source: string, keys: readonly KnownKey[]): readonly KnownKey[] {
  return keys.filter((key) => key.source === source && key.revoked_at === null);
}

function refuse(code: string, reason: string): LetterVerdict {
  return { ok: false, code, reason };
}
