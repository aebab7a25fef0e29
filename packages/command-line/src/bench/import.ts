/**
 * `bench import`: a history of years from a CSV file, as `./mimamori import` takes it, while a worker stores what comes.
 *
 * figures.rowsPerSecond: until Kafka has acknowledged every row's event. figures.storedRowsPerSecond: until all of them are raw rows,
 * counted from the same start. Nothing is refused, or the bench fails.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { importFiles, readMapping } from "@mimamori/history-import";
import type { RefusedRow } from "@mimamori/history-import";
import { connectAdmin, connectProducer } from "@mimamori/kafka-stream";
import { CommandError } from "../errors.ts";
import { WORKER_GROUP } from "../services.ts";
import { startTestInstallation, type TestInstallation } from "../testing.ts";
import { type BenchResult, type BenchSurroundings, peakMegabytes } from "./bench.ts";
import { writeHistory } from "./import-file.ts";

const ROWS = 5_000_000;
const WORKER = "kafka-to-clickhouse";

const MAPPING = `
source: bench
files:
  - file: usage.csv
    kind: events
    events:
      - type: usage.feature_used.v1
        key: [id]
        subject: { column: account }
        time: { column: at, format: "YYYY-MM-DD HH:mm:ss" }
        data:
          feature: { column: feature }
          user: { column: user }
          quantity: { column: quantity, as: number }
`;

function refuse(row: RefusedRow): never {
  throw new CommandError("failed", `line ${row.line} was refused: ${row.reason}`);
}

async function waitUntilStored({ kafka }: TestInstallation): Promise<void> {
  const admin = await connectAdmin(kafka);
  try {
    for (;;) {
      const lags = await admin.readGroupLag(WORKER_GROUP, ["usage.events"]);
      if (lags.every(({ lag }) => lag === 0n)) return;
      await delay(250);
    }
  } finally {
    await admin.disconnect();
  }
}

async function measure(
  installation: TestInstallation,
  folder: string,
  rows: number,
  say: BenchSurroundings["say"],
): Promise<BenchResult> {
  const file = path.join(folder, "usage.csv");
  const mappingFile = path.join(folder, "mapping.yaml");
  fs.writeFileSync(mappingFile, MAPPING);
  const mapping = await readMapping(mappingFile);
  say(`writing ${rows} rows …`);
  await writeHistory(file, rows);
  await installation.start(WORKER);
  const producer = await connectProducer(installation.kafka);
  try {
    say("importing …");
    const begun = performance.now();
    const cpuBefore = process.cpuUsage();
    const nowMs = Date.now();
    const report = await importFiles({
      mapping,
      paths: [file],
      sink: producer,
      nowMs,
      onRefused: refuse,
    });
    const cpu = process.cpuUsage(cpuBefore);
    await waitUntilStored(installation);
    const storedSeconds = (performance.now() - begun) / 1000;
    return {
      ratios: {},
      figures: {
        rowsPerSecond: report.eventsSent / report.seconds,
        storedRowsPerSecond: report.eventsSent / storedSeconds,
        importCpuPerRowMicroseconds: (cpu.user + cpu.system) / rows,
        importPeakMegabytes: peakMegabytes(),
        fileMegabytes: fs.statSync(file).size / 1e6,
        rows,
      },
    };
  } finally {
    await producer.disconnect();
  }
}

/** Runs the bench on engines of its own. Throws CommandError, ImportError, KafkaStreamError. */
export async function bench({ rows = ROWS, say }: BenchSurroundings): Promise<BenchResult> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-bench-"));
  const installation = await startTestInstallation();
  try {
    return await measure(installation, folder, rows, say);
  } finally {
    await installation.remove();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
