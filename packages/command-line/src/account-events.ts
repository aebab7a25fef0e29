/**
 * What people decide by command, as events on account.events: like all events they have an author, a time and an identity, become
 * facts, and count as of a day from when they were known.
 *
 * In: events. Out: records in Kafka, stored by all in-sync replicas when the promise resolves. Nothing is sent when one is wrong.
 */
import { randomUUID } from "node:crypto";
import { parseEvent } from "@mimamori/event-contracts";
import type { EventDataInput } from "@mimamori/event-contracts";
import { connectProducer } from "@mimamori/kafka-stream";
import { CommandError } from "./errors.ts";
import { silentLog } from "./silent-log.ts";

type DecisionType =
  | "account.override_set.v1"
  | "account.override_cleared.v1"
  | "account.tier_change_decided.v1";

export interface AccountDecision {
  readonly account: string;
  readonly type: DecisionType;
  readonly data: EventDataInput<DecisionType>;
}

/** @throws CommandError usage, with what is wrong with the event */
export function recordOf(
  { account, type, data }: AccountDecision,
  source: string,
  now: Date,
): { readonly key: string; readonly value: string } {
  const envelope = { specversion: "1.0", id: randomUUID(), source, time: now.toISOString() };
  const event = { ...envelope, type, subject: account, data };
  const parsed = parseEvent(event);
  if (!parsed.ok) throw new CommandError("usage", `${account}: ${parsed.reason}.`);
  return { key: account, value: JSON.stringify(event) };
}

/** `source` names the command that they come from. */
export async function sendDecisions(
  kafkaBrokers: string,
  decisions: readonly AccountDecision[],
  { source, now }: { readonly source: string; readonly now: Date },
): Promise<void> {
  const records = decisions.map((decision) => recordOf(decision, source, now));
  const connection = { brokers: kafkaBrokers.split(","), clientId: "mimamori", log: silentLog };
  const producer = await connectProducer(connection);
  try {
    await producer.send("account.events", records);
  } finally {
    await producer.disconnect();
  }
}
