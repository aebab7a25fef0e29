// Everything that can be wrong with an event, through the real collector and worker; then the command, as people run it.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { readEventMapping } from "@mimamori/company-config";
import { DEAD_LETTER_CODES, EVENT_FAMILIES, exampleEvent } from "@mimamori/event-contracts";
import type { EventType } from "@mimamori/event-contracts";
import { connectProducer } from "@mimamori/kafka-stream";
import { CHECKOUT } from "@mimamori/local-engines";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { newestLetters, readLetter } from "../dead-letters/read-letters.ts";
import type { LetterChoice, LetterHeading } from "../dead-letters/read-letters.ts";
import { replayLetters } from "../dead-letters/replay-letters.ts";
import type { ReplayReport } from "../dead-letters/replay-letters.ts";
import { startTestInstallation, type TestInstallation } from "../testing.ts";
import { createKey, readKeys } from "../write-keys.ts";
import type { KeyGrant } from "../write-keys.ts";

const waiting = { timeout: 120_000, interval: 500 };
const DAY_MS = 86_400_000;
const TWO_DAYS_AHEAD = new Date(Date.now() + 2 * DAY_MS).toISOString();
const configDir = mkdtempSync(path.join(tmpdir(), "mimamori-letters-"));

let installation: TestInstallation;

beforeAll(async () => {
  cpSync(path.join(CHECKOUT, "config"), configDir, { recursive: true });
  process.env["WEBHOOK_SECRETS"] = "formrun:hush";
  installation = await startTestInstallation({ on: "memory", configDir });
  await installation.start("http-to-kafka");
  await installation.start("kafka-to-clickhouse");
});
afterAll(async () => {
  await installation.stop("kafka-to-clickhouse");
  await installation.stop("http-to-kafka");
  await installation.remove();
  rmSync(configDir, { recursive: true });
});

async function mimamori(...words: string[]): Promise<string> {
  const { engines } = installation;
  const main = path.join(CHECKOUT, "packages/command-line/src/main.ts");
  const env = { ...process.env, MIMAMORI_STATE: engines.stateDir, CONFIG_DIR: configDir };
  return (await promisify(execFile)(process.execPath, [main, ...words], { env })).stdout;
}

function letters(code?: string): Promise<LetterHeading[]> {
  return newestLetters(installation.tables, { code }, 20);
}

/** As the command does it, without starting a process each time. */
async function replay(choice: LetterChoice): Promise<ReplayReport> {
  const brokers = installation.engines.kafkaBrokers;
  const context = { mapping: await readEventMapping(configDir), keys: await readKeys(brokers) };
  const producer = await connectProducer(installation.kafka);
  const tools = { tables: installation.tables, producer, context, dryRun: false };
  try {
    return await replayLetters({ ...tools, onProgress: () => undefined }, choice);
  } finally {
    await producer.disconnect();
  }
}

function makeKey(grant: Pick<KeyGrant, "source"> & Partial<KeyGrant>): Promise<{ key: string }> {
  const most = { families: [...EVENT_FAMILIES], mayStateKnownAt: false, eventsPerSecond: null };
  return createKey(installation.engines.kafkaBrokers, { ...most, ...grant });
}

function event(id: string, changes: object = {}, type: EventType = "usage.feature_used.v1") {
  const time = new Date(Date.now() - DAY_MS).toISOString();
  return { ...exampleEvent(type), subject: "acc-1", id, time, ...changes };
}

async function produce(topic: string, values: readonly (string | object)[]): Promise<void> {
  const producer = await connectProducer(installation.kafka);
  const text = (value: string | object) =>
    typeof value === "string" ? value : JSON.stringify(value);
  // One key: one partition, so that the wrong ones lie between the right ones.
  await producer.send(
    topic,
    values.map((value) => ({ key: "acc-1", value: text(value) })),
  );
  await producer.disconnect();
}

