/**
 * One start or stop at a time per state folder.
 *
 * The lock is a listening socket in Linux's abstract name space: the kernel frees it when its process ends, however it ends,
 * so a lock is never stale and there is no file to clean up.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineError } from "./errors.ts";

const POLL_MS = 100;

function tryToListen(name: string): Promise<net.Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((connection) => connection.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen(`\0mimamori-${name}`, () => {
      resolve(server);
    });
  });
}

/**
 * Runs `work` while no other process works on the same state folder; waits up to `waitMs` for that.
 * @throws EngineError state_busy
 */
export async function whileHolding<T>(
  stateDir: string,
  waitMs: number,
  work: () => Promise<T>,
): Promise<T> {
  fs.mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const name = createHash("sha256").update(fs.realpathSync(stateDir)).digest("hex");
  const deadline = Date.now() + waitMs;
  let lock = await tryToListen(name);
  while (lock === undefined) {
    if (Date.now() > deadline)
      throw new EngineError(
        "state_busy",
        `Another command is starting or stopping the engines in ${stateDir}: wait until it is done, and try again.`,
      );
    await sleep(POLL_MS);
    lock = await tryToListen(name);
  }
  try {
    return await work();
  } finally {
    lock.close();
  }
}
