import { userInfo } from "node:os";
import path from "node:path";
import { type ClickhouseTables, connectClickhouse } from "@mimamori/clickhouse-tables";
import { readCompanyConfig } from "@mimamori/company-config";
import { dayInTimeZone } from "@mimamori/revenue-movements";
import { type AccountDecision, sendDecisions } from "../account-events.ts";
import { defineCommand, type OptionValues } from "../command.ts";
import { painterFor } from "../demo/terminal.ts";
import { type EnginesInReach, reachEngines } from "../engines-in-reach.ts";
import { CommandError } from "../errors.ts";
import { changedSettings } from "../tiers/changed-settings.ts";
import { chooseChanges, decisionEvent, decisionSentence } from "../tiers/decide.ts";
import { drawTiers } from "../tiers/list-text.ts";
import { pinEvent, pinSentence, requireAccounts, unpinEvents } from "../tiers/pin.ts";
import { drawPlan } from "../tiers/plan-text.ts";
import { planTiers } from "../tiers/plan-tiers.ts";
import { readCurrency, readOpenChanges, readTiers } from "../tiers/tier-readings.ts";

const SOURCE = "mimamori/tiers";

const OPTIONS = {
  set: {
    type: "string",
    value: "EDITS",
    help: "settings to try, as thresholds.high=6000000,margin=0.2 (plan)",
  },
  file: { type: "string", value: "FILE", help: "a changed touch-tiers.yaml to try (plan)" },
  all: { type: "boolean", help: "everything that waits for a decision (approve, decline)" },
  to: { type: "string", value: "TIER", help: "high, low or tech (pin; narrows --all)" },
  pool: { type: "string", value: "POOL", help: "narrows --all" },
  on: {
    type: "string",
    value: "DAY",
    help: "takes effect on this day (approve; default: after the notice of the settings)",
  },
  until: { type: "string", value: "DAY", help: "the last day of a pin (pin, required)" },
  reason: { type: "string", value: "TEXT", help: "why (required for decline and pin)" },
  by: { type: "string", value: "NAME", help: "who decides (default: the user of this machine)" },
  json: { type: "boolean", help: "the same as JSON on stdout" },
} as const;

type Options = OptionValues<typeof OPTIONS>;

export const command = defineCommand({
  usage: "list | plan | approve | decline | pin | unpin [ACCOUNT…]",
  description: `
Touch tiers: who is in which, what is on its way, and what other settings would mean. Daily runs propose changes by
config/touch-tiers.yaml; what people decide is an event with its author and its reason, which the next daily run takes
up (or \`./mimamori score\`). Every change is a row of cs.tier_changes.

  ./mimamori tiers list
  ./mimamori tiers plan --set thresholds.high=6000000
  ./mimamori tiers plan --set pools.all.high.csms=3,pools.all.high.accountsPerCsm=15
  ./mimamori tiers approve acc-00042 acc-00043 --on 2026-12-01
  ./mimamori tiers decline acc-00042 --reason "renews in three weeks"
  ./mimamori tiers pin acc-00042 --to high --until 2026-12-31 --reason "renewal under negotiation"
  ./mimamori tiers unpin acc-00042

It works on this checkout's engines or, where KAFKA_BROKERS and CLICKHOUSE_URL are set, on those.`,
  options: OPTIONS,
  maxPositionals: Number.POSITIVE_INFINITY,
  async run(options, [action, ...accounts], { checkout, stateDir }) {
    const work = workOf(action, accounts);
    const configDir = path.resolve(checkout, process.env["CONFIG_DIR"] ?? "config");
    const engines = await reachEngines(stateDir, process.env);
    const tables = connectClickhouse({
      url: engines.clickhouseUrl,
      user: engines.clickhouseUser,
      password: engines.clickhousePassword,
    });
    try {
      process.stdout.write(await work({ options, accounts, configDir, engines, tables }));
    } finally {
      await tables.close();
    }
  },
});

interface Work {
  readonly options: Options;
  readonly accounts: readonly string[];
  readonly configDir: string;
  readonly engines: EnginesInReach;
  readonly tables: ClickhouseTables;
}

