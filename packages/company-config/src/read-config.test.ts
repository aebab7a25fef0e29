// A configuration is whole or refused, and a refusal names every mistake with its place.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigInvalidError, readCompanyConfig } from "./index.ts";

const SHIPPED = join(import.meta.dirname, "../../../config");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "company-config-"));
  cpSync(SHIPPED, folder, { recursive: true });
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Replaces text of a file; a text that is not there would make the test say nothing. */
function edit(file: string, ...replacements: [string, string][]): void {
  const path = join(folder, file);
  let text = readFileSync(path, "utf8");
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    text = text.replace(from, to);
  }
  writeFileSync(path, text);
}

/** Where `part` of the first line that contains `text` stands, as an editor counts. */
function placeOf(file: string, text: string, part = text): string {
  const lines = readFileSync(join(folder, file), "utf8").split("\n");
  const line = lines.findIndex((each) => each.includes(text));
  const from = lines[line]?.indexOf(text) ?? NaN;
  return `${file}:${line + 1}:${from + text.indexOf(part) + 1}`;
}

async function problems(): Promise<string[]> {
  const error: unknown = await readCompanyConfig(folder).catch((caught: unknown) => caught);
  if (!(error instanceof ConfigInvalidError)) throw new Error("the configuration was accepted");
  return error.problems.map(({ file, line, column, path, expected, found }) =>
    [`${file.slice(folder.length + 1)}:${line}:${column}`, path, expected, found].join(" | "),
  );
}

describe("the configuration that is shipped", () => {
  test("is valid, and each scorecard has at least 7 measures that count, with weights that sum to 100", async () => {
    const { company, scorecards, touchTiers } = await readCompanyConfig(SHIPPED);
    expect(company.timeZone).toBe("Asia/Tokyo");
    expect(touchTiers.thresholds.high).toBeGreaterThan(touchTiers.thresholds.low);
    for (const { name, measures } of scorecards) {
      const weights = measures.map(({ weight }) => weight).filter((weight) => weight > 0);
      expect(weights.length, name).toBeGreaterThanOrEqual(7);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(100);
    }
  });
});

describe("a configuration from before lifetimes were valued", () => {
  test("of stages stays valid without lifecycle.yaml and overlays", async () => {
    rmSync(join(folder, "lifecycle.yaml"));
    rmSync(join(folder, "overlays"), { recursive: true });
    const { lifecycle, overlays } = await readCompanyConfig(folder);
    expect(overlays).toEqual([]);
    expect(lifecycle).toMatchObject({ onboarding: { untilDay: 90 }, adopting: { untilDay: 365 } });
  });

  test("stays valid: 10 % a year, no expansion, no cost to serve, 3 : 1", async () => {
    const yaml = readFileSync(join(folder, "company.yaml"), "utf8");
    const without = yaml.replace(/^lifetimeValue:\n(?: .*\n)+/m, "");
    expect(without).not.toBe(yaml);
    writeFileSync(join(folder, "company.yaml"), without);
    const { company } = await readCompanyConfig(folder);
    expect(company.lifetimeValue).toEqual({
      discountAnnualRate: 0.1,
      expansion: "none",
      marginByProduct: {},
      costToServePerMonth: { high: 0, low: 0, tech: 0 },
      targetLtvToCac: 3,
    });
  });
});

describe("a configuration from before revenue could be counted in several ways", () => {
  test("stays valid: churn when the paid time is over, no churn voided, months closed after 5 days", async () => {
    const yaml = readFileSync(join(folder, "company.yaml"), "utf8");
    const without = yaml.replace(/^revenue:\n(?: .*\n)+/m, "");
    expect(without).not.toBe(yaml);
    writeFileSync(join(folder, "company.yaml"), without);
    const { company } = await readCompanyConfig(folder);
    expect(company.revenue).toEqual({
      churnDate: "period-end",
      reactivationVoidsChurnWithinDays: 0,
      monthsCloseAfterDays: 5,
    });
  });
});

