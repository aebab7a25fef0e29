/** Who may import whom, each rule with its reason. `imports.ts` holds the code to them. */
import type { IForbiddenRuleType } from "dependency-cruiser";
import { DRIVERS, LEVEL_0, LEVEL_1, LEVEL_2, TOOLS } from "./levels.ts";

/** Tests, and what only tests are built on. */
const TESTS = String.raw`(\.(test|property)|-fixture|/testing)\.ts$`;
/** What `./mimamori bench` runs. */
const BENCHES = "^packages/command-line/src/bench/";
/** Run by hand to write generated files; no product code imports them. */
const GENERATORS = String.raw`/src/write-[a-z-]+\.ts$`;

function inPackages(names: readonly string[]): string {
  return `^packages/(${names.join("|")})/`;
}

function npm(name: string): string {
  return `node_modules/${name}/`;
}

const everywhere: IForbiddenRuleType[] = [
  {
    name: "no-cycles",
    comment: "Modules that need each other cannot be understood, tested or started one at a time.",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  {
    name: "resolvable",
    comment:
      "An import that cannot be resolved escapes every other rule; it is also how an undeclared workspace package shows.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: "declared",
    comment:
      "A package that is not in the importer's package.json is there only by luck. vitest serves all tests from the root.",
    severity: "error",
    from: { path: "^(packages|services)/" },
    to: {
      dependencyTypes: ["npm-no-pkg", "npm-unknown"],
      pathNot: npm("vitest"),
    },
  },
  {
    name: "no-dev-dependencies-in-product",
    comment: "What only tests install is not there in production.",
    severity: "error",
    from: { path: "^(packages|services)/", pathNot: TESTS },
    to: { dependencyTypes: ["npm-dev"] },
  },
  {
    name: "no-tests-in-product",
    comment:
      "A test file is no module: importing one runs its tests. Benches may have an installation of their own, as tests do.",
    severity: "error",
    from: { pathNot: [TESTS, BENCHES] },
    to: { path: TESTS },
  },
  {
    name: "benches-import-no-tests",
    comment:
      "A bench may start an installation that is thrown away afterwards, and nothing else that tests use.",
    severity: "error",
    from: { path: BENCHES, pathNot: TESTS },
    to: { path: TESTS, pathNot: String.raw`^packages/command-line/src/testing\.ts$` },
  },
  {
    name: "packages-through-the-front-door",
    comment:
      "A package is used by its name and through its exports; a relative path into another's src binds to its insides.",
    severity: "error",
    from: { path: "^(packages|services)/([^/]+)/" },
    to: { path: "^(packages|services)/", pathNot: "^$1/$2/", dependencyTypes: ["local"] },
  },
];

const services: IForbiddenRuleType[] = [
  {
    name: "services-apart",
    comment: "Services meet in topics and tables; an import would make two deployables one.",
    severity: "error",
    from: { path: "^services/([^/]+)/" },
    to: { path: "^services/", pathNot: "^services/$1/" },
  },
  {
    name: "nobody-imports-a-service",
    comment: "A service is started, not called. Tests of the whole chain start it too.",
    severity: "error",
    from: { path: "^packages/" },
    to: { path: "^services/" },
  },
  {
    name: "no-tools-in-services",
    comment:
      "Tools start engines, invent companies and talk to terminals: nothing that a deployed service may depend on.",
    severity: "error",
    from: { path: "^services/", pathNot: TESTS },
    to: { path: inPackages(TOOLS) },
  },
];

const levels: IForbiddenRuleType[] = [
  {
    name: "level-0-pure",
    comment:
      "Meaning must not depend on I/O, a driver or the machine: only zod, Node's pure look at bytes and level 0, so that it can be tested exhaustively and gives the same numbers for ever.",
    severity: "error",
    from: { path: `${inPackages(LEVEL_0)}src/`, pathNot: [TESTS, GENERATORS] },
    to: { pathNot: [`${inPackages(LEVEL_0)}src/`, npm("zod"), "^buffer$"] },
  },
  {
    name: "level-1-apart",
    comment:
      "A port knows its driver and the meaning of what it carries; ports that know each other cannot be exchanged.",
    severity: "error",
    from: { path: `^packages/(${LEVEL_1.join("|")})/`, pathNot: TESTS },
    to: { path: "^packages/", pathNot: [inPackages(LEVEL_0), "^packages/$1/"] },
  },
  {
    name: "level-2-below-tools",
    comment: "What services share stands on the ports, never on tools.",
    severity: "error",
    from: { path: inPackages(LEVEL_2), pathNot: TESTS },
    to: { path: "^packages/", pathNot: inPackages([...LEVEL_0, ...LEVEL_1, ...LEVEL_2]) },
  },
  {
    name: "tools-apart",
    comment: "Only the command line puts tools together; each of them can be used alone.",
    severity: "error",
    from: {
      path: `^packages/(${TOOLS.filter((tool) => tool !== "command-line").join("|")})/`,
      pathNot: TESTS,
    },
    to: { path: inPackages(TOOLS), pathNot: "^packages/$1/" },
  },
  {
    name: "known-level",
    comment: "A new package must be put on a level (infra/checks/levels.ts), or no rule holds it.",
    severity: "error",
    from: {
      path: "^packages/",
      pathNot: inPackages([...LEVEL_0, ...LEVEL_1, ...LEVEL_2, ...TOOLS]),
    },
    to: {},
  },
  {
    name: "test-engines-only-in-tests",
    comment: "Test engines are thrown away with their data when their process ends.",
    severity: "error",
    from: { pathNot: [TESTS, "^packages/local-engines/"] },
    to: { path: "^packages/local-engines/src/(testing|test-engines|vitest-setup)\\.ts$" },
  },
];

const drivers: IForbiddenRuleType[] = Object.entries(DRIVERS).map(([driver, folderOrFolders]) => {
  const folders = [folderOrFolders].flat();
  const names = folders.map((folder) => folder.split("/")[1] ?? "");
  return {
    name: `only-${names.join("-and-")}-imports-${driver}`,
    comment:
      "One door to each driver: its traps are handled there once, and it can be exchanged there alone. Tests may look past the door.",
    severity: "error",
    from: { pathNot: [...folders.map((folder) => `^${folder}/`), TESTS] },
    to: { path: npm(driver) },
  };
});

export const IMPORT_RULES: readonly IForbiddenRuleType[] = [
  ...everywhere,
  ...services,
  ...levels,
  ...drivers,
];
