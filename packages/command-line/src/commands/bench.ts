import { type BenchEntry, BENCHES } from "../bench/bench-table.ts";
import { describeMachine } from "../bench/machine.ts";
import { renderBench } from "../bench/result-text.ts";
import { defineCommand } from "../command.ts";
import { CommandError } from "../errors.ts";

const names = Object.entries(BENCHES).map(
  ([name, { summary }]) => `  ${name.padEnd(10)}${summary}`,
);

function entryFor(name: string | undefined): BenchEntry {
  const entry = name !== undefined && Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (entry !== undefined) return entry;
  const known = Object.keys(BENCHES).join(", ");
  throw new CommandError(
    "usage",
    name === undefined
      ? `bench takes the name of a bench: ${known}.`
      : `there is no bench "${name}"; there are: ${known}.`,
  );
}

function wholeNumber(of: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new CommandError("usage", `bench: "${text}" is no number of ${of}.`);
}

export const command = defineCommand({
  usage: "NAME",
  description: `
Measures this machine's speed and memory. Ratios are ours divided by a peer's in the same run: of times and of what
something costs, below 1 is better; of rates (…PerSecond), above 1.
Peers that are Python packages are installed into .cache/bench-python, at pinned versions.

${names.join("\n")}`,
  options: {
    accounts: { type: "string", value: "N", help: "a smaller company, of benches that have one" },
    events: { type: "string", value: "N", help: "fewer events, of benches that send some" },
    rows: { type: "string", value: "N", help: "fewer rows, of benches that load some before" },
    minutes: {
      type: "string",
      value: "N",
      help: "a shorter run, of benches that go on for a while",
    },
    seed: { type: "string", value: "N", help: "another run, of benches that draw by lot" },
    json: { type: "boolean", help: "the result as one JSON object" },
  },
  maxPositionals: 1,
  async run({ json, ...sizes }, [name], { checkout }) {
    const { load } = entryFor(name);
    const size = {
      accounts: wholeNumber("accounts", sizes.accounts),
      events: wholeNumber("events", sizes.events),
      rows: wholeNumber("rows", sizes.rows),
      minutes: wholeNumber("minutes", sizes.minutes),
      seed: wholeNumber("seed", sizes.seed),
    };
    const { bench } = await load();
    const machine = describeMachine();
    const { failure, ...result } = await bench({
      checkout,
      ...size,
      say: (sentence) => {
        process.stderr.write(`${sentence}\n`);
      },
    });
    process.stdout.write(
      json
        ? `${JSON.stringify({ name, ...result, machine })}\n`
        : renderBench(name ?? "", result, machine),
    );
    if (failure !== undefined) throw new CommandError("failed", failure);
  },
});
