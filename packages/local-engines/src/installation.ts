/**
 * The state folder and its installation.json: what is decided once per installation and kept.
 *
 * In: the folder, what the installation is for. Out: ports, passwords, and the folders of the engines.
 * After a crash: the file is written beside and moved into place, so it is there whole or not at all.
 */
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { EngineError, fullDiskError, meansFullDisk } from "./errors.ts";
import { chooseFreePort } from "./free-ports.ts";

/** Whose data it is: only a "demo" may be erased by another demo. */
export type Purpose = "demo" | "own" | "test";

const ENGINE_PORTS = ["kafka", "kafkaController", "clickhouse", "redis"] as const;

const fileSchema = z.object({
  purpose: z.enum(["demo", "own", "test"]),
  /** Ports by name: the engines', and those that services ask for with `withPorts`. */
  ports: z
    .object({ kafka: z.int(), kafkaController: z.int(), clickhouse: z.int(), redis: z.int() })
    .catchall(z.int().min(1).max(65_535)),
  /** Generated secrets by name; the file is readable by its owner only. */
  secrets: z
    .object({ clickhouseApp: z.string(), clickhouseReader: z.string(), redis: z.string() })
    .catchall(z.string()),
  /** Kafka refuses a log folder of another cluster. */
  kafkaClusterId: z.string(),
});

type InstallationFile = z.infer<typeof fileSchema>;

/** An installation as it stands in its state folder. */
export interface Installation extends InstallationFile {
  /** Absolute path of the state folder. */
  readonly stateDir: string;
}

function fileOf(stateDir: string): string {
  return path.join(stateDir, "installation.json");
}

/** The state folder: MIMAMORI_STATE where set, else .state in the checkout. */
export function stateDirOf(checkout: string, environment: NodeJS.ProcessEnv): string {
  const own = environment["MIMAMORI_STATE"];
  return path.resolve(own === undefined || own === "" ? path.join(checkout, ".state") : own);
}

/**
 * Reads an installation; undefined when there is none yet.
 * @throws EngineError installation_unreadable, when the file is there but is not one.
 */
export function readInstallation(stateDir: string): Installation | undefined {
  const file = fileOf(stateDir);
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return { stateDir, ...fileSchema.parse(JSON.parse(text)) };
  } catch (error) {
    const reason =
      error instanceof z.ZodError ? z.prettifyError(error).replaceAll(/\s+/g, " ") : String(error);
    throw new EngineError(
      "installation_unreadable",
      `${file} is damaged (${reason}): put it back from a backup, or move ${stateDir} away to start with an empty installation.`,
      { cause: error },
    );
  }
}

function write(installation: Installation): void {
  const { stateDir, ...file } = installation;
  const beside = `${fileOf(stateDir)}.${process.pid}`;
  try {
    fs.mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    fs.writeFileSync(beside, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flush: true });
    fs.renameSync(beside, fileOf(stateDir));
  } catch (error) {
    fs.rmSync(beside, { force: true });
    throw meansFullDisk(error) ? fullDiskError(stateDir, error) : error;
  }
}

function generateSecret(): string {
  return randomBytes(18).toString("base64url");
}

/** Reads the installation in this folder, or makes one: free ports, new passwords. */
export async function openInstallation(stateDir: string, purpose: Purpose): Promise<Installation> {
  const existing = readInstallation(stateDir);
  if (existing !== undefined) return existing;
  const ports: Partial<InstallationFile["ports"]> = {};
  for (const name of ENGINE_PORTS)
    ports[name] = await chooseFreePort(new Set(Object.values(ports) as number[]));
  const installation: Installation = {
    stateDir,
    purpose,
    ports: ports as InstallationFile["ports"],
    secrets: {
      clickhouseApp: generateSecret(),
      clickhouseReader: generateSecret(),
      redis: generateSecret(),
    },
    kafkaClusterId: randomBytes(16).toString("base64url"),
  };
  write(installation);
  return installation;
}

/** The same installation with a port under each of these names; new ones are chosen free and kept. */
export async function withPorts(
  installation: Installation,
  names: readonly string[],
): Promise<Installation> {
  const ports = { ...installation.ports };
  for (const name of names) ports[name] ??= await chooseFreePort(new Set(Object.values(ports)));
  const changed = { ...installation, ports };
  if (names.some((name) => installation.ports[name] === undefined)) write(changed);
  return changed;
}

/** The same installation with a generated secret under each of these names. */
export function withSecrets(installation: Installation, names: readonly string[]): Installation {
  const secrets = { ...installation.secrets };
  for (const name of names) secrets[name] ??= generateSecret();
  const changed = { ...installation, secrets };
  if (names.some((name) => installation.secrets[name] === undefined)) write(changed);
  return changed;
}

/** The port kept under this name; every name must have gone through `withPorts` before. */
export function portOf(installation: Installation, name: string): number {
  const port = installation.ports[name];
  if (port === undefined) throw new Error(`no port was ever chosen for ${name}`);
  return port;
}
