// What the rest of the house may use of the lifetime values.
export {
  arpaMarginOverChurn,
  arpaOverChurn,
  arpaTimesLifetime,
  lifetimeMonthsAt,
} from "./textbook-formulas.ts";
export type { LifetimeValue } from "./textbook-formulas.ts";
export { textbookLifetimeValues } from "./segment-values.ts";
export type { Exposure, ObservedSegment, SegmentValues, ValueSettings } from "./segment-values.ts";
export { LifetimeInputError } from "./errors.ts";
