/** What an import did, in words. In: its report. Out: lines for a person. */
import path from "node:path";
import type { ImportReport, RefusalLog } from "@mimamori/history-import";
import { groupDigits } from "./progress.ts";

/** The report that `import` ends with; `log` holds the refused rows. */
export function summarizeImport(report: ImportReport, log: RefusalLog, isDryRun: boolean): string {
  const sent = isDryRun ? "events are ready to be sent" : "events sent";
  const perSecond = report.seconds > 0 ? report.rowsRead / report.seconds : 0;
  return [
    ...report.files.map(describeFile),
    `${groupDigits(report.eventsSent)} ${sent} from ${groupDigits(report.rowsRead)} rows in ${report.seconds.toFixed(1)} s (${groupDigits(perSecond)} rows/s)`,
    ...counted("Skipped by rule", report.rowsSkipped, report.skippedByReason),
    ...counted("Refused", report.rowsRefused, report.refusedByCode),
    ...describeRefusals(report, log),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function describeFile(file: ImportReport["files"][number]): string {
  const name = path.basename(file.file).padEnd(32);
  if (file.ignored !== undefined) return `${name} not imported: ${file.ignored}`;
  const counts = [
    `${groupDigits(file.rowsRead)} rows`,
    `${groupDigits(file.eventsSent)} events`,
    ...(file.rowsSkipped > 0 ? [`${groupDigits(file.rowsSkipped)} skipped`] : []),
    ...(file.rowsRefused > 0 ? [`${groupDigits(file.rowsRefused)} refused`] : []),
  ];
  return `${name} ${counts.join(", ")}`;
}

function counted(title: string, all: number, by: Readonly<Record<string, number>>): string[] {
  if (all === 0) return [];
  const lines = Object.entries(by)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => `  ${groupDigits(count)}  ${reason}`);
  return [`${title}: ${groupDigits(all)} rows`, ...lines];
}

function describeRefusals(report: ImportReport, log: RefusalLog): string[] {
  if (report.rowsRefused === 0) return [];
  const shown = log.first.map(
    ({ file, line, code, reason }) => `  ${file}:${line} ${code}: ${reason}`,
  );
  return ["The first of them:", ...shown, `All are in ${log.path}`];
}
