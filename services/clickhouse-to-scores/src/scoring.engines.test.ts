import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { scoreChangedEvent, SCORE_CHANGES_TOPIC } from "@mimamori/event-contracts";
import { runConsumer } from "@mimamori/kafka-stream";
import type { StreamProducer } from "@mimamori/kafka-stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newRunId, recordRun } from "./score-runs.ts";
import {
  arrival,
  arrive,
  CONFIG_DIR,
  connectScoreProducer,
  dayAt,
  kafka,
  log,
  smallCompany,
  startEmpty,
  tables,
  usage,
} from "./scoring-fixture.ts";
import { scoreAsOf, scoreLive } from "./scoring.ts";
import type { Scoring } from "./scoring.ts";

const signal = new AbortController().signal;
let producer: StreamProducer;
let scoring: Scoring;

beforeAll(async () => {
  producer = await connectScoreProducer();
});
beforeEach(async () => {
  await startEmpty();
  scoring = { tables, producer, configDir: CONFIG_DIR, log };
});
afterAll(async () => {
  await producer.disconnect();
  await tables.close();
});

/** What CS Ops see of a run: accounts and bands. */
async function visible(runId: string | null): Promise<Record<string, string>> {
  const rows = await tables.query<{ account: string; band: string }>(
    "SELECT account, band FROM cs.health_scores WHERE run_id = {runId:String} ORDER BY account",
    { runId },
  );
  return Object.fromEntries(rows.map(({ account, band }) => [account, band]));
}

describe("a live run", () => {
  test("tells the well from the declining, the unhappy and the gone, with reasons that add up to the score", async () => {
    await arrive(smallCompany(), dayAt(90));
    const { runId, accounts, asOf } = await scoreLive(scoring, "all", signal);
    expect({ accounts, asOf }).toEqual({ accounts: 4, asOf: dayAt(90) });
    const bands = await visible(runId);
    expect(bands).toMatchObject({ well: "healthy", gone: "closed" });
    expect(bands["unhappy"]).toBe("at-risk");
    const scores = await tables.query<{ account: string; score: number; sum: number }>(
      `SELECT account, any(computed_score) AS score, sum(contribution) AS sum
       FROM cs.health_scores_latest JOIN cs.health_reasons_latest USING (account) GROUP BY account ORDER BY account`,
    );
    expect(scores.map(({ account }) => account)).toEqual(["declining", "unhappy", "well"]);
    for (const { score, sum } of scores) expect(sum).toBeCloseTo(score, 9);
    const [worst] = await tables.query<{ measure: string }>(
      `SELECT measure FROM cs.health_reasons_latest WHERE account = 'declining'
       ORDER BY lost_points DESC LIMIT 1`,
    );
    expect(worst?.measure).toBe("usage_trend");
  });

  test("has nothing to do before there are facts, and says so", async () => {
    expect(await scoreLive(scoring, "due", signal)).toMatchObject({
      runId: null,
      message: expect.stringContaining("no facts yet"),
    });
  });

  test("is over all accounts the first time, then over those that changed", async () => {
    await arrive(smallCompany(), dayAt(90));
    expect((await scoreLive(scoring, "due", signal)).accounts).toBe(4);
    expect((await scoreLive(scoring, "due", signal)).runId).toBeNull();
    const answer = { kind: "nps", score: 0, respondent: "new" };
    await arrive(
      [
        arrival("engagement.survey_answered.v1", "well", dayAt(90.5), answer),
        ...usage("declining", 90, 91, 20),
      ],
      dayAt(91),
    );
    const due = await scoreLive(scoring, "due", signal);
    expect(Object.keys(await visible(due.runId))).toEqual(["well"]);
    const used = await scoreLive(scoring, "usage", signal);
    expect(Object.keys(await visible(used.runId))).toEqual(["declining"]);
  });

  test("closes the months that are due when it is over all accounts; a run about the past closes none", async () => {
    const closed = () =>
      tables.query(
        "SELECT toString(month) AS month FROM mimamori.closed_months FINAL ORDER BY month",
      );
    await arrive(smallCompany(), dayAt(90));
    await scoreLive(scoring, "all", signal);
    await arrive([], dayAt(95));
    await scoreAsOf(scoring, dayAt(95), signal);
    await scoreLive(scoring, "due", signal);
    expect(await closed()).toEqual([]);
    await scoreLive(scoring, "all", signal);
    const months = ["2026-01-01", "2026-02-01", "2026-03-01"];
    expect(await closed()).toEqual(months.map((month) => ({ month })));
  });

  test("looks at what became known after the run before it, even when its facts were there already", async () => {
    const answer = { kind: "nps", score: 0, respondent: "new" };
    await arrive(
      [...smallCompany(), arrival("engagement.survey_answered.v1", "well", dayAt(91), answer)],
      dayAt(90),
    );
    await scoreLive(scoring, "all", signal);
    await arrive([], dayAt(92));
    const due = await scoreLive(scoring, "due", signal);
    expect(Object.keys(await visible(due.runId))).toEqual(["well"]);
  });

  test("looks at an account whose invoice falls due although nothing happened", async () => {
    const invoice = {
      invoice_id: "invoice-2",
      status: "open",
      amount_due_minor: 1,
      currency: "JPY",
      issued_at: dayAt(80),
      due_at: dayAt(95),
    };
    await arrive(
      [...smallCompany(), arrival("billing.invoice_changed.v1", "declining", dayAt(80), invoice)],
      dayAt(90),
    );
    await scoreLive(scoring, "all", signal);
    await arrive([], dayAt(96));
    const due = await scoreLive(scoring, "due", signal);
    expect(Object.keys(await visible(due.runId))).toEqual(["declining"]);
  });

  test("never goes back behind the one before it", async () => {
    await arrive(smallCompany(), dayAt(90));
    await scoreLive(scoring, "all", signal);
    await arrive([], dayAt(89));
    expect(await scoreLive(scoring, "all", signal)).toMatchObject({ runId: null });
  });

  test("that fails or is killed half-way is invisible, and the next one completes", async () => {
    await arrive(smallCompany(), dayAt(90));
    const broken: ClickhouseTables = {
      ...tables,
      insertRows: (table, columns, rows) =>
        table === "mimamori.touch_tiers"
          ? Promise.reject(new Error("the disk is full"))
          : tables.insertRows(table, columns, rows),
    };
    const failing = scoreLive({ ...scoring, tables: broken }, "all", signal);
    await expect(failing).rejects.toThrow("the disk is full");
    const asOf = new Date(dayAt(90));
    const killed = {
      runId: newRunId("live", asOf),
      kind: "live",
      scope: "all",
      asOf,
      configVersion: "",
      factsVersion: "0",
      startedAt: asOf,
    } as const;
    const nothing = { accounts: 0, accountsScored: 0, message: "" };
    await recordRun(tables, killed, { status: "started", ...nothing });

    expect(await tables.query("SELECT * FROM cs.health_scores")).toEqual([]);
    expect(await tables.query("SELECT * FROM cs.accounts WHERE health_band != ''")).toEqual([]);
    const { runId } = await scoreLive(scoring, "due", signal);
    expect(Object.keys(await visible(runId))).toHaveLength(4);
    const runs = await tables.query<{ status: string; message: string }>(
      "SELECT status, message FROM cs.score_runs ORDER BY message",
    );
    expect(runs).toEqual([
      { status: "complete", message: "" },
      { status: "failed", message: "interrupted before it was complete" },
      { status: "failed", message: "the disk is full" },
    ]);
  });

  test("that is aborted fails, and nothing of it is seen", async () => {
    await arrive(smallCompany(), dayAt(90));
    const aborted = scoreLive(scoring, "all", AbortSignal.abort(new Error("shutting down")));
    await expect(aborted).rejects.toThrow("shutting down");
    expect(await tables.query("SELECT * FROM cs.health_scores")).toEqual([]);
  });
});

