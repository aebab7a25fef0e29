import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { ENGINE_NAMES } from "./engines.ts";
import { isRunning, type ProcessRecord, runningProcess } from "./process-record.ts";

test("test engines end, and their folder goes, when the process that started them is killed", async () => {
  const starter = spawn(process.execPath, [
    "--input-type=module",
    "-e",
    `import { startTestEngines } from ${JSON.stringify(path.join(import.meta.dirname, "testing.ts"))};
     const engines = await startTestEngines("memory");
     process.stdout.write(engines.stateDir);
     setInterval(() => {}, 1000);`,
  ]);
  let complaints = "";
  starter.stderr.on("data", (data) => (complaints += String(data)));
  const stateDir = await new Promise<string>((resolve, reject) => {
    starter.stdout.once("data", (data) => {
      resolve(String(data));
    });
    starter.once("exit", () => {
      reject(new Error(`the starter ended: ${complaints}`));
    });
  });
  const records = ENGINE_NAMES.map((engine) => runningProcess(stateDir, engine)).filter(
    (record): record is ProcessRecord => record !== undefined,
  );
  expect(records.length).toBe(3);
  starter.kill("SIGKILL");
  while (records.some(isRunning) || fs.existsSync(stateDir)) await sleep(50);
});
