/**
 * A TCP proxy on this machine that does to connections what networks do: for tests and benches.
 *
 * In: connections to its port. Out: the same bytes to and from the port behind it, until it is told to break something. Faults
 * concern the connections that are open then; new ones pass as before, except that all of them are delayed while a delay is on.
 */
import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface FaultyProxy {
  readonly port: number;
  /** Ends every open connection in the middle of the next answer, or after `patienceMs` if none comes. */
  cut(patienceMs?: number): void;
  /** From now on every open connection is deaf: what is sent to the server arrives, what it answers does not, and nobody says so. */
  halve(): void;
  /** Holds back every piece of data for so long, both ways; 0 ends it. */
  delay(ms: number): void;
  close(): Promise<void>;
}

const CUT_PATIENCE_MS = 1_000;

class ProxiedConnection {
  readonly client: net.Socket;
  readonly server: net.Socket;
  isDeaf = false;
  #cutsNextAnswer = false;

  constructor(client: net.Socket, toPort: number) {
    this.client = client;
    this.server = net.connect({ host: "127.0.0.1", port: toPort, allowHalfOpen: true });
    for (const socket of [this.client, this.server]) {
      socket.setNoDelay(true);
      socket.on("error", () => {
        this.reset();
      });
    }
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.server.destroy();
  }

  cut(patienceMs: number): void {
    this.#cutsNextAnswer = true;
    setTimeout(() => {
      this.reset();
    }, patienceMs);
  }

  /** Hands on both ways until both have ended. */
  pass(delay: { readonly ms: number }): void {
    const { client, server } = this;
    const nothing = (): void => undefined;
    pump(client, server, delay, (piece) => piece).then(() => server.end(), nothing);
    pump(server, client, delay, (piece) => this.#answer(piece)).then(() => {
      // Who is deaf does not hear either that the other side has gone.
      if (!this.isDeaf) client.end();
    }, nothing);
  }

  /** What becomes of a piece of an answer: undefined when it gets lost. */
  #answer(piece: Buffer): Buffer | undefined {
    if (this.isDeaf) return undefined;
    if (!this.#cutsNextAnswer) return piece;
    // Nothing comes behind a cut: a network loses the end of a stream, never its middle.
    this.isDeaf = true;
    setImmediate(() => {
      this.reset();
    });
    return piece.subarray(0, piece.length >> 1);
  }
}

/** @param port where it listens, 0 for a free one  @param toPort of the server behind it, which need not be up */
export async function startFaultyProxy(port: number, toPort: number): Promise<FaultyProxy> {
  const connections = new Set<ProxiedConnection>();
  const delay = { ms: 0 };
  const server = net.createServer({ allowHalfOpen: true }, (client) => {
    const connection = new ProxiedConnection(client, toPort);
    connections.add(connection);
    client.once("close", () => {
      connection.server.destroy();
      connections.delete(connection);
    });
    connection.pass(delay);
  });
  server.listen({ port, host: "127.0.0.1" });
  await once(server, "listening");

  return {
    port: (server.address() as net.AddressInfo).port,
    cut(patienceMs = CUT_PATIENCE_MS) {
      for (const connection of connections) connection.cut(patienceMs);
    },
    halve() {
      for (const connection of connections) connection.isDeaf = true;
    },
    delay(ms) {
      delay.ms = ms;
    },
    async close() {
      server.close();
      for (const connection of connections) connection.reset();
      await once(server, "close");
    },
  };
}

/** Hands on what comes until its end. Rejects when either side is gone. */
async function pump(
  from: net.Socket,
  to: net.Socket,
  delay: { readonly ms: number },
  pass: (piece: Buffer) => Buffer | undefined,
): Promise<void> {
  for await (const piece of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    if (delay.ms > 0) await sleep(delay.ms);
    const passed = pass(piece);
    if (passed !== undefined && to.writable && !to.write(passed)) {
      await Promise.race([once(to, "drain"), once(to, "close")]);
    }
  }
}
