/**
 * Real engines for tests: an installation of its own in a temporary folder, with the settings that production runs.
 *
 * Out: endpoints, and a handle to kill and restart each engine. They die with the process that started them: a reaper holds
 * the other end of a pipe, and ends them and removes the folder when the pipe breaks.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { startClickHouse } from "./clickhouse.ts";
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
  const folder = path.join(installation.stateDir, "clickhouse-settings");
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const config = path.join(folder, "config.xml");
  fs.copyFileSync(settingsPath("clickhouse/config.xml"), config);
  const users = fs.readFileSync(settingsPath("clickhouse/users.xml"), "utf8");
  const grants = rights.map((right) => `<query>GRANT ${right}</query>`).join("");
  const widened = users.replace(/<app>.*?<grants>/s, (opening) => opening + grants);
  fs.writeFileSync(path.join(folder, "users.xml"), widened, { mode: 0o600 });
  await killEngine(installation.stateDir, "clickhouse");
  await startClickHouse(installation, config);
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

/** Where engines keep what they have. */
export type EnginesPlace = "disk" | "memory";

/** Where Linux keeps files in memory, and how much room there must be: a set of engines takes some hundred MB of it. */
const MEMORY = "/dev/shm";
const LEAST_FREE_BYTES = 4_000_000_000;

/** Memory, where this machine has room for it: in a container there is often next to none. */
function parentFolderOn(place: EnginesPlace): string {
  if (place === "disk" || !fs.existsSync(MEMORY)) return os.tmpdir();
  const { bavail, bsize } = fs.statfsSync(MEMORY);
  return bavail * bsize < LEAST_FREE_BYTES ? os.tmpdir() : MEMORY;
}

/**
 * Starts Kafka, ClickHouse and Redis on free ports in a new temporary folder. In memory they need a third less processor time, for
 * a disk's journal is busy with thousands of small inserts; and what a killed process has written is there afterwards just as well.
 */
export async function startTestEngines(place: EnginesPlace): Promise<TestEngines> {
  const stateDir = fs.mkdtempSync(path.join(parentFolderOn(place), "mimamori-test-"));
  const release = startReaper(stateDir);
  try {
    const installation = await openInstallation(stateDir, "test");
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
