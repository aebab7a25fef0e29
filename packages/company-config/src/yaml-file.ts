// In: a YAML text and the schema that it must fit. Out: its value, or every problem with the line and column it stands at.
import { isMap, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";
import type { ConfigProblem } from "./errors.ts";
import { didYouMean, knownKeys } from "./known-keys.ts";

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

interface ReadYaml {
  readonly file: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly schema: z.ZodType;
  /** What the text says, as plain values. */
  readonly plain: unknown;
}

export type YamlResult<T> =
  | {
      readonly value: T;
      readonly problems: readonly [];
      /** Where a part stands: `file:line:column`. */
      readonly placeOf: (path: readonly PropertyKey[]) => string;
    }
  | { readonly problems: readonly ConfigProblem[] };

interface Ranged {
  readonly range?: readonly [number, number, number] | null | undefined;
}

function keyNode(document: Document.Parsed, parent: Path, key: PropertyKey): Ranged | undefined {
  const map = parent.length === 0 ? document.contents : document.getIn(parent, true);
  if (!isMap(map)) return undefined;
  return map.items
    .map((pair) => pair.key)
    .find((node) => isScalar(node) && String(node.value) === String(key)) as Ranged | undefined;
}

/** The value's own place; where nothing stands, the place of the nearest parent's key. */
function offsetOf(document: Document.Parsed, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as Ranged | undefined;
    const isMissing = length < path.length;
    const key = keyNode(document, path.slice(0, length - 1), path[length - 1] ?? "");
    const at = (isMissing ? (key ?? node) : (node ?? key))?.range?.[0];
    if (at !== undefined) return at;
  }
  return document.contents?.range[0] ?? 0;
}

function written(path: Path): string {
  return path
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`,
    )
    .join("");
}

function valueAt(plain: unknown, path: Path): unknown {
  let value = plain;
  for (const part of path)
    value = (value as Record<PropertyKey, unknown> | null | undefined)?.[part];
  return value;
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

const EXPECTED_TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "named values (key: value)",
  record: "named values (key: value)",
  tuple: "a list of fixed length",
};

/** The closed list of values that could stand there, if the issue knows one. */
function choicesOf(issue: Issue): string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code === "invalid_union" && "options" in issue)
    return (issue.options as unknown[]).map(String);
  return [];
}

function expectedBy(issue: Issue): string {
  if (issue.message.startsWith("expected ")) return issue.message;
  if (issue.code === "invalid_type")
    return `expected ${EXPECTED_TYPES[issue.expected] ?? issue.expected}`;
  const choices = choicesOf(issue);
  if (choices.length > 0) return `expected ${choices.join(" or ")}`;
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  return issue.message;
}

function problemAt(
  read: ReadYaml,
  path: Path,
  offset: number,
  rest: { expected: string; found: string | null },
): ConfigProblem {
  const { line, col } = read.lines.linePos(offset);
  return { file: read.file, line, column: col, path: written(path), ...rest };
}

function unknownKeyProblems(read: ReadYaml, path: Path, keys: readonly string[]): ConfigProblem[] {
  const known = knownKeys(read.schema, path);
  return keys.map((key) => {
    const meant = didYouMean(key, known);
    const expected =
      meant === undefined
        ? `expected one of the keys ${known.join(", ")}`
        : `expected a known key: did you mean ${meant}?`;
    const offset = keyNode(read.document, path, key)?.range?.[0] ?? offsetOf(read.document, path);
    return problemAt(read, [...path, key], offset, { expected, found: `the key ${key}` });
  });
}

function problemsOf(read: ReadYaml, issue: Issue): ConfigProblem[] {
  if (issue.code === "unrecognized_keys") return unknownKeyProblems(read, issue.path, issue.keys);
  const value = valueAt(read.plain, issue.path);
  const meant = typeof value === "string" ? didYouMean(value, choicesOf(issue)) : undefined;
  const missing = value === undefined ? "nothing stands here: " : "";
  const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  return [
    problemAt(read, issue.path, offsetOf(read.document, issue.path), {
      expected: `${missing}${expectedBy(issue)}${hint}`,
      found: value === undefined ? null : shortened(value),
    }),
  ];
}

/** The plain values, or why there are none: an alias without its anchor shows only here. */
function plainOf(document: Document.Parsed): { plain: unknown; problem?: string } {
  try {
    return { plain: document.toJS() };
  } catch (error) {
    return { plain: undefined, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Reads one YAML text. `file` is how the problems name it. */
export function readYaml<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
): YamlResult<z.infer<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const { plain, problem } = plainOf(document);
  const read: ReadYaml = { file, document, lines, schema, plain };
  const broken = document.errors.map((error) => ({ at: error.pos[0], why: error.message }));
  if (broken.length === 0 && problem !== undefined) broken.push({ at: 0, why: problem });
  if (broken.length > 0)
    return {
      problems: broken.map(({ at, why }) =>
        problemAt(read, [], at, { expected: `expected valid YAML: ${why}`, found: null }),
      ),
    };
  const parsed = schema.safeParse(plain);
  if (parsed.success) {
    const placeOf = (path: Path): string => {
      const { line, col } = lines.linePos(offsetOf(document, path));
      return `${file}:${line}:${col}`;
    };
    return { value: parsed.data, problems: [], placeOf };
  }
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(read, issue));
  return {
    problems: problems.sort((left, right) => left.line - right.line || left.column - right.column),
  };
}
