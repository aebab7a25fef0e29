import { expect, test } from "vitest";
import { monthsBetween } from "./revenue-months.ts";

test("months run through the ends of years, both ends included", () => {
  expect(monthsBetween("2025-11", "2026-02")).toEqual(["2025-11", "2025-12", "2026-01", "2026-02"]);
  expect(monthsBetween("2026-02", "2026-02")).toEqual(["2026-02"]);
});
