// cs_reader (infra/clickhouse/users.xml): whoever has its password reads the views of cs, within limits, and gets nowhere else; and
// the clients that people have get what they ask for.
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { createClient } from "@clickhouse/client";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { connectClickhouse } from "./client.ts";
import { migrate } from "./migrations.ts";

const INFRA = path.resolve(import.meta.dirname, "../../../infra/clickhouse");
const engines = attachSharedEngines(inject("sharedEngines"));
const app = connectClickhouse({
  url: engines.clickhouseUrl,
  user: engines.clickhouseUser,
  password: engines.clickhousePassword,
});

beforeAll(async () => {
  const folders = { migrationsDir: `${INFRA}/migrations`, viewsDir: `${INFRA}/views` };
  await migrate({ client: app, ...folders });
});
afterAll(() => app.close());

/** What the server answers cs_reader over plain HTTP. */
async function ask(sql: string, settings: Record<string, string> = {}) {
  const query = new URLSearchParams({ database: "cs", ...settings });
  const headers = {
    "x-clickhouse-user": "cs_reader",
    "x-clickhouse-key": engines.csReaderPassword,
  };
  const answer = await fetch(`${engines.clickhouseUrl}/?${query.toString()}`, {
    method: "POST",
    headers,
    body: sql,
  });
  // An answer that had begun when a limit was met is broken off.
  const text = await answer.text().catch(() => "DB::Exception: broken off");
  // Else everything would look refused.
  expect(text).not.toContain("QUOTA_EXCEEDED");
  return { ok: answer.ok, text };
}

/** Rows of one column. */
async function column(sql: string): Promise<string[]> {
  const { ok, text } = await ask(sql);
  expect(ok, `${sql}: ${text}`).toBe(true);
  return text.split("\n").filter((line) => line !== "");
}

