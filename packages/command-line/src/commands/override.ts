import { userInfo } from "node:os";
import path from "node:path";
import { type ClickhouseTables, connectClickhouse } from "@mimamori/clickhouse-tables";
import { readCompanyConfig } from "@mimamori/company-config";
import { sendDecisions } from "../account-events.ts";
import { defineCommand, type OptionValues } from "../command.ts";
import { type EnginesInReach, reachEngines } from "../engines-in-reach.ts";
import { CommandError } from "../errors.ts";
import { overrideLines, readOverrides } from "../overrides/override-list.ts";
import { setOverride } from "../overrides/set-override.ts";

const OPTIONS = {
  score: { type: "string", value: "N", help: "the score that holds instead, 0 to 100 (set)" },
  band: { type: "string", value: "NAME", help: "the band: healthy, attention or at-risk (set)" },
  measure: {
    type: "string",
    value: "ID",
    help: "the measure that --points or --exclude mean (set)",
  },
  points: { type: "string", value: "N", help: "its points, 0 to 100 (set)" },
  exclude: { type: "boolean", help: "it takes no part in the score (set)" },
  until: {
    type: "string",
    value: "DAY",
    help: "the last day on which it holds, or a time (set, required)",
  },
  reason: { type: "string", value: "TEXT", help: "why (set, required)" },
  by: { type: "string", value: "NAME", help: "who decides (default: the user of this machine)" },
  all: { type: "boolean", help: "also those that are over (list)" },
  json: { type: "boolean", help: "the rows as JSON (list)" },
} as const;

type Options = OptionValues<typeof OPTIONS>;

const SOURCE = "mimamori/override";

export const command = defineCommand({
  usage: "set ACCOUNT | clear ACCOUNT ID | list [ACCOUNT]",
  description: `
What people know better than the scorecard: a score, a band, or the points of a measure, for one account and for a
time. The computed values stay beside it, and an override ends by itself. It is an event on account.events, as any app
can send it (account.override_set.v1, account.override_cleared.v1); scores follow within about a minute.

  ./mimamori override set acc-00001 --score 80 --until 2026-12-31 --reason "the outage was ours"
  ./mimamori override set acc-00001 --measure ticket_load --exclude --until 2026-12-31 --reason "their migration"
  ./mimamori override list
  ./mimamori override clear acc-00001 score

It works on this checkout's engines or, where KAFKA_BROKERS and CLICKHOUSE_URL are set, on those.`,
  options: OPTIONS,
  maxPositionals: 3,
  async run(options, [action, account, id], { checkout, stateDir }) {
    const author = options.by ?? userInfo().username;
    if (action === "list" && id === undefined) return list(stateDir, account, options);
    if (action === "set" && account !== undefined && id === undefined)
      return set(stateDir, checkout, account, { ...options, author });
    if (action === "clear" && account !== undefined && id !== undefined)
      return clear(stateDir, account, id, author);
    throw new CommandError(
      "usage",
      "override takes set ACCOUNT, clear ACCOUNT ID, or list; `./mimamori override --help` shows more.",
    );
  },
});

async function withTables<T>(
  engines: EnginesInReach,
  work: (tables: ClickhouseTables) => Promise<T>,
): Promise<T> {
  const { clickhouseUrl: url, clickhouseUser: user, clickhousePassword: password } = engines;
  const tables = connectClickhouse({ url, user, password });
  try {
    return await work(tables);
  } finally {
    await tables.close();
  }
}

async function list(
  stateDir: string,
  account: string | undefined,
  { all, json }: Options,
): Promise<void> {
  const engines = await reachEngines(stateDir, process.env);
  const accounts = account === undefined ? [] : [account];
  const rows = await withTables(engines, (tables) => readOverrides(tables, { accounts, all }));
  process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : overrideLines(rows));
}

async function set(
  stateDir: string,
  checkout: string,
  account: string,
  options: Options & { readonly author: string },
): Promise<void> {
  const configDir = path.resolve(checkout, process.env["CONFIG_DIR"] ?? "config");
  const { company, overlays, scorecards } = await readCompanyConfig(configDir);
  const ids = [...scorecards, ...overlays].flatMap(({ measures }) => measures.map((one) => one.id));
  const rules = { timeZone: company.timeZone, measures: [...new Set(ids)].sort() };
  const now = new Date();
  const { decision, sentence } = setOverride(account, options, rules, now);
  const engines = await reachEngines(stateDir, process.env);
  await withTables(engines, (tables) => requireAccount(tables, account));
  await sendDecisions(engines.kafkaBrokers, [decision], { source: SOURCE, now });
  process.stdout.write(`${sentence}\n`);
}

async function requireAccount(tables: ClickhouseTables, account: string): Promise<void> {
  const sql = "SELECT 1 FROM cs.accounts WHERE account = {account:String} LIMIT 1";
  if ((await tables.query(sql, { account })).length > 0) return;
  throw new CommandError("usage", `override set: nothing is known of an account ${account}.`);
}

async function clear(stateDir: string, account: string, id: string, author: string): Promise<void> {
  const engines = await reachEngines(stateDir, process.env);
  const held = await withTables(engines, (tables) =>
    readOverrides(tables, { accounts: [account], all: false }),
  );
  if (!held.some(({ override_id }) => override_id === id)) {
    const ids = held.map(({ override_id }) => override_id).join(", ");
    const those = ids === "" ? "none holds" : `those that hold are ${ids}`;
    throw new CommandError("usage", `override clear: ${account} has no override ${id}; ${those}.`);
  }
  const data = { override_id: id, author };
  const decision = { account, type: "account.override_cleared.v1", data } as const;
  await sendDecisions(engines.kafkaBrokers, [decision], { source: SOURCE, now: new Date() });
  process.stdout.write(`${account}: the override ${id} holds no longer.\n`);
}
