// A long computation does not hold up the rest of the service.
import { trainChurnModel } from "@mimamori/churn-risk";
import type { ChurnDataset } from "@mimamori/churn-risk";
import { expect, test } from "vitest";
import { compute, onThread } from "./on-thread.ts";

const EMPTY: ChurnDataset = {
  columns: [],
  accounts: [],
  rows: 0,
  accountOfRow: new Uint32Array(),
  day: new Int32Array(),
  anchorDay: new Int32Array(),
  windowEndDay: new Int32Array(),
  outcome: new Int8Array(),
  offset: new Float64Array(),
  values: new Float64Array(),
  segment: new Uint16Array(),
  segments: [],
};
const NEVER = new AbortController().signal;

test("a computation on a thread gives what it gives here", async () => {
  const found = await onThread("trainChurnModel", [EMPTY, { asOfDay: 20_000 }], NEVER);
  expect(found).toEqual(trainChurnModel(EMPTY, { asOfDay: 20_000 }));
});

test("a few rows give the same without a thread, and nothing once it is aborted", async () => {
  const args: Parameters<typeof trainChurnModel> = [EMPTY, { asOfDay: 20_000 }];
  expect(await compute("trainChurnModel", args, NEVER)).toEqual(trainChurnModel(...args));
  const aborted = AbortSignal.abort(new Error("enough"));
  await expect(compute("trainChurnModel", args, aborted)).rejects.toThrow("enough");
});

test("what it throws is thrown here", async () => {
  const wrong = { ...EMPTY, rows: 1 };
  await expect(onThread("trainChurnModel", [wrong, { asOfDay: 20_000 }], NEVER)).rejects.toThrow(
    /rows/,
  );
});

test("aborted, it ends at once", async () => {
  const abort = new AbortController();
  const work = onThread("trainChurnModel", [EMPTY, { asOfDay: 20_000 }], abort.signal);
  abort.abort(new Error("enough"));
  await expect(work).rejects.toThrow("enough");
});
