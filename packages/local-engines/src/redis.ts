/**
 * Redis from the system's package, with an append-only file and no eviction.
 * After a crash: every answered write is in the append-only file.
 */
import fs from "node:fs";
import path from "node:path";
import { startDetached } from "./detached-process.ts";
import type { Installation } from "./installation.ts";
import { requireRedis } from "./programs.ts";
import { writeSettings } from "./settings-files.ts";

/** Starts Redis; false when it ran already. */
export async function startRedis(installation: Installation): Promise<boolean> {
  await requireRedis();
  const dataDir = path.join(installation.stateDir, "redis", "data");
  const settings = path.join(installation.stateDir, "redis", "redis.conf");
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeSettings("redis/redis.conf", settings, {
    PORT: installation.ports.redis,
    PASSWORD: installation.secrets.redis,
    DATA_DIR: dataDir,
  });
  return startDetached({
    stateDir: installation.stateDir,
    name: "redis",
    title: "Redis",
    command: "redis-server",
    args: [settings],
    cwd: dataDir,
    ready: (log) => /Ready to accept connections/.test(log),
    timeoutMs: 60_000,
  });
}
