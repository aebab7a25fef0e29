/** Where to go on after the demo. In: the installation. Out: lines that can be pasted into a shell. Pure. */
import type { Paint } from "./terminal.ts";

export interface WhereItRuns {
  readonly collectorUrl: string;
  readonly writeKey: string;
  /** How this installation is named in front of a command; empty for the usual one. */
  readonly prefix: string;
}

export function drawNextSteps(
  { collectorUrl, writeKey, prefix }: WhereItRuns,
  paint: Paint,
): string {
  const mimamori = `${prefix}./mimamori`;
  const event =
    '{"specversion":"1.0","id":"1","source":"my-app","type":"usage.feature_used.v1","subject":"acc-00001",' +
    `"time":"'$(date -u +%Y-%m-%dT%H:%M:%SZ)'","data":{"feature":"reports","user":"ann"}}`;
  const query =
    "SELECT name, arr, health_score, worries FROM accounts WHERE health_band = 'at-risk' ORDER BY arr DESC LIMIT 5";
  const step = (what: string, ...lines: string[]): string[] => [
    `  ${paint("bold", what)}`,
    ...lines.map((line) => `    ${line}`),
  ];
  const lines = [
    "",
    "━".repeat(98),
    "  Everything keeps running. Where to go on:",
    ...step("ask in SQL", `${mimamori} sql --query "${query}"`),
    ...step(
      "send an event; within two minutes it counts",
      `curl ${collectorUrl}/v1/events -H 'authorization: Bearer ${writeKey}' \\`,
      "  -H 'content-type: application/cloudevents+json' \\",
      `  -d '${event}'`,
    ),
    ...step(
      "look and stop",
      `${mimamori} status     what runs, and how far it has come`,
      `${mimamori} logs       what the services say`,
      `${mimamori} down       stop everything; \`up\` goes on from there`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}
