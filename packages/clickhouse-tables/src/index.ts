// The house's access to ClickHouse.
export { connectClickhouse } from "./client.ts";
export type { ClickhouseConnection, ClickhouseTables, QueryParameters } from "./client.ts";
export { ClickhouseError, SchemaError } from "./errors.ts";
export type { ClickhouseErrorKind } from "./errors.ts";
export { migrate, requireSchema } from "./migrations.ts";
export type { MigrateOptions, MigrateResult } from "./migrations.ts";
export { splitStatements } from "./sql-statements.ts";
export { RowBinaryWriter } from "./row-binary.ts";
export type { BinaryBlock, BinaryColumns, BinaryType } from "./row-binary-decoder.ts";
export { insertRawEvents, rawTableOf, RawEventRows } from "./raw-events.ts";
export type { KnownEvent } from "./raw-events.ts";
export { insertDeadLetters } from "./dead-letters.ts";
export type { DeadLetterRow } from "./dead-letters.ts";
export { insertPartitionProgress } from "./partition-progress.ts";
export type { PartitionProgress } from "./partition-progress.ts";
