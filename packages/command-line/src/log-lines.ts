/** Log lines for people: pino's JSON as "time level message fields", everything else as it is, without terminal sequences. */
import { z } from "zod";

const LEVELS: Readonly<Record<number, string>> = {
  10: "TRACE",
  20: "DEBUG",
  30: "INFO",
  40: "WARN",
  50: "ERROR",
  60: "FATAL",
};
/** Which process it was is known from the file. */
const HIDDEN = new Set(["level", "time", "msg", "pid", "hostname", "name", "service", "err"]);

const pinoLineSchema = z.looseObject({
  level: z.union([z.number(), z.string()]),
  time: z.union([z.number(), z.string()]),
  msg: z.string().default(""),
  err: z.object({ message: z.string().optional(), stack: z.string().optional() }).optional(),
});

function parse(line: string): z.infer<typeof pinoLineSchema> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return pinoLineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** One line of a service's or an engine's log, as a person reads it. */
export function formatLogLine(line: string): string {
  const entry = parse(line);
  if (entry === undefined)
    return line.replaceAll(/\u001b\[[0-9;?]*[a-zA-Z]|[\u0000-\u0008\u000b-\u001f]/g, "");
  const level =
    typeof entry.level === "number"
      ? (LEVELS[entry.level] ?? String(entry.level))
      : entry.level.toUpperCase();
  const fields = Object.entries(entry)
    .filter(([name]) => !HIDDEN.has(name))
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const time = new Date(entry.time).toISOString();
  const cause = entry.err?.stack ?? entry.err?.message;
  return (
    [`${time} ${level.padEnd(5)} ${entry.msg}`, ...fields].join("  ") +
    (cause === undefined ? "" : `\n    ${cause}`)
  );
}
