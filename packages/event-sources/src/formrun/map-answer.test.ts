// formrun's answers are found in whatever shape the webhook's template gives them.
import { describe, expect, test } from "vitest";
import { firstOf, mapOne, requestOf } from "../webhook-fixture.ts";
import { formrun } from "./map-answer.ts";

const parts = {
  id: "r-1",
  推奨度: "９ (とても)",
  コメント: "良い",
  メールアドレス: "ann@example.jp",
  回答日時: "2026/01/31 18:30",
};

describe("an answer", () => {
  test.each([
    ["flat", parts],
    ["nested", { form: { form_id: "f" }, answers: parts }],
    [
      "a list of questions",
      { id: "r-1", answers: Object.entries(parts).map(([label, value]) => ({ label, value })) },
    ],
  ])("%s is the same answer", (_shape, body) => {
    const event = firstOf(mapOne(formrun, body, "formrun"));
    expect(event).toMatchObject({
      id: "r-1",
      source: "formrun",
      type: "engagement.survey_answered.v1",
      subject: "user:ann@example.jp",
      time: "2026-01-31T09:30:00.000Z",
      data: { kind: "nps", score: 9, comment: "良い", respondent: "ann@example.jp" },
    });
  });

  test("that names the account is the account's; a time with a zone keeps it", () => {
    const event = firstOf(
      mapOne(formrun, { ...parts, account_id: "acme", 回答日時: "2026-01-31T09:30:00Z" }),
    );
    expect([event.subject, event.time]).toEqual(["acme", "2026-01-31T09:30:00.000Z"]);
  });

  test("without an id is told by its content: a retry is the same answer", () => {
    const { id: _id, ...without } = parts;
    const [first, second] = [firstOf(mapOne(formrun, without)), firstOf(mapOne(formrun, without))];
    expect(first.id).toBe(second.id);
    expect(firstOf(mapOne(formrun, { ...without, コメント: "x" })).id).not.toBe(first.id);
  });

  test.each([
    [{ ...parts, 推奨度: "高い" }, "forms.fields.score"],
    [{ ...parts, 回答日時: "" }, "forms.fields.answeredAt"],
    [{ ...parts, メールアドレス: "" }, "forms.fields.respondent"],
    ["text", "forms.fields.score"],
  ])("%o is refused, with the setting to look at", (body, setting) => {
    expect(mapOne(formrun, body)).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining(setting),
    });
  });
});

test("the secret stands in the URL", () => {
  const distrust = (secret?: string) =>
    formrun.findDistrust(requestOf("{}", {}, secret), ["old", "new"]);
  expect(distrust("new")).toBeUndefined();
  expect(distrust("guess")).toEqual(expect.any(String));
  expect(distrust()).toEqual(expect.any(String));
});
