/**
 * Holds source files to a size that one can read, and their names to words that say something.
 * Out: one line per offender, the median length; exit code 1 when there is an offender, or no file to look at.
 */
import fs from "node:fs";
import path from "node:path";

const MOST_LINES = 400;
/** They say where something lies, not what it is; sooner or later everything lies there. */
const EMPTY_NAMES = new Set([
  "utils",
  "util",
  "common",
  "shared",
  "helpers",
  "helper",
  "core",
  "lib",
  "types",
  "misc",
]);
const SKIPPED = new Set(["node_modules"]);

export interface LengthReport {
  readonly files: number;
  readonly medianLines: number;
  /** One sentence per file or folder that breaks a rule. */
  readonly offenders: readonly string[];
}

function countLines(file: string): number {
  const text = fs.readFileSync(file, "utf8");
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

/** Every file and folder below `folder`, with paths from `root`. */
function listBelow(root: string, folder: string): string[] {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name) || entry.name.startsWith(".")) return [];
    const relative = path.join(folder, entry.name);
    return entry.isDirectory() ? [relative, ...listBelow(root, relative)] : [relative];
  });
}

/** Measures everything below `folders` of `root`. */
export function measureFiles(root: string, folders: readonly string[]): LengthReport {
  const paths = folders
    .filter((folder) => fs.existsSync(path.join(root, folder)))
    .flatMap((folder) => listBelow(root, folder));
  const emptyNames = paths
    .filter((name) => EMPTY_NAMES.has(path.basename(name).split(".")[0] ?? ""))
    .map((name) => `${name}: this name says nothing about what is in it`);
  const lengths = paths
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({ name, lines: countLines(path.join(root, name)) }))
    .sort((left, right) => left.lines - right.lines);
  const tooLong = lengths
    .filter(({ lines }) => lines > MOST_LINES)
    .map(({ name, lines }) => `${name}: ${lines} lines, and ${MOST_LINES} are the limit`);
  return {
    files: lengths.length,
    medianLines: lengths[Math.floor(lengths.length / 2)]?.lines ?? 0,
    offenders: [...emptyNames, ...tooLong],
  };
}

if (import.meta.main) {
  const root = path.resolve(import.meta.dirname, "../..");
  const { files, medianLines, offenders } = measureFiles(root, ["packages", "services", "infra"]);
  for (const offender of offenders) console.log(offender);
  console.log(`${files} TypeScript files, median ${medianLines} lines`);
  process.exitCode = files > 0 && offenders.length === 0 ? 0 : 1;
}
