/** How fast a filled topic drains into a table, and what processor time it takes: looked at from outside, the same way for everybody. */
import { setTimeout as delay } from "node:timers/promises";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { CommandError } from "../errors.ts";
import { cpuSecondsOf } from "./process-usage.ts";

export interface Drained {
  readonly tables: ClickhouseTables;
  readonly stateDir: string;
  /** The table that the events end in; empty at first. */
  readonly table: string;
  readonly events: number;
  /** Processes of the installation whose processor time counts. */
  readonly processes: readonly string[];
}

export interface Drain {
  /** Between a tenth and nine tenths. */
  readonly secondsPerEvent: number;
  /** Seconds of processor time by process, in the same span. */
  readonly cpuPerEvent: ReadonlyMap<string, number>;
  /** From before `begin` until the last event is stored. */
  readonly wholeSeconds: number;
}

interface Look {
  readonly atSeconds: number;
  readonly rows: number;
  readonly cpuSeconds: readonly number[];
}

/** Each look costs the server some milliseconds. */
const LOOK_EVERY_MS = 250;
const STANDSTILL_MS = 60_000;

/** @throws CommandError failed, when nothing more is stored for a minute, or too much. */
export async function watchDrain(drained: Drained, begin: () => Promise<unknown>): Promise<Drain> {
  const { events, processes } = drained;
  const begunAtSeconds = performance.now() / 1000;
  await begin();
  const looks: Look[] = [];
  let look = await lookAt(drained);
  let last = look;
  for (; look.rows < events; look = await lookAt(drained)) {
    looks.push(look);
    if (look.rows !== last.rows) last = look;
    if ((look.atSeconds - last.atSeconds) * 1000 > STANDSTILL_MS) throw standsStill(drained, look);
    await delay(LOOK_EVERY_MS);
  }
  looks.push(look);
  const from = looks.find(({ rows }) => rows >= events * 0.1) ?? look;
  const to = looks.find(({ rows }) => rows >= events * 0.9) ?? look;
  const stored = to.rows - from.rows;
  return {
    secondsPerEvent: (to.atSeconds - from.atSeconds) / stored,
    cpuPerEvent: new Map(
      processes.map((name, index) => [
        name,
        ((to.cpuSeconds[index] ?? 0) - (from.cpuSeconds[index] ?? 0)) / stored,
      ]),
    ),
    wholeSeconds: look.atSeconds - begunAtSeconds,
  };
}

async function lookAt({ tables, table, stateDir, processes }: Drained): Promise<Look> {
  const [row] = await tables.query<{ rows: number }>(
    `SELECT toUInt32(count()) AS rows FROM ${table}`,
  );
  return {
    atSeconds: performance.now() / 1000,
    rows: row?.rows ?? 0,
    cpuSeconds: processes.map((name) => cpuSecondsOf(stateDir, name)),
  };
}

function standsStill({ table, events }: Drained, { rows }: Look): CommandError {
  return new CommandError("failed", `${table} stands still at ${rows} of ${events} events.`);
}
