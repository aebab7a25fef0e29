/**
 * Holds every import of the repository to the rules of import-rules.ts.
 * Out: one line per violation with the rule's reason; exit code 1 when there is one, or when there was nothing to look at.
 */
import path from "node:path";
import { cruise, type ICruiseResult, type IForbiddenRuleType } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { IMPORT_RULES } from "./import-rules.ts";

export interface ImportReport {
  readonly modules: number;
  /** One sentence per violation. */
  readonly violations: readonly string[];
}

/** Looks at all modules below `folders` of `root`. */
export async function checkImports(
  root: string,
  folders: readonly string[],
  rules: readonly IForbiddenRuleType[] = IMPORT_RULES,
): Promise<ImportReport> {
  const tsConfig = path.join(root, "tsconfig.json");
  const { output } = await cruise(
    [...folders],
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: [...rules] },
      doNotFollow: { path: "node_modules" },
      tsPreCompilationDeps: true,
      detectProcessBuiltinModuleCalls: true,
      tsConfig: { fileName: tsConfig },
      // Without these, workspace packages do not resolve, and an unresolved import is held to no rule.
      enhancedResolveOptions: {
        exportsFields: ["exports"],
        conditionNames: ["import", "node", "default", "types"],
        extensions: [".ts", ".js", ".mjs", ".cjs", ".json", ".node"],
      },
    },
    {},
    { tsConfig: extractTSConfig(tsConfig) },
  );
  const { modules, summary } = output as ICruiseResult;
  const reasons = new Map(rules.map((rule) => [rule.name, rule.comment ?? ""]));
  return {
    modules: modules.filter(({ source }) => !source.includes("node_modules")).length,
    violations: summary.violations.map(
      ({ rule, from, to }) => `${from} -> ${to}: ${rule.name}. ${reasons.get(rule.name) ?? ""}`,
    ),
  };
}

if (import.meta.main) {
  const root = path.resolve(import.meta.dirname, "../..");
  const { modules, violations } = await checkImports(root, ["packages", "services", "infra"]);
  for (const violation of violations) console.log(violation);
  console.log(`${modules} modules, ${violations.length} violations`);
  // No modules means that the tool did not understand the sources, not that all is well.
  process.exitCode = modules > 0 && violations.length === 0 ? 0 : 1;
}
