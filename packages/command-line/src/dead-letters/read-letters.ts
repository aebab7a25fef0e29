/** Dead letters as they are in ClickHouse. Open: refused, and not sent again since. Read from the view that people read. */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";

/** How much of it is in memory at once while letters are sent again. */
const PAGE_LETTERS = 500;
const PAGE_BYTES = 16 * 1024 * 1024;

const count = z.object({
  code: z.string(),
  letters: z.coerce.number(),
  /** UTC. */
  newest: z.string(),
});
export type CodeCount = z.infer<typeof count>;

const heading = z.object({
  id: z.string(),
  code: z.string(),
  reason: z.string(),
  refused_by: z.string(),
  /** UTC. */
  refused_at: z.string(),
  topic: z.string(),
  partition: z.int(),
  offset: z.coerce.string(),
  key: z.string(),
  sender: z.string(),
  format: z.string(),
  replayed_at: z.string().nullable(),
});
export type LetterHeading = z.infer<typeof heading>;

const letter = heading.extend({
  original_base64: z.string(),
});
export type Letter = z.infer<typeof letter>;

const HEADING = Object.keys(heading.shape).join(", ");

/** Which open letters; without anything, all. */
export interface LetterChoice {
  readonly code?: string | undefined;
  readonly id?: string | undefined;
}

function conditionOf({ code, id }: LetterChoice): string {
  const conditions = [
    "replayed_at IS NULL",
    ...(code === undefined ? [] : ["code = {code:String}"]),
    ...(id === undefined ? [] : ["id = {id:String}"]),
  ];
  return conditions.join(" AND ");
}

/** Open letters by code, the most first. */
export function countLetters(tables: ClickhouseTables, choice: LetterChoice): Promise<CodeCount[]> {
  return tables.query(
    `SELECT code, count() AS letters, max(refused_at) AS newest FROM cs.dead_letters
     WHERE ${conditionOf(choice)} GROUP BY code ORDER BY letters DESC, code`,
    { ...choice },
    count,
  );
}

/** The newest open letters. */
export function newestLetters(
  tables: ClickhouseTables,
  choice: LetterChoice,
  limit: number,
): Promise<LetterHeading[]> {
  return tables.query(
    `SELECT ${HEADING} FROM cs.dead_letters WHERE ${conditionOf(choice)}
     ORDER BY refused_at DESC, id LIMIT {limit:UInt32}`,
    { ...choice, limit },
    heading,
  );
}

/** A letter, open or not, by its id or by a beginning of it that no other has; undefined when there is none such. */
export async function readLetter(
  tables: ClickhouseTables,
  id: string,
): Promise<Letter | undefined> {
  const [found, another] = await tables.query(
    `SELECT ${HEADING}, base64Encode(original) AS original_base64 FROM cs.dead_letters
     WHERE startsWith(id, {id:String}) ORDER BY length(id), id LIMIT 2`,
    { id },
    letter,
  );
  return found?.id === id || another === undefined ? found : undefined;
}

/** The next open letters behind an id, in the order of their ids; at least one where there is one. */
export function pageOfLetters(
  tables: ClickhouseTables,
  choice: LetterChoice,
  after: string,
): Promise<Letter[]> {
  return tables.query(
    `SELECT ${HEADING}, original_base64 FROM (
       SELECT ${HEADING}, base64Encode(original) AS original_base64,
         sum(length(original)) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
       FROM (
         SELECT * FROM cs.dead_letters WHERE id > {after:String} AND ${conditionOf(choice)}
         ORDER BY id LIMIT ${PAGE_LETTERS}
       )
     ) WHERE bytes_before < ${PAGE_BYTES} ORDER BY id`,
    { ...choice, after },
    letter,
  );
}

/** Notes that letters were sent again, as they were refused last. */
export function markReplayed(
  tables: ClickhouseTables,
  letters: readonly LetterHeading[],
): Promise<void> {
  const rows = letters.map(({ id, refused_at }) => ({ id, refused_at }));
  return tables.insertRows("mimamori.dead_letter_replays", ["id", "refused_at"], rows);
}
