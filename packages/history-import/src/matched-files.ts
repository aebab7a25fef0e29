// Which given file is which entry of the mapping. In: paths and the mapping. Out: each path with its entry, or one
// error that names every file that no entry knows.
import path from "node:path";
import { ImportError } from "./errors.ts";
import type { FileMapping, MappingFile, ImportedFile } from "./mapping-file.ts";
import { literalPattern } from "./literal-pattern.ts";
import type { FileFormat } from "./read-rows.ts";

export interface MatchedFile<T extends FileMapping = FileMapping> {
  readonly path: string;
  readonly mapping: T;
}

/** A file named twice counts once. @throws ImportError `file_unmatched`, `join_file_missing`. */
export function matchFiles(paths: readonly string[], mapping: MappingFile): MatchedFile[] {
  const unique = [...new Map(paths.map((each) => [path.resolve(each), each])).values()];
  const matched = unique.map((each) => ({
    path: each,
    mapping: mapping.files.find((entry) => isNamed(entry.file, each)),
  }));
  const unmatched = matched.filter((each) => each.mapping === undefined).map((each) => each.path);
  if (unmatched.length > 0) {
    throw new ImportError(
      "file_unmatched",
      `The mapping has no entry for ${unmatched.join(", ")} (it has ${mapping.files.map((entry) => entry.file).join(", ")}): leave the file out, or add an entry (kind: ignored for one that is not to be imported).`,
    );
  }
  const found = matched as MatchedFile[];
  for (const { mapping: entry } of found.filter(isImported)) requireJoinedFiles(entry, unique);
  return found;
}

export function isImported(file: MatchedFile): file is MatchedFile<ImportedFile> {
  return file.mapping.kind !== "ignored";
}

/** True when the file's name, without its folder, fits the pattern. */
export function isNamed(pattern: string, file: string): boolean {
  const expression = pattern.split("*").map(literalPattern).join(".*");
  return new RegExp(`^${expression}$`, "s").test(path.basename(file));
}

/** How a file is read: as its entry says, else by the ending of its name. */
export function formatOf(entry: FileMapping, file: string): FileFormat {
  const byName = /\.(nd)?jsonl?(\.gz)?$/.test(file) ? "ndjson" : "csv";
  return { format: entry.format ?? byName, delimiter: entry.delimiter, encoding: entry.encoding };
}

function requireJoinedFiles(entry: ImportedFile, paths: readonly string[]): void {
  for (const join of Object.values(entry.joins)) {
    if (paths.some((each) => isNamed(join.file, each))) continue;
    throw new ImportError(
      "join_file_missing",
      `${entry.file} needs columns of ${join.file}: name that file too.`,
    );
  }
}
