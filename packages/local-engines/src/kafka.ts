/**
 * Kafka on one machine: a KRaft broker in a JVM.
 * After a crash: everything acknowledged is in the log's files; the last segment of each partition is read again at the start.
 */
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { type DetachedCommand, lastTellingLine, startDetached } from "./detached-process.ts";
import { EngineError, fullDiskError, meansFullDisk } from "./errors.ts";
import type { Installation } from "./installation.ts";
import { kafkaJars } from "./kafka-jars.ts";
import { requireJava } from "./programs.ts";
import { writeSettings } from "./settings-files.ts";

const run = promisify(execFile);

/** Warnings and errors only, but for the line that says that it is up. */
const LOGGING = [
  "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
  "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
  "-Dorg.slf4j.simpleLogger.showDateTime=true",
  "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
];
/** The fast compiler only: a broker that starts in two seconds matters more here than the last tenth of its throughput. */
const JVM = [
  "-Xms256m",
  "-Xmx512m",
  "-XX:TieredStopAtLevel=1",
  "-Djava.awt.headless=true",
  ...LOGGING,
];

/** A data folder belongs to one cluster, named by its id, from its first start on. */
async function format(
  installation: Installation,
  jars: string,
  settings: string,
  dataDir: string,
): Promise<void> {
  if (fs.existsSync(path.join(dataDir, "meta.properties"))) return;
  try {
    await run("java", [
      "-Xshare:auto",
      "-XX:TieredStopAtLevel=1",
      ...["-cp", `${jars}/*`],
      ...["kafka.tools.StorageTool", "format", "--ignore-formatted"],
      // In one word: an id may begin with "-", and would be taken for an option.
      `--cluster-id=${installation.kafkaClusterId}`,
      ...["-c", settings],
    ]);
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    if (meansFullDisk(stdout + stderr)) throw fullDiskError(dataDir, error);
    throw new EngineError(
      "engine_died",
      `Kafka could not prepare its folder ${dataDir}: "${lastTellingLine(stdout + stderr)}"; look at the folder's owner and free space, and start again.`,
      { cause: error },
    );
  }
}

/** Test engines have a second way to the broker (test-engines.ts), beside what the settings say. */
function detourOverrides({ ports }: Installation): string[] {
  const { kafka, kafkaController, kafkaDetour, kafkaProxy } = ports;
  if (kafkaDetour === undefined || kafkaProxy === undefined) return [];
  const at = (name: string, port: number): string => `${name}://127.0.0.1:${port}`;
  const broker = at("PLAINTEXT", kafka);
  const settings = {
    listeners: [broker, at("DETOUR", kafkaDetour), at("CONTROLLER", kafkaController)],
    "advertised.listeners": [broker, at("DETOUR", kafkaProxy)],
    "listener.security.protocol.map": ["PLAINTEXT", "DETOUR", "CONTROLLER"].map(
      (name) => `${name}:PLAINTEXT`,
    ),
  };
  return Object.entries(settings).flatMap(([name, values]) => [
    "--override",
    `${name}=${values.join()}`,
  ]);
}

/** What it takes to start Kafka: the jars are there, the settings written, the folder formatted. */
async function prepareKafka(
  installation: Installation,
  progress: (message: string) => void,
): Promise<DetachedCommand> {
  await requireJava();
  const jars = await kafkaJars(undefined, progress);
  const dataDir = path.join(installation.stateDir, "kafka", "data");
  const settings = path.join(installation.stateDir, "kafka", "server.properties");
  writeSettings("kafka/server.properties", settings, {
    PORT: installation.ports.kafka,
    CONTROLLER_PORT: installation.ports.kafkaController,
    DATA_DIR: dataDir,
  });
  await format(installation, jars, settings, dataDir);
  return {
    stateDir: installation.stateDir,
    name: "kafka",
    title: "Kafka",
    command: "java",
    args: [...JVM, "-cp", `${jars}/*`, "kafka.Kafka", settings, ...detourOverrides(installation)],
    ready: (log) => /Kafka Server started/.test(log),
    timeoutMs: 120_000,
  };
}

/** Starts Kafka; false when it ran already. */
export async function startKafka(
  installation: Installation,
  progress: (message: string) => void,
): Promise<boolean> {
  return startDetached(await prepareKafka(installation, progress));
}
