/**
 * Python programs that benches compare with, in an environment of their own.
 * In: a script of this folder and its arguments. Out: the JSON that it prints. After a crash anywhere: run again, an
 * environment that is not whole is made anew.
 */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { CommandError } from "../errors.ts";
import type { BenchSurroundings } from "./bench.ts";

const REQUIREMENTS = path.join(import.meta.dirname, "requirements.txt");
/** BLAS and OpenMP take all cores unless told. */
const ONE_THREAD = {
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
} as const;

/** Runs a program to its end and gives its stdout; throws CommandError (failed) with the last of its words otherwise. */
function runToEnd(program: string, args: readonly string[], advice: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, ...ONE_THREAD },
    maxBuffer: 2 ** 26,
  });
  if (status === 0) return stdout;
  const words = error?.message ?? stderr.trim().split("\n").slice(-3).join(" ");
  throw new CommandError("failed", `${path.basename(program)} failed (${words}): ${advice}`);
}

/** The Python that has the packages of requirements.txt; installs them first where they are missing or others. */
function preparePython({ checkout, say }: BenchSurroundings): string {
  const folder = path.join(checkout, ".cache/bench-python");
  const python = path.join(folder, "bin/python");
  const stamp = path.join(folder, "requirements.txt");
  const wanted = fs.readFileSync(REQUIREMENTS, "utf8");
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === wanted) return python;
  say("installing the peer's Python packages into .cache/bench-python …");
  fs.rmSync(folder, { recursive: true, force: true });
  runToEnd(
    "python3",
    ["-m", "venv", folder],
    "this bench needs Python 3.11 or newer with venv (on Debian: python3-venv).",
  );
  runToEnd(
    python,
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS],
    "check the network, and start again.",
  );
  fs.writeFileSync(stamp, wanted);
  return python;
}

/** Runs `script` on one thread and gives what it printed, parsed. */
export function runPeer(
  surroundings: BenchSurroundings,
  script: string,
  args: readonly string[],
): unknown {
  const python = preparePython(surroundings);
  const printed = runToEnd(
    python,
    [path.join(import.meta.dirname, script), ...args],
    "the peer's program does not run here.",
  );
  return JSON.parse(printed);
}
