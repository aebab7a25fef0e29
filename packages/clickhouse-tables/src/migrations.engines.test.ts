import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { connectClickhouse } from "./client.ts";
import { migrate, requireSchema } from "./migrations.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const client = connectClickhouse({
  url: engines.clickhouseUrl,
  user: engines.clickhouseUser,
  password: engines.clickhousePassword,
});
const infra = path.join(import.meta.dirname, "../../../infra/clickhouse");
const house = {
  client,
  migrationsDir: path.join(infra, "migrations"),
  viewsDir: path.join(infra, "views"),
};

let folder = "";
const migrationsDir = (): string => path.join(folder, "migrations");
const viewsDir = (): string => path.join(folder, "views");
const write = (name: string, sql: string): Promise<void> => writeFile(path.join(folder, name), sql);
const run = () => migrate({ client, migrationsDir: migrationsDir(), viewsDir: viewsDir() });

async function forgetEverything(): Promise<void> {
  for (const database of ["cs", "mimamori"]) {
    const tables = await client.query<{ name: string; engine: string }>(
      "SELECT name, engine FROM system.tables WHERE database = {database:String}",
      { database },
    );
    for (const { name, engine } of tables)
      await client.command(`DROP ${engine === "View" ? "VIEW" : "TABLE"} ${database}.${name} SYNC`);
  }
}

beforeAll(forgetEverything);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "mimamori-migrations-"));
  await mkdir(migrationsDir());
  await mkdir(viewsDir());
  return async () => {
    await forgetEverything();
    await rm(folder, { recursive: true });
  };
});

afterAll(async () => {
  await migrate(house);
  await client.close();
});

describe("migrate", () => {
  it("applies the house's own migrations and views, and nothing the second time", async () => {
    const first = await migrate(house);
    expect(first.migrations[0]).toBe("0001_raw_events.sql");
    expect(await migrate(house)).toEqual({ migrations: [], views: [] });
    await requireSchema(client, house.migrationsDir);
  });

  it("applies only what is new, in order", async () => {
    await write(
      "migrations/0001_a.sql",
      "CREATE TABLE IF NOT EXISTS mimamori.a (x Int8) ENGINE = Memory",
    );
    expect((await run()).migrations).toEqual(["0001_a.sql"]);
    await write(
      "migrations/0002_b.sql",
      "ALTER TABLE mimamori.a ADD COLUMN IF NOT EXISTS y String; -- done;",
    );
    expect((await run()).migrations).toEqual(["0002_b.sql"]);
    expect(await client.query("SELECT y FROM mimamori.a")).toEqual([]);
  });

  it("goes on after a crash half-way through a file", async () => {
    const first = "CREATE TABLE IF NOT EXISTS mimamori.a (x Int8) ENGINE = MergeTree ORDER BY x;\n";
    await write(
      "migrations/0001_a.sql",
      `${first}CREATE TABLE IF NOT EXISTS mimamori.b (x Nonsense) ENGINE = Memory`,
    );
    await expect(run()).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringMatching(/0001_a\.sql:2: .*Nonsense/s) as string,
    });
    await client.command("INSERT INTO mimamori.a VALUES (7)");
    await write(
      "migrations/0001_a.sql",
      `${first}CREATE TABLE IF NOT EXISTS mimamori.b (x Int8) ENGINE = Memory`,
    );
    expect((await run()).migrations).toEqual(["0001_a.sql"]);
    expect(await client.query("SELECT x FROM mimamori.a")).toEqual([{ x: 7 }]);
    expect(await client.query("SELECT x FROM mimamori.b")).toEqual([]);
  });

  it("refuses a file that was edited after it had been applied, and names it", async () => {
    await write(
      "migrations/0001_a.sql",
      "CREATE TABLE IF NOT EXISTS mimamori.a (x Int8) ENGINE = Memory",
    );
    await run();
    await write(
      "migrations/0001_a.sql",
      "CREATE TABLE IF NOT EXISTS mimamori.a (x Int16) ENGINE = Memory",
    );
    const refusal = {
      code: "MIGRATION_EDITED",
      message: expect.stringContaining("0001_a.sql") as string,
    };
    await expect(run()).rejects.toMatchObject(refusal);
    await expect(requireSchema(client, migrationsDir())).rejects.toMatchObject(refusal);
  });

  it("refuses a gap in the numbers and a statement that cannot be repeated, before it changes anything", async () => {
    await write(
      "migrations/0002_b.sql",
      "CREATE TABLE IF NOT EXISTS mimamori.a (x Int8) ENGINE = Memory",
    );
    await expect(run()).rejects.toMatchObject({ code: "MIGRATION_GAP" });
    await write(
      "migrations/0001_a.sql",
      "-- a contract\nCREATE TABLE mimamori.a (x Int8) ENGINE = Memory",
    );
    await expect(run()).rejects.toMatchObject({
      code: "MIGRATION_INVALID",
      message: expect.stringContaining("0001_a.sql:2") as string,
    });
  });

  it("applies a view again when its file has changed, or a migration came under it", async () => {
    await write(
      "migrations/0001_a.sql",
      "CREATE TABLE IF NOT EXISTS mimamori.a (x Int8) ENGINE = MergeTree ORDER BY x",
    );
    await write("views/a.sql", "CREATE OR REPLACE VIEW cs.a AS SELECT 1 AS n");
    expect((await run()).views).toEqual(["a.sql"]);
    expect((await run()).views).toEqual([]);
    await write("views/a.sql", "CREATE OR REPLACE VIEW cs.a AS SELECT 2 AS n");
    expect((await run()).views).toEqual(["a.sql"]);
    expect(await client.query("SELECT n FROM cs.a")).toEqual([{ n: 2 }]);
    await write("migrations/0002_b.sql", "ALTER TABLE mimamori.a ADD COLUMN IF NOT EXISTS y Int8");
    expect((await run()).views).toEqual(["a.sql"]);
  });

  it("may run twice at once", async () => {
    await write(
      "migrations/0001_a.sql",
      "CREATE TABLE IF NOT EXISTS mimamori.a (x Int8) ENGINE = Memory",
    );
    await Promise.all([run(), run()]);
    expect((await run()).migrations).toEqual([]);
  });
});

describe("requireSchema", () => {
  it("refuses a schema that is older than the checkout's and says what to do", async () => {
    await write(
      "migrations/0001_a.sql",
      "CREATE TABLE IF NOT EXISTS mimamori.a (x Int8) ENGINE = Memory",
    );
    const refusal = {
      code: "SCHEMA_BEHIND",
      message: expect.stringContaining("./mimamori migrate") as string,
    };
    await expect(requireSchema(client, migrationsDir())).rejects.toMatchObject(refusal);
    await run();
    await requireSchema(client, migrationsDir());
    await write(
      "migrations/0002_b.sql",
      "CREATE TABLE IF NOT EXISTS mimamori.b (x Int8) ENGINE = Memory",
    );
    await expect(requireSchema(client, migrationsDir())).rejects.toMatchObject(refusal);
  });

  it("takes a schema that is ahead", async () => {
    await write(
      "migrations/0001_a.sql",
      "CREATE TABLE IF NOT EXISTS mimamori.a (x Int8) ENGINE = Memory",
    );
    await write(
      "migrations/0002_b.sql",
      "CREATE TABLE IF NOT EXISTS mimamori.b (x Int8) ENGINE = Memory",
    );
    await run();
    await rm(path.join(migrationsDir(), "0002_b.sql"));
    await requireSchema(client, migrationsDir());
  });
});
