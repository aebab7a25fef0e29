/**
 * Ports for an installation: chosen once, kept in installation.json.
 * They lie below the range from which Linux takes ports for outgoing connections, so that no browser sits on one tomorrow.
 */
import { randomInt } from "node:crypto";
import net from "node:net";

const LOWEST = 20_000;
const HIGHEST = 31_999;

/** True when a server could listen on this port of 127.0.0.1 now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => {
      resolve(false);
    });
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** One free port that is not among `taken`. */
export async function chooseFreePort(taken: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (!taken.has(port) && (await isPortFree(port))) return port;
  }
}
