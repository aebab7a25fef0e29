// In: config/scorecards and config/overlays. Out: what they say, with the place of each measure. Problems are added to those of the
// other files; between the files names and what they claim are each taken once.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { claimsOf, overlay, scorecard, type Overlay, type Scorecard } from "@mimamori/health-score";
import type { z } from "zod";
import type { ConfigProblem } from "./errors.ts";
import { wholeFile } from "./whole-file.ts";
import { readYaml } from "./yaml-file.ts";

/** One file of a folder. */
export interface FilePart<T> {
  /** Below the configuration's folder. */
  readonly name: string;
  readonly part: T;
  /** `file:line:column` by `<name of the part>/<measure>`. */
  readonly places: ReadonlyMap<string, string>;
}

type WithMeasures = {
  readonly name: string;
  readonly measures: readonly { readonly id: string }[];
};

async function readFolder<S extends z.ZodType<WithMeasures>>(
  folder: string,
  below: string,
  schema: S,
  problems: ConfigProblem[],
): Promise<{ files: number; parts: FilePart<z.infer<S>>[] }> {
  const names = await readdir(join(folder, below)).catch(() => []);
  const yaml = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  const parts: FilePart<z.infer<S>>[] = [];
  for (const name of yaml.map((one) => join(below, one))) {
    const file = join(folder, name);
    const result = readYaml(file, await readFile(file, "utf8"), schema);
    problems.push(...result.problems);
    if (!("value" in result)) continue;
    const part = result.value;
    const places = part.measures.map(({ id }, index): [string, string] => [
      `${part.name}/${id}`,
      result.placeOf(["measures", index]),
    ]);
    parts.push({ name, part, places: new Map(places) });
  }
  return { files: yaml.length, parts };
}

/** Each claim is some part's alone. */
function checkClaims<T>(
  what: string,
  folder: string,
  parts: readonly FilePart<T>[],
  claimsOfPart: (part: T) => string[],
  problems: ConfigProblem[],
): void {
  const takenBy = new Map<string, string>();
  for (const { name, part } of parts) {
    for (const claim of claimsOfPart(part)) {
      const other = takenBy.get(claim);
      if (other !== undefined) {
        const expected = `expected to be the only ${what} for ${claim}, which ${other} has`;
        problems.push(wholeFile(join(folder, name), expected));
      }
      takenBy.set(claim, name);
    }
  }
}

/** The scorecards, of which there is at least one, in the order of their file names. */
export async function readScorecards(
  folder: string,
  problems: ConfigProblem[],
): Promise<FilePart<Scorecard>[]> {
  const { files, parts } = await readFolder(folder, "scorecards", scorecard, problems);
  if (files === 0)
    problems.push(
      wholeFile(join(folder, "scorecards"), "expected at least one scorecard, a .yaml file"),
    );
  const claims = (card: Scorecard): string[] => [`the name ${card.name}`, ...claimsOf(card)];
  checkClaims("scorecard", folder, parts, claims, problems);
  return parts;
}

/** The overlays, of which there may be none, in the order of their file names. */
export async function readOverlays(
  folder: string,
  problems: ConfigProblem[],
): Promise<FilePart<Overlay>[]> {
  const { parts } = await readFolder(folder, "overlays", overlay, problems);
  checkClaims("overlay", folder, parts, ({ name }) => [`the name ${name}`], problems);
  return parts;
}
