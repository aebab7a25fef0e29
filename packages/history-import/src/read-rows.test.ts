import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { RowRefusal } from "./errors.ts";
import { openRows } from "./read-rows.ts";
import { MAX_ROW_BYTES } from "./source-row.ts";

const folder = mkdtempSync(path.join(tmpdir(), "history-import-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const CSV = { format: "csv", delimiter: ",", encoding: "utf-8" } as const;
const NDJSON = { ...CSV, format: "ndjson" } as const;

/** What the reader yields, a line each: "2: a|b", or "2: code". */
async function read(
  name: string,
  content: string | Buffer,
  format: Parameters<typeof openRows>[1] = CSV,
  columns: string[] = [],
) {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  const source = await openRows(file, format);
  for (const column of columns) source.layout.slot(column);
  const rows: string[] = [];
  for await (const { line, row } of source.rows) {
    rows.push(`${line}: ${row instanceof RowRefusal ? row.code : row.join("|")}`);
  }
  return { columns: source.layout.columns, rows, file: source.file };
}

describe("rows of a CSV file", () => {
  it("come without byte-order mark, with quoted commas and newlines whole, and with their lines", async () => {
    const { columns, rows } = await read(
      "a.csv",
      '\uFEFFa,"b"\r\n1,"x, y"\r\n2,"two\r\nlines"\r\n\r\n3,say "5" inches\r\n',
    );
    expect(columns).toEqual(["a", "b"]);
    expect(rows).toEqual(["2: 1|x, y", "4: 2|two\r\nlines", '6: 3|say "5" inches']);
  });

  it("are refused one by one when they are ragged", async () => {
    const { rows } = await read("ragged.csv", "a,b\n1\n1,2\n1,2,3\n4,5");
    expect(rows).toEqual(["2: ragged_row", "3: 1|2", "4: ragged_row", "5: 4|5"]);
  });

  it("come out of gzip, of other delimiters and of other encodings", async () => {
    expect((await read("a.csv.gz", gzipSync("a,b\n1,2\n"))).rows).toEqual(["2: 1|2"]);
    expect((await read("b.csv", "a;b\n1;2,5\n", { ...CSV, delimiter: ";" })).rows).toEqual([
      "2: 1|2,5",
    ]);
    const shiftJis = Buffer.from([0x61, 0x0a, 0x8c, 0xa9, 0x8e, 0xe7, 0x82, 0xe8, 0x0a]);
    expect((await read("c.csv", shiftJis, { ...CSV, encoding: "shift_jis" })).rows).toEqual([
      "2: 見守り",
    ]);
  });

  it("stop with the line of a quote that never closes", async () => {
    const broken = `a,b\n1,2\n3,"open\n${"x,y\n".repeat(10)}`;
    await expect(read("open.csv", broken)).rejects.toMatchObject({
      code: "file_malformed",
      message: expect.stringContaining("open.csv:3:") as string,
    });
    await expect(
      read("huge.csv", `a,b\n1,"${"x".repeat(MAX_ROW_BYTES + 10)}`),
    ).rejects.toMatchObject({ code: "file_malformed" });
  });

  it("need a file, a header, and a name of its own for each column", async () => {
    await expect(openRows(path.join(folder, "none.csv"), CSV)).rejects.toMatchObject({
      code: "file_unreadable",
    });
    await expect(openRows(folder, CSV)).rejects.toMatchObject({ code: "file_unreadable" });
    await expect(read("empty.csv", "")).rejects.toMatchObject({ code: "header_invalid" });
    await expect(read("twice.csv", "a,a\n1,2\n")).rejects.toMatchObject({ code: "header_invalid" });
    await expect(
      read("cut.csv.gz", gzipSync("a,b\n1,2\n".repeat(5000)).subarray(0, 60)),
    ).rejects.toMatchObject({
      code: "file_unreadable",
    });
  });
});

describe("rows of an NDJSON file", () => {
  it("hold the fields that are asked for, by path, and the whole line", async () => {
    const line = '{"a":{"b":1.5},"c":null,"d":true,"e":"x"}';
    const { rows } = await read("a.ndjson", `\uFEFF${line}\n\n`, NDJSON, [
      "a.b",
      "c",
      "d",
      "e",
      "f",
      "a",
    ]);
    expect(rows).toEqual([`1: ${line}|1.5||true|x||{"b":1.5}`]);
  });

  it("are refused one by one when they are no objects, or too long", async () => {
    const { rows } = await read(
      "b.ndjson",
      `[1]\nnonsense\n{"a":1}\n"${"x".repeat(MAX_ROW_BYTES)}"\n{"a":2}`,
      NDJSON,
      ["a"],
    );
    expect(rows).toEqual([
      "1: not_json",
      "2: not_json",
      '3: {"a":1}|1',
      "4: oversize_row",
      '5: {"a":2}|2',
    ]);
  });
});
