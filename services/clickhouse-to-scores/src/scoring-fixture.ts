// For the tests of this service: real engines with an empty database, and a company of a few accounts whose events are put in
// the way the worker does it.
import path from "node:path";
import { recomputePending, TouchedMarks } from "@mimamori/account-facts";
import type { FactsStore } from "@mimamori/account-facts";
import { connectClickhouse, insertRawEvents, RawEventRows } from "@mimamori/clickhouse-tables";
import { emptyTables, migrateForTests } from "@mimamori/clickhouse-tables/testing";
import { readCompanyConfig } from "@mimamori/company-config";
import { EVENT_TOPICS, parseEvent, SCORE_CHANGES_TOPIC } from "@mimamori/event-contracts";
import type { ValidEvent } from "@mimamori/event-contracts";
import { connectAdmin, connectProducer } from "@mimamori/kafka-stream";
import type { StreamProducer } from "@mimamori/kafka-stream";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { createLog } from "@mimamori/service-lifecycle";
import { inject } from "vitest";

const CHECKOUT = path.resolve(import.meta.dirname, "../../..");
const DAY_MS = 86_400_000;

export const CONFIG_DIR = path.join(CHECKOUT, "config");
export const engines = attachSharedEngines(inject("sharedEngines"));
export const tables = connectClickhouse({
  url: engines.clickhouseUrl,
  user: engines.clickhouseUser,
  password: engines.clickhousePassword,
});
export const log = createLog("test", "error");
export const kafka = { brokers: [engines.kafkaBrokers], clientId: "test", log };
export const config = await readCompanyConfig(CONFIG_DIR);
const store: FactsStore = {
  tables,
  timeZone: config.company.timeZone,
  currencies: config.company,
};

/** An event, and when it became known (ISO text). */
export interface Arrival {
  readonly event: ValidEvent;
  readonly knownAt: string;
}

/** Schema as on the first day. */
export async function startEmpty(): Promise<void> {
  await migrateForTests(tables);
  await emptyTables(tables);
}

/** A producer for what runs say of changed scores; its topic is made where it is not there. */
export async function connectScoreProducer(): Promise<StreamProducer> {
  const admin = await connectAdmin(kafka);
  const topic = { name: SCORE_CHANGES_TOPIC, partitions: 4, replicationFactor: 1, config: {} };
  await admin.ensureTopics([topic]);
  await admin.disconnect();
  return connectProducer(kafka);
}

/** What the worker does: raw rows, marks, facts; then everything known by `settledAt` is settled. */
export async function arrive(arrivals: readonly Arrival[], settledAt: string): Promise<void> {
  const marks = new TouchedMarks(store.timeZone);
  for (const topic of EVENT_TOPICS) {
    const rows = arrivals
      .filter(({ event }) => event.topic === topic)
      .map(({ event, knownAt }) => ({ event, knownAtMs: Date.parse(knownAt) }));
    if (rows.length > 0) await insertRawEvents(tables, topic, RawEventRows.of(rows));
  }
  for (const { event } of arrivals) marks.add(event);
  await marks.write(tables);
  while (!(await recomputePending(store, { partitions: 0 })).emptied);
  await tables.command("TRUNCATE TABLE mimamori.watermarks");
  const [row] = await tables.query<{ version: string }>(
    "SELECT toUInt64(toUnixTimestamp64Nano(now64(9))) AS version",
  );
  const watermark = { settled_at: settledAt, facts_version: row?.version ?? "0" };
  await tables.insertRows("mimamori.watermarks", ["settled_at", "facts_version"], [watermark]);
}

/** An event that became known when it happened, unless `knownAt` says otherwise. */
export function arrival(
  type: string,
  subject: string,
  time: string,
  data: object,
  { knownAt = time, id = JSON.stringify([type, data]).slice(0, 200) } = {},
): Arrival {
  const event = { specversion: "1.0", source: "test", id, type, subject, time, data };
  const parsed = parseEvent(event);
  if (!parsed.ok) throw new Error(parsed.reason);
  return { event: parsed.event, knownAt };
}

/** `days` after 2026-01-05 (a Monday), at noon UTC. */
export function dayAt(days: number): string {
  return new Date(Date.UTC(2026, 0, 5, 12) + days * DAY_MS).toISOString();
}

/** A subscription that pays from day 0 on. */
export function subscription(account: string, more: object = {}, at = dayAt(0)): Arrival {
  return arrival("billing.subscription_changed.v1", account, at, {
    subscription_id: `${account}-sub`,
    status: "active",
    items: [{ product: "pro", amount_minor: 100_000, seats: 5 }],
    currency: "JPY",
    interval: { unit: "month", count: 1 },
    started_at: dayAt(0),
    ...more,
  });
}

export function profile(account: string, segment: string): Arrival {
  const data = { name: account, segment, country: "JP", signed_up_at: dayAt(0) };
  return arrival("account.profile_changed.v1", account, dayAt(0), data);
}

/** Somebody of the account uses a feature on each day of the range (from inclusive, to exclusive). */
export function usage(account: string, from: number, to: number, quantity: number): Arrival[] {
  return Array.from({ length: to - from }, (_, index) => from + index).flatMap((day) =>
    ["reports", "exports"].map((feature) =>
      arrival(
        "usage.feature_used.v1",
        account,
        dayAt(day),
        { feature, user: `user-${day % 4}`, quantity: quantity + (day % 7) / 10 },
        { id: `${account}-${day}-${feature}` },
      ),
    ),
  );
}

/** Four accounts over 90 days: well, in decline, in debt and unhappy, gone. */
export function smallCompany(): Arrival[] {
  const accounts = ["well", "declining", "unhappy", "gone"];
  return [
    ...accounts.flatMap((account) => [profile(account, "mid-market"), subscription(account)]),
    ...usage("well", 0, 90, 20),
    ...usage("declining", 0, 60, 20),
    ...usage("declining", 60, 90, 2),
    ...usage("unhappy", 0, 90, 20),
    ...usage("gone", 0, 50, 20),
    subscription("gone", { status: "ended", ended_at: dayAt(50) }, dayAt(50)),
    arrival("engagement.survey_answered.v1", "well", dayAt(70), { kind: "nps", score: 10 }),
    arrival("engagement.survey_answered.v1", "unhappy", dayAt(70), { kind: "nps", score: 1 }),
    arrival("engagement.interaction_held.v1", "well", dayAt(80), { kind: "meeting" }),
    arrival("engagement.ticket_changed.v1", "unhappy", dayAt(80), {
      ticket_id: "ticket-1",
      status: "open",
      priority: "urgent",
      opened_at: dayAt(80),
    }),
    arrival("billing.invoice_changed.v1", "unhappy", dayAt(30), {
      invoice_id: "invoice-1",
      status: "open",
      amount_due_minor: 100_000,
      currency: "JPY",
      issued_at: dayAt(30),
      due_at: dayAt(60),
      payment_method: "card",
    }),
  ];
}
