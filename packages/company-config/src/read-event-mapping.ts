// In: the folder config/. Out: what the company says that other tools' events mean. A folder without the file has the defaults;
// a file that is there is whole or refused. No part of the configuration's version: it decides what is stored, not how it scores.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigInvalidError } from "./errors.ts";
import { eventMapping } from "./event-mapping.ts";
import type { EventMapping } from "./event-mapping.ts";
import { readYaml } from "./yaml-file.ts";

/** Throws ConfigInvalidError, which lists every problem with file, line and column. */
export async function readEventMapping(folder: string): Promise<EventMapping> {
  const file = join(folder, "event-mapping.yaml");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === "ENOENT") return eventMapping.parse({});
    const expected = `expected a file that can be read (${code})`;
    throw new ConfigInvalidError([{ file, line: 1, column: 1, path: "", expected, found: null }]);
  }
  const result = readYaml(file, text, eventMapping);
  if ("value" in result) return result.value;
  throw new ConfigInvalidError(result.problems);
}
