/** A company's usage of three years as a CSV file, the same for ever: some 70 bytes per row, in the order of time. */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const [FROM_MS, TO_MS] = [Date.UTC(2023, 0, 1), Date.UTC(2026, 0, 1)];
const ROWS_PER_CHUNK = 2_000;

function rowText(number: number, rows: number): string {
  const account = (number * 7_919) % 20_000;
  const at = new Date(FROM_MS + Math.floor((number / rows) * (TO_MS - FROM_MS))).toISOString();
  const time = `${at.slice(0, 10)} ${at.slice(11, 19)}`;
  return `${number},acct_${account},u_${account}_${number % 8},feature-${number % 12},${time},${1 + (number % 3)}\n`;
}

function* chunks(rows: number): Generator<string> {
  yield "id,account,user,feature,at,quantity\n";
  for (let from = 0; from < rows; from += ROWS_PER_CHUNK) {
    let text = "";
    for (let number = from; number < Math.min(rows, from + ROWS_PER_CHUNK); number++)
      text += rowText(number, rows);
    yield text;
  }
}

/** Writes it, a little at a time. */
export async function writeHistory(file: string, rows: number): Promise<void> {
  await pipeline(Readable.from(chunks(rows)), createWriteStream(file));
}
