// What can go wrong in an import: the import as a whole (ImportError), or one row of it (RowRefusal).
import type { DeadLetterCode } from "@mimamori/event-contracts";

export type ImportErrorCode =
  | "file_unmatched"
  | "file_unreadable"
  | "file_malformed"
  | "header_invalid"
  | "column_missing"
  | "join_file_missing"
  | "join_ambiguous"
  | "report_unwritable";

/** Stops the import. The message says what happened and what to do next; trying again at once never helps. */
export class ImportError extends Error {
  override readonly name = "ImportError";
  readonly code: ImportErrorCode;
  readonly retryable = false;

  constructor(code: ImportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type RefusalCode =
  | "ragged_row"
  | "oversize_row"
  | "bad_encoding"
  | "bad_value"
  | "empty_value"
  | "unmapped_value"
  | "join_missing"
  | "ends_before_start"
  | "contradictory_term"
  | DeadLetterCode;

/** Why one row is not taken. The other rows go on. */
export class RowRefusal extends Error {
  override readonly name = "RowRefusal";
  readonly code: RefusalCode;
  readonly retryable = false;

  constructor(code: RefusalCode, reason: string) {
    super(reason);
    this.code = code;
  }
}
