// Every failure of ClickHouse as one coded error that says who is to blame: the moment, the rows, or the setup.
// In: whatever the driver threw. Out: ClickhouseError. Classified by the server's code, never by its text.
import { ClickHouseError as DriverError } from "@clickhouse/client";

/**
 * - `transient`: the same request may succeed later; repeat it, with growing pauses.
 * - `rows_refused`: some row of an insert cannot be stored; repeating the whole is in vain, taking it apart helps.
 * - `setup`: a missing table or right, a wrong password, a query that is wrong; neither waiting nor taking apart helps.
 */
export type ClickhouseErrorKind = "transient" | "rows_refused" | "setup";

export class ClickhouseError extends Error {
  override readonly name = "ClickhouseError";
  /** `CLICKHOUSE_<number>` for an answer of the server, `CLICKHOUSE_UNREACHABLE` when there was none. */
  readonly code: string;
  readonly kind: ClickhouseErrorKind;
  readonly retryable: boolean;

  constructor(code: string, kind: ClickhouseErrorKind, message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
    this.kind = kind;
    this.retryable = kind === "transient";
  }
}

/** The schema of the database and the migrations of this checkout do not fit together. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
  readonly code:
    | "SCHEMA_BEHIND"
    | "MIGRATION_EDITED"
    | "MIGRATION_FAILED"
    | "MIGRATION_INVALID"
    | "MIGRATION_GAP";
  readonly retryable = false;

  constructor(code: SchemaError["code"], message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}

/**
 * Names and numbers: https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp, or errorCodeToName(n) on a server.
 * A disk that is full is 243 where the server notices in time, and one of the codes of failed writes where it does not.
 */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  "3", // UNEXPECTED_END_OF_FILE
  "75", // CANNOT_WRITE_TO_FILE_DESCRIPTOR
  "76", // CANNOT_OPEN_FILE
  "107", // FILE_DOESNT_EXIST
  "159", // TIMEOUT_EXCEEDED
  "164", // READONLY
  "173", // CANNOT_ALLOCATE_MEMORY
  "201", // QUOTA_EXCEEDED: until its interval is over
  "202", // TOO_MANY_SIMULTANEOUS_QUERIES
  "203", // NO_FREE_CONNECTION
  "204", // CANNOT_FSYNC
  "209", // SOCKET_TIMEOUT
  "210", // NETWORK_ERROR
  "236", // ABORTED: the server is shutting down
  "241", // MEMORY_LIMIT_EXCEEDED
  "242", // TABLE_IS_READ_ONLY
  "243", // NOT_ENOUGH_SPACE
  "252", // TOO_MANY_PARTS
  "285", // TOO_FEW_LIVE_REPLICAS
  "319", // UNKNOWN_STATUS_OF_INSERT
  "394", // QUERY_WAS_CANCELLED
  "425", // SYSTEM_ERROR
  "439", // CANNOT_SCHEDULE_TASK: no thread is free
  "473", // DEADLOCK_AVOIDED: a table was locked for too long
  "692", // TOO_MANY_MUTATIONS
  "745", // SERVER_OVERLOADED
  "774", // TABLE_IS_PERMANENTLY_READ_ONLY: until somebody takes back the table's setting table_readonly
  "999", // KEEPER_EXCEPTION
  "1001", // STD_EXCEPTION: what the file system throws
]);

const ROWS_REFUSED_CODES: ReadonlySet<string> = new Set([
  "6", // CANNOT_PARSE_TEXT
  "26", // CANNOT_PARSE_QUOTED_STRING
  "27", // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  "32", // ATTEMPT_TO_READ_AFTER_EOF
  "33", // CANNOT_READ_ALL_DATA
  "38", // CANNOT_PARSE_DATE
  "41", // CANNOT_PARSE_DATETIME
  "53", // TYPE_MISMATCH
  "69", // ARGUMENT_OUT_OF_BOUND
  "70", // CANNOT_CONVERT_TYPE
  "72", // CANNOT_PARSE_NUMBER
  "117", // INCORRECT_DATA
  "131", // TOO_LARGE_STRING_SIZE
  "321", // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  "349", // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  "395", // FUNCTION_THROW_IF_VALUE_IS_NON_ZERO
  "407", // DECIMAL_OVERFLOW
  "469", // VIOLATED_CONSTRAINT
]);

/** Turns whatever the driver threw while doing `doing` into a ClickhouseError. */
export function toClickhouseError(thrown: unknown, doing: string): ClickhouseError {
  if (thrown instanceof ClickhouseError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof DriverError) {
    const kind = kindOfCode(thrown.code);
    const message = `ClickHouse refused to ${doing} (${thrown.code} ${thrown.type ?? ""}): ${trimmed(text)}. ${nextStep(kind)}`;
    return new ClickhouseError(`CLICKHOUSE_${thrown.code}`, kind, message, thrown);
  }
  if (isOurMistake(thrown)) {
    const message = `could not ${doing}: ${trimmed(text)}. ${nextStep("setup")}`;
    return new ClickhouseError("CLICKHOUSE_MISUSED", "setup", message, thrown);
  }
  // All else that the driver throws is about the connection: refused, reset, timed out, a proxy's answer.
  const message = `ClickHouse did not answer while trying to ${doing}: ${trimmed(text) || errorCode(thrown)}. ${nextStep("transient")}`;
  return new ClickhouseError("CLICKHOUSE_UNREACHABLE", "transient", message, thrown);
}

/** An HTML form that is too large comes without a code of ClickHouse's; it stays too large. */
function isOurMistake(thrown: unknown): boolean {
  if (thrown instanceof TypeError || thrown instanceof RangeError) return true;
  if (thrown instanceof SyntaxError) return true;
  return thrown instanceof Error && thrown.message.includes("HTML Form Exception");
}

function kindOfCode(code: string): ClickhouseErrorKind {
  if (TRANSIENT_CODES.has(code)) return "transient";
  return ROWS_REFUSED_CODES.has(code) ? "rows_refused" : "setup";
}

function nextStep(kind: ClickhouseErrorKind): string {
  switch (kind) {
    case "transient":
      return "It is worth trying again.";
    case "rows_refused":
      return "Take the insert apart to find the row.";
    case "setup":
      return "Check the query, the rights of the user and that `./mimamori migrate` has run.";
  }
}

function trimmed(text: string): string {
  return text.trim().replace(/[.\s]+$/, "");
}

function errorCode(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "no reason given";
}
