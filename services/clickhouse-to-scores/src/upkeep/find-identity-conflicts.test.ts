import { expect, test } from "vitest";
import { withNeighbours } from "./find-identity-conflicts.ts";

test("a month is looked at with its neighbours, across years and once", () => {
  expect(withNeighbours([202601])).toEqual([202512, 202601, 202602]);
  expect(withNeighbours([202511, 202512])).toEqual([202510, 202511, 202512, 202601]);
  expect(withNeighbours([])).toEqual([]);
});
