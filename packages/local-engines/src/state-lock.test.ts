import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { whileHolding } from "./state-lock.ts";

let stateDir: string;

beforeEach(() => {
  stateDir = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-lock-"));
});

afterEach(() => {
  fs.rmSync(stateDir, { recursive: true });
});

test("work on one state folder never overlaps", async () => {
  const events: string[] = [];
  const work = (name: string) =>
    whileHolding(stateDir, 10_000, async () => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      events.push(`${name} ends`);
    });
  await Promise.all([work("a"), work("b"), work("c")]);
  for (let i = 0; i < events.length; i += 2)
    expect(events[i + 1]).toBe(events[i]?.replace("begins", "ends"));
});

test("who waits too long is told who is in the way, and work that fails frees the lock", async () => {
  await expect(
    whileHolding(stateDir, 1000, () => whileHolding(stateDir, 10, () => Promise.resolve())),
  ).rejects.toMatchObject({ code: "state_busy", retryable: true });
  expect(await whileHolding(stateDir, 0, () => Promise.resolve("free"))).toBe("free");
});

test("a process that is killed while it holds the lock frees it", async () => {
  const holder = spawn(process.execPath, [
    "--input-type=module",
    "-e",
    `import { whileHolding } from ${JSON.stringify(path.join(import.meta.dirname, "state-lock.ts"))};
     await whileHolding(process.argv[1], 0, () => new Promise(() => { process.stdout.write("held"); setInterval(() => {}, 1000); }));`,
    stateDir,
  ]);
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  await expect(whileHolding(stateDir, 0, () => Promise.resolve())).rejects.toMatchObject({
    code: "state_busy",
  });
  holder.kill("SIGKILL");
  expect(await whileHolding(stateDir, 10_000, () => Promise.resolve("mine"))).toBe("mine");
});
