// In: one zod schema and the environment. Out: the typed configuration, or every problem at once, one line each.
// A service that starts with a wrong setting fails later and elsewhere; so it does not start.
import type { z } from "zod";
import { LifecycleError } from "./errors.ts";

/** The environment as Node has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

const SECRET = /PASSWORD|SECRET|TOKEN|KEY/;
const LONGEST_SHOWN = 80;

/**
 * Reads the variables that the schema names; an empty variable counts as absent, as compose files leave them.
 * @throws LifecycleError `bad_configuration` with all problems.
 */
export function parseConfig<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
): z.output<Schema> {
  const named = Object.keys(schema.shape);
  const given = Object.fromEntries(
    named.map((variable) => [variable, environment[variable]]).filter(([, value]) => value !== ""),
  ) as Record<string, string | undefined>;
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = [...new Set(parsed.error.issues.map((issue) => describe(issue, given)))];
  const count = `${problems.length} setting${problems.length === 1 ? " is" : "s are"} wrong`;
  throw new LifecycleError(
    "bad_configuration",
    `${count}:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    problems,
  );
}

/** As parseConfig, but prints the problems to stderr and exits with 1: nothing has been started yet. */
export function readConfig<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
): z.output<Schema> {
  try {
    return parseConfig(schema, environment);
  } catch (error) {
    if (!(error instanceof LifecycleError)) throw error;
    process.stderr.write(`Cannot start, ${error.message}\n`);
    process.exit(1);
  }
}

function describe(issue: z.core.$ZodIssue, given: Record<string, string | undefined>): string {
  const variable = String(issue.path[0] ?? "the environment");
  return `${variable}: found ${shown(variable, given[variable])}, ${issue.message}`;
}

function shown(variable: string, value: string | undefined): string {
  if (value === undefined) return "nothing";
  if (SECRET.test(variable)) return "a value that is not shown";
  const withoutLogin = value.replace(/\S*@/, "…@");
  const cut = withoutLogin.length > LONGEST_SHOWN;
  return JSON.stringify(cut ? `${withoutLogin.slice(0, LONGEST_SHOWN)}…` : withoutLogin);
}
