import path from "node:path";
import { connectClickhouse } from "@mimamori/clickhouse-tables";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { readEventMapping } from "@mimamori/company-config";
import { DEAD_LETTER_CODES } from "@mimamori/event-contracts";
import { connectProducer } from "@mimamori/kafka-stream";
import { defineCommand } from "../command.ts";
import { letterText, listText, replayText } from "../dead-letters/letter-text.ts";
import { countLetters, newestLetters, readLetter } from "../dead-letters/read-letters.ts";
import type { Letter, LetterChoice } from "../dead-letters/read-letters.ts";
import { replayLetters } from "../dead-letters/replay-letters.ts";
import { reachEngines } from "../engines-in-reach.ts";
import type { EnginesInReach } from "../engines-in-reach.ts";
import { CommandError } from "../errors.ts";
import { startProgressBar } from "../progress.ts";
import { silentLog } from "../silent-log.ts";
import { readKeys } from "../write-keys.ts";

const LETTERS_SHOWN = 20;

interface LetterOptions {
  readonly code: string | undefined;
  readonly bytes: boolean;
  readonly "dry-run": boolean;
  readonly json: boolean;
}

interface Reach {
  readonly tables: ClickhouseTables;
  readonly engines: EnginesInReach;
  readonly configDir: string;
}

export const command = defineCommand({
  usage: "list | show ID | replay",
  description: `
Dead letters are what could not be taken, with its bytes, its place and the reason: nothing that was sent is lost.
\`list\` counts the open ones by code and shows the newest; \`show\` prints one, and what mends it; \`replay\` sends
them again after a fix, judged by today's contracts, event mapping and write keys. A replay may be interrupted and
repeated: what was taken is marked, and an event that comes twice is one event. What is refused again stays open.

  ./mimamori dead-letters list --code contract_violation
  ./mimamori dead-letters show usage.events/2/1041
  ./mimamori dead-letters replay --code contract_violation --dry-run
  ./mimamori dead-letters replay usage.events/2/1041      # of a long id a beginning is enough

It works on this checkout's engines or, where KAFKA_BROKERS and CLICKHOUSE_URL are set, on those.`,
  options: {
    code: { type: "string", value: "CODE", help: "only letters of this code (list, replay)" },
    bytes: { type: "boolean", help: "nothing but the bytes as they came, on stdout (show)" },
    "dry-run": { type: "boolean", help: "say what would be sent, send nothing (replay)" },
    json: { type: "boolean", help: "the answer as JSON" },
  },
  maxPositionals: 2,
  async run(options, [action, id], { checkout, stateDir }) {
    const work = workOf(action, id, options);
    const engines = await reachEngines(stateDir, process.env);
    const tables = connectClickhouse({
      url: engines.clickhouseUrl,
      user: engines.clickhouseUser,
      password: engines.clickhousePassword,
    });
    const configDir = path.resolve(checkout, process.env["CONFIG_DIR"] ?? "config");
    try {
      process.stdout.write(await work({ tables, engines, configDir }));
    } finally {
      await tables.close();
    }
  },
});

type Work = (reach: Reach) => Promise<string | Buffer>;

/** Everything that can be wrong with the words is told before anything is reached. */
function workOf(action: string | undefined, id: string | undefined, options: LetterOptions): Work {
  const choice = choiceOf(options.code, id);
  if (action === "list" && id === undefined) return (reach) => list(reach, choice, options);
  if (action === "show" && id !== undefined) return (reach) => show(reach, id, options);
  if (action === "replay" && (id === undefined) !== (options.code === undefined))
    return (reach) => replay(reach, choice, options);
  throw new CommandError(
    "usage",
    "dead-letters takes list, show ID, replay --code CODE or replay ID; `./mimamori dead-letters --help` shows more.",
  );
}

function choiceOf(code: string | undefined, id: string | undefined): LetterChoice {
  const known: readonly string[] = DEAD_LETTER_CODES;
  if (code !== undefined && !known.includes(code))
    throw new CommandError(
      "usage",
      `there is no code "${code}"; --code takes ${known.join(", ")}.`,
    );
  return { code, id };
}

async function list(
  { tables }: Reach,
  choice: LetterChoice,
  { json }: LetterOptions,
): Promise<string> {
  const [counts, newest] = await Promise.all([
    countLetters(tables, choice),
    newestLetters(tables, choice, LETTERS_SHOWN),
  ]);
  return json ? asJson({ counts, newest }) : listText(counts, newest);
}

async function show(
  { tables }: Reach,
  id: string,
  { bytes, json }: LetterOptions,
): Promise<string | Buffer> {
  const letter = await requireLetter(tables, id);
  if (bytes) return Buffer.from(letter.original_base64, "base64");
  return json ? asJson(letter) : letterText(letter);
}

async function requireLetter(tables: ClickhouseTables, id: string): Promise<Letter> {
  const letter = await readLetter(tables, id);
  if (letter !== undefined) return letter;
  const message = `there is no dead letter ${id}, or more than one begins so: \`./mimamori dead-letters list\` shows the newest.`;
  throw new CommandError("failed", message);
}

async function replay(
  { tables, engines, configDir }: Reach,
  asked: LetterChoice,
  { "dry-run": dryRun, json }: LetterOptions,
): Promise<string> {
  const id = asked.id === undefined ? undefined : (await requireLetter(tables, asked.id)).id;
  const choice = { ...asked, id };
  const counts = await countLetters(tables, choice);
  const total = counts.reduce((sum, { letters }) => sum + letters, 0);
  const mapping = await readEventMapping(configDir);
  const keys = await readKeys(engines.kafkaBrokers);
  const brokers = engines.kafkaBrokers.split(",");
  const producer = await connectProducer({ brokers, clientId: "mimamori-replay", log: silentLog });
  const bar = startProgressBar("dead letters", total);
  try {
    const onProgress = (letters: number): void => {
      bar.update(letters);
    };
    const context = { mapping, keys };
    const report = await replayLetters({ tables, producer, context, dryRun, onProgress }, choice);
    if (json) return asJson({ ...report, stillRefused: Object.fromEntries(report.stillRefused) });
    return replayText(report, dryRun);
  } finally {
    await producer.disconnect();
  }
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
