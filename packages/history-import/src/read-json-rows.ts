// NDJSON lines into rows. In: bytes. Out: for every line the texts of the fields that the mapping asks for.
// A field is named by its path ("user.id"); what a line does not have, and null, is an empty text.
import { RowRefusal } from "./errors.ts";
import { unreadable } from "./open-file.ts";
import type { Row, RowLayout } from "./row-layout.ts";
import { WHOLE_LINE } from "./row-layout.ts";
import { MAX_ROW_BYTES } from "./source-row.ts";
import type { SourceRow } from "./source-row.ts";

const NEWLINE = 0x0a;

/** The layout's columns are read when the first line is: until then the mapping may still ask for more. */
export async function* readJsonRows(
  path: string,
  chunks: AsyncIterable<Buffer>,
  layout: RowLayout,
): AsyncGenerator<SourceRow> {
  let line = 0;
  let paths: readonly (readonly string[])[] | undefined;
  for await (const bytes of linesOf(path, chunks)) {
    line += 1;
    if (bytes === undefined) {
      yield {
        line,
        row: new RowRefusal("oversize_row", `the line is longer than ${MAX_ROW_BYTES} bytes`),
      };
      continue;
    }
    const text = bytes
      .toString("utf8")
      .replace(/^\uFEFF/, "")
      .trim();
    if (text === "") continue;
    paths ??= layout.columns.map((name) => (name === WHOLE_LINE ? [] : name.split(".")));
    yield { line, row: rowOf(text, paths) };
  }
}

/** Lines without their end; undefined stands for one that is too long to be held. */
async function* linesOf(
  path: string,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer | undefined> {
  let rest: Buffer = Buffer.alloc(0);
  let isTooLong = false;
  try {
    for await (const chunk of chunks) {
      let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE)) {
        yield isTooLong || end > MAX_ROW_BYTES ? undefined : bytes.subarray(0, end);
        isTooLong = false;
        bytes = bytes.subarray(end + 1);
      }
      isTooLong ||= bytes.length > MAX_ROW_BYTES;
      rest = isTooLong ? Buffer.alloc(0) : bytes;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  if (isTooLong) yield undefined;
  else if (rest.length > 0) yield rest;
}

function rowOf(text: string, paths: readonly (readonly string[])[]): Row | RowRefusal {
  let object: unknown;
  try {
    object = JSON.parse(text);
  } catch (error) {
    return new RowRefusal("not_json", error instanceof Error ? error.message : "not JSON");
  }
  if (typeof object !== "object" || object === null || Array.isArray(object)) {
    return new RowRefusal("not_json", "expected a JSON object on every line");
  }
  return paths.map((path) => (path.length === 0 ? text : textAt(object, path)));
}

function textAt(object: object, path: readonly string[]): string {
  let value: unknown = object;
  for (const field of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, field)) return "";
    value = (value as Record<string, unknown>)[field];
  }
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
