// Which usage events are too late for the retention. In: usage_retention, read at the start and once a minute. Out: a verdict per
// event. While ClickHouse is away what was read last holds: nothing is stored meanwhile, and a new row comes into force only
// after every worker has read it (packages/account-facts, usage-retention.ts).
import { setTimeout as delay } from "node:timers/promises";
import { judgeRetention, readRetention } from "@mimamori/account-facts";
import type { RetentionStep } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { ValidEvent } from "@mimamori/event-contracts";
import type { Waits } from "@mimamori/service-lifecycle";

const REFRESH_EVERY_MS = 60_000;

export interface Retention {
  /** `appendedAtMs` is Unix ms. */
  judge(event: ValidEvent, appendedAtMs: number): ReturnType<typeof judgeRetention>;
  /** The first kept day's beginning (Unix ms), for the reason of a refusal. */
  keepsFromMs(): number;
  refresh(): Promise<void>;
}

/** Knows of no retention before the first `refresh`. */
export function createRetention(tables: ClickhouseTables): Retention {
  let steps: readonly RetentionStep[] = [];
  return {
    judge: ({ topic, timeMs, occurredAtMs }, appendedAtMs) =>
      topic === "usage.events" && steps.length > 0
        ? judgeRetention(steps, { timeMs, occurredAtMs }, appendedAtMs)
        : "kept",
    keepsFromMs: () => steps.at(-1)?.keepFromMs ?? 0,
    refresh: async () => {
      steps = await readRetention({ tables });
    },
  };
}

/** Refreshes until `signal` aborts. */
export async function followRetention(
  retention: Retention,
  waits: Pick<Waits, "begin" | "end">,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await delay(REFRESH_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await retention.refresh();
      waits.end("retention");
    } catch (error) {
      waits.begin("retention", error);
    }
  }
}
