/**
 * The scalar function file(path), switched off in the embedded engine.
 *
 * A server asks for the right READ ON FILE before it runs file() and keeps to its folder of user files. The embedded engine is
 * clickhouse-local, which trusts whoever sits before it and does neither: any user could read any file of the process's owner,
 * /proc/self/environ and the tables' own files among them. No setting takes the function away. But the engine looks for a name
 * among the user-defined functions first, in every place where a query can hold one, and the functions that lie in its data
 * folder when it starts may have the name of a built-in one (CREATE FUNCTION refuses it, so nobody can put it back by SQL).
 *
 * In: the data folder, before the engine starts. Out: one small file in it. After a crash: written again at the next start.
 */
import fs from "node:fs";
import path from "node:path";

/** Puts a function in the place of file() that throws whatever it is asked. */
export function switchOffFile(dataDir: string): void {
  const folder = path.join(dataDir, "user_defined");
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  fs.writeFileSync(
    path.join(folder, "function_file.sql"),
    "CREATE FUNCTION file AS path -> throwIf(true, 'file() is switched off: the files of this machine are not for SQL')",
    { mode: 0o600 },
  );
}

/** Throws in an engine that has not taken our function for file(): run it before the engine listens to anybody. */
export const QUERY_THAT_FILE_IS_OFF =
  "SELECT throwIf(count() = 0, 'the function file() is not switched off') FROM system.functions WHERE name = 'file' AND origin = 'SQLUserDefined' FORMAT Null";
