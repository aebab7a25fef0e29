/**
 * Does what the plan says to a running system. In: a fault. Out: a promise that resolves when it is over: what was killed is up again,
 * what was slow is as it was. Faults of one process wait for one another; faults of different ones overlap.
 */
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { lastTellingLine } from "@mimamori/local-engines";
import type { ProxiedInstallation } from "../../testing.ts";
import type { Fault } from "./fault-plan.ts";

const WORKER = "kafka-to-clickhouse";
const COLLECTOR = "http-to-kafka";
const THIRD = 3;
const SLOW_MS = 400;
const START_ATTEMPTS = 60;
const START_AGAIN_AFTER_MS = 500;
const SUPERVISE_MS = 500;
const SUPERVISED = [
  ["worker 1", WORKER, 1],
  ["worker 2", WORKER, 2],
  ["collector", COLLECTOR, 1],
] as const;

export class Strikes {
  readonly #installation: ProxiedInstallation;
  readonly #busy = new Map<string, Promise<void>>();
  readonly #say: (sentence: string) => void;
  #ended = 0;

  /** `say` hears of what ended by itself. */
  constructor(installation: ProxiedInstallation, say: (sentence: string) => void) {
    this.#installation = installation;
    this.#say = say;
  }

  /** How often something ended by itself. */
  get endedByThemselves(): number {
    return this.#ended;
  }

  /** `onBegin` is called when it is the fault's turn. */
  strike(fault: Fault, onBegin: () => void): Promise<void> {
    return this.#inTurn(targetOf(fault), () => {
      onBegin();
      return strikeNow(this.#installation, fault);
    });
  }

  /** Starts what has ended by itself until `stopping` aborts, as whoever runs services does. */
  async supervise(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      for (const [target, service, copy] of SUPERVISED) {
        if (this.#busy.has(target) || this.#installation.runs(service, copy)) continue;
        this.#ended += 1;
        const log = fs.readFileSync(this.#installation.logFile(service, copy), "utf8");
        this.#say(`${target} ended by itself: ${lastTellingLine(log)}`);
        await this.#inTurn(target, () => startAgain(() => this.#installation.start(service, copy)));
      }
      await sleep(SUPERVISE_MS);
    }
  }

  /** One after the other for each target: a process that is down cannot be killed. */
  #inTurn(target: string, work: () => Promise<void>): Promise<void> {
    const before = this.#busy.get(target) ?? Promise.resolve();
    const after = before.then(work);
    const settled = after
      .catch(() => undefined)
      .then(() => {
        if (this.#busy.get(target) === settled) this.#busy.delete(target);
      });
    this.#busy.set(target, settled);
    return after;
  }
}

async function strikeNow(installation: ProxiedInstallation, fault: Fault): Promise<void> {
  const { engines, proxies } = installation;
  const { kind, worker, link, lastsMs } = fault;
  switch (kind) {
    case "worker":
    case "collector": {
      const [service, copy] =
        kind === "worker" ? ([WORKER, worker] as const) : ([COLLECTOR, 1] as const);
      await installation.kill(service, copy);
      await sleep(lastsMs);
      return startAgain(() => installation.start(service, copy));
    }
    case "clickhouse":
    case "kafka":
    case "redis":
      await engines[kind].kill();
      await sleep(lastsMs);
      return startAgain(() => engines[kind].restart());
    case "cut":
    case "halve":
      proxies[link][kind]();
      return;
    case "delay":
      proxies[link].delay(SLOW_MS);
      await sleep(lastsMs);
      proxies[link].delay(0);
      return;
    case "join":
      await startAgain(() => installation.start(WORKER, THIRD));
      await sleep(lastsMs);
      await installation.stop(WORKER, THIRD);
  }
}

/** What stands between a fault and the next one like it. */
function targetOf({ kind, worker, link }: Fault): string {
  if (kind === "worker") return `worker ${worker}`;
  return kind === "delay" ? `${link}'s delay` : kind;
}

/** A service cannot start while an engine is down; whoever runs it tries again, as systemd or Kubernetes would. */
async function startAgain(start: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await start();
      return;
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
      await sleep(START_AGAIN_AFTER_MS);
    }
  }
}
