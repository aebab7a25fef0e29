// What an import did, in numbers: counted while it runs, read when it is over.
import type { RefusalCode } from "./errors.ts";

export interface FileReport {
  readonly file: string;
  rowsRead: number;
  eventsSent: number;
  rowsRefused: number;
  rowsSkipped: number;
  /** Why nothing of it was imported: the mapping ignores it. */
  ignored?: string;
}

export interface ImportReport {
  readonly files: readonly FileReport[];
  readonly rowsRead: number;
  readonly eventsSent: number;
  readonly rowsRefused: number;
  readonly rowsSkipped: number;
  readonly refusedByCode: Readonly<Partial<Record<RefusalCode, number>>>;
  readonly skippedByReason: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** A row that was not taken: where it stands, and why. */
export interface RefusedRow {
  readonly file: string;
  readonly line: number;
  readonly code: RefusalCode;
  readonly reason: string;
}

export class ImportCounts {
  readonly #files: FileReport[] = [];
  readonly #refused: Partial<Record<RefusalCode, number>> = {};
  readonly #skipped: Record<string, number> = {};

  file(file: string): FileReport {
    const report = { file, rowsRead: 0, eventsSent: 0, rowsRefused: 0, rowsSkipped: 0 };
    this.#files.push(report);
    return report;
  }

  skipped(file: FileReport, reason: string): void {
    file.rowsSkipped += 1;
    this.#skipped[reason] = (this.#skipped[reason] ?? 0) + 1;
  }

  refused(file: FileReport, code: RefusalCode): void {
    file.rowsRefused += 1;
    this.#refused[code] = (this.#refused[code] ?? 0) + 1;
  }

  report(seconds: number): ImportReport {
    const sum = (of: (file: FileReport) => number) =>
      this.#files.reduce((all, file) => all + of(file), 0);
    return {
      files: this.#files,
      rowsRead: sum((file) => file.rowsRead),
      eventsSent: sum((file) => file.eventsSent),
      rowsRefused: sum((file) => file.rowsRefused),
      rowsSkipped: sum((file) => file.rowsSkipped),
      refusedByCode: this.#refused,
      skippedByReason: this.#skipped,
      seconds,
    };
  }
}
