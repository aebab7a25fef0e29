/**
 * `bench sql`: the ready-made queries of examples/queries, asked by cs_reader over HTTP about a large company with two years of weekly runs.
 *
 * Facts and runs are loaded before, by the server itself. Each query is asked five times, and the median counts; the answer is read
 * to its end. figures.slowestMs is the slowest query's, figures.queries how many there are, figures.overOneSecondQueries how many take
 * longer than a second: they are named on stderr. Beside them one figure per query.
 */
import fs from "node:fs";
import path from "node:path";
import { CommandError } from "../errors.ts";
import { startTestInstallation, type TestInstallation } from "../testing.ts";
import type { BenchResult, BenchSurroundings } from "./bench.ts";
import { percentile } from "./collector-load.ts";
import { loadSqlCompany, WEEKS } from "./sql-company.ts";

const ACCOUNTS = 100_000;
const ASKED_TIMES = 5;
const SECOND_MS = 1_000;

interface Asked {
  readonly name: string;
  readonly ms: number;
  readonly bytes: number;
}

async function ask({ engines }: TestInstallation, sql: string): Promise<number> {
  const answer = await fetch(`${engines.clickhouseUrl}/?database=cs&default_format=JSONCompact`, {
    method: "POST",
    headers: { "x-clickhouse-user": "cs_reader", "x-clickhouse-key": engines.csReaderPassword },
    body: sql,
  });
  const text = await answer.text();
  if (!answer.ok) throw new CommandError("failed", `a query was refused: ${text.slice(0, 500)}`);
  return text.length;
}

/** The median of a few times. */
async function timeQuery(installation: TestInstallation, file: string): Promise<Asked> {
  const sql = fs.readFileSync(file, "utf8");
  const times: number[] = [];
  let bytes = 0;
  for (let time = 0; time < ASKED_TIMES; time++) {
    const begun = performance.now();
    bytes = await ask(installation, sql);
    times.push(performance.now() - begun);
  }
  return { name: path.basename(file, ".sql"), ms: percentile(times, 50), bytes };
}

/** 01-accounts-at-risk is accountsAtRiskMs. */
function figureOf(name: string): string {
  const words = name.replace(/^\d+-/, "");
  return `${words.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Ms`;
}

async function measure(
  installation: TestInstallation,
  accounts: number,
  { checkout, say }: BenchSurroundings,
): Promise<BenchResult> {
  // The service tells the views what the company's settings are.
  await installation.start("clickhouse-to-scores");
  await installation.stop("clickhouse-to-scores");
  const begun = performance.now();
  const rows = await loadSqlCompany(installation.tables, accounts, say);
  const loadSeconds = (performance.now() - begun) / SECOND_MS;
  const folder = path.join(checkout, "examples/queries");
  const asked: Asked[] = [];
  for (const file of fs.readdirSync(folder).sort()) {
    const one = await timeQuery(installation, path.join(folder, file));
    const late = one.ms > SECOND_MS ? "  more than a second" : "";
    say(`${one.name.padEnd(32)}${one.ms.toFixed(0).padStart(7)} ms${late}`);
    asked.push(one);
  }
  const times = asked.map(({ ms }) => ms);
  return {
    ratios: {},
    figures: {
      slowestMs: percentile(times, 100),
      medianMs: percentile(times, 50),
      queries: asked.length,
      overOneSecondQueries: times.filter((ms) => ms > SECOND_MS).length,
      accounts,
      weeklyRuns: WEEKS,
      rows,
      loadSeconds,
      ...Object.fromEntries(asked.map(({ name, ms }) => [figureOf(name), ms])),
    },
  };
}

/** Runs the bench on engines of its own. Throws CommandError, ClickhouseError. */
export async function bench(surroundings: BenchSurroundings): Promise<BenchResult> {
  const installation = await startTestInstallation();
  try {
    return await measure(installation, surroundings.accounts ?? ACCOUNTS, surroundings);
  } finally {
    await installation.remove();
  }
}
