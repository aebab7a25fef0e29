// An override is taken whole or refused with what is missing; nothing is sent that the contract would refuse.
import { expect, test } from "vitest";
import { recordOf } from "../account-events.ts";
import { setOverride } from "./set-override.ts";

const NOW = new Date("2026-06-01T00:00:00Z");
const rules = { timeZone: "Asia/Tokyo", measures: ["nps", "ticket_load"] };
const words = {
  ...{ score: undefined, band: undefined, measure: undefined, points: undefined, exclude: false },
  ...{ reason: "the outage was ours", until: "2026-06-30", author: "ann" },
};
const set = (more: object) => setOverride("acc", { ...words, ...more }, rules, NOW);

test.each([
  [{ score: "80" }, { target: "health_score", value: 80, override_id: "score" }],
  [{ band: "healthy" }, { target: "health_band", value: "healthy", override_id: "band" }],
  [
    { measure: "nps", points: "0" },
    { target: "measure", measure: "nps", value: 0 },
  ],
  [
    { measure: "nps", exclude: true },
    { target: "measure", measure: "nps", value: null },
  ],
])("%j becomes an event that the contract takes", (more, data) => {
  const { decision } = set(more);
  const { value } = recordOf(decision, "test", NOW);
  expect(JSON.parse(value)).toMatchObject({
    type: "account.override_set.v1",
    subject: "acc",
    data: { ...data, author: "ann", reason: "the outage was ours" },
  });
});

test("it ends with the end of its last day in the company's time zone", () => {
  expect(set({ score: "80" }).decision.data).toMatchObject({
    expires_at: "2026-06-30T15:00:00.000Z",
  });
  expect(set({ score: "80", until: "2026-06-01" }).decision.data).toMatchObject({
    expires_at: "2026-06-01T15:00:00.000Z",
  });
});

test("or at the moment that is named", () => {
  const { decision, sentence } = set({ score: "80", until: "2026-06-01T10:00:00+09:00" });
  expect(decision.data).toMatchObject({ expires_at: "2026-06-01T01:00:00.000Z" });
  expect(sentence).toContain("until 2026-06-01T10:00:00+09:00.");
});

test.each([
  [{}, "one of --score"],
  [{ score: "80", band: "healthy" }, "one of --score"],
  [{ score: "eighty" }, "a number from 0 to 100"],
  [{ score: "101" }, "a number from 0 to 100"],
  [{ measure: "nsp", exclude: true }, "there are nps, ticket_load"],
  [{ measure: "nps" }, "--points N or --exclude"],
  [{ measure: "nps", points: "5", exclude: true }, "--points N or --exclude"],
  [{ score: "80", reason: " " }, "--reason"],
  [{ score: "80", until: undefined }, "--until"],
  [{ score: "80", until: "2026-05-31" }, "is over already"],
  [{ score: "80", until: "2026-05-31T23:59:00Z" }, "is over already"],
  [{ score: "80", until: "2026-06-31" }, "--until"],
])("%j is refused: %s", (more, because) => {
  expect(() => set(more)).toThrow(because);
});

test("a band that does not exist is refused before anything is sent", () => {
  const { decision } = set({ band: "green" });
  expect(() => recordOf(decision, "test", NOW)).toThrow("expected healthy, attention or at-risk");
});