describe("mistakes", () => {
  test("all mistakes of all files are told at once, each with line, column, what was expected and what was found", async () => {
    edit(
      "company.yaml",
      ["timeZone: Asia/Tokyo", "timeZone: Asia/Tokio"],
      ["reportingCurrency: JPY", "reportingCurency: JPY"],
      ["USD: 150", "USD: -1"],
    );
    edit("touch-tiers.yaml", ["high: 5000000", "high: 5"], ["value: arr", "value: mrr"]);
    edit(
      "scorecards/default.yaml",
      ["kind: usage_trend", "kind: usage_trned"],
      ["measure: card_overdue", "measure: cards_overdue"],
      ["minimumCoverage: 0.35", "minimumCoverage: 40%"],
    );
    expect(await problems()).toEqual([
      `${placeOf("company.yaml", "name: Example")} | reportingCurrency | nothing stands here: expected an ISO 4217 code such as JPY | `,
      `${placeOf("company.yaml", "Asia/Tokio")} | timeZone | expected an IANA time zone such as Asia/Tokyo | "Asia/Tokio"`,
      `${placeOf("company.yaml", "reportingCurency")} | reportingCurency | expected a known key: did you mean reportingCurrency? | the key reportingCurency`,
      `${placeOf("company.yaml", "USD: -1", "-1")} | ratesToReporting.USD | expected a rate above 0 | -1`,
      `${placeOf("touch-tiers.yaml", "mrr")} | value | expected arr or ltv (did you mean arr?) | "mrr"`,
      `${placeOf("touch-tiers.yaml", "high: 5", "5")} | thresholds.high | expected a threshold above that of low | 5`,
      `${placeOf("scorecards/default.yaml", "40%")} | minimumCoverage | expected a share from 0 to 1 | "40%"`,
      expect.stringContaining(
        `${placeOf("scorecards/default.yaml", "usage_trned")} | measures[0].kind | expected one of the kinds of measures: usage_level,`,
      ),
      expect.stringContaining(
        `${placeOf("scorecards/default.yaml", "cards_overdue")} | caps[0].when.measure | expected the id of a measure`,
      ),
    ]);
  });

  test("the message is one list that can be worked through", async () => {
    edit(
      "company.yaml",
      ["language: en", "language: fr"],
      ["churnWindowMonths: 12", "churnWindowMonths: 0"],
    );
    await expect(readCompanyConfig(folder)).rejects.toThrow(
      [
        "The configuration has 2 problems; mend it and start again:",
        `  ${folder}/${placeOf("company.yaml", "language: fr", "fr")} language: expected en or ja, found "fr"`,
        `  ${folder}/${placeOf("company.yaml", "churnWindowMonths: 0", "0")} churnWindowMonths: expected a whole number of months from 1 to 60, found 0`,
      ].join("\n"),
    );
  });

  test("text that is no YAML is told with its place, and the other files are still checked", async () => {
    edit(
      "company.yaml",
      ["name: Example Cloud", 'name: "Example'],
      ["language: en", "language: fr"],
    );
    edit("touch-tiers.yaml", ["value: arr", "value: mrr"]);
    const found = await problems();
    expect(found[0]).toMatch(/^company\.yaml:\d+:\d+ \| {2}\| expected valid YAML: /);
    expect(found.at(-1)).toContain("touch-tiers.yaml");
  });

  test("a value of a closed list is answered with the one that was probably meant", async () => {
    edit("scorecards/default.yaml", ["kind: usage_trend", "kind: usage_trned"]);
    edit("touch-tiers.yaml", ["value: arr", "value: ART"]);
    expect((await problems()).map((problem) => /did you mean .*\?/.exec(problem)?.[0])).toEqual([
      "did you mean arr?",
      "did you mean usage_trend?",
    ]);
  });

  test("an alias without its anchor is told, not thrown", async () => {
    edit("touch-tiers.yaml", ["value: arr", "value: *arr"]);
    expect(await problems()).toEqual([
      expect.stringContaining("expected valid YAML: Unresolved alias"),
    ]);
  });

  test("a key that stands twice is refused", async () => {
    edit("company.yaml", ["language: en", "language: en\nlanguage: ja"]);
    expect(await problems()).toEqual([
      expect.stringContaining("expected valid YAML: Map keys must be unique"),
    ]);
  });

  test("an empty file lacks everything, told at its beginning", async () => {
    writeFileSync(join(folder, "touch-tiers.yaml"), "");
    expect(await problems()).toEqual([
      "touch-tiers.yaml:1:1 |  | expected named values (key: value) | null",
    ]);
  });

  test("a missing file and a missing scorecard are told together", async () => {
    rmSync(join(folder, "company.yaml"));
    rmSync(join(folder, "scorecards"), { recursive: true });
    expect(existsSync(join(folder, "scorecards"))).toBe(false);
    expect(await problems()).toEqual([
      "company.yaml:1:1 |  | expected a file that can be read (ENOENT) | ",
      "scorecards:1:1 |  | expected at least one scorecard, a .yaml file | ",
    ]);
  });

  test("two scorecards for the same accounts are refused", async () => {
    cpSync(join(folder, "scorecards/default.yaml"), join(folder, "scorecards/second.yaml"));
    expect(await problems()).toEqual([
      "scorecards/second.yaml:1:1 |  | expected to be the only scorecard for the name default, which scorecards/default.yaml has | ",
      "scorecards/second.yaml:1:1 |  | expected to be the only scorecard for all other segments, which scorecards/default.yaml has | ",
    ]);
  });

  test("overlays and the rule of stages are checked like the rest", async () => {
    edit("lifecycle.yaml", ["untilDay: 90", "untilDay: -1"]);
    edit("overlays/renewal.yaml", ["withinDays: 90", "withinDays: soon"]);
    expect(await problems()).toEqual([
      `${placeOf("lifecycle.yaml", "-1")} | onboarding.untilDay | expected 0 or more days | -1`,
      `${placeOf("overlays/renewal.yaml", "soon")} | withinDays | expected a whole number of days | "soon"`,
    ]);
  });

  test("an expression in SQL is told at its line when it could read anything but the facts of the account", async () => {
    edit("scorecards/smb.yaml", [
      "    kind: payment_attempts\n",
      "    kind: sql\n    from: tickets\n    value: count() + toUInt32(now())\n    whenSilent: 0\n    name: { en: a, ja: い }\n",
    ]);
    const value = placeOf("scorecards/smb.yaml", "count() + toUInt32(now())");
    expect(await problems()).toEqual([
      expect.stringContaining(
        `${value} | measures[7].value | expected functions of the facts alone`,
      ),
    ]);
  });

  test("every measure has a place in its file", async () => {
    const { measurePlaces } = await readCompanyConfig(folder);
    const place = placeOf("scorecards/default.yaml", "id: csm_pulse");
    expect(measurePlaces.get("default/csm_pulse")).toBe(`${folder}/${place}`);
  });

  test("a rate for the reporting currency itself is refused", async () => {
    edit("company.yaml", ["  USD: 150", "  JPY: 1"]);
    expect(await problems()).toEqual([
      `${placeOf("company.yaml", "JPY: 1", "1")} | ratesToReporting.JPY | expected no rate for the reporting currency itself (it is 1) | 1`,
    ]);
  });

  test("an unknown key that resembles nothing is answered with the keys that are known there", async () => {
    edit("touch-tiers.yaml", ["value: arr", "value: arr\npopularity: 3"]);
    expect(await problems()).toEqual([
      `${placeOf("touch-tiers.yaml", "popularity")} | popularity | expected one of the keys value, margin, thresholds, minimumStayDays, potential, effort, pools, changes, loyalCustomers | the key popularity`,
    ]);
  });
});

describe("the version", () => {
  test("stays when only comments, spaces and the order of keys change", async () => {
    const file = join(folder, "touch-tiers.yaml");
    writeFileSync(file, "value: arr\nmargin: 0.1\nthresholds:\n  high: 5\n  low: 1\n");
    const before = await readCompanyConfig(folder);
    writeFileSync(
      file,
      "margin:   0.10 # ten percent\nthresholds: { low: 1, high: 5 }\nvalue: arr\n",
    );
    expect((await readCompanyConfig(folder)).version).toBe(before.version);
  });

  test("changes with any value", async () => {
    const before = await readCompanyConfig(folder);
    edit("scorecards/default.yaml", ["weight: 22", "weight: 21"]);
    const after = await readCompanyConfig(folder);
    expect(after.version).not.toBe(before.version);
    expect(after.version).toMatch(/^[0-9a-f]{64}$/);
  });
});
