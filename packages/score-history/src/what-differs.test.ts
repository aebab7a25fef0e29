// What a sentence of before is shortened to beside the one of now.
import { expect, test } from "vitest";
import { whatDiffers } from "./what-differs.ts";

test.each([
  ["76% of the seats are in use", "only 13% of the seats are in use", "76%"],
  ["no use for 6 working days", "no use for 17 working days", "6"],
  ["0.59 tickets per 10 seats", "as many as 1.8 tickets per 10 seats", "0.59"],
  ["use 40% above its own usual level", "use 89% below its own usual level", "40% above"],
])("of “%s”, beside “%s”, “%s” is left", (then, now, left) => {
  expect(whatDiffers("en", then, now)).toBe(left);
});

test.each([
  ["利用が普段より40%多い", "利用が普段より89%少ない", "40%多い"],
  ["契約ライセンスの76%を利用中", "契約ライセンスの13%を利用中", "76%"],
])("in Japanese too, of “%s”, beside “%s”, “%s”: words stay whole", (then, now, left) => {
  expect(whatDiffers("ja", then, now)).toBe(left);
});

test.each([
  ["50% of the onboarding milestones reached", "all onboarding milestones reached"],
  ["used as much as usual", "use 77% above its own usual level"],
  ["last conversation 12 days ago", "no conversation for 88 days"],
])("“%s” stays whole beside “%s”: it is another sentence", (then, now) => {
  expect(whatDiffers("en", then, now)).toBe(then);
});

test("what is left is a part of the sentence of before, and never nothing", () => {
  const words = ["use", "the", "12%", "3.4", "−1"];
  const sentences = words.flatMap((one) =>
    words.flatMap((two) => words.map((three) => `${one} ${two} ${three}`)),
  );
  for (const then of sentences) {
    for (const now of sentences) {
      const left = whatDiffers("en", then, now);
      expect(left !== "" && then.includes(left), `${then} | ${now}`).toBe(true);
    }
  }
});
