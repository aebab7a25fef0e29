import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, test, vi } from "vitest";

interface LogLine {
  level: string;
  msg: string;
  healthPort?: number;
  cleanup?: string;
  err?: { message: string };
}

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Starts the fixture and collects its log lines until it ends. */
function startFixture(behaviour: string, environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "fixture-service.ts")], {
    env: { BEHAVIOUR: behaviour, DATABASE_PASSWORD: "long enough", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const lines: LogLine[] = [];
  let stderr = "";
  const ready = Promise.withResolvers<number>();
  createInterface({ input: child.stdout }).on("line", (text) => {
    const line = JSON.parse(text) as LogLine;
    lines.push(line);
    if (line.msg === "fixture is ready") ready.resolve(line.healthPort!);
  });
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, "close").then(([code]) => ({ code: code as number, lines, stderr }));
  return { child, healthPort: ready.promise, ended };
}

async function status(port: number, endpoint: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/${endpoint}`);
  await response.text();
  return response.status;
}

describe("a service", () => {
  test("is alive and ready, shows metrics, and ends with 0 after SIGTERM", async () => {
    const { child, healthPort, ended } = startFixture("well");
    const port = await healthPort;
    expect(await status(port, "livez")).toBe(200);
    expect(await status(port, "readyz")).toBe(200);
    expect(await status(port, "elsewhere")).toBe(404);
    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(await metrics.text()).toContain("process_resident_memory_bytes");
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
  });

  test("is not ready, but still answers, while it stops; a second signal changes nothing", async () => {
    const { child, healthPort, ended } = startFixture("slow-cleanup");
    const port = await healthPort;
    child.kill("SIGTERM");
    await vi.waitFor(async () => {
      expect(await status(port, "readyz")).toBe(503);
    });
    child.kill("SIGINT");
    expect(await status(port, "livez")).toBe(200);
    child.kill("SIGUSR2");
    const { code, lines } = await ended;
    expect(code).toBe(0);
    expect(lines.filter((line) => line.msg === "stopping")).toHaveLength(1);
  });

  test("closes in reverse order what it opened", async () => {
    const { child, healthPort, ended } = startFixture("well");
    await healthPort;
    child.kill("SIGTERM");
    const closings = (await ended).lines.filter((line) => line.msg.startsWith("closing"));
    expect(closings.map((line) => line.msg)).toEqual([
      "closing what was opened second",
      "closing what was opened first",
    ]);
  });

  test("whose cleanup hangs ends with 1 at the deadline and names the cleanup", async () => {
    const { child, healthPort, ended } = startFixture("hanging-cleanup", {
      SHUTDOWN_DEADLINE_MS: "300",
    });
    await healthPort;
    child.kill("SIGTERM");
    const { code, lines } = await ended;
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatchObject({ level: "fatal", cleanup: "opened second" });
  });

  test("whose cleanup fails still runs the others and ends with 1", async () => {
    const { child, healthPort, ended } = startFixture("failing-cleanup");
    await healthPort;
    child.kill("SIGTERM");
    const { code, lines } = await ended;
    expect(code).toBe(1);
    expect(lines.map((line) => line.msg)).toContain("closing what was opened first");
  });

  test("whose liveness check complains answers 503 with its sentence", async () => {
    const { healthPort } = startFixture("unhealthy");
    const response = await fetch(`http://127.0.0.1:${await healthPort}/livez`);
    expect(response.status).toBe(503);
    expect(await response.text()).toBe("loop: stands still\n");
  });
});

describe("a failure ends the process with 1 and says why", () => {
  test.each([
    ["failing-start", "no broker answers", true],
    ["failing-task", "reader died", true],
    ["ending-task", undefined, true],
    ["uncaught-exception", "surprise", false],
    ["unhandled-rejection", "forgotten", false],
  ])("%s", async (behaviour, message, cleansUp) => {
    const { code, lines } = await startFixture(behaviour).ended;
    expect(code).toBe(1);
    expect(lines.find((line) => line.level === "fatal")?.err?.message).toBe(message);
    const closed = lines.some((line) => line.msg === "closing what was opened first");
    expect(closed).toBe(cleansUp);
  });
});

describe("a wrong configuration", () => {
  test("is reported whole, without secrets, and nothing starts", async () => {
    const { code, lines, stderr } = await startFixture("sideways", {
      LOG_LEVEL: "loud",
      HEALTH_PORT: "70000",
      DATABASE_PASSWORD: "hunter2",
    }).ended;
    expect(code).toBe(1);
    expect(lines).toEqual([]);
    expect(stderr.trimEnd().split("\n")).toEqual([
      "Cannot start, 4 settings are wrong:",
      '  LOG_LEVEL: found "loud", expected debug, info, warn or error',
      '  HEALTH_PORT: found "70000", expected a whole number from 0 to 65535',
      expect.stringContaining('BEHAVIOUR: found "sideways"'),
      "  DATABASE_PASSWORD: found a value that is not shown, expected at least 8 characters",
    ]);
  });

  test("a health port that is taken is one clear sentence", async () => {
    const first = startFixture("well");
    const taken = String(await first.healthPort);
    const { code, lines } = await startFixture("well", { HEALTH_PORT: taken }).ended;
    expect(code).toBe(1);
    expect(lines.at(0)?.err?.message).toContain(`127.0.0.1:${taken}`);
  });
});
