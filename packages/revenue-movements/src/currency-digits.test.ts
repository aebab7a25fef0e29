import { expect, it } from "vitest";
import { minorUnitExponent } from "./currency-digits.ts";

it.each([
  ["USD", 2],
  ["JPY", 0],
  ["KRW", 0],
  ["KWD", 3],
  ["CLF", 4],
  // People write these without decimals, billing systems count hundredths.
  ["HUF", 2],
  ["COP", 2],
  ["IDR", 2],
  ["PKR", 2],
  ["XXQ", 2],
])("counts %s with the digits of ISO 4217: %i", (currency, expected) => {
  expect(minorUnitExponent(currency)).toBe(expected);
});
