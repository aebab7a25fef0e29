import path from "node:path";
import { defineCommand } from "../command.ts";
import { runDemo } from "../demo/run-demo.ts";
import { CommandError } from "../errors.ts";

function wholeNumber(
  option: string,
  text: string | undefined,
  usual: number,
  most: number,
): number {
  if (text === undefined) return usual;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most || (value === 0 && option !== "seed"))
    throw new CommandError(
      "usage",
      `demo: --${option} takes a whole number up to ${most}, not "${text}".`,
    );
  return value;
}

export const command = defineCommand({
  description: `
Runs the whole pipeline over a simulated company: engines and services start, its history goes through Kafka into
ClickHouse, every account is scored, and the result is drawn here. Everything keeps running until \`down\`.
Each demo begins with an empty company again. It only erases what a demo has made, never an installation of your own.
About 140 events per account and month; 400 accounts over 18 months make a million.`,
  options: {
    accounts: {
      type: "string",
      value: "N",
      help: "how many accounts the company has ever had (400)",
    },
    months: { type: "string", value: "N", help: "how long its history is (18)" },
    seed: { type: "string", value: "N", help: "another seed is another company (1)" },
    json: { type: "boolean", help: "one JSON object on stdout, everything else on stderr" },
  },
  async run({ accounts, months, seed, json }, _positionals, { checkout, stateDir }) {
    const size = {
      accounts: wholeNumber("accounts", accounts, 400, 100_000),
      months: wholeNumber("months", months, 18, 120),
      seed: wholeNumber("seed", seed, 1, 2 ** 32 - 1),
    };
    const usualState = stateDir === path.join(checkout, ".state");
    const prefix = usualState ? "" : `MIMAMORI_STATE=${stateDir} `;
    const report = await runDemo({
      size,
      checkout,
      stateDir,
      prefix,
      output: json ? process.stderr : process.stdout,
    });
    if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
  },
});
