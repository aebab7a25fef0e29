import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { oneAtATime } from "./one-at-a-time.ts";

test("no work begins before what came first has ended, also when that failed", async () => {
  const inTurn = oneAtATime();
  const log: string[] = [];
  const work = (name: string, ms: number) => async (): Promise<string> => {
    log.push(`${name} begins`);
    await delay(ms);
    log.push(`${name} ends`);
    if (name === "b") throw new Error("b failed");
    return name;
  };
  const [a, b, c] = [inTurn(work("a", 20)), inTurn(work("b", 5)), inTurn(work("c", 1))];
  await expect(b).rejects.toThrow("b failed");
  expect(await Promise.all([a, c])).toEqual(["a", "c"]);
  expect(log).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});
