// In: counts of what was taken. Out: one line per 10 s of work in the log, with events per second.
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "@mimamori/service-lifecycle";
import type { BatchWatcher } from "./batch-watcher.ts";
import type { Progress } from "./progress.ts";

const INTERVAL_MS = 10_000;

/** Logs until `signal` aborts; silent while nothing comes. */
export function logThroughput(
  log: Log,
  progress: Pick<Progress, "backlogRecords">,
  signal: AbortSignal,
): BatchWatcher & { readonly done: Promise<void> } {
  let records = 0;
  let since = performance.now();

  function say(): void {
    const seconds = (performance.now() - since) / 1_000;
    if (records > 0) {
      const perSecond = Math.round(records / seconds);
      log.info({ records, perSecond, backlog: progress.backlogRecords() }, "records taken");
    }
    records = 0;
    since = performance.now();
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await delay(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
      say();
    }
  }

  return {
    stored(batch) {
      records += batch.records.length;
    },
    done: run(),
  };
}
