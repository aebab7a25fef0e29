// Groups of columns into columns of a design matrix, and coefficients of these back. In: standardised rows. Out: for each group its
// mean, and the contrasts between its members, which are penalised more. Pure.
import type { DesignMatrix } from "./design-matrix.ts";

/** One group: where its members stand among the standardised columns, and how its mean varies. */
export interface GroupBasis {
  readonly members: readonly number[];
  /** Standard deviation of the mean of the members over the training rows. */
  readonly deviation: number;
}

/** All groups; the design has as many columns as members: the means first, then the contrasts. */
export interface GroupedBasis {
  readonly width: number;
  readonly groups: readonly GroupBasis[];
}

/**
 * How much more the contrasts between the members of a group are penalised than its mean: 1 treats all columns alike, null lets a
 * group act through its mean only.
 */
export type ContrastPenalty = number | null;

/** A group whose mean hardly varies (members that cancel) is not blown up. */
const LEAST_DEVIATION = 0.05;

/** Reads the deviations of the groups' means off the training rows. */
export function fitBasis(
  values: Float64Array,
  width: number,
  groups: readonly (readonly number[])[],
): GroupedBasis {
  const rows = values.length / width;
  const bases = groups.map((members) => {
    let squares = 0;
    for (let from = 0; from < values.length; from += width) {
      let sum = 0;
      for (const member of members) sum += values[from + member] ?? 0;
      squares += (sum / members.length) ** 2;
    }
    return { members, deviation: Math.max(LEAST_DEVIATION, Math.sqrt(squares / rows)) };
  });
  return { width, groups: bases };
}

/** The columns of the design as combinations of the standardised ones: for each the members and their weights. */
function combinationsOf(
  { groups }: GroupedBasis,
  contrastPenalty: ContrastPenalty,
): { members: readonly number[]; weights: number[] }[] {
  const means = groups.map(({ members, deviation }) => ({
    members,
    weights: members.map(() => 1 / (members.length * deviation)),
  }));
  if (contrastPenalty === null) return means;
  // Helmert's contrasts are orthonormal: their penalty is that of the members' deviations from the mean.
  const contrasts = groups.flatMap(({ members }) =>
    members.slice(1).map((_, index) => {
      const before = index + 1;
      const scale = 1 / Math.sqrt(before * (before + 1) * contrastPenalty);
      const weights = Array.from({ length: before + 1 }, (__, place) =>
        place < before ? scale : -before * scale,
      );
      return { members: members.slice(0, before + 1), weights };
    }),
  );
  return [...means, ...contrasts];
}

/** The design matrix of standardised rows. */
export function groupedDesign(
  basis: GroupedBasis,
  values: Float64Array,
  contrastPenalty: ContrastPenalty,
): DesignMatrix {
  const combinations = combinationsOf(basis, contrastPenalty);
  const columns = combinations.length;
  const rows = basis.width === 0 ? 0 : values.length / basis.width;
  const out = new Float64Array(rows * columns);
  combinations.forEach(({ members, weights }, column) => {
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let i = 0; i < members.length; i++)
        sum += (weights[i] ?? 0) * (values[row * basis.width + (members[i] ?? 0)] ?? 0);
      out[row * columns + column] = sum;
    }
  });
  return { rows, columns, values: out };
}

/** What the coefficients of the design say of each standardised column: its weight. */
export function columnWeights(
  basis: GroupedBasis,
  coefficients: Float64Array,
  contrastPenalty: ContrastPenalty,
): Float64Array {
  const out = new Float64Array(basis.width);
  combinationsOf(basis, contrastPenalty).forEach(({ members, weights }, column) => {
    members.forEach((member, i) => {
      out[member] = (out[member] ?? 0) + (coefficients[column] ?? 0) * (weights[i] ?? 0);
    });
  });
  return out;
}
