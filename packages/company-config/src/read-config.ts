// In: the folder config/. Out: what the company decided, checked as a whole, and its version. Nothing is half read: either
// everything is valid, or one error lists every problem of every file.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { lifecycle, type Lifecycle, type Overlay, type Scorecard } from "@mimamori/health-score";
import { touchTierSettings, type TouchTierSettings } from "@mimamori/touch-tiers";
import type { z } from "zod";
import { company, type Company } from "./company.ts";
import { ConfigInvalidError, type ConfigProblem } from "./errors.ts";
import { readOverlays, readScorecards } from "./read-scorecards.ts";
import { wholeFile } from "./whole-file.ts";
import { readYaml } from "./yaml-file.ts";

export interface CompanyConfig {
  readonly company: Company;
  /** When an account is onboarding, adopting, mature. */
  readonly lifecycle: Lifecycle;
  /** In the order of their file names. */
  readonly scorecards: readonly Scorecard[];
  /** What lies over a scorecard for a while, in the order of their file names. */
  readonly overlays: readonly Overlay[];
  readonly touchTiers: TouchTierSettings;
  /** sha256 of the content: comments, spaces, and the order of keys do not change it. */
  readonly version: string;
  /** Where each measure stands, `file:line:column` by `<scorecard or overlay>/<measure>`: for mistakes that only show when it runs. */
  readonly measurePlaces: ReadonlyMap<string, string>;
}

/** `whenAbsent` stands for a file that is not there; without one it is a problem. */
async function readPart<S extends z.ZodType>(
  folder: string,
  name: string,
  schema: S,
  problems: ConfigProblem[],
  whenAbsent?: unknown,
): Promise<z.infer<S> | undefined> {
  const file = join(folder, name);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === "ENOENT" && whenAbsent !== undefined) return schema.parse(whenAbsent);
    problems.push(wholeFile(file, `expected a file that can be read (${code})`));
    return undefined;
  }
  const result = readYaml(file, text, schema);
  problems.push(...result.problems);
  return "value" in result ? result.value : undefined;
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
  const stages = await readPart(folder, "lifecycle.yaml", lifecycle, problems, {});
  const cards = await readScorecards(folder, problems);
  const lying = await readOverlays(folder, problems);
  if (
    problems.length > 0 ||
    readCompany === undefined ||
    touchTiers === undefined ||
    stages === undefined
  )
    throw new ConfigInvalidError(problems);
  const content = {
    company: readCompany,
    lifecycle: stages,
    scorecards: cards.map(({ part }) => part),
    overlays: lying.map(({ part }) => part),
    touchTiers,
  };
  const measurePlaces = new Map([...cards, ...lying].flatMap(({ places }) => [...places]));
  return { ...content, version: versionOf(content), measurePlaces };
}
