/**
 * What `./mimamori` runs. In: the words of the command line. Out: the command's exit code; failures as one sentence on stderr.
 * 0 done, 1 failed, 2 the command line is wrong.
 */
import { CHECKOUT, stateDirOf } from "@mimamori/local-engines";
import { type CommandEntry, COMMANDS } from "./command-table.ts";
import { CommandError, sentenceFor } from "./errors.ts";

function overview(commands: Readonly<Record<string, CommandEntry>>): string {
  const lines = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(10)}${summary}`,
  );
  return `Mimamori watches over a SaaS company's customers: usage, billing and engagement events in; health scores,
lifetime values and touch tiers out, with their reasons, in SQL.

Usage: ./mimamori COMMAND [options]

${lines.join("\n")}

\`./mimamori COMMAND --help\` says more. The state is kept in .state, or where MIMAMORI_STATE says.
`;
}

async function dispatch(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(overview(COMMANDS));
    return name === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry === undefined)
    throw new CommandError(
      "usage",
      `there is no command "${name}": \`./mimamori --help\` lists them.`,
    );
  const { command } = await entry.load();
  if (rest.includes("--help") || rest.includes("-h")) {
    process.stdout.write(command.help(name));
    return 0;
  }
  return command.run(name, rest, {
    checkout: CHECKOUT,
    stateDir: stateDirOf(CHECKOUT, process.env),
  });
}

// A reader that has seen enough (`./mimamori logs | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  process.exitCode = await dispatch(process.argv.slice(2));
} catch (error) {
  process.stderr.write(
    `mimamori: ${sentenceFor(error, process.env["MIMAMORI_DEBUG"] !== undefined)}\n`,
  );
  process.exitCode = error instanceof CommandError ? error.exitCode : 1;
}
