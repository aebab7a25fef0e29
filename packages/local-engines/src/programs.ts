/** Which programs the engines need from the machine, and what to do when one is not there. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { EngineError } from "./errors.ts";

const run = promisify(execFile);
const OLDEST_JAVA = 17;

async function outputOf(command: string, args: string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(command, args);
    return stdout + stderr;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Major version in the output of `java -version`: 17 for "17.0.15", 8 for "1.8.0_452"; undefined when it is not one. */
export function javaMajor(output: string): number | undefined {
  const found = /version "(?:1\.)?(\d+)/.exec(output)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** @throws EngineError java_missing or java_too_old */
export async function requireJava(): Promise<void> {
  const output = await outputOf("java", ["-version"]);
  const install =
    "install it, for example with `sudo apt-get install default-jre-headless`, and start again.";
  if (output === undefined)
    throw new EngineError(
      "java_missing",
      `Kafka needs Java ${OLDEST_JAVA} or newer, and there is no java here: ${install}`,
    );
  const major = javaMajor(output);
  if (major !== undefined && major < OLDEST_JAVA)
    throw new EngineError(
      "java_too_old",
      `Kafka needs Java ${OLDEST_JAVA} or newer, and java here is ${major}: ${install}`,
    );
}

/** @throws EngineError maven_missing */
export async function requireMaven(): Promise<void> {
  if ((await outputOf("mvn", ["--version"])) === undefined)
    throw new EngineError(
      "maven_missing",
      "Kafka is fetched with Maven once, and there is no mvn here: install it, for example with `sudo apt-get install maven`, and start again.",
    );
}

/** @throws EngineError redis_missing */
export async function requireRedis(): Promise<void> {
  if ((await outputOf("redis-server", ["--version"])) === undefined)
    throw new EngineError(
      "redis_missing",
      "There is no redis-server here: install Redis 7, for example with `sudo apt-get install redis-server`, and start again.",
    );
}
