// For the test of interleavings: every request that a worker makes waits at a gate, until the test says what becomes of it.
import { ClickhouseError } from "@mimamori/clickhouse-tables";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";

/**
 * What becomes of a request: it is done; it never arrives, and the worker gets an error; it is done, and the worker gets an error
 * because the answer is lost; the worker dies before it, or right after it.
 */
export type Outcome = "done" | "not sent" | "answer lost" | "died before" | "died after";

interface WaitingRequest {
  /** Whose work it belongs to. */
  readonly work: string;
  readonly isDead: () => boolean;
  decide(outcome: Outcome): Promise<void>;
}

/** What a worker that has died gets for an answer. */
const never = new Promise<never>(() => undefined);

export class Gate {
  /** Requests that wait, those of the dead left out. */
  get waiting(): readonly WaitingRequest[] {
    this.#waiting = this.#waiting.filter((request) => !request.isDead());
    return this.#waiting;
  }
  #waiting: WaitingRequest[] = [];

  /** Work that begins when the test lets it. `isDead` of the worker whose request it is. */
  pass<T>(ofWork: string, isDead: () => boolean, work: () => Promise<T>): Promise<T> {
    if (isDead()) return never;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const request: WaitingRequest = {
      work: ofWork,
      isDead,
      decide: async (outcome) => {
        this.#waiting = this.#waiting.filter((each) => each !== request);
        if (outcome === "done") await work().then(resolve, reject);
        if (outcome === "answer lost" || outcome === "died after")
          await work().catch(() => undefined);
        if (outcome === "not sent" || outcome === "answer lost") reject(unreachable(ofWork));
      },
    };
    this.#waiting.push(request);
    return promise;
  }

  /** ClickHouse behind the gate, for one kind of work. */
  guard(work: string, tables: ClickhouseTables, isDead: () => boolean): ClickhouseTables {
    const pass = <T>(request: () => Promise<T>): Promise<T> => this.pass(work, isDead, request);
    return {
      ...tables,
      query: <Row>(...request: Parameters<typeof tables.query<Row>>) =>
        pass(() => tables.query<Row>(...request)),
      command: (...request) => pass(() => tables.command(...request)),
      insertRows: (...request) => pass(() => tables.insertRows(...request)),
      insertBinary: (...request) => pass(() => tables.insertBinary(...request)),
    };
  }
}

function unreachable(work: string): ClickhouseError {
  return new ClickhouseError(
    "CLICKHOUSE_UNREACHABLE",
    "transient",
    `no answer to ${work}`,
    undefined,
  );
}
