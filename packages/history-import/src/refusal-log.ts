// The refused rows, in a file of their own, one JSON object a line: {file, line, code, reason}. The file comes into being
// with the first of them. What is in it after a crash is right, and may lack the last rows: the next import writes a new one.
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import { ImportError } from "./errors.ts";
import type { RefusedRow } from "./import-report.ts";

const BUFFER_CHARS = 64 * 1024;

export class RefusalLog {
  readonly path: string;
  readonly #most: number;
  readonly #first: RefusedRow[] = [];
  #file: number | undefined;
  #buffer = "";

  /** `most` rows are kept to be shown as well. */
  constructor(file: string, most: number) {
    this.path = file;
    this.#most = most;
  }

  /** The first refused rows. */
  get first(): readonly RefusedRow[] {
    return this.#first;
  }

  /** @throws ImportError `report_unwritable`. */
  add(row: RefusedRow): void {
    if (this.#first.length < this.#most) this.#first.push(row);
    this.#buffer += `${JSON.stringify(row)}\n`;
    if (this.#file === undefined || this.#buffer.length > BUFFER_CHARS) this.#write();
  }

  close(): void {
    if (this.#file === undefined) return;
    this.#write();
    closeSync(this.#file);
    this.#file = undefined;
  }

  #write(): void {
    try {
      mkdirSync(path.dirname(this.path), { recursive: true });
      this.#file ??= openSync(this.path, "w");
      writeSync(this.#file, this.#buffer);
      this.#buffer = "";
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ImportError(
        "report_unwritable",
        `The report of refused rows cannot be written: ${reason}. Name another place with --report FILE.`,
        { cause: error },
      );
    }
  }
}
