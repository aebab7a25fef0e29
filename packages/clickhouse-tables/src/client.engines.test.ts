import path from "node:path";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { connectClickhouse } from "./client.ts";
import { migrate } from "./migrations.ts";
import { RowBinaryWriter } from "./row-binary.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const connection = {
  url: engines.clickhouseUrl,
  user: engines.clickhouseUser,
  password: engines.clickhousePassword,
};
const tables = connectClickhouse(connection);

beforeAll(async () => {
  const infra = path.join(import.meta.dirname, "../../../infra/clickhouse");
  const [migrationsDir, viewsDir] = [path.join(infra, "migrations"), path.join(infra, "views")];
  await migrate({ client: tables, migrationsDir, viewsDir });
});
afterEach(() => tables.command("DROP TABLE IF EXISTS mimamori.for_a_test SYNC"));
afterAll(() => tables.close());

const create = (columns: string, rest: string) =>
  tables.command(`CREATE TABLE mimamori.for_a_test (${columns}) ENGINE = MergeTree ${rest}`);

async function count(): Promise<number> {
  const [row] = await tables.query<{ rows: number }>(
    "SELECT toUInt32(count()) AS rows FROM mimamori.for_a_test",
  );
  return row?.rows ?? -1;
}

describe("query", () => {
  it("gives 64-bit integers back exactly, and instants as ISO text in UTC", async () => {
    const largest = "18446744073709551615";
    const sql = `SELECT {n:UInt64} AS n, {at:DateTime64(3)} AS at, toDate({at:DateTime64(3)}) AS day,
      CAST(tuple({n:UInt64}, 'x'), 'Tuple(n UInt64, text String)') AS pair`;
    const at = new Date("2026-01-31T09:30:00.123Z");
    expect(await tables.query(sql, { n: largest, at })).toEqual([
      { n: largest, at: at.toISOString(), day: "2026-01-31", pair: { n: largest, text: "x" } },
    ]);
  });

  it("takes long lists, quotes and line ends as parameters", async () => {
    const listOf = (length: number) =>
      Array.from({ length }, (_, index) => `it's "${index}"\n\t\\ 解約率`);
    const list = listOf(1_000);
    const [row] = await tables.query<{ list: string[] }>("SELECT {list:Array(String)} AS list", {
      list,
    });
    expect(row?.list).toEqual(list);
    const tooLong = tables.query("SELECT {list:Array(String)} AS list", { list: listOf(50_000) });
    await expect(tooLong).rejects.toMatchObject({ kind: "setup", retryable: false });
  });

  it("parses rows by the schema where there is one", async () => {
    const schema = z.object({ n: z.coerce.number() });
    expect(await tables.query("SELECT toUInt64(7) AS n", {}, schema)).toEqual([{ n: 7 }]);
  });

  it("never takes half of an answer for the whole: a failure in mid-stream is an error", async () => {
    const sql = "SELECT throwIf(number = 1500000, 'in mid-stream') AS n FROM numbers(2000000)";
    await expect(tables.query(sql)).rejects.toThrow("in mid-stream");
  });
});

async function numbersOf(sql: string, parameters = {}): Promise<number[]> {
  const numbers = [];
  for await (const { columns } of tables.queryBinary(sql, { n: "UInt32" }, parameters)) {
    numbers.push(...columns.n);
  }
  return numbers;
}

