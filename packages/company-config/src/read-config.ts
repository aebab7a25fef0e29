// In: the folder config/. Out: what the company decided, checked as a whole, and its version. Nothing is half read: either
// everything is valid, or one error lists every problem of every file.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { scorecard, type Scorecard } from "@mimamori/health-score";
import { touchTierSettings, type TouchTierSettings } from "@mimamori/touch-tiers";
import type { z } from "zod";
import { company, type Company } from "./company.ts";
import { ConfigInvalidError, type ConfigProblem } from "./errors.ts";
import { readYaml } from "./yaml-file.ts";

export interface CompanyConfig {
  readonly company: Company;
  /** In the order of their file names. */
  readonly scorecards: readonly Scorecard[];
  readonly touchTiers: TouchTierSettings;
  /** sha256 of the content: comments, spaces, and the order of keys do not change it. */
  readonly version: string;
}

function wholeFile(file: string, expected: string): ConfigProblem {
  return { file, line: 1, column: 1, path: "", expected, found: null };
}

async function readPart<S extends z.ZodType>(
  folder: string,
  name: string,
  schema: S,
  problems: ConfigProblem[],
): Promise<z.infer<S> | undefined> {
  const file = join(folder, name);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    problems.push(wholeFile(file, `expected a file that can be read (${code})`));
    return undefined;
  }
  const result = readYaml(file, text, schema);
  problems.push(...result.problems);
  return "value" in result ? result.value : undefined;
}

async function scorecardFiles(folder: string, problems: ConfigProblem[]): Promise<string[]> {
  const names = await readdir(join(folder, "scorecards")).catch(() => []);
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  if (files.length === 0)
    problems.push(
      wholeFile(join(folder, "scorecards"), "expected at least one scorecard, a .yaml file"),
    );
  return files.map((name) => join("scorecards", name));
}

/** Between the scorecards: names, segments and the one for all the rest are each taken once. */
function checkScorecards(
  folder: string,
  cards: readonly { name: string; card: Scorecard }[],
  problems: ConfigProblem[],
): void {
  const takenBy = new Map<string, string>();
  for (const { name, card } of cards) {
    const claims = [
      `the name ${card.name}`,
      ...(card.segments?.map((segment) => `the segment ${segment}`) ?? ["all other segments"]),
    ];
    for (const claim of claims) {
      const other = takenBy.get(claim);
      if (other !== undefined)
        problems.push(
          wholeFile(
            join(folder, name),
            `expected to be the only scorecard for ${claim}, which ${other} has`,
          ),
        );
      takenBy.set(claim, name);
    }
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}

function versionOf(content: object): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(content)))
    .digest("hex");
}

/** Reads and checks the whole folder. Throws ConfigInvalidError, which lists every problem with file, line and column. */
export async function readCompanyConfig(folder: string): Promise<CompanyConfig> {
  const problems: ConfigProblem[] = [];
  const readCompany = await readPart(folder, "company.yaml", company, problems);
  const touchTiers = await readPart(folder, "touch-tiers.yaml", touchTierSettings, problems);
  const cards: { name: string; card: Scorecard }[] = [];
  for (const name of await scorecardFiles(folder, problems)) {
    const card = await readPart(folder, name, scorecard, problems);
    if (card !== undefined) cards.push({ name, card });
  }
  checkScorecards(folder, cards, problems);
  if (problems.length > 0 || readCompany === undefined || touchTiers === undefined)
    throw new ConfigInvalidError(problems);
  const content = { company: readCompany, scorecards: cards.map(({ card }) => card), touchTiers };
  return { ...content, version: versionOf(content) };
}
