// The import: files in, events out. Joined files are read first, then every file once, at the pace that the sink takes.
// A row goes in whole or not at all; a refused row is reported and the rest goes on. Nothing is kept between imports:
// ids come from the rows, so a repetition (after a crash, or on purpose) sends the same events again.
import { ImportError, RowRefusal } from "./errors.ts";
import { EventOutbox } from "./event-outbox.ts";
import type { EventSink } from "./event-outbox.ts";
import { rowTaker } from "./file-rows.ts";
import { ImportCounts } from "./import-report.ts";
import type { FileReport, ImportReport, RefusedRow } from "./import-report.ts";
import { readJoinTable } from "./joined-columns.ts";
import type { JoinTable } from "./joined-columns.ts";
import type { MappingFile, ImportedFile, TermsFile } from "./mapping-file.ts";
import { formatOf, isNamed, isImported, matchFiles } from "./matched-files.ts";
import type { MatchedFile } from "./matched-files.ts";
import type { OutgoingEvent } from "./outgoing-event.ts";
import { openRows } from "./read-rows.ts";
import { TermCollection, termRules } from "./term-collection.ts";
import { timeReader } from "./time-formats.ts";

/** How far the file that is being read is; its bytes as they lie on the disk, packed or not. */
export interface ImportProgress {
  readonly file: string;
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly rowsRead: number;
}

export interface ImportOptions {
  readonly mapping: MappingFile;
  readonly paths: readonly string[];
  readonly sink: EventSink;
  /** What lies after it is refused: history has happened. */
  readonly nowMs: number;
  readonly onRefused: (row: RefusedRow) => void;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/**
 * Imports the files and waits until every event is acknowledged.
 * @throws ImportError for what concerns a file as a whole, and whatever the sink throws; rows never throw.
 */
export async function importFiles(options: ImportOptions): Promise<ImportReport> {
  const begun = performance.now();
  const run = new ImportRun(options);
  await run.importAll(matchFiles(options.paths, options.mapping));
  return run.counts.report((performance.now() - begun) / 1000);
}

const DAY_MS = 86_400_000;
const ROWS_BETWEEN_PROGRESS = 2000;

type Joins = ReadonlyMap<ImportedFile["joins"][string], JoinTable>;

class ImportRun {
  readonly counts = new ImportCounts();
  readonly #options: ImportOptions;
  readonly #outbox: EventOutbox;
  readonly #reports = new Map<string, FileReport>();
  #joins: Joins = new Map();

  constructor(options: ImportOptions) {
    this.#options = options;
    this.#outbox = new EventOutbox(options.sink);
  }

  async importAll(files: readonly MatchedFile[]): Promise<void> {
    for (const { path, mapping } of files) {
      const report = this.counts.file(path);
      this.#reports.set(path, report);
      if (mapping.kind === "ignored") report.ignored = mapping.reason;
    }
    const imported = files.filter(isImported);
    for (const file of imported) await this.#requireColumns(file);
    this.#joins = await readJoins(imported, files);
    for (const [mapping, ofEntry] of Map.groupBy(imported, (file) => file.mapping)) {
      const terms = new TermCollection();
      for (const file of ofEntry) await this.#importFile(file, terms);
      if (mapping.kind === "subscription_terms") await this.#sendTerms(mapping, terms);
    }
    await this.#outbox.drain();
  }

  /** Before anything is sent: every file is there, and has the columns that its entry names. */
  async #requireColumns(file: MatchedFile<ImportedFile>): Promise<void> {
    const { source } = await this.#open(file);
    source.close();
  }

  async #open({ path, mapping }: MatchedFile<ImportedFile>) {
    const source = await openRows(path, formatOf(mapping, path));
    const take = rowTaker(mapping, source.layout, { ...this.#options, joins: this.#joins });
    source.layout.requireComplete(path);
    return { source, take };
  }

  async #importFile(file: MatchedFile<ImportedFile>, terms: TermCollection): Promise<void> {
    const { path } = file;
    const { source, take } = await this.#open(file);
    const report = this.#reportOf(path);
    for await (const { line, row } of source.rows) {
      report.rowsRead += 1;
      try {
        if (row instanceof RowRefusal) throw row;
        const outcome = take(row);
        if (outcome.kind === "events") this.#queue(report, outcome.events);
        else if (outcome.kind === "term") terms.add({ term: outcome.term, file: path, line });
        else this.counts.skipped(report, outcome.reason);
      } catch (error) {
        this.#refuse(path, line, error);
      }
      if (this.#outbox.isFull) await this.#outbox.flush();
      if (report.rowsRead % ROWS_BETWEEN_PROGRESS === 0) this.#tell(report, source.file);
    }
    this.#tell(report, source.file);
  }

  async #sendTerms(mapping: TermsFile, terms: TermCollection): Promise<void> {
    const { source } = this.#options.mapping;
    const rules = termRules(mapping, this.#dataEndAtMs());
    for (const { file, line, result } of terms.drain(rules, source, this.#options.nowMs)) {
      if (result instanceof RowRefusal) this.#refuse(file, line, result);
      else this.#queue(this.#reportOf(file), result);
      if (this.#outbox.isFull) await this.#outbox.flush();
    }
  }

  /** No data tell what has not happened yet: a term that ends after now is still running. */
  #dataEndAtMs(): number {
    const { mapping, nowMs } = this.#options;
    if (mapping.dataEndsOn === undefined) return nowMs;
    return Math.min(nowMs, endOfDay(mapping.dataEndsOn, mapping.timeZone));
  }

  #queue(report: FileReport, events: readonly OutgoingEvent[]): void {
    for (const event of events) this.#outbox.add(event);
    report.eventsSent += events.length;
  }

  #refuse(file: string, line: number, error: unknown): void {
    if (!(error instanceof RowRefusal)) throw error;
    this.counts.refused(this.#reportOf(file), error.code);
    this.#options.onRefused({ file, line, code: error.code, reason: error.message });
  }

  #reportOf(path: string): FileReport {
    const report = this.#reports.get(path);
    if (report === undefined)
      throw new ImportError("file_unmatched", `${path} is not a file of this import.`);
    return report;
  }

  #tell(report: FileReport, file: { bytesRead(): number; bytesTotal: number }): void {
    this.#options.onProgress?.({
      file: report.file,
      bytesRead: file.bytesRead(),
      bytesTotal: file.bytesTotal,
      rowsRead: report.rowsRead,
    });
  }
}

/** Reads what the imported files join; any of the given files may be joined. */
async function readJoins(
  imported: readonly MatchedFile<ImportedFile>[],
  files: readonly MatchedFile[],
): Promise<Joins> {
  const tables = new Map<ImportedFile["joins"][string], JoinTable>();
  for (const entry of new Set(imported.map(({ mapping }) => mapping))) {
    for (const join of Object.values(entry.joins)) {
      const joined = files.filter(({ path }) => isNamed(join.file, path));
      const readable = joined.map(({ path, mapping }) => ({
        path,
        format: formatOf(mapping, path),
      }));
      tables.set(join, await readJoinTable(join, readable));
    }
  }
  return tables;
}

/** The last millisecond of a day: what lies on it, the data still tell. */
function endOfDay(day: string, timeZone: string): number {
  const nextDay = new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
  return (timeReader("ISO", timeZone)(nextDay) ?? Number.NaN) - 1;
}
