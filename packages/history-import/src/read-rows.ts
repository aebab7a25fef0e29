// A file's rows, one after the other, at the reader's pace. In: a path and how to read it. Out: rows with their lines.
// CSV after RFC 4180 (quotes inside an unquoted field stand for themselves), NDJSON one object per line.
import type { Readable } from "node:stream";
import { parse } from "csv-parse";
import { ImportError, RowRefusal } from "./errors.ts";
import { openFile, unreadable } from "./open-file.ts";
import type { OpenFile } from "./open-file.ts";
import { readJsonRows } from "./read-json-rows.ts";
import { RowLayout } from "./row-layout.ts";
import { MAX_ROW_BYTES } from "./source-row.ts";
import type { SourceRow } from "./source-row.ts";

export interface FileFormat {
  readonly format: "csv" | "ndjson";
  readonly delimiter: string;
  readonly encoding: string;
}

export interface RowSource {
  readonly layout: RowLayout;
  readonly file: OpenFile;
  readonly rows: AsyncIterable<SourceRow>;
  /** Lets go of the file when its rows are not wanted; reading them to the end does so too. */
  close(): void;
}

/** Opens a file and reads its header. @throws ImportError when there is none, and while reading when the file is broken. */
export async function openRows(path: string, format: FileFormat): Promise<RowSource> {
  const file = await openFile(path, format.encoding);
  const close = (): void => {
    file.chunks.destroy();
  };
  if (format.format === "ndjson") {
    const layout = RowLayout.ofFields();
    return { layout, file, rows: readJsonRows(path, file.chunks, layout), close };
  }
  const batches = readRecords(path, file, format.delimiter);
  const [header, ...first] = (await batches.next()).value ?? [];
  if (header === undefined) {
    throw new ImportError(
      "header_invalid",
      `${path} is empty: a CSV file begins with a line of column names.`,
    );
  }
  const names = header.record.map((name) => name.trim());
  const layout = RowLayout.ofHeader(names, path);
  return { layout, file, rows: csvRows(first, batches, names.length), close };
}

interface CsvRecord {
  readonly record: string[];
  /** Lines read when the record was complete. */
  readonly info: { readonly lines: number };
}

async function* csvRows(
  first: readonly CsvRecord[],
  others: AsyncIterable<readonly CsvRecord[]>,
  columns: number,
): AsyncGenerator<SourceRow> {
  let lastLine = 1;
  let countedTwice = 0;
  const rowOf = ({ record, info }: CsvRecord): SourceRow => {
    // csv-parse counts a quoted CR LF as two lines.
    if (info.lines > lastLine + 1) countedTwice += record.join().match(/\r\n/g)?.length ?? 0;
    lastLine = info.lines;
    const line = info.lines - countedTwice;
    return { line, row: record.length === columns ? record : ragged(record, columns) };
  };
  for (const record of first) yield rowOf(record);
  for await (const records of others) for (const record of records) yield rowOf(record);
}

function ragged(record: readonly string[], columns: number): RowRefusal {
  const reason = `expected ${columns} columns as in the header, found ${record.length}`;
  return new RowRefusal("ragged_row", reason);
}

/** What a piece of the file made, together: to wait for each record by itself takes longer than to parse it. */
async function* readRecords(
  path: string,
  file: OpenFile,
  delimiter: string,
): AsyncGenerator<CsvRecord[], undefined> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: MAX_ROW_BYTES,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  file.chunks.on("error", (error) => parser.destroy(error));
  let line = 0;
  try {
    for await (const records of batchesOf<CsvRecord>(file.chunks.pipe(parser))) {
      line = records.at(-1)?.info.lines ?? line;
      yield records;
    }
  } catch (error) {
    throw brokenCsv(path, line, error);
  } finally {
    file.chunks.destroy();
  }
}

/** All that a stream of objects has to give at a time. @throws its error, after what came before it. */
async function* batchesOf<Item>(stream: Readable): AsyncGenerator<Item[]> {
  let failure: Error | undefined;
  stream.on("error", (error: Error) => (failure = error));
  while (!stream.readableEnded) {
    const items: Item[] = [];
    for (let item = read(stream); item !== null; item = read(stream)) items.push(item as Item);
    if (items.length > 0) yield items;
    else if (failure !== undefined) throw failure;
    else if (stream.closed) return;
    else await nextSignOf(stream);
  }
}

/** Until it may have something to give, or has ended in whatever way. */
function nextSignOf(stream: Readable): Promise<void> {
  const signs = ["readable", "end", "error", "close"];
  return new Promise((resolve) => {
    const heard = (): void => {
      for (const sign of signs) stream.off(sign, heard);
      resolve();
    };
    for (const sign of signs) stream.on(sign, heard);
  });
}

function read(stream: Readable): unknown {
  return stream.read() as unknown;
}

function brokenCsv(path: string, lastGoodLine: number, cause: unknown): ImportError {
  const code = (cause as { code?: unknown } | null)?.code;
  if (code !== "CSV_QUOTE_NOT_CLOSED" && code !== "CSV_MAX_RECORD_SIZE")
    return unreadable(path, cause);
  return new ImportError(
    "file_malformed",
    `${path}:${lastGoodLine + 1}: a quoted field begins near this line and does not end within ${MAX_ROW_BYTES} bytes: close the quote and import again; what was sent before it is not doubled.`,
    { cause },
  );
}
