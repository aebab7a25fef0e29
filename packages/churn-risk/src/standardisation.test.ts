// Columns on one scale.
import { expect, it } from "vitest";
import { designMatrix } from "./design-matrix.ts";
import { fitStandardisation, standardise } from "./standardisation.ts";

it("columns get mean 0 and deviation 1 by the training rows, divided by their number", () => {
  const scale = fitStandardisation(designMatrix([[1], [3]]));
  expect(scale).toEqual({ means: [2], deviations: [1] });
  expect([...standardise(scale, designMatrix([[5], [2]])).values]).toEqual([3, 0]);
});

it("a column that never varied becomes 0, also when its mean is rounded", () => {
  const training = designMatrix([0.1, 0.1, 0.1].map((value) => [value, 7]));
  const scale = fitStandardisation(training);
  expect(scale.deviations).toEqual([0, 0]);
  expect([...standardise(scale, designMatrix([[9, 9]])).values]).toEqual([0, 0]);
});

it("missing values and other columns are refused", () => {
  const invalid = expect.objectContaining({ code: "input_invalid" });
  expect(() => fitStandardisation(designMatrix([[Number.NaN]]))).toThrow(invalid);
  expect(() => fitStandardisation(designMatrix([]))).toThrow(invalid);
  expect(() => standardise({ means: [1], deviations: [1] }, designMatrix([[1, 2]]))).toThrow(
    invalid,
  );
  expect(() => designMatrix([[1], [1, 2]])).toThrow(invalid);
});
