// A dirty data set that nobody here wrote, through its mapping in examples/: all of it goes in, as it stands.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { importFiles } from "./import-files.ts";
import type { CloudEvent } from "./outgoing-event.ts";
import { readMapping } from "./read-mapping.ts";

const checkout = path.join(import.meta.dirname, "../../..");
const data = path.join(checkout, "../shared/data/ravenstack");
const isPresent = existsSync(data);
if (!isPresent) process.stderr.write(`ravenstack: skipped, there are no files in ${data}\n`);

async function importAll(): Promise<CloudEvent[]> {
  const events: CloudEvent[] = [];
  await importFiles({
    mapping: await readMapping(path.join(checkout, "examples/ravenstack.yaml")),
    paths: readdirSync(data).map((name) => path.join(data, name)),
    nowMs: Date.UTC(2026, 0, 1),
    sink: {
      send(_topic, records) {
        for (const { value } of records) events.push(JSON.parse(value.toString()) as CloudEvent);
        return Promise.resolve();
      },
    },
    onRefused: ({ line, reason }) => {
      throw new Error(`${line}: ${reason}`);
    },
  });
  return events;
}

describe.skipIf(!isPresent)("the import of ravenstack", () => {
  let events: CloudEvent[];

  beforeAll(async () => {
    events = await importAll();
  }, 60_000);

  it("takes every row, also usage before the subscription and tickets before the signup", () => {
    const ofType = (type: string) => events.filter((event) => event.type === type);
    const usage = ofType("usage.feature_used.v1");
    const tickets = ofType("engagement.ticket_changed.v1");
    const signups = new Map(
      ofType("account.profile_changed.v1").map(({ subject, time }) => [subject, time]),
    );
    const paysFrom = new Map<string, string>();
    for (const { subject, time } of ofType("billing.subscription_changed.v1")) {
      if (time < (paysFrom.get(subject) ?? "9999")) paysFrom.set(subject, time);
    }
    expect([usage.length, tickets.length, signups.size]).toEqual([25_000, 4_000, 500]);
    expect(ofType("engagement.survey_answered.v1")).toHaveLength(1175);
    expect(
      usage.filter(({ subject, time }) => time < paysFrom.get(subject)!).length,
    ).toBeGreaterThan(1000);
    expect(
      tickets.filter(({ subject, time }) => time < signups.get(subject)!).length,
    ).toBeGreaterThan(1000);
  });

  it("gives every event an identity of its own", () => {
    const identities = new Set(
      events.map(({ subject, time, id }) => [subject, time, id].join("\n")),
    );
    expect(identities.size).toBe(events.length);
  });

  it("lets no snapshot tell what lies after it", () => {
    const subscriptions = events.filter(({ type }) => type === "billing.subscription_changed.v1");
    const instants = /"(\d{4}-\d\d-\d\dT[^"]+)"/g;
    for (const { time, knownat, data } of subscriptions) {
      expect(knownat).toBe(time);
      for (const [, told = ""] of JSON.stringify(data).matchAll(instants))
        expect(told <= time).toBe(true);
    }
  });
});
