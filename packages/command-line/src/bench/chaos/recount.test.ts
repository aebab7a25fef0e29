import { expect, test } from "vitest";
import type { AcknowledgedEvent } from "./ledger.ts";
import { recountUsage, usageKey, usageText } from "./recount.ts";

const TIME = "2026-01-31T16:00:00.000Z"; // the 1st of February in Tokyo
let number = 0;

function event(type: string, subject: string, data: object): AcknowledgedEvent {
  number += 1;
  const [id, source] = [String(number), "test"];
  const value = JSON.stringify({ id, source, type, subject, time: TIME, data });
  return { topic: "usage.events", subject, timeMs: Date.parse(TIME), source, id, value };
}

const used = (subject: string, data: object) => event("usage.feature_used.v1", subject, data);
const linked = (account: string, user: string) =>
  event("account.user_linked.v1", account, { user });
const recount = (...events: AcknowledgedEvent[]) =>
  Object.fromEntries(recountUsage(events, "Asia/Tokyo"));
const [feb1, nothing] = ["2026-02-01", usageText(0, 0, [], 0)];

test("usage adds up by account, feature and the company's day", () => {
  const events = [
    used("a", { feature: "x", user: "1", quantity: 0.1 }),
    used("a", { feature: "x", user: "1", quantity: 0.2 }),
    used("a", { feature: "y", user: "2" }),
    event("usage.session_started.v1", "a", { user: "3" }),
  ];
  expect(recount(...events)).toEqual({
    [usageKey("a", feb1)]: usageText(
      4,
      1,
      [
        ["x", 0.3],
        ["y", 1],
      ],
      3,
    ),
  });
});

test("a user's usage is the account's once the link is known, and an account's the survivor's after a merge", () => {
  const mine = used("user:u", { feature: "x" });
  expect(recount(mine)).toEqual({});
  const merged = event("account.account_merged.v1", "b", { merged_account: "a" });
  expect(recount(mine, linked("a", "u"), merged)).toEqual({
    [usageKey("b", feb1)]: usageText(1, 0, [["x", 1]], 1),
  });
});

test("what was retracted does not count", () => {
  const wrong = used("a", { feature: "x" });
  const { subject, source, id } = wrong;
  const retracted = { subject, time: TIME, source, id };
  const sorry = event("account.event_retracted.v1", "a", { retracted });
  expect(recount(wrong, sorry)).toEqual({ [usageKey("a", feb1)]: nothing });
});
