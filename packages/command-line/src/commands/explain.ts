import path from "node:path";
import { connectClickhouse } from "@mimamori/clickhouse-tables";
import { readCompanyConfig } from "@mimamori/company-config";
import { endpointsOf } from "@mimamori/local-engines";
import { LANGUAGES, type Language } from "@mimamori/message-catalogue";
import { defineCommand } from "../command.ts";
import { isDate, isMoment } from "../date-words.ts";
import { painterFor } from "../demo/terminal.ts";
import { CommandError } from "../errors.ts";
import { readMove } from "../explain/read-move.ts";
import { drawMove } from "../explain/move-text.ts";
import { requireRunning } from "../running-installation.ts";

export const command = defineCommand({
  usage: "ACCOUNT",
  description: `
Says what made an account's health score move between two moments, measure by measure: parts in points that add up to the
change exactly, the largest first. All that a change of the scorecard does is one line (--json has it measure by measure); a
cap and an override are parts of their own, and so is data that came or went.

It compares what runs have found: by default the score that holds now with the one of a week before. A date means the newest
run up to the end of that day, a time such as 2026-06-01T09:00:00Z the newest up to then; where none goes back so far, \`./mimamori score --as-of DATE\` makes one.

  ./mimamori explain acc-00001
  ./mimamori explain acc-00001 --from 2026-08-31 --to 2026-09-30 --lang ja
  ./mimamori explain acc-00001 --json | jq '.parts[] | {label, points}'`,
  options: {
    from: { type: "string", value: "DATE", help: "the earlier score; by default a week before" },
    to: { type: "string", value: "DATE", help: "the later score; by default the one of now" },
    lang: {
      type: "string",
      value: "en|ja",
      help: "language of the sentences; by default the company's",
    },
    json: { type: "boolean", help: "the parts as one JSON object on stdout" },
  },
  maxPositionals: 1,
  async run({ from, to, lang, json }, [account], { checkout, stateDir }) {
    if (account === undefined)
      throw new CommandError("usage", "explain: which account? Give its id, such as acc-00001.");
    for (const date of [from, to]) {
      if (date === undefined || isDate(date) || isMoment(date)) continue;
      const message = `explain: "${date}" is no date; write one such as 2026-06-01, or a time such as 2026-06-01T09:00:00Z.`;
      throw new CommandError("usage", message);
    }
    const {
      clickhouseUrl: url,
      clickhouseUser: user,
      clickhousePassword: password,
    } = endpointsOf(await requireRunning(stateDir));
    const configDir = path.resolve(checkout, process.env["CONFIG_DIR"] ?? "config");
    const { company } = await readCompanyConfig(configDir);
    const language = lang === undefined ? company.language : languageOf(lang);
    const tables = connectClickhouse({ url, user, password });
    try {
      const request = { account, from, to, timeZone: company.timeZone, language };
      const move = await readMove(tables, request);
      if (json) process.stdout.write(`${JSON.stringify(move, null, 2)}\n`);
      else process.stdout.write(drawMove(move, language, painterFor(process.stdout, process.env)));
    } finally {
      await tables.close();
    }
  },
});

/** @throws CommandError usage */
function languageOf(text: string): Language {
  const language = LANGUAGES.find((one) => one === text);
  if (language !== undefined) return language;
  throw new CommandError("usage", `explain: "${text}" is no language; there are en and ja.`);
}
