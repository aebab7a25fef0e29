import path from "node:path";
import { expect, test } from "vitest";
import { changedSettings } from "./changed-settings.ts";

const SHIPPED = path.resolve(import.meta.dirname, "../../../../config/touch-tiers.yaml");

test("edits change what they name and nothing else, and may add pools", async () => {
  const before = await changedSettings(SHIPPED, undefined);
  const edits =
    "thresholds.high=9000000, pools.ja.languages=[ja, en],pools.ja.high={csms: 2, accountsPerCsm: 10},pools.rest={}";
  expect(await changedSettings(SHIPPED, edits)).toEqual({
    ...before,
    thresholds: { ...before.thresholds, high: 9_000_000 },
    pools: { ja: { languages: ["ja", "en"], high: { csms: 2, accountsPerCsm: 10 } }, rest: {} },
  });
});

test("an edit that does not fit is told with its place, and what is none is told so", async () => {
  await expect(changedSettings(SHIPPED, "thresholds.high=1")).rejects.toThrow(
    "thresholds.high: expected a threshold above that of low",
  );
  await expect(changedSettings(SHIPPED, "margin")).rejects.toThrow('"margin" is no edit');
  await expect(changedSettings("nowhere.yaml", undefined)).rejects.toThrow("cannot be read");
});
