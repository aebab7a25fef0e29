import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { kafkaJars, kafkaVersion } from "./kafka-jars.ts";
import { javaMajor, requireJava, requireMaven, requireRedis } from "./programs.ts";

const outerPath = process.env["PATH"];
let bin: string;

/** A machine that has only the programs that a test puts there. */
function pretendProgram(name: string, script: string): void {
  fs.writeFileSync(path.join(bin, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
}

beforeEach(() => {
  bin = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-bin-"));
  process.env["PATH"] = bin;
});

afterEach(() => {
  process.env["PATH"] = outerPath;
  fs.rmSync(bin, { recursive: true });
});

test("each missing program is named, with what installs it", async () => {
  await expect(requireJava()).rejects.toMatchObject({
    code: "java_missing",
    message: expect.stringContaining("default-jre-headless"),
  });
  await expect(requireMaven()).rejects.toMatchObject({
    code: "maven_missing",
    message: expect.stringContaining("maven"),
  });
  await expect(requireRedis()).rejects.toMatchObject({
    code: "redis_missing",
    message: expect.stringContaining("redis-server"),
  });
});

test("a Java that Kafka cannot run on is refused with both versions", async () => {
  pretendProgram("java", `echo 'openjdk version "11.0.25" 2024-10-15' >&2`);
  await expect(requireJava()).rejects.toMatchObject({
    code: "java_too_old",
    message: expect.stringMatching(/17.*11/),
  });
});

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_452"', 8],
  ['openjdk version "26" 2026-03-17', 26],
  ["no java at all", undefined],
])("the major version in %s is %s", (output, major) => {
  expect(javaMajor(output)).toBe(major);
});

describe("Kafka's jars", () => {
  const fetching = `for word; do case $word in -DoutputDirectory=*) folder=\${word#*=};; esac; done`;

  test("that are in the cache need no Maven", async () => {
    const version = kafkaVersion(
      fs.readFileSync(path.join(import.meta.dirname, "../../../infra/kafka/pom.xml"), "utf8"),
    );
    const folder = path.join(bin, `kafka-${version}`, "lib");
    fs.mkdirSync(folder, { recursive: true });
    expect(await kafkaJars(bin)).toBe(folder);
  });

  test("without Maven and without a cache are a sentence", async () => {
    await expect(kafkaJars(bin)).rejects.toMatchObject({ code: "maven_missing" });
  });

  test("that Maven fails to fetch leave nothing behind, and Maven's own words are passed on", async () => {
    pretendProgram(
      "mvn",
      `[ "$1" = --version ] && exit 0\n${fetching}\n: > $folder/half.jar\necho '[ERROR] Could not transfer artifact'\nexit 1`,
    );
    await expect(kafkaJars(bin)).rejects.toMatchObject({
      code: "maven_failed",
      message: expect.stringContaining("Could not transfer artifact"),
    });
    expect(
      fs.readdirSync(
        path.join(
          bin,
          fs.readdirSync(bin).find((name) => name.startsWith("kafka-"))!,
        ),
      ),
    ).toEqual([]);
  });

  test("are whole when two starts fetch them at once", async () => {
    process.env["PATH"] = `${bin}:${outerPath ?? ""}`;
    pretendProgram(
      "mvn",
      `[ "$1" = --version ] && exit 0\n${fetching}\n: > $folder/one.jar\nsleep .2\n: > $folder/two.jar`,
    );
    const [one, other] = await Promise.all([kafkaJars(bin), kafkaJars(bin)]);
    expect(one).toBe(other);
    expect(fs.readdirSync(one).sort()).toEqual(["one.jar", "two.jar"]);
    expect(fs.readdirSync(path.dirname(one))).toEqual(["lib"]);
  });
});
