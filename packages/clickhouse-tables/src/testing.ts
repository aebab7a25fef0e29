// For tests of all packages: the schema of this checkout in the test engines, and its tables without rows.
import path from "node:path";
import type { ClickhouseTables } from "./client.ts";
import { migrate } from "./migrations.ts";

const INFRA = path.resolve(import.meta.dirname, "../../../infra/clickhouse");

/** Brings the schema up to date; what is there already is left alone. */
export async function migrateForTests(client: ClickhouseTables): Promise<void> {
  const [migrationsDir, viewsDir] = [path.join(INFRA, "migrations"), path.join(INFRA, "views")];
  await migrate({ client, migrationsDir, viewsDir });
}

/** Takes all rows out of the database mimamori, but for the list of migrations. Tables that have none are left alone: it is the greater part. */
export async function emptyTables(client: ClickhouseTables): Promise<void> {
  const filled = await client.query<{ table: string }>(
    `SELECT DISTINCT table FROM system.parts
     WHERE database = 'mimamori' AND active AND rows > 0 AND table != 'schema_migrations'`,
  );
  await Promise.all(
    filled.map(({ table }) => client.command(`TRUNCATE TABLE mimamori.${table} SYNC`)),
  );
}
