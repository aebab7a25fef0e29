// The mapping file from the disk. Out: a checked mapping, or one error with every problem and its line.
import { readFile } from "node:fs/promises";
import { ConfigInvalidError, readYaml } from "@mimamori/company-config";
import { mappingFile } from "./mapping-file.ts";
import type { MappingFile } from "./mapping-file.ts";
import { unreadable } from "./open-file.ts";

/** @throws ImportError `file_unreadable`, ConfigInvalidError with all problems. */
export async function readMapping(path: string): Promise<MappingFile> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw unreadable(path, error);
  }
  const result = readYaml(path, text, mappingFile);
  if ("value" in result) return result.value;
  throw new ConfigInvalidError(result.problems);
}
