// Beamer's NPS answers become survey answers, each once however it comes.
import { describe, expect, test } from "vitest";
import { firstOf, mapAll, requestOf } from "../webhook-fixture.ts";
import { beamer } from "./map-answers.ts";

const answer = {
  date: "2026-01-31T09:30:00Z",
  score: 9,
  feedback: "Very good",
  userId: "ann",
  userCustomAttributes: { plan: "pro" },
};

describe("the webhook", () => {
  test("brings an array: every NPS answer of it is taken, the rest is ignored", () => {
    const comment = { date: "2026-01-31T09:30:00Z", text: "Hello", userId: "ann" };
    const outcomes = mapAll(beamer, [comment, answer, { ...answer, userId: "bob" }]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["ignored", "events", "events"]);
    expect(firstOf(outcomes[1]!)).toEqual({
      specversion: "1.0",
      id: `nps/ann/${Date.UTC(2026, 0, 31, 9, 30)}`,
      source: "tool",
      type: "engagement.survey_answered.v1",
      subject: "user:ann",
      time: "2026-01-31T09:30:00.000Z",
      data: { kind: "nps", score: 9, comment: "Very good", respondent: "ann" },
    });
  });

  test("an attribute that names the account decides whose it is", () => {
    const [mapped] = mapAll(beamer, [{ ...answer, userCustomAttributes: { account_id: "acme" } }]);
    expect(firstOf(mapped!).subject).toBe("acme");
  });

  test("an answer of nobody is ignored, one without a date refused", () => {
    const outcomes = mapAll(beamer, [
      { ...answer, userId: undefined },
      { ...answer, date: "today" },
      7,
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["ignored", "refused", "refused"]);
  });

  test("is believed with its secret only", () => {
    const distrust = (secret: string) =>
      beamer.findDistrust(requestOf("[]", { "beamer-webhook-secret": secret }), ["old", "new"]);
    expect(distrust("old")).toBeUndefined();
    expect(distrust("guess")).toEqual(expect.any(String));
    expect(beamer.findDistrust(requestOf("[]"), ["old"])).toEqual(expect.any(String));
  });
});
