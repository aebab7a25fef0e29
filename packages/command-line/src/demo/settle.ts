/**
 * Waiting until the pipeline has taken in everything that the simulator sent: raw rows and dead letters equal its ledger.
 * In: the ledger. Out: what the tables hold. It only reads; interrupted, the pipeline goes on without it.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { DEAD_LETTERS_TOPIC, EVENT_TOPICS } from "@mimamori/event-contracts";
import type { EventTopic } from "@mimamori/event-contracts";
import type { KafkaAdmin } from "@mimamori/kafka-stream";
import { IDENTITY_DIGEST_SQL, type Ledger } from "@mimamori/simulator";
import { CommandError } from "../errors.ts";
import { groupDigits, startProgressBar } from "../progress.ts";
import { untilDone } from "../settle-facts.ts";

const WORKER_GROUP = "kafka-to-clickhouse";

export interface TakenIn {
  readonly rawRows: number;
  readonly deadLetters: number;
}

/**
 * Returns when the worker has taken every record, and the tables hold exactly what the ledger says.
 * @throws CommandError failed, when it stands still or the tables differ
 */
export async function waitForRawEvents(
  admin: KafkaAdmin,
  tables: ClickhouseTables,
  ledger: Ledger,
): Promise<TakenIn> {
  const bar = startProgressBar("taking them in", ledger.eventsSent);
  await untilDone("taking events in", async () => {
    const lag = await readLag(admin);
    bar.update(Math.max(0, ledger.eventsSent - lag));
    return lag;
  });
  const taken = await compareWithLedger(tables, ledger);
  bar.finish(
    `${groupDigits(taken.rawRows)} raw events, ${groupDigits(taken.deadLetters)} dead letters: as sent, none lost, none twice`,
  );
  return taken;
}

async function readLag(admin: KafkaAdmin): Promise<number> {
  const lags = await admin.readGroupLag(WORKER_GROUP, [...EVENT_TOPICS, DEAD_LETTERS_TOPIC]);
  return lags.reduce((sum, { lag }) => sum + Number(lag), 0);
}

function rawTableOf(topic: EventTopic): string {
  return `mimamori.raw_${topic.replace(".", "_")}`;
}

async function compareWithLedger(tables: ClickhouseTables, ledger: Ledger): Promise<TakenIn> {
  let rawRows = 0;
  for (const topic of EVENT_TOPICS) {
    const [found] = await tables.query<{ rows: number; digest: string }>(
      `SELECT toUInt32(count()) AS rows, ${IDENTITY_DIGEST_SQL} AS digest FROM ${rawTableOf(topic)} FINAL`,
    );
    const sent = ledger.topics[topic];
    if (found?.rows !== sent.count || Number(found.digest) !== sent.digest)
      throw differs(
        `${topic} has ${groupDigits(found?.rows ?? 0)} raw rows, sent were ${groupDigits(sent.count)}`,
      );
    rawRows += found.rows;
  }
  const codes = await tables.query<{ code: string; rows: number }>(
    "SELECT code, toUInt32(count()) AS rows FROM mimamori.dead_letters FINAL GROUP BY code",
  );
  const expected = Object.entries(ledger.bad).filter(([, { count }]) => count > 0);
  for (const [code, { count }] of expected) {
    const found = codes.find((one) => one.code === code)?.rows ?? 0;
    if (found !== count)
      throw differs(`there are ${found} dead letters "${code}", sent were ${count}`);
  }
  const deadLetters = codes.reduce((sum, { rows }) => sum + rows, 0);
  if (deadLetters !== ledger.badSent) throw differs(`there are ${deadLetters} dead letters`);
  return { rawRows, deadLetters };
}

function differs(what: string): CommandError {
  return new CommandError(
    "failed",
    `what was taken in is not what was sent (${what}): this is a mistake of ours; please keep .state and report it.`,
  );
}