describe("queryBinary", () => {
  it("gives back what insertBinary put in, to the last bit, over many pieces of an answer", async () => {
    await create(
      "id UInt32, name LowCardinality(String), amount Float64, change Int32",
      "ORDER BY id",
    );
    const writer = new RowBinaryWriter();
    const rows = Array.from({ length: 20_000 }, (_, id) => ({
      name: `解約率 ${id % 100}`,
      amount: id % 7 === 0 ? Number.NaN : Math.sqrt(id) / 3,
      change: id - 10_000,
    }));
    for (const [id, { name, amount, change }] of rows.entries()) {
      writer.int32(id);
      writer.string(name);
      writer.float64(amount);
      writer.int32(change);
    }
    const names = ["id", "name", "amount", "change"];
    await tables.insertBinary("mimamori.for_a_test", names, writer.view());
    const columns = { id: "UInt32", name: "String", amount: "Float64", change: "Int32" } as const;
    const sql = "SELECT id, name, amount, change FROM mimamori.for_a_test ORDER BY id";
    const found = [];
    for await (const block of tables.queryBinary(sql, columns)) {
      for (let row = 0; row < block.rows; row += 1) {
        const { id, name, amount, change } = block.columns;
        expect(id[row]).toBe(found.length);
        found.push({ name: name[row], amount: amount[row], change: change[row] });
      }
    }
    expect(found).toEqual(rows);
  });

  it("takes parameters, and an answer without rows", async () => {
    const sql = "SELECT {least:UInt32} AS n FROM numbers(10) WHERE number > {least:UInt32}";
    expect(await numbersOf(sql, { least: 10 })).toEqual([]);
    expect(await numbersOf(sql, { least: 8 })).toEqual([8]);
  });

  it("never takes half of an answer for the whole: a failure in mid-stream is an error", async () => {
    const sql =
      "SELECT toUInt32(throwIf(number = 1500000, 'in mid-stream')) AS n FROM numbers(2000000)";
    await expect(numbersOf(sql)).rejects.toMatchObject({ name: "ClickhouseError" });
  });
});

describe("errors", () => {
  it("tell a broken setup from refused rows and from passing failures", async () => {
    await create("day Date, n UInt8", "ORDER BY day");
    const missing = tables.query("SELECT * FROM mimamori.no_such_table");
    await expect(missing).rejects.toMatchObject({ kind: "setup", code: "CLICKHOUSE_60" });
    const row = { day: "no day", n: 1 };
    const refused = tables.insertRows("mimamori.for_a_test", ["day", "n"], [row]);
    await expect(refused).rejects.toMatchObject({ kind: "rows_refused" });
    const torn = tables.insertBinary("mimamori.for_a_test", ["day", "n"], Buffer.from([1]));
    await expect(torn).rejects.toMatchObject({ kind: "rows_refused" });
    const nobody = connectClickhouse({ ...connection, url: "http://127.0.0.1:1" });
    const unreachable = nobody.query("SELECT 1");
    await expect(unreachable).rejects.toMatchObject({
      code: "CLICKHOUSE_UNREACHABLE",
      retryable: true,
    });
    const stranger = connectClickhouse({ ...connection, password: "wrong" });
    await expect(stranger.query("SELECT 1")).rejects.toMatchObject({ kind: "setup" });
    expect(await count()).toBe(0);
    await Promise.all([nobody.close(), stranger.close()]);
  });
});

describe("inserts", () => {
  it("keep every row, also when a recent insert had the very same rows", async () => {
    await create("n UInt8", "ORDER BY n");
    for (let time = 0; time < 3; time++) {
      await tables.insertRows("mimamori.for_a_test", ["n"], [{ n: 7 }]);
      await tables.insertBinary("mimamori.for_a_test", ["n"], [Buffer.from([7]), Buffer.from([8])]);
      await tables.command("INSERT INTO mimamori.for_a_test SELECT 7");
    }
    expect(await count()).toBe(12);
  });

  it("of nothing do nothing", async () => {
    await tables.insertRows("mimamori.no_such_table", ["n"], [] as { n: number }[]);
    await tables.insertBinary("mimamori.no_such_table", ["n"], Buffer.alloc(0));
  });

  it("may touch every month of a long history at once", async () => {
    await create("day Date", "PARTITION BY toYYYYMM(day) ORDER BY day");
    await tables.command(
      "INSERT INTO mimamori.for_a_test SELECT addMonths(toDate('1971-01-01'), number) FROM numbers(600)",
    );
    expect(await count()).toBe(600);
  });
});
