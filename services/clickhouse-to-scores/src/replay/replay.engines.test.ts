import { afterAll, beforeAll, expect, test } from "vitest";
import { readWatermark } from "../choose-as-of.ts";
import { runScores } from "../run.ts";
import {
  arrival,
  arrive,
  config,
  CONFIG_DIR,
  dayAt,
  smallCompany,
  startEmpty,
  tables,
} from "../scoring-fixture.ts";
import { scoreThroughTime } from "./score-through-time.ts";
import { runReplay } from "./replay.ts";

const { signal } = new AbortController();
const dayOf = (ms: number): string => new Date(ms + 9 * 3_600_000).toISOString().slice(0, 10);

/** What was not known at its own time: an answer, a reminder of an invoice, a ticket that was solved. */
function lateNews() {
  return [
    arrival(
      "engagement.survey_answered.v1",
      "declining",
      dayAt(40),
      { kind: "nps", score: 2 },
      { knownAt: dayAt(75) },
    ),
    arrival("engagement.ticket_changed.v1", "unhappy", dayAt(85), {
      ...{ ticket_id: "ticket-1", status: "solved", priority: "urgent" },
      ...{ opened_at: dayAt(80), solved_at: dayAt(85) },
    }),
    arrival("account.profile_changed.v1", "well", dayAt(70), {
      name: "Well & Co",
      segment: "smb",
      country: "JP",
    }),
  ];
}

beforeAll(async () => {
  await startEmpty();
  await arrive([...smallCompany(), ...lateNews()], dayAt(90));
});
afterAll(() => tables.close());

/** As a run as of then writes them. */
async function scoredBy(asOf: Date): Promise<unknown[]> {
  const { factsVersion = "0" } = (await readWatermark(tables)) ?? {};
  const request = { kind: "as-of", scope: "all", asOf, factsVersion, accounts: "all" } as const;
  const { runId } = await runScores(tables, config, request, signal);
  return tables.query(
    `SELECT account, score, toString(band) AS band, toString(segment) AS segment FROM mimamori.health_scores FINAL
     WHERE run_id = {runId:String} ORDER BY account`,
    { runId },
  );
}

// All accounts at all moments at once; two moments at a time; an account at a time.
test.each([undefined, 8, 1])(
  "a replayed moment gives each account the score that a run as of then gives it, whatever became known since and however it is read (%s at once)",
  async (readAtOnce) => {
    const store = { tables, timeZone: config.company.timeZone, currencies: config.company };
    const moments = [38, 74, 82].map((day) => new Date(Date.parse(dayAt(day))));
    const replayed: object[][] = moments.map(() => []);
    await scoreThroughTime({
      ...{ store, configs: [config], moments, dayOf, signal },
      ...(readAtOnce === undefined ? {} : { readAtOnce }),
      see: ([scored], moment) =>
        replayed[moment]?.push({
          account: scored?.features.account,
          score: scored?.result?.score ?? null,
          band: scored?.result?.band ?? "closed",
          segment: scored?.features.segment,
        }),
    });
    const scored = [];
    for (const moment of moments) scored.push(await scoredBy(moment));
    expect(replayed).toEqual(scored);
  },
);

test("the published scorecard beside itself changes nobody; another tells who lies in another band, and writes nothing", async () => {
  // All four are that young.
  const card = config.scorecards.find(({ name }) => name === "onboarding");
  if (card === undefined) throw new Error("config/scorecards has none for onboarding");
  const replaying = {
    tables,
    configDir: CONFIG_DIR,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  const span = { from: "2026-02-15", to: "2026-04-04", everyDays: 7 };
  const before = await tables.query("SELECT count() AS rows FROM mimamori.health_scores");
  const same = await runReplay(replaying, { scorecard: card, ...span }, signal);
  expect(same).toMatchObject({
    replaces: true,
    moments: 7,
    accounts: 4,
    changedNow: 0,
    changedEver: 0,
  });
  expect(same.drops.candidate).toEqual(same.drops.published);
  expect(same.drops.published.drops).toBeGreaterThan(0);
  expect(same.backtest.candidate).toEqual(same.backtest.published);
  const strict = {
    ...card,
    bands: card.bands.map((band) => (band.name === "healthy" ? { ...band, from: 99.9 } : band)),
  };
  const changed = await runReplay(replaying, { scorecard: strict, ...span }, signal);
  expect(changed.changed).toContainEqual(
    expect.objectContaining({
      account: "well",
      name: "Well & Co",
      candidate: expect.objectContaining({ band: "attention" }),
    }),
  );
  expect(await tables.query("SELECT count() AS rows FROM mimamori.health_scores")).toEqual(before);
});
