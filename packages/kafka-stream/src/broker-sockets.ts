// In: where a broker is. Out: sockets for kafkajs that make up for what it lacks when a connection breaks (2.2.4):
// - it keeps the beginning of an answer that was cut off and puts the next connection's first bytes behind it, after which nothing on
//   that connection is understood any more: so it is handed whole answers only, and what was cut off is dropped with its socket;
// - it goes on using a connection on which a request has timed out, although nothing may ever come through it again (a firewall has
//   forgotten it, the other side is gone without a word): so such a connection is ended, and kafkajs opens another.
import net from "node:net";
import tls from "node:tls";
import type { ISocketFactoryArgs } from "kafkajs";

const KEEP_ALIVE_DELAY_MS = 60_000;
const SIZE_BYTES = 4;

export class BrokerSockets {
  readonly #open = new Map<string, Set<net.Socket>>();

  /** What kafkajs calls for each connection. */
  readonly connect = ({ host, port, ssl, onConnect }: ISocketFactoryArgs): net.Socket => {
    // kafkajs leaves `ssl` out where there is none; its types do not say so.
    const secure = ssl as tls.ConnectionOptions | undefined;
    const name = net.isIP(host) === 0 ? { servername: host } : {};
    const socket = secure
      ? tls.connect({ host, port, ...name, ...secure }, onConnect)
      : net.connect({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MS);
    this.#note(`${host}:${port}`, socket);
    return withWholeAnswers(socket);
  };

  /** Ends the connections to a broker (host:port), because it does not answer on them. */
  drop(broker: string): void {
    for (const socket of this.#open.get(broker) ?? []) {
      // With an error, for kafkajs does not hear of a socket that is closed without one.
      socket.destroy(new Error("the broker did not answer in time; connecting anew"));
    }
  }

  #note(broker: string, socket: net.Socket): void {
    const sockets = this.#open.get(broker) ?? new Set();
    this.#open.set(broker, sockets.add(socket));
    socket.once("close", () => sockets.delete(socket));
  }
}

/** The same socket, whose listeners for data get one whole answer at a time: its size in four bytes, and so many bytes. */
function withWholeAnswers(socket: net.Socket): net.Socket {
  const listen = socket.on.bind(socket);
  const on = (event: string, listener: (...args: never[]) => void): net.Socket =>
    event === "data"
      ? listen("data", cutIntoAnswers(listener as unknown as (answer: Buffer) => void))
      : listen(event, listener as (...args: unknown[]) => void);
  return Object.assign(socket, { on });
}

/** Takes pieces of a stream of answers as they come, and gives each answer when it is complete. */
export function cutIntoAnswers(give: (answer: Buffer) => void): (piece: Buffer) => void {
  /** What has come of the answer in hand; once its size is known, in memory for all of it. */
  let answer: Buffer = Buffer.alloc(0);
  let bytes = 0;
  let isSized = false;

  function begin(piece: Buffer): Buffer {
    const first = bytes === 0 ? piece : Buffer.concat([answer.subarray(0, bytes), piece]);
    if (first.length < SIZE_BYTES) {
      answer = first;
      bytes = first.length;
      return first.subarray(first.length);
    }
    const wanted = SIZE_BYTES + first.readInt32BE();
    bytes = 0;
    if (first.length >= wanted) {
      give(first.subarray(0, wanted));
      return first.subarray(wanted);
    }
    answer = Buffer.allocUnsafe(wanted);
    isSized = true;
    return first;
  }

  function goOn(piece: Buffer): Buffer {
    const taken = piece.copy(answer, bytes);
    bytes += taken;
    if (bytes === answer.length) {
      isSized = false;
      bytes = 0;
      give(answer);
    }
    return piece.subarray(taken);
  }

  return (piece) => {
    for (let rest = piece; rest.length > 0;) rest = isSized ? goOn(rest) : begin(rest);
  };
}
