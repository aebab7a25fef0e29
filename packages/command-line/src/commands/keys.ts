import { EVENT_FAMILIES, sourceName } from "@mimamori/event-contracts";
import type { EventFamily } from "@mimamori/event-contracts";
import { defineCommand } from "../command.ts";
import { reachEngines } from "../engines-in-reach.ts";
import { CommandError } from "../errors.ts";
import { createKey, readKeys, revokeKey } from "../write-keys.ts";
import type { KeyGrant, KnownKey } from "../write-keys.ts";

interface KeyOptions {
  readonly source: string | undefined;
  readonly families: string | undefined;
  readonly "may-set-knownat": boolean;
  readonly rate: string | undefined;
  readonly json: boolean;
}

export const command = defineCommand({
  usage: "create | list | revoke ID",
  description: `
Makes, lists and revokes the write keys with which apps send events to the collector. A key is shown once, when
it is made; what is kept is its SHA-256. All collectors know a new key, and forget a revoked one, within about a
second. To change a key, make a second one for the same source, put it into the app, and revoke the first.

  ./mimamori keys create --source my-app
  ./mimamori keys create --source billing-sync --families billing,account --rate 200
  ./mimamori keys list
  ./mimamori keys revoke 3f9a1c07be52

It works on this checkout's engines or, where KAFKA_BROKERS and CLICKHOUSE_URL are set, on those.`,
  options: {
    source: { type: "string", value: "NAME", help: "what sends with it (create, required)" },
    families: {
      type: "string",
      value: "LIST",
      help: `which events it may send, of ${EVENT_FAMILIES.join(",")} (create; all)`,
    },
    rate: {
      type: "string",
      value: "N",
      help: "events per second, over all collectors (create; the collector's setting)",
    },
    "may-set-knownat": {
      type: "boolean",
      help: "it may say when an event became known: for imports (create)",
    },
    json: { type: "boolean", help: "the answer as JSON" },
  },
  maxPositionals: 2,
  async run(options, [action, id], { stateDir }) {
    const work = workOf(action, id, options);
    const { kafkaBrokers } = await reachEngines(stateDir, process.env);
    process.stdout.write(await work(kafkaBrokers));
  },
});

type Work = (brokers: string) => Promise<string>;

/** Everything that can be wrong with the words is told before anything is reached. */
function workOf(action: string | undefined, id: string | undefined, options: KeyOptions): Work {
  const { json } = options;
  if (action === "create" && id === undefined) {
    const grant = grantOf(options);
    return async (brokers) => {
      const made = await createKey(brokers, grant);
      return json ? asJson(made) : createdText(made, grant);
    };
  }
  if (action === "list" && id === undefined)
    return async (brokers) => {
      const keys = await readKeys(brokers);
      return json ? asJson(keys) : listText(keys);
    };
  if (action === "revoke" && id !== undefined)
    return async (brokers) => {
      const key = await revokeKey(brokers, id);
      return json
        ? asJson(key)
        : `The key ${id} of ${key.source} works no longer (${key.revoked_at ?? ""}).\n`;
    };
  throw new CommandError(
    "usage",
    "keys takes create, list, or revoke with the id of a key; `./mimamori keys --help` shows more.",
  );
}

function grantOf(options: KeyOptions): KeyGrant {
  const source = sourceName.safeParse(options.source);
  if (!source.success)
    throw new CommandError(
      "usage",
      "keys create takes --source NAME: 1 to 64 letters, digits, dots, dashes and underscores.",
    );
  return {
    source: source.data,
    families: familiesOf(options.families),
    mayStateKnownAt: options["may-set-knownat"],
    eventsPerSecond: options.rate === undefined ? null : rateOf(options.rate),
  };
}

function familiesOf(text: string | undefined): EventFamily[] {
  if (text === undefined) return [...EVENT_FAMILIES];
  return text.split(",").map((word) => {
    const family = EVENT_FAMILIES.find((each) => each === word.trim());
    if (family !== undefined) return family;
    throw new CommandError(
      "usage",
      `"${word}" is no family of events; --families takes some of ${EVENT_FAMILIES.join(",")}.`,
    );
  });
}

function rateOf(text: string): number {
  const rate = Number(text);
  if (Number.isInteger(rate) && rate >= 1 && rate <= 10_000_000) return rate;
  throw new CommandError("usage", `--rate takes events per second, from 1; not "${text}".`);
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function createdText({ key, id }: { key: string; id: string }, grant: KeyGrant): string {
  return `${key}

That is the key of ${grant.source}. It is shown this once: put it where the app has its secrets.
Its id, to revoke it, is ${id}. It may send ${grant.families.join(", ")} events.\n`;
}

const COLUMNS: readonly (readonly [
  title: string,
  width: number,
  text: (key: KnownKey) => string,
])[] = [
  ["ID", 14, ({ id }) => id],
  ["SOURCE", 20, ({ source }) => source],
  ["FAMILIES", 36, ({ families }) => families.join(",")],
  ["PER SECOND", 12, ({ events_per_second: rate }) => (rate === null ? "as set" : String(rate))],
  ["KNOWNAT", 9, ({ may_state_known_at: may }) => (may ? "yes" : "no")],
  ["MADE", 12, ({ created_at: at }) => at.slice(0, 10)],
  ["REVOKED", 0, ({ revoked_at: at }) => at ?? ""],
];

function listText(keys: readonly KnownKey[]): string {
  if (keys.length === 0) return "There are no keys yet: `./mimamori keys create --source NAME`.\n";
  const header = COLUMNS.map(([title, width]) => title.padEnd(width)).join("");
  const rows = keys.map((key) =>
    COLUMNS.map(([, width, text]) => `${text(key)} `.padEnd(width)).join(""),
  );
  return `${[header, ...rows].map((row) => row.trimEnd()).join("\n")}\n`;
}