describe("a run as of the past", () => {
  test("is refused for a moment up to which not everything is in", async () => {
    await arrive(smallCompany(), dayAt(90));
    await expect(scoreAsOf(scoring, dayAt(91), signal)).rejects.toMatchObject({
      code: "not_settled",
    });
  });

  test("takes a day as its end in the company's time zone, and changes nothing that holds now", async () => {
    await arrive(smallCompany(), dayAt(90));
    await scoreLive(scoring, "all", signal);
    const now = await tables.query("SELECT * FROM cs.health_scores_latest ORDER BY account");
    const { asOf, runId } = await scoreAsOf(scoring, "2026-02-01", signal);
    expect(asOf).toBe("2026-02-01T15:00:00.000Z");
    expect(await visible(runId)).toMatchObject({ gone: "healthy" });
    expect(await tables.query("SELECT * FROM cs.health_scores_latest ORDER BY account")).toEqual(
      now,
    );
  });
});

describe("score.changes", () => {
  /** Reads the topic until it has `count` events of the run. */
  async function published(runId: string | null, count: number): Promise<unknown[]> {
    const events: unknown[] = [];
    const consumer = await runConsumer({
      ...kafka,
      groupId: randomUUID(),
      topics: [SCORE_CHANGES_TOPIC],
      handleBatch: ({ records }) => {
        for (const { value } of records) {
          const event = scoreChangedEvent.parse(JSON.parse(String(value)));
          if (event.data.run_id === runId) events.push(event);
        }
        return Promise.resolve();
      },
    });
    while (events.length < count) await delay(50);
    await consumer.stop();
    return events;
  }

  test("tells what a live run changed, once per account and field", async () => {
    await arrive(smallCompany(), dayAt(90));
    const first = await scoreLive(scoring, "all", signal);
    // Score, band and tier of three accounts; the band of the one that is gone.
    expect(await published(first.runId, 10)).toHaveLength(10);
    await arrive(usage("declining", 90, 120, 20), dayAt(120));
    const second = await scoreLive(scoring, "usage", signal);
    expect(await published(second.runId, 1)).toContainEqual(
      expect.objectContaining({
        id: `${second.runId ?? ""}/declining/health_score`,
        subject: "declining",
      }),
    );
  });

  test("that could not be published are published by the next tick, with the same ids", async () => {
    await arrive(smallCompany(), dayAt(90));
    const down: StreamProducer = {
      ...producer,
      send: () => Promise.reject(new Error("no broker")),
    };
    await expect(scoreLive({ ...scoring, producer: down }, "all", signal)).rejects.toThrow(
      "no broker",
    );
    const [run] = await tables.query<{ run_id: string }>("SELECT run_id FROM cs.score_runs");
    expect((await scoreLive(scoring, "due", signal)).runId).toBeNull();
    const runId = run?.run_id ?? "";
    const ids = (await published(runId, 10)).map((event) => (event as { id: string }).id);
    expect(ids).toContain(`${runId}/well/health_band`);
  });

  test("hear nothing of a run as of the past", async () => {
    await arrive(smallCompany(), dayAt(90));
    await scoreAsOf(scoring, dayAt(60), signal);
    expect(await tables.query("SELECT * FROM mimamori.score_changes_outbox")).toEqual([]);
  });
});
