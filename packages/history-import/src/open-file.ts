// A file's bytes as UTF-8, unpacked and without byte-order mark. In: a path and its encoding. Out: chunks, and how far they are.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { ImportError } from "./errors.ts";

export interface OpenFile {
  /** Of the file as it lies on the disk, packed or not. */
  readonly bytesTotal: number;
  /** How many of them have been read. */
  bytesRead(): number;
  readonly chunks: Readable;
}

/** Opens a file for one pass. @throws ImportError `file_unreadable`. */
export async function openFile(path: string, encoding: string): Promise<OpenFile> {
  const bytesTotal = await sizeOf(path);
  const source = createReadStream(path, { highWaterMark: 256 * 1024 });
  const unpacked = path.endsWith(".gz") ? pipeline(source, createGunzip(), ignoreEnd) : source;
  const isUtf8 = new TextDecoder(encoding).encoding === "utf-8";
  const chunks = isUtf8 ? unpacked : Readable.from(decode(unpacked, encoding));
  return { bytesTotal, bytesRead: () => source.bytesRead, chunks };
}

/** What went wrong while a file was read, as a sentence with its name. */
export function unreadable(path: string, cause: unknown): ImportError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ImportError("file_unreadable", `${path} cannot be read: ${reason}.`, { cause });
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
  } catch (error) {
    throw unreadable(path, error);
  }
  throw unreadable(path, "it is not a file");
}

async function* decode(source: Readable, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of source as AsyncIterable<Buffer>) {
    yield Buffer.from(decoder.decode(chunk, { stream: true }));
  }
  yield Buffer.from(decoder.decode());
}

/** Whoever reads the stream sees its error; pipeline() only wants somebody to be told. */
function ignoreEnd(): void {
  return;
}
