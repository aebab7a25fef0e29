/**
 * What a command is: its help, its options, its work.
 * In: the words after the command's name. Out: parsed options, or a CommandError that says which word is wrong.
 */
import { parseArgs } from "node:util";
import { CommandError } from "./errors.ts";

export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly help: string;
  /** What stands for the value in the help, as N or FILE. */
  readonly value?: string;
}

type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** Options as given: a boolean is false and a string undefined when left out. */
export type OptionValues<O extends OptionSpecs> = {
  readonly [K in keyof O]: O[K]["type"] extends "boolean" ? boolean : string | undefined;
};

/** What every command may know besides its own options. */
export interface Surroundings {
  /** Root of the checkout. */
  readonly checkout: string;
  /** State folder of the installation that it works on. */
  readonly stateDir: string;
}

export interface CommandDefinition<O extends OptionSpecs> {
  /** What stands behind the command's name, as "[SERVICE…]". */
  readonly usage?: string;
  /** Some lines on what it does, what stays afterwards, and examples. */
  readonly description: string;
  readonly options: O;
  /** How many words it takes that are no options. */
  readonly maxPositionals?: number;
  /** Resolves with the exit code; nothing means 0. */
  run(
    options: OptionValues<O>,
    positionals: readonly string[],
    surroundings: Surroundings,
  ): Promise<number> | Promise<void>;
}

export interface Command {
  readonly help: (name: string) => string;
  readonly run: (
    name: string,
    words: readonly string[],
    surroundings: Surroundings,
  ) => Promise<number>;
}

function helpText(name: string, definition: CommandDefinition<OptionSpecs>): string {
  const options = Object.entries({
    ...definition.options,
    help: { type: "boolean", help: "show this" } satisfies OptionSpec,
  }).map(([option, spec]: [string, OptionSpec]) => {
    const left = `  --${option}${spec.type === "string" ? ` ${spec.value ?? "VALUE"}` : ""}`;
    return `${left.padEnd(24)}${spec.help}`;
  });
  const usage = ["Usage: ./mimamori", name, definition.usage ?? "", "[options]"].filter(
    (word) => word !== "",
  );
  return `${usage.join(" ")}\n\n${definition.description.trim()}\n\nOptions:\n${options.join("\n")}\n`;
}

function parse<O extends OptionSpecs>(
  name: string,
  definition: CommandDefinition<O>,
  words: readonly string[],
): { values: OptionValues<O>; positionals: string[] } {
  const hint = `\`./mimamori ${name} --help\` shows what it takes`;
  try {
    const parsed = parseArgs({
      args: [...words],
      options: Object.fromEntries(
        Object.entries(definition.options).map(([option, { type }]) => [
          option,
          type === "boolean" ? { type, default: false } : { type },
        ]),
      ),
      allowPositionals: true,
    });
    const most = definition.maxPositionals ?? 0;
    if (parsed.positionals.length > most)
      throw new CommandError(
        "usage",
        `${name} does not know what to do with "${String(parsed.positionals[most])}"; ${hint}.`,
      );
    return { values: parsed.values as OptionValues<O>, positionals: parsed.positionals };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const reason = (error as Error).message.split(". ")[0] ?? "";
    throw new CommandError("usage", `${name}: ${reason}; ${hint}.`, { cause: error });
  }
}

/** Makes a command out of its definition. */
export function defineCommand<const O extends OptionSpecs>(
  definition: CommandDefinition<O>,
): Command {
  return {
    help: (name) => helpText(name, definition),
    run: async (name, words, surroundings) => {
      const { values, positionals } = parse(name, definition, words);
      return (await definition.run(values, positionals, surroundings)) ?? 0;
    },
  };
}
