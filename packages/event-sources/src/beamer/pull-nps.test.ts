// A pull brings every answer, whatever order Beamer lists them in, and goes on where it stopped.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PullError } from "../errors.ts";
import { MAPPING } from "../mapping-fixture.ts";
import { firstOf } from "../webhook-fixture.ts";
import { pullNps } from "./pull-nps.ts";
import type { BeamerAccess, NpsPlace } from "./pull-nps.ts";

interface Answer {
  readonly date: string;
  readonly score: number;
  readonly userId: string;
}

const START_MS = Date.UTC(2026, 0, 1);
/** Three of each minute. */
const answers: readonly Answer[] = Array.from({ length: 250 }, (_, index) => ({
  date: new Date(START_MS + Math.floor(index / 3) * 60_000).toISOString(),
  score: 9,
  userId: `u-${index}`,
}));
const span: NpsPlace = { dateFrom: "2026-01-01T00:00:00.000Z", dateTo: "2026-02-01T00:00:00.000Z" };

let listed: readonly Answer[];
/** Status of the next responses; 200 after them. */
let statuses: number[];
let access: BeamerAccess;

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? "", "http://localhost");
  const status = request.headers["beamer-api-key"] === "key" ? (statuses.shift() ?? 200) : 401;
  const from = searchParams.get("dateFrom") ?? "";
  const to = searchParams.get("dateTo") ?? "9";
  const page = listed
    .filter(({ date }) => date >= from && date <= to)
    .slice(0, Number(searchParams.get("maxResults")));
  response.writeHead(status, { "content-type": "application/json" });
  response.end(status === 200 ? JSON.stringify(page) : '"busy"');
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  listed = answers;
  statuses = [];
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  access = { apiUrl, apiKey: "key", source: "beamer", mapping: MAPPING, fetch };
});

/** Stores the answers until the pull ends or fails, and says where it would go on. */
async function pull(from: NpsPlace, stored: Set<string>) {
  let place: NpsPlace | undefined = from;
  try {
    for await (const page of pullNps(from, access)) {
      for (const { mapped } of page.messages) stored.add(firstOf(mapped).id);
      place = page.next;
    }
    return { place, error: undefined };
  } catch (error) {
    return { place, error };
  }
}

describe.each(["oldest", "newest"])("answers listed with the %s first", (first) => {
  beforeEach(() => {
    listed = first === "oldest" ? answers : answers.toReversed();
  });

  test("are all brought", async () => {
    const stored = new Set<string>();
    expect(await pull(span, stored)).toEqual({ place: undefined, error: undefined });
    expect(stored.size).toBe(250);
  });

  test("are all brought when Beamer was busy in between", async () => {
    const stored = new Set<string>();
    statuses = [200, 429];
    const { place, error } = await pull(span, stored);
    expect(error).toMatchObject({ code: "source_away", retryable: true });
    expect(stored.size).toBe(100);
    expect(await pull(place!, stored)).toEqual({ place: undefined, error: undefined });
    expect(stored.size).toBe(250);
  });
});

test("more answers of one moment than a page holds are told, not passed over", async () => {
  listed = answers.map((answer) => ({ ...answer, date: span.dateFrom }));
  const { error } = await pull(span, new Set());
  expect(error).toMatchObject({ code: "source_refuses", retryable: false });
});

test("a wrong key is no reason to try again, nobody there is", async () => {
  access = { ...access, apiKey: "guess" };
  const { error } = await pull(span, new Set());
  expect(error).toBeInstanceOf(PullError);
  expect(error).toMatchObject({ code: "source_refuses", retryable: false });
  access = { ...access, apiUrl: "http://127.0.0.1:1" };
  const away = await pull(span, new Set());
  expect(away.error).toMatchObject({ code: "source_away", retryable: true });
});
