// What networks do to connections, by a proxy before the real server.
import { attachSharedEngines, startFaultyProxy } from "@mimamori/local-engines/testing";
import type { FaultyProxy } from "@mimamori/local-engines/testing";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { connectClickhouse } from "./client.ts";
import type { ClickhouseTables } from "./client.ts";
import { ClickhouseError } from "./errors.ts";
import { RowBinaryWriter } from "./row-binary.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const direct = {
  url: engines.clickhouseUrl,
  user: engines.clickhouseUser,
  password: engines.clickhousePassword,
};
let proxy: FaultyProxy;
let tables: ClickhouseTables;
const straight = connectClickhouse(direct);

beforeAll(async () => {
  proxy = await startFaultyProxy(0, Number(new URL(direct.url).port));
  const url = `http://127.0.0.1:${proxy.port}`;
  tables = connectClickhouse({ ...direct, url, longestSilenceMs: 1_500, insertTimeoutMs: 1_000 });
  await straight.command("CREATE DATABASE IF NOT EXISTS mimamori ENGINE = Atomic");
  await straight.command(
    "CREATE OR REPLACE TABLE mimamori.for_broken_connections (n Int32) ENGINE = ReplacingMergeTree ORDER BY n",
  );
});
afterAll(async () => {
  await straight.command("DROP TABLE mimamori.for_broken_connections SYNC");
  await Promise.all([tables.close(), straight.close()]);
  await proxy.close();
});

const rows = (count: number): string => `SELECT toUInt32(number) AS n FROM numbers(${count})`;

/** Many more than fit into a piece of an answer. */
const MANY = 200_000;

async function countBinary(): Promise<number> {
  let count = 0;
  for await (const block of tables.queryBinary(rows(MANY), { n: "UInt32" })) count += block.rows;
  return count;
}

test.each([
  ["some rows", async () => (await tables.query(rows(3))).length, 3],
  ["many rows", async () => (await tables.query(rows(MANY))).length, MANY],
  ["many rows in binary", countBinary, MANY],
])(
  "an answer of %s that is cut off is an error to repeat, never a shorter answer",
  async (_, count, expected) => {
    for (let round = 0; round < 3; round++) {
      await count();
      proxy.cut();
      await expect(count()).rejects.toMatchObject({
        code: "CLICKHOUSE_UNREACHABLE",
        retryable: true,
      });
      expect(await count()).toBe(expected);
    }
  },
);

async function insert(from: number, count: number): Promise<void> {
  const writer = new RowBinaryWriter();
  for (let number = from; number < from + count; number++) writer.int32(number);
  await tables.insertBinary("mimamori.for_broken_connections", ["n"], writer.view());
}

async function stored(): Promise<number> {
  const sql = "SELECT toUInt32(count()) AS n FROM mimamori.for_broken_connections FINAL";
  return (await straight.query<{ n: number }>(sql))[0]?.n ?? -1;
}

test.each(["cut", "halve"] as const)(
  "an insert whose connection is %s before the answer is an error to repeat, and the repeat is harmless",
  async (fault) => {
    const before = await stored();
    await insert(before, 1);
    proxy[fault]();
    const failures: unknown[] = [];
    const insertOnce = (): Promise<void> =>
      insert(before + 1, 1_000).catch((error: unknown) => {
        failures.push(error);
        throw error;
      });
    await vi.waitFor(insertOnce, { timeout: 60_000 });
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure).toBeInstanceOf(ClickhouseError);
    expect(await stored()).toBe(before + 1_001);
  },
);

test("a query that gets no answer any more is given up after the longest silence", async () => {
  await tables.query(rows(1));
  proxy.halve();
  await expect(tables.query(rows(1))).rejects.toMatchObject({ retryable: true });
  expect(await tables.query(rows(1))).toEqual([{ n: 0 }]);
});

test("a statement that takes longer than the longest silence goes through while the server shows that it works", async () => {
  const sql = `INSERT INTO mimamori.for_broken_connections
    SELECT toInt32(1000000 + number + sleepEachRow(0.2)) FROM numbers(15) SETTINGS max_block_size = 1`;
  await tables.command(sql, {}, { http_headers_progress_interval_ms: "300" });
});

test("a statement that fails after it has shown signs of life is an error all the same", async () => {
  const sql =
    "SELECT sleepEachRow(0.2), throwIf(number = 9) FROM numbers(10) SETTINGS max_block_size = 1";
  const settings = { http_headers_progress_interval_ms: "300" };
  await expect(tables.command(sql, {}, settings)).rejects.toMatchObject({
    code: "CLICKHOUSE_395",
  });
  await expect(tables.query(sql)).rejects.toMatchObject({ code: "CLICKHOUSE_395" });
});
