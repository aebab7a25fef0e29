/**
 * ClickHouse as a process of its own (clickhouse-process.ts), with the settings and users of infra/clickhouse.
 * After a crash: every acknowledged insert is on the disk.
 */
import path from "node:path";
import { startDetached } from "./detached-process.ts";
import { EngineError } from "./errors.ts";
import type { Installation } from "./installation.ts";
import { settingsPath } from "./settings-files.ts";

/** Starts ClickHouse with the settings of infra/clickhouse, or with others; false when it ran already. */
export function startClickHouse(
  installation: Installation,
  configFile = settingsPath("clickhouse/config.xml"),
): Promise<boolean> {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new EngineError(
      "unsupported_platform",
      `The built-in ClickHouse runs on Linux x64, and this is ${process.platform} ${process.arch}: use docker compose, which runs the same system on the official images.`,
    );
  return startDetached({
    stateDir: installation.stateDir,
    name: "clickhouse",
    title: "ClickHouse",
    command: process.execPath,
    args: [
      path.join(import.meta.dirname, "clickhouse-process.ts"),
      installation.stateDir,
      configFile,
    ],
    ready: (log) => /ClickHouse is listening on port/.test(log),
    failed: /DB::Exception/,
    timeoutMs: 60_000,
  });
}
