// Which scorecard an account has: by its stage and segment, and what lies over it while a decision nears.
import { describe, expect, test } from "vitest";
import { lifecycle, overlay, scorecard, scorecardFor, stageOf, withOverlays } from "./index.ts";
import type { DecisionAhead, Scorecard } from "./index.ts";

const curve = { kind: "linear", points: [[0, 0]] };
const usage = { id: "usage", kind: "seats_used", group: "usage", weight: 60, curve };
const nps = { id: "nps", kind: "nps", group: "voice", weight: 40, curve };

function card(name: string, more: object = {}): Scorecard {
  const bands = [{ name: "at-risk", from: 0 }];
  const caps = [{ id: "low", when: { measure: "nps", below: 3 }, atMost: 40 }];
  return scorecard.parse({
    ...{ name, minimumCoverage: 0, bands, caps },
    ...{ measures: [usage, nps], ...more },
  });
}

describe("the stage", () => {
  const none = new Set<string>();

  test("is decided by age: a bound of 90 days holds ages below 90", () => {
    const rule = lifecycle.parse({});
    const at = (ageDays: number) => stageOf(rule, { ageDays, milestones: none });
    expect([0, 89, 90, 364, 365].map(at)).toEqual([
      "onboarding",
      "onboarding",
      "adopting",
      "adopting",
      "mature",
    ]);
  });

  test("ends earlier when all milestones are reached, but not before its least age", () => {
    const onboarding = { untilDay: 90, orWhenReached: ["a", "b"], notBeforeDay: 14 };
    const rule = lifecycle.parse({ onboarding });
    const at = (ageDays: number, ...milestones: string[]) =>
      stageOf(rule, { ageDays, milestones: new Set(milestones) });
    expect(at(30, "a")).toBe("onboarding");
    expect(at(30, "a", "b")).toBe("adopting");
    expect(at(13, "a", "b")).toBe("onboarding");
    expect(at(14, "a", "b")).toBe("adopting");
    expect(at(90)).toBe("adopting");
  });
});

test("the scorecard for segment and stage goes before that of the segment, then of the stage, then for all", () => {
  const cards = [
    card("all"),
    card("new", { stages: ["onboarding"] }),
    card("big", { segments: ["enterprise"] }),
    card("big-new", { segments: ["enterprise", "strategic"], stages: ["onboarding"] }),
  ];
  const name = (segment: string, stage: "onboarding" | "mature" | "") =>
    scorecardFor(cards, segment, stage)?.name;
  expect(name("enterprise", "onboarding")).toBe("big-new");
  expect(name("enterprise", "mature")).toBe("big");
  expect(name("smb", "onboarding")).toBe("new");
  expect(name("smb", "mature")).toBe("all");
  expect(name("smb", "")).toBe("all");
  expect(scorecardFor(cards.slice(1, 2), "smb", "mature")).toBeUndefined();
});

describe("an overlay", () => {
  const renewal = overlay.parse({
    name: "renewal",
    withinDays: 60,
    multiplyWeights: { usage: 2, elsewhere: 3 },
    measures: [{ id: "pulse", kind: "csm_pulse", group: "voice", weight: 10, curve }],
    caps: [{ id: "weak", when: { measure: "pulse", below: 2 }, atMost: 40 }],
  });
  const ahead = (more: Partial<DecisionAhead>): DecisionAhead => ({
    ...{ segment: "smb", stage: "mature" as const },
    ...{ daysToNoticeDeadline: null, daysToRenewal: null, ...more },
  });
  const under = (more: Partial<DecisionAhead>) => withOverlays(card("all"), [renewal], ahead(more));

  test("lies over the scorecard from its first day on until the decision has passed, and the name says so", () => {
    const name = (days: number | null) => under({ daysToNoticeDeadline: days }).name;
    expect([60, 59.99, 0, -0.01, null].map(name)).toEqual([
      "all",
      "all+renewal",
      "all+renewal",
      "all",
      "all",
    ]);
  });

  test("counts the days to the notice deadline, else to the renewal", () => {
    expect(under({ daysToNoticeDeadline: 70, daysToRenewal: 100 }).name).toBe("all");
    expect(under({ daysToRenewal: 50 }).name).toBe("all+renewal");
    const late = { ...renewal, before: "renewal" as const };
    const over = withOverlays(
      card("all"),
      [late],
      ahead({ daysToNoticeDeadline: 10, daysToRenewal: 100 }),
    );
    expect(over.name).toBe("all");
  });

  test("multiplies weights, adds measures and their caps, and keeps the rest", () => {
    const over = under({ daysToRenewal: 10 });
    expect(over.measures.map(({ id, weight }) => [id, weight])).toEqual([
      ["usage", 120],
      ["nps", 40],
      ["pulse", 10],
    ]);
    expect(over.caps.map(({ id }) => id)).toEqual(["low", "weak"]);
  });

  test("may be for some segments and stages only", () => {
    const some = { ...renewal, segments: ["enterprise"] };
    expect(withOverlays(card("all"), [some], ahead({ daysToRenewal: 1 })).name).toBe("all");
    const mature = { ...renewal, stages: ["onboarding" as const] };
    expect(withOverlays(card("all"), [mature], ahead({ daysToRenewal: 1 })).name).toBe("all");
  });
});