function post(body: string, key: string): Promise<Response> {
  return fetch(`${installation.collector.url}/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body,
  });
}

async function idsOf(table: string): Promise<string[]> {
  const rows = await installation.tables.query<{ id: string }>(
    `SELECT id FROM mimamori.${table} FINAL ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}

async function stored(table: string, id: string): Promise<void> {
  await vi.waitFor(async () => {
    expect(await idsOf(table)).toContain(id);
  }, waiting);
}

test("each mistake becomes a letter of its code, and the good events around it go in", async () => {
  const { writeKey } = installation.collector;
  await installation.tables.command(
    "ALTER TABLE mimamori.raw_usage_events ADD CONSTRAINT IF NOT EXISTS for_a_test CHECK id != 'unstorable'",
  );
  await produce("usage.events", [
    event("good-1"),
    "{",
    { hello: "world" },
    event("unknown", { type: "usage.unheard_of.v1" }),
    event("good-2"),
    event("elsewhere", {}, "billing.acquisition_spend_recorded.v1"),
    event("broken", { data: { feature: 7 } }),
    event("ancient", { time: "2001-01-01T00:00:00Z" }),
    event("tomorrow", { time: TWO_DAYS_AHEAD }),
    event("foreseen", { knownat: TWO_DAYS_AHEAD }),
    event("unstorable"),
    event("good-3"),
  ]);
  const narrow = await makeKey({ source: "narrow", families: ["billing"] });
  const large = event("large", { data: { feature: "x".repeat(70_000) } });
  expect((await post(JSON.stringify(large), writeKey)).status).toBe(400);
  const known = event("told", { knownat: "2026-01-05T00:00:00Z", time: "2026-01-02T00:00:00Z" });
  expect((await post(JSON.stringify(known), writeKey)).status).toBe(400);
  await vi.waitFor(async () => {
    expect((await post(JSON.stringify(event("denied")), narrow.key)).status).toBe(400);
  }, waiting);

  const expected = DEAD_LETTER_CODES.filter((code) => code !== "too_late").toSorted();
  await vi.waitFor(async () => {
    expect((await letters()).map(({ code }) => code).toSorted()).toEqual(expected);
  }, waiting);
  await vi.waitFor(async () => {
    expect(await idsOf("raw_usage_events")).toEqual(["good-1", "good-2", "good-3"]);
  }, waiting);
  await installation.tables.command(
    "ALTER TABLE mimamori.raw_usage_events DROP CONSTRAINT for_a_test",
  );
});

test("list counts the open ones by code, and says what each code means", async () => {
  const listed = await mimamori("dead-letters", "list", "--code", "not_json");
  expect(listed).toMatch(/^ +1 {2}not_json .* The bytes are no JSON in UTF-8\.$/m);
});

describe("show", () => {
  test("has the bytes, the place, the reason and what mends it", async () => {
    const [letter] = await letters("not_json");
    const shown = await mimamori("dead-letters", "show", letter!.id);
    expect(shown).toMatch(/^came +usage\.events, partition \d, offset 1$/m);
    expect(shown).toMatch(/^reason +\S+/m);
    expect(shown).toMatch(/^to mend +\S+/m);
    expect(shown).toMatch(/1 bytes:\n\{\n$/);
    expect(await mimamori("dead-letters", "show", letter!.id, "--bytes")).toBe("{");
  });

  test("takes the beginning of an id that only one has", async () => {
    const [{ id } = { id: "" }] = await letters("oversize");
    expect(await readLetter(installation.tables, id.slice(0, 20))).toMatchObject({ id });
    expect(await readLetter(installation.tables, "usage.events/")).toBeUndefined();
  });
});

describe("replay", () => {
  test("puts an event of the wrong topic into its own; once more has nothing to do", async () => {
    const words = ["dead-letters", "replay", "--code", "wrong_topic"];
    expect(await mimamori(...words, "--dry-run")).toMatch(/^1 letter .* would be sent again/);
    expect(await letters("wrong_topic")).toHaveLength(1);
    expect(await mimamori(...words)).toMatch(/^1 letter with 1 event sent again/);
    await stored("raw_billing_events", "elsewhere");
    expect(await letters("wrong_topic")).toEqual([]);
    expect(await replay({ code: "wrong_topic" })).toMatchObject({ replayed: 0 });
  });

  test("leaves open what still cannot be taken, and says why", async () => {
    for (const code of ["not_json", "oversize", "contract_violation", "knownat_not_allowed"]) {
      const { replayed, stillRefused } = await replay({ code });
      expect([replayed, ...stillRefused.values()], code).toEqual([0, 1]);
      expect(await letters(code)).toHaveLength(1);
    }
  });

  test("takes what a key may not send as soon as a key of the same source may", async () => {
    await makeKey({ source: "narrow", families: ["usage"] });
    await makeKey({ source: "my-app", mayStateKnownAt: true });
    expect(await replay({ code: "family_not_allowed" })).toMatchObject({ replayed: 1 });
    expect(await replay({ code: "knownat_not_allowed" })).toMatchObject({ replayed: 1 });
    await stored("raw_usage_events", "denied");
    await stored("raw_usage_events", "told");
  });

  test("takes what the store refused, once it does not", async () => {
    const [letter] = await letters("refused_by_store");
    expect(await replay({ id: letter!.id })).toMatchObject({ replayed: 1 });
    await stored("raw_usage_events", "unstorable");
  });

  test("what the worker refuses once more is the same letter, open again, and stops nothing", async () => {
    const [before] = await letters("time_in_future");
    expect(await replay({ code: "time_in_future" })).toMatchObject({ replayed: 1 });
    await vi.waitFor(async () => {
      const [after, ...others] = await letters("time_in_future");
      expect(others).toEqual([]);
      expect(after?.id).toBe(before!.id);
      expect(Number(after!.offset)).toBeGreaterThan(Number(before!.offset));
    }, waiting);
    await produce("usage.events", [event("after-the-replay")]);
    await stored("raw_usage_events", "after-the-replay");
  });

  test("maps a tool's message anew, by the mapping as it is now", async () => {
    const answer = {
      おすすめ度: "9",
      email: "ann@example.com",
      answered_at: "2026-05-01 10:00",
      id: "r-1",
    };
    await fetch(`${installation.collector.url}/v1/sources/formrun/hush`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(answer),
    });
    await vi.waitFor(async () => {
      expect((await letters("contract_violation"))[0]).toMatchObject({ format: "formrun" });
    }, waiting);
    const [letter] = await letters("contract_violation");
    expect(await replay({ id: letter!.id })).toMatchObject({ replayed: 0 });

    const mappingFile = path.join(configDir, "event-mapping.yaml");
    const mapping = readFileSync(mappingFile, "utf8");
    writeFileSync(mappingFile, mapping.replace("score: [score,", "score: [おすすめ度, score,"));
    expect(await replay({ id: letter!.id })).toMatchObject({ replayed: 1 });
    await stored("raw_engagement_events", "r-1");
  });
});

test("a letter that is not there is told", async () => {
  await expect(mimamori("dead-letters", "show", "nobody/0/0")).rejects.toMatchObject({
    stderr: expect.stringContaining("there is no dead letter nobody/0/0"),
  });
});
