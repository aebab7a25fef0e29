import { expect, test } from "vitest";
import { accountName } from "./account-names.ts";

test("no two accounts of a company have the same name", () => {
  const names = Array.from({ length: 5_000 }, (_, index) => accountName(index));
  expect(new Set(names).size).toBe(names.length);
});
