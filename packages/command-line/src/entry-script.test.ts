/** The bash script `mimamori`, on a machine that is pretended with programs of the test's own. */
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { CHECKOUT } from "@mimamori/local-engines";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
let checkout: string;
let bin: string;

function program(name: string, script: string): void {
  fs.writeFileSync(path.join(bin, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
}

/** What the script itself uses; node, npm, java and the rest are there only when a test puts them there. */
const SYSTEM = [
  "bash",
  "readlink",
  "dirname",
  "mktemp",
  "rm",
  "mv",
  "mkdir",
  "chmod",
  "tail",
  "touch",
  "date",
  "awk",
  "flock",
  "uname",
  "id",
  "env",
  "cat",
  "sleep",
];

const NODE = `[ "$1" = --version ] && { echo v22.23.3; exit; }
printf 'command-line %s|install %s|certs %s\\n' "\${*:2}" "$MIMAMORI_INSTALL_SECONDS" "$NODE_EXTRA_CA_CERTS"`;

/** An npm that installs a node and a pnpm, slowly enough for two starts to meet. */
const NPM = `echo npm >> "$CALLS"
while [ "$1" != --prefix ]; do shift; done
mkdir -p "$2/node_modules/.bin"; sleep .2
cp_() { printf '%s' "$1" > "$2"; chmod 755 "$2"; }
cp_ "$NODE_SCRIPT" "$2/node_modules/.bin/node"
cp_ '#!/bin/bash
echo "pnpm $*" >> "$CALLS"; mkdir -p "$CHECKOUT/node_modules"' "$2/node_modules/.bin/pnpm"`;

function environment(): NodeJS.ProcessEnv {
  return {
    PATH: bin,
    HOME: folder,
    CALLS: path.join(folder, "calls"),
    CHECKOUT: checkout,
    NODE_SCRIPT: `#!/bin/bash\n${NODE}\n`,
    NODE_EXTRA_CA_CERTS: "/some/certs.pem",
  };
}

function start(...words: string[]) {
  return spawnSync(path.join(checkout, "mimamori"), words, {
    encoding: "utf8",
    env: environment(),
    cwd: folder,
  });
}

function calls(): string[] {
  const file = path.join(folder, "calls");
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n") : [];
}

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-entry-"));
  checkout = path.join(folder, "check out");
  bin = path.join(folder, "bin");
  fs.mkdirSync(checkout);
  fs.mkdirSync(bin);
  fs.copyFileSync(path.join(CHECKOUT, "mimamori"), path.join(checkout, "mimamori"));
  fs.writeFileSync(path.join(checkout, "pnpm-lock.yaml"), "");
  for (const name of SYSTEM) {
    const found = spawnSync("bash", ["-c", `command -v ${name}`], {
      encoding: "utf8",
    }).stdout.trim();
    fs.symlinkSync(found, path.join(bin, name));
  }
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

test("the first start installs tools and packages, the second nothing, and both run the command", () => {
  program("npm", NPM);
  const first = start("sql", "--query", "SELECT 1");
  expect(first.stdout).toMatch(
    /^command-line sql --query SELECT 1\|install \d+\.\d\|certs \/some\/certs\.pem\n$/,
  );
  expect(first.status).toBe(0);
  expect(calls()).toEqual(["npm", expect.stringMatching(/^pnpm .*install --frozen-lockfile/)]);
  expect(start("status").stdout).toContain("command-line status|install 0");
  expect(calls().length).toBe(2);
});

test("a lock file that changed brings the packages up to date", () => {
  program("npm", NPM);
  start("status");
  const later = new Date(Date.now() + 60_000);
  fs.utimesSync(path.join(checkout, "pnpm-lock.yaml"), later, later);
  start("status");
  expect(calls().filter((call) => call.startsWith("pnpm")).length).toBe(2);
});

test("two starts at once install once", async () => {
  program("npm", NPM);
  const starts = [1, 2].map(
    () =>
      new Promise<number | null>((resolve) => {
        spawn(path.join(checkout, "mimamori"), ["status"], {
          env: environment(),
          stdio: "ignore",
        }).on("close", resolve);
      }),
  );
  expect(await Promise.all(starts)).toEqual([0, 0]);
  expect(calls().filter((call) => call === "npm").length).toBe(1);
  expect(calls().filter((call) => call.startsWith("pnpm")).length).toBe(1);
});

test("the machine's own Node and pnpm are used where they are exactly ours", () => {
  program("node", NODE);
  program(
    "pnpm",
    `[ "$1" = --version ] && { echo 11.28.11; exit; }\necho "pnpm $*" >> "$CALLS"; mkdir -p "$CHECKOUT/node_modules"`,
  );
  expect(start("status").status).toBe(0);
  expect(calls()).toEqual([expect.stringMatching(/^pnpm .*install/)]);
});

test("an npm that fails leaves no half of an installation, and its words are shown", () => {
  program(
    "npm",
    'while [ "$1" != --prefix ]; do shift; done; mkdir -p "$2/node_modules/.bin"; echo "npm error network" >&2; exit 1',
  );
  const { status, stderr, stdout } = start("status");
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/npm error network\nmimamori: npm could not fetch [^\n]+start again\.\n$/);
  expect(fs.readdirSync(path.join(checkout, ".cache", "tools"))).toEqual([]);
});

test("without npm it says what to install", () => {
  const { status, stderr } = start("status");
  expect(status).toBe(1);
  expect(stderr).toMatch(/^mimamori: there is no npm here[^\n]+\n$/);
});

test("missing Java, Maven and Redis are installed by root for commands that start engines, and not for their help", () => {
  program("npm", NPM);
  fs.rmSync(path.join(bin, "id"));
  program("id", "echo 0");
  program("apt-get", 'echo "apt-get $*" >> "$CALLS"');
  start("up", "--help");
  start("status");
  expect(calls().filter((call) => call.startsWith("apt-get"))).toEqual([]);
  start("up");
  expect(calls().filter((call) => call.startsWith("apt-get"))).toEqual([
    expect.stringMatching(/update$/),
    expect.stringMatching(/install .*default-jre-headless redis-server maven$/),
  ]);
});

test("without the right to install, the command still runs, and the engines say what is missing", () => {
  program("npm", NPM);
  fs.rmSync(path.join(bin, "id"));
  program("id", "echo 1000");
  program("apt-get", 'echo "apt-get $*" >> "$CALLS"');
  expect(start("up").stdout).toContain("command-line up");
  expect(calls().filter((call) => call.startsWith("apt-get"))).toEqual([]);
});
