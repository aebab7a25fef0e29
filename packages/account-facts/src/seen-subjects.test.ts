import fc from "fast-check";
import { expect, test } from "vitest";
import { SeenSubjects } from "./seen-subjects.ts";

test("a pair is new exactly once, whatever else has been seen: like a set of strings", () => {
  const pair = fc.tuple(
    fc.integer({ min: 0, max: 3 }),
    fc.oneof(fc.stringMatching(/^[ab]{0,4}$/), fc.string({ unit: "binary", maxLength: 20 })),
  );
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 60 }), (pairs) => {
      const seen = new SeenSubjects();
      const model = new Set<string>();
      for (const [bucket, text] of pairs) {
        const bytes = Buffer.from(`<${text}>`);
        const key = `${bucket}/${bytes.toString("hex")}`;
        expect(seen.add(bucket, bytes, 1, bytes.length - 1)).toBe(!model.has(key));
        model.add(key);
      }
      expect(seen.size).toBe(model.size);
    }),
  );
});

test("a hundred thousand pairs are all kept, in whatever memory was taken for the first of them", () => {
  const seen = new SeenSubjects();
  const subjects = Array.from({ length: 50_000 }, (_, number) => Buffer.from(`account-${number}`));
  for (const isNew of [true, false]) {
    const answers = subjects.flatMap((subject) => [
      seen.add(0, subject, 0, subject.length),
      seen.add(1, subject, 0, subject.length),
    ]);
    expect(answers.filter((answer) => answer === isNew)).toHaveLength(100_000);
  }
  expect(seen.size).toBe(100_000);
});
