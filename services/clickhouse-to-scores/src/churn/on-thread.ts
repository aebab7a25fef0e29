/**
 * The long computations of packages/churn-risk, each on a thread of its own: minutes of arithmetic on this one would lose the job's lock
 * in Redis, the connections to ClickHouse and the health endpoint. A company of a few rows is done here before a thread has started.
 *
 * In: the name of a function and its arguments, which are copied. Out: a copy of its result. Aborted: the thread ends at once.
 */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { backtestRolling, backtestSplit, trainChurnModel } from "@mimamori/churn-risk";

const COMPUTATIONS = { backtestRolling, backtestSplit, trainChurnModel } as const;

type Computations = typeof COMPUTATIONS;
export type LongComputation = keyof Computations;

interface Request {
  readonly name: LongComputation;
  readonly args: readonly unknown[];
}

/** Fewer account-snapshots than these take less time than a thread, which reads the whole package anew: some 0.3 s of a core. */
const ROWS_WORTH_A_THREAD = 200;

/** The result of the function, from a thread where that is worth it. @throws as `onThread` does */
export async function compute<Name extends LongComputation>(
  name: Name,
  args: Parameters<Computations[Name]>,
  signal: AbortSignal,
): Promise<ReturnType<Computations[Name]>> {
  const [dataset] = args;
  if (dataset.rows >= ROWS_WORTH_A_THREAD) return onThread(name, args, signal);
  signal.throwIfAborted();
  return call({ name, args }) as ReturnType<Computations[Name]>;
}

/** @throws what the function throws (message only), or the reason of `signal` when it is aborted */
export async function onThread<Name extends LongComputation>(
  name: Name,
  args: Parameters<Computations[Name]>,
  signal: AbortSignal,
): Promise<ReturnType<Computations[Name]>> {
  signal.throwIfAborted();
  const request: Request = { name, args };
  const worker = new Worker(new URL(import.meta.url), { workerData: request });
  try {
    return await new Promise((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", (code) => {
        reject(new Error(`the thread of ${name} ended without a result (exit code ${code})`));
      });
      signal.addEventListener("abort", () => {
        reject(signal.reason as Error);
      });
    });
  } finally {
    await worker.terminate();
  }
}

function call({ name, args }: Request): unknown {
  const computation = COMPUTATIONS[name] as (...args: readonly unknown[]) => unknown;
  return computation(...args);
}

// Only in a thread that onThread started: tests run their files in threads too.
if (!isMainThread && isRequest(workerData)) parentPort?.postMessage(call(workerData));

function isRequest(data: unknown): data is Request {
  return (
    typeof data === "object" &&
    data !== null &&
    "name" in data &&
    typeof data.name === "string" &&
    Object.hasOwn(COMPUTATIONS, data.name)
  );
}
