// The page may drift in its figures and names only: any other word that does not come out is told.
import { expect, test } from "vitest";
import { linesAsShown, stepsOf } from "./tour-page-fixture.ts";

const SHOWN = `
   ┌─account───┬─score_now─┐
1. │ acc-00244 │        34 │
…
  Alder Health  acc-00244
  2026-10-03  77.7 healthy  →  2026-11-28  34.1 at risk
    −14.2  ██████████  Usage trend: use 88% below its own usual level (before: use 77% above
                       its own usual level)
6 accounts would lie in another band
`;
const CAME = `account\tscore_now
acc-00007\t61
  Quarry Works  acc-00007
  2026-09-01  81.0 healthy  →  2026-10-27  61.3 needs attention
     −9.9  ██████████  Seats in use: only 11% of the seats are in use
1,234 accounts would lie in another band
`;

test("figures, names, bands and the reasons of one company are free", () => {
  expect(linesAsShown(SHOWN, CAME)).toEqual({ missing: [] });
});

test.each([
  ["a column", "score_now", "score"],
  ["a sentence", "would lie in", "lie in"],
  ["a moment of the move", "→", "->"],
  ["the part of the move", "Seats in use: only", "only"],
])("%s that does not come out is told", (_, word, other) => {
  expect(linesAsShown(SHOWN, CAME.replace(word, other)).missing).toHaveLength(1);
});

test("a block of commands stands with what the page shows below it; the demo itself is not played", () => {
  const page =
    "```bash\n./mimamori demo\n```\n\n## Why?\n\n```bash\na\n```\n\nWords.\n\n```text\nb\n```\n";
  expect(stepsOf(page)).toEqual([{ title: "Why?", script: "a\n", shown: "b\n" }]);
});
