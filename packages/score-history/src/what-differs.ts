// Two sentences that say the same of two moments. In: both. Out: of the earlier one, what the later does not say already: of "12% of
// the seats are in use", beside "76% of the seats are in use", that is "12%". Pure.
import type { Language } from "@mimamori/message-catalogue";

/** A figure keeps its sign and its percent: they are read together. */
const FIGURE = /[−-]?\d[\d.,]*%?/u;
const FIGURES = new RegExp(`(${FIGURE.source})`, "u");

/**
 * The words of `then` without those that it begins and ends with like `now`; all of them where the two are not the same sentence with
 * other figures.
 */
export function whatDiffers(language: Language, then: string, now: string): string {
  const [before, after] = [wordsOf(language, then), wordsOf(language, now)];
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const rest = before
    .slice(start, before.length - end)
    .join("")
    .trim();
  const counterpart = after.slice(start, after.length - end).join("");
  return FIGURE.test(rest) && FIGURE.test(counterpart) ? rest : then;
}

function wordsOf(language: Language, text: string): string[] {
  const segmenter = new Intl.Segmenter(language, { granularity: "word" });
  return text
    .split(FIGURES)
    .flatMap((piece) =>
      FIGURE.test(piece) ? [piece] : Array.from(segmenter.segment(piece), ({ segment }) => segment),
    );
}
