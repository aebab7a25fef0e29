/**
 * Kafka's jars: named and pinned by infra/kafka/pom.xml, fetched once with Maven, kept in <checkout>/.cache.
 * They are fetched beside their place and moved there, so the folder holds all of them or is not there, and two starts at once are safe.
 */
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { EngineError, fullDiskError, meansFullDisk } from "./errors.ts";
import { requireMaven } from "./programs.ts";
import { CHECKOUT, settingsPath } from "./settings-files.ts";

const run = promisify(execFile);

/** The version of Kafka in a pom. */
export function kafkaVersion(pom: string): string {
  const version = /<artifactId>kafka_[\d.]+<\/artifactId>\s*<version>([^<]+)<\/version>/.exec(
    pom,
  )?.[1];
  if (version === undefined) throw new Error("infra/kafka/pom.xml names no version of Kafka");
  return version;
}

function lastError(error: unknown): string {
  const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
  const line = `${stdout}\n${stderr}`.split("\n").find((text) => text.includes("[ERROR]"));
  return (line ?? String(error)).replace("[ERROR]", "").trim().slice(0, 300);
}

async function fetchInto(folder: string): Promise<void> {
  try {
    await run("mvn", [
      "-q",
      "-B",
      ...["-f", settingsPath("kafka/pom.xml")],
      "dependency:copy-dependencies",
      `-DoutputDirectory=${folder}`,
    ]);
  } catch (error) {
    const reason = lastError(error);
    if (meansFullDisk(reason)) throw fullDiskError(folder, error);
    throw new EngineError(
      "maven_failed",
      `Maven could not fetch Kafka (${reason}): check the network and Maven's settings, and start again.`,
      { cause: error },
    );
  }
}

/**
 * The folder with Kafka's jars, fetched when it is not there yet.
 * @throws EngineError maven_missing, maven_failed or disk_full
 */
export async function kafkaJars(
  cache: string = path.join(CHECKOUT, ".cache"),
  progress: (message: string) => void = () => undefined,
): Promise<string> {
  const version = kafkaVersion(fs.readFileSync(settingsPath("kafka/pom.xml"), "utf8"));
  const folder = path.join(cache, `kafka-${version}`, "lib");
  if (fs.existsSync(folder)) return folder;
  await requireMaven();
  progress(`fetching Kafka ${version}`);
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const beside = fs.mkdtempSync(`${folder}.`);
  try {
    await fetchInto(beside);
    fs.renameSync(beside, folder);
  } catch (error) {
    // Whoever was faster has put the same jars there.
    if (!fs.existsSync(folder)) throw error;
  } finally {
    fs.rmSync(beside, { recursive: true, force: true });
  }
  return folder;
}
