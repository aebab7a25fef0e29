/**
 * The simulator as a child process, which sends its company's history straight to Kafka. In: how large, which seed. Out: its
 * ledger, and the truth in a file that the pipeline never reads. Progress on stderr.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { endpointsOf, type Installation } from "@mimamori/local-engines";
import type { Ledger, SimulationProgress } from "@mimamori/simulator";
import { CommandError } from "../errors.ts";
import { groupDigits, startProgressBar } from "../progress.ts";

export interface DemoSize {
  readonly accounts: number;
  readonly months: number;
  readonly seed: number;
}

/** What the simulator writes to stdout, a line each. */
type SimulatorLine = { readonly progress: SimulationProgress } | { readonly ledger: Ledger };

/** Where the demo keeps the true churn probabilities. */
export function truthFileOf(stateDir: string): string {
  return path.join(stateDir, "simulator", "truth.csv");
}

/** @throws CommandError failed, with the simulator's words */
export async function runSimulator(
  installation: Installation,
  checkout: string,
  size: DemoSize,
): Promise<Ledger> {
  const truth = truthFileOf(installation.stateDir);
  await mkdir(path.dirname(truth), { recursive: true });
  const words = [
    path.join(checkout, "packages", "simulator", "src", "main.ts"),
    ...["--accounts", String(size.accounts), "--months", String(size.months)],
    ...["--seed", String(size.seed), "--truth", truth],
    ...["--brokers", endpointsOf(installation).kafkaBrokers],
  ];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
  // Whoever ends the demo ends the simulator too.
  process.once("exit", () => child.kill());
  const ended = once(child, "close") as Promise<[number | null]>;
  const bar = startProgressBar("sending the history", 1);
  let complaints = "";
  let ledger: Ledger | undefined;
  child.stderr.on("data", (text: Buffer) => (complaints += text.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as SimulatorLine;
    if ("ledger" in told) ledger = told.ledger;
    else bar.update(told.progress.eventsSent, expectedEvents(told.progress));
  }
  const [exitCode] = await ended;
  if (exitCode !== 0 || ledger === undefined)
    throw new CommandError("failed", `the simulator gave up: ${complaints.trim()}`);
  bar.finish(`${groupDigits(ledger.eventsSent)} events of ${groupDigits(size.accounts)} accounts`);
  return ledger;
}

/** The days are nearly alike, so the share of days done says how much is to come. */
function expectedEvents({ daysDone, days, eventsSent }: SimulationProgress): number {
  return daysDone === 0 ? 1 : Math.round((eventsSent * days) / daysDone);
}
