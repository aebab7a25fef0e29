import { readFileSync } from "node:fs";
import path from "node:path";
import { DEAD_LETTER_CODES, DEAD_LETTER_HELP } from "@mimamori/event-contracts";
import { CHECKOUT } from "@mimamori/local-engines";
import { describe, expect, test } from "vitest";
import { letterText, listText, replayText } from "./letter-text.ts";
import type { Letter } from "./read-letters.ts";

const letter: Letter = {
  id: "usage.events/2/1041",
  code: "contract_violation",
  reason: "data.feature: expected a text",
  refused_by: "kafka-to-clickhouse",
  refused_at: "2026-07-01T09:30:00.000Z",
  topic: "usage.events",
  partition: 2,
  offset: "1041",
  key: "acc-1",
  sender: "",
  format: "",
  replayed_at: null,
  original_base64: Buffer.from('{"feature":7}').toString("base64"),
};
const withBytes = (bytes: Buffer): Letter => ({
  ...letter,
  original_base64: bytes.toString("base64"),
});

test("docs/dead-letters.md says of every code what the command says of it", () => {
  const text = readFileSync(path.join(CHECKOUT, "docs/dead-letters.md"), "utf8");
  for (const code of DEAD_LETTER_CODES) {
    const { meaning, mend } = DEAD_LETTER_HELP[code];
    const row = text.split("\n").find((line) => line.startsWith(`| \`${code}\``));
    expect(row, code).toContain(meaning);
    expect(row, code).toContain(mend);
  }
});

describe("show", () => {
  test("says where it came from, what is wrong, what mends it, and prints text as text", () => {
    const text = letterText(letter);
    expect(text).toMatch(/^came +usage\.events, partition 2, offset 1041$/m);
    expect(text).toMatch(/^to mend +Correct the sender/m);
    expect(text).toMatch(/13 bytes:\n\{"feature":7\}\n$/);
  });

  test("names the sender and the wire format of what never reached a topic", () => {
    const overHttp = { ...letter, topic: "", partition: -1, sender: "stripe", format: "stripe" };
    expect(letterText(overHttp)).toMatch(/^came +over HTTP from stripe \(stripe\)$/m);
  });

  test("prints what is no text as bytes, so that a terminal is never at its mercy", () => {
    const text = letterText(withBytes(Buffer.from([0x1b, 0x5b, 0x32, 0x4a, 0xff])));
    expect(text).toContain("00000000  1b 5b 32 4a ff");
    expect(text).not.toContain("\u001b");
  });

  test("a letter of a newer version is shown without help", () => {
    expect(letterText({ ...letter, code: "unheard_of" })).not.toContain("to mend");
  });
});

test("list counts by code with what each means, or says that all is well", () => {
  const counts = [{ code: "not_json", letters: 1_234, newest: "2026-07-01T09:30:00.000Z" }];
  expect(listText(counts, [letter])).toMatch(/1,234 {2}not_json .* The bytes are no JSON/);
  expect(listText([], [])).toBe("No open dead letters: everything that was sent was taken.\n");
});

test("replay says how many went and why the others did not", () => {
  const stillRefused = new Map([["oversize: 9 bytes are more than 8", 3]]);
  expect(replayText({ replayed: 2, events: 4, stillRefused }, false)).toMatch(
    /^2 letters with 4 events sent again\.\n3 still cannot be taken[^\n]+\n +3 {2}oversize/,
  );
  expect(replayText({ replayed: 2, events: 2, stillRefused: new Map() }, true)).toBe(
    "2 letters with 2 events would be sent again.\n",
  );
});
