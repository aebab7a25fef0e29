/**
 * Waiting until the pipeline has caught up. In: a moment. Out: nothing, once all that was on its way then is in the facts. It only
 * reads; interrupted, the pipeline goes on without it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { countPendingMarks } from "@mimamori/account-facts";
import { type ClickhouseTables, connectClickhouse } from "@mimamori/clickhouse-tables";
import { endpointsOf, type Installation, runningProcess } from "@mimamori/local-engines";
import { CommandError } from "./errors.ts";
import { groupDigits, say, startProgressBar } from "./progress.ts";
import { WORKER_GROUP } from "./services.ts";

const LOOK_EVERY_MS = 250;
/** The pipeline may be slow on a busy machine; without any progress for so long it stands still. */
const STANDSTILL_MS = 90_000;
/** Where nothing but the last seconds is on its way, nobody needs to be told. */
const WORTH_TELLING_MS = 4_000;

/** Asks again and again how much is left, until nothing is. */
export async function untilDone(doing: string, left: () => Promise<number>): Promise<void> {
  let least = Infinity;
  let changedAt = Date.now();
  for (;;) {
    const now = await left();
    if (now === 0) return;
    if (now !== least) changedAt = Date.now();
    least = now;
    if (Date.now() - changedAt > STANDSTILL_MS)
      throw new CommandError(
        "failed",
        `${doing} stands still with ${groupDigits(now)} to go: \`./mimamori logs kafka-to-clickhouse\` says why.`,
      );
    await sleep(LOOK_EVERY_MS);
  }
}

async function areSettled(tables: ClickhouseTables, atMs: number): Promise<boolean> {
  const [settled] = await tables.query<{ done: number }>(
    "SELECT max(settled_at) >= {at: DateTime64(3, 'UTC')} AS done FROM mimamori.watermarks",
    { at: new Date(atMs) },
  );
  return settled?.done === 1;
}

/** Returns when everything that was known at `sentAtMs` is in the facts. */
export async function waitForFacts(tables: ClickhouseTables, sentAtMs: number): Promise<void> {
  const bar = startProgressBar("computing facts", 1);
  let most = 1;
  await untilDone("computing facts", async () => {
    if (await areSettled(tables, sentAtMs)) return 0;
    const pending = await countPending(tables);
    most = Math.max(most, pending);
    bar.update(most - pending, most);
    // The last mark is cleared before the watermark is written.
    return Math.max(1, pending);
  });
  bar.finish(
    most === 1 ? "all that was sent is in" : `${groupDigits(most)} buckets of accounts and days`,
  );
}

async function countPending(tables: ClickhouseTables): Promise<number> {
  const byFamily = await countPendingMarks({ tables });
  return [...byFamily.values()].reduce((sum, marks) => sum + marks, 0);
}

/**
 * Called before asking for numbers: an import whose events are still on their way would be half in them. Without a running worker it
 * says so and returns: then nothing will change.
 * @throws CommandError failed, when the worker stands still
 */
export async function settleFacts(installation: Installation): Promise<void> {
  const begunMs = Date.now();
  if (runningProcess(installation.stateDir, WORKER_GROUP) === undefined) {
    say(
      `${WORKER_GROUP} does not run: what it has not taken in is missing from these numbers (\`./mimamori up\` starts it).`,
    );
    return;
  }
  const {
    clickhouseUrl: url,
    clickhouseUser: user,
    clickhousePassword: password,
  } = endpointsOf(installation);
  const tables = connectClickhouse({ url, user, password });
  try {
    while (Date.now() - begunMs < WORTH_TELLING_MS) {
      if (await areSettled(tables, begunMs)) return;
      await sleep(LOOK_EVERY_MS);
    }
    await waitForFacts(tables, begunMs);
  } finally {
    await tables.close();
  }
}
