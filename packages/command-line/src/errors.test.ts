import { EngineError } from "@mimamori/local-engines";
import { expect, test } from "vitest";
import { CommandError, sentenceFor } from "./errors.ts";

test("our own errors speak for themselves", () => {
  expect(sentenceFor(new EngineError("java_missing", "No java: install it."), false)).toBe(
    "No java: install it.",
  );
  expect(sentenceFor(new CommandError("usage", "No such thing."), false)).toBe("No such thing.");
});

test("any other error is marked as unexpected, with the way to its stack", () => {
  const error = Object.assign(new Error("ENOENT: x"), { code: "ENOENT" });
  expect(sentenceFor(error, false)).toMatch(/^unexpected: ENOENT: x .*MIMAMORI_DEBUG=1/);
  expect(sentenceFor(error, true)).toContain("errors.test.ts");
  expect(sentenceFor("thrown text", false)).toBe("unexpected: thrown text");
});

test("only a wrong command line exits with 2", () => {
  expect(new CommandError("usage", "").exitCode).toBe(2);
  expect(new CommandError("not_running", "").exitCode).toBe(1);
});
