// The one door to ClickHouse. In: SQL with named parameters, rows. Out: rows, or a ClickhouseError.
// After a crash: an insert that returned is on the server's disk (fsync is on there, and nothing is buffered on the way);
// one that did not return may or may not have happened, so every table makes a repeated insert harmless.
import { Readable } from "node:stream";
import { ClickHouseLogLevel, createClient } from "@clickhouse/client";
import type { ClickHouseSettings } from "@clickhouse/client";
import type { z } from "zod";
import { toClickhouseError } from "./errors.ts";
import { decodeBlocks } from "./row-binary-decoder.ts";
import type { BinaryBlock, BinaryColumns } from "./row-binary-decoder.ts";

export interface ClickhouseConnection {
  /** e.g. http://127.0.0.1:8123 */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Only for tests and tools: all SQL of the house names the database of each table. */
  readonly database?: string;
  readonly maxOpenConnections?: number;
  /** How long an answer may be waited for without a sign of life (default 180 s), */
  readonly longestSilenceMs?: number;
  /** and an insert in all (default 60 s): what is not answered then may have happened or not. */
  readonly insertTimeoutMs?: number;
}

/**
 * Values for `{name: Type}` placeholders: instants as Date or ISO text, arrays as arrays. The server takes at most 128 KiB of
 * text per value (http_max_field_value_size); a longer list goes in chunks.
 */
export type QueryParameters = Readonly<Record<string, unknown>>;

/**
 * What the house may do with ClickHouse. Every method throws ClickhouseError and nothing else.
 *
 * How values come back: 64-bit integers as decimal strings, always, because versions in nanoseconds do not fit a JavaScript
 * number (wrap counts in `toUInt32(...)` or read them with Number(...)); instants as ISO text in UTC (2026-01-31T09:30:00.000Z);
 * days as YYYY-MM-DD; named tuples and maps as objects. The same forms go in.
 */
export interface ClickhouseTables {
  /** Runs a SELECT. With a schema every row is parsed by it; else the caller answers for the type. */
  query<Row>(sql: string, parameters?: QueryParameters, schema?: z.ZodType<Row>): Promise<Row[]>;
  /**
   * Runs a SELECT whose columns are exactly `columns`, and gives its rows in blocks as they arrive: for answers of many rows. The
   * SELECT has no FORMAT clause.
   */
  queryBinary<const Columns extends BinaryColumns>(
    sql: string,
    columns: Columns,
    parameters?: QueryParameters,
    settings?: ClickHouseSettings,
  ): AsyncGenerator<BinaryBlock<Columns>, void, undefined>;
  /** Runs a statement without a result (DDL, INSERT ... SELECT) and waits until it is done. */
  command(sql: string, parameters?: QueryParameters, settings?: ClickHouseSettings): Promise<void>;
  /** Inserts rows as JSON; for tables that grow by less than some thousand rows per second. No rows: nothing happens. */
  insertRows<Row extends object>(
    table: string,
    columns: readonly (keyof Row & string)[],
    rows: readonly Row[],
  ): Promise<void>;
  /** Inserts rows that row-binary.ts encoded, in the order of `columns`. */
  insertBinary(
    table: string,
    columns: readonly string[],
    rows: Buffer | readonly Buffer[],
    settings?: ClickHouseSettings,
  ): Promise<void>;
  close(): Promise<void>;
}

const SETTINGS: ClickHouseSettings = {
  async_insert: 0,
  wait_for_async_insert: 1,
  // The server would drop an insert whose rows equal those of a recent one, even when what it says happened again (a mark);
  // the tables themselves make repeats harmless, so this must be off whatever the server's settings are.
  deduplicate_insert: "disable",
  deduplicate_insert_select: "disable",
  // Facts of a long history are written by one statement. Above the server's limit of 100 months it would answer with the code
  // of a server that is behind with its merges, and be asked again for ever.
  max_partitions_per_insert_block: "1000",
  date_time_input_format: "best_effort",
  date_time_output_format: "iso",
  output_format_json_quote_64bit_integers: 1,
  // A server that works says so now and then, so that silence means that nobody is there. Each time is a header more, and Node takes
  // some seventy of them: enough for half an hour.
  send_progress_in_http_headers: 1,
  http_headers_progress_interval_ms: "30000",
};

/** A statement's answer comes when it is done: an error after half of the work must not hide behind a status of 200. */
const WHEN_DONE: ClickHouseSettings = { wait_end_of_query: 1 };

