// Beamer's NPS answers, pushed or pulled, become the same survey answers; a pull goes on where it stopped.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PullError } from "../errors.ts";
import { MAPPING } from "../mapping-fixture.ts";
import { firstOf, mapAll, requestOf } from "../webhook-fixture.ts";
import { beamer } from "./map-answers.ts";
import { pullNps } from "./pull-nps.ts";
import type { BeamerAccess, NpsPlace } from "./pull-nps.ts";

const answer = {
  date: "2026-01-31T09:30:00Z",
  score: 9,
  feedback: "Very good",
  userId: "ann",
  userCustomAttributes: { plan: "pro" },
};

describe("the webhook", () => {
  test("brings an array: every NPS answer of it is taken, the rest is ignored", () => {
    const comment = { date: "2026-01-31T09:30:00Z", text: "Hello", userId: "ann" };
    const outcomes = mapAll(beamer, [comment, answer, { ...answer, userId: "bob" }]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["ignored", "events", "events"]);
    expect(firstOf(outcomes[1]!)).toEqual({
      specversion: "1.0",
      id: "nps/ann",
      source: "tool",
      type: "engagement.survey_answered.v1",
      subject: "user:ann",
      time: "2026-01-31T09:30:00.000Z",
      data: { kind: "nps", score: 9, comment: "Very good", respondent: "ann" },
    });
  });

  test("an attribute that names the account decides whose it is", () => {
    const [mapped] = mapAll(beamer, [{ ...answer, userCustomAttributes: { account_id: "acme" } }]);
    expect(firstOf(mapped!).subject).toBe("acme");
  });

  test("an answer of nobody is ignored, one without a date refused", () => {
    const outcomes = mapAll(beamer, [
      { ...answer, userId: undefined },
      { ...answer, date: "today" },
      7,
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["ignored", "refused", "refused"]);
  });

  test("is believed with its secret only", () => {
    const distrust = (secret: string) =>
      beamer.findDistrust(requestOf("[]", { "beamer-webhook-secret": secret }), ["old", "new"]);
    expect(distrust("old")).toBeUndefined();
    expect(distrust("guess")).toEqual(expect.any(String));
    expect(beamer.findDistrust(requestOf("[]"), ["old"])).toEqual(expect.any(String));
  });
});

describe("the pull", () => {
  const all = Array.from({ length: 250 }, (_, index) => ({ ...answer, userId: `u-${index}` }));
  /** Status of the next answers; 200 after them. */
  let statuses: number[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "", "http://localhost");
    const status = request.headers["beamer-api-key"] === "key" ? (statuses.shift() ?? 200) : 401;
    const size = Number(searchParams.get("maxResults"));
    const from = Number(searchParams.get("page")) * size;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(status === 200 ? JSON.stringify(all.slice(from, from + size)) : '"busy"');
  });
  let access: BeamerAccess;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    access = { apiUrl, apiKey: "key", source: "beamer", mapping: MAPPING, fetch };
  });
  afterAll(() => {
    server.close();
  });

  const start: NpsPlace = { dateFrom: "2026-01-01", dateTo: "2026-02-01", page: 0 };

  /** The respondents, until the pull fails. */
  async function pull(
    from: NpsPlace,
    stored: Set<string>,
  ): Promise<{ place: NpsPlace | undefined; error: unknown }> {
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

  test("brings all pages", async () => {
    const stored = new Set<string>();
    expect(await pull(start, stored)).toEqual({ place: undefined, error: undefined });
    expect(stored.size).toBe(250);
  });

  test("goes on from its last place after Beamer was busy, and nothing is missing", async () => {
    const stored = new Set<string>();
    statuses = [200, 429];
    const { place, error } = await pull(start, stored);
    expect(error).toMatchObject({ code: "source_away", retryable: true });
    expect(stored.size).toBe(100);
    expect(place).toEqual({ ...start, page: 1 });
    await pull(place!, stored);
    expect(stored.size).toBe(250);
  });

  test("a wrong key is no reason to try again", async () => {
    access = { ...access, apiKey: "guess" };
    const { error } = await pull(start, new Set());
    expect(error).toBeInstanceOf(PullError);
    expect(error).toMatchObject({ code: "source_refuses", retryable: false });
  });
});
