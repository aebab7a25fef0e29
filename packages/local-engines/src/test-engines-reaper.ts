/**
 * Ends the test engines of a folder and removes it when stdin closes: that is, when whoever started them has ended, however.
 * In: argv `<state folder>`; stdin, of which only the end matters.
 */
import { removeTestEngines } from "./test-engines.ts";

const stateDir = process.argv[2];
if (stateDir === undefined) throw new Error("usage: test-engines-reaper.ts STATE_DIR");

process.stdin.resume();
process.stdin.once("close", () => {
  void removeTestEngines(stateDir).finally(() => process.exit(0));
});
