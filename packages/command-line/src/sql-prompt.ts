/** The prompt of `./mimamori sql`: statements end with ";" and may span lines; Ctrl-C drops or cancels one, Ctrl-D ends. */
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline/promises";
import { runSql, type SqlSession } from "./clickhouse-http.ts";
import { sentenceFor } from "./errors.ts";

const HISTORY_LINES = 500;
const WELCOME = `The database "cs" holds accounts, health_scores, health_reasons, mrr_movements, ltv, touch_tiers and more.
SHOW TABLES; lists them, DESCRIBE health_scores; explains one. Statements end with ";". Ctrl-D leaves.
`;

/** Cuts what was typed so far into finished statements and the unfinished rest. Semicolons in quotes and comments do not count. */
export function splitTyped(text: string): { statements: string[]; rest: string } {
  const statements: string[] = [];
  let from = 0;
  const token =
    /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|--[^\n]*|\/\*[\s\S]*?\*\/|['"`]|\/\*|;/g;
  for (const match of text.matchAll(token)) {
    // A quote or comment that is not closed yet: the rest belongs to it.
    if (match[0].length <= 2 && match[0] !== ";" && !/^(''|""|``|--)$/.test(match[0])) break;
    if (match[0] !== ";") continue;
    const statement = text.slice(from, match.index).trim();
    if (statement !== "") statements.push(statement);
    from = match.index + 1;
  }
  return { statements, rest: text.slice(from) };
}

function readHistory(file: string): string[] {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
}

function openPrompt(stateDir: string): readline.Interface {
  const historyFile = path.join(stateDir, "sql-history");
  const prompt = readline.createInterface({
    input: process.stdin,
    output: process.stdout,
    history: readHistory(historyFile),
    historySize: HISTORY_LINES,
    removeHistoryDuplicates: true,
  });
  prompt.on("history", (lines) => {
    fs.writeFileSync(historyFile, `${lines.join("\n")}\n`, { mode: 0o600 });
  });
  return prompt;
}

async function answer(
  session: SqlSession,
  statement: string,
  format: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await runSql(session, statement, format, process.stdout, signal);
  } catch (error) {
    process.stdout.write(`${sentenceFor(error, false)}\n`);
  }
}

/** Asks, answers, and asks again until the input ends. */
export async function promptForSql(
  session: SqlSession,
  format: string,
  stateDir: string,
): Promise<void> {
  const prompt = openPrompt(stateDir);
  let typed = "";
  let running: AbortController | undefined;
  const ask = (): void => {
    const blank = typed.trim() === "";
    prompt.setPrompt(blank ? `${session.user} > ` : `${" ".repeat(session.user.length)} … `);
    prompt.prompt();
  };
  prompt.on("SIGINT", () => {
    if (running !== undefined) {
      running.abort();
      return;
    }
    typed = "";
    process.stdout.write("\n");
    ask();
  });
  process.stdout.write(WELCOME);
  ask();
  for await (const line of prompt) {
    if (typed.trim() === "" && /^\s*(exit|quit|\\q)\s*;?\s*$/i.test(line)) break;
    const { statements, rest } = splitTyped(`${typed}${line}\n`);
    typed = rest;
    for (const statement of statements) {
      running = new AbortController();
      await answer(session, statement, format, running.signal);
      running = undefined;
    }
    ask();
  }
  prompt.close();
}
