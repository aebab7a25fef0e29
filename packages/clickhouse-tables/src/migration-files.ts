// Reads migrations and views from their folders. In: a folder. Out: files in order, with checksum and statements.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { SchemaError } from "./errors.ts";
import { splitStatements } from "./sql-statements.ts";
import type { SqlStatement } from "./sql-statements.ts";

export interface SqlFile {
  /** The file's name, e.g. 0001_raw_events.sql. */
  readonly name: string;
  /** SHA-256 of the content, hex. */
  readonly checksum: string;
  readonly statements: readonly SqlStatement[];
}

/** Statements that may run a second time without harm; a crash between a statement and its record makes that happen. */
const REPEATABLE = [
  /^CREATE (TABLE|DATABASE|DICTIONARY|VIEW|MATERIALIZED VIEW) IF NOT EXISTS /i,
  /^CREATE OR REPLACE /i,
  /^DROP \w+( \w+)? IF EXISTS /i,
  /^ALTER TABLE \S+ (ADD (COLUMN|INDEX|PROJECTION|CONSTRAINT) IF NOT EXISTS|DROP (COLUMN|INDEX|PROJECTION|CONSTRAINT) IF EXISTS|RENAME COLUMN IF EXISTS|MODIFY|COMMENT|MATERIALIZE) /i,
];

/** Reads NNNN_*.sql, in order. Throws SchemaError for a gap, a double number or a statement that may not be repeated. */
export async function readMigrations(folder: string): Promise<SqlFile[]> {
  const files = await readSqlFiles(folder);
  for (const [index, file] of files.entries()) {
    const expected = String(index + 1).padStart(4, "0");
    if (!file.name.startsWith(`${expected}_`)) {
      const message = `${path.join(folder, file.name)}: expected the number ${expected}; migrations are numbered without gaps.`;
      throw new SchemaError("MIGRATION_GAP", message);
    }
    for (const statement of file.statements) requireRepeatable(folder, file.name, statement);
  }
  return files;
}

/** Reads every .sql file, in the order of the names. A folder that is not there holds none. */
export async function readSqlFiles(folder: string): Promise<SqlFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(names.map((name) => readSqlFile(folder, name)));
}

async function readSqlFile(folder: string, name: string): Promise<SqlFile> {
  const text = await readFile(path.join(folder, name), "utf8");
  const checksum = createHash("sha256").update(text).digest("hex");
  try {
    return { name, checksum, statements: splitStatements(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SchemaError("MIGRATION_INVALID", `${path.join(folder, name)}: ${reason}.`, error);
  }
}

function requireRepeatable(folder: string, name: string, statement: SqlStatement): void {
  const words = statement.sql.replaceAll(/\s+/g, " ");
  if (REPEATABLE.some((pattern) => pattern.test(words))) return;
  throw new SchemaError(
    "MIGRATION_INVALID",
    `${path.join(folder, name)}:${statement.line}: "${words.slice(0, 60)}" cannot be repeated after a crash half-way. ` +
      "Write it with IF NOT EXISTS, IF EXISTS or OR REPLACE.",
  );
}
