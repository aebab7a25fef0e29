// The promise of the import: what the facts say is what the files say, to the last count, however often they are imported.
// Real files that nobody here wrote, the real command, engines and worker; the test reads the files by itself.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { CHECKOUT } from "@mimamori/local-engines";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { waitForFacts } from "../settle-facts.ts";
import { startTestInstallation, type TestInstallation } from "../testing.ts";

const DATA = path.join(CHECKOUT, "../shared/data/socialnet7");
const FILES = [
  "account.csv",
  "subscription.csv",
  "events_weekly.csv.gz",
  "events_raw_sample.csv.gz",
];
const CONFIG = path.join(CHECKOUT, "examples/config-socialnet7");
/** The mapping's dataEndsOn. */
const DATA_END = "2020-06-01";

const isPresent = existsSync(DATA);
if (!isPresent) process.stderr.write(`import: skipped, there are no files in ${DATA}\n`);

let installation: TestInstallation;

async function importFiles(names: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      path.join(CHECKOUT, "packages/command-line/src/main.ts"),
      "import",
      ...names.map((name) => path.join(DATA, name)),
      "--mapping",
      path.join(CHECKOUT, "examples/socialnet7.yaml"),
      "--json",
    ],
    { env: { ...process.env, MIMAMORI_STATE: installation.engines.stateDir } },
  );
  await waitForFacts(installation.tables, Date.now());
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** A file's rows as objects; its cells hold neither quotes nor commas. */
function readCsv(name: string): Record<string, string>[] {
  const bytes = readFileSync(path.join(DATA, name));
  const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  const [header = "", ...lines] = text.trimEnd().split(/\r?\n/);
  const columns = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ""]));
  });
}

async function lines(sql: string): Promise<string[]> {
  return (await installation.tables.query<{ line: string }>(sql)).map(({ line }) => line);
}

/** What one list has and the other has not, the first few: the lists are too long to be shown. */
function differences(found: readonly string[], expected: readonly string[]): string[] {
  const [inFound, inExpected] = [new Set(found), new Set(expected)];
  return [
    ...found.filter((line) => !inExpected.has(line)).map((line) => `only in the facts: ${line}`),
    ...expected.filter((line) => !inFound.has(line)).map((line) => `only in the files: ${line}`),
  ].slice(0, 10);
}

const FACTS_DIGEST = ["usage_days", "revenue", "profiles"].map(
  (table) =>
    `SELECT '${table} ' || toString(count()) || ' ' || toString(sum(cityHash64(* EXCEPT (version, max_known_at)))) AS line
     FROM mimamori.${table} FINAL`,
);

describe.skipIf(!isPresent)("the import of socialnet7", () => {
  let report: Record<string, unknown>;

  beforeAll(async () => {
    installation = await startTestInstallation({ on: "memory", configDir: CONFIG });
    await installation.start("kafka-to-clickhouse");
    report = await importFiles(FILES);
  }, 300_000);

  afterAll(async () => {
    await installation.remove();
  }, 60_000);

  test("refuses no row, and skips the weekly counts of accounts whose single events are there", () => {
    expect(report).toMatchObject({ rowsRefused: 0, rowsSkipped: 6842, eventsSent: 526_646 });
  });

  test("weekly counts per account and event are the files' own", async () => {
    const found = await lines(
      `SELECT account || ' ' || toString(toMonday(day)) || ' ' || use.1 || ' ' || toString(sum(use.2)) AS line
       FROM (SELECT account, day, arrayJoin(arrayZip(mapKeys(quantities), mapValues(quantities))) AS use
             FROM mimamori.usage_days FINAL)
       GROUP BY account, toMonday(day), use.1`,
    );
    const expected = readCsv("events_weekly.csv.gz").map((row) =>
      [row["account_id"], row["week_start"], row["event"], row["n"]].join(" "),
    );
    expect(found.length).toBe(expected.length);
    expect(differences(found, expected)).toEqual([]);
  });

  test("active accounts and MRR of every month are those of the terms", async () => {
    const found = await lines(
      `SELECT toString(month) || ' ' || toString(countIf(mrr > 0)) || ' ' || toString(sum(mrr)) AS line
       FROM (SELECT arrayJoin(arrayMap(n -> addMonths(toDate('2020-01-01'), n), range(6))) AS month,
                    arrayLast(change -> change.day <= toLastDayOfMonth(month), mrr_days).mrr_minor AS mrr
             FROM mimamori.revenue FINAL)
       GROUP BY month ORDER BY month`,
    );
    expect(found).toEqual(monthsOf(readCsv("subscription.csv")));
  });

  test("importing it again changes nothing", async () => {
    const facts = async () => (await Promise.all(FACTS_DIGEST.map(lines))).flat();
    const before = await facts();
    // The weekly counts, most of the rows, have ids of the same making as the accounts.
    await importFiles(FILES.filter((name) => name !== "events_weekly.csv.gz"));
    expect(await facts()).toEqual(before);
  });
});

/** Per month "first day, accounts that pay at its end, their MRR in cents": a term pays from its start until its end. */
function monthsOf(terms: readonly Record<string, string>[]): string[] {
  const lastEnd = new Map<string, string>();
  for (const { account_id: account = "", end_date: end = "" } of terms) {
    if (end > (lastEnd.get(account) ?? "")) lastEnd.set(account, end);
  }
  const lastDays = ["01-31", "02-29", "03-31", "04-30", "05-31", "06-30"].map(
    (day) => `2020-${day}`,
  );
  return lastDays.map((day) => {
    const paying = new Map<string, number>();
    for (const {
      account_id: account = "",
      start_date: start = "",
      end_date: end = "",
      mrr,
    } of terms) {
      const isOpen = end === lastEnd.get(account) && end > DATA_END;
      if (start <= day && (day < end || isOpen)) paying.set(account, Number(mrr) * 100);
    }
    const sum = [...paying.values()].reduce((all, mrr) => all + mrr, 0);
    return `${day.slice(0, 8)}01 ${paying.size} ${sum}`;
  });
}
