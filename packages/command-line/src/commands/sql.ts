import { text } from "node:stream/consumers";
import { endpointsOf } from "@mimamori/local-engines";
import { runSql, type SqlSession } from "../clickhouse-http.ts";
import { defineCommand } from "../command.ts";
import { CommandError } from "../errors.ts";
import { requireRunning } from "../running-installation.ts";
import { promptForSql } from "../sql-prompt.ts";

export const command = defineCommand({
  description: `
Asks the database "cs" in SQL, as the user cs_reader, who may read its views and nothing else. Without
--query it gives a prompt on a terminal, and reads one query from standard input otherwise.

  ./mimamori sql --query 'SELECT * FROM health_scores LIMIT 10'
  ./mimamori sql --query 'SELECT * FROM ltv' --format CSVWithNames > ltv.csv`,
  options: {
    query: { type: "string", value: "Q", help: "one query" },
    format: {
      type: "string",
      value: "F",
      help: "a ClickHouse output format (default PrettyCompact on a terminal, TSVWithNames otherwise)",
    },
    as: {
      type: "string",
      value: "USER",
      help: "cs_reader (default), or app, which may change everything",
    },
  },
  async run({ query, format, as: user = "cs_reader" }, _positionals, { stateDir }) {
    if (user !== "cs_reader" && user !== "app")
      throw new CommandError("usage", `--as takes cs_reader or app, and "${user}" is neither.`);
    const engines = endpointsOf(await requireRunning(stateDir));
    const session: SqlSession = {
      url: engines.clickhouseUrl,
      user,
      password: user === "app" ? engines.clickhousePassword : engines.csReaderPassword,
    };
    const answerFormat = format ?? (process.stdout.isTTY ? "PrettyCompact" : "TSVWithNames");
    if (query === undefined && process.stdin.isTTY) {
      await promptForSql(session, answerFormat, stateDir);
      return;
    }
    const statement = query ?? (await text(process.stdin));
    if (statement.trim() === "")
      throw new CommandError("usage", "there is no query: give one with --query.");
    await runSql(session, statement, answerFormat, process.stdout);
  },
});
