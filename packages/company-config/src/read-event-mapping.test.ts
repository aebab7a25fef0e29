// The mapping of events is whole or refused, and a refusal names every mistake with its place.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConfigInvalidError, readEventMapping } from "./index.ts";

const SHIPPED = join(import.meta.dirname, "../../../config");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "event-mapping-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function problemsOf(text: string): Promise<string[]> {
  writeFileSync(join(folder, "event-mapping.yaml"), text);
  const error: unknown = await readEventMapping(folder).catch((caught: unknown) => caught);
  if (!(error instanceof ConfigInvalidError)) throw new Error("the mapping was accepted");
  return error.problems.map(
    ({ line, column, path, expected }) => `${line}:${column} ${path}: ${expected}`,
  );
}

test("the mapping that is shipped is valid", async () => {
  cpSync(join(SHIPPED, "event-mapping.yaml"), join(folder, "event-mapping.yaml"));
  const { usage } = await readEventMapping(folder);
  expect(usage.events["Signed In"]).toEqual({ session: true });
});

test("a folder without the file has the defaults: every event is a feature of its own name", async () => {
  const { usage, account } = await readEventMapping(folder);
  expect(usage).toMatchObject({ events: {}, otherEvents: "feature" });
  expect(account.billingMetadata).toBe("account_id");
});

test("all mistakes are told at once, each with line and column", async () => {
  const text = [
    "usage:",
    "  events:",
    '    "Report Created": { featur: reports }',
    '    "Signed In": session',
    "  otherEvents: features",
    "acount: {}",
  ].join("\n");
  expect(await problemsOf(text)).toEqual([
    expect.stringMatching(/^3:23 usage\.events\.Report Created: expected ignored, or one of/),
    expect.stringMatching(/^4:18 usage\.events\.Signed In: expected ignored, or one of/),
    expect.stringMatching(
      /^5:16 usage\.otherEvents: expected feature or ignored \(did you mean feature\?\)/,
    ),
    expect.stringMatching(/^6:1 acount: expected a known key: did you mean account\?/),
  ]);
});
