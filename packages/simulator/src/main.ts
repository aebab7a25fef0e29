// The simulator as a process of its own, so that whoever starts it stays free. In: words (options.ts). Out: NDJSON on stdout,
// {"progress": …} now and then and {"ledger": …} at the end; a reason on stderr and exit code 1 when it cannot go on.
import { connectHttpSink } from "./http-sink.ts";
import { createIdentityFile } from "./identity-file.ts";
import { connectKafkaSink } from "./kafka-sink.ts";
import { readSettings } from "./options.ts";
import type { SimulatorSettings } from "./options.ts";
import { runSimulation } from "./run-simulation.ts";
import type { Sink } from "./sink.ts";
import { createTruthFile } from "./truth-file.ts";

const PROGRESS_EVERY_MS = 200;
const ignore = (): void => undefined;
const warn = (fields: object, message: string): void => {
  process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
};

function connectSink(settings: SimulatorSettings): Promise<Sink> {
  if (settings.collector !== undefined) {
    return connectHttpSink(settings.collector, process.env["SIMULATOR_WRITE_KEY"] ?? "");
  }
  const brokers = (settings.brokers ?? "").split(",");
  return connectKafkaSink(brokers, { debug: ignore, info: ignore, warn, error: warn });
}

function write(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), Date.now());
  const { seed, accounts, months, until } = settings;
  const sink = await connectSink(settings);
  const truth = settings.truth === undefined ? undefined : await createTruthFile(settings.truth);
  const identities =
    settings.ledger === undefined ? undefined : await createIdentityFile(settings.ledger);
  let toldAt = 0;
  try {
    const ledger = await runSimulation({
      options: { seed, accounts, months, untilMs: until },
      sink,
      ...(truth === undefined ? {} : { truth }),
      ...(identities === undefined
        ? {}
        : {
            onSent: (delivery) => {
              identities.add(delivery);
            },
          }),
      onProgress: (progress) => {
        if (Date.now() - toldAt < PROGRESS_EVERY_MS) return;
        toldAt = Date.now();
        write({ progress });
      },
    });
    write({ ledger });
  } finally {
    await Promise.allSettled([sink.close(), truth?.close(), identities?.close()]);
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
