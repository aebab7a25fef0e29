import { expect, test } from "vitest";
import { command } from "./backtest.ts";

const SURROUNDINGS = { checkout: "/nowhere", stateDir: "/nowhere" };

test.each([
  [["--split", "2026-02-30"], '"2026-02-30" is no date'],
  [["--split", "yesterday"], '"yesterday" is no date'],
  [["--lead", "-1"], "--lead"],
  [["--lead", "1.5"], '"1.5" is no lead'],
  [["--lead", "4000"], '"4000" is no lead'],
])("%j is refused with what to write instead", async (words, message) => {
  await expect(command.run("backtest", words, SURROUNDINGS)).rejects.toThrow(message);
});

test("a good request gets as far as looking for the installation", async () => {
  const words = ["--split", "2026-02-28", "--lead", "28"];
  await expect(command.run("backtest", words, SURROUNDINGS)).rejects.toThrow("no installation");
});
