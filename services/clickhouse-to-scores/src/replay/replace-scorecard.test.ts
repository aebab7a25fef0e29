import { expect, test } from "vitest";
import { readCompanyConfig } from "@mimamori/company-config";
import { scorecardFor } from "@mimamori/health-score";
import path from "node:path";
import { replaceScorecard } from "./replace-scorecard.ts";

const config = await readCompanyConfig(path.resolve(import.meta.dirname, "../../../../config"));
const [first] = config.scorecards;

test("a scorecard stands in for the published one of its name, and the others stay", () => {
  if (first === undefined) throw new Error("config/scorecards is empty");
  const changed = { ...first, minimumCoverage: 0.99 };
  const { config: replaced, replaces } = replaceScorecard(config, changed);
  expect(replaces).toBe(true);
  expect(replaced.scorecards).toHaveLength(config.scorecards.length);
  expect(replaced.scorecards).toContain(changed);
  expect(replaced.scorecards).not.toContain(first);
});

test("one of a new name is the one that its segments and stages find", () => {
  if (first === undefined) throw new Error("config/scorecards is empty");
  const { segments = ["smb"], stages = ["mature"] } = first;
  const added = { ...first, name: "trial", segments, stages };
  const { config: both, replaces } = replaceScorecard(config, added);
  expect(replaces).toBe(false);
  expect(scorecardFor(both.scorecards, segments[0] ?? "", stages[0] ?? "")).toBe(added);
});
