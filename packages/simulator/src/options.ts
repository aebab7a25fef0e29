// What the simulator's process is told on its command line. In: words. Out: settings, or every mistake at once.
import { parseArgs } from "node:util";
import { z } from "zod";
import { DAY_MS } from "./days.ts";
import { SimulatorError } from "./errors.ts";

const wholeText = (low: number, high: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d+$/, `expected a whole number from ${low} to ${high}`)
    .transform(Number)
    .refine((value) => value >= low && value <= high, `expected ${low} to ${high}`);

const schema = z.object({
  accounts: wholeText(1, 1_000_000),
  months: wholeText(1, 120),
  seed: wholeText(0, 2 ** 32 - 1),
  /** The start of the UTC day at which the history ends. */
  until: z.iso.date("expected a day such as 2026-01-31").transform((day) => Date.parse(day)),
  brokers: z.string().min(1).optional(),
  collector: z.url().optional(),
  truth: z.string().min(1).optional(),
  ledger: z.string().min(1).optional(),
});

export type SimulatorSettings = z.output<typeof schema>;

export const USAGE = `node packages/simulator/src/main.ts --accounts N --months N --seed N --until YYYY-MM-DD
  --brokers HOST:PORT[,...]   send straight to the topics, or
  --collector URL             send to the collector; the write key comes in SIMULATOR_WRITE_KEY
  --truth FILE.csv            write the true churn probability of every account-month there
  --ledger FILE.ndjson        write the identity of every event sent there`;

/** @throws SimulatorError usage */
export function readSettings(words: readonly string[], nowMs: number): SimulatorSettings {
  const names = Object.keys(schema.shape);
  const given = parseArgs({
    args: [...words],
    options: Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
  }).values;
  const today = new Date(nowMs - (nowMs % DAY_MS)).toISOString().slice(0, 10);
  const settings = schema.safeParse({
    accounts: "400",
    months: "18",
    seed: "1",
    until: today,
    ...given,
  });
  if (!settings.success) {
    const mistakes = settings.error.issues.map(
      (issue) => `--${issue.path.join(".")}: ${issue.message}`,
    );
    throw new SimulatorError("usage", false, `${mistakes.join("; ")}\n${USAGE}`);
  }
  if ((settings.data.brokers === undefined) === (settings.data.collector === undefined)) {
    throw new SimulatorError("usage", false, `give either --brokers or --collector\n${USAGE}`);
  }
  return settings.data;
}