describe("cs_reader cannot get", () => {
  const ATTEMPTS: Record<string, readonly string[]> = {
    "at other databases": [
      "SELECT * FROM mimamori.profiles",
      "SELECT * FROM cs.accounts WHERE account IN (SELECT account FROM mimamori.profiles)",
      "SELECT * FROM cs.accounts WHERE account IN mimamori.profiles",
      "WITH (SELECT count() FROM mimamori.profiles) AS n SELECT n",
      "SELECT * FROM view(SELECT * FROM mimamori.profiles)",
      "SELECT * FROM merge('mimamori', '.*')",
      "SELECT * FROM loop('mimamori', 'profiles') LIMIT 1",
      "EXPLAIN SELECT * FROM mimamori.profiles",
      "DESCRIBE TABLE mimamori.profiles",
      "SHOW CREATE TABLE mimamori.profiles",
      "USE mimamori",
      "SELECT * FROM dictionary('mimamori.anything')",
      "SELECT dictGet('mimamori.anything', 'a', 1)",
    ],
    "at files, hosts and programs": [
      "SELECT * FROM file('/etc/hostname', 'LineAsString')",
      "DESCRIBE TABLE file('/etc/hostname', 'LineAsString')",
      "SELECT * FROM default.`/etc/hostname`",
      "SELECT * FROM filesystem('/etc')",
      "SELECT * FROM url('http://127.0.0.1:1', 'CSV', 'a String')",
      "SELECT * FROM url('file:///etc/hostname', 'LineAsString', 'a String')",
      "SELECT * FROM remote('127.0.0.1', 'system', 'users')",
      "SELECT * FROM remoteSecure('127.0.0.1', 'system', 'users')",
      "SELECT * FROM cluster('default', 'mimamori', 'profiles')",
      "SELECT * FROM s3('http://127.0.0.1:1/bucket/key', 'CSV', 'a String')",
      "SELECT * FROM azureBlobStorage('x', 'y', 'z')",
      "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
      "SELECT * FROM postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
      "SELECT * FROM mongodb('127.0.0.1:1', 'a', 'b', 'c', 'd', 'e String')",
      "SELECT * FROM redis('127.0.0.1:1', 'k', 'k String, v String')",
      "SELECT * FROM sqlite('/tmp/x', 'x')",
      "SELECT * FROM executable('id', 'TSV', 'a String')",
      "SELECT catboostEvaluate('/etc/hostname', 1)",
      "SELECT aiGenerate('x') SETTINGS allow_experimental_ai_functions = 1",
      "SELECT * FROM cs.accounts INTO OUTFILE '/tmp/cs-reader-was-here'",
      "BACKUP TABLE cs.accounts TO Disk('default', 'x')",
    ],
    "at the server's own tables": [
      ...[
        "users",
        "grants",
        "processes",
        "query_log",
        "parts_columns",
        "server_settings",
        "dictionaries",
      ],
      ...["disks", "named_collections", "session_log", "text_log", "numbers"],
    ].map((table) => `SELECT * FROM system.${table} LIMIT 1`),
    "to do anything but read": [
      "INSERT INTO cs.accounts (account) VALUES ('x')",
      "INSERT INTO FUNCTION file('/tmp/cs-reader-was-here') SELECT 1",
      "CREATE TABLE cs.mine (a Int8) ENGINE = Memory",
      "CREATE TEMPORARY TABLE mine (a Int8)",
      "CREATE VIEW cs.mine AS SELECT 1",
      "CREATE DATABASE mine",
      "CREATE DICTIONARY cs.mine (a UInt64) PRIMARY KEY a SOURCE(NULL()) LAYOUT(FLAT()) LIFETIME(0)",
      "CREATE FUNCTION mine AS x -> x",
      "CREATE USER mine",
      "GRANT SELECT ON *.* TO cs_reader",
      "DROP VIEW cs.accounts",
      "RENAME TABLE cs.accounts TO cs.mine",
      "ALTER TABLE mimamori.profiles DELETE WHERE 1",
      "TRUNCATE TABLE mimamori.profiles",
      "OPTIMIZE TABLE mimamori.profiles",
      "KILL QUERY WHERE 1",
      "SYSTEM SHUTDOWN",
      "SYSTEM FLUSH LOGS",
    ],
    "beyond its limits": [
      "SET max_memory_usage = 0",
      "SELECT 1 SETTINGS max_memory_usage = 9000000000",
      "SELECT 1 SETTINGS max_memory_usage_for_user = 0",
      "SELECT 1 SETTINGS max_execution_time = 0",
      "SELECT 1 SETTINGS max_execution_time = 3600",
      "SELECT 1 SETTINGS timeout_overflow_mode = 'break'",
      "SELECT 1 SETTINGS max_result_rows = 0",
      "SELECT 1 SETTINGS max_threads = 64",
      "SELECT 1 SETTINGS max_concurrent_queries_for_user = 0",
      "SELECT 1 SETTINGS readonly = 0",
      "SELECT 1 SETTINGS log_queries = 0",
      "SELECT length(groupArray(toString(number))) FROM numbers(1000000000)",
      "SELECT number FROM numbers(1000001)",
      "SELECT sum(cityHash64(number)) FROM numbers(1000000000000) SETTINGS max_execution_time = 1",
    ],
  };

  test.each(Object.entries(ATTEMPTS))("%s", async (_, attempts) => {
    for (const sql of attempts) {
      const { ok, text } = await ask(sql);
      expect(!ok || text.includes("DB::Exception"), `${sql}: ${text.slice(0, 200)}`).toBe(true);
    }
  });

  // The embedded engine asks for no right to call this function, so it must not be there at all, however it is called.
  test.each([
    "/etc/passwd",
    "/proc/self/environ",
    `${engines.stateDir}/installation.json`,
    `${engines.stateDir}/clickhouse/metadata/mimamori.sql`,
  ])("at the file %s by the function file()", async (file) => {
    const from = `FROM (SELECT '${file}' AS name)`;
    const calls = [
      `SELECT file('${file}')`,
      `SELECT file('${file}', 'nothing')`,
      `SELECT file('${file}', NULL)`,
      `SELECT \`file\`('${file}')`,
      `SELECT file(name) ${from}`,
      `SELECT * APPLY(file) ${from}`,
      `SELECT * REPLACE(file(name) AS name) ${from}`,
      `SELECT arrayMap(x -> file(x), [name]) ${from}`,
      `SELECT arrayMap(file, [name]) ${from}`,
      `WITH (x -> file(x)) AS read SELECT read('${file}')`,
      `SELECT * FROM view(SELECT file('${file}'))`,
      `SELECT 1 WHERE notEmpty(file('${file}'))`,
      `SELECT * FROM values('a String', (file('${file}')))`,
      `SELECT file('${file}') SETTINGS allow_experimental_analyzer = 0`,
      `SELECT 1 SETTINGS additional_result_filter = 'toUInt8(file(\\'${file}\\'))'`,
      `SELECT dummy FROM system.one SETTINGS additional_table_filters = {'system.one': 'toUInt8(file(\\'${file}\\'))'}`,
    ];
    for (const sql of calls) {
      const { ok, text } = await ask(sql);
      expect(ok, `${sql}: ${text.slice(0, 200)}`).toBe(false);
      expect(text, sql).not.toMatch(/root:|PATH=|secrets|ATTACH/);
    }
  });

  // No grant guards these: they name files, an address to write to, or what is asked of the tables behind a view.
  test.each([
    "format_template_resultset = '/etc/passwd'",
    "format_template_row = '/etc/passwd'",
    "format_schema = '/etc/passwd:x'",
    "format_schema_source = 'query'",
    "format_avro_schema_registry_url = 'http://127.0.0.1:1'",
    "additional_table_filters = {'mimamori.profiles': '1'}",
  ])("at more by the setting %s", async (setting) => {
    const { ok, text } = await ask(`SELECT 1 SETTINGS ${setting}`);
    expect(ok).toBe(false);
    expect(text).toContain("SETTING_CONSTRAINT_VIOLATION");
  });

  test("at the passwords, which are not in the environment that the engine was started with", () => {
    const record = fs.readFileSync(`${engines.stateDir}/run/clickhouse.json`, "utf8");
    const { pid } = JSON.parse(record) as { pid: number };
    const environment = fs.readFileSync(`/proc/${pid}/environ`, "utf8");
    expect(environment).not.toContain(engines.csReaderPassword);
    expect(environment).not.toContain(engines.clickhousePassword);
  });

  test("its limits lifted by parameters of the request", async () => {
    for (const name of ["max_memory_usage", "max_execution_time", "max_result_rows", "readonly"])
      expect(await ask("SELECT 1", { [name]: "0" }), name).toMatchObject({ ok: false });
  });
});

