/**
 * Real engines for tests: an installation of its own in a temporary folder, with the settings that production runs; where it is
 * asked for, without waiting for the disk.
 *
 * Out: endpoints, and a handle to kill and restart each engine. They die with the process that started them: a reaper holds
 * the other end of a pipe, and ends them and removes the folder when the pipe breaks.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { startClickHouse, testSettingsOf } from "./clickhouse.ts";
import {
  type EngineEndpoints,
  type EngineName,
  endpointsOf,
  killEngine,
  startEngine,
  startEngines,
} from "./engines.ts";
import {
  type Installation,
  openInstallation,
  portOf,
  readInstallation,
  withPorts,
} from "./installation.ts";
import { holdProcess, killProcess, recordedNames, releaseProcess } from "./process-record.ts";
import { settingsPath } from "./settings-files.ts";

/** Crashes an engine and brings it back on the same port and data. */
export interface EngineHandle {
  /** SIGKILL; returns when the process is gone. */
  kill(): Promise<void>;
  /** Starts it again, returns when it is ready. */
  restart(): Promise<void>;
  /** SIGSTOP: it keeps its connections and answers nothing, like one that is far too slow. Returns when it does. */
  hold(): Promise<void>;
  /** SIGCONT. */
  release(): void;
}

/** Endpoints, plus what a test may do to the engines. */
export interface TestEngines extends EngineEndpoints {
  readonly stateDir: string;
  readonly kafka: EngineHandle;
  readonly clickhouse: EngineHandle;
  readonly redis: EngineHandle;
  /**
   * Starts ClickHouse anew with more rights of the user app than production gives it, such as "KAFKA ON *.*". They end with the
   * next restart.
   */
  grantToApp(rights: readonly string[]): Promise<void>;
  /**
   * A second way to Kafka: the broker listens on `toPort` too, and sends whoever comes there on to `port`. Put a proxy between them
   * (faulty-proxy.ts) and connect to `port`.
   */
  readonly kafkaDetour: { readonly port: number; readonly toPort: number };
  /** Ends the engines and removes their folder. */
  stop(): Promise<void>;
}

/**
 * The engines of this vitest worker among those that vitest-setup.ts started, by their folders. No other file uses them while this one
 * runs. `stop` is a no-op then.
 */
export function attachSharedEngines(stateDirs: readonly string[]): TestEngines {
  const worker = Number(process.env["VITEST_POOL_ID"]);
  const stateDir = stateDirs[worker - 1];
  if (stateDir === undefined) throw new Error(`there are no engines for worker ${worker}`);
  return attachTestEngines(stateDir);
}

/** Test engines that another process started, by their folder. `stop` is a no-op then. */
function attachTestEngines(stateDir: string): TestEngines {
  const installation = readInstallation(stateDir);
  if (installation?.purpose !== "test") throw new Error(`${stateDir} holds no test engines`);
  const handle = (engine: EngineName): EngineHandle => ({
    kill: () => killEngine(stateDir, engine),
    restart: () => startEngine(installation, engine),
    hold: () => holdProcess(stateDir, engine),
    release: () => {
      releaseProcess(stateDir, engine);
    },
  });
  return {
    ...endpointsOf(installation),
    stateDir,
    kafka: handle("kafka"),
    clickhouse: handle("clickhouse"),
    redis: handle("redis"),
    grantToApp: (rights) => restartWithRights(installation, rights),
    kafkaDetour: {
      port: portOf(installation, "kafkaProxy"),
      toPort: portOf(installation, "kafkaDetour"),
    },
    stop: () => Promise.resolve(),
  };
}

async function restartWithRights(
  installation: Installation,
  rights: readonly string[],
): Promise<void> {
  const grants = rights.map((right) => `<query>GRANT ${right}</query>`).join("");
  const config = path.join(installation.stateDir, "clickhouse-rights", "config.xml");
  writeClickHouseSettings(config, {
    users: (text) => text.replace(/<app>.*?<grants>/s, (opening) => opening + grants),
  });
  await killEngine(installation.stateDir, "clickhouse");
  await startClickHouse(installation, config);
}

/**
 * ClickHouse acknowledges what the kernel has, and no longer waits for the disk: a third of a test's time. It is safe from whatever a
 * test does to it, for what a killed process wrote stays with the kernel; only the power's end would show the difference.
 */
function leaveOutSyncs(installation: Installation): void {
  writeClickHouseSettings(testSettingsOf(installation), {
    config: (text) => text.replaceAll(/(<fsync_\w+>)1</g, "$10<"),
  });
}

/** Writes the settings of infra/clickhouse, changed, into the folder of `config`. */
function writeClickHouseSettings(
  config: string,
  change: { config?: (text: string) => string; users?: (text: string) => string },
): void {
  const folder = path.dirname(config);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of ["config", "users"] as const) {
    const text = fs.readFileSync(settingsPath(`clickhouse/${name}.xml`), "utf8");
    const changed = change[name]?.(text) ?? text;
    fs.writeFileSync(path.join(folder, `${name}.xml`), changed, { mode: 0o600 });
  }
}

/** Kills everything that was started in the folder of test engines (engines, services), and removes it. */
export async function removeTestEngines(stateDir: string): Promise<void> {
  if (readInstallation(stateDir)?.purpose === "test")
    await Promise.all(recordedNames(stateDir).map((name) => killProcess(stateDir, name)));
  fs.rmSync(stateDir, { recursive: true, force: true });
}

/** A process that outlives this one just long enough to clean up after it. */
function startReaper(stateDir: string): () => void {
  const reaper = spawn(
    process.execPath,
    [path.join(import.meta.dirname, "test-engines-reaper.ts"), stateDir],
    {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    },
  );
  reaper.unref();
  (reaper.stdin as unknown as { unref(): void }).unref();
  return () => {
    reaper.stdin.end();
  };
}

/**
 * Starts Kafka, ClickHouse and Redis on free ports in a new temporary folder.
 * @param syncing whether ClickHouse waits for the disk, as it does in production
 */
export async function startTestEngines(
  syncing: "syncing" | "not syncing" = "syncing",
): Promise<TestEngines> {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-test-"));
  const release = startReaper(stateDir);
  try {
    const installation = await openInstallation(stateDir, "test");
    if (syncing === "not syncing") leaveOutSyncs(installation);
    await startEngines(await withPorts(installation, ["kafkaDetour", "kafkaProxy"]));
  } catch (error) {
    release();
    throw error;
  }
  return {
    ...attachTestEngines(stateDir),
    stop: async () => {
      await removeTestEngines(stateDir);
      release();
    },
  };
}
