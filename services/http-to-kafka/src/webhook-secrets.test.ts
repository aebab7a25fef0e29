import { describe, expect, test } from "vitest";
import { readWebhookSecrets } from "./webhook-secrets.ts";

describe("WEBHOOK_SECRETS", () => {
  test("gives each tool its secrets, several while one is changed, colons and all", () => {
    const read = readWebhookSecrets("stripe:whsec_a, stripe:whsec_b ,stripe:user:pass:word");
    expect(read.ok && [...read.secrets]).toEqual([
      ["stripe", ["whsec_a", "whsec_b", "user:pass:word"]],
    ]);
  });

  test("may be empty: no tool is connected then", () => {
    expect(readWebhookSecrets("")).toEqual({ ok: true, secrets: new Map() });
  });

  test("names the entries that are wrong, not what stands in them", () => {
    const read = readWebhookSecrets("stripe:a,strip:hush,stripe:,hush");
    expect(read).toEqual({ ok: false, problem: expect.stringContaining("entries 2, 3, 4") });
    expect(JSON.stringify(read)).not.toContain("hush");
  });
});
