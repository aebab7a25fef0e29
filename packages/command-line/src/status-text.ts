/** The report of `status` as a person reads it. */
import { groupDigits } from "./progress.ts";
import type { StatusReport } from "./status-report.ts";

function line(name: string, text: string): string {
  return `  ${name.padEnd(22)}${text}\n`;
}

function lagText(lag: StatusReport["lag"]): string {
  if (lag === undefined) return "unknown";
  const waiting = Object.entries(lag).filter(([, records]) => records > 0);
  if (waiting.length === 0) return "none, everything sent has been taken";
  return waiting.map(([topic, records]) => `${topic} ${groupDigits(records)}`).join(", ");
}

function runText(run: StatusReport["lastScoreRun"]): string {
  if (run === undefined) return "none yet";
  const when = run.completed_at === null ? "" : ` at ${run.completed_at}`;
  return `${run.kind} (${run.scope}) as of ${run.as_of}: ${run.status}${when}, ${groupDigits(run.accounts_scored)} accounts scored`;
}

/** Several lines, ending in a newline. */
export function renderStatus(status: StatusReport): string {
  const engines = status.engines.map(({ engine, pid, ports }) =>
    line(
      engine,
      pid === undefined ? "not running" : `running on port ${String(ports[0])} (process ${pid})`,
    ),
  );
  const services = status.services.map(({ service, pid, ready }) => {
    if (pid === undefined) return line(service, `not running; see \`./mimamori logs ${service}\``);
    return line(service, `${ready ? "ready" : "running, not ready"} (process ${pid})`);
  });
  return `Installation (${status.purpose}) in ${status.stateDir}

Engines
${engines.join("")}
Services
${services.join("")}
Progress
${line("waiting in Kafka", lagText(status.lag))}${line("settled through", status.settledAt ?? "nothing yet")}${line("last score run", runText(status.lastScoreRun))}
Send events
${line("to", `${status.collector.url}/v1/events`)}${line("with the write key", status.collector.writeKey)}`;
}