/** Nothing has come for so long: the connection is dead, whatever the operating system thinks of it. The request is given up, and repeated. */
const LONGEST_SILENCE_MS = 180_000;
/** The rows of an insert are on the disk within seconds, also on a busy server, and a partition waits for it. */
const INSERT_TIMEOUT_MS = 60_000;

/** Opens a connection pool; nothing is sent before the first call. */
export function connectClickhouse(connection: ClickhouseConnection): ClickhouseTables {
  const pool = openPool(connection);
  const { client } = pool;

  async function attempt<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      throw toClickhouseError(thrown, doing);
    }
  }

  return {
    query: <Row>(sql: string, parameters: QueryParameters = {}, schema?: z.ZodType<Row>) =>
      attempt(`run the query "${opening(sql)}"`, async () => {
        const query_params = { ...parameters };
        const answer = await client.query({ query: sql, query_params, format: "JSONEachRow" });
        if (schema === undefined) return answer.json<Row>();
        // As they arrive: unparsed, the rows of a large answer would all be in memory beside the parsed ones.
        const rows: Row[] = [];
        for await (const piece of answer.stream<unknown>())
          for (const row of piece) rows.push(schema.parse(row.json()));
        return rows;
      }),

    queryBinary: (sql, columns, parameters = {}, settings = {}) =>
      readBinary(client, sql, columns, {
        query_params: { ...parameters },
        clickhouse_settings: { ...WHEN_DONE, ...settings },
      }),

    command: (sql, parameters = {}, settings = {}) =>
      attempt(`run "${opening(sql)}"`, async () => {
        const clickhouse_settings = { ...WHEN_DONE, ...settings };
        await client.command({ query: sql, query_params: { ...parameters }, clickhouse_settings });
      }),

    insertRows: (table, columns, rows) =>
      attempt(`insert ${rows.length} rows into ${table}`, async () => {
        const query = insertStatement(table, columns, "JSONEachRow");
        const text = rows.map((row) => JSON.stringify(row)).join("\n");
        if (rows.length > 0) await send(pool, query, [Buffer.from(text)]);
      }),

    insertBinary: (table, columns, rows, settings) =>
      attempt(`insert rows into ${table}`, async () => {
        const parts = Buffer.isBuffer(rows) ? [rows] : rows;
        const query = insertStatement(table, columns, "RowBinary");
        if (parts.some((part) => part.length > 0)) await send(pool, query, parts, settings);
      }),

    close: () => client.close(),
  };
}

type Client = ReturnType<typeof createClient>;

interface Pool {
  readonly client: Client;
  readonly insertTimeoutMs: number;
}

async function send(
  { client, insertTimeoutMs }: Pool,
  query: string,
  parts: readonly Buffer[],
  settings: ClickHouseSettings = {},
): Promise<void> {
  // As an object stream, so that each buffer goes to the socket as it is.
  const values = Readable.from(parts, { objectMode: true });
  const abort_signal = AbortSignal.timeout(insertTimeoutMs);
  const clickhouse_settings = { ...WHEN_DONE, ...settings };
  const answer = await client.exec({ query, values, clickhouse_settings, abort_signal });
  for await (const _ of answer.stream);
}

function openPool(connection: ClickhouseConnection): Pool {
  const client = createClient({
    url: connection.url,
    username: connection.user,
    password: connection.password,
    ...(connection.database === undefined ? {} : { database: connection.database }),
    application: "mimamori",
    max_open_connections: connection.maxOpenConnections ?? 8,
    request_timeout: connection.longestSilenceMs ?? LONGEST_SILENCE_MS,
    // A long list of parameters would not fit into a URL.
    use_multipart_params_auto: true,
    // The errors that we throw say it all.
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: SETTINGS,
  });
  return { client, insertTimeoutMs: connection.insertTimeoutMs ?? INSERT_TIMEOUT_MS };
}

async function* readBinary<Columns extends BinaryColumns>(
  client: Client,
  sql: string,
  columns: Columns,
  options: { query_params: Record<string, unknown>; clickhouse_settings: ClickHouseSettings },
): AsyncGenerator<BinaryBlock<Columns>, void, undefined> {
  try {
    const query = `${sql}\nFORMAT RowBinaryWithNamesAndTypes`;
    const answer = await client.exec({ query, ...options });
    yield* decodeBlocks(answer.stream, columns);
  } catch (thrown) {
    throw toClickhouseError(thrown, `run the query "${opening(sql)}"`);
  }
}

function insertStatement(table: string, columns: readonly string[], format: string): string {
  return `INSERT INTO ${table} (${columns.join(", ")}) FORMAT ${format}`;
}

function opening(sql: string): string {
  const line = sql.replaceAll(/\s+/g, " ").trim();
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
