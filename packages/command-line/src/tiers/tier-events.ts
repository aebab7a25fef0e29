/**
 * What people say of tiers, as events on account.events: like all events they have an author, a time and an identity, become facts,
 * and count for a run as of a day from the day on that they were known.
 *
 * In: words of the command line. Out: records in Kafka, stored by all in-sync replicas when send() resolves.
 */
import { randomUUID } from "node:crypto";
import { parseEvent } from "@mimamori/event-contracts";
import type { EventDataInput } from "@mimamori/event-contracts";
import { connectProducer } from "@mimamori/kafka-stream";
import { CommandError } from "../errors.ts";
import { silentLog } from "../silent-log.ts";

const SOURCE = "mimamori/tiers";

type TierEventType =
  | "account.tier_change_decided.v1"
  | "account.override_set.v1"
  | "account.override_cleared.v1";

export interface TierEvent {
  readonly account: string;
  readonly type: TierEventType;
  readonly data: EventDataInput<TierEventType>;
}

interface Record {
  readonly key: string;
  readonly value: string;
}

/** @throws CommandError usage, with what is wrong with the event */
function recordOf({ account, type, data }: TierEvent, time: string): Record {
  const event = {
    specversion: "1.0",
    id: randomUUID(),
    source: SOURCE,
    type,
    subject: account,
    time,
    data,
  };
  const parsed = parseEvent(event);
  if (!parsed.ok) throw new CommandError("usage", `tiers: ${account}: ${parsed.reason}.`);
  return { key: account, value: JSON.stringify(event) };
}

/** Sends them all; nothing is sent when one of them is wrong. */
export async function sendTierEvents(
  kafkaBrokers: string,
  events: readonly TierEvent[],
  now: Date,
): Promise<void> {
  const records = events.map((event) => recordOf(event, now.toISOString()));
  const producer = await connectProducer({
    brokers: kafkaBrokers.split(","),
    clientId: "mimamori-tiers",
    log: silentLog,
  });
  try {
    await producer.send("account.events", records);
  } finally {
    await producer.disconnect();
  }
}
