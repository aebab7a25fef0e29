/** A bench's result for people. */
import type { BenchResult } from "./bench.ts";
import type { Machine } from "./machine.ts";

/** One line per ratio and figure, four digits, and the machine. */
export function renderBench(
  name: string,
  { ratios, figures }: BenchResult,
  machine: Machine,
): string {
  const entries = [...flatten("ratios", ratios), ...flatten("figures", figures)];
  const width = Math.max(...entries.map(([label]) => label.length));
  const lines = entries.map(
    ([label, value]) => `  ${label.padEnd(width)}  ${value.toPrecision(4)}`,
  );
  const { processor, cores, memoryGigabytes, node, load } = machine;
  return `${name}\n${lines.join("\n")}\n${processor}, ${cores} cores, ${memoryGigabytes} GB, Node ${node}, load ${load} before\n`;
}

type Values = BenchResult["figures"];

function flatten(prefix: string, values: Values): (readonly [string, number])[] {
  return Object.entries(values).flatMap(([label, value]) =>
    typeof value === "number"
      ? [[`${prefix}.${label}`, value] as const]
      : flatten(`${prefix}.${label}`, value),
  );
}
