import { afterAll, beforeAll, expect, test } from "vitest";
import { runScores } from "../run.ts";
import {
  arrival,
  arrive,
  config,
  dayAt,
  smallCompany,
  startEmpty,
  tables,
  usage,
} from "../scoring-fixture.ts";

const { signal } = new AbortController();

async function live(day: number, of = config): Promise<string> {
  const asOf = new Date(dayAt(day));
  const request = { kind: "live", scope: "all", asOf, factsVersion: "0", accounts: "all" } as const;
  return (await runScores(tables, of, request, signal)).runId;
}

interface MoveRow {
  readonly account: string;
  readonly since: string;
  readonly kind: string;
  readonly measure: string;
  readonly reason: string;
}

function movesOf(runId: string): Promise<MoveRow[]> {
  return tables.query(
    "SELECT account, since, kind, measure, reason FROM cs.health_moves WHERE run_id = {runId:String} ORDER BY account, since, kind, measure",
    { runId },
  );
}

beforeAll(async () => {
  await startEmpty();
  await arrive([...smallCompany(), ...usage("well", 90, 95, 20)], dayAt(99));
});
afterAll(() => tables.close());

test("the parts of each account sum to the difference of its scores to the last digit, under one scorecard and from one to another", async () => {
  await live(80);
  await live(88);
  const changed = {
    ...config,
    version: "changed",
    scorecards: config.scorecards.map((card) => ({
      ...card,
      measures: card.measures.map((one) =>
        one.kind === "ticket_load" ? { ...one, weight: one.weight * 3 } : one,
      ),
    })),
  };
  const last = await live(89, changed);
  const wrong = await tables.query(
    `SELECT run_id, account, since FROM cs.health_moves
     GROUP BY run_id, account, since HAVING sum(points) != any(score_after) - any(score_before)`,
  );
  expect(wrong).toEqual([]);
  const told = await tables.query(
    `SELECT uniqExact(account) > 1 AS several, uniqExact(since) AS sinces FROM cs.health_moves WHERE run_id = {last:String}`,
    { last },
  );
  expect(told).toEqual([{ several: 1, sinces: "2" }]);
  const moves = await movesOf(last);
  expect(moves.some(({ kind }) => kind === "other")).toBe(false);
  expect(moves).toContainEqual(
    expect.objectContaining({
      account: "unhappy",
      since: "day",
      kind: "scorecard",
      measure: "ticket_load",
    }),
  );
});

test("the scores that a move speaks of are those of its two runs, and the earlier one is of an earlier day", async () => {
  const rows = await tables.query<{ rows: string }>(
    `SELECT count() AS rows,
       countIf(toFloat64(moves.score_after) != round(after.score, 9)) AS wrong_after,
       countIf(toFloat64(moves.score_before) != round(before.score, 9)) AS wrong_before,
       countIf(toDate(moves.previous_as_of, 'Asia/Tokyo') >= toDate(moves.as_of, 'Asia/Tokyo')) AS not_earlier
     FROM cs.health_moves AS moves
     INNER JOIN cs.health_scores AS after ON after.run_id = moves.run_id AND after.account = moves.account
     INNER JOIN cs.health_scores AS before ON before.run_id = moves.previous_run_id AND before.account = moves.account`,
  );
  expect(rows).toEqual([
    expect.objectContaining({ wrong_after: "0", wrong_before: "0", not_earlier: "0" }),
  ]);
  expect(Number(rows[0]?.rows)).toBeGreaterThan(5);
});

test("an override that begins is a part of its own, with its words", async () => {
  const set = arrival("account.override_set.v1", "declining", dayAt(91), {
    ...{
      override_id: "o-1",
      target: "health_score",
      value: 90,
      reason: "a new plan is agreed",
      author: "csm-1",
    },
    expires_at: dayAt(300),
  });
  await arrive([set], dayAt(99));
  const moves = await movesOf(await live(92));
  const override = moves.find(
    ({ account, since, kind }) => account === "declining" && since === "day" && kind === "override",
  );
  expect(override?.reason).toContain("a new plan is agreed");
});
