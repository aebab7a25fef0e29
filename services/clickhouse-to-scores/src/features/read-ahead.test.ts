import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { readAhead } from "./read-ahead.ts";

test("one part is read ahead of the one that is worked on, in order, and no more", async () => {
  const begun: number[] = [];
  const read = (item: number): Promise<number> => {
    begun.push(item);
    return Promise.resolve(item * 10);
  };
  const seen: [number, number][] = [];
  for await (const part of readAhead([1, 2, 3], read)) seen.push([part, begun.length]);
  expect(seen).toEqual([
    [10, 2],
    [20, 3],
    [30, 3],
  ]);
});

test("a part that cannot be read fails where it is waited for, and begins no other", async () => {
  const begun: number[] = [];
  const read = async (item: number): Promise<number> => {
    begun.push(item);
    await turn();
    if (item === 2) throw new Error("cannot read 2");
    return item;
  };
  const seen: number[] = [];
  const reading = async (): Promise<void> => {
    for await (const part of readAhead([1, 2, 3, 4], read)) {
      seen.push(part);
      await turn();
      await turn();
    }
  };
  await expect(reading()).rejects.toThrow("cannot read 2");
  expect([seen, begun]).toEqual([[1], [1, 2, 3]]);
});
