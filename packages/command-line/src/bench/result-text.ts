/** A bench's result for people. */
import type { BenchResult } from "./bench.ts";
import type { Machine } from "./machine.ts";

/** One line per ratio and figure, four digits, and the machine. */
export function renderBench(
  name: string,
  { ratios, figures }: BenchResult,
  machine: Machine,
): string {
  const entries = [
    ...Object.entries(ratios).map(([label, value]) => [`ratios.${label}`, value] as const),
    ...Object.entries(figures).map(([label, value]) => [`figures.${label}`, value] as const),
  ];
  const width = Math.max(...entries.map(([label]) => label.length));
  const lines = entries.map(
    ([label, value]) => `  ${label.padEnd(width)}  ${value.toPrecision(4)}`,
  );
  const { processor, cores, memoryGigabytes, node, load } = machine;
  return `${name}\n${lines.join("\n")}\n${processor}, ${cores} cores, ${memoryGigabytes} GB, Node ${node}, load ${load} before\n`;
}
