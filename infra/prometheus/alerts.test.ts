// The alarms are held to the services' code and to the operations page: a metric that is renamed, or an alarm that nobody explains, fails.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

const { groups } = parse(read("infra/prometheus/alerts.yaml")) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);

function sourcesUnder(folder: string): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|node_modules/.test(file))
    .map((file) => read(join(folder, file)))
    .join("\n");
}

describe("the alarms", () => {
  test("ask only for metrics that a service has", () => {
    const sources = sourcesUnder("services") + sourcesUnder("packages/service-lifecycle/src");
    const names = rules.flatMap(({ expr }) => expr.match(/mimamori_[a-z_]+/g) ?? []);
    expect(names.length).toBeGreaterThan(8);
    for (const name of new Set(names)) {
      const short = name.replace(/^mimamori_/, "");
      expect(sources.includes(`"${name}"`) || sources.includes(`"${short}"`), name).toBe(true);
    }
  });

  test("are each explained in docs/operations.md", () => {
    const headings = [...read("docs/operations.md").matchAll(/^### (\w+)$/gm)].map(
      ([, name]) => name,
    );
    expect(headings.toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted());
    for (const { alert, annotations, labels } of rules) {
      expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
      expect(["page", "warn"]).toContain(labels.severity);
    }
  });
});
