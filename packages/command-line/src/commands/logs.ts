import fs from "node:fs";
import readline from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { ENGINE_NAMES, logFileOf } from "@mimamori/local-engines";
import { defineCommand } from "../command.ts";
import { CommandError } from "../errors.ts";
import { formatLogLine } from "../log-lines.ts";
import { SERVICE_NAMES } from "../services.ts";

const ALL: readonly string[] = [...SERVICE_NAMES, ...ENGINE_NAMES];
const FOLLOW_INTERVAL_MS = 300;

/** Lines from an offset on, and the offset behind the last of them. */
async function readLines(
  file: string,
  from: number,
  onLine: (line: string) => void,
): Promise<number> {
  if (!fs.existsSync(file)) return 0;
  const size = fs.statSync(file).size;
  // A log that became shorter was moved away and begun anew.
  const start = size < from ? 0 : from;
  if (size === start) return start;
  for await (const line of readline.createInterface({
    input: fs.createReadStream(file, { start, end: size - 1 }),
  }))
    onLine(line);
  return size;
}

export const command = defineCommand({
  usage: "[SERVICE…]",
  description: `
Shows the last lines of the logs of services and engines, or of those that are named:
${ALL.join(", ")}.`,
  maxPositionals: ALL.length,
  options: {
    follow: { type: "boolean", help: "go on showing what is written, until Ctrl-C" },
    lines: { type: "string", value: "N", help: "how many lines of each log (default 40)" },
    json: { type: "boolean", help: "show the lines as they are in the files" },
  },
  async run(options, positionals, { stateDir }) {
    const unknown = positionals.find((name) => !ALL.includes(name));
    if (unknown !== undefined)
      throw new CommandError(
        "usage",
        `there is no log of "${unknown}": there are ${ALL.join(", ")}.`,
      );
    const most = Number(options.lines ?? 40);
    if (!Number.isInteger(most) || most < 0)
      throw new CommandError(
        "usage",
        `--lines takes a number of lines, and "${String(options.lines)}" is none.`,
      );

    const names = positionals.length > 0 ? positionals : ALL;
    const width = Math.max(...names.map((name) => name.length));
    const show = (name: string, line: string): void => {
      const label = names.length > 1 ? `${name.padEnd(width)}  ` : "";
      process.stdout.write(`${label}${options.json ? line : formatLogLine(line)}\n`);
    };
    const offsets = new Map<string, number>();
    for (const name of names) {
      const lines: string[] = [];
      offsets.set(
        name,
        await readLines(logFileOf(stateDir, name), 0, (line) => {
          lines.push(line);
          if (lines.length > most) lines.shift();
        }),
      );
      for (const line of lines) show(name, line);
    }
    while (options.follow) {
      await sleep(FOLLOW_INTERVAL_MS);
      for (const name of names)
        offsets.set(
          name,
          await readLines(logFileOf(stateDir, name), offsets.get(name) ?? 0, (line) => {
            show(name, line);
          }),
        );
    }
  },
});
