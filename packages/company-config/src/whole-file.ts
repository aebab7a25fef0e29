// A problem of a file as a whole. Pure.
import type { ConfigProblem } from "./errors.ts";

export function wholeFile(file: string, expected: string): ConfigProblem {
  return { file, line: 1, column: 1, path: "", expected, found: null };
}
