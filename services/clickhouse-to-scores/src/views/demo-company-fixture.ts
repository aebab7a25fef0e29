// For tests: a small company of the simulator with a year behind it, its facts, and live runs over a quarter of it.
import { parseEvent } from "@mimamori/event-contracts";
import { simulate } from "@mimamori/simulator";
import { writeReportingSettings } from "../reporting-settings.ts";
import { runScores } from "../run.ts";
import { arrive, config, startEmpty, tables } from "../scoring-fixture.ts";
import type { Arrival } from "../scoring-fixture.ts";

const ACCOUNTS = 150;
const MONTHS = 14;
const DAY_MS = 86_400_000;
const RUNS_DAYS_AGO = [84, 70, 35, 7, 0] as const;

/** What the simulator sends and our contracts take, each as known when it says. */
function* arrivals(untilMs: number): Generator<Arrival> {
  const size = { seed: 11, accounts: ACCOUNTS, months: MONTHS } as const;
  for (const { deliveries } of simulate({ ...size, untilMs, usage: "weekly" })) {
    for (const delivery of deliveries) {
      if (delivery.kind === "bad") continue;
      const parsed = parseEvent(JSON.parse(delivery.value));
      if (!parsed.ok) throw new Error(parsed.reason);
      const knownAt = new Date(delivery.event.knownAtMs).toISOString();
      yield { event: parsed.event, knownAt };
    }
  }
}

/** Fills an empty installation, as of the beginning of this UTC day. */
export async function liveThroughAYear(): Promise<void> {
  const nowMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  await startEmpty();
  await writeReportingSettings(tables, config.company);
  await arrive([...arrivals(nowMs)], new Date(nowMs).toISOString());
  for (const daysAgo of RUNS_DAYS_AGO) {
    const asOf = new Date(nowMs - daysAgo * DAY_MS);
    const scope = { kind: "live", scope: "all", accounts: "all" } as const;
    const request = { ...scope, asOf, factsVersion: "0" };
    await runScores(tables, config, request, new AbortController().signal);
  }
}
