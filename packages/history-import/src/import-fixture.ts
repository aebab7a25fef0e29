// For tests: files in a folder of their own, imported into memory instead of Kafka.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { importFiles } from "./import-files.ts";
import type { ImportReport, RefusedRow } from "./import-report.ts";
import { mappingFile } from "./mapping-file.ts";
import type { CloudEvent } from "./outgoing-event.ts";

export interface Imported {
  readonly report: ImportReport;
  readonly events: readonly CloudEvent[];
  /** With the file's name in place of its path. */
  readonly refused: readonly RefusedRow[];
}

export const NOW_MS = Date.UTC(2026, 0, 1);

/** Imports `files` (content by name) with a mapping as YAML would hold it; `events` gets what was sent, also when it fails. */
export async function importInto(
  mapping: unknown,
  files: Readonly<Record<string, string | Buffer>>,
  events: CloudEvent[] = [],
): Promise<Imported> {
  const folder = mkdtempSync(path.join(tmpdir(), "history-import-"));
  const refused: RefusedRow[] = [];
  try {
    for (const [name, content] of Object.entries(files))
      writeFileSync(path.join(folder, name), content);
    const report = await importFiles({
      mapping: mappingFile.parse(mapping),
      paths: Object.keys(files).map((name) => path.join(folder, name)),
      nowMs: NOW_MS,
      sink: {
        send(_topic, records) {
          for (const { value } of records) events.push(JSON.parse(value.toString()) as CloudEvent);
          return Promise.resolve();
        },
      },
      onRefused: (row) => refused.push({ ...row, file: path.basename(row.file) }),
    });
    return { report, events, refused };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A mapping of usage.csv with the columns account, at and feature. */
export function usageMapping(event: object = {}, file: object = {}): object {
  return {
    source: "test",
    files: [
      {
        file: "usage.*",
        kind: "events",
        ...file,
        events: [
          {
            type: "usage.feature_used.v1",
            key: "content",
            subject: { column: "account" },
            time: { column: "at" },
            data: { feature: { column: "feature" } },
            ...event,
          },
        ],
      },
    ],
  };
}
