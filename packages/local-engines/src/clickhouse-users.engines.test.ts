/** What the users of infra/clickhouse/users.xml may do, asked of the engine itself. */
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { attachSharedEngines, type TestEngines } from "./testing.ts";

let engines: TestEngines;

/** The server's answer, or the name of its error. */
async function ask(user: "app" | "cs_reader" | "default", sql: string): Promise<string> {
  const passwords = {
    app: engines.clickhousePassword,
    cs_reader: engines.csReaderPassword,
    default: "",
  };
  const answer = await fetch(engines.clickhouseUrl, {
    method: "POST",
    headers: { "X-ClickHouse-User": user, "X-ClickHouse-Key": passwords[user] },
    body: sql,
  });
  const text = (await answer.text()).trim();
  return answer.ok ? text : (/\(([A-Z_]+)\)(?: \(version.*\))?$/.exec(text)?.[1] ?? text);
}

beforeAll(async () => {
  engines = attachSharedEngines(inject("sharedEngines"));
  for (const sql of [
    "CREATE DATABASE IF NOT EXISTS mimamori ENGINE = Atomic",
    "CREATE DATABASE IF NOT EXISTS cs ENGINE = Atomic",
    "CREATE TABLE mimamori.grants_test (n UInt8) ENGINE = MergeTree ORDER BY n",
    "INSERT INTO mimamori.grants_test VALUES (1), (2)",
    "CREATE VIEW cs.grants_test DEFINER = app SQL SECURITY DEFINER AS SELECT n FROM mimamori.grants_test",
  ])
    expect(await ask("app", sql)).toBe("");
});

afterAll(async () => {
  await ask("app", "DROP VIEW cs.grants_test");
  await ask("app", "DROP TABLE mimamori.grants_test");
});

test("cs_reader reads a view of cs over tables that it may not read", async () => {
  expect(await ask("cs_reader", "SELECT sum(n) FROM cs.grants_test")).toBe("3");
  expect(await ask("cs_reader", "SELECT sum(n) FROM mimamori.grants_test")).toBe("ACCESS_DENIED");
});

test.each([
  "INSERT INTO mimamori.grants_test VALUES (3)",
  "DROP VIEW cs.grants_test",
  "CREATE VIEW cs.mine AS SELECT 1",
  "SELECT * FROM system.query_log",
  "SELECT * FROM system.processes",
  "SELECT * FROM file('/etc/passwd', LineAsString)",
  "SELECT * FROM url('http://127.0.0.1/', LineAsString)",
  "KILL QUERY WHERE 1",
])("cs_reader may not: %s", async (sql) => {
  expect(await ask("cs_reader", sql)).toMatch(/ACCESS_DENIED|READONLY|UNKNOWN_TABLE/);
});

test.each(["max_execution_time", "max_memory_usage", "max_result_rows", "max_result_bytes"])(
  "cs_reader may lower its %s, but neither raise nor lift it",
  async (setting) => {
    expect(await ask("cs_reader", `SELECT 1 SETTINGS ${setting} = 1000000000000`)).toBe(
      "SETTING_CONSTRAINT_VIOLATION",
    );
    expect(await ask("cs_reader", `SELECT 1 SETTINGS ${setting} = 0`)).toBe(
      "SETTING_CONSTRAINT_VIOLATION",
    );
  },
);

test("cs_reader gets an error, not half an answer, beyond its limit of rows, and cannot choose otherwise", async () => {
  expect(
    await ask(
      "cs_reader",
      "SELECT number FROM numbers(3) SETTINGS max_result_rows = 2, max_block_size = 1",
    ),
  ).toBe("TOO_MANY_ROWS_OR_BYTES");
  expect(await ask("cs_reader", "SELECT 1 SETTINGS result_overflow_mode = 'break'")).toBe(
    "SETTING_CONSTRAINT_VIOLATION",
  );
  expect(await ask("cs_reader", "SELECT 1 SETTINGS readonly = 0")).toBe("READONLY");
});

test.each([
  "SELECT * FROM file('/etc/passwd', LineAsString)",
  "SELECT * FROM url('http://127.0.0.1/', LineAsString)",
  "SELECT file('/etc/passwd')",
  "SELECT 1 FORMAT Template SETTINGS format_template_resultset = '/etc/passwd'",
  "SELECT * FROM executable('id', LineAsString)",
  "SELECT * FROM remote('127.0.0.1', system.one)",
  "CREATE DATABASE elsewhere ENGINE = Atomic",
  "CREATE USER somebody",
  "SYSTEM SHUTDOWN",
])("app, which services use, may not reach beyond its databases: %s", async (sql) => {
  expect(await ask("app", sql)).not.toMatch(/^$|root|uid=/);
});

test("default, which the engine's console needs, may read nothing", async () => {
  expect(await ask("default", "SELECT * FROM cs.grants_test")).toBe("ACCESS_DENIED");
  expect(await ask("default", "SHOW DATABASES")).not.toContain("mimamori");
  expect(await ask("default", "SYSTEM SHUTDOWN")).toBe("ACCESS_DENIED");
});
