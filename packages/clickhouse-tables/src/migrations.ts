// Brings the schema of the databases mimamori and cs up to what infra/clickhouse says. Only `mimamori migrate` calls migrate().
// In: migrations (forward only, each applied once) and views (re-applied when their file changed). Out: the schema, and a row
// in mimamori.schema_migrations per file. After a crash: a file is recorded after its last statement and every statement may be
// repeated, so the next migrate() goes on where this one stopped. Two at once do the same work twice, without harm.
import path from "node:path";
import type { ClickhouseTables } from "./client.ts";
import { SchemaError } from "./errors.ts";
import { readMigrations, readSqlFiles } from "./migration-files.ts";
import type { SqlFile } from "./migration-files.ts";

export interface MigrateOptions {
  /** Connected as the user that is to own the views (they run with its rights). */
  readonly client: ClickhouseTables;
  readonly migrationsDir: string;
  readonly viewsDir: string;
}

/** Names of the files that were applied now; empty when everything was up to date. */
export interface MigrateResult {
  readonly migrations: readonly string[];
  readonly views: readonly string[];
}

// Atomic by name: the embedded engine would otherwise create Overlay databases.
const FOUNDATION = [
  "CREATE DATABASE IF NOT EXISTS mimamori ENGINE = Atomic",
  "CREATE DATABASE IF NOT EXISTS cs ENGINE = Atomic",
  `CREATE TABLE IF NOT EXISTS mimamori.schema_migrations
   (name String, checksum String, applied_at DateTime64(6, 'UTC') DEFAULT now64(6, 'UTC'))
   ENGINE = ReplacingMergeTree(applied_at) ORDER BY name`,
];

const VIEWS_PREFIX = "views/";

/** Applies what is missing. Throws SchemaError (which names file and line) or ClickhouseError. */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const { client, migrationsDir, viewsDir } = options;
  const migrations = await readMigrations(migrationsDir);
  const views = await readSqlFiles(viewsDir);
  for (const statement of FOUNDATION) await client.command(statement);
  const applied = await appliedFiles(client);
  for (const file of migrations) requireUnedited(file, applied, migrationsDir);

  const due = migrations.filter((file) => !applied.has(file.name));
  for (const file of due) await apply(client, migrationsDir, file, file.name);

  // A new migration may have changed a table under a view, so all views follow it.
  const dueViews = views.filter(
    (file) => due.length > 0 || applied.get(VIEWS_PREFIX + file.name) !== file.checksum,
  );
  for (const file of dueViews) await apply(client, viewsDir, file, VIEWS_PREFIX + file.name);
  return { migrations: due.map((file) => file.name), views: dueViews.map((file) => file.name) };
}

/**
 * Refuses a schema that lacks a migration of this checkout: a service calls it before it does anything else. A schema that is
 * ahead is fine, for changes expand before they contract.
 */
export async function requireSchema(
  client: ClickhouseTables,
  migrationsDir: string,
): Promise<void> {
  const migrations = await readMigrations(migrationsDir);
  const [exists] = await client.query<{ present: number }>(
    "EXISTS TABLE mimamori.schema_migrations",
  );
  const applied =
    exists !== undefined && Object.values(exists)[0] === 1
      ? await appliedFiles(client)
      : new Map<string, string>();
  for (const file of migrations) {
    if (!applied.has(file.name)) {
      const message = `the database's schema is older than this service: ${file.name} has not been applied. Run ./mimamori migrate.`;
      throw new SchemaError("SCHEMA_BEHIND", message);
    }
    requireUnedited(file, applied, migrationsDir);
  }
}

async function appliedFiles(client: ClickhouseTables): Promise<Map<string, string>> {
  const rows = await client.query<{ name: string; checksum: string }>(
    "SELECT name, checksum FROM mimamori.schema_migrations FINAL",
  );
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

function requireUnedited(file: SqlFile, applied: Map<string, string>, folder: string): void {
  const checksum = applied.get(file.name);
  if (checksum === undefined || checksum === file.checksum) return;
  throw new SchemaError(
    "MIGRATION_EDITED",
    `${path.join(folder, file.name)} was changed after it had been applied to this database. ` +
      "Take the change back and write it as a new migration with the next number.",
  );
}

async function apply(
  client: ClickhouseTables,
  folder: string,
  file: SqlFile,
  name: string,
): Promise<void> {
  for (const statement of file.statements) {
    try {
      await client.command(statement.sql);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const place = `${path.join(folder, file.name)}:${statement.line}`;
      throw new SchemaError("MIGRATION_FAILED", `${place}: ${reason}`, error);
    }
  }
  const row = { name, checksum: file.checksum };
  await client.insertRows("mimamori.schema_migrations", ["name", "checksum"], [row]);
}
