/** Settings as somebody would have them. In: the file in force, or another, and edits such as thresholds.high=6000000. Out: settings. */
import { readFile } from "node:fs/promises";
import { ConfigInvalidError, readYaml } from "@mimamori/company-config";
import { touchTierSettings } from "@mimamori/touch-tiers";
import type { TouchTierSettings } from "@mimamori/touch-tiers";
import { z } from "zod";
import { CommandError } from "../errors.ts";

type Tree = Record<string, unknown>;

/** "6000000" is a number, "[ja, en]" a list, "arr" a word: as YAML takes them. */
function valueOf(text: string): unknown {
  const read = readYaml("--set", text, z.unknown());
  return "value" in read ? read.value : text;
}

function edit(settings: Tree, path: readonly string[], value: unknown): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return settings;
  if (rest.length === 0) return { ...settings, [key]: value };
  const below = settings[key];
  const isTree = typeof below === "object" && below !== null && !Array.isArray(below);
  return { ...settings, [key]: edit(isTree ? (below as Tree) : {}, rest, value) };
}

/** Commas part the edits, unless they stand in brackets. */
function partsOf(edits: string): string[] {
  return edits.split(/,(?![^[{]*[\]}])/).map((part) => part.trim());
}

/**
 * @throws ConfigInvalidError with the place of every mistake of the file
 * @throws CommandError usage, when an edit is none or does not fit
 */
export async function changedSettings(
  file: string,
  edits: string | undefined,
): Promise<TouchTierSettings> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new CommandError("usage", `tiers plan: ${file} cannot be read.`, { cause: error });
  });
  const read = readYaml(file, text, touchTierSettings);
  if (!("value" in read)) throw new ConfigInvalidError(read.problems);
  if (edits === undefined) return read.value;
  const changed = partsOf(edits).reduce<Tree>((settings, part) => {
    const [, path, value] = /^([^=]+)=(.*)$/.exec(part) ?? [];
    if (path === undefined || value === undefined)
      throw new CommandError(
        "usage",
        `tiers plan: "${part}" is no edit; write one such as thresholds.high=6000000.`,
      );
    return edit(settings, path.trim().split("."), valueOf(value));
  }, read.value);
  const parsed = touchTierSettings.safeParse(changed);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new CommandError(
    "usage",
    `tiers plan: the settings would be wrong: ${problems.join("; ")}.`,
  );
}
