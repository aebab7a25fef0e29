import { expect, test } from "vitest";
import {
  addAccount,
  bandMatrix,
  beginTally,
  changedAccounts,
  dropFigures,
  type ReplayedAccount,
  type ReplayTally,
} from "./replay-tally.ts";

const SCORES: Readonly<Record<string, number | null>> = {
  healthy: 80,
  attention: 60,
  "at-risk": 30,
  "insufficient-data": null,
  closed: null,
};

function at(account: string, published: string, candidate = published): ReplayedAccount {
  const scored = (band: string) => ({ band, score: SCORES[band] ?? null });
  return { account, published: scored(published), candidate: scored(candidate) };
}

function addAccounts(tally: ReplayTally, day: number, accounts: readonly ReplayedAccount[]): void {
  for (const one of accounts) addAccount(tally, day, one);
}

const notices = (days: Record<string, number[]>, seenThroughDay = 1_000) => ({
  noticeDaysOf: (account: string) => days[account] ?? [],
  seenThroughDay,
});

test("a drop is from a better band to a worse one; what has too little data or is closed has not dropped", () => {
  const tally = beginTally();
  addAccounts(tally, 0, [
    at("a", "healthy"),
    at("b", "healthy"),
    at("c", "at-risk"),
    at("d", "healthy"),
  ]);
  addAccounts(tally, 7, [
    at("a", "attention", "healthy"),
    at("b", "insufficient-data"),
    at("c", "healthy"),
    at("d", "closed"),
  ]);
  addAccounts(tally, 14, [at("a", "at-risk", "at-risk"), at("b", "at-risk"), at("c", "healthy")]);
  expect(dropFigures(tally, "published", notices({}))).toMatchObject({ drops: 2, accounts: 1 });
  expect(dropFigures(tally, "candidate", notices({}))).toMatchObject({ drops: 1, accounts: 1 });
  expect(tally.moments.map(({ published, candidate }) => [published, candidate])).toEqual([
    [0, 0],
    [1, 0],
    [1, 1],
  ]);
});

test("a drop that a notice follows within 90 days was right, one whose 90 days are not over is not judged", () => {
  const tally = beginTally();
  addAccounts(tally, 0, [at("left", "healthy"), at("stayed", "healthy"), at("late", "healthy")]);
  addAccounts(tally, 7, [at("left", "at-risk"), at("stayed", "at-risk"), at("late", "healthy")]);
  addAccounts(tally, 70, [at("left", "at-risk"), at("stayed", "at-risk"), at("late", "at-risk")]);
  const figures = dropFigures(tally, "published", notices({ left: [50] }, 120));
  expect(figures).toMatchObject({ drops: 3, judged: 2, followedByNotice: 1 });
});

test("a notice counts as warned of by a drop of the 90 days before it, and tells how long before", () => {
  const tally = beginTally();
  addAccounts(tally, 0, [
    at("warned", "healthy"),
    at("forgotten", "healthy"),
    at("surprise", "healthy"),
  ]);
  addAccounts(tally, 7, [
    at("warned", "attention"),
    at("forgotten", "at-risk"),
    at("surprise", "healthy"),
  ]);
  addAccounts(tally, 200, [
    at("warned", "at-risk"),
    at("forgotten", "at-risk"),
    at("surprise", "healthy"),
  ]);
  const given = notices({ warned: [40], forgotten: [150], surprise: [60], before: [-3] });
  const figures = dropFigures(tally, "published", given);
  expect(figures).toMatchObject({ notices: 3, warned: 1, medianWarningDays: 33 });
});

test("the last moment tells who lies where, and who would lie elsewhere, furthest first", () => {
  const tally = beginTally();
  addAccounts(tally, 0, [at("x", "healthy")]);
  addAccounts(tally, 7, [
    at("a", "healthy", "attention"),
    at("b", "healthy", "at-risk"),
    at("c", "healthy"),
    at("d", "healthy"),
  ]);
  expect(bandMatrix(tally)[0]).toEqual({ published: "healthy", candidate: "healthy", accounts: 2 });
  expect(changedAccounts(tally).map(({ account }) => account)).toEqual(["b", "a"]);
});

test("it is the same whether each account is followed through time or each moment through the accounts", () => {
  const [early, late] = [
    [at("a", "healthy"), at("b", "attention", "healthy")],
    [at("a", "at-risk", "healthy"), at("b", "at-risk")],
  ];
  const byMoment = beginTally();
  addAccounts(byMoment, 0, early);
  addAccounts(byMoment, 7, late);
  const byAccount = beginTally();
  for (const [place, one] of early.entries()) {
    addAccounts(byAccount, 0, [one]);
    addAccounts(byAccount, 7, late.slice(place, place + 1));
  }
  expect(byAccount).toEqual(byMoment);
});
