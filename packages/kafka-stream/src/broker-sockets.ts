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
const READ_BYTES = 256 * 1024;

export class BrokerSockets {
  readonly #open = new Map<string, Set<net.Socket>>();

  /** What kafkajs calls for each connection. */
  readonly connect = ({ host, port, ssl, onConnect }: ISocketFactoryArgs): net.Socket => {
    const name = net.isIP(host) === 0 ? { servername: host } : {};
    const taker = new AnswerTaker();
    // kafkajs leaves `ssl` out where there is none; its types do not say so.
    const secure = ssl as tls.ConnectionOptions | undefined;
    const socket = secure
      ? taker.listenTo(tls.connect({ host, port, ...name, ...secure }, onConnect))
      : net.connect({ host, port, onread: taker.readInto() }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MS);
    this.#note(`${host}:${port}`, socket);
    return taker.withWholeAnswers(socket);
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

/** Hands on what comes through a socket as whole answers. */
class AnswerTaker {
  #give: (answer: Buffer) => void = () => undefined;
  readonly #take = cutIntoAnswers((answer) => {
    this.#give(answer);
  });

  /** For a socket without encryption: it reads into the same memory each time, instead of into new memory for each piece. */
  readInto(): net.OnReadOpts {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    const callback = (bytes: number): boolean => {
      this.#take(buffer.subarray(0, bytes));
      return true;
    };
    return { buffer, callback };
  }

  listenTo(socket: tls.TLSSocket): tls.TLSSocket {
    return socket.on("data", this.#take);
  }

  /** The same socket, whose listener for data gets one whole answer at a time: its size in four bytes, and so many bytes. */
  withWholeAnswers(socket: net.Socket): net.Socket {
    const listen = socket.on.bind(socket);
    const on = (event: string, listener: (...args: never[]) => void): net.Socket => {
      if (event !== "data") return listen(event, listener as (...args: unknown[]) => void);
      this.#give = listener as unknown as (answer: Buffer) => void;
      return socket;
    };
    return Object.assign(socket, { on });
  }
}

/**
 * Takes pieces of a stream of answers as they come, and gives each answer when it is complete, in memory of its own: the pieces' may
 * be used again.
 */
export function cutIntoAnswers(give: (answer: Buffer) => void): (piece: Buffer) => void {
  /** The size of the answer in hand; once that is known, memory for all of it. */
  let answer = Buffer.alloc(SIZE_BYTES);
  let bytes = 0;

  function takeFrom(piece: Buffer): Buffer {
    const taken = piece.copy(answer, bytes);
    bytes += taken;
    if (bytes === SIZE_BYTES) {
      const size = answer;
      answer = Buffer.allocUnsafe(SIZE_BYTES + size.readInt32BE());
      size.copy(answer);
    }
    if (bytes === answer.length) {
      const whole = answer;
      answer = Buffer.alloc(SIZE_BYTES);
      bytes = 0;
      give(whole);
    }
    return piece.subarray(taken);
  }

  return (piece) => {
    for (let rest = piece; rest.length > 0;) rest = takeFrom(rest);
  };
}
