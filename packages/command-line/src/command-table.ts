/**
 * The commands in the order of the help. To add one: write commands/<name>.ts that exports `command`, and add its two lines here.
 * They are loaded when called, so that none waits for another's packages.
 */
import type { Command } from "./command.ts";

export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<{ command: Command }>;
}

export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  demo: {
    summary: "a company with a million events, from the first one to its scores",
    load: () => import("./commands/demo.ts"),
  },
  up: {
    summary: "start the engines and the services",
    load: () => import("./commands/up.ts"),
  },
  down: {
    summary: "stop everything that `up` or `demo` started",
    load: () => import("./commands/down.ts"),
  },
  status: {
    summary: "what runs, how far it has come, and where to reach it",
    load: () => import("./commands/status.ts"),
  },
  logs: {
    summary: "what services and engines wrote to their logs",
    load: () => import("./commands/logs.ts"),
  },
  score: {
    summary: "score all accounts, now or as of a moment in the past",
    load: () => import("./commands/score.ts"),
  },
  override: {
    summary: "what people know better: scores, bands and measures by hand, for a time",
    load: () => import("./commands/override.ts"),
  },
  backtest: {
    summary: "how good the churn model and the health score have been on later data",
    load: () => import("./commands/backtest.ts"),
  },
  tiers: {
    summary: "touch tiers: what is on its way, approve it, pin it, plan with other settings",
    load: () => import("./commands/tiers.ts"),
  },
  explain: {
    summary: "what made an account's health score move",
    load: () => import("./commands/explain.ts"),
  },
  replay: {
    summary: "what a changed scorecard would have said, before it is published",
    load: () => import("./commands/replay.ts"),
  },
  brief: {
    summary: "the page for a quarterly review with an account, for them or for you",
    load: () => import("./commands/brief.ts"),
  },
  sql: {
    summary: "ask the scores and metrics in SQL",
    load: () => import("./commands/sql.ts"),
  },
  migrate: {
    summary: "bring topics, tables and views up to this version",
    load: () => import("./commands/migrate.ts"),
  },
  keys: {
    summary: "make, list and revoke the keys that apps send with",
    load: () => import("./commands/keys.ts"),
  },
  "dead-letters": {
    summary: "what could not be taken: list it, show it, send it again after a fix",
    load: () => import("./commands/dead-letters.ts"),
  },
  import: {
    summary: "bring history out of CSV and NDJSON files in, by a mapping",
    load: () => import("./commands/import.ts"),
  },
  pull: {
    summary: "bring in what other tools only hand out when asked",
    load: () => import("./commands/pull.ts"),
  },
  bench: {
    summary: "measure speed and memory, beside a peer where there is one",
    load: () => import("./commands/bench.ts"),
  },
  test: {
    summary: "run every test and check of this checkout",
    load: () => import("./commands/test.ts"),
  },
};
