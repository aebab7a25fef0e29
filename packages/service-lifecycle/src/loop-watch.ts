// Liveness from real progress: a loop says at each turn that it is there, and livez fails when it has been silent for longer than any
// turn can take. An idle loop turns too; one that waits for an engine turns at each try. What never comes back is a bug or a lost
// answer, and a restart cures it.
import { Gauge } from "prom-client";
import type { Registry } from "prom-client";
import type { HealthCheck } from "./health-server.ts";

/** To be called at each turn. */
export type Beat = () => void;

/** @param now Unix ms */
export function createLoopWatch(
  addLivenessCheck: (name: string, check: HealthCheck) => void,
  registry: Registry,
  now: () => number,
): (name: string, longestSilenceMs: number) => Beat {
  const lastBeatMs = new Map<string, number>();
  new Gauge({
    name: "mimamori_loop_silence_seconds",
    help: "Since a loop last said that it turns",
    labelNames: ["loop"],
    registers: [registry],
    collect() {
      for (const [loop, beatMs] of lastBeatMs) this.set({ loop }, (now() - beatMs) / 1_000);
    },
  });
  return (name, longestSilenceMs) => {
    const beat = (): void => void lastBeatMs.set(name, now());
    beat();
    addLivenessCheck(name, () => {
      const silenceMs = now() - (lastBeatMs.get(name) ?? 0);
      if (silenceMs <= longestSilenceMs) return undefined;
      return `has not turned for ${Math.round(silenceMs / 1_000)} s`;
    });
    return beat;
  };
}
