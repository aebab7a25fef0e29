import path from "node:path";
import { type EventSink, importFiles, readMapping, RefusalLog } from "@mimamori/history-import";
import { connectProducer } from "@mimamori/kafka-stream";
import { endpointsOf } from "@mimamori/local-engines";
import { defineCommand } from "../command.ts";
import { CommandError } from "../errors.ts";
import { summarizeImport } from "../import-summary.ts";
import { type ProgressBar, startProgressBar } from "../progress.ts";
import { requireRunning } from "../running-installation.ts";
import { silentLog } from "../silent-log.ts";

const REFUSALS_SHOWN = 20;

export const command = defineCommand({
  usage: "FILE…",
  description: `
Brings history in: rows of CSV and NDJSON files (.gz too) become events as the mapping says, and go through
Kafka like all others. Ids come from the rows, so the same import again, or after a crash, changes nothing.
A row that does not fit is refused with its line and the reason, and the rest goes in. examples/ has mappings
to start from; try yours with --dry-run, which sends nothing and needs no running system.

  ./mimamori import accounts.csv usage.csv.gz --mapping my-company.yaml --dry-run

Exit code 1 when every row was refused, or any row with --strict.`,
  options: {
    mapping: {
      type: "string",
      value: "FILE",
      help: "which columns become which events (required)",
    },
    "dry-run": { type: "boolean", help: "read and check everything, send nothing" },
    strict: { type: "boolean", help: "a refused row is a failure" },
    report: {
      type: "string",
      value: "FILE",
      help: "where refused rows go, as NDJSON (default: imports/ in the state folder)",
    },
    json: { type: "boolean", help: "the report as one JSON object" },
  },
  maxPositionals: Number.POSITIVE_INFINITY,
  async run(options, files, { stateDir }) {
    if (options.mapping === undefined || files.length === 0)
      throw new CommandError("usage", "import takes files and --mapping FILE.");
    const mapping = await readMapping(options.mapping);
    const nowMs = Date.now();
    const log = new RefusalLog(options.report ?? reportPath(stateDir, nowMs), REFUSALS_SHOWN);
    const target = options["dry-run"] ? nowhere : await connectKafka(stateDir);
    const bars = new FileBars();
    try {
      const report = await importFiles({
        mapping,
        paths: files,
        sink: target,
        nowMs,
        onRefused: (row) => {
          log.add(row);
        },
        onProgress: ({ file, bytesRead, bytesTotal }) => {
          bars.show(file, bytesRead, bytesTotal);
        },
      });
      bars.finish();
      log.close();
      const refusals = report.rowsRefused > 0 ? log.path : null;
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ ...report, refusals, dryRun: options["dry-run"] })}\n`
          : summarizeImport(report, log, options["dry-run"]),
      );
      const nothingTaken = report.rowsRefused > 0 && report.rowsRefused === report.rowsRead;
      return nothingTaken || (options.strict && report.rowsRefused > 0) ? 1 : 0;
    } finally {
      log.close();
      await target.disconnect();
    }
  },
});

interface Target extends EventSink {
  disconnect(): Promise<void>;
}

const nowhere: Target = {
  send: () => Promise.resolve(),
  disconnect: () => Promise.resolve(),
};

async function connectKafka(stateDir: string): Promise<Target> {
  const brokers = endpointsOf(await requireRunning(stateDir)).kafkaBrokers.split(",");
  return connectProducer({ brokers, clientId: "mimamori-import", log: silentLog });
}

function reportPath(stateDir: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[:.]/g, "-");
  return path.join(stateDir, "imports", `${stamp}-refused.ndjson`);
}

/** One bar per file, for those that take long enough to be watched. */
class FileBars {
  #file: string | undefined;
  #bar: ProgressBar | undefined;

  show(file: string, done: number, total: number): void {
    if (this.#file !== file) {
      this.finish();
      this.#file = file;
      this.#bar = startProgressBar(path.basename(file).slice(0, 22), total);
    }
    this.#bar?.update(done);
  }

  finish(): void {
    this.#bar?.finish();
    this.#bar = undefined;
  }
}