describe("what drivers and BI tools ask first", () => {
  test("names cs and nothing else of ours", async () => {
    const known = ["INFORMATION_SCHEMA", "information_schema", "system"];
    for (const sql of ["SELECT name FROM system.databases", "SHOW DATABASES"]) {
      const names = await column(sql);
      expect(names.filter((name) => !known.includes(name))).toEqual(["cs"]);
    }
    const catalogue = [
      "SELECT DISTINCT database FROM system.tables",
      "SELECT DISTINCT database FROM system.columns",
      "SELECT DISTINCT table_schema FROM information_schema.tables",
      "SELECT DISTINCT table_schema FROM information_schema.columns",
      "SELECT schema_name FROM information_schema.schemata",
    ];
    for (const sql of catalogue) {
      const names = await column(sql);
      expect(names, sql).toContain("cs");
      expect(names, sql).not.toContain("mimamori");
    }
    expect(await column("SELECT database FROM system.parts")).toEqual([]);
  });

  // Metabase (JDBC), Superset (clickhouse-connect) and Grafana's plugin send these before they show anything.
  test.each([
    "SELECT version(), timezone(), currentUser(), currentDatabase()",
    "SELECT name, value, readonly FROM system.settings LIMIT 10000",
    "SELECT name FROM system.functions LIMIT 10000",
    "SHOW TABLES FROM cs",
    "DESCRIBE TABLE `cs`.`accounts`",
    "SELECT name, type, comment FROM system.columns WHERE database = 'cs' AND table = 'accounts'",
    "SELECT database AS TABLE_SCHEM, name AS TABLE_NAME, if(engine LIKE '%View', 'VIEW', 'TABLE') AS TABLE_TYPE, comment AS REMARKS FROM system.tables WHERE database LIKE '%' AND name LIKE '%' ORDER BY TABLE_SCHEM, TABLE_NAME",
    "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'cs' AND table_name = 'accounts' ORDER BY ordinal_position",
    "SELECT `source`.`segment` AS `segment`, count(*) AS `count` FROM (SELECT * FROM `cs`.`accounts`) AS `source` GROUP BY `source`.`segment` ORDER BY `source`.`segment` ASC LIMIT 1000",
    "SELECT toStartOfMonth(toDateTime(`month`)) AS `__timestamp`, max(`end_mrr`) AS `MRR` FROM `cs`.`revenue_metrics` WHERE `segment` = '' GROUP BY `__timestamp` ORDER BY `MRR` DESC LIMIT 10000",
    "EXPLAIN SELECT account FROM cs.accounts",
  ])("%s", async (sql) => {
    expect(await ask(sql)).toMatchObject({ ok: true });
  });
});

describe("real clients", () => {
  const first = "SELECT count() AS accounts FROM accounts";

  test("curl gets an answer as CSV", async () => {
    const { stdout } = await promisify(execFile)("curl", [
      ...["--silent", "--fail", "--user", `cs_reader:${engines.csReaderPassword}`],
      ...["--data-binary", `${first} FORMAT CSVWithNames`],
      `${engines.clickhouseUrl}/?database=cs`,
    ]);
    expect(stdout).toMatch(/^"accounts"\n\d+\n$/);
  });

  test("@clickhouse/client gets one as JSON, with its own settings", async () => {
    const client = createClient({
      url: engines.clickhouseUrl,
      username: "cs_reader",
      password: engines.csReaderPassword,
      database: "cs",
      clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
    });
    const answer = await client.query({ query: first, format: "JSONEachRow" });
    expect(await answer.json()).toEqual([{ accounts: expect.stringMatching(/^\d+$/) as string }]);
    await client.close();
  });
});
