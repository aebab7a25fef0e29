// Numbers rounded so that they still add up. In: values, and what their sum is to read. Out: the same values in whole steps. Pure.

/**
 * Rounds each value to a whole number of steps, such that the rounded ones sum to `totalSteps` exactly (largest remainders, as
 * seats are given to parties; Hamilton's method). Each value moves by less than one step when the values sum to the total, and by
 * one more where the total itself was rounded. Returns whole numbers of steps, in the order of the values.
 */
export function roundToSum(values: readonly number[], totalSteps: number, step: number): number[] {
  const steps = values.map((value) => Math.floor(value / step));
  let missing = totalSteps - steps.reduce((sum, one) => sum + one, 0);
  const byRemainder = values
    .map((value, index) => ({ index, remainder: value / step - Math.floor(value / step) }))
    .sort((left, right) => right.remainder - left.remainder || left.index - right.index);
  if (byRemainder.length === 0) return [];
  const add = (order: typeof byRemainder, one: 1 | -1): void => {
    for (let turn = 0; missing !== 0; turn += 1, missing -= one) {
      const { index } = order[turn % order.length] ?? { index: 0 };
      steps[index] = (steps[index] ?? 0) + one;
    }
  };
  if (missing > 0) add(byRemainder, 1);
  else add(byRemainder.toReversed(), -1);
  return steps;
}