const ACTIONS: Readonly<Record<string, (work: Work) => Promise<string>>> = {
  list,
  plan,
  approve: (work) => decide(work, "approved"),
  decline: (work) => decide(work, "declined"),
  pin,
  unpin,
};

function workOf(action: string | undefined, accounts: readonly string[]) {
  const work = Object.hasOwn(ACTIONS, action ?? "") ? ACTIONS[action ?? ""] : undefined;
  const takesNone = action === "list" || action === "plan";
  if (work !== undefined && !(takesNone && accounts.length > 0)) return work;
  throw new CommandError(
    "usage",
    "tiers takes list, plan, approve, decline, pin or unpin; `./mimamori tiers --help` shows more.",
  );
}

async function list({ options, tables }: Work): Promise<string> {
  const [tiers, changes] = await Promise.all([readTiers(tables), readOpenChanges(tables)]);
  if (options.json) return asJson({ changes, pins: tiers.filter((one) => one.pinned_by !== "") });
  const paint = painterFor(process.stdout, process.env);
  return drawTiers(tiers, changes, await readCurrency(tables), paint);
}

async function plan({ options, configDir, tables }: Work): Promise<string> {
  const { set, file, json } = options;
  const inForce = path.join(configDir, "touch-tiers.yaml");
  const changed = await changedSettings(file ?? inForce, set);
  const { touchTiers } = await readCompanyConfig(configDir);
  const tiers = await readTiers(tables);
  if (tiers.length === 0)
    throw new CommandError("failed", "There are no tiers yet: `./mimamori score` gives the first.");
  const planned = planTiers(tiers, touchTiers, changed);
  if (json) return asJson(planned);
  const edits = [file, set].filter((word) => word !== undefined).join(", ");
  const currency = await readCurrency(tables);
  const title = edits === "" ? "the settings in force" : edits;
  return drawPlan(planned, title, currency, painterFor(process.stdout, process.env));
}

async function decide(work: Work, verdict: "approved" | "declined"): Promise<string> {
  const { options, accounts, configDir, tables } = work;
  const { company, touchTiers } = await readCompanyConfig(configDir);
  const reason = options.reason ?? (verdict === "approved" ? "as proposed" : undefined);
  if (reason === undefined)
    throw new CommandError(
      "usage",
      "tiers decline takes --reason: those who proposed it will ask.",
    );
  const { all, to, pool, on } = options;
  const word = { verdict, reason, author: authorOf(options), on };
  const changes = chooseChanges(await readOpenChanges(tables), { accounts, all, to, pool });
  const now = new Date();
  const today = dayInTimeZone(company.timeZone)(now.getTime());
  const events = changes.map((change) => decisionEvent(change, word));
  return send(
    work,
    events,
    changes.map((change) => decisionSentence(change, word, today, touchTiers.changes)),
    "Nothing waits for a decision.",
  );
}

async function pin(work: Work): Promise<string> {
  const { options, accounts, configDir, tables } = work;
  const { company } = await readCompanyConfig(configDir);
  const pins = { ...options, author: authorOf(options), timeZone: company.timeZone };
  const events = accounts.map((account) => pinEvent(account, pins));
  const sentences = accounts.map((account) => pinSentence(account, pins));
  if (events.length === 0) throw new CommandError("usage", "tiers pin takes accounts.");
  await requireAccounts(tables, accounts);
  return send(work, events, sentences, "");
}

async function unpin(work: Work): Promise<string> {
  const { options, accounts, tables } = work;
  if (accounts.length === 0) throw new CommandError("usage", "tiers unpin takes accounts.");
  const found = await unpinEvents(tables, accounts, authorOf(options));
  return send(work, found.events, found.sentences, "");
}

async function send(
  { engines, options }: Work,
  events: readonly AccountDecision[],
  sentences: readonly string[],
  nothing: string,
): Promise<string> {
  if (events.length === 0) return `${nothing}\n`;
  await sendDecisions(engines.kafkaBrokers, events, { source: SOURCE, now: new Date() });
  if (options.json) return asJson(events);
  return `${sentences.join("\n")}\nThe next daily run takes it up; \`./mimamori score\` does so now.\n`;
}

function authorOf({ by }: Options): string {
  return by ?? userInfo().username;
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
