import type { ToldPart } from "@mimamori/score-history";
import fc from "fast-check";
import { expect, test } from "vitest";
import { linesOf } from "./move-lines.ts";

const cards = { then: "adopting", now: "adopting" };

function part(kind: ToldPart["kind"], label: string, points: number, sentence = "s"): ToldPart {
  return { kind, measure: label, label, points, sentence };
}

test("all that a changed scorecard does is one line, with what weighs most in it", () => {
  const parts = [
    part("scorecard", "Usage trend", -4),
    part("points", "Seats in use", -1.5, "12% of the seats are in use"),
    part("scorecard", "Use per seat", -0.6),
    part("scorecard", "NPS", 0.4),
    part("scorecard", "Last use", -0.2),
    part("scorecard", "Support load", -0.1),
  ];
  expect(linesOf(parts, cards, -60, "en").map(({ tenths, text }) => [tenths, text])).toEqual([
    [
      -45,
      "Scorecard: adopting was changed (Usage trend −4.0, Use per seat −0.6, NPS +0.4, 2 others −0.3)",
    ],
    [-15, "Seats in use: 12% of the seats are in use"],
  ]);
});

test("another scorecard is named with the one before it, in either language", () => {
  const other = { then: "onboarding", now: "adopting" };
  const parts = [part("scorecard", "NPS", 1)];
  expect(linesOf(parts, other, 10, "en")[0]?.text).toBe(
    "Scorecard: adopting instead of onboarding (NPS +1.0)",
  );
  expect(linesOf(parts, other, 10, "ja")[0]?.text).toContain("onboardingからadoptingに変更");
});

test("a sentence that begins with its name does not say it twice", () => {
  const parts = [part("went", "NPS", -1, "NPS: the data is too old to count")];
  expect(linesOf(parts, cards, -10, "en")[0]?.text).toBe("NPS: the data is too old to count");
});

test("the tenths of the lines add up, and so do those in the words of the scorecard's", () => {
  const kind = fc.constantFrom("scorecard", "points", "came") as fc.Arbitrary<ToldPart["kind"]>;
  const points = fc.double({ min: -20, max: 20, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(kind, points), { minLength: 1 }), (drawn) => {
      const parts = drawn.map(([one, size]) => part(one, "Use", size));
      // Never -0.
      const total = Math.round(parts.reduce((sum, one) => sum + one.points, 0) * 10) + 0;
      const lines = linesOf(parts, cards, total, "en");
      expect(lines.reduce((sum, { tenths }) => sum + tenths, 0)).toBe(total);
      const ofScorecard = lines.find(({ text }) => text.startsWith("Scorecard"));
      const inWords = [...(ofScorecard?.text.matchAll(/ ([−+]?\d+\.\d)(?=[,)])/gu) ?? [])];
      const sum = inWords.reduce(
        (all, [, figure = ""]) => all + Math.round(Number(figure.replace("−", "-")) * 10),
        0,
      );
      expect(sum).toBe(ofScorecard?.tenths ?? 0);
    }),
  );
});
