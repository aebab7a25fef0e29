import { expect, test } from "vitest";
import { JobFlow } from "./job-flow.ts";

function after(looks: readonly [waiting: number, active: number, taken?: boolean][]) {
  const flow = new JobFlow();
  for (const [waiting, active, taken = false] of looks) {
    if (taken) flow.noteTaken();
    flow.noteCounts(waiting, active);
  }
  return flow.problem();
}

test("jobs that wait while nobody works are a standstill; an idle queue and a busy worker are none", () => {
  expect(
    after([
      [2, 0],
      [2, 0],
      [3, 0],
    ]),
  ).toMatch(/jobs wait, and none was taken in the last 3 looks/);
  expect(
    after([
      [2, 0],
      [2, 0],
    ]),
  ).toBeUndefined();
  expect(
    after([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ]),
  ).toBeUndefined();
  expect(
    after([
      [2, 1],
      [2, 1],
      [2, 1],
      [2, 1],
    ]),
  ).toBeUndefined();
  expect(
    after([
      [2, 0],
      [2, 0, true],
      [2, 0],
      [2, 0],
    ]),
  ).toBeUndefined();
});
