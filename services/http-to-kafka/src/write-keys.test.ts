import { createHash } from "node:crypto";
import { EVENT_TOPICS, writeKeyId, writeKeyRecord } from "@mimamori/event-contracts";
import { describe, expect, test } from "vitest";
import { createWriteKeys, readHolders } from "./write-keys.ts";

const DEFAULT_PER_SECOND = 5_000;
const refused: object[] = [];
const log = { error: (fields: object) => refused.push(fields) };

function entry(key: string, fields: object): [string, Buffer] {
  const record = writeKeyRecord.parse({
    source: "app",
    sha256: createHash("sha256").update(key).digest("hex"),
    families: ["usage", "billing", "engagement", "account"],
    may_state_known_at: false,
    events_per_second: null,
    created_at: "2026-01-31T09:30:00Z",
    revoked_at: null,
    ...fields,
  });
  return [writeKeyId(record), Buffer.from(JSON.stringify(record))];
}

const entries = new Map([
  entry("app-key", {}),
  entry("usage-key", { source: "product", families: ["usage"], events_per_second: 20 }),
  entry("import-key", { source: "imports", may_state_known_at: true }),
  entry("old-key", { revoked_at: "2026-02-01T00:00:00Z" }),
]);
const holders = readHolders(entries, DEFAULT_PER_SECOND, log);
const keys = createWriteKeys(() => holders);
const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

describe("the topic write-keys", () => {
  test("gives each key its source, what it may send, how fast, and whether it may state knownat", () => {
    expect(keys.holderByHeader("Bearer app-key")).toMatchObject({
      source: "app",
      topics: new Set(EVENT_TOPICS),
      mayStateKnownAt: false,
      limit: { perSecond: DEFAULT_PER_SECOND },
    });
    expect(keys.holderByHeader("Bearer usage-key")).toMatchObject({
      source: "product",
      topics: new Set(["usage.events"]),
      limit: { perSecond: 20 },
    });
    expect(keys.holderByHeader("Bearer import-key")).toMatchObject({ mayStateKnownAt: true });
  });

  test("gives every key a limit of its own, also where two have one source", () => {
    const ids = [...holders.values()].map(({ limit }) => limit.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("a record that cannot be read is no key, is told, and keeps no other key from working", () => {
    const damaged = new Map([["damaged", Buffer.from("{")], ...entries]);
    expect(readHolders(damaged, DEFAULT_PER_SECOND, log).size).toBe(holders.size);
    expect(refused).toEqual([{ id: "damaged" }]);
  });
});

describe("an Authorization header", () => {
  test.each([
    ["Bearer app-key", "app"],
    ["bearer import-key", "imports"],
    [basic("app-key:"), "app"],
    [basic("import-key:"), "imports"],
  ])("%s is the key of %s", (header, source) => {
    expect(keys.holderByHeader(header)?.source).toBe(source);
  });

  test.each([
    [undefined],
    [""],
    ["app-key"],
    ["Bearer"],
    ["Bearer wrong"],
    ["Bearer old-key"],
    ["Bearer app-key and more"],
    [basic("app-key:password")],
    [basic("app-key")],
    ["Digest app-key"],
  ])("%s is nobody's", (header) => {
    expect(keys.holderByHeader(header)).toBeUndefined();
  });

  test("comes before the key in the body, which holds where the header has none", () => {
    expect(keys.holderBy(undefined, "usage-key")?.source).toBe("product");
    expect(keys.holderBy("Bearer app-key", "usage-key")?.source).toBe("app");
    expect(keys.holderBy(undefined, undefined)).toBeUndefined();
  });
});
