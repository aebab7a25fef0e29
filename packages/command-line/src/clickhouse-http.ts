/** One question to ClickHouse's HTTP interface, its answer passed on as bytes in the format that was asked for. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CommandError } from "./errors.ts";

export interface SqlSession {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** "Code: 62. DB::Exception: Syntax error: … (SYNTAX_ERROR) (version …)" as the sentence in it. */
export function serverSentence(answer: string): string {
  const text = answer.trim().replace(/^Code: \d+\. DB::Exception: /, "");
  return text.replace(/\s*\(version [^)]*\)\s*$/, "").trim();
}

/**
 * Runs one statement and writes its answer to `output`. A FORMAT in the statement wins over `format`.
 * @throws CommandError failed, with the server's words, or when it does not answer
 */
export async function runSql(
  session: SqlSession,
  sql: string,
  format: string,
  output: NodeJS.WritableStream,
  signal?: AbortSignal,
): Promise<void> {
  const url = new URL(session.url);
  url.searchParams.set("database", "cs");
  url.searchParams.set("default_format", format);
  // The status must speak for the whole answer, not for its first block.
  url.searchParams.set("wait_end_of_query", "1");
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: "POST",
      headers: { "X-ClickHouse-User": session.user, "X-ClickHouse-Key": session.password },
      body: sql,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw new CommandError("failed", "the query was cancelled.");
    throw new CommandError(
      "failed",
      `ClickHouse does not answer at ${session.url}: look at \`./mimamori status\`, and start it with \`./mimamori up\`.`,
      { cause: error },
    );
  }
  if (!answer.ok)
    throw new CommandError("failed", `ClickHouse says: ${serverSentence(await answer.text())}`);
  if (answer.body !== null) await pipeline(Readable.fromWeb(answer.body), output, { end: false });
}
