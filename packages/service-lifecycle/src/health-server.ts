// GET /livez, /readyz, /metrics and /waits on a port of its own, apart from any traffic.
// livez fails when a check says that the service no longer moves: whoever runs it should restart it then.
// readyz fails while the service starts and from the moment it stops. An engine that is away changes neither: no restart and no other
// instance would help. /waits says it, as JSON.
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";
import { LifecycleError } from "./errors.ts";
import type { Waits } from "./waits.ts";

/** Answers undefined while all is well, else one sentence about what is not. */
export type HealthCheck = () => string | undefined;

export interface HealthServer {
  readonly port: number;
  setReady(ready: boolean): void;
  /** From now on livez (or readyz) also asks this. */
  readonly addLivenessCheck: (name: string, check: HealthCheck) => void;
  readonly addReadinessCheck: (name: string, check: HealthCheck) => void;
  close(): Promise<void>;
}

/** @throws LifecycleError `health_port_taken`. */
export async function startHealthServer(
  host: string,
  port: number,
  metrics: Registry,
  waits: Pick<Waits, "list">,
): Promise<HealthServer> {
  const liveness = new Map<string, HealthCheck>();
  const readiness = new Map<string, HealthCheck>();
  let ready = false;

  const server = createServer((request, response) => {
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split("?")[0];
    if (path === "/livez") sendHealth(response, failing(liveness));
    else if (path === "/readyz") {
      sendHealth(response, ready ? failing(readiness) : ["the service is starting or stopping"]);
    } else if (path === "/metrics") {
      send(response, 200, metrics.contentType, await metrics.metrics());
    } else if (path === "/waits") {
      send(response, 200, "application/json", `${JSON.stringify(waits.list())}\n`);
    } else send(response, 404, "text/plain", "there are /livez, /readyz, /metrics and /waits\n");
  }

  await listen(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    setReady(next) {
      ready = next;
    },
    addLivenessCheck: (name, check) => void liveness.set(name, check),
    addReadinessCheck: (name, check) => void readiness.set(name, check),
    close: () => close(server),
  };
}

function failing(checks: ReadonlyMap<string, HealthCheck>): string[] {
  return [...checks].flatMap(([name, check]) => {
    const problem = check();
    return problem === undefined ? [] : [`${name}: ${problem}`];
  });
}

function sendHealth(response: ServerResponse, problems: readonly string[]): void {
  const healthy = problems.length === 0;
  send(response, healthy ? 200 : 503, "text/plain", `${healthy ? "ok" : problems.join("\n")}\n`);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type }).end(body);
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  server.once("error", reject);
  server.listen(port, host, () => {
    resolve(undefined);
  });
  try {
    await promise;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const message = `the health endpoints cannot listen on ${host}:${port} (${detail}); set HEALTH_PORT to a free port, or 0`;
    throw new LifecycleError("health_port_taken", message, [], { cause: error });
  }
}

async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.close(() => {
    resolve(undefined);
  });
  // A scraper that keeps its connection open must not hold the shutdown.
  server.closeAllConnections();
  await promise;
}
