import fc from "fast-check";
import { expect, test } from "vitest";
import { SendQueue } from "./send-queue.ts";

/** Deliveries that end when they are told to. */
function deliveriesOf(mostItems: number) {
  const open: { items: readonly number[]; end: (error?: Error) => void }[] = [];
  const queue = new SendQueue<number>(
    (items) =>
      new Promise((resolve, reject) => {
        open.push({
          items,
          end: (error) => {
            if (error === undefined) resolve();
            else reject(error);
          },
        });
      }),
    mostItems,
  );
  return { queue, open };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("what comes while two deliveries are under way goes out together, as soon as one has ended", async () => {
  const { queue, open } = deliveriesOf(100);
  const sends = [[1], [2], [3], [4, 5]].map((items) => queue.send(items));
  expect(open.map(({ items }) => items)).toEqual([[1], [2]]);
  open[0]?.end();
  await sends[0];
  await settled();
  expect(open[2]?.items).toEqual([3, 4, 5]);
  open[1]?.end();
  open[2]?.end();
  await Promise.all(sends);
});

test("every item is delivered once and in order, a send is never divided, and no more go together than asked", async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 12 }), async (all, most) => {
      const { queue, open } = deliveriesOf(most);
      let next = 0;
      const sent = all.map((size) => Array.from({ length: size }, () => next++));
      const sends = sent.map((items) => queue.send(items));
      for (let at = 0; at < open.length; at++) {
        const { items, end } = open[at] as (typeof open)[number];
        const parts = sent.filter(([first]) => items.includes(first as number));
        expect(parts.flat()).toEqual(items);
        if (parts.length > 1) expect(items.length).toBeLessThanOrEqual(most);
        end();
        await settled();
      }
      await Promise.all(sends);
      expect(open.flatMap(({ items }) => items)).toEqual(sent.flat());
    }),
    { numRuns: 50 },
  );
});

test("a lasting failure of sends that went together is told only to the one whose it is", async () => {
  const delivered: number[] = [];
  const queue = new SendQueue<number>((items) => {
    if (items.includes(13)) return Promise.reject(new Error("too large"));
    delivered.push(...items);
    return Promise.resolve();
  }, 100);
  const outcomes = await Promise.allSettled([[1], [2], [3], [13], [4]].map((i) => queue.send(i)));
  expect(outcomes.map(({ status }) => status)).toEqual([
    ...["fulfilled", "fulfilled", "fulfilled", "rejected", "fulfilled"],
  ]);
  expect(delivered.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
});

test("a passing failure is told to all that went together, and nothing is delivered twice for it", async () => {
  const failure = Object.assign(new Error("away"), { retryable: true });
  let deliveries = 0;
  const queue = new SendQueue<number>(() => {
    deliveries += 1;
    return Promise.reject(failure);
  }, 100);
  const outcomes = await Promise.allSettled([[1], [2], [3], [4]].map((items) => queue.send(items)));
  expect(outcomes.every((outcome) => outcome.status === "rejected")).toBe(true);
  expect(deliveries).toBe(3);
});
