/** The report of `status` as a person reads it. */
import { groupDigits } from "./progress.ts";
import type { ServiceState } from "./service-state.ts";
import type { StatusReport } from "./status-report.ts";

function line(name: string, text: string): string {
  return `  ${name.padEnd(22)}${text}\n`;
}

/** 42 s, 3 min, 5 h, 2 days. */
function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

function backlogLines({ lag, partitions }: StatusReport): string {
  if (lag === undefined) return line("waiting in Kafka", "unknown");
  const waiting = Object.entries(lag).filter(([, records]) => records > 0);
  if (waiting.length === 0) return line("waiting in Kafka", "none, everything sent has been taken");
  return waiting
    .map(([topic, records], index) => {
      const ofTopic = (partitions ?? []).filter((each) => each.topic === topic && each.lag > 0);
      const ages = ofTopic.flatMap(({ oldestSeconds }) => oldestSeconds ?? []);
      const known = ages.length > 0 && ages.length === ofTopic.length;
      const age = known ? `the oldest for ${duration(Math.max(...ages))}` : "for an unknown time";
      const resting = ofTopic.filter(({ paused }) => paused).length;
      const rest = resting === 0 ? "" : `; ${resting} of its partitions rest, see above`;
      const text = `${topic} ${groupDigits(records)}, ${age}${rest}`;
      return line(index === 0 ? "waiting in Kafka" : "", text);
    })
    .join("");
}

/** Letters by code. */
type Letters = StatusReport["refusedToday"];

function refusedText(refused: Letters): string {
  if (refused === undefined) return "unknown";
  const codes = Object.entries(refused);
  if (codes.length === 0) return "none";
  return codes.map(([code, count]) => `${code} ${groupDigits(count)}`).join(", ");
}

function openText(open: Letters): string {
  if (open === undefined) return "unknown";
  const letters = Object.values(open).reduce((sum, count) => sum + count, 0);
  return letters === 0 ? "none" : `${groupDigits(letters)}; see \`./mimamori dead-letters list\``;
}

function serviceLines({ service, pid, ready, stuck, waits }: ServiceState, now: Date): string {
  if (pid === undefined) return line(service, `not running; see \`./mimamori logs ${service}\``);
  const state = ready ? "ready" : "running, not ready";
  const waiting = (waits ?? []).length > 0 ? ", but has to wait" : "";
  const lines = [line(service, `${state}${waiting} (process ${pid})`)];
  if (stuck !== undefined) lines.push(line("", `stuck: ${stuck}; it should be restarted`));
  for (const { what, code, reason, since, failures } of waits ?? []) {
    const seconds = (now.getTime() - Date.parse(since)) / 1_000;
    const tries = failures === 1 ? "1 try" : `${groupDigits(failures)} tries`;
    lines.push(line("", `${what}, for ${duration(seconds)} and ${tries}: ${code}`));
    lines.push(line("", `  ${shortened(reason)}`));
  }
  return lines.join("");
}

function shortened(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, " ");
  return oneLine.length > 150 ? `${oneLine.slice(0, 149)}…` : oneLine;
}

function runText(run: StatusReport["lastScoreRun"]): string {
  if (run === undefined) return "none yet";
  const when = run.completed_at === null ? "" : ` at ${run.completed_at}`;
  return `${run.kind} (${run.scope}) as of ${run.as_of}: ${run.status}${when}, ${groupDigits(run.accounts_scored)} accounts scored`;
}

/** Several lines, ending in a newline. */
export function renderStatus(status: StatusReport, now: Date): string {
  const engines = status.engines.map(({ engine, pid, ports }) =>
    line(
      engine,
      pid === undefined ? "not running" : `running on port ${String(ports[0])} (process ${pid})`,
    ),
  );
  const services = status.services.map((each) => serviceLines(each, now));
  return `Installation (${status.purpose}) in ${status.stateDir}

Engines
${engines.join("")}
Services
${services.join("")}
Progress
${backlogLines(status)}${line("refused today", refusedText(status.refusedToday))}${line("open dead letters", openText(status.openLetters))}${line("settled through", settledText(status.settledAt, now))}${line("last score run", runText(status.lastScoreRun))}
Send events
${line("to", `${status.collector.url}/v1/events`)}${line("with the write key", status.collector.writeKey)}`;
}

function settledText(settledAt: string | undefined, now: Date): string {
  if (settledAt === undefined) return "nothing yet";
  const seconds = (now.getTime() - Date.parse(settledAt)) / 1_000;
  return `${settledAt}, ${duration(Math.max(0, seconds))} ago`;
}
